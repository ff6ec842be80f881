package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"attune/internal/endorsement"
	"attune/internal/roster"
)

// progressRows is how many rows of progress one statement writes: 21 columns each, below SQLite's 32,766 values.
const progressRows = 1500

// SaveProgress writes what changed of these people's progress and takes them off the due list, in one transaction.
// A person who was put on the list again since, or was taken off by another push, is left as they are: whoever
// judges the newer facts writes them.
func (s *Store) SaveProgress(ctx context.Context, judged []endorsement.Judged) (endorsement.Saved, error) {
	var saved endorsement.Saved
	err := s.change(ctx, func(tx *gorm.DB) error {
		mine, err := takeOff(tx, judged)
		if err != nil || len(mine) == 0 {
			return err
		}
		difference, err := s.compare(tx, mine)
		if err != nil {
			return err
		}
		saved = endorsement.Saved{People: len(mine), Changed: difference.size()}
		return difference.write(tx)
	})
	if err != nil {
		return endorsement.Saved{}, fmt.Errorf("save the progress of %d people: %w", len(judged), err)
	}
	return saved, nil
}

// ChangedProgress tells how many rows SaveProgress would change, and changes none.
func (s *Store) ChangedProgress(ctx context.Context, judged []endorsement.Judged) (endorsement.Saved, error) {
	difference, err := s.compare(s.ask(ctx), judged)
	if err != nil {
		return endorsement.Saved{}, fmt.Errorf("compare the progress of %d people: %w", len(judged), err)
	}
	return endorsement.Saved{People: len(judged), Changed: difference.size()}, nil
}

// takeOff takes off the due list those who are there since the same time and with the same stamp as when they were
// judged, and returns them. The rows are locked first, so that two pushes at once write each person once.
func takeOff(tx *gorm.DB, judged []endorsement.Judged) ([]endorsement.Judged, error) {
	var rows []dueRow
	ids := make([]roster.PersonID, len(judged))
	for i, j := range judged {
		ids[i] = j.Person.ID
	}
	if err := tx.Raw(`select person_id, since, stamp from due where person_id in ? order by person_id `+forUpdate(tx), ids).Scan(&rows).Error; err != nil {
		return nil, err
	}
	stays := make(map[roster.PersonID]dueRow, len(rows))
	for _, r := range rows {
		stays[roster.PersonID(r.PersonID)] = r
	}
	mine := slices.DeleteFunc(slices.Clone(judged), func(j endorsement.Judged) bool {
		stay := stays[j.Person.ID]
		return stay.Stamp != j.Due.Stamp || !stay.Since.Equal(j.Due.Since)
	})
	ids = ids[:0]
	for _, j := range mine {
		ids = append(ids, j.Person.ID)
	}
	return mine, tx.Exec(`delete from due where person_id in ?`, ids).Error
}

// difference is what has to be written so that progress says what was judged.
type difference struct {
	put    []progressRow
	remove []progressRow

	people  []int64              // who was judged
	judged  map[string]bool      // their purposes, by key
	heldFor map[heldEntry]string // of entries that were decided: the reason they are held for
}

// heldEntry is an entry held for one purpose.
type heldEntry struct {
	purpose string
	session int64
	version int
}

func (d difference) size() int { return len(d.put) + len(d.remove) }

// compare holds what was judged against what is stored.
func (s *Store) compare(tx *gorm.DB, judged []endorsement.Judged) (difference, error) {
	ids := make([]roster.PersonID, len(judged))
	for i, j := range judged {
		ids[i] = j.Person.ID
	}
	stored, err := progressOf(tx, ids)
	if err != nil {
		return difference{}, err
	}
	before := make(map[string]progressRow, len(stored))
	for _, r := range stored {
		before[r.key()] = r
	}
	d := difference{judged: make(map[string]bool), heldFor: make(map[heldEntry]string)}
	for _, j := range judged {
		d.people = append(d.people, int64(j.Person.ID))
		if err := d.add(j, before, s); err != nil {
			return difference{}, err
		}
	}
	for _, r := range before {
		d.remove = append(d.remove, r)
	}
	return d, nil
}

// add compares one person's judgements and strikes what they say from before.
func (d *difference) add(j endorsement.Judged, before map[string]progressRow, s *Store) error {
	for _, judgement := range j.Judgements {
		row, err := progressRowOf(j.Person, judgement, j.Edition, j.AsOf, s.now())
		if err != nil {
			return err
		}
		if stored, known := before[row.key()]; !known || !stored.says(row) {
			d.put = append(d.put, row)
		}
		delete(before, row.key())
		d.judged[row.key()] = true
		for _, e := range judgement.Entries {
			if e.HeldFor != "" {
				d.heldFor[heldEntry{row.key(), int64(e.Session), e.Version}] = string(e.HeldFor)
			}
		}
	}
	return nil
}

