package endorsement

import (
	"attune/internal/attendance"
	"attune/internal/roster"
)

// Missing is a session that is over and whose sheet nobody has verified, with those of some staff who wait for its hours.
type Missing struct {
	attendance.Meeting
	Waiting []Tenure // by name, without hours; they belonged to the group on its day
}

// Add adds an employment of somebody who waits; of one person after another.
func (m *Missing) Add(p roster.Person, e roster.Employment) {
	if last := len(m.Waiting) - 1; last < 0 || m.Waiting[last].Person.ID != p.ID {
		m.Waiting = append(m.Waiting, Tenure{Person: p})
	}
	t := &m.Waiting[len(m.Waiting)-1]
	t.Employments = append(t.Employments, e)
}
