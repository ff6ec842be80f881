package store_test

import (
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"attune/internal/access"
	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/dbtest"
	"attune/internal/exchange"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// bustle is an office in which everything happens at once that locks groups, sessions or people: who changes one thing
// changes others with it, which somebody else may hold who waits for the first.
type bustle struct {
	office
	bundle                       string // what the office exported
	tuesdays, thursdays, fridays schedule.SeriesID
}

// bustling has two series of one group and one of another, whose people are the same.
func bustling(t *testing.T, db dbtest.Database) bustle {
	t.Helper()
	o := opened(t, db, afterwards)
	o.exec(`insert into groups (id, external_id, association, name, provider_id, time_zone, kind, format, modality, capacity, place, funding) values
		(4, 'g4', 'CT', 'Friday circle', 3, 'America/New_York', 'reflective', 'group', 'virtual', 0, '', '')`)
	o.exec(`insert into memberships (group_id, person_id, starts_on, ends_on) values (3, 4, '2026-01-01', null), (4, 4, '2026-01-01', null),
		(3, 6, '2026-01-01', null), (4, 6, '2026-01-01', null), (4, 1, '2026-01-01', null)`)
	o.exec(`update people set email = '' where id > 1`) // a bundle has none as odd as theirs
	o.account("p1")
	b := bustle{office: o}
	for _, s := range []struct {
		id    *schedule.SeriesID
		group roster.GroupID
		on    time.Weekday
	}{{&b.tuesdays, 3, time.Tuesday}, {&b.thursdays, 3, time.Thursday}, {&b.fridays, 4, time.Friday}} {
		p := tuesdays()
		p.External, p.Group, p.Rhythm.Weekdays, p.Skips = roster.External("attune-"+s.on.String()), s.group, []time.Weekday{s.on}, nil
		p.Rhythm.From = p.Rhythm.From.AddDays((int(s.on) - int(time.Tuesday) + 7) % 7)
		p.Lead = 0
		var err error
		if *s.id, err = o.plan(p); err != nil {
			t.Fatal(err)
		}
	}
	b.bundle = t.TempDir()
	if _, err := exchange.Export(t.Context(), b.bundle, o.Store); err != nil {
		t.Fatal(err)
	}
	return b
}

// imports takes in what the office exported, people and sessions the other way round, with other names and lengths.
func (b bustle) imports(round int) error {
	dir := b.t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(b.bundle)); err != nil {
		return err
	}
	for file, change := range map[string]func(head, row []string){
		"people.csv":   func(head, row []string) { row[slices.Index(head, "name")] += fmt.Sprint(" ", round) },
		"groups.csv":   func(head, row []string) { row[slices.Index(head, "place")] = fmt.Sprint("Room ", round) },
		"sessions.csv": func(head, row []string) { row[slices.Index(head, "minutes")] = fmt.Sprint(45 + round%10) },
	} {
		if err := rewrite(filepath.Join(dir, file), change); err != nil {
			return err
		}
	}
	edition, err := b.Edition(b.t.Context())
	if err == nil {
		_, err = exchange.Import(b.t.Context(), dir, b, edition, afterwards, exchange.Options{TempDir: b.t.TempDir()})
	}
	return err
}

// rewrite changes every row of a file of a bundle, and turns their order round.
func rewrite(path string, change func(head, row []string)) error {
	was, err := os.Open(path)
	if err != nil {
		return err
	}
	rows, err := csv.NewReader(was).ReadAll()
	if err := errors.Join(err, was.Close()); err != nil {
		return err
	}
	for _, row := range rows[1:] {
		change(rows[0], row)
	}
	slices.Reverse(rows[1:])
	is, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(csv.NewWriter(is).WriteAll(rows), is.Close())
}

// revises has a series begin some minutes later or earlier.
func (b bustle) revises(id schedule.SeriesID) func(int) error {
	return func(round int) error {
		minute := 540 + round%7
		return b.revise(id, schedule.Revision{Change: schedule.Change{Minute: &minute}}, anything)
	}
}

// calls cancels a session, or has it stand again.
func (b bustle) calls(round int) error {
	to := []schedule.Status{schedule.Cancelled, schedule.Scheduled}[round%2]
	return b.ReplanSession(b.t.Context(), b.course(b.tuesdays).Sessions[2].ID, schedule.Change{}, "account:1", func(s schedule.Standing) (schedule.Session, error) {
		return s.Called(to, afterwards)
	})
}

