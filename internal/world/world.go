// Package world owns invented associations: people, programs, groups and years of meetings that never took place.
//
// It hands over a World, the same one for the same arguments, and writes it as the bundle of CSV files that a real
// association would send; the demo, the bench and the tests bring it in by the ordinary import. Demo makes one small
// association around a moment, Showcase the same with more to see, Large one of any size. It knows how people work together, not what an hour is worth.
package world

import (
	"iter"
	"slices"
	"time"

	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/portfolio"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// World is one invented installation. Ids of people, programs and groups are their places in the slices, from 1.
type World struct {
	People      []roster.Person
	Programs    []roster.Program
	Employments []roster.Employment
	Credentials []roster.Credential
	Targets     []roster.Target
	Groups      []roster.Group
	Memberships []roster.Membership
	Decisions   []Decision
	Evidence    []portfolio.Evidence // by person; who confirmed or refused is written as a bundle's Elsewhere

	meetings iter.Seq[Meeting]
}

// Meeting is one session and what came of it.
type Meeting struct {
	Session schedule.Session  // UID, Sequence and the times of its record are left to whoever stores it
	Began   time.Time         // actual start, UTC; zero unless it was held
	Ended   time.Time         // actual end, UTC, after Began; zero unless it was held
	Sheet   attendance.State  // empty unless it was held
	Marks   []attendance.Mark // by person; empty unless it was held; of an open sheet, drafts for some of the roster
}

// Decision is a coordinator's word on one held hour, as decisions.csv has it.
type Decision struct {
	Session   roster.External
	Person    roster.PersonID
	Purpose   string // earning or renewal
	Category  roster.Category
	Period    string // empty for earning
	Verdict   string // counted or rejected
	Reason    string // the coordinator's sentence
	DecidedBy string
	DecidedOn day.Date
}

// Meetings yields every meeting, by group and then by planned start; each walk yields the same. A Meeting's Marks
// are good until the next one is yielded: a large world makes its meetings anew on each walk and holds none.
func (w World) Meetings() iter.Seq[Meeting] {
	if w.meetings == nil {
		return func(func(Meeting) bool) {}
	}
	return w.meetings
}

// AsOf is the world as it stood at the end of a day: what was held, called off or decided later is still to come.
// Bundles of one world as of two days differ as two bundles of one association do.
func (w World) AsOf(last day.Date) World {
	all := w.Meetings()
	w.meetings = func(yield func(Meeting) bool) {
		for m := range all {
			if m.Session.Local.Day > last {
				m = Meeting{Session: m.Session}
				m.Session.Status = schedule.Scheduled
			}
			if !yield(m) {
				return
			}
		}
	}
	w.Decisions = slices.DeleteFunc(slices.Clone(w.Decisions), func(d Decision) bool { return d.DecidedOn > last })
	return w
}
