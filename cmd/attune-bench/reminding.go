package main

import (
	"context"
	"time"

	"attune/internal/notice"
)

// reminded is how many people there are of whom some may have to be reminded.
const reminded = 10_000

// measureReminders runs the duty of reminders in a state of ten thousand people at noon, when everybody with a session tomorrow may be
// reminded of it: when all of that is new, and when all was told; and at midnight, when nothing is to be. The baseline is one statement
// that copies as many reminders into a bare table.
func measureReminders(ctx context.Context, b *bench) error {
	return b.each(ctx, func(kind, address string) error {
		place, err := b.workplace(ctx, kind, address, reminded)
		if err != nil {
			return err
		}
		defer func() { _ = place.close() }()
		at, n := benchNow, 0
		remind := func() (err error) {
			n, err = place.db.RemindOfSessions(ctx, at, func(c notice.Coming) []notice.Notice { return c.Reminders(at) })
			return err
		}
		exec := func(statement string) error { _, err := place.raw.ExecContext(ctx, statement); return err }
		var fresh, told, idle []float64
		for range b.rounds {
			if err := exec(`delete from notices`); err != nil {
				return err
			}
			at = benchNow
			first, err := timed(remind)
			if err != nil {
				return err
			}
			reminders := n
			again, err := timed(remind)
			if err != nil {
				return err
			}
			at = benchNow.Add(12 * time.Hour)
			night, err := timed(remind)
			if err != nil {
				return err
			}
			if err := exec(`drop table if exists bare`); err != nil {
				return err
			}
			bare, err := timed(func() error { return exec(`create table bare as select * from notices`) })
			if err != nil {
				return err
			}
			if len(fresh) == 0 {
				b.say("%s, %d reminders of %d people; at first %s all new, %s all told, %s at night, %s the copy", kind, reminders, reminded,
					first.Round(time.Millisecond), again.Round(time.Millisecond), night.Round(time.Millisecond), bare.Round(time.Millisecond))
			}
			fresh, told, idle = append(fresh, bare.Seconds()/first.Seconds()), append(told, bare.Seconds()/again.Seconds()), append(idle, bare.Seconds()/night.Seconds())
		}
		for _, row := range []struct {
			about string
			each  []float64
		}{{"all new", fresh}, {"all told", told}, {"at night", idle}} {
			b.say("%s, %s: %.2f of the copy's time (median of %s)", kind, row.about, 1/middle(row.each), times(row.each))
		}
		return nil
	})
}
