// Package jobs runs a table of recurring duties: each firing by exactly one of any number of instances, one run of
// a duty at a time, recovered when it panics, ended when it takes too long, and recorded.
//
// It hands over Duty and Runner, and asks of a store only what Record says. Schedules are cron specs in UTC; this
// is the only room that knows the cron library. It knows nothing of what a duty does: a duty is safe to repeat,
// and finds out itself what there is to be done.
package jobs

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// Duty is one row of the table of recurring work.
type Duty struct {
	Name     string        // what an operator types: one word
	Title    string        // what pages call it, in plain words; empty: the name
	Schedule string        // five cron fields, read in UTC
	About    string        // what it is for, in one sentence
	Limit    time.Duration // after which its context ends; more than 0

	// CatchUp has the last firing that was missed done at start, when no instance ran. Others wait for the next.
	CatchUp bool

	// Run does the work. It is safe to repeat and to cut short: a firing whose instance died is run again. The
	// outcome counts also beside an error.
	Run func(ctx context.Context, firing Firing) (Outcome, error)

	// Rehearse tells what Run would do now, and changes nothing. Nil where a duty has nothing to tell.
	Rehearse func(ctx context.Context, firing Firing) (Outcome, error)
}

// Firing is one occasion on which a duty is run.
type Firing struct {
	Duty    string
	Planned time.Time // UTC: when the schedule meant it; not when it began
	Attempt int       // from 1; more where earlier instances died running it
}

// Outcome is what a run did.
type Outcome struct {
	Done     int    // rows, people or whatever the duty counts
	Failures int    // how many of them failed and were left for the next run
	Sentence string // what it did, such as "judged 41 people", for an operator; holds no name and no address
}

// Run is a firing on record.
type Run struct {
	Firing
	Outcome
	Instance  string    // which process runs it
	Started   time.Time // UTC, of this attempt
	Heartbeat time.Time // UTC, when the instance last said that it lives; zero where it gave the run back
	Finished  time.Time // UTC; zero while it runs
}

// Next is the first time after the instant at which the duty is due, in UTC. The zero time means never.
func (d Duty) Next(after time.Time) (time.Time, error) {
	schedule, err := parse(d)
	if err != nil {
		return time.Time{}, err
	}
	return schedule.Next(after.UTC()), nil
}

// parse reads a duty's schedule. Only five plain fields are taken: the library panics on a zone without fields,
// and a zone of its own would skip or double firings when its clocks change.
func parse(d Duty) (cron.Schedule, error) {
	fields := cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow)
	if strings.Contains(d.Schedule, "=") {
		return nil, fmt.Errorf("duty %s: %q is not five cron fields in UTC", d.Name, d.Schedule)
	}
	schedule, err := fields.Parse(d.Schedule)
	if err != nil {
		return nil, fmt.Errorf("duty %s: reading the schedule %q: %w", d.Name, d.Schedule, err)
	}
	return schedule, nil
}

// latest is the last time at or before the instant at which the schedule fires; false where there was none within
// five years. Schedules tell only what comes next, so it steps forward from further and further back.
func latest(schedule cron.Schedule, at time.Time) (time.Time, bool) {
	const day = 24 * time.Hour
	at = at.UTC()
	for _, back := range []time.Duration{time.Hour, day, 32 * day, 366 * day, 5 * 366 * day} {
		var last time.Time
		for t := schedule.Next(at.Add(-back)); !t.IsZero() && !t.After(at); t = schedule.Next(t) {
			last = t
		}
		if !last.IsZero() {
			return last, true
		}
	}
	return time.Time{}, false
}
