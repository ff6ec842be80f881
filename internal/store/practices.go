package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"time"

	"gorm.io/gorm"

	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/notice"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// TellOfCredentials loads everybody whose credentials let hours of others count, has decide say who is to be told at now
// that they end, and tells those who were not told before: once for good, as decide sees it with their records locked. It
// takes a fixed number of statements and returns how many notices were new.
func (s *Store) TellOfCredentials(ctx context.Context, now time.Time, decide func(notice.Practice) []notice.Notice) (int, error) {
	rules, err := s.Edition(ctx)
	if err != nil {
		return 0, err
	}
	fresh, err := newsOf(s.ask(ctx), rules, now, nil, decide)
	if err != nil || len(fresh.notices) == 0 {
		return 0, err
	}
	err = s.change(ctx, func(tx *gorm.DB) error {
		if err := tx.Exec(`select id from people where id in ? order by id`+forUpdate(tx), fresh.providers).Error; err != nil {
			return err
		}
		if fresh, err = newsOf(tx, rules, now, fresh.providers, decide); err != nil {
			return err
		}
		return tell(tx, s.clock(), fresh.notices...)
	})
	if err != nil {
		return 0, fmt.Errorf("tell of the credentials of %d people: %w", len(fresh.providers), err)
	}
	return len(fresh.notices), nil
}

// news is what is to be told, and of which providers.
type news struct {
	notices   []notice.Notice
	providers []roster.PersonID
}

// credentialsSince is how far back it is looked who was told of a credential: beyond the first rung of any.
const credentialsSince = -80 // days

// newsOf is what decide wants told and nobody has told yet; of everybody where ids is nil.
func newsOf(tx *gorm.DB, rules *rulebook.Edition, now time.Time, ids []roster.PersonID, decide func(notice.Practice) []notice.Notice) (news, error) {
	practices, err := providing(tx, rules, now, ids)
	if err != nil {
		return news{}, err
	}
	practices = slices.DeleteFunc(practices, func(p notice.Practice) bool { return !p.Nears(now) })
	if err := fillIn(tx, now, practices); err != nil {
		return news{}, err
	}
	var all []notice.Notice
	of := make(map[string]roster.PersonID)
	for _, p := range practices {
		for _, n := range decide(p) {
			all, of[n.Fact] = append(all, n), p.Provider.ID
		}
	}
	fresh, err := untold(tx, now.AddDate(0, 0, credentialsSince), all)
	if err != nil {
		return news{}, err
	}
	providers := make(map[roster.PersonID]bool)
	for _, n := range fresh {
		providers[of[n.Fact]] = true
	}
	return news{fresh, slices.Sorted(maps.Keys(providers))}, nil
}

// tellOfChanges tells at once whom changes of credentials concern, after they were written.
func (in intake) tellOfChanges(edits []roster.Edit, concerns concerns) error {
	notices, err := in.newsOfChanges(edits, concerns)
	if err != nil {
		return fmt.Errorf("who is told of %d changes: %w", len(edits), err)
	}
	return tell(in.tx, in.at, notices...)
}

// concerns tells whether anybody is told of changes.
type concerns func(notice.Practice, []roster.Edit) bool

// each has every change told that somebody made by hand.
func each(notice.Practice, []roster.Edit) bool { return true }

// moving has a bundle's changes told only where they move something from now on: most of it is what has been for long.
func (in intake) moving(p notice.Practice, changes []roster.Edit) bool {
	return p.Moves(changes, in.at)
}

// mostProviders is of how many providers one change tells at once. A bundle may change those of a whole association; then
// nobody is told but by the calendar.
const mostProviders = 50

