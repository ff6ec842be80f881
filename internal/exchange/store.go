package exchange

import (
	"context"
	"iter"
	"time"

	"attune/internal/attendance"
	"attune/internal/history"
	"attune/internal/portfolio"
	"attune/internal/roster"
	"attune/internal/rulebook"
	"attune/internal/schedule"
)

// Store is where a bundle is taken in.
type Store interface {
	// TakeIn opens the one write transaction of an import, hands it to take, and commits where take returns nil.
	// Two imports never run at once. at is the instant that everything written is stamped with.
	TakeIn(ctx context.Context, at time.Time, take func(Intake) error) error
}

// Intake is the transaction of an import. It is asked one thing at a time. Each method makes a number of statements that does not grow with what it
// is given, but for cutting long lists.
type Intake interface {
	// Find gives the ids of things of one kind by their external ids; things that are not stored are left out.
	Find(thing Thing, ids []roster.External) (map[roster.External]int64, error)
	// Hold makes whoever else wants to change something of people, groups or sessions wait until the import is done. It
	// comes before anything is loaded.
	Hold(people []roster.PersonID, groups []roster.GroupID, sessions []schedule.SessionID) error
	// Roster loads things, with the dated facts of the people and the memberships of the groups.
	Roster(people []roster.PersonID, programs []roster.ProgramID, groups []roster.GroupID) (Roster, error)
	// SaveRoster adds what has no id yet, gives it one in place, and updates the rest; dated facts and decisions are
	// told from each other by what is unique about them. Associations that are not stored are added.
	SaveRoster(roster *Roster) (Numbers, error)
	// Readdress has the open accounts of people go by e-mails that are others now, as far as who coordinates the associations
	// could do it, and says in place what became of each.
	Readdress(of []roster.Association, moved []Readdressed) error
	// Sessions loads sessions, in any order.
	Sessions(ids []schedule.SessionID) ([]schedule.Session, error)
	// Sheets loads the sheets of sessions, with their sessions and locked for this transaction, in any order.
	// Group and Roster are left empty; Home holds everybody marked or leading.
	Sheets(ids []schedule.SessionID) ([]attendance.Sheet, error)
	// Allot gives ids for so many sessions to be added.
	Allot(n int) ([]schedule.SessionID, error)
	// SaveSessions adds and updates sessions.
	SaveSessions(sessions []schedule.Session) error
	// Replan has save write sessions. Whoever had or has them in their calendars is told, as the import concludes, what becomes of
	// those that are cancelled, or otherwise so soon that no calendar program may show it in time. Of all others a bundle tells nobody.
	Replan(turns []schedule.Turn, save func() error) error
	// SaveSheets saves sheets, their marks, what was fixed by verifying them and their ledger entries.
	SaveSheets(changes []attendance.Change) error
	// Evidence is everything that people have to show, with all that was said of it, each person's oldest first.
	Evidence(people []roster.PersonID) ([]portfolio.Evidence, error)
	// SaveEvidence adds pieces that have no id yet, gives them one in place, and adds to each what is new of it.
	SaveEvidence(pieces []Brought) error
	// Audience is in whose calendars the sessions stand: members on the planned day, and who leads.
	Audience(ids []schedule.SessionID) ([]roster.PersonID, error)
	// Hardened tells of a group whether a sheet of it was ever verified, and whether a session or series of it is of another kind
	// than the group.
	Hardened(group roster.GroupID) (signed, apart bool, err error)
	// Twice are the sessions that take place though another of their occurrence does, occurrence by occurrence.
	Twice() ([]Twin, error)
	// Calendar hands over the sessions of groups that are not cancelled, group by group, each group's by when they begin.
	Calendar(groups []roster.GroupID, each func(Planned)) error
	// Conclude writes what follows from all that was saved, the history last. Nothing is saved after it.
	Conclude(ripple roster.Ripple, history iter.Seq[history.Change]) error
}

// Roster is part of what an installation knows of people, programs and groups.
type Roster struct {
	Associations []Association // only to be saved
	People       []roster.Person
	Programs     []roster.Program
	Groups       []roster.Group
	Employments  []roster.Employment
	Credentials  []roster.Credential
	Targets      []roster.Target
	Memberships  []roster.Membership
	Decisions    []rulebook.Decision
}

// Association is an association as its rules name it.
type Association struct {
	Code     roster.Association
	Name     string
	TimeZone string // IANA name
}

// Readdressed is somebody whose e-mail is another one now.
type Readdressed struct {
	Person roster.Person // as they are now
	Was    roster.Person // as they were before

	Account int64   // the account that goes by the new one from now on; zero: none
	Kept    Keeping // why there is an account that keeps its own; empty: there is none
}

// Keeping is why an account keeps its e-mail, in words.
type Keeping string

// Why accounts keep their e-mails.
const (
	NoOther      Keeping = "the bundle has none for them"
	OfItsOwn     Keeping = "the account went by another one than their record"
	TakenByOther Keeping = "somebody else signs in with the new one"
	OpensMore    Keeping = "it opens more than the associations of this bundle; somebody who coordinates all that it opens, or an operator who coordinates theirs, corrects it in the browser"
)

// Numbers are the ids of what was saved and has no id of its own in the domain, each list in the order given.
type Numbers struct {
	Employments, Credentials, Targets, Memberships, Decisions []int64
}
