package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"gorm.io/gorm"

	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/notice"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// ladderSince is how far back missing sheets are looked for: beyond the last rung of any ladder, and one may begin a week after the
// session, where that was put on record so late.
const ladderSince = -17 // days

// missed selects the sessions since @since whose sheet waits at @now: nobody has verified it, or an amendment of it that was
// kept since then.
const missed = `select s.id from sessions s where ` + unsigned + ` union select session_id from waiting_amendments where since >= @since`

// RemindOfSheets loads the sessions of the last days whose sheet nobody has verified, or waits to be verified again, with whoever may hear of it, lets
// decide say who is to be told, and tells those who were not told before. It takes a fixed number of statements and returns
// how many notices were new.
func (s *Store) RemindOfSheets(ctx context.Context, now time.Time, decide func(notice.Missing) []notice.Notice) (int, error) {
	missing, err := s.missingSheets(ctx, now)
	if err != nil {
		return 0, fmt.Errorf("look for missing sheets: %w", err)
	}
	var notices []notice.Notice
	for _, m := range missing {
		notices = append(notices, decide(m)...)
	}
	if notices, err = untold(s.ask(ctx), now.AddDate(0, 0, ladderSince), notices); err != nil || len(notices) == 0 {
		return 0, err
	}
	if err := s.change(ctx, func(tx *gorm.DB) error { return tell(tx, s.clock(), notices...) }); err != nil {
		return 0, fmt.Errorf("remind of %d missing sheets: %w", len(missing), err)
	}
	return len(notices), nil
}

func (s *Store) missingSheets(ctx context.Context, now time.Time) ([]notice.Missing, error) {
	tx := s.ask(ctx)
	window := map[string]any{"since": utc(now.AddDate(0, 0, ladderSince)), "now": utc(now)}
	list, err := meetingsOf(tx, meetings+`where s.id in (`+missed+`) order by s.starts_at, s.id`, window)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	managing, err := managing(tx, window)
	if err != nil {
		return nil, err
	}
	coordinators, err := coordinators(tx)
	if err != nil {
		return nil, err
	}
	missing, places := make([]notice.Missing, len(list)), make(map[schedule.SessionID]int, len(list))
	for i, m := range list {
		zone, err := time.LoadLocation(m.Session.TimeZone)
		if err != nil {
			return nil, fmt.Errorf("zone of session %d: %w", m.Session.ID, err)
		}
		missing[i] = notice.Missing{Meeting: m, Zone: zone, Managing: managing[m.Group.Program], Coordinators: coordinators[m.Session.Association]}
		places[m.Session.ID] = i
	}
	if err := signedBefore(tx, window, missing, places); err != nil {
		return nil, err
	}
	return missing, onTheirClocks(tx, missing)
}

// onTheirClocks notes the clocks of those who may be told.
func onTheirClocks(tx *gorm.DB, missing []notice.Missing) error {
	var everybody []notice.Recipient
	for _, m := range missing {
		everybody = append(everybody, m.Readers()...)
	}
	clocks, err := clocksOf(tx, everybody)
	for i := range missing {
		missing[i].Clocks = clocks
	}
	return err
}

// signedBefore notes of sheets with an amendment that waits who led by what was signed, and who is a supervisee there or by
// the amendment: whoever is marked, but for who led by it.
func signedBefore(tx *gorm.DB, window map[string]any, missing []notice.Missing, places map[schedule.SessionID]int) error {
	const waiting = ` from waiting_amendments w join sheets h on h.session_id = w.session_id
		join amendments t on t.session_id = w.session_id and t.revision = w.revision `
	var rows []struct {
		SessionID                  schedule.SessionID
		LeadID, CoLeadID, PersonID int64
	}
	err := tx.Raw(`select w.session_id, coalesce(v.lead_id, 0) as lead_id, coalesce(v.co_lead_id, 0) as co_lead_id, 0 as person_id`+waiting+`
			join sheet_versions v on v.session_id = w.session_id and v.version = h.version where w.since >= @since
		union all select w.session_id, 0, 0, m.person_id`+waiting+`join marks m on m.session_id = w.session_id and m.version = h.version
			where w.since >= @since and m.person_id not in (coalesce(t.lead_id, 0), coalesce(t.co_lead_id, 0))
		union all select w.session_id, 0, 0, m.person_id`+waiting+`join amendment_marks m on m.session_id = w.session_id and m.revision = w.revision
			where w.since >= @since and m.person_id not in (coalesce(t.lead_id, 0), coalesce(t.co_lead_id, 0))`, window).Scan(&rows).Error
	if err != nil {
		return fmt.Errorf("who signed what was amended: %w", err)
	}
	for _, r := range rows {
		i, known := places[r.SessionID]
		switch {
		case !known:
		case r.PersonID != 0:
			missing[i].Supervised = append(missing[i].Supervised, roster.PersonID(r.PersonID))
		default:
			missing[i].Signed = attendance.Leading{Lead: roster.PersonID(r.LeadID), CoLead: roster.PersonID(r.CoLeadID)}
		}
	}
	return nil
}

