package exchange

import (
	"context"
	"strconv"
	"time"

	"attune/internal/day"
	"attune/internal/history"
	"attune/internal/roster"
	"attune/internal/rulebook"
	"attune/internal/schedule"
)

// actor is who made a change, as the history records it.
const actor = "import"

// A taking is one bundle being taken in: what is stored already, what comes of it, and what follows from that.
type taking struct {
	ctx    context.Context
	b      *bundle
	in     Intake
	at     time.Time
	tell   Progress
	report Report

	stored   stored
	pieces   pieces                                 // of evidence, once it was checked
	groups   []group                                // by ref: as they are once the bundle is in
	home     map[roster.PersonID]roster.Association // of everybody met
	statuses []schedule.Status                      // of the sessions by ref, once the bundle is in; empty where a row is wrong
	fresh    []schedule.SessionID                   // ids for the new sessions still to come
	saver    saver                                  // of the batch before the one at hand
	decided  map[ref]bool                           // the sessions that decisions are about, ...
	versions map[ref]int                            // ... and the versions of their sheets that stand
	replans  map[roster.GroupID]group               // whose calendar shows something new

	ripple roster.Ripple
	events []event
}

// group is a group and its zone.
type group struct {
	roster.Group
	zone *time.Location
}

// event is a change for the history, in short: an import makes many.
type event struct {
	association roster.Association
	act         string // person.added
	thing       Thing
	id          int64
}

func (e event) change() history.Change {
	return history.Change{Association: e.association, Actor: actor, Act: e.act, Subject: string(e.thing) + ":" + strconv.FormatInt(e.id, 10)}
}

// stored is what the installation knows already of what the bundle is about.
type stored struct {
	people      map[roster.PersonID]roster.Person
	programs    map[roster.ProgramID]roster.Program
	groups      map[roster.GroupID]roster.Group
	employments map[employmentKey]roster.Employment
	credentials map[credentialKey]roster.Credential
	targets     map[credentialKey]roster.Target // From is zero
	memberships map[membershipKey]roster.Membership
	decisions   map[decisionKey]rulebook.Decision
}

// What is unique about things that have no id of their own.
type (
	employmentKey struct {
		person  roster.PersonID
		program roster.ProgramID
		role    roster.EmploymentRole
		from    day.Date
	}
	credentialKey struct {
		person   roster.PersonID
		category roster.Category
		from     day.Date
	}
	membershipKey struct {
		group  roster.GroupID
		person roster.PersonID
		from   day.Date
	}
	evidenceKey struct {
		person roster.PersonID
		entry  string
	}
	decisionKey struct {
		session schedule.SessionID
		person  roster.PersonID
		version int
		purpose rulebook.Purpose
	}
)

func newTaking(ctx context.Context, b *bundle, in Intake, at time.Time, tell Progress) *taking {
	t := &taking{
		ctx: ctx, b: b, in: in, at: at, tell: tell,
		home: make(map[roster.PersonID]roster.Association), decided: make(map[ref]bool), versions: make(map[ref]int),
		replans: make(map[roster.GroupID]group),
		ripple:  roster.NewRipple(),
	}
	for _, f := range files {
		if rows, there := b.rows[f.name]; there {
			t.report.of(f).Rows = rows
		}
	}
	for _, row := range b.decisionRows {
		t.decided[row.session] = true
	}
	return t
}

// run checks the bundle against what is stored and, where nothing is wrong, takes it in.
func (t *taking) run() error {
	t.tell(Checking, 0, int64(t.b.rows[attendanceFile.name]))
	steps := []func() error{
		t.locate, t.hold, t.recall, t.check,
		t.takePeople, t.takeGroups, t.takeFacts, t.takeSessions, t.refuseTwice, t.findDoubled, t.takeDecisions, t.takeEvidence, t.conclude,
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
		if err := t.ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}

// note counts a row that says something new, of something old, or nothing; true where there is something to save.
func (t *taking) note(f file, known, same bool) bool {
	count := t.report.of(f)
	switch {
	case !known:
		count.Added++
	case same:
		count.Unchanged++
		return false
	default:
		count.Updated++
	}
	return true
}

// record keeps a change for the history.
func (t *taking) record(of roster.Association, thing Thing, known bool, id int64) {
	act := string(thing) + ".added"
	if known {
		act = string(thing) + ".updated"
	}
	t.events = append(t.events, event{of, act, thing, id})
}

// conclude hands over what follows from the changes.
func (t *taking) conclude() error {
	return t.in.Conclude(t.ripple, t.history)
}

// history yields the changes in the order in which they were made.
func (t *taking) history(yield func(history.Change) bool) {
	for _, e := range t.events {
		if !yield(e.change()) {
			return
		}
	}
}
