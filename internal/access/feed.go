package access

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"attune/internal/day"
	"attune/internal/fault"
	"attune/internal/roster"
)

// FeedID is the installation's own id of a feed.
type FeedID int64

// String is the feed as history names it.
func (id FeedID) String() string { return "feed:" + strconv.FormatInt(int64(id), 10) }

// Feed is one calendar address: a person's sessions, those that they lead, those of one of their groups, or those of open
// groups that are not theirs.
type Feed struct {
	ID     FeedID
	Person roster.PersonID // its owner
	Group  roster.GroupID  // zero: not of one group alone
	Open   bool            // those of open groups of the owner's association that have room, and none of the owner's own
	FeedStyle
	Style     int       // how often what it shows was chosen anew: calendars take it for a change of every session
	StyledAt  time.Time // UTC, when that was last; zero for never
	CreatedAt time.Time // UTC
	RevokedAt time.Time // UTC; zero while it lives
}

// FeedStyle is what the owner of a feed chooses about it.
type FeedStyle struct {
	Name        string     // the owner's word for where it is used; may be empty
	Led         bool       // only the sessions that the owner leads or co-leads; never with a group
	Detail      FeedDetail // how much it says; empty for everything
	Alarm       int        // minutes before a session, of FeedAlarms; 0 for no alarm
	Uncancelled bool       // cancelled sessions leave it; they stay otherwise, and say that they are cancelled
}

// FeedDetail is how much a feed says of a session.
type FeedDetail string

// The details of a feed.
const (
	EverythingShown FeedDetail = "full"
	TitleShown      FeedDetail = "title" // what it is and when; neither place nor page
	BusyShown       FeedDetail = "busy"  // that there is something and when, for a calendar that others look into
)

// FeedDetails are the details in the order in which they are offered.
var FeedDetails = []FeedDetail{EverythingShown, TitleShown, BusyShown}

// FeedAlarms are the times before a session at which a feed can remind of it, in minutes; 0 is none.
var FeedAlarms = []int{0, 10, 30, 60, 24 * 60}

// Check finds what no feed can be: Invalid, with what to choose instead.
func (f Feed) Check() error {
	switch {
	case !slices.Contains(FeedDetails, f.Detail):
		return fault.New(fault.Invalid, "A calendar shows full, title or busy. Choose one of these.")
	case !slices.Contains(FeedAlarms, f.Alarm):
		return fault.New(fault.Invalid, "A calendar reminds 10, 30 or 60 minutes or a day before a session, or not at all. Choose one of these.")
	case f.Led && f.Group != 0:
		return fault.New(fault.Invalid, "A calendar is of one group or of what one leads, not both. Leave one of them out.")
	case f.Open && (f.Led || f.Group != 0):
		return fault.New(fault.Invalid, "A calendar is of open groups or of one's own sessions, not both. Choose one of them.")
	case f.Open && f.Detail == BusyShown:
		return fault.New(fault.Invalid, "A calendar of open groups takes up nobody's time, so that it cannot say busy alone. Choose the group's name, or everything.")
	}
	_, err := FeedName(f.Name)
	return err
}

// MostFeeds is how many living feeds one person may have: enough for every device and program of theirs.
const MostFeeds = 20

// feedIdle is how long a feed that nobody reads lives, in years.
const feedIdle = 1

// FeedsIdleSince is the instant since which a feed must have been read, or made, to live on.
func FeedsIdleSince(now time.Time) time.Time { return now.AddDate(-feedIdle, 0, 0) }

// ListedFeed is a feed as a list shows it.
type ListedFeed struct {
	Feed
	Owner         roster.External
	Association   roster.Association // the owner's
	GroupExternal roster.External    // empty where the feed is for all of the owner's sessions
	GroupName     string             // likewise
	Read          FeedRead           // the last time; its At is zero where nobody ever did
	Version       int64              // of the owner's calendar now, which what is their own raises also where open groups are shown
	OpenedAt      time.Time          // UTC, when open groups last changed for a feed of those; zero: never, and for any other
}

// FeedRead is one reading of a feed by a calendar program. No address is kept of who asked.
type FeedRead struct {
	Feed    FeedID
	At      time.Time // UTC
	By      string    // the program by its own word, as Program names it; empty where it says nothing that is known
	Version int64     // of the owner's calendar, as it was read
}

// Behind tells whether something that shows has changed since the feed was last read.
func (f ListedFeed) Behind() bool {
	since := !f.Read.At.IsZero() && f.Read.Version < f.Version
	return since && (!f.Open || !f.OpenedAt.Before(f.Read.At))
}

// Poll is a living feed as one look-up finds it: everything that decides whether a calendar program already has
// the newest answer.
type Poll struct {
	Feed        Feed
	Owner       string             // the owner's own display name, the only name a calendar may carry
	GroupName   string             // empty where the feed is for all of the owner's sessions
	Association roster.Association // the owner's
	TimeZone    string             // IANA name; the association's, in which the window steps
	Version     int64              // of the owner's calendar: raised by every change that shows in the feed
	Leads       bool               // of a group's feed: the owner provides the group, or leads a session of it
	Until       day.Date           // of a group's feed: the last day of the owner's place in it; zero where none ends, or was
	Belongs     bool               // of a group's feed: there is or was such a place
	ChangedAt   time.Time          // UTC, when Version was last raised, by removals too
	Shown       Shown              // what the feed was when it was last asked for
}

// Shown is what a feed was at some time: the tag of its bytes, and the whole second that is told as the one in which it came to
// have them. Bytes with another tag are of a later second. Zero: it was never asked for.
type Shown struct {
	Tag string
	At  time.Time // UTC
}

// Lives tells whether the feed is still for its owner on a day: that of a group ends with their place in it.
func (p Poll) Lives(today day.Date) bool {
	return p.Feed.Group == 0 || p.Leads || p.Belongs && (p.Until == 0 || today <= p.Until)
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