// signs verifies a sheet, and amends it from then on: Bea led it, or Cyd.
func (b bustle) signs(round int) error {
	_, err := b.UpdateSheet(b.t.Context(), monday, "account:1", func(s attendance.Sheet) (attendance.Change, error) {
		d := excused(s.Revision, fmt.Sprint("round ", round))
		d.Leading = &attendance.Leading{Lead: []roster.PersonID{bea, cyd}[round%2]}
		for _, person := range []roster.PersonID{dee, flo} {
			d.Marks = append(d.Marks, attendance.Mark{Person: person, Code: attendance.Present})
		}
		if s.State != attendance.Verified {
			return s.Verify(d, beas, afterwards)
		}
		return s.Amend(d, beas, afterwards)
	}, bea, cyd)
	return err
}

// speaks has Ada say that she cannot come, and that she can.
func (b bustle) speaks(round int) error {
	return b.SayAhead(b.t.Context(), b.course(b.fridays).Sessions[3].ID, "account:2", func(s attendance.Sheet) (attendance.Word, error) {
		return s.Say(ada, round%2 == 0, afterwards)
	})
}

// leaves has Dee leave her groups, and come back into one after the other.
func (b bustle) leaves(int) error {
	pen := roster.Pen{By: "account:1"}
	last := day.MustParse("2026-12-15")
	_, err := b.Leave(b.t.Context(), dee, pen, func(l access.Leaving) (access.Parting, error) {
		edits, err := l.Record.Leave(last, "She moves.", func(f roster.Fact) bool { return f.Days().To == 0 })
		return access.Parting{Edits: edits}, err
	})
	for _, group := range []roster.External{"g4", "g3"} {
		_, stays := b.ChangeGroup(b.t.Context(), group, pen, func(r roster.GroupRecord) ([]roster.Edit, error) {
			at := slices.IndexFunc(r.Members, func(k roster.Kept) bool { return k.Fact.(roster.Membership).Person == dee })
			is := r.Members[at].Fact.(roster.Membership)
			is.Span.To = day.Date(0)
			edit, err := r.Correct(r.Members[at].ID, is, "She stays.")
			return []roster.Edit{edit}, err
		})
		err = errors.Join(err, stays)
	}
	return err
}

// closes has the association's groups not meet for a day, and meet after all.
func (b bustle) closes(int) error {
	one := day.MustParse("2026-12-24")
	if err := b.AddClosure(b.t.Context(), "CT", schedule.Closure{Span: day.Span{From: one, To: one}, Name: "Snow"}, "account:1"); err != nil {
		return err
	}
	list, err := b.Closures(b.t.Context(), "CT")
	if err != nil || len(list) == 0 {
		return err
	}
	return b.RemoveClosure(b.t.Context(), list[0].ID, "account:1", func(roster.Association) error { return nil })
}

// plans plans one more series, far away from the others.
func (b bustle) plans(round int) error {
	p := tuesdays()
	p.External, p.Skips = roster.External(fmt.Sprint("attune-more-", round)), nil
	p.Group = roster.GroupID(3 + round%2)
	p.Rhythm.From = p.Rhythm.From.AddDays(70 + 35*round)
	_, err := b.plan(p)
	return err
}

// Whatever changes groups, sessions and people at once ends: nobody is told to try again because two waited for each other,
// and nothing that was answered for is lost. SQLite has one writer.
func TestNobodyWaitsCrosswise(t *testing.T) {
	t.Parallel()
	db := dbtest.Postgres(t)
	b := bustling(t, db)
	const rounds = 12
	before := b.course(b.tuesdays).Version
	var all sync.WaitGroup
	for name, does := range map[string]func(int) error{
		"an import": b.imports, "another import": func(round int) error { return b.imports(round + 3) },
		"Tuesdays": b.revises(b.tuesdays), "Tuesdays, too": b.revises(b.tuesdays), "Thursdays": b.revises(b.thursdays), "Fridays": b.revises(b.fridays),
		"cancelling": b.calls, "a sheet": b.signs, "a word": b.speaks, "leaving": b.leaves, "closures": b.closes, "planning": b.plans,
	} {
		all.Go(func() {
			for round := range rounds {
				if err := does(round); err != nil {
					t.Errorf("%s, round %d: %v", name, round, err)
				}
			}
		})
	}
	all.Wait()
	if changed := b.course(b.tuesdays).Version - before; changed != 2*rounds {
		t.Errorf("the series was changed %d times, and %d were answered for", changed, 2*rounds)
	}
	if versions := b.number(`select version from sheets where session_id = ?`, int64(monday)); versions != rounds {
		t.Errorf("the sheet was verified %d times, and %d were answered for", versions, rounds)
	}
	b.told("CT")
}
