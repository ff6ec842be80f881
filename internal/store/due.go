package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"attune/internal/endorsement"
	"attune/internal/roster"
)

// chunk is how many ids one statement names: far below what either database binds.
const chunk = 5000

// markDue puts people on the due list, or notes that they belong there once more. Ids go in order, so that two
// transactions never wait for each other crosswise.
func markDue(tx *gorm.DB, at time.Time, cause string, people []roster.PersonID) error {
	ids := slices.Sorted(slices.Values(people))
	for part := range slices.Chunk(slices.Compact(ids), chunk) {
		err := tx.Exec(`insert into due (person_id, association, since, stamp, cause)
			select id, association, ?, 1, ? from people where id in ? order by id
			on conflict (person_id) do update set stamp = due.stamp + 1, association = excluded.association, cause = excluded.cause`, utc(at), cause, part).Error
		if err != nil {
			return fmt.Errorf("put %d people on the due list: %w", len(part), err)
		}
	}
	return nil
}

// raiseCalendars notes that something showing in these people's feeds has changed. An update by itself would lock them in
// whatever order it finds them.
func raiseCalendars(tx *gorm.DB, at time.Time, people []roster.PersonID) error {
	ids := slices.Sorted(slices.Values(people))
	if err := lockRows(tx, "people", ids); err != nil {
		return err
	}
	for part := range slices.Chunk(slices.Compact(ids), chunk) {
		err := tx.Exec(`update people set calendar_version = calendar_version + 1, 
			calendar_changed_at = case when calendar_changed_at < ? then ? else calendar_changed_at end where id in ?`, utc(at), utc(at), part).Error
		if err != nil {
			return fmt.Errorf("raise the calendars of %d people: %w", len(part), err)
		}
	}
	return nil
}

// dueRow is a row of due as the push walks it.
type dueRow struct {
	PersonID int64
	Since    time.Time
	Stamp    int64
}

// Due lists up to limit people on the due list, longest waiting first, after the given one.
func (s *Store) Due(ctx context.Context, after endorsement.Due, limit int) ([]endorsement.Due, error) {
	var rows []dueRow
	err := s.ask(ctx).Raw(`select person_id, since, stamp from due
		where since > ? or since = ? and person_id > ? order by since, person_id limit ?`,
		utc(after.Since), utc(after.Since), int64(after.Person), limit).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("the due list: %w", err)
	}
	due := make([]endorsement.Due, len(rows))
	for i, r := range rows {
		due[i] = endorsement.Due{Person: roster.PersonID(r.PersonID), Since: utc(r.Since), Stamp: r.Stamp}
	}
	return due, nil
}

// Waiting is how many people are on the due list.
func (s *Store) Waiting(ctx context.Context) (int, error) {
	var n int
	if err := s.ask(ctx).Raw(`select count(*) from due`).Scan(&n).Error; err != nil {
		return 0, fmt.Errorf("count the due list: %w", err)
	}
	return n, nil
}

// MarkEverybodyDue puts all people on the due list, because a new edition of the rules judges them, or because the
// operator asked. It returns how many.
func (s *Store) MarkEverybodyDue(ctx context.Context, cause string) (int, error) {
	var n int64
	err := s.change(ctx, func(tx *gorm.DB) error {
		done := everybodyDue(tx, s.now(), cause, "true")
		n = done.RowsAffected
		return done.Error
	})
	return int(n), err
}

// everybodyDue puts the people whom the condition on the table people names on the due list.
func everybodyDue(tx *gorm.DB, at time.Time, cause, condition string, args ...any) *gorm.DB {
	return tx.Exec(`insert into due (person_id, association, since, stamp, cause)
		select id, association, ?, 1, ? from people where `+condition+` order by id
		on conflict (person_id) do update set stamp = due.stamp + 1, association = excluded.association, cause = excluded.cause`, append([]any{utc(at), cause}, args...)...)
}
