package roster

import (
	"regexp"
	"strings"
)

// callAddress is what may be the address of a call: with a scheme, of a mailbox or a call (sip:a@b), or a host with a path behind
// it or www before it.
var callAddress = regexp.MustCompile(`(?i)[a-z][a-z0-9+.-]*://|\bwww\.|\b[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}/|[^\s@]+@[^\s@]+\.[a-z]`)

// Room is a place without the address of a call, and without what stands behind that, which may be its code: what those are told
// who do not belong to the group, and what goes out in mails and calendars. "Room 4; https://call.example/81" is "Room 4". Of a
// place that begins with an address nothing is left.
func Room(place string) string {
	at := callAddress.FindStringIndex(place)
	if at == nil {
		return place
	}
	before := place[:at[0]]
	if last := strings.LastIndexAny(before, ";,|(\n"); last >= 0 {
		before = before[:last] // "or online:" speaks of the address
	}
	return strings.TrimRight(before, " \t\r\n;,|(:-–—")
}
