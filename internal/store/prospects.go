package store

import (
	"context"
	"fmt"
	"time"

	"attune/internal/attendance"
	"attune/internal/endorsement"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// Prospect is what somebody's planned hours that begin in [from, to) may come to: the sessions of their groups that were
// not cancelled and of which they have not said that they cannot come, with what verdicts on them rest on. Of the person,
// id and association are needed. It takes two statements.
func (s *Store) Prospect(ctx context.Context, person roster.Person, from, to time.Time) (endorsement.Prospect, error) {
	tx := s.ask(ctx)
	planned, err := meetingsOf(tx, meetings+`where s.id in (`+takesPart+`) and s.status = 'scheduled'
			and not exists (select 1 from absences a where a.session_id = s.id and a.person_id = @person and cast(a.said_of as text) = substr(s.local_start, 1, 10))
		order by s.starts_at, s.external_id`, map[string]any{"person": int64(person.ID), "from": utc(from), "to": utc(to)})
	if err != nil {
		return endorsement.Prospect{}, fmt.Errorf("planned sessions of person %d: %w", person.ID, err)
	}
	facts := &rulebook.Facts{Person: person, Leads: leadsOf(planned)}
	g := gathering{tx: tx, ids: []roster.PersonID{person.ID}, of: map[roster.PersonID]*rulebook.Facts{person.ID: facts}}
	if err := g.grounds(); err != nil {
		return endorsement.Prospect{}, fmt.Errorf("what hours of person %d rest on: %w", person.ID, err)
	}
	return endorsement.Prospect{Facts: *facts, Planned: planned}, nil
}

// leadsOf names who leads, of whose credentials nothing is known yet.
func leadsOf(planned []attendance.Meeting) map[roster.PersonID][]roster.Credential {
	leads := make(map[roster.PersonID][]roster.Credential)
	for _, m := range planned {
		if lead := m.Facts().Lead; lead != 0 {
			leads[lead] = nil
		}
	}
	return leads
}
