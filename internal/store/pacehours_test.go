package store_test

import (
	"database/sql"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/pressly/goose/v3"

	"attune/internal/day"
	"attune/internal/dbtest"
	"attune/internal/endorsement"
	"attune/internal/exchange"
	"attune/internal/roster"
	"attune/internal/rulebook"
	"attune/internal/store"
	"attune/migrations"
)

// Of every verdict of the bundles, what stands beside the document says what the document says, and tells the same pace; and so
// does a row from before anything stood beside it.
func TestHoursBesideTheDocument(t *testing.T) {
	t.Parallel()
	edition, err := rulebook.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for name, on := range map[string]string{"small": "2026-06-30", "medium": "2026-06-30", "history": "2024-04-30"} {
		dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
			today := day.MustParse(on)
			o := office{db.Open(t, store.Options{}), t}
			if _, err := exchange.Import(t.Context(), "../../testdata/bundles/"+name, o.Store, edition, today.Begins(time.UTC).Add(12*time.Hour), exchange.Options{}); err != nil {
				t.Fatal(err)
			}
			tracker := endorsement.NewTracker(o.Store, func() time.Time { return today.Begins(time.UTC).Add(12 * time.Hour) }, 2)
			if _, err := tracker.Push(t.Context()); err != nil {
				t.Fatal(err)
			}
			beside := o.besideDocuments(edition, today)
			o.exec(`update progress set hours = null, min_months = null`)
			if diff := cmp.Diff(beside, o.besideDocuments(edition, today)); diff != "" {
				t.Errorf("%s, with the columns and without (-with +without):\n%s", name, diff)
			}
			written := o.count("progress")
			if _, err := o.MarkEverybodyDue(t.Context(), "test"); err != nil {
				t.Fatal(err)
			}
			if again, err := tracker.Push(t.Context()); err != nil || again.Changed != written || o.count("progress where hours is null") != 0 {
				t.Errorf("%s: of %d rows %d are written again, %d are left without: %v", name, written, again.Changed, o.count("progress where hours is null"), err)
			}
		})
	}
}

// besideDocuments are the standings of everybody on a day, each held against the document.
func (o office) besideDocuments(edition *rulebook.Edition, today day.Date) map[roster.External][]rulebook.Judgement {
	o.t.Helper()
	var programs []roster.ProgramID
	if err := store.Ask(o.t.Context(), o.Store).Raw(`select id from programs`).Scan(&programs).Error; err != nil {
		o.t.Fatal(err)
	}
	standings, err := o.Standings(o.t.Context(), programs, today, 10_000, true)
	if err != nil {
		o.t.Fatal(err)
	}
	earners, err := o.Earners(o.t.Context(), 0, 10_000)
	if err != nil {
		o.t.Fatal(err)
	}
	for _, e := range earners {
		standings = append(standings, endorsement.Standing{Person: roster.Person{ID: e.Person.ID, Association: e.Person.Association}, Judgements: e.Judgements})
	}
	of, verdicts := make(map[roster.External][]rulebook.Judgement), make(map[rulebook.Verdict]int)
	for _, s := range standings {
		documents, err := o.Judgements(o.t.Context(), s.Person.ID)
		if err != nil {
			o.t.Fatal(err)
		}
		of[s.Person.External] = s.Judgements
		if diff := cmp.Diff(reduced(documents, verdicts), s.Judgements, cmpopts.EquateEmpty()); diff != "" {
			o.t.Errorf("of person %d (-document +beside):\n%s", s.Person.ID, diff)
		}
		for i, j := range documents {
			want := endorsement.PaceOf(edition, s.Person.Association, j, documents, nil, today)
			got := endorsement.PaceOf(edition, s.Person.Association, s.Judgements[i], s.Judgements, nil, today)
			if diff := cmp.Diff(want, got, cmp.Transformer("figures", foretold)); diff != "" {
				o.t.Errorf("the pace of person %d, %v (-document +beside):\n%s", s.Person.ID, j.Purpose, diff)
			}
		}
	}
	if verdicts[rulebook.Counted] == 0 || verdicts[rulebook.Rejected] == 0 || len(standings) == 0 || len(earners) == 0 {
		o.t.Errorf("of %d people and %d earners there are the verdicts %v: that tells little", len(standings), len(earners), verdicts)
	}
	return of
}

// reduced are judgements with what stands beside their documents, and counts their verdicts.
func reduced(documents []rulebook.Judgement, verdicts map[rulebook.Verdict]int) []rulebook.Judgement {
	var list []rulebook.Judgement
	for _, j := range documents {
		var hours []rulebook.Judged
		for _, e := range j.Entries {
			verdicts[e.Verdict]++
			hour := rulebook.Judged{Session: e.Session, Date: e.Date, Minutes: e.Minutes, Verdict: e.Verdict, Lapses: e.Lapses}
			if e.Reason == rulebook.OutsideWindow {
				hour.Reason = e.Reason
			}
			if e.Verdict != rulebook.Rejected || hour.Reason != "" {
				hours = append(hours, hour)
			}
		}
		j.Entries, j.FocusNeeds, j.Provided, j.Sources = hours, nil, rulebook.Need{}, nil
		list = append(list, j)
	}
	return list
}

// figures are what a page says of a judgement that is foretold.
type figures struct {
	Counted, Held, Months int
	Window                day.Span
	Paced                 bool
}

