package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"gorm.io/gorm"

	"attune/internal/attendance"
	"attune/internal/endorsement"
	"attune/internal/roster"
)

// WaitingIn is what wants somebody's hand in some associations, and how far each has come in being set up, by code. In one
// statement.
func (s *Store) WaitingIn(ctx context.Context, associations []roster.Association, now time.Time) ([]endorsement.Waiting, error) {
	list, err := waitingIn(s.ask(ctx), associations, now)
	if err != nil {
		return nil, fmt.Errorf("what waits in %d associations: %w", len(associations), err)
	}
	return list, nil
}

func waitingIn(tx *gorm.DB, associations []roster.Association, now time.Time) ([]endorsement.Waiting, error) {
	var list []endorsement.Waiting
	g := gathering{tx: tx}
	err := g.each(func(rows *sql.Rows) error {
		var w endorsement.Waiting
		err := rows.Scan(&w.Association, &w.People, &w.Disputed, &w.Long, &w.Evidence, &w.Begun.Programs, &w.Begun.People, &w.Begun.Groups, &w.Begun.Sessions)
		w.Begun.Association = w.Association
		list = append(list, w)
		return err
	}, `with held as (select association, count(distinct person_id) as people from progress where `+waitsIn+` group by association),
			disputed as (select d.association, count(*) as marks, count(case when d.taken_at < ? then 1 end) as long`+disputed+`
				where not d.ends and e.id is null and d.association in ? group by d.association),
			given as (select h.association, count(*) as pieces from evidence w join people h on h.id = w.person_id
				where w.word = 'given' and h.association in ? group by h.association)
		select a.code, coalesce(h.people, 0), coalesce(d.marks, 0), coalesce(d.long, 0), coalesce(v.pieces, 0),
			exists (select 1 from programs where association = a.code), exists (select 1 from people where association = a.code),
			exists (select 1 from groups g join memberships m on m.group_id = g.id where g.association = a.code),
			exists (select 1 from sessions where association = a.code)
		from associations a left join held h on h.association = a.code left join disputed d on d.association = a.code
			left join given v on v.association = a.code
		where a.code in ? order by a.code`, associations, utc(attendance.LongSince(now)), associations, associations, associations)
	return list, err
}
