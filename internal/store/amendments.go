package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"gorm.io/gorm"

	"attune/internal/attendance"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// Amendments are the turns of a session's amendments that were kept without a signature, oldest first, with the names of who
// took them; none where there never was one.
func (s *Store) Amendments(ctx context.Context, id schedule.SessionID) ([]attendance.Prepared, error) {
	var turns []attendance.Prepared
	g := gathering{tx: s.ask(ctx)}
	err := g.each(func(rows *sql.Rows) error {
		var p attendance.Prepared
		err := rows.Scan(&p.Turn, &p.Version, &p.Reason, &p.By, &p.At)
		p.At = utc(p.At)
		turns = append(turns, p)
		return err
	}, `select t.turn, t.version, t.reason, coalesce(p.name, a.email, ''), t.taken_at
		from amendments t left join accounts a on a.id = t.taken_by left join people p on p.id = a.person_id
		where t.session_id = ? order by t.revision`, int64(id))
	if err != nil {
		return nil, fmt.Errorf("amendments of the sheet of session %d: %w", id, err)
	}
	return turns, nil
}

// putTurn keeps what a change did to an amendment, and whether one waits afterwards.
func putTurn(tx *gorm.DB, at time.Time, change attendance.Change) error {
	if change.Turn == "" {
		return nil
	}
	sheet := change.Sheet
	id := int64(sheet.Session.ID)
	kept := attendance.Amendment{}
	if sheet.Amendment != nil {
		kept = *sheet.Amendment
	}
	err := tx.Exec(`insert into amendments (session_id, revision, association, version, turn, began_at, ended_at, lead_id, co_lead_id, reason, taken_by, taken_at)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, id, sheet.Revision, string(sheet.Session.Association), sheet.Version, string(change.Turn),
		timeOrNil(kept.Began), timeOrNil(kept.Ended), idOrNil(kept.Leading.Lead), idOrNil(kept.Leading.CoLead), kept.Reason,
		idOrNil(change.By.Account), utc(at)).Error
	if err != nil {
		return err
	}
	if change.Turn != attendance.AmendmentKept {
		return tx.Exec(`delete from waiting_amendments where session_id = ?`, id).Error
	}
	b := bulk{into: `amendment_marks (session_id, revision, person_id, mark, intervals, focus)`, types: `bigint integer bigint text text text`}
	err = b.write(tx, len(kept.Marks), func(i int) []any {
		m := kept.Marks[i]
		return []any{id, sheet.Revision, int64(m.Person), string(m.Code), m.Intervals.String(), string(m.Focus)}
	}, nil)
	if err != nil {
		return err
	}
	return tx.Exec(`insert into waiting_amendments (session_id, association, revision, since) values (?, ?, ?, ?)
		on conflict (session_id) do update set revision = excluded.revision`, id, string(sheet.Session.Association), sheet.Revision, utc(kept.Since)).Error
}

// loadAmendment loads what waits to be verified in place of the signed version of a sheet, of which the head tells the turn.
func loadAmendment(tx *gorm.DB, sheet *attendance.Sheet) error {
	a := sheet.Amendment
	if a == nil {
		return nil
	}
	var lead, coLead, account, person sql.NullInt64
	err := tx.Raw(`select t.began_at, t.ended_at, t.lead_id, t.co_lead_id, t.reason, t.taken_by, a.person_id, coalesce(p.name, a.email, ''), t.taken_at
		from amendments t left join accounts a on a.id = t.taken_by left join people p on p.id = a.person_id
		where t.session_id = ? and t.revision = ?`, int64(sheet.Session.ID), a.Turn).Row().
		Scan(&a.Began, &a.Ended, &lead, &coLead, &a.Reason, &account, &person, &a.AuthorName, &a.KeptAt)
	if err != nil {
		return fmt.Errorf("amendment that waits: %w", err)
	}
	a.Began, a.Ended, a.KeptAt = utc(a.Began), utc(a.Ended), utc(a.KeptAt)
	a.Leading = attendance.Leading{Lead: roster.PersonID(lead.Int64), CoLead: roster.PersonID(coLead.Int64)}
	a.Author = attendance.Signer{Account: account.Int64, Person: roster.PersonID(person.Int64)}
	a.Marks, err = marksIn(tx, `amendment_marks where session_id = ? and revision = ?`, int64(sheet.Session.ID), a.Turn)
	return err
}

// marksIn are the marks of one sheet, as a table and its condition have them, by person.
func marksIn(tx *gorm.DB, where string, args ...any) ([]attendance.Mark, error) {
	var rows []markRow
	if err := tx.Raw(`select person_id, mark, intervals, focus from `+where+` order by person_id`, args...).Scan(&rows).Error; err != nil {
		return nil, err
	}
	marks := make([]attendance.Mark, len(rows))
	for i, r := range rows {
		mark, err := r.mark()
		if err != nil {
			return nil, err
		}
		marks[i] = mark
	}
	return marks, nil
}
