package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/roster"
)

// staffThen selects, for a session s that somebody of a membership m was to come to, whether that is somebody who is employed
// today in one of the @programs, and was on its day.
const staffThen = `cast(m.starts_on as text) <= substr(s.local_start, 1, 10) and (m.ends_on is null or cast(m.ends_on as text) >= substr(s.local_start, 1, 10))
	and exists (select 1 from employments e where e.person_id = m.person_id and e.program_id in @programs
		and e.starts_on <= @today and (e.ends_on is null or e.ends_on >= @today))
	and exists (select 1 from employments e where e.person_id = m.person_id and e.program_id in @programs
		and cast(e.starts_on as text) <= substr(s.local_start, 1, 10) and (e.ends_on is null or cast(e.ends_on as text) >= substr(s.local_start, 1, 10)))`

// MissingSheets are the sessions of the last year whose sheet nobody has verified and that were of a group of somebody's who
// works in one of the programs today, and did on its day: newest first, at most limit of them, each with who that is, in one
// statement.
func (s *Store) MissingSheets(ctx context.Context, programs []roster.ProgramID, today day.Date, now time.Time, limit int) ([]endorsement.Missing, error) {
	var list []endorsement.Missing
	g := gathering{tx: s.ask(ctx)}
	err := g.each(func(rows *sql.Rows) error {
		var p roster.Person
		var e roster.Employment
		meeting, err := scanMeeting(rows, &p.ID, &p.Association, &p.Name, &e.Program, (*dateCol)(&e.Span.From), (*dateCol)(&e.Span.To))
		if err != nil {
			return err
		}
		if last := len(list) - 1; last < 0 || list[last].Session.ID != meeting.Session.ID {
			list = append(list, endorsement.Missing{Meeting: meeting})
		}
		e.Person = p.ID
		list[len(list)-1].Add(p, e)
		return nil
	}, `select distinct `+meetingColumns+`, b.id, b.association, b.name, k.program_id, k.starts_on, k.ends_on
		from `+meetingTables+` join memberships m on m.group_id = s.group_id join people b on b.id = m.person_id
		join employments k on k.person_id = b.id and k.program_id in @programs
		where s.id in (select newest.id from (select distinct s.id, s.starts_at from memberships m join sessions s on s.group_id = m.group_id
				where m.person_id in (select person_id from employments where program_id in @programs) and `+unsigned+` and `+staffThen+`
				order by s.starts_at desc, s.id desc limit @limit) newest) and `+staffThen+`
		order by s.starts_at desc, s.id desc, b.name, b.id, k.starts_on, k.program_id`,
		map[string]any{"programs": programs, "today": dateCol(today), "since": utc(now.AddDate(waitsFrom, 0, 0)), "now": utc(now), "limit": limit})
	if err != nil {
		return nil, fmt.Errorf("sheets missing in %d programs: %w", len(programs), err)
	}
	return list, nil
}
