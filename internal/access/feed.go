package access

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"attune/internal/fault"
	"attune/internal/roster"
)

// FeedID is the installation's own id of a feed.
type FeedID int64

// String is the feed as history names it.
func (id FeedID) String() string { return "feed:" + strconv.FormatInt(int64(id), 10) }

// Feed is one calendar address: a person's sessions, or those of one of their groups.
type Feed struct {
	ID        FeedID
	Person    roster.PersonID // its owner
	Group     roster.GroupID  // zero: all of the owner's sessions
	Name      string          // the owner's word for where it is used; may be empty
	CreatedAt time.Time       // UTC
	RevokedAt time.Time       // UTC; zero while it lives
}

// ListedFeed is a feed as a list shows it.
type ListedFeed struct {
	Feed
	Owner         roster.External
	Association   roster.Association // the owner's
	GroupExternal roster.External    // empty where the feed is for all of the owner's sessions
	GroupName     string             // likewise
}

// Poll is a living feed as one look-up finds it: everything that decides whether a calendar program already has
// the newest answer.
type Poll struct {
	Feed        Feed
	Owner       string             // the owner's own display name, the only name a calendar may carry
	GroupName   string             // empty where the feed is for all of the owner's sessions
	Association roster.Association // the owner's
	TimeZone    string             // IANA name; the association's, in which the window steps
	Version     int64              // of the owner's calendar: raised by every change that shows in it
	ChangedAt   time.Time          // UTC, when Version was last raised, by removals too
}

// feedNameLength is how many characters the name of a feed may have.
const feedNameLength = 80

// FeedName is text as the name of a feed, blanks around it dropped. It fails with Invalid where it is too long or holds
// characters that do not print.
func FeedName(text string) (string, error) {
	return oneLine(text, "The name of a calendar address", feedNameLength)
}

// nameLength is how many characters a person's name may have.
const nameLength = 120

// PersonName is text as somebody's name, likewise.
func PersonName(text string) (string, error) { return oneLine(text, "A name", nameLength) }

// oneLine is text without the blanks around it, where it is one line of what prints and not too long. What it is begins
// the sentence that says so.
func oneLine(text, what string, most int) (string, error) {
	line := strings.TrimSpace(text)
	if utf8.RuneCountInString(line) > most {
		return "", fault.New(fault.Invalid, "%s has at most %d characters. Choose a shorter one.", what, most)
	}
	for _, r := range line {
		if !unicode.IsPrint(r) {
			return "", fault.New(fault.Invalid, "%s is one line of plain text. Take out what is not a letter, a digit, a mark or a blank.", what)
		}
	}
	return line, nil
}