func (d difference) write(tx *gorm.DB) error {
	for part := range slices.Chunk(d.put, progressRows) {
		if err := put(tx, part); err != nil {
			return err
		}
	}
	for part := range slices.Chunk(d.remove, chunk) {
		keys := make([]string, len(part))
		for i, r := range part {
			keys[i] = r.key()
		}
		if err := tx.Exec(`delete from progress where person_id in ? and person_id || ' ' || purpose || ' ' || category || ' ' || period in ?`, holders(part), keys).Error; err != nil {
			return err
		}
	}
	return d.settleDecisions(tx)
}

func put(tx *gorm.DB, rows []progressRow) error {
	values := make([]any, 0, len(rows)*21)
	for _, r := range rows {
		values = append(values, r.values()...)
	}
	return tx.Exec(`insert into progress (`+progressColumns+`) values `+placeholders(len(rows), 21)+`
		on conflict (person_id, purpose, category, period) do update set
			association = excluded.association, required = excluded.required, counted = excluded.counted, held = excluded.held,
			rejected = excluded.rejected, months = excluded.months, min_months = excluded.min_months, window_from = excluded.window_from, window_to = excluded.window_to,
			satisfied = excluded.satisfied, missing = excluded.missing, warnings = excluded.warnings, hours = excluded.hours,
			details = excluded.details, edition = excluded.edition, judged_for = excluded.judged_for, changed_at = excluded.changed_at`, values...).Error
}

// ended stands in place of a decision's reason once the hour was no longer held for it: a decision that has ended
// stays so, also when the reason comes back (rules.md, 3).
const ended = "ended"

// settleDecisions notes what became of the coordinators' decisions on the entries that were judged. One that came
// with a bundle is about the reason for which the entry is held now; one whose reason has changed has ended.
func (d difference) settleDecisions(tx *gorm.DB) error {
	var rows []decidedRow
	err := tx.Raw(`select id, person_id, purpose, category, period, session_id, version, held_reason from decisions
		where held_reason <> ? and person_id in ?`, ended, d.people).Scan(&rows).Error
	if err != nil {
		return err
	}
	for _, r := range rows {
		reason, changed := d.reasonNow(r)
		if !changed {
			continue
		}
		if err := tx.Exec(`update decisions set held_reason = ? where id = ?`, reason, r.ID).Error; err != nil {
			return err
		}
	}
	return nil
}

// decidedRow is a decision as far as settling it goes.
type decidedRow struct {
	ID                        int64
	PersonID                  int64
	Purpose, Category, Period string
	SessionID                 int64
	Version                   int
	HeldReason                string
}

// reasonNow is what a decision's reason becomes; false where it stays, or where its purpose was not judged.
func (d difference) reasonNow(r decidedRow) (string, bool) {
	purpose := progressRow{PersonID: r.PersonID, Purpose: r.Purpose, Category: r.Category, Period: r.Period}.key()
	if !d.judged[purpose] {
		return "", false
	}
	held := d.heldFor[heldEntry{purpose, r.SessionID, r.Version}]
	switch {
	case held == r.HeldReason:
		return "", false
	case r.HeldReason == "":
		return held, true
	default:
		return ended, true
	}
}

// key names a row of progress in a map and in the statement that removes it.
func (r progressRow) key() string {
	return fmt.Sprintf("%d %s %s %s", r.PersonID, r.Purpose, r.Category, r.Period)
}

func holders(rows []progressRow) []int64 {
	ids := make([]int64, len(rows))
	for i, r := range rows {
		ids[i] = r.PersonID
	}
	return ids
}

// placeholders is (?, ?), (?, ?) … for so many rows of so many columns.
func placeholders(rows, columns int) string {
	row := "(" + strings.TrimSuffix(strings.Repeat("?,", columns), ",") + ")"
	return strings.TrimSuffix(strings.Repeat(row+",", rows), ",")
}

// PeopleAfter lists up to limit people by external id, bytewise, after the given one.
func (s *Store) PeopleAfter(ctx context.Context, after roster.External, limit int) ([]roster.Person, error) {
	var rows []personRow
	err := s.ask(ctx).Raw(`select `+personColumns+` from people where external_id > ? order by external_id limit ?`, string(after), limit).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("people after %q: %w", after, err)
	}
	people := make([]roster.Person, len(rows))
	for i, r := range rows {
		people[i] = r.person()
	}
	return people, nil
}
