package ledger

import (
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
