package ledger

import (
	"slices"
	"time"

	"attune/internal/roster"
)

// Trained is what somebody received in one session of a training: training hours, and no supervision.
type Trained struct {
	Line
	Syllabus roster.Syllabus    // of the group, as it says now
	Signer   string             // the name of who verified the sheet, or their address; empty where it came with an import
	SignedAt time.Time          // UTC
	Host     roster.Association // of the session
	Home     string             // IANA name; the zone of the person's association, by whose days the hour is dated (rules.md, 1.5)
}

// About are the minutes of these that were about a topic: all of them, or none. A training is about a topic as a whole, and so
// that somebody who came late has no share to work out; of giving supervision, the sheet can say it of one person.
func (t Trained) About(topic roster.Topic) int {
	if t.Syllabus.OfWhich.Has(topic) || topic == roster.SupervisionTopic && t.Focus == RSCProvision {
		return t.Minutes
	}
	return 0
}

// Retaught is what a correction of what a training is about makes of the hours that somebody received in it: they stay, and what
// they are about does not.
type Retaught struct {
	Person                          roster.PersonID
	Home                            roster.Association // the person's
	Minutes                         int                // that stand, all of them verified
	SupervisionBefore, EquityBefore int                // of these, about giving reflective supervision and about equity
	SupervisionAfter, EquityAfter   int
	Areas                           bool // the competency areas that they touch are others
}

// Retold is what a correction from one syllabus to another makes of everybody's hours of that training, by person in the order
// in which they come; of whom nothing changes is not among them.
func Retold(list []Trained, was, is roster.Syllabus) []Retaught {
	var all []Retaught
	at := make(map[roster.PersonID]int)
	for _, t := range list {
		i, known := at[t.Person]
		if !known {
			i = len(all)
			at[t.Person], all = i, append(all, Retaught{Person: t.Person, Home: t.Association, Areas: was.Areas != is.Areas})
		}
		r := &all[i]
		r.Minutes += t.Minutes
		t.Syllabus = was
		r.SupervisionBefore, r.EquityBefore = r.SupervisionBefore+t.About(roster.SupervisionTopic), r.EquityBefore+t.About(roster.EquityTopic)
		t.Syllabus = is
		r.SupervisionAfter, r.EquityAfter = r.SupervisionAfter+t.About(roster.SupervisionTopic), r.EquityAfter+t.About(roster.EquityTopic)
	}
	return slices.DeleteFunc(all, func(r Retaught) bool {
		return !r.Areas && r.SupervisionBefore == r.SupervisionAfter && r.EquityBefore == r.EquityAfter
	})
}
