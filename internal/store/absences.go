package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"attune/internal/attendance"
	"attune/internal/fault"
	"attune/internal/history"
	"attune/internal/notice"
	"attune/internal/schedule"
)

// SayAhead keeps what somebody says ahead of a session: it locks the session, loads its sheet, lets decide say the word, and
// saves that, its notices and its history in the same transaction. The zero Word changes nothing.
func (s *Store) SayAhead(ctx context.Context, id schedule.SessionID, actor string, decide func(attendance.Sheet) (attendance.Word, error)) error {
	return s.onSheet(ctx, id, func(tx *gorm.DB, sheet attendance.Sheet) error {
		word, err := decide(sheet)
		if err != nil || word.Person == 0 {
			return err
		}
		return s.keepWord(tx, word, actor)
	})
}

// tellOfWord tells of a word whoever has to hear of it. Who was not told of the other one yet, which it takes back, is told of
// neither.
func tellOfWord(tx *gorm.DB, at time.Time, word attendance.Word) error {
	untold, err := untell(tx, notice.Unsaid(word))
	if err != nil {
		return err
	}
	return tell(tx, at, slices.DeleteFunc(notice.OfWord(word), func(n notice.Notice) bool { return slices.Contains(untold, n.To.Person) })...)
}

// saying keeps a word, in place of one that was of another day.
const saying = `insert into absences (session_id, person_id, said_at, said_of) values (?, ?, ?, ?)
	on conflict (session_id, person_id) do update set said_at = excluded.said_at, said_of = excluded.said_of`

func (s *Store) keepWord(tx *gorm.DB, word attendance.Word, actor string) error {
	at, session := s.clock(), word.Sheet.Session
	act, statement, args := "absence.said", saying, []any{int64(session.ID), int64(word.Person), utc(at), dateCol(session.Local.Day)}
	if !word.Away {
		act, statement, args = "absence.taken_back", `delete from absences where session_id = ? and person_id = ?`, args[:2]
	}
	if err := tx.Exec(statement, args...).Error; err != nil {
		return fmt.Errorf("%s for session %d: %w", act, session.ID, err)
	}
	if err := tellOfWord(tx, at, word); err != nil {
		return err
	}
	return record(tx, at, history.Change{Association: session.Association, Actor: actor, Act: act, Subject: sessionSubject(session.ID)})
}

// wordOutdated tells whether a word is not to go to whoever a notice is for, as it does not stand any more at now, or they do not
// answer for the session any more. Whoever does by now and was not to be told of it, is.
func wordOutdated(tx *gorm.DB, n notice.Notice, word attendance.Word, now time.Time) (bool, error) {
	sheet, err := sheetOf(tx, word.Sheet.Session.ID)
	if err != nil {
		if fault.KindOf(err) == fault.NotFound {
			err = nil
		}
		return true, err
	}
	word.Sheet = sheet
	told := notice.OfWordNow(word)
	isFor := func(o notice.Notice) bool { return o.To == n.To }
	return !slices.ContainsFunc(told, isFor), tell(tx, now, slices.DeleteFunc(told, isFor)...)
}
