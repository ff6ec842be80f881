package store_test

import (
	"testing"
	"time"

	"gorm.io/gorm"

	"attune/internal/dbtest"
	"attune/internal/fault"
	"attune/internal/mail"
	"attune/internal/notice"
	"attune/internal/postbox"
	"attune/internal/store"
)

// Without a mail server mail waits for the operator, and no longer than what was sent is kept: then it is not sent any more,
// and known by its fact alone.
func TestMailThatWaitsInVainIsSweptAway(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		p := postmanAt(t, db, postbox.Manners{})
		p.Store = db.Open(t, store.Options{Now: p.clock})
		one, later := news(notice.Recipient{Person: ada}, "one"), news(notice.Recipient{Person: ada}, "later")
		later.NotBefore = noon.AddDate(0, 0, 1)
		p.tells(one, news(notice.Recipient{Email: "new@example.org"}, "bare"), later)
		sweeps := func(want, left, waiting int) {
			t.Helper()
			n, err := p.SweepNotices(t.Context(), p.clock().AddDate(0, 0, -30), p.clock().AddDate(-1, 0, 0))
			waits, err2 := p.NoticesWaiting(t.Context())
			if err != nil || err2 != nil || n != want || p.count("notices") != left || waits != waiting {
				t.Errorf("at %s: %d swept, %d left, %d wait, %v; want %d, %d, %d", p.clock(), n, p.count("notices"), waits, err, want, left, waiting)
			}
		}
		p.passes(30 * 24 * time.Hour)
		sweeps(0, 3, 3)
		p.passes(time.Minute)
		sweeps(3, 2, 1) // of the bare address nothing; of the other that it was not sent, and then nothing of what it said
		p.tells(one)
		sweeps(0, 2, 1)
		if n := p.number(`select count(*) from notices where fact = 'one' and subject = '' and lines = '' and action_path = '' and failure = 'Nothing could be sent for 30 days.'`); n != 1 {
			t.Error("what the mail said is kept, or not why it was not sent")
		}
		p.passes(24 * time.Hour)
		sweeps(2, 2, 0)
		p.passes(335 * 24 * time.Hour)
		sweeps(2, 0, 0)
	})
}

// Of an old mail the fact is kept that somebody was told, and nothing of what it said; then that goes, too.
func TestOldMailIsSweptAway(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		p := postmanAt(t, db, postbox.Manners{})
		p.Store = db.Open(t, store.Options{Now: p.clock})
		one, bare, dropped := news(notice.Recipient{Person: ada}, "one"), news(notice.Recipient{Email: "new@example.org"}, "bare"), news(notice.Recipient{Person: flo}, "dropped")
		p.tells(one, bare, dropped)
		p.delivers(mail.Round{Sent: 2, Dropped: 1}) // Flo has no address
		waits := news(notice.Recipient{Person: ada}, "waits")
		waits.NotBefore = noon.AddDate(3, 0, 0)
		p.tells(waits)
		sweeps := func(want, left int) {
			t.Helper()
			n, err := p.SweepNotices(t.Context(), p.clock().AddDate(0, 0, -30), p.clock().AddDate(-1, 0, 0))
			if err != nil || n != want || p.count("notices") != left {
				t.Errorf("at %s: %d swept, %d left, %v; want %d, %d", p.clock(), n, p.count("notices"), err, want, left)
			}
		}
		p.passes(30 * 24 * time.Hour)
		sweeps(0, 4)
		p.passes(time.Minute)
		sweeps(3, 3)
		sweeps(0, 3)
		if n := p.number(`select count(*) from notices where fact in ('one', 'dropped') and subject = '' and lines = '' and why = '' and action_path = ''`); n != 2 {
			t.Errorf("of %d what they said is gone", n)
		}
		p.tells(one, dropped)
		p.delivers(mail.Round{})
		var id int64
		if err := store.Ask(t.Context(), p.Store).Raw(`select id from notices where fact = 'dropped'`).Scan(&id).Error; err != nil {
			t.Fatal(err)
		}
		again := func(k notice.Kept) (notice.Kept, error) { return k.Retry(p.clock()) }
		if err := p.RetryNotice(t.Context(), id, "account:1", again); fault.KindOf(err) != fault.Conflict {
			t.Errorf("an old mail is tried again: %v", err)
		}
		p.passes(336 * 24 * time.Hour)
		sweeps(2, 1)
		if err := store.Change(t.Context(), p.Store, func(tx *gorm.DB) error { return store.Tell(tx, p.clock(), one) }); err != nil || p.count("notices") != 2 {
			t.Errorf("after a year it is no longer known: %v", err)
		}
	})
}