// managing are the employments as manager, of each program whose groups miss a sheet of that window.
func managing(tx *gorm.DB, window map[string]any) (map[roster.ProgramID][]roster.Employment, error) {
	var rows []struct {
		PersonID, ProgramID int64
		StartsOn, EndsOn    dateCol
	}
	err := tx.Raw(`select person_id, program_id, starts_on, ends_on from employments where role = 'manager'
		and program_id in (select g.program_id from sessions s join groups g on g.id = s.group_id where s.id in (`+missed+`))
		order by program_id, person_id, starts_on`, window).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("who manages: %w", err)
	}
	found := make(map[roster.ProgramID][]roster.Employment)
	for _, r := range rows {
		e := roster.Employment{Person: roster.PersonID(r.PersonID), Program: roster.ProgramID(r.ProgramID), Role: roster.Manager}
		e.Span = day.Span{From: day.Date(r.StartsOn), To: day.Date(r.EndsOn)}
		found[e.Program] = append(found[e.Program], e)
	}
	return found, nil
}

// coordinators are those with an open account, of each association.
func coordinators(tx *gorm.DB) (map[roster.Association][]notice.Recipient, error) {
	var rows []struct {
		Association string
		ID, Person  int64
	}
	err := tx.Raw(`select r.association, a.id, coalesce(a.person_id, 0) as person from account_roles r join accounts a on a.id = r.account_id
		where r.role = 'coordinator' and a.closed_at is null order by r.association, a.id`).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("who coordinates: %w", err)
	}
	found := make(map[roster.Association][]notice.Recipient)
	for _, r := range rows {
		to := notice.Recipient{Account: r.ID}
		if r.Person != 0 {
			to = notice.Recipient{Person: roster.PersonID(r.Person)}
		}
		found[roster.Association(r.Association)] = append(found[roster.Association(r.Association)], to)
	}
	return found, nil
}

// untold are those of some notices that did not come into the outbox since a moment, each once.
func untold(tx *gorm.DB, since time.Time, notices []notice.Notice) ([]notice.Notice, error) {
	to := make([]notice.Recipient, len(notices))
	for i, n := range notices {
		to[i] = n.To
	}
	told, err := factsTold(tx, since, to)
	if err != nil {
		return nil, err
	}
	return told.without(notices), nil
}

// saidTo are facts by whom they were told.
type saidTo map[[2]string]bool

// factsTold are the facts that some people were told since a moment.
func factsTold(tx *gorm.DB, since time.Time, to []notice.Recipient) (saidTo, error) {
	readers := make(map[string]bool)
	for _, r := range to {
		readers[recipient(r)] = true
	}
	told := make(saidTo)
	for part := range slices.Chunk(slices.Sorted(maps.Keys(readers)), chunk) { // the key begins with the recipient
		var rows []struct{ Recipient, Fact string }
		if err := tx.Raw(`select recipient, fact from notices where recipient in ? and created_at >= ?`, part, utc(since)).Scan(&rows).Error; err != nil {
			return nil, fmt.Errorf("who was told: %w", err)
		}
		for _, r := range rows {
			told[[2]string{r.Recipient, r.Fact}] = true
		}
	}
	return told, nil
}

// all tells whether somebody was told all of some facts.
func (t saidTo) all(to notice.Recipient, facts []string) bool {
	return !slices.ContainsFunc(facts, func(fact string) bool { return !t[[2]string{recipient(to), fact}] })
}

// without are the notices of what nobody was told before, each once.
func (t saidTo) without(notices []notice.Notice) []notice.Notice {
	var left []notice.Notice
	for _, n := range notices {
		key := [2]string{recipient(n.To), n.Fact}
		if !t[key] {
			t[key] = true
			left = append(left, n)
		}
	}
	return left
}
