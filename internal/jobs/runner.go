package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/robfig/cron/v3"

	"attune/internal/fault"
)

// Record is where runs are kept, shared by all instances. Times are kept to the microsecond.
type Record interface {
	// ClaimRun puts the run on record and tells whether this instance now has it: false where the firing is
	// already on record, or another run of the duty is unfinished.
	ClaimRun(ctx context.Context, run Run) (bool, error)
	// TakeOverRun puts run, which names a new instance, in the place of dead, and tells whether it did: false
	// where dead is no longer as it was found.
	TakeOverRun(ctx context.Context, dead, run Run) (bool, error)
	// KeepRun saves heartbeat, finish and outcome. It fails with fault.Conflict where the run is finished or
	// another instance's.
	KeepRun(ctx context.Context, run Run) error
	// UnfinishedRuns are the runs of all duties that are not finished, dead or alive.
	UnfinishedRuns(ctx context.Context) ([]Run, error)
	// LastRuns are the newest n runs of a duty, newest first.
	LastRuns(ctx context.Context, duty string, n int) ([]Run, error)
}

// How a run shows that it lives, and when it is taken for dead. Clocks of instances may differ by less than Patience.
const (
	Beat     = 5 * time.Second  // between two heartbeats
	Patience = 30 * time.Second // without a heartbeat: dead
	grace    = 20 * time.Second // for duties to return once the process stops
	attempts = 3                // instances that may die running one firing before it is given up
)

// ErrRunning is why a duty cannot be run now: a run of it is unfinished. It ends, or shows within Patience that it is dead.
var ErrRunning = errors.New("a run of the duty is unfinished")

// Runner runs a table of duties on one instance.
type Runner struct {
	record   Record
	instance string
	now      func() time.Time
	log      *slog.Logger
	duties   []planned
}

// planned is a duty and its schedule, read.
type planned struct {
	Duty
	schedule cron.Schedule
}

// NewRunner checks the table of duties and makes the runner of one instance. The instance's name is its own among
// all that ever share the record. A wrong table is an error in the program, not in its use.
func NewRunner(record Record, instance string, duties []Duty, now func() time.Time, log *slog.Logger) (*Runner, error) {
	r := &Runner{record: record, instance: instance, now: now, log: log}
	seen := make(map[string]bool)
	for _, d := range duties {
		schedule, err := parse(d)
		switch {
		case err != nil:
			return nil, err
		case d.Name == "" || seen[d.Name]:
			return nil, fmt.Errorf("duty %q: the name is empty or another duty's", d.Name)
		case d.Limit <= 0 || d.Run == nil:
			return nil, fmt.Errorf("duty %s: a limit and a function are needed", d.Name)
		case schedule.Next(now().UTC()).IsZero():
			return nil, fmt.Errorf("duty %s: the schedule %q never fires", d.Name, d.Schedule)
		}
		seen[d.Name] = true
		r.duties = append(r.duties, planned{Duty: d, schedule: schedule})
	}
	return r, nil
}

// Run fires the duties until the context ends, and takes over runs of instances that died. Then it cuts the running
// duties short, gives their runs back for others, and waits for them a while; those that still don't return are
// named in the error.
func (r *Runner) Run(ctx context.Context) error {
	var extra sync.WaitGroup // what runs beside the schedule: missed firings and runs taken over
	table := r.table(ctx)
	r.catchUp(ctx, &extra)
	r.takeOver(ctx, &extra)
	table.Start()

	look := time.NewTicker(Patience / 2)
	defer look.Stop()
	for {
		select {
		case <-look.C:
			r.takeOver(ctx, &extra)
		case <-ctx.Done():
			return r.stop(table, &extra)
		}
	}
}

// table gives the duties to cron. Recover stands last: before SkipIfStillRunning, a duty that panicked once would
// count as still running for ever (robfig/cron v3.0.1).
func (r *Runner) table(ctx context.Context) *cron.Cron {
	log := cronLog{r.log}
	table := cron.New(cron.WithLocation(time.UTC), cron.WithLogger(log),
		cron.WithChain(cron.SkipIfStillRunning(log), cron.Recover(log)))
	for _, d := range r.duties {
		var id cron.EntryID
		id = table.Schedule(d.schedule, cron.FuncJob(func() { r.fire(ctx, d.Duty, table.Entry(id).Prev) }))
	}
	return table
}

// fire runs one firing of the schedule, unless another instance has it or the duty is still running somewhere.
func (r *Runner) fire(ctx context.Context, d Duty, at time.Time) {
	run := r.begin(Firing{Duty: d.Name, Planned: at.UTC(), Attempt: 1})
	won, err := r.record.ClaimRun(ctx, run)
	switch {
	case err != nil:
		r.log.Error("claiming a duty", "duty", d.Name, "planned", run.Planned, "error", err)
	case won:
		_, _ = r.attempt(ctx, d, run) // how it ended is logged and on record
	}
}

