package store_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"attune/internal/day"
	"attune/internal/dbtest"
	"attune/internal/endorsement"
	"attune/internal/roster"
	"attune/internal/rulebook"
	"attune/internal/store"
)

// earning has Ada earn IFS, and Bea hold what qualifies her: an IMHM-C since 2020.
func (o office) earning() {
	o.t.Helper()
	o.exec(`insert into targets (person_id, category, degree, opened_on) values (1, 'IFS', 'none', '2026-01-01')`)
	o.exec(`insert into credentials (person_id, category, status, degree, starts_on) values (2, 'IMHM-C', 'endorsed', 'masters', '2020-01-01')`)
}

func (o office) push() endorsement.Outcome {
	o.t.Helper()
	outcome, err := o.tracker().Push(o.t.Context())
	if err != nil {
		o.t.Fatal(err)
	}
	return outcome
}

func (o office) tracker() *endorsement.Tracker {
	return endorsement.NewTracker(o.Store, func() time.Time { return afterwards }, 2)
}

func TestThePushKeepsWhatWasJudged(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, afterwards)
		o.earning()
		if _, err := o.verify(present()); err != nil {
			t.Fatal(err)
		}
		rehearsed, err := o.tracker().Rehearse(t.Context())
		if err != nil || o.count("progress") != 0 {
			t.Errorf("the rehearsal left %d rows: %v", o.count("progress"), err)
		}
		if pushed := o.push(); pushed != rehearsed || pushed.People != 2 {
			t.Errorf("pushed %+v, rehearsed %+v", pushed, rehearsed)
		}
		judgements, err := o.Judgements(t.Context(), ada)
		if err != nil || len(judgements) != 1 {
			t.Fatalf("Ada has %d judgements: %v", len(judgements), err)
		}
		j := judgements[0]
		if j.Counted != 90 || j.Required != 24*60 || j.Months != 1 || j.Satisfied || j.Window.From.String() != "2026-11-23" || j.Window.To.String() != "2028-11-22" {
			t.Errorf("Ada's IFS is %+v", j)
		}
		if len(j.Entries) != 1 || j.Entries[0].Session != monday || j.Entries[0].Verdict != rulebook.Counted || j.Entries[0].Lead != bea || !j.Entries[0].Started.Equal(morning) {
			t.Errorf("behind it stand %+v", j.Entries)
		}
		if again := o.push(); again.People != 0 || again.Changed != 0 {
			t.Errorf("a push with nobody due did %+v", again)
		}
		if _, err := o.MarkEverybodyDue(t.Context(), "test"); err != nil {
			t.Fatal(err)
		}
		if again := o.push(); again.People != 7 || again.Changed != 0 {
			t.Errorf("judging everybody again did %+v", again)
		}
	})
}

func TestProgressFollowsItsSources(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, afterwards)
		o.earning()
		if _, err := o.verify(present()); err != nil {
			t.Fatal(err)
		}
		o.push()
		o.exec(`delete from targets where person_id = 1`)
		if _, err := o.MarkEverybodyDue(t.Context(), "test"); err != nil {
			t.Fatal(err)
		}
		o.push()
		if judgements, err := o.Judgements(t.Context(), ada); err != nil || len(judgements) != 0 {
			t.Errorf("a target that is gone leaves %d judgements: %v", len(judgements), err)
		}
	})
}

// What ends an hour like one that counts is kept with it: the last day of who led it, and the days between two employments.
func TestLapsesAreKept(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, afterwards)
		o.earning()
		o.exec(`update credentials set ends_on = '2027-05-31' where person_id = 2`)
		o.exec(`update employments set ends_on = '2026-12-31' where person_id = 1`)
		o.exec(`insert into employments (person_id, program_id, role, fte_milli, serves, supervises, starts_on)
			select person_id, program_id, role, fte_milli, serves, supervises, '2027-02-01' from employments where person_id = 1`)
		if _, err := o.verify(present()); err != nil {
			t.Fatal(err)
		}
		o.push()
		judgements, err := o.Judgements(t.Context(), ada)
		if err != nil || len(judgements) != 1 || len(judgements[0].Entries) != 1 {
			t.Fatalf("Ada has %+v: %v", judgements, err)
		}
		date := day.MustParse
		want := []day.Span{{From: date("2027-01-01"), To: date("2027-01-31")}, {From: date("2027-06-01")}}
		if got := judgements[0].Entries[0].Lapses; !slices.Equal(got, want) {
			t.Errorf("hours like it lapse %v, want %v", got, want)
		}
	})
}

// meddling is a store in which somebody else acts between judging and saving.
type meddling struct {
	*store.Store
	meddle func()
}

