package store

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"
	"time"

	"gorm.io/gorm"

	"attune/internal/attendance"
	"attune/internal/history"
	"attune/internal/notice"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// UpdateDispute takes a step of a dispute about a session's sheet: it locks the session, loads the sheet with its
// disputes, lets decide say which step it is, and saves that, its notices and its history in the same transaction. A step
// without a turn changes nothing.
func (s *Store) UpdateDispute(ctx context.Context, id schedule.SessionID, actor string, decide func(attendance.Sheet) (attendance.Step, error)) error {
	return s.onSheet(ctx, id, func(tx *gorm.DB, sheet attendance.Sheet) error {
		step, err := decide(sheet)
		if err != nil || step.Turn == "" {
			return err
		}
		changes, err := saveSteps(tx, s.now(), actor, step)
		if err != nil {
			return err
		}
		return record(tx, s.now(), changes...)
	})
}

// onSheet is one change about a session's sheet, with the session locked and the sheet loaded.
func (s *Store) onSheet(ctx context.Context, id schedule.SessionID, do func(*gorm.DB, attendance.Sheet) error) error {
	return s.change(ctx, func(tx *gorm.DB) error {
		if err := lockSession(tx, id); err != nil {
			return err
		}
		sheet, err := sheetOf(tx, id)
		if err != nil {
			return err
		}
		return do(tx, sheet)
	})
}

