package store

import (
	"context"
	"fmt"
	"time"

	"attune/internal/access"
	"attune/internal/day"
)

// Headcount is how many may sign in, with which roles, and how many did, as of now. In one statement.
func (s *Store) Headcount(ctx context.Context, now time.Time) (access.Headcount, error) {
	const waits = `select count(*) from invitations where opened_at is null and taken_back_at is null and `
	var n access.Headcount
	err := s.ask(ctx).Raw(`select count(case when may then 1 end), count(case when not may then 1 end),
			count(case when may and listed then 1 end), count(case when may and leads then 1 end), count(case when may and manages then 1 end),
			count(case when may and coordinates then 1 end), count(case when may and operates then 1 end),
			count(case when may and signed_in_at > @day then 1 end), count(case when may and signed_in_at > @week then 1 end),
			count(case when may and signed_in_at > @month then 1 end), count(case when may and signed_in_at is null then 1 end),
			(`+waits+`expires_at > @now), (`+waits+`expires_at <= @now)
		from (select a.closed_at is null as may, a.person_id is not null as listed, `+managesNow+` as manages, `+everLeads+` as leads,
				exists (select 1 from account_roles where account_id = a.id and role = 'coordinator') as coordinates,
				exists (select 1 from account_roles where account_id = a.id and role = 'operator') as operates, l.signed_in_at
			from accounts a left join last_sign_ins l on l.account_id = a.id) h`, map[string]any{
		"now": utc(now), "today": dateCol(day.At(now, time.UTC)),
		"day": utc(now.AddDate(0, 0, -1)), "week": utc(now.AddDate(0, 0, -7)), "month": utc(now.AddDate(0, 0, -30)),
	}).Row().Scan(&n.Open, &n.Closed, &n.Practitioners, &n.Providers, &n.Managers, &n.Coordinators, &n.Operators,
		&n.Day, &n.Week, &n.Month, &n.Never, &n.Invited, &n.Lapsed)
	if err != nil {
		return access.Headcount{}, fmt.Errorf("count accounts: %w", translate(err))
	}
	return n, nil
}