func (in intake) newsOfChanges(edits []roster.Edit, concerns concerns) ([]notice.Notice, error) {
	changes := make(map[roster.PersonID][]roster.Edit)
	for _, e := range edits {
		for _, side := range []roster.Recorded{e.After, e.Before} {
			if c, is := side.(roster.Credential); is {
				changes[c.Person] = append(changes[c.Person], e)
				break
			}
		}
	}
	if len(changes) == 0 {
		return nil, nil
	}
	practices, err := providing(in.tx, in.rules, in.at, slices.Sorted(maps.Keys(changes)))
	if err != nil || len(practices) == 0 || len(practices) > mostProviders {
		return nil, err
	}
	if err := fillIn(in.tx, in.at, practices); err != nil {
		return nil, err
	}
	var notices []notice.Notice
	for _, p := range practices {
		if concerns(p, changes[p.Provider.ID]) {
			notices = append(notices, p.OfChange(changes[p.Provider.ID], in.at)...)
		}
	}
	return notices, nil
}

// fromNowOn is a session that was planned and begins later.
const fromNowOn = `status = 'scheduled' and starts_at > @now`

// providing are those of some people, or of all where ids is nil, who provide a group that somebody belongs to, or are to
// lead or co-lead a session, by id; with their credentials, in one statement.
func providing(tx *gorm.DB, rules *rulebook.Edition, now time.Time, ids []roster.PersonID) ([]notice.Practice, error) {
	var practices []notice.Practice
	g := gathering{tx: tx}
	err := g.each(func(rows *sql.Rows) error {
		var p roster.Person
		var h notice.Held
		c := &h.Credential
		err := rows.Scan(&p.ID, &p.External, &p.Association, &p.Name, &p.Email, &p.Region,
			&h.ID, &c.Category, &c.Status, &c.Degree, (*dateCol)(&c.Span.From), (*dateCol)(&c.Span.To), &h.Corrected)
		if err != nil {
			return err
		}
		if last := len(practices) - 1; last < 0 || practices[last].Provider.ID != p.ID {
			practices = append(practices, notice.Practice{Rules: rules, Provider: p})
		}
		if of := &practices[len(practices)-1]; h.ID != 0 {
			c.Person = p.ID
			of.Held = append(of.Held, h)
		}
		return nil
	}, `select p.id, p.external_id, p.association, p.name, p.email, p.region,
			coalesce(c.id, 0), coalesce(c.category, ''), coalesce(c.status, ''), coalesce(c.degree, ''), c.starts_on, c.ends_on,
			(select count(*) from corrections where subject = 'credential:' || c.id)
		from people p left join credentials c on c.person_id = p.id
		where p.id in (select g.provider_id from groups g where exists (select 1 from memberships m where m.group_id = g.id and (m.ends_on is null or m.ends_on >= @today))
			union select lead_id from sessions where lead_id is not null and `+fromNowOn+`
			union select co_lead_id from sessions where co_lead_id is not null and `+fromNowOn+`)
		and (@everybody or p.id in @ids) order by p.id, c.starts_on, c.id`,
		map[string]any{"today": dateCol(yesterday(now)), "now": utc(now), "everybody": ids == nil, "ids": ids})
	if err != nil {
		return nil, fmt.Errorf("who provides, and what they hold: %w", err)
	}
	return practices, nil
}

// fillIn loads what the providers are to lead, with whom, who coordinates, and what was told before; in five statements.
func fillIn(tx *gorm.DB, now time.Time, practices []notice.Practice) error {
	if len(practices) == 0 {
		return nil
	}
	var providers []roster.PersonID
	for _, p := range practices {
		providers = append(providers, p.Provider.ID)
	}
	planned, err := plannedBy(tx, now, providers)
	if err != nil {
		return err
	}
	members, err := membersOf(tx, now, planned)
	if err != nil {
		return err
	}
	facts, err := outlookFacts(tx, members)
	if err != nil {
		return err
	}
	coordinate, err := coordinators(tx)
	if err != nil {
		return err
	}
	for i := range practices {
		p := &practices[i]
		p.Members, p.Facts, p.Coordinators = members, facts, coordinate[p.Provider.Association]
		for _, m := range planned {
			if f := m.Facts(); f.Lead == p.Provider.ID || f.CoLead == p.Provider.ID {
				p.Planned = append(p.Planned, m)
			}
		}
	}
	return toldBefore(tx, practices)
}