// saveSteps writes steps of disputes and tells whom they concern; what it returns belongs into the history.
func saveSteps(tx *gorm.DB, at time.Time, actor string, steps ...attendance.Step) ([]history.Change, error) {
	var changes []history.Change
	for _, step := range steps {
		session := step.Sheet.Session
		err := tx.Exec(`insert into disputes (association, session_id, person_id, round, ends, turn, words, taken_by, taken_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			string(session.Association), int64(session.ID), int64(step.Person), step.Round, step.Turn != attendance.Opened, string(step.Turn), step.Words,
			idOrNil(step.By.Account), utc(at)).Error
		if err == nil {
			err = tell(tx, at, notice.OfDispute(step)...)
		}
		if err != nil {
			return nil, fmt.Errorf("dispute of session %d %s: %w", session.ID, step.Turn, err)
		}
		changes = append(changes, history.Change{
			Association: session.Association, Actor: actor, Act: "dispute." + string(step.Turn), Subject: fmt.Sprintf("session:%d", session.ID),
		})
	}
	return changes, nil
}

// disputeColumns are an opened dispute d with the turn e that ended it, if one did.
const disputeColumns = `d.person_id, d.round, d.words, d.taken_at, coalesce(e.turn, ''), coalesce(e.words, ''), e.taken_at`

// disputed joins disputes with how they ended.
const disputed = ` from disputes d left join disputes e on e.session_id = d.session_id and e.person_id = d.person_id and e.round = d.round and e.ends `

// loadDisputes loads what was said of a sheet that was ever verified; of another nothing can be.
func loadDisputes(tx *gorm.DB, sheet *attendance.Sheet) error {
	if sheet.Version == 0 {
		return nil
	}
	g := gathering{tx: tx}
	return g.each(func(rows *sql.Rows) error {
		var row disputeScan
		err := rows.Scan(row.fields()...)
		sheet.Disputes = append(sheet.Disputes, row.dispute())
		return err
	}, `select `+disputeColumns+disputed+`where d.session_id = ? and not d.ends order by d.taken_at, d.id`, int64(sheet.Session.ID))
}

type disputeScan struct {
	d     attendance.Dispute
	ended sql.NullTime
}

func (r *disputeScan) fields() []any {
	return []any{&r.d.Person, &r.d.Round, &r.d.Words, &r.d.OpenedAt, &r.d.End, &r.d.Answer, &r.ended}
}

func (r *disputeScan) dispute() attendance.Dispute {
	r.d.OpenedAt, r.d.EndedAt = utc(r.d.OpenedAt), utc(r.ended.Time)
	return r.d
}

// DisputesIn are the open disputes of sheets of some associations, oldest first, at most limit of them.
func (s *Store) DisputesIn(ctx context.Context, associations []roster.Association, limit int) ([]attendance.Disputed, error) {
	list, err := disputesOf(s.ask(ctx), `d.association in @associations`, map[string]any{"associations": associations, "limit": limit})
	if err != nil {
		return nil, fmt.Errorf("disputes in %d associations: %w", len(associations), err)
	}
	return list, nil
}

// DisputesFor are the open disputes of sheets that a person answers for, as lead, co-lead or provider of the group, and those
// that they opened themself; oldest first.
func (s *Store) DisputesFor(ctx context.Context, person roster.PersonID) ([]attendance.Disputed, error) {
	list, err := disputesOf(s.ask(ctx), `(d.person_id = @person or g.provider_id = @person or exists (select 1 from sheets h join sheet_versions v
			on v.session_id = h.session_id and v.version = h.version where h.session_id = s.id and (v.lead_id = @person or v.co_lead_id = @person)))`,
		map[string]any{"person": int64(person), "limit": maxDisputes})
	if err != nil {
		return nil, fmt.Errorf("disputes for person %d: %w", person, err)
	}
	return list, nil
}

// RemindOfDisputes has decide say who is to be told at now of disputes that are open for long, and tells those who were not
// told before. It returns how many notices were new.
func (s *Store) RemindOfDisputes(ctx context.Context, now time.Time, decide func(attendance.Disputed, []notice.Recipient) []notice.Notice) (int, error) {
	tx := s.ask(ctx)
	since := now.AddDate(0, 0, disputesSince)
	list, err := disputesOf(tx, `d.taken_at > @since and d.taken_at < @now`, map[string]any{"since": utc(since), "now": utc(now), "limit": math.MaxInt32})
	if err != nil || len(list) == 0 {
		return 0, err
	}
	coordinate, err := coordinators(tx)
	if err != nil {
		return 0, err
	}
	var notices []notice.Notice
	for _, d := range list {
		notices = append(notices, decide(d, coordinate[d.Meeting.Session.Association])...)
	}
	if notices, err = untold(tx, since, notices); err != nil || len(notices) == 0 {
		return 0, err
	}
	if err := s.change(ctx, func(tx *gorm.DB) error { return tell(tx, s.clock(), notices...) }); err != nil {
		return 0, fmt.Errorf("remind of %d disputes: %w", len(list), err)
	}
	return len(notices), nil
}

// disputesSince is how far back disputes are looked for that nobody has answered: beyond those that anybody is told of.
const disputesSince = -70 // days

// maxDisputes is how many open disputes one person is shown at once.
const maxDisputes = 100

func disputesOf(tx *gorm.DB, condition string, args map[string]any) ([]attendance.Disputed, error) {
	rows, err := tx.Raw(`select `+sessionColumns+`, `+groupColumns+`, 'verified', coalesce(p.name, ''), n.name, `+disputeColumns+disputed+`
		join sessions s on s.id = d.session_id join groups g on g.id = s.group_id join people n on n.id = d.person_id
		left join people p on not s.nobody_led and p.id = coalesce(s.lead_id, g.provider_id)
		where not d.ends and e.id is null and `+condition+` order by d.taken_at, d.id limit @limit`, args).Rows()
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var list []attendance.Disputed
	for rows.Next() {
		var session sessionScan
		var group groupScan
		var row disputeScan
		var one attendance.Disputed
		err := rows.Scan(slices.Concat(session.fields(), group.fields(), []any{&one.Meeting.State, &one.Meeting.LeadName, &one.Name}, row.fields())...)
		if err != nil {
			return nil, err
		}
		if one.Meeting.Session, err = session.session(); err != nil {
			return nil, err
		}
		one.Meeting.Group, one.Dispute = group.group(), row.dispute()
		list = append(list, one)
	}
	return list, rows.Err()
}
