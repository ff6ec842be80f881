package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"attune/internal/endorsement"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// Prospects are what people's planned hours that begin in [from, to) may come to: the sessions of their groups that were
// not cancelled and of which they have not said that they cannot come, with what verdicts on them rest on. Of a person,
// id and association are needed. It takes two statements, however many they are.
func (s *Store) Prospects(ctx context.Context, people []roster.Person, from, to time.Time) (map[roster.PersonID]endorsement.Prospect, error) {
	prospects := make(map[roster.PersonID]endorsement.Prospect, len(people))
	g := gathering{tx: s.ask(ctx), ids: idsOf(people), of: make(map[roster.PersonID]*rulebook.Facts, len(people))}
	if len(people) == 0 {
		return prospects, nil
	}
	for _, p := range people {
		g.of[p.ID] = &rulebook.Facts{Person: p, Leads: make(map[roster.PersonID][]roster.Credential)}
	}
	planned, err := g.planned(from, to)
	if err == nil {
		err = g.grounds()
	}
	if err != nil {
		return nil, fmt.Errorf("planned hours of %d people: %w", len(people), err)
	}
	for id, facts := range g.of {
		prospects[id] = endorsement.Prospect{Facts: *facts, Planned: planned[id]}
	}
	return prospects, nil
}

// planned are the sessions to come of the people gathered, by planned start, of whose leads nothing is known yet.
func (g *gathering) planned(from, to time.Time) (map[roster.PersonID][]endorsement.Planned, error) {
	planned := make(map[roster.PersonID][]endorsement.Planned)
	return planned, g.each(func(rows *sql.Rows) error {
		var person roster.PersonID
		var p endorsement.Planned
		if err := scanSitting(rows, &p.Sitting, &person, &p.Leads); err != nil {
			return err
		}
		if p.Lead != 0 {
			g.of[person].Leads[p.Lead] = nil
		}
		planned[person] = append(planned[person], p)
		return nil
	}, `select t.person_id, t.person_id = coalesce(s.co_lead_id, 0) or t.person_id = coalesce(`+leadOf+`, 0), `+sittingColumns+`
		from (`+partsTaken+`) t join sessions s on s.id = t.id join groups g on g.id = s.group_id
		where s.status = 'scheduled' and not exists (select 1 from absences a
			where a.session_id = s.id and a.person_id = t.person_id and cast(a.said_of as text) = substr(s.local_start, 1, 10))
		order by t.person_id, s.starts_at, s.external_id`, map[string]any{"people": g.ids, "from": utc(from), "to": utc(to)})
}

// leadOf is who is to lead a session s of a group g; null where nobody does.
const leadOf = `case when not s.nobody_led then coalesce(s.lead_id, g.provider_id) end`

// sittingColumns are what scanSitting reads, of a session s of a group g.
const sittingColumns = `substr(s.local_start, 1, 10), s.starts_at, s.minutes, ` + leadOf + `, coalesce(nullif(s.kind, ''), g.kind), coalesce(nullif(s.modality, ''), g.modality)`

// scanSitting reads whatever a query selects before the sittingColumns, and these.
func scanSitting(rows *sql.Rows, sitting *roster.Sitting, before ...any) error {
	var minutes int
	var lead sql.NullInt64
	err := rows.Scan(append(before, (*dateCol)(&sitting.Day), &sitting.Starts, &minutes, &lead, &sitting.Kind, &sitting.Modality)...)
	sitting.Starts, sitting.Lead = utc(sitting.Starts), roster.PersonID(lead.Int64)
	sitting.Ends = sitting.Starts.Add(time.Duration(minutes) * time.Minute)
	return err
}

func idsOf(people []roster.Person) []roster.PersonID {
	ids := make([]roster.PersonID, len(people))
	for i, p := range people {
		ids[i] = p.ID
	}
	return ids
}
