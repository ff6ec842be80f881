package jobs_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"attune/internal/fault"
	"attune/internal/jobs"
)

// Inside a synctest bubble the clock starts at midnight UTC, 1 January 2000, and goes on when everybody waits.

func TestFiresAsPlannedAndRecords(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var m memory
		start(t, &m, "a", counting("push", "*/15 * * * *", nil))
		pass(46 * time.Minute)

		if diff := cmp.Diff([]string{"00:15:00", "00:30:00", "00:45:00"}, m.planned()); diff != "" {
			t.Error("planned times (-want +got):", diff)
		}
		for _, run := range m.all() {
			if run.Finished.IsZero() || run.Done != 1 || run.Sentence != "counted" || run.Attempt != 1 || run.Instance != "a" {
				t.Errorf("the run is on record as %+v", run)
			}
		}
	})
}

func TestPanicIsOnRecordAndRunsAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var m memory
		var ran atomic.Int32
		start(t, &m, "a", duty("push", "* * * * *", func(context.Context, jobs.Firing) (jobs.Outcome, error) {
			if ran.Add(1) == 1 {
				panic("boom")
			}
			return jobs.Outcome{Sentence: "Fine."}, nil
		}))
		pass(150 * time.Second)

		if len(m.all()) != 2 {
			t.Fatalf("%d runs on record, want 2", len(m.all()))
		}
		if first := m.all()[0]; first.Failures != 1 || first.Finished.IsZero() || strings.Contains(first.Sentence, "boom") {
			t.Errorf("the panic is on record as %+v", first)
		}
		if m.all()[1].Sentence != "Fine." {
			t.Errorf("the next run is on record as %+v", m.all()[1])
		}
	})
}

func TestPanicOfTheRecordLeavesTheScheduleGoing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var m memory
		start(t, &frail{memory: &m}, "a", counting("push", "* * * * *", nil))
		pass(150 * time.Second)
		if diff := cmp.Diff([]string{"00:02:00"}, m.planned()); diff != "" {
			t.Error("planned times after a first claim that panicked (-want +got):", diff)
		}
	})
}

// frail is a record whose first claim panics.
type frail struct {
	*memory
	claims atomic.Int32
}

func (f *frail) ClaimRun(ctx context.Context, run jobs.Run) (bool, error) {
	if f.claims.Add(1) == 1 {
		panic("no memory left")
	}
	return f.memory.ClaimRun(ctx, run)
}

func TestTwoInstancesRunAFiringOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var m memory
		var ran atomic.Int32
		for _, instance := range []string{"a", "b", "c", "d"} {
			start(t, &m, instance, counting("push", "* * * * *", &ran))
		}
		pass(10*time.Minute + time.Second)
		if ran.Load() != 10 || len(m.all()) != 10 {
			t.Errorf("10 firings: ran %d times, %d on record", ran.Load(), len(m.all()))
		}
	})
}

func TestADutyStillRunningIsNotRunBesideItself(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var m memory
		slow := duty("push", "* * * * *", func(ctx context.Context, _ jobs.Firing) (jobs.Outcome, error) {
			return jobs.Outcome{}, wait(ctx, 150*time.Second)
		})
		slow.Limit = time.Hour
		start(t, &m, "a", slow)
		start(t, &m, "b", slow)
		pass(5 * time.Minute)
		if diff := cmp.Diff([]string{"00:01:00", "00:04:00"}, m.planned()); diff != "" {
			t.Error("planned times (-want +got):", diff)
		}
	})
}

func TestLimitEndsARun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var m memory
		endless := duty("push", "* * * * *", func(ctx context.Context, _ jobs.Firing) (jobs.Outcome, error) {
			return jobs.Outcome{Done: 7, Failures: 2}, wait(ctx, 24*time.Hour)
		})
		endless.Limit = 20 * time.Second
		start(t, &m, "a", endless)
		pass(90 * time.Second)
		run := m.all()[0]
		if run.Finished.Sub(run.Started) != 20*time.Second || run.Done != 7 || run.Failures != 2 {
			t.Errorf("the run is on record as %+v", run)
		}
		if want := "failed: ended after its limit of 20s"; run.Sentence != want {
			t.Errorf("outcome %q, want %q", run.Sentence, want)
		}
	})
}

