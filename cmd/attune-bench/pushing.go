package main

import (
	"context"
	"database/sql"
	"fmt"
	"runtime"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the bare driver that P1's baseline is measured on

	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/roster"
	"attune/internal/rulebook"
	"attune/internal/store"
)

// measurePushNew appends entries for a fiftieth of the world and measures the push that follows, judging and
// verdicts included, against one raw SQL statement that sums the same people's ledger into a table of totals.
func measurePushNew(ctx context.Context, b *bench) error {
	median, each, err := b.pushNew(ctx, func(db *store.Store) error { return push(ctx, db) })
	if err != nil {
		return err
	}
	b.say("%.2f of the raw statement's speed (median of %.2f; goal 0.45, judging included here)", median, each)
	return nil
}

// pushNew gives both sides of a round their own copy of the world with the same new entries.
func (b *bench) pushNew(ctx context.Context, ours func(*store.Store) error) (float64, []float64, error) {
	var mine, plain string
	prepare := func() (err error) {
		if mine, err = b.withNews(ctx); err != nil {
			return err
		}
		plain, err = b.withNews(ctx)
		return err
	}
	var each []float64
	for range b.rounds {
		if err := prepare(); err != nil {
			return 0, nil, err
		}
		db, err := open(ctx, "sqlite:"+mine)
		if err != nil {
			return 0, nil, err
		}
		one, err := timed(func() error { return ours(db) })
		if err != nil {
			return 0, nil, err
		}
		two, err := rawTotals(ctx, plain)
		if err != nil {
			return 0, nil, err
		}
		each = append(each, two.Seconds()/one.Seconds())
		if err := db.Close(); err != nil {
			return 0, nil, err
		}
	}
	return middle(each), each, nil
}

// withNews is a copy of the pushed world in which a fiftieth of all entries has been appended since, each a week
// after one that is there, in sessions of their own, and their people put on the due list.
func (b *bench) withNews(ctx context.Context) (string, error) {
	path, err := b.imported(ctx, b.rows)
	if err != nil {
		return "", err
	}
	return path, onFile(path, func(raw *sql.DB) error {
		for _, statement := range news {
			if _, err := raw.ExecContext(ctx, statement, b.rows/50); err != nil {
				return fmt.Errorf("%s: %w", statement, err)
			}
		}
		return nil
	})
}

// news are the statements that append new entries; each is given how many.
var news = []string{
	`create temp table fresh as select * from ledger where direction = 'received' and not reversal order by started_at desc limit ?`,
	`insert into sessions (id, uid, external_id, group_id, association, local_start, time_zone, starts_at, minutes, status, lead_id, nobody_led,
		co_lead_id, kind, modality, sequence, moved_from, created_at, changed_at)
		select id + 100000000, uid || '-n', external_id || '-n', group_id, association, local_start, time_zone, starts_at, minutes, status, lead_id, nobody_led,
			co_lead_id, kind, modality, sequence, moved_from, created_at, changed_at
		from sessions where id in (select session_id from fresh) and ? > 0`,
	`insert into ledger (association, person_id, session_id, direction, version, reversal, minutes, started_at, ended_at, lead_id, kind, format, modality,
		focus, supervisees, presence, recorded_at)
		select association, person_id, session_id + 100000000, direction, version, reversal, minutes, started_at, ended_at, lead_id, kind, format, modality,
			focus, supervisees, presence, recorded_at from fresh where ? > 0`,
	`insert into due (person_id, association, since, stamp, cause)
		select distinct person_id, association, recorded_at, 1, 'bench' from fresh where ? > 0 on conflict do nothing`,
}

// rawTotals sums the ledger of everybody on the due list into a table of totals by one statement.
func rawTotals(ctx context.Context, path string) (took time.Duration, err error) {
	err = onFile(path, func(raw *sql.DB) error {
		if _, err := raw.ExecContext(ctx, `create table totals (person_id integer primary key, minutes integer not null, months integer not null)`); err != nil {
			return err
		}
		took, err = timed(func() error {
			_, err := raw.ExecContext(ctx, `insert into totals (person_id, minutes, months)
				select l.person_id, sum(case when l.reversal then -l.minutes else l.minutes end), count(distinct substr(l.started_at, 1, 7))
				from ledger l where l.person_id in (select person_id from due) group by l.person_id
				on conflict (person_id) do update set minutes = excluded.minutes, months = excluded.months`)
			return err
		})
		return err
	})
	return took, err
}

// onFile works on a database file through the bare driver.
func onFile(path string, work func(*sql.DB) error) error {
	raw, err := sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=busy_timeout(5000)")
	if err != nil {
		return err
	}
	raw.SetMaxOpenConns(1)
	if err := work(raw); err != nil {
		_ = raw.Close()
		return err
	}
	return raw.Close()
}

// measurePushAll puts everybody on the due list and measures the push, judging included, against pure judging of the
// same entries from memory by as many hands.
func measurePushAll(ctx context.Context, b *bench) error {
	path, err := b.imported(ctx, b.rows)
	if err != nil {
		return err
	}
	db, err := open(ctx, "sqlite:"+path)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	edition, facts, entries, err := everything(ctx, db)
	if err != nil {
		return err
	}
	var took []time.Duration
	ours := func() error {
		if _, err := db.MarkEverybodyDue(ctx, "bench"); err != nil {
			return err
		}
		d, err := timed(func() error { return push(ctx, db) })
		took = append(took, d)
		return err
	}
	median, _, err := b.ratios(ours, func() error { return judgeAll(edition, facts) })
	if err != nil {
		return err
	}
	speeds := make([]float64, len(took))
	for i, d := range took {
		speeds[i] = float64(entries) / d.Seconds()
	}
	b.say("%.0f entries a second with %d hands, everything included (goal 100,000; %d entries); %.2f of pure judging", middle(speeds), runtime.GOMAXPROCS(0), entries, median)
	return nil
}

// everything loads all facts into memory and counts the received entries.
func everything(ctx context.Context, db *store.Store) (*rulebook.Edition, []rulebook.Facts, int, error) {
	edition, err := db.Edition(ctx)
	if err != nil {
		return nil, nil, 0, err
	}
	var all []rulebook.Facts
	entries := 0
	for after := roster.External(""); ; {
		page, err := db.PeopleAfter(ctx, after, 500)
		if err != nil || len(page) == 0 {
			return edition, all, entries, err
		}
		ids := make([]roster.PersonID, len(page))
		for i, p := range page {
			ids[i] = p.ID
		}
		facts, err := db.Facts(ctx, ids)
		if err != nil {
			return nil, nil, 0, err
		}
		for _, f := range facts {
			entries += len(f.Received)
		}
		all, after = append(all, facts...), page[len(page)-1].External
	}
}

// judgeAll judges everybody with a hand for each processor.
func judgeAll(edition *rulebook.Edition, facts []rulebook.Facts) error {
	hands := runtime.GOMAXPROCS(0)
	failures := make(chan error, hands)
	var working sync.WaitGroup
	for hand := range hands {
		working.Go(func() {
			for i := hand; i < len(facts); i += hands {
				if _, err := edition.Judge(facts[i], day.At(benchNow, time.UTC)); err != nil {
					failures <- err
					return
				}
			}
		})
	}
	working.Wait()
	close(failures)
	return <-failures
}

// measurePushNobody pushes an empty due list.
func measurePushNobody(ctx context.Context, b *bench) error {
	path, err := b.withNews(ctx)
	if err != nil {
		return err
	}
	db, err := open(ctx, "sqlite:"+path)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	full, err := timed(func() error { return push(ctx, db) })
	if err != nil {
		return err
	}
	var ratios []float64
	for range b.rounds {
		idle, err := timed(func() error { return push(ctx, db) })
		if err != nil {
			return err
		}
		ratios = append(ratios, idle.Seconds()/full.Seconds())
	}
	b.say("%.4f of P1's push (goal at most 0.35)", middle(ratios))
	return nil
}

func push(ctx context.Context, db *store.Store) error {
	_, err := endorsement.NewTracker(db, now, runtime.GOMAXPROCS(0)).Push(ctx)
	return err
}