// plannedBy are the sessions to come that some people lead or co-lead.
func plannedBy(tx *gorm.DB, now time.Time, providers []roster.PersonID) ([]attendance.Meeting, error) {
	list, err := meetingsOf(tx, meetings+`where s.id in (
			select id from sessions where lead_id in @ids and `+fromNowOn+`
			union select id from sessions where co_lead_id in @ids and `+fromNowOn+`
			union select p.id from groups o join sessions p on p.group_id = o.id
				where o.provider_id in @ids and p.lead_id is null and not p.nobody_led and p.status = 'scheduled' and p.starts_at > @now)
		order by s.starts_at, s.id`, map[string]any{"ids": providers, "now": utc(now)})
	if err != nil {
		return nil, fmt.Errorf("what %d providers are to lead: %w", len(providers), err)
	}
	return list, nil
}

// membersOf are who belongs to the groups of some sessions now or later.
func membersOf(tx *gorm.DB, now time.Time, planned []attendance.Meeting) (map[roster.GroupID][]roster.Membership, error) {
	groups := make(map[roster.GroupID][]roster.Membership)
	for _, m := range planned {
		groups[m.Group.ID] = nil
	}
	var list []roster.Membership
	err := all(tx, &list, `select `+membershipColumns+` from memberships where group_id in ? order by person_id, starts_on`, slices.Sorted(maps.Keys(groups)), plain(scanMembership))
	if err != nil {
		return nil, fmt.Errorf("who belongs to %d groups: %w", len(groups), err)
	}
	for _, m := range list {
		if !m.Span.EndedBefore(yesterday(now)) {
			groups[m.Group] = append(groups[m.Group], m)
		}
	}
	return groups, nil
}

// outlookFacts are what verdicts on hours to come rest on.
func outlookFacts(tx *gorm.DB, members map[roster.GroupID][]roster.Membership) (map[roster.PersonID]rulebook.Facts, error) {
	ids := make(map[roster.PersonID]bool)
	for _, list := range members {
		for _, m := range list {
			ids[m.Person] = true
		}
	}
	facts := make(map[roster.PersonID]rulebook.Facts, len(ids))
	for part := range slices.Chunk(slices.Sorted(maps.Keys(ids)), chunk) {
		f := gathering{tx: tx, ids: part, of: make(map[roster.PersonID]*rulebook.Facts, len(part))}
		for _, step := range []func() error{f.people, f.grounds} {
			if err := step(); err != nil {
				return nil, fmt.Errorf("what the hours of %d members serve: %w", len(ids), err)
			}
		}
		for id, one := range f.of {
			facts[id] = *one
		}
	}
	return facts, nil
}

// toldBefore notes what the providers and their members were told before of the hours with them.
func toldBefore(tx *gorm.DB, practices []notice.Practice) error {
	readers := slices.Collect(maps.Keys(practices[0].Facts)) // the members of all of them
	places := make(map[roster.PersonID]int, len(practices))
	for i := range practices {
		practices[i].Told = make(map[roster.PersonID][]notice.Told)
		places[practices[i].Provider.ID] = i
		readers = append(readers, practices[i].Provider.ID)
	}
	slices.Sort(readers)
	err := eachOf(tx, `select person_id, fact from notices where topic = 'credentials' and person_id in ?`, slices.Compact(readers), func(rows *sql.Rows) error {
		var person roster.PersonID
		var fact string
		if err := rows.Scan(&person, &fact); err != nil {
			return err
		}
		provider, told, is := notice.ToldBy(fact)
		if i, asked := places[provider]; is && asked {
			practices[i].Told[person] = append(practices[i].Told[person], told)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("what %d people were told: %w", len(readers), err)
	}
	return nil
}

// yesterday is a day that is over in every zone.
func yesterday(now time.Time) day.Date { return day.At(now, time.UTC).AddDays(-1) }