func (m meddling) SaveProgress(ctx context.Context, judged []endorsement.Judged) (endorsement.Saved, error) {
	m.meddle()
	return m.Store.SaveProgress(ctx, judged)
}

func TestWhoChangedMeanwhileStaysDue(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, afterwards)
		o.earning()
		if _, err := o.MarkEverybodyDue(t.Context(), "test"); err != nil {
			t.Fatal(err)
		}
		meddled := false
		m := meddling{o.Store, func() {
			if meddled {
				return
			}
			meddled = true
			if _, err := o.verify(present()); err != nil {
				t.Error(err)
			}
		}}
		outcome, err := endorsement.NewTracker(m, func() time.Time { return afterwards }, 1).Push(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if waiting, err := o.Waiting(t.Context()); err != nil || waiting != 2 || outcome.People != 5 {
			t.Errorf("%d people were pushed and %d wait, want 5 and 2 (Ada and Bea): %v", outcome.People, waiting, err)
		}
		o.push()
		if judgements, err := o.Judgements(t.Context(), ada); err != nil || judgements[0].Counted != 90 {
			t.Errorf("the next push made %+v: %v", judgements, err)
		}
	})
}

// TestAPushThatWasOvertakenWritesNothing has another push save everybody between judging and saving, from newer facts.
func TestAPushThatWasOvertakenWritesNothing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, afterwards)
		o.earning()
		if _, err := o.MarkEverybodyDue(t.Context(), "test"); err != nil {
			t.Fatal(err)
		}
		m := meddling{o.Store, func() {
			if _, err := o.verify(present()); err != nil {
				t.Error(err)
			}
			o.push()
		}}
		if _, err := endorsement.NewTracker(m, func() time.Time { return afterwards }, 1).Push(t.Context()); err != nil {
			t.Fatal(err)
		}
		if judgements, err := o.Judgements(t.Context(), ada); err != nil || judgements[0].Counted != 90 {
			t.Errorf("the older judgement stands: %+v: %v", judgements, err)
		}
	})
}

// TestAStampIsNotMistakenForALaterOne has somebody put on the due list anew, after another push took them off: the
// stamps begin at one again, and what was judged before must not be kept.
func TestAStampIsNotMistakenForALaterOne(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		later := o.beside(db, afterwards)
		o.earning()
		if _, err := o.MarkEverybodyDue(t.Context(), "test"); err != nil {
			t.Fatal(err)
		}
		m := meddling{o.Store, func() {
			later.push()
			if _, err := later.verify(present()); err != nil {
				t.Error(err)
			}
		}}
		if _, err := endorsement.NewTracker(m, func() time.Time { return afterwards }, 1).Push(t.Context()); err != nil {
			t.Fatal(err)
		}
		o.push()
		if judgements, err := o.Judgements(t.Context(), ada); err != nil || judgements[0].Counted != 90 {
			t.Errorf("the older judgement stands: %+v: %v", judgements, err)
		}
	})
}

// rereading is a store in which an edition is loaded after the push began and before it looks at the due list.
type rereading struct {
	*store.Store
	load func()
}

func (r rereading) Due(ctx context.Context, after endorsement.Due, limit int) ([]endorsement.Due, error) {
	r.load()
	return r.Store.Due(ctx, after, limit)
}

func TestAnEditionLoadedMeanwhileJudges(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, afterwards)
		o.earning()
		carried, err := o.Edition(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		longer, err := rulebook.Load([]byte(strings.Replace(string(carried.Body()), "earn_hours: 24", "earn_hours: 30", 1)))
		if err != nil {
			t.Fatal(err)
		}
		r := rereading{o.Store, func() {
			if _, err := o.PutInForce(t.Context(), longer, "operator"); err != nil {
				t.Error(err)
			}
		}}
		if _, err := endorsement.NewTracker(r, func() time.Time { return afterwards }, 1).Push(t.Context()); err != nil {
			t.Fatal(err)
		}
		if judgements, err := o.Judgements(t.Context(), ada); err != nil || len(judgements) != 1 || judgements[0].Required != 30*60 {
			t.Errorf("Ada's IFS is %+v: %v", judgements, err)
		}
	})
}

// TestOnePersonsFailureStopsNobody has Gus belong to an association that no edition names.
func TestOnePersonsFailureStopsNobody(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, afterwards)
		o.exec(`insert into associations (code, name, time_zone) values ('XX', 'Nowhere', 'UTC')`)
		o.exec(`update people set association = 'XX' where id = 7`)
		if _, err := o.MarkEverybodyDue(t.Context(), "test"); err != nil {
			t.Fatal(err)
		}
		outcome, err := o.tracker().Push(t.Context())
		if err == nil || outcome.Failed != 1 || outcome.People != 6 {
			t.Errorf("the push did %+v: %v", outcome, err)
		}
		if due, err := o.Due(t.Context(), endorsement.Due{}, 10); err != nil || len(due) != 1 || due[0].Person != gus {
			t.Errorf("on the list stay %+v: %v", due, err)
		}
	})
}

