package roster

import (
	"regexp"
	"strings"
)

// callAddress is what may be the address of a call: with a scheme, of a mailbox or a call (sip:a@b), or a host with a path behind
// it or www before it.
var callAddress = regexp.MustCompile(`(?i)[a-z][a-z0-9+.-]*://|\bwww\.|\b[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}/|[^\s@]+@[^\s@]+\.[a-z]`)

// callCode is what begins to say how one gets into a call.
var callCode = regexp.MustCompile(`(?i)\b(pass ?code|password|code|pin|meeting id|dial)\b`)

// Room is a place without the address of a call, without what stands behind that and without a code before it: what those are told
// who do not belong to the group, what mails say, and what calendars hold, those attached to mails too, but where the group lets its
// members' hold the address (Group.CallShown). "Room 4; https://call.example/81" is "Room 4". Of a place that begins with an address
// nothing is left.
func Room(place string) string {
	at := callAddress.FindStringIndex(place)
	if at == nil {
		return place
	}
	before := place[:at[0]]
	if last := strings.LastIndexAny(before, ";,|(\n"); last >= 0 {
		before = before[:last] // "or online:" speaks of the address
	}
	if code := callCode.FindStringIndex(before); code != nil {
		before = before[:code[0]]
	}
	return strings.TrimRight(before, " \t\r\n;,|(:-–—")
}
