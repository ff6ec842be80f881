package jobs

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"attune/internal/fault"
)

// errStolen is why a run ends whose place another instance has taken: this one was silent for too long.
var errStolen = errors.New("another instance has taken the run over")

// begin is a run of the firing by this instance, begun now.
func (r *Runner) begin(f Firing) Run {
	now := r.now().UTC()
	return Run{Firing: f, Instance: r.instance, Started: now, Heartbeat: now}
}

// attempt runs a duty within its limit while telling the record that it lives, and keeps how it ended. A run that
// is cut short because the process stops is not finished but given back.
func (r *Runner) attempt(ctx context.Context, d Duty, run Run) (Run, error) {
	limited, cancel := context.WithTimeout(ctx, d.Limit)
	defer cancel()
	living, stolen := context.WithCancelCause(limited)
	var beating sync.WaitGroup
	beating.Go(func() { r.beat(living, run, stolen) })

	outcome, err := guarded(living, d.Run, run.Firing)
	stolenErr := context.Cause(living)
	stolen(nil)
	beating.Wait()

	run.Outcome = outcome
	if errors.Is(stolenErr, errStolen) {
		return run, fmt.Errorf("duty %s: %w", d.Name, errStolen)
	}
	if err != nil {
		err = fmt.Errorf("duty %s: %w", d.Name, err)
		run.Failures = max(1, run.Failures)
		run.Sentence = told(limited, d, outcome.Sentence, err)
	}
	return r.end(ctx, run, err)
}

// end keeps a run that has ended, or gives it back where it failed because ctx is over.
func (r *Runner) end(ctx context.Context, run Run, err error) (Run, error) {
	now := r.now().UTC()
	if err != nil && ctx.Err() != nil {
		run.Heartbeat, run.Outcome = time.Time{}, Outcome{}
	} else {
		run.Heartbeat, run.Finished = now, now
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), Beat)
	defer cancel()
	if kept := r.record.KeepRun(ctx, run); kept != nil {
		err = errors.Join(err, fmt.Errorf("keeping the run of duty %s: %w", run.Duty, kept))
	}
	r.tell(run, now, err)
	return run, err
}

// tell logs how a run ended.
func (r *Runner) tell(run Run, at time.Time, err error) {
	facts := []any{
		"duty", run.Duty, "planned", run.Planned, "attempt", run.Attempt, "took", at.Sub(run.Started),
		"done", run.Done, "failures", run.Failures, "outcome", run.Sentence,
	}
	if err == nil {
		r.log.Info("duty done", facts...)
		return
	}
	if p, ok := errors.AsType[*panicked](err); ok {
		facts = append(facts, "stack", p.stack)
	}
	r.log.Error("duty failed", append(facts, "error", err)...)
}

// beat says that the run lives, again and again until ctx ends; where nobody would believe it any more it calls
// stolen. A record that cannot be reached is tried again: others cannot reach it either, or take the run over.
func (r *Runner) beat(ctx context.Context, run Run, stolen context.CancelCauseFunc) {
	tick := time.NewTicker(Beat)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			run.Heartbeat = r.now().UTC()
			err := r.record.KeepRun(ctx, run)
			if fault.KindOf(err) == fault.Conflict {
				stolen(errStolen)
			} else if err != nil && ctx.Err() == nil {
				r.log.Warn("keeping a duty's heartbeat", "duty", run.Duty, "error", err)
			}
		}
	}
}

// takeOver runs again what instances died running. A firing that has outlived too many is given up.
func (r *Runner) takeOver(ctx context.Context, extra *sync.WaitGroup) {
	unfinished, err := r.record.UnfinishedRuns(ctx)
	if err != nil {
		r.log.Error("looking for dead runs", "error", err)
		return
	}
	for _, other := range unfinished {
		d, err := r.duty(other.Duty)
		if err != nil || !r.dead(other) {
			continue // a duty of another version of the program is that version's
		}
		run := r.successor(other)
		won, err := r.record.TakeOverRun(ctx, other, run)
		if err != nil {
			r.log.Error("taking over a dead run", "duty", run.Duty, "planned", run.Planned, "error", err)
		} else if won {
			r.log.Warn("a run died and was taken over", "duty", run.Duty, "planned", run.Planned, "died_on", other.Instance)
			extra.Go(func() { r.again(ctx, d, run) })
		}
	}
}

// again is another attempt at a firing, or the end of trying.
func (r *Runner) again(ctx context.Context, d Duty, run Run) {
	if run.Attempt <= attempts {
		_, _ = r.attempt(ctx, d, run) // how it ended is logged and on record
		return
	}
	run.Outcome = Outcome{Failures: 1, Sentence: fmt.Sprintf("given up: %d instances died running it", attempts)}
	_, _ = r.end(ctx, run, errors.New("given up"))
}

// dead tells whether a run's instance has died or has given it back. What hangs on this very instance is not
// ours to run a second time beside itself; another instance may.
func (r *Runner) dead(run Run) bool {
	if run.Heartbeat.IsZero() {
		return true
	}
	return run.Instance != r.instance && r.now().Sub(run.Heartbeat) >= Patience
}

// successor is the run that takes a dead one's place. One that was given back has not failed an attempt.
func (r *Runner) successor(dead Run) Run {
	run := r.begin(dead.Firing)
	if !dead.Heartbeat.IsZero() {
		run.Attempt++
	}
	return run
}

// panicked is a panic of a duty, as an error.
type panicked struct {
	value any
	stack string
}

func (p *panicked) Error() string { return fmt.Sprintf("panic: %v", p.value) }

// guarded calls a duty's function and turns a panic into an error.
func guarded(ctx context.Context, run func(context.Context, Firing) (Outcome, error), f Firing) (outcome Outcome, err error) {
	defer func() {
		if value := recover(); value != nil {
			err = &panicked{value: value, stack: string(debug.Stack())}
		}
	}()
	return run(ctx, f)
}

// told is what goes on record of a run that failed: what it did all the same, and why it failed, where that is fit
// to be read: only a fault tells of itself.
func told(limited context.Context, d Duty, did string, err error) string {
	why := "the log tells why"
	if said, ok := fault.SentenceOf(err); ok {
		why = said
	} else if errors.Is(limited.Err(), context.DeadlineExceeded) {
		why = fmt.Sprintf("ended after its limit of %s", d.Limit)
	}
	if did == "" {
		did = "failed"
	}
	return did + ": " + why
}