func TestAnEditionIsComparedBeforeItIsLoaded(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, afterwards)
		o.earning()
		carried, err := o.Edition(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for text, want := range map[string]int{
			"earn_hours: 24":  1, // IFS asks for more: Ada's target
			"min_months: 12":  1, // months asked for
			"schema: attune-": 0, // nothing at all
		} {
			changed := map[string]string{"earn_hours: 24": "earn_hours: 30", "min_months: 12": "min_months: 10"}[text]
			body := string(carried.Body())
			if changed != "" {
				body = strings.Replace(body, text, changed, 1)
			}
			other, err := rulebook.Load([]byte(body))
			if err != nil {
				t.Fatal(err)
			}
			moved := 0
			err = o.tracker().Compare(t.Context(), o.Store, other, func(m endorsement.Move) error {
				moved++
				if m.Person.ID != ada {
					t.Errorf("%s moves person %d", text, m.Person.ID)
				}
				return nil
			})
			if err != nil || moved != want {
				t.Errorf("%s: %d purposes would change, want %d: %v", text, moved, want, err)
			}
		}
	})
}

// beside is the office's database opened once more, as another instance does, with a clock of its own.
func (o office) beside(db dbtest.Database, now time.Time) office {
	o.t.Helper()
	return office{db.Open(o.t, store.Options{Now: func() time.Time { return now }}), o.t}
}

func TestABatchMakesAFixedNumberOfStatements(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, afterwards)
		o.earning()
		if _, err := o.verify(present()); err != nil {
			t.Fatal(err)
		}
		few := o.statementsFor(ada)
		everybody := o.statementsFor(ada, bea, cyd, dee, eli, flo, gus)
		if few != everybody || few > 8 {
			t.Errorf("facts of one person make %d statements, of seven %d", few, everybody)
		}
	})
}

func (o office) statementsFor(people ...roster.PersonID) int {
	o.t.Helper()
	ctx, count := store.Counted(o.t.Context())
	if _, err := o.Facts(ctx, people); err != nil {
		o.t.Fatal(err)
	}
	return count.Len()
}

// TestADecisionEndsWithItsReason has the coordinator accept an hour that Connecticut holds because nobody knows a
// credential of Bea's. While Ada's employment is gone the hour is held for another reason; when it is back, the decision
// is not (rules.md, 3: it ends when the reason for holding it changes).
func TestADecisionEndsWithItsReason(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, afterwards)
		o.exec(`insert into targets (person_id, category, degree, opened_on) values (1, 'IFS', 'none', '2026-01-01')`)
		if _, err := o.verify(present()); err != nil {
			t.Fatal(err)
		}
		o.exec(`insert into decisions (person_id, session_id, version, purpose, category, period, verdict, held_reason, reason, decided_by, decided_on)
			values (1, 3, 1, 'earning', 'IFS', '', 'counted', '', 'She was endorsed elsewhere.', 'coordinator@example.org', '2026-11-23')`)
		for _, step := range []struct {
			statement string
			verdict   rulebook.Verdict
			reason    rulebook.Reason
		}{
			{`update people set region = ''`, rulebook.Counted, rulebook.Decided},
			{`update people set region = ''`, rulebook.Counted, rulebook.Decided},
			{`delete from employments where person_id = 1`, rulebook.HeldBack, rulebook.WorkUnknown},
			{
				`insert into employments (person_id, program_id, role, fte_milli, serves, supervises, starts_on) values (1, 7, 'practitioner', 1000, 'IMH', '', '2026-01-01')`,
				rulebook.HeldBack, rulebook.ProviderNotQualified,
			},
		} {
			o.exec(step.statement)
			if _, err := o.MarkEverybodyDue(t.Context(), "test"); err != nil {
				t.Fatal(err)
			}
			o.push()
			judgements, err := o.Judgements(t.Context(), ada)
			if err != nil || len(judgements) != 1 || len(judgements[0].Entries) != 1 {
				t.Fatalf("%s: %+v: %v", step.statement, judgements, err)
			}
			if e := judgements[0].Entries[0]; e.Verdict != step.verdict || e.Reason != step.reason {
				t.Errorf("%s: %s, %s; want %s, %s", step.statement, e.Verdict, e.Reason, step.verdict, step.reason)
			}
		}
	})
}