func foretold(j rulebook.Judgement) figures {
	return figures{j.Counted, j.Held, j.Months, j.Window, endorsement.Paced(j)}
}

// What is no text of hours is not taken for one: a figure would be wrong in silence.
func TestHoursThatCannotBeRead(t *testing.T) {
	t.Parallel()
	db := dbtest.SQLite(t)
	o := opened(t, db, afterwards)
	o.earning()
	if _, err := o.verify(present()); err != nil {
		t.Fatal(err)
	}
	o.push()
	stands := ""
	if err := store.Ask(t.Context(), o.Store).Raw(`select hours from progress`).Row().Scan(&stands); err != nil || !strings.HasSuffix(stands, "c;") {
		t.Fatalf("Ada's hour is %q: %v", stands, err)
	}
	for _, wrong := range []string{stands[:len(stands)-1], stands + " ", ";", "739942 90 1x;", "739942 90 1;", "739942  90 1c;", "-739942 90 1c;", stands + "739943", "739942 90 1c -739950;", "739942 90 1c 739950;", "739942 90 1c 739950-x;"} {
		o.exec(`update progress set hours = ?`, wrong)
		if list, err := o.Standings(t.Context(), []roster.ProgramID{7}, day.MustParse("2026-11-24"), 9, true); err == nil {
			t.Errorf("%q is read as %+v", wrong, list)
		}
	}
}

// Whose progress stood there before its hours stood beside the document is judged again, and keeps what is on record until then.
func TestProgressFromBeforeItsHours(t *testing.T) {
	t.Parallel()
	for dialect, of := range map[string]struct {
		goose  goose.Dialect
		driver string
		empty  func(testing.TB) string
	}{
		"sqlite": {goose.DialectSQLite3, "sqlite", dbtest.EmptySQLite}, "postgres": {goose.DialectPostgres, "pgx", dbtest.EmptyPostgres},
	} {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			address := of.empty(t)
			raw, err := sql.Open(of.driver, strings.TrimPrefix(address, "sqlite:"))
			if err != nil {
				t.Fatal(err)
			}
			files := migrations.SQLite()
			if dialect == "postgres" {
				files = migrations.Postgres()
			}
			provider, err := goose.NewProvider(of.goose, raw, files)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := provider.UpTo(t.Context(), 28); err != nil {
				t.Fatal(err)
			}
			for _, statement := range []string{
				`insert into associations (code, name, time_zone) values ('CT', 'Connecticut', 'America/New_York')`,
				`insert into people (id, external_id, association, name, email, region, calendar_version, calendar_changed_at) values
					(1, 'p1', 'CT', 'Ada', '', '', 1, '2026-11-22 12:00:00+00:00'), (2, 'p2', 'CT', 'Bea', '', '', 1, '2026-11-22 12:00:00+00:00'), (3, 'p3', 'CT', 'Cyd', '', '', 1, '2026-11-22 12:00:00+00:00')`,
				`insert into due (person_id, association, since, stamp, cause) values (2, 'CT', '2026-11-22 12:00:00+00:00', 4, 'ledger')`,
				`insert into progress (person_id, purpose, category, period, association, required, counted, held, rejected, months, satisfied, missing, warnings, details, edition, judged_for, changed_at)
					select id, 'earning', 'IFS', '', 'CT', 1440, 600, 0, 0, 1, false, 'minutes months', '',
						'{"mm":12,"en":[{"s":5,"x":"s5","v":1,"t":0,"d":"2026-03-02","m":600,"j":"counted"}]}', '2026-11', '2026-11-22', '2026-11-22 12:00:00+00:00' from people where id < 3`,
			} {
				if _, err := raw.ExecContext(t.Context(), statement); err != nil {
					t.Fatal(err)
				}
			}
			if err := raw.Close(); err != nil {
				t.Fatal(err)
			}
			s, err := store.Connect(t.Context(), address, store.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			if _, err := s.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			var stamps []int64
			if err := store.Ask(t.Context(), s).Raw(`select stamp from due order by person_id`).Scan(&stamps).Error; err != nil || !cmp.Equal(stamps, []int64{1, 5}) {
				t.Errorf("the stamps of the two who have progress are %v: %v", stamps, err)
			}
			due, err := s.Due(t.Context(), endorsement.Due{}, 9)
			if err != nil || len(due) != 2 || due[1].Since.Year() < 2026 {
				t.Errorf("due are %v: %v", due, err)
			}
			earners, err := s.Earners(t.Context(), 0, 9)
			want := rulebook.Judgement{
				Purpose: rulebook.Purpose{Kind: rulebook.Earning, Category: "IFS"}, Required: 1440, Counted: 600, Months: 1, MinMonths: 12,
				Missing: []rulebook.Missing{"minutes", "months"}, Warnings: []rulebook.Warning{},
				Entries: []rulebook.Judged{{Session: 5, Date: day.MustParse("2026-03-02"), Minutes: 600, Verdict: rulebook.Counted}},
			}
			if err != nil || len(earners) != 2 {
				t.Fatalf("%d earners: %v", len(earners), err)
			}
			for _, e := range earners {
				if diff := cmp.Diff([]rulebook.Judgement{want}, e.Judgements); diff != "" {
					t.Errorf("person %d (-want +got):\n%s", e.Person.ID, diff)
				}
			}
		})
	}
}
