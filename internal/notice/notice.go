// Package notice owns what to tell whom, and when.
//
// It hands over the Notice, which says one fact to one person, and one function for each kind of notice there is. A
// change that somebody has to hear of returns notices beside what it changes, and the store keeps both in the same
// transaction. It knows no mail server, no template and no store; how a notice travels is another room's business (mail).
package notice

import (
	"fmt"
	"strings"
	"time"

	"attune/internal/roster"
	"attune/internal/schedule"
)

// Notice is one fact told to one person.
type Notice struct {
	To          Recipient
	Association roster.Association // whose business it is; empty: the installation's
	Topic       Topic
	Fact        string    // what it tells, by ids, such as sheet.amended:12:3; nobody is told the same fact twice
	Subject     string    // one line
	Lines       []string  // paragraphs; one that IsWay is where the one before it leads
	Action      Action    // the one thing to do about it; zero: nothing
	Why         string    // why they get it, in a sentence: You lead this group.
	NotBefore   time.Time // UTC; zero: at once
	Sessions    []Mention // that it tells of; nil where that matters to nobody
}

// Mention is a session as a notice tells of it.
type Mention struct {
	Session  schedule.SessionID
	Starts   schedule.Wall // on its own clock
	Sequence int
	Entry    bool // an entry for calendars goes with the mail, unless a calendar of its reader's shows the session anyway
	Absence  bool // an address in the mail lets its reader say that they cannot come
	// Left is how many minutes it was to take, where its reader does not have it any more and Starts is when they had it: the entry
	// takes it out of their calendar. Zero: they have it.
	Left int
	// Told is when it begins, as its reader is told; empty where that is its own clock alone.
	Told string
}

// When is when the session begins, on its own clock and, where the reader's shows another time then, on that: Thursday 3 December
// 2026, 10:00 AM EST (7:00 AM for you).
func (m Mention) When() string {
	if m.Told != "" {
		return m.Told
	}
	return wallOf(m.Starts)
}

// IsWay tells whether a line of a notice is a path of this site, such as /sessions/12#waiting: no sentence is without a blank.
func IsWay(line string) bool {
	return strings.HasPrefix(line, "/") && !strings.ContainsAny(line, " \t")
}

// pageOf is the path of a session's page.
func pageOf(id schedule.SessionID) string { return fmt.Sprintf("/sessions/%d", id) }

// Recipient is who is told, by one of the three: somebody of the roster, an account that nobody of the roster is behind,
// or an address that has no account yet.
type Recipient struct {
	Person  roster.PersonID
	Account int64  // access.AccountID
	Email   string // canonical
}

// Topic is what a notice is about. People decline topics, but never Security.
type Topic string

// The topics.
const (
	Security    Topic = "security"    // signing in, invitations, what became of the account
	Sheets      Topic = "sheets"      // sheets to fill in or to look at again, for who leads and who coordinates
	Hours       Topic = "hours"       // what became of one's own hours
	Credentials Topic = "credentials" // providers' credentials that end or change, and what that does to planned hours
	Sessions    Topic = "sessions"    // sessions one belongs to or leads: planned, moved, changed, cancelled; and who cannot come to one that one leads
	DayBefore   Topic = "day_before"  // reminders of such a session on the day before
	HourBefore  Topic = "hour_before" // and an hour before
	WeekAhead   Topic = "week"        // the sessions of the week to come, and what waits
)

// Topics are all of them, in the order above.
var Topics = []Topic{Security, Sheets, Hours, Credentials, Sessions, DayBefore, HourBefore, WeekAhead}

// OnWish are the topics of which mail goes to nobody but to whoever wishes for it.
var OnWish = []Topic{HourBefore, WeekAhead}

// Action is where a notice leads.
type Action struct {
	Words string // Open the sheet
	Path  string // on this site, with its slash
	Opens Opening
	Lasts time.Duration // how long the secret in its address works, in whole minutes; zero: as long as is usual for its opening
}

// Opening is how an action's address lets its reader in. The secret in it is made when the notice is sent, and kept
// hashed like every other.
type Opening string

// The openings.
const (
	ByPage   Opening = ""        // whoever follows it has to be signed in
	BySignIn Opening = "sign-in" // signs the recipient in, once, and goes to the path
	BySheet  Opening = "sheet"   // opens the one sheet at the path, without signing in
)