func TestMissedFiringsWaitUnlessTheDutySaysSo(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		pass(7*time.Hour + 10*time.Minute) // nobody runs
		var m memory
		caught := counting("days", "5 * * * *", nil)
		caught.CatchUp = true
		start(t, &m, "a", caught, counting("push", "0 * * * *", nil))
		start(t, &m, "b", caught)
		synctest.Wait()
		if diff := cmp.Diff([]string{"07:05:00"}, m.planned()); diff != "" {
			t.Error("planned times at start (-want +got):", diff)
		}
	})
}

func TestRunOfADeadInstanceIsTakenOver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var m memory
		now := time.Now().UTC()
		left := jobs.Run{
			Firing:   jobs.Firing{Duty: "push", Planned: now.Add(-time.Hour), Attempt: 1},
			Instance: "gone", Started: now.Add(-time.Hour), Heartbeat: now,
		}
		m.put(left)
		start(t, &m, "a", counting("push", "0 5 * * *", nil))

		pass(jobs.Patience - time.Second)
		if m.all()[0] != left {
			t.Errorf("a run that may live was touched: %+v", m.all()[0])
		}
		pass(jobs.Patience)
		got := m.all()[0]
		if got.Instance != "a" || got.Attempt != 2 || got.Done != 1 || got.Finished.IsZero() || !got.Planned.Equal(left.Planned) {
			t.Errorf("taken over as %+v", got)
		}
	})
}

func TestAFiringThatKillsInstancesIsGivenUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var m memory
		var ran atomic.Int32
		m.put(jobs.Run{
			Firing:   jobs.Firing{Duty: "push", Planned: time.Now().Add(-time.Hour).UTC(), Attempt: 3},
			Instance: "gone", Heartbeat: time.Now().Add(-time.Hour),
		})
		start(t, &m, "a", counting("push", "0 5 * * *", &ran))
		synctest.Wait()
		if got := m.all()[0]; ran.Load() != 0 || got.Finished.IsZero() || got.Failures != 1 || !strings.HasPrefix(got.Sentence, "given up") {
			t.Errorf("ran %d times, on record as %+v", ran.Load(), got)
		}
	})
}

func TestHeartbeatsKeepALongRunAlive(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var m memory
		long := duty("push", "1 0 * * *", func(ctx context.Context, _ jobs.Firing) (jobs.Outcome, error) {
			return jobs.Outcome{Sentence: "Long."}, wait(ctx, 10*time.Minute)
		})
		long.Limit = time.Hour
		start(t, &m, "a", long)
		start(t, &m, "b", long)
		pass(12 * time.Minute)
		if len(m.all()) != 1 || m.all()[0].Attempt != 1 || m.all()[0].Sentence != "Long." {
			t.Errorf("on record: %+v", m.all())
		}
	})
}

func TestARunThatWasTakenOverEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var m memory
		ended := make(chan error, 1)
		long := duty("push", "1 0 * * *", func(ctx context.Context, _ jobs.Firing) (jobs.Outcome, error) {
			err := wait(ctx, 10*time.Minute)
			ended <- err
			return jobs.Outcome{Sentence: "Mine."}, err
		})
		long.Limit = time.Hour
		start(t, &m, "a", long)
		pass(90 * time.Second)
		taken := m.all()[0]
		taken.Instance = "b" // which took us for dead
		if won, err := m.TakeOverRun(t.Context(), m.all()[0], taken); !won || err != nil {
			t.Fatal(won, err)
		}
		pass(2 * jobs.Beat)
		select {
		case <-ended:
		default:
			t.Fatal("it still runs beside its successor")
		}
		if m.all()[0].Sentence != "" {
			t.Errorf("the successor's record was overwritten: %+v", m.all()[0])
		}
	})
}

func TestStoppingGivesRunsBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var m memory
		var ran atomic.Int32
		d := duty("push", "* * * * *", func(ctx context.Context, f jobs.Firing) (jobs.Outcome, error) {
			if ran.Add(1) > 1 {
				return jobs.Outcome{Sentence: "Done again."}, nil
			}
			return jobs.Outcome{}, wait(ctx, time.Hour)
		})
		d.Limit = time.Hour
		stop := start(t, &m, "a", d)
		pass(90 * time.Second)
		if err := stop(); err != nil {
			t.Fatal("stopping:", err)
		}
		if got := m.all()[0]; !got.Finished.IsZero() || !got.Heartbeat.IsZero() {
			t.Fatalf("after the stop it is on record as %+v", got)
		}
		start(t, &m, "b", d)
		synctest.Wait()
		if got := m.all()[0]; got.Sentence != "Done again." || got.Attempt != 1 {
			t.Errorf("after the next start it is on record as %+v", got)
		}
	})
}

func TestStoppingDoesNotWaitForEver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var m memory
		deaf := duty("push", "* * * * *", func(context.Context, jobs.Firing) (jobs.Outcome, error) {
			<-time.After(time.Hour)
			return jobs.Outcome{}, nil
		})
		stop := start(t, &m, "a", deaf)
		pass(61 * time.Second)
		before := time.Now()
		if err := stop(); err == nil {
			t.Error("stopping hid that a duty did not return")
		}
		if waited := time.Since(before); waited > time.Minute {
			t.Errorf("stopping waited %s", waited)
		}
		pass(2 * time.Hour)
	})
}

func TestRunNow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var m memory
		wrong := errors.New("wrong")
		r := runner(t, &m, "a",
			counting("push", "0 5 * * *", nil),
			duty("days", "0 5 * * *", func(context.Context, jobs.Firing) (jobs.Outcome, error) {
				return jobs.Outcome{Done: 3, Sentence: "walked 3"}, wrong
			}))
		pass(90*time.Minute + 700*time.Millisecond)

		run, err := r.RunNow(t.Context(), "push")
		if err != nil || run.Done != 1 || run.Planned.Format(time.RFC3339Nano) != "2000-01-01T01:30:00Z" {
			t.Errorf("push: %+v, %v", run, err)
		}
		if diff := cmp.Diff([]jobs.Run{run}, m.all()); diff != "" {
			t.Error("on record (-returned +kept):", diff)
		}
		run, err = r.RunNow(t.Context(), "days")
		if !errors.Is(err, wrong) || run.Done != 3 || run.Failures != 1 || run.Sentence != "walked 3: the log tells why" {
			t.Errorf("days: %+v, %v", run, err)
		}
		if _, err = r.RunNow(t.Context(), "pusch"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("an unknown duty: %v", err)
		}
	})
}

func TestRunNowBesideAnotherRun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var m memory
		m.put(jobs.Run{
			Firing:   jobs.Firing{Duty: "push", Planned: time.Now().Add(-time.Hour).UTC(), Attempt: 1},
			Instance: "b", Heartbeat: time.Now().UTC(),
		})
		r := runner(t, &m, "a", counting("push", "0 5 * * *", nil))
		if _, err := r.RunNow(t.Context(), "push"); fault.KindOf(err) != fault.Conflict || !errors.Is(err, jobs.ErrRunning) {
			t.Errorf("beside a living run: %v", err)
		}
		pass(jobs.Patience)
		if run, err := r.RunNow(t.Context(), "push"); err != nil || run.Attempt != 2 || run.Done != 1 {
			t.Errorf("beside a dead run: %+v, %v", run, err)
		}
		if run, err := r.RunNow(t.Context(), "push"); err != nil || run.Attempt != 1 {
			t.Errorf("afterwards: %+v, %v", run, err)
		}
	})
}

func TestRehearse(t *testing.T) {
	t.Parallel()
	var m memory
	able := counting("push", "0 5 * * *", nil)
	able.Rehearse = func(context.Context, jobs.Firing) (jobs.Outcome, error) {
		return jobs.Outcome{Done: 12, Sentence: "judged 12 people"}, nil
	}
	r := runner(t, &m, "a", able, counting("days", "0 5 * * *", nil))
	outcome, err := r.Rehearse(t.Context(), "push")
	if err != nil || outcome.Done != 12 || len(m.all()) != 0 {
		t.Errorf("rehearsed: %+v, %v; on record: %v", outcome, err, m.all())
	}
	if _, err := r.Rehearse(t.Context(), "days"); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a duty that cannot tell: %v", err)
	}
}

