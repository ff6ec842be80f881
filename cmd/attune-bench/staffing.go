package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"attune/internal/endorsement"
	"attune/internal/exchange"
	"attune/internal/roster"
	"attune/internal/store"
	"attune/internal/world"
)

// How large a program is of which the staff table is measured, and how many hours each of its people brings with them.
const (
	staffed   = 50
	hoursEach = 50
)

// smallState is how many people there are beside whom the fifty are measured; growth is measured against it.
const smallState = 2_000

// workplace is a database with a program of fifty people in it.
type workplace struct {
	db      *store.Store
	raw     *sql.DB
	program roster.ProgramID
	rows    int // figures of its staff
}

func (p workplace) close() error { return errors.Join(p.raw.Close(), p.db.Close()) }

// measureStaff measures the figures of a program's staff, and the page that shows them, against a read of as many rows of
// figures by their primary key.
func measureStaff(ctx context.Context, b *bench) error {
	return b.each(ctx, func(kind, address string) error {
		place, err := b.workplace(ctx, kind, address, smallState)
		if err != nil {
			return err
		}
		defer func() { _ = place.close() }()
		list, err := place.staff(ctx)
		if err != nil {
			return err
		}
		place.rows = figuresOf(list)
		byKey := often(func() error { return place.byKey(ctx) })
		median, each, err := b.ratios(often(func() error { _, err := place.staff(ctx); return err }), byKey)
		if err != nil {
			return err
		}
		b.say("%s, the figures: %.1f times the read of %d rows (goal at most 4.5, then 2; %d people, %d of the purposes with their hours; median of %s)",
			kind, 1/median, place.rows, len(list), hoursIn(list), times(each))
		reader, err := coordinating(ctx, place.db)
		if err != nil {
			return err
		}
		path := fmt.Sprintf("/staff?program=%d", place.program)
		body, err := reader.get(path)
		if err != nil {
			return err
		}
		median, each, err = b.ratios(often(func() error { _, err := reader.get(path); return err }), byKey)
		b.say("%s, the page: %.1f times (%d bytes; median of %s)", kind, 1/median, len(body), times(each))
		return err
	})
}

// often does something short so often that a round of it is longer than what else the machine has to do.
func often(work func() error) func() error {
	return func() error {
		for range 20 {
			if err := work(); err != nil {
				return err
			}
		}
		return nil
	}
}

// measureState measures how the programs of a state are covered today, of which its page is made, against one statement that
// sums the hours of everybody in it.
func measureState(ctx context.Context, b *bench) error {
	return b.each(ctx, func(kind, address string) error {
		place, err := b.workplace(ctx, kind, address, smallState)
		if err != nil {
			return err
		}
		defer func() { _ = place.close() }()
		edition, err := place.db.Edition(ctx)
		if err != nil {
			return err
		}
		of := endorsement.Covered{Association: planned, Kind: "birth_to_three"}
		covered := func() error {
			_, err := place.db.Coverage(ctx, edition, of, until.AddDays(-7), until)
			return err
		}
		median, each, err := b.ratios(covered, func() error { return place.summed(ctx) })
		b.say("%s: %.3f of the sum's time (goal at most 0.002; %d people; median of %.2f)", kind, 1/median, smallState, each)
		if err != nil {
			return err
		}
		return b.agency(ctx, kind, place)
	})
}

// agency measures the figures of a staff of everybody in the state against the sum of their hours.
func (b *bench) agency(ctx context.Context, kind string, place workplace) error {
	if _, err := place.raw.ExecContext(ctx, fmt.Sprintf(`update employments set program_id = %d`, place.program)); err != nil {
		return err
	}
	if _, err := place.raw.ExecContext(ctx, `analyze`); err != nil {
		return err
	}
	list, err := place.staff(ctx)
	if err != nil {
		return err
	}
	median, each, err := b.ratios(func() error { _, err := place.staff(ctx); return err }, func() error { return place.summed(ctx) })
	b.say("%s, an agency of %d: %.2f of the sum's time (goal at most 0.3; %d of the purposes with their hours; median of %s)",
		kind, len(list), 1/median, hoursIn(list), times(each))
	return err
}

// summed sums the hours of everybody of the state.
func (p workplace) summed(ctx context.Context) error {
	rows, err := p.raw.QueryContext(ctx, fmt.Sprintf(`select person_id, sum(case when reversal then -minutes else minutes end)
		from ledger where association = '%s' group by person_id`, planned))
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var person, minutes int64
		if err := rows.Scan(&person, &minutes); err != nil {
			return err
		}
	}
	return rows.Err()
}

// measureGrowth measures the same figures where there are more people beside the fifty.
func measureGrowth(ctx context.Context, b *bench) error {
	return b.each(ctx, func(kind, address string) error {
		small, err := b.workplace(ctx, kind, address, smallState)
		if err != nil {
			return err
		}
		defer func() { _ = small.close() }()
		for people := 10_000; people <= b.people; people *= 10 {
			if err := b.grown(ctx, kind, address, small, people); err != nil {
				return err
			}
		}
		return nil
	})
}

// grown measures one size against the small one.
func (b *bench) grown(ctx context.Context, kind, address string, small workplace, people int) error {
	if kind == "PostgreSQL" {
		fresh, drop, err := b.freshPostgres(ctx)
		if err != nil {
			return err
		}
		defer drop()
		address = fresh
	}
	large, err := b.workplace(ctx, kind, address, people)
	if err != nil {
		return err
	}
	defer func() { _ = large.close() }()
	median, each, err := b.ratios(often(func() error { _, err := large.staff(ctx); return err }), often(func() error { _, err := small.staff(ctx); return err }))
	if err == nil {
		b.hold(1/median <= 1.5, "%s, %d people: %.2f times those of %d (goal at most 1.5; median of %s)", kind, people, 1/median, smallState, times(each))
	}
	return err
}

// each measures on SQLite and, where a server is given, on PostgreSQL, whose address is that of an empty database.
func (b *bench) each(ctx context.Context, measure func(kind, address string) error) error {
	if err := measure("SQLite", ""); err != nil || b.postgres == "" {
		return err
	}
	address, drop, err := b.freshPostgres(ctx)
	if err != nil {
		return err
	}
	defer drop()
	return measure("PostgreSQL", address)
}

// workplace brings in and judges a state of so many people, of which fifty work in one program.
func (b *bench) workplace(ctx context.Context, kind, address string, people int) (workplace, error) {
	driver, source := "pgx", address
	if kind == "SQLite" {
		path := filepath.Join(b.dir, fmt.Sprintf("state-%d.db", people))
		_ = os.Remove(path)
		driver, source, address = "sqlite", "file:"+path+"?_pragma=journal_mode(WAL)", "sqlite:"+path
	}
	w, err := world.Large(world.Size{Seed: 1, People: people, Rows: people * hoursEach, Until: until, Associations: []roster.Association{planned}})
	if err != nil {
		return workplace{}, err
	}
	dir := filepath.Join(b.dir, fmt.Sprintf("state-%d", people))
	if err := w.WriteTo(dir); err != nil {
		return workplace{}, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	p := workplace{}
	if p.db, err = open(ctx, address); err != nil {
		return p, err
	}
	edition, err := p.db.Edition(ctx)
	if err != nil {
		return p, err
	}
	if _, err := exchange.Import(ctx, dir, p.db, edition, benchNow, exchange.Options{}); err != nil {
		return p, err
	}
	if err := push(ctx, p.db); err != nil {
		return p, err
	}
	if p.raw, err = sql.Open(driver, source); err != nil {
		return p, err
	}
	p.raw.SetMaxOpenConns(1)
	return p, p.employ(ctx)
}

// employ has fifty people work in the first program: as many come over from others as it takes.
func (p *workplace) employ(ctx context.Context) error {
	if err := p.raw.QueryRowContext(ctx, `select min(id) from programs`).Scan(&p.program); err != nil {
		return err
	}
	list, err := p.staff(ctx)
	if err != nil {
		return err
	}
	_, err = p.raw.ExecContext(ctx, fmt.Sprintf(`update employments set program_id = %d where id in (
		select e.id from employments e where e.program_id <> %d and e.role = 'practitioner' and e.ends_on is null order by e.id limit %d)`,
		p.program, p.program, staffed-len(list)))
	if err != nil {
		return err
	}
	if list, err = p.staff(ctx); err == nil && len(list) != staffed {
		err = fmt.Errorf("%d people work in the program, want %d", len(list), staffed)
	}
	if err != nil {
		return err
	}
	_, err = p.raw.ExecContext(ctx, `analyze`)
	return err
}

// staff are the figures of the program's staff.
func (p workplace) staff(ctx context.Context) ([]endorsement.Standing, error) {
	return p.db.Standings(ctx, []roster.ProgramID{p.program}, until, smallState, false)
}

// byKey reads as many rows of figures as the staff has, in the order of their key.
func (p workplace) byKey(ctx context.Context) error {
	rows, err := p.raw.QueryContext(ctx, fmt.Sprintf(`select person_id, purpose, category, period, required, counted, held, rejected, months, satisfied, missing, warnings
		from progress where person_id >= 100 order by person_id, purpose, category, period limit %d`, p.rows))
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	read := 0
	for ; rows.Next(); read++ {
		var person, required, counted, held, rejected, months int64
		var purpose, category, period, missing, warnings string
		var satisfied bool
		if err := rows.Scan(&person, &purpose, &category, &period, &required, &counted, &held, &rejected, &months, &satisfied, &missing, &warnings); err != nil {
			return err
		}
	}
	if read != p.rows {
		return fmt.Errorf("%d rows were read, want %d", read, p.rows)
	}
	return rows.Err()
}

func figuresOf(list []endorsement.Standing) int {
	n := 0
	for _, s := range list {
		n += max(len(s.Judgements), 1)
	}
	return n
}

// hoursIn is how many purposes came with their hours.
func hoursIn(list []endorsement.Standing) int {
	n := 0
	for _, s := range list {
		for _, j := range s.Judgements {
			if len(j.Entries) > 0 {
				n++
			}
		}
	}
	return n
}

// times are ratios the other way about: how many times the baseline.
func times(each []float64) string {
	words := make([]string, len(each))
	for i, ratio := range each {
		words[i] = fmt.Sprintf("%.1f", 1/ratio)
	}
	return strings.Join(words, " ")
}