// catchUp fires what was missed while no instance ran. Whether it was missed, the claim tells.
func (r *Runner) catchUp(ctx context.Context, extra *sync.WaitGroup) {
	for _, d := range r.duties {
		if !d.CatchUp {
			continue
		}
		if at, ever := latest(d.schedule, r.now()); ever {
			extra.Go(func() { r.fire(ctx, d.Duty, at) })
		}
	}
}

// stop ends the schedule and waits for what is running; its contexts have ended.
func (r *Runner) stop(table *cron.Cron, extra *sync.WaitGroup) error {
	scheduled := table.Stop()
	done := make(chan struct{})
	go func() {
		<-scheduled.Done()
		extra.Wait()
		close(done)
	}()
	deadline := time.NewTimer(grace)
	defer deadline.Stop()
	select {
	case <-done:
		return nil
	case <-deadline.C:
		return fmt.Errorf("stopping duties: some did not return within %s", grace)
	}
}

// RunNow runs a duty at once, beside its schedule and on record like any other; the planned time is now, to the
// second. Where the duty is running, here or elsewhere, it fails with ErrRunning, a fault.Conflict; the run of an
// instance that died is taken over instead. The run is returned also beside the duty's own error.
func (r *Runner) RunNow(ctx context.Context, name string) (Run, error) {
	d, err := r.duty(name)
	if err != nil {
		return Run{}, err
	}
	run := r.begin(Firing{Duty: d.Name, Planned: r.now().UTC().Truncate(time.Second), Attempt: 1})
	won, err := r.record.ClaimRun(ctx, run)
	if err != nil {
		return Run{}, fmt.Errorf("claiming duty %s: %w", name, err)
	}
	if !won {
		if run, err = r.revive(ctx, d); err != nil {
			return Run{}, err
		}
	}
	return r.attempt(ctx, d, run)
}

// revive takes over the dead run that stands in the way of a new one.
func (r *Runner) revive(ctx context.Context, d Duty) (Run, error) {
	unfinished, err := r.record.UnfinishedRuns(ctx)
	if err != nil {
		return Run{}, fmt.Errorf("looking for the run of duty %s: %w", d.Name, err)
	}
	for _, other := range unfinished {
		if other.Duty != d.Name || !r.dead(other) {
			continue
		}
		run := r.successor(other)
		if won, err := r.record.TakeOverRun(ctx, other, run); err != nil {
			return Run{}, fmt.Errorf("taking over duty %s: %w", d.Name, err)
		} else if won {
			return run, nil
		}
	}
	return Run{}, fault.Because(ErrRunning, fault.Conflict, "The duty %s is running already; wait until it has finished.", d.Name)
}

// Rehearse tells what a duty would do now. Nothing is changed, nothing goes on record. It fails with
// fault.NotFound for an unknown name, and with fault.Invalid where the duty has nothing to tell.
func (r *Runner) Rehearse(ctx context.Context, name string) (Outcome, error) {
	d, err := r.duty(name)
	if err != nil {
		return Outcome{}, err
	}
	if d.Rehearse == nil {
		return Outcome{}, fault.New(fault.Invalid, "The duty %s cannot tell beforehand what it would do.", name)
	}
	ctx, cancel := context.WithTimeout(ctx, d.Limit)
	defer cancel()
	return guarded(ctx, d.Rehearse, Firing{Duty: name, Planned: r.now().UTC().Truncate(time.Second), Attempt: 1})
}

// Standing is a duty with its next firing and its newest runs.
type Standing struct {
	Duty
	Next time.Time // UTC; zero: never
	Runs []Run     // newest first
}

// Table is the table of duties as it stands, each with at most n runs.
func (r *Runner) Table(ctx context.Context, n int) ([]Standing, error) {
	table := make([]Standing, len(r.duties))
	for i, d := range r.duties {
		runs, err := r.record.LastRuns(ctx, d.Name, n)
		if err != nil {
			return nil, fmt.Errorf("reading the runs of duty %s: %w", d.Name, err)
		}
		table[i] = Standing{Duty: d.Duty, Next: d.schedule.Next(r.now().UTC()), Runs: runs}
	}
	return table, nil
}

func (r *Runner) duty(name string) (Duty, error) {
	names := make([]string, len(r.duties))
	for i, d := range r.duties {
		if d.Name == name {
			return d.Duty, nil
		}
		names[i] = d.Name
	}
	return Duty{}, fault.New(fault.NotFound, "There is no duty %q; there are: %s.", name, strings.Join(names, ", "))
}

// cronLog passes what cron has to say to the log: its waking and running as debugging, a panic as an error.
type cronLog struct{ log *slog.Logger }

func (l cronLog) Info(msg string, keysAndValues ...any) { l.log.Debug("cron: "+msg, keysAndValues...) }

func (l cronLog) Error(err error, msg string, keysAndValues ...any) {
	l.log.Error("cron: "+msg, append(keysAndValues, "error", err)...)
}