// A decision that ended and is made anew the same day, in the same words, is another one: what stood before is kept. That one
// ends, or that the push finds what one of a bundle is about, replaces nothing.
func TestADecisionMadeAnewInTheSameWordsKeepsWhatStoodBefore(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, afterwards)
		const decides = `insert into decisions (person_id, session_id, version, purpose, category, period, verdict, held_reason, reason, decided_by, decided_on)
			values (1, 3, 1, 'earning', 'IFS', '', 'counted', ?, 'Seen on paper.', 'account:1', '2026-11-23')
			on conflict (person_id, session_id, version, purpose, category, period) do update
			set verdict = excluded.verdict, held_reason = excluded.held_reason, reason = excluded.reason, decided_by = excluded.decided_by, decided_on = excluded.decided_on`
		for _, step := range []struct {
			statement, reason string
			kept              int
		}{
			{decides, "", 0},
			{`update decisions set held_reason = ?`, "work_unknown", 0},
			{`update decisions set held_reason = ?`, "ended", 0},
			{decides, "provider_not_qualified", 1},
			{decides, "provider_not_qualified", 1}, // a double click
			{`update decisions set held_reason = ?`, "ended", 1},
			{decides, "work_unknown", 2},
		} {
			o.exec(step.statement, step.reason)
			if n := o.count("earlier_decisions"); n != step.kept {
				t.Errorf("%.20s… for %q: %d are kept, want %d", step.statement, step.reason, n, step.kept)
			}
		}
	})
}

func TestAPushOfABatchMakesAFixedNumberOfStatements(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, afterwards)
		o.earning()
		if _, err := o.verify(present()); err != nil {
			t.Fatal(err)
		}
		few := o.statementsOfAPush() // Ada and Bea
		if _, err := o.MarkEverybodyDue(t.Context(), "test"); err != nil {
			t.Fatal(err)
		}
		o.exec(`delete from progress`)
		if everybody := o.statementsOfAPush(); everybody != few || few > 20 {
			t.Errorf("a push of two makes %d statements, of seven %d", few, everybody)
		}
	})
}

func (o office) statementsOfAPush() int {
	o.t.Helper()
	ctx, count := store.Counted(o.t.Context())
	if _, err := endorsement.NewTracker(o.Store, func() time.Time { return afterwards }, 1).Push(ctx); err != nil {
		o.t.Fatal(err)
	}
	return count.Len()
}

func TestANewDayPutsOnTheListWhomItConcerns(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		o.exec(`update associations set last_day = '2026-11-20'`)
		// Ada's target opens on the 22nd, Bea's credential ended on the 21st (from the 22nd she is without it), Cyd's begins
		// on the 23rd, Dee's employment ended on the 19th, which the walk of the 20th has seen. Gus is of Michigan.
		o.exec(`insert into targets (person_id, category, degree, opened_on) values (1, 'IFS', 'none', '2026-11-22'), (7, 'IFS', 'none', '2026-11-21')`)
		o.exec(`insert into credentials (person_id, category, status, degree, starts_on, ends_on) values
			(2, 'IMHM-C', 'endorsed', '', '2020-01-01', '2026-11-21'), (3, 'IFS', 'endorsed', '', '2026-11-23', null)`)
		o.exec(`insert into employments (person_id, program_id, role, fte_milli, serves, supervises, starts_on, ends_on) values
			(4, 7, 'practitioner', 1000, 'IMH', '', '2020-01-01', '2026-11-19')`)
		n, err := endorsement.NewTracker(o.Store, func() time.Time { return noon }, 1).BeginDays(t.Context(), o.Store)
		if err != nil {
			t.Fatal(err)
		}
		var due []roster.PersonID
		list, err := o.Due(t.Context(), endorsement.Due{}, 100)
		for _, d := range list {
			due = append(due, d.Person)
		}
		if want := []roster.PersonID{ada, bea, gus}; err != nil || n != 3 || !slices.Equal(due, want) {
			t.Errorf("%d people: %v, want %v: %v", n, due, want, err)
		}
		if n, err := endorsement.NewTracker(o.Store, func() time.Time { return noon }, 1).BeginDays(t.Context(), o.Store); err != nil || n != 0 {
			t.Errorf("the same day begun twice put %d people there: %v", n, err)
		}
		newYear := time.Date(2027, 1, 1, 5, 30, 0, 0, time.UTC)
		if n, err := endorsement.NewTracker(o.Store, func() time.Time { return newYear }, 1).BeginDays(t.Context(), o.Store); err != nil || n != 7 {
			t.Errorf("a renewal year began for %d people, want everybody: %v", n, err)
		}
	})
}
