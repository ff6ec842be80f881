package store

import (
	"context"
	"database/sql"
	"fmt"

	"gorm.io/gorm"

	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// Courses are the groups that a person provides, and all of the associations, by name, with how they went on some days; all of
// them or, where only is not zero, that one. In two statements, however many groups there are.
func (s *Store) Courses(ctx context.Context, person roster.PersonID, associations []roster.Association, days day.Span, only roster.GroupID) ([]attendance.Course, error) {
	tx := s.ask(ctx)
	args := map[string]any{
		"person": int64(person), "associations": associations, "only": int64(only), "from": dateCol(days.From), "to": dateCol(days.To),
		"since": utc(days.From.AddDays(-1).Begins(lastDay)), "until": utc(days.To.AddDays(2).Begins(firstDay)),
	}
	list, of, err := coursesOf(tx, args)
	if err == nil {
		err = gatheringsOf(tx, list, of, args)
	}
	if err != nil {
		return nil, fmt.Errorf("how groups went: %w", err)
	}
	return list, nil
}

// coursed selects the groups g that are asked for.
const coursed = `(g.provider_id = @person or g.association in @associations) and (cast(@only as bigint) = 0 or g.id = @only)`

// coursesOf are the groups with who belonged to them, and where each stands in the list.
func coursesOf(tx *gorm.DB, args map[string]any) ([]attendance.Course, map[roster.GroupID]int, error) {
	var list []attendance.Course
	of := make(map[roster.GroupID]int)
	g := gathering{tx: tx}
	err := g.each(func(rows *sql.Rows) error {
		var c attendance.Course
		var person sql.NullInt64
		var from, to dateCol
		err := rows.Scan(&c.Group.ID, &c.Group.Name, &c.Group.Association, &c.Group.Provider, &c.Group.Kind, &c.Group.Format, &c.ProviderName, &person, &from, &to)
		at, known := of[c.Group.ID]
		if !known {
			at, list = len(list), append(list, c)
			of[c.Group.ID] = at
		}
		if from != 0 {
			list[at].Members = append(list[at].Members, roster.Membership{Group: c.Group.ID, Person: roster.PersonID(person.Int64), Span: day.Span{From: day.Date(from), To: day.Date(to)}})
		}
		return err
	}, `select g.id, g.name, g.association, g.provider_id, g.kind, g.format, p.name, m.person_id, m.starts_on, m.ends_on
		from groups g join people p on p.id = g.provider_id
		left join memberships m on m.group_id = g.id and m.starts_on <= @to and (m.ends_on is null or m.ends_on >= @from)
		where `+coursed+` order by g.name, g.id, m.starts_on, m.id`, args)
	return list, of, err
}

func gatheringsOf(tx *gorm.DB, list []attendance.Course, of map[roster.GroupID]int, args map[string]any) error {
	g := gathering{tx: tx}
	return g.each(func(rows *sql.Rows) error {
		var id roster.GroupID
		var at attendance.Gathering
		var local string
		var status schedule.Status
		var lead sql.NullInt64
		if err := rows.Scan(&id, &at.Session, &local, &status, &lead, &at.LeadName, &at.MadeUp, &at.Marked, &at.Attended); err != nil {
			return err
		}
		on, err := day.Parse(local[:min(len(local), len("2006-01-02"))])
		if err != nil {
			return err
		}
		at.On, at.Took, at.Off, at.Lead = on, status == schedule.Held, status == schedule.Cancelled, roster.PersonID(lead.Int64)
		if i, known := of[id]; known {
			list[i].Gatherings = append(list[i].Gatherings, at)
		}
		return nil
	}, `select s.group_id, s.id, s.local_start, s.status, l.id, coalesce(l.name, ''),
			exists (select 1 from session_plans t join sessions x on x.id = t.session_id where t.makes_up_for = s.id and x.status <> 'cancelled'),
			coalesce(k.marked, 0), coalesce(k.attended, 0)
		from sessions s join groups g on g.id = s.group_id
		left join sheets h on h.session_id = s.id
		left join sheet_versions v on v.session_id = s.id and v.version = h.version
		left join people l on l.id = case when v.session_id is not null then v.lead_id when s.nobody_led then null else coalesce(s.lead_id, g.provider_id) end
		left join (select m.session_id, m.version, count(*) as marked, sum(case when m.mark in ('present', 'partial') then 1 else 0 end) as attended
			from marks m join sessions s on s.id = m.session_id join groups g on g.id = s.group_id
			where `+coursed+` and s.starts_at >= @since and s.starts_at < @until group by m.session_id, m.version) k
			on k.session_id = s.id and k.version = h.version and h.version > 0
		where `+coursed+` and s.starts_at >= @since and s.starts_at < @until
		order by s.starts_at, s.id`, args)
}