func TestTable(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var m memory
		r := runner(t, &m, "a", counting("push", "*/15 * * * *", nil))
		for range 3 {
			if _, err := r.RunNow(t.Context(), "push"); err != nil {
				t.Fatal(err)
			}
			pass(time.Minute)
		}
		table, err := r.Table(t.Context(), 2)
		if err != nil || len(table) != 1 || len(table[0].Runs) != 2 {
			t.Fatalf("table: %+v, %v", table, err)
		}
		if got := table[0].Runs[0].Planned.Format(time.TimeOnly); got != "00:02:00" {
			t.Errorf("the newest run is of %s", got)
		}
		if got := table[0].Next.Format(time.TimeOnly); got != "00:15:00" {
			t.Errorf("next at %s", got)
		}
	})
}

func TestWrongTables(t *testing.T) {
	t.Parallel()
	good := counting("push", "0 5 * * *", nil)
	with := func(change func(*jobs.Duty)) jobs.Duty {
		d := good
		change(&d)
		return d
	}
	for name, duties := range map[string][]jobs.Duty{
		"no name":           {with(func(d *jobs.Duty) { d.Name = "" })},
		"a name twice":      {good, good},
		"no limit":          {with(func(d *jobs.Duty) { d.Limit = 0 })},
		"no function":       {with(func(d *jobs.Duty) { d.Run = nil })},
		"four fields":       {with(func(d *jobs.Duty) { d.Schedule = "0 5 * *" })},
		"empty":             {with(func(d *jobs.Duty) { d.Schedule = "" })},
		"a zone alone":      {with(func(d *jobs.Duty) { d.Schedule = "CRON_TZ=UTC" })},
		"a zone of its own": {with(func(d *jobs.Duty) { d.Schedule = "TZ=America/New_York 0 5 * * *" })},
		"an interval":       {with(func(d *jobs.Duty) { d.Schedule = "@every 5m" })},
		"never":             {with(func(d *jobs.Duty) { d.Schedule = "0 0 31 2 *" })},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := jobs.NewRunner(&memory{}, "a", duties, time.Now, quiet()); err == nil {
				t.Error("taken")
			}
		})
	}
}

// start runs duties on an instance until the test ends or stop is called; stop gives what Run returned.
func start(t *testing.T, m jobs.Record, instance string, duties ...jobs.Duty) (stop func() error) {
	t.Helper()
	r := runner(t, m, instance, duties...)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- r.Run(ctx) }()
	var stopped bool
	stop = func() error {
		stopped = true
		cancel()
		return <-done
	}
	t.Cleanup(func() {
		if !stopped {
			if err := stop(); err != nil {
				t.Error("stopping:", err)
			}
		}
	})
	return stop
}

func runner(t *testing.T, m jobs.Record, instance string, duties ...jobs.Duty) *jobs.Runner {
	t.Helper()
	r, err := jobs.NewRunner(m, instance, duties, time.Now, quiet())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// duty is a valid duty.
func duty(name, schedule string, run func(context.Context, jobs.Firing) (jobs.Outcome, error)) jobs.Duty {
	return jobs.Duty{Name: name, Schedule: schedule, About: "Is for a test.", Limit: time.Minute, Run: run}
}

// counting is a duty that counts how often it ran.
func counting(name, schedule string, ran *atomic.Int32) jobs.Duty {
	return duty(name, schedule, func(context.Context, jobs.Firing) (jobs.Outcome, error) {
		if ran != nil {
			ran.Add(1)
		}
		return jobs.Outcome{Done: 1, Sentence: "counted"}, nil
	})
}

// pass lets so much of the bubble's time go by, and everybody finish what is due by then.
func pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// wait is work that takes some time and heeds its context.
func wait(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }
