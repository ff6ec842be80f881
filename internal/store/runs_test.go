package store_test

import (
	"context"
	"io"
	"log/slog"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"attune/internal/dbtest"
	"attune/internal/fault"
	"attune/internal/jobs"
	"attune/internal/store"
)

// nightly is when the duty of these tests is planned.
var nightly = time.Date(2026, 3, 8, 7, 5, 0, 0, time.UTC)

func TestRunOnRecord(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		run := aRun("a", nightly)
		claimed(t, db.Store, run, true)
		wantRuns(t, db.Store.UnfinishedRuns, run)

		run.Heartbeat = run.Heartbeat.Add(5*time.Second + 123456*time.Microsecond)
		keeps(t, db.Store, run)
		wantRuns(t, db.Store.UnfinishedRuns, run)

		run.Heartbeat, run.Finished = run.Heartbeat.Add(time.Second), run.Heartbeat.Add(time.Second)
		run.Outcome = jobs.Outcome{Done: 41, Failures: 2, Sentence: "judged 41 people, 2 people failed"}
		keeps(t, db.Store, run)
		wantRuns(t, db.Store.UnfinishedRuns)
		wantRuns(t, last(db.Store, 5), run)

		if err := db.Store.KeepRun(t.Context(), run); fault.KindOf(err) != fault.Conflict {
			t.Errorf("keeping a finished run again: %v, want a conflict", err)
		}
	})
}

func TestOneRunOfADutyAtATime(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		first := aRun("a", nightly)
		claimed(t, db.Store, first, true)
		claimed(t, db.Store, aRun("b", nightly), false)                // the same firing
		claimed(t, db.Store, aRun("b", nightly.Add(time.Hour)), false) // the next one, while the first goes on
		other := aRun("b", nightly)
		other.Duty = "days"
		claimed(t, db.Store, other, true)

		first.Finished = nightly.Add(time.Minute)
		keeps(t, db.Store, first)
		claimed(t, db.Store, aRun("b", nightly), false) // done is done
		claimed(t, db.Store, aRun("b", nightly.Add(time.Hour)), true)
	})
}

func TestFourClaimersOneWins(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		for hour := range 5 {
			planned := nightly.Add(time.Duration(hour) * time.Hour)
			winners := race(4, func(i int) bool {
				won, err := db.Store.ClaimRun(t.Context(), aRun(strconv.Itoa(i), planned))
				if err != nil {
					t.Error(err)
				}
				return won
			})
			if winners != 1 {
				t.Fatalf("%d instances have the firing of %s, want 1", winners, planned)
			}
			unfinished, err := db.Store.UnfinishedRuns(t.Context())
			if err != nil || len(unfinished) != 1 {
				t.Fatalf("unfinished: %v, %v", unfinished, err)
			}
			unfinished[0].Finished = planned.Add(time.Minute)
			keeps(t, db.Store, unfinished[0])
		}
	})
}

func TestDeadRunIsTakenOverOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		dead := aRun("gone", nightly)
		claimed(t, db.Store, dead, true)
		winners := race(4, func(i int) bool {
			run := aRun(strconv.Itoa(i), nightly)
			run.Attempt = 2
			won, err := db.Store.TakeOverRun(t.Context(), dead, run)
			if err != nil {
				t.Error(err)
			}
			return won
		})
		if winners != 1 {
			t.Errorf("%d instances took the run over, want 1", winners)
		}
		if err := db.Store.KeepRun(t.Context(), dead); fault.KindOf(err) != fault.Conflict {
			t.Errorf("the instance that was taken for dead: %v, want a conflict", err)
		}
	})
}

func TestLivingRunIsNotTakenOver(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		run := aRun("a", nightly)
		claimed(t, db.Store, run, true)
		beaten := run
		beaten.Heartbeat = run.Heartbeat.Add(time.Minute)
		keeps(t, db.Store, beaten)
		if won, err := db.Store.TakeOverRun(t.Context(), run, aRun("b", nightly)); won || err != nil {
			t.Errorf("taken over: %v, %v", won, err)
		}
		wantRuns(t, db.Store.UnfinishedRuns, beaten)
	})
}

func TestRunGivenBack(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		run := aRun("a", nightly)
		claimed(t, db.Store, run, true)
		run.Heartbeat = time.Time{}
		keeps(t, db.Store, run)
		wantRuns(t, db.Store.UnfinishedRuns, run)
		if won, err := db.Store.TakeOverRun(t.Context(), run, aRun("b", nightly)); !won || err != nil {
			t.Errorf("taken over: %v, %v", won, err)
		}
	})
}

func TestLastRunsAndForgetting(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		var runs []jobs.Run // newest first
		for hour := range 4 {
			run := aRun("a", nightly.Add(time.Duration(hour)*time.Hour))
			claimed(t, db.Store, run, true)
			if hour < 3 {
				run.Finished = run.Planned.Add(time.Minute)
				keeps(t, db.Store, run)
			}
			runs = append([]jobs.Run{run}, runs...)
		}
		wantRuns(t, last(db.Store, 2), runs[:2]...)
		if n, err := db.Store.ForgetRuns(t.Context(), runs[1].Finished, runs[1].Finished); n != 2 || err != nil {
			t.Errorf("forgot %d runs, %v; want 2", n, err)
		}
		wantRuns(t, last(db.Store, 9), runs[:2]...)
	})
}

// A duty that runs every minute leaves a thousand runs a day behind, most of which did nothing.
func TestIdleRunsAreForgottenSooner(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		var kept []jobs.Run
		for minute, outcome := range []jobs.Outcome{{Done: 3}, {}, {Failures: 1}, {}} {
			run := aRun("a", nightly.Add(time.Duration(minute)*time.Minute))
			claimed(t, db.Store, run, true)
			run.Finished, run.Outcome = run.Planned.Add(time.Second), outcome
			keeps(t, db.Store, run)
			if minute != 1 {
				kept = append([]jobs.Run{run}, kept...)
			}
		}
		if n, err := db.Store.ForgetRuns(t.Context(), nightly, nightly.Add(2*time.Minute)); n != 1 || err != nil {
			t.Errorf("forgot %d runs, %v; want 1", n, err)
		}
		wantRuns(t, last(db.Store, 9), kept...)
	})
}

// TestTwoRunnersOnOneDatabase runs a duty at the same time on several instances: of any firing one runs it.
func TestTwoRunnersOnOneDatabase(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		var ran atomic.Int32
		duty := jobs.Duty{Name: "push", Schedule: "*/15 * * * *", Limit: time.Minute, Run: func(context.Context, jobs.Firing) (jobs.Outcome, error) {
			ran.Add(1)
			return jobs.Outcome{}, nil
		}}
		won := race(4, func(i int) bool {
			instance := db.Open(t, store.Options{})
			r, err := jobs.NewRunner(instance, strconv.Itoa(i), []jobs.Duty{duty}, func() time.Time { return nightly }, slog.New(slog.NewTextHandler(io.Discard, nil)))
			if err != nil {
				t.Error(err)
				return false
			}
			_, err = r.RunNow(t.Context(), "push")
			if err != nil && fault.KindOf(err) != fault.Conflict {
				t.Error(err)
			}
			return err == nil
		})
		if won != 1 || ran.Load() != 1 {
			t.Errorf("%d instances ran it, %d times; want once", won, ran.Load())
		}
	})
}

// aRun is a run that begins as planned.
func aRun(instance string, planned time.Time) jobs.Run {
	return jobs.Run{
		Firing: jobs.Firing{Duty: "push", Planned: planned, Attempt: 1}, Instance: instance,
		Started: planned.Add(time.Second), Heartbeat: planned.Add(time.Second),
	}
}

// race has n instances try at once, and counts who succeeded.
func race(n int, try func(i int) bool) int {
	var won atomic.Int32
	var hands sync.WaitGroup
	begin := make(chan struct{})
	for i := range n {
		hands.Go(func() {
			<-begin
			if try(i) {
				won.Add(1)
			}
		})
	}
	close(begin)
	hands.Wait()
	return int(won.Load())
}

func claimed(t *testing.T, s *store.Store, run jobs.Run, want bool) {
	t.Helper()
	if won, err := s.ClaimRun(t.Context(), run); won != want || err != nil {
		t.Fatalf("claiming %s for %s: %v, %v; want %v", run.Planned, run.Instance, won, err, want)
	}
}

func keeps(t *testing.T, s *store.Store, run jobs.Run) {
	t.Helper()
	if err := s.KeepRun(t.Context(), run); err != nil {
		t.Fatal(err)
	}
}

func last(s *store.Store, n int) func(context.Context) ([]jobs.Run, error) {
	return func(ctx context.Context) ([]jobs.Run, error) { return s.LastRuns(ctx, "push", n) }
}

func wantRuns(t *testing.T, ask func(context.Context) ([]jobs.Run, error), want ...jobs.Run) {
	t.Helper()
	got, err := ask(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(append([]jobs.Run{}, want...), got); diff != "" {
		t.Errorf("runs (-want +got):\n%s", diff)
	}
}
