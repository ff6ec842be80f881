package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"attune/internal/endorsement"
	"attune/internal/jobs"
	"attune/internal/store"
)

// duties is the table of recurring work; schedules are cron fields in UTC. The push looks at the due list every
// quarter of an hour; the days are walked hourly, because midnight comes at another hour in each association's zone.
func duties(db *store.Store, tracker *endorsement.Tracker, now func() time.Time) []jobs.Duty {
	return []jobs.Duty{
		{
			Name: "push", Schedule: "*/15 * * * *", Limit: 2 * time.Hour, CatchUp: true,
			About:    "Judges everybody on the due list again and keeps what changed as progress.",
			Run:      pushing(tracker.Push),
			Rehearse: pushing(tracker.Rehearse),
		},
		{
			Name: "days", Schedule: "5 * * * *", Limit: 30 * time.Minute, CatchUp: true,
			About: "Puts on the due list whom a new day concerns, in each association after its own midnight.",
			Run: func(ctx context.Context, _ jobs.Firing) (jobs.Outcome, error) {
				n, err := tracker.BeginDays(ctx, db)
				return jobs.Outcome{Done: n, Sentence: fmt.Sprintf("put %d people on the due list", n)}, err
			},
		},
		{
			Name: "sweep", Schedule: "40 7 * * *", Limit: 10 * time.Minute,
			About: "Clears away sign-ins that have expired, and runs of duties of more than a year ago.",
			Run: func(ctx context.Context, _ jobs.Firing) (jobs.Outcome, error) {
				expired, err := db.SweepSignIns(ctx, now())
				runs, failed := db.ForgetRuns(ctx, now().AddDate(-1, 0, 0))
				sentence := fmt.Sprintf("cleared away %d expired sessions and links, and %d old runs of duties", expired, runs)
				return jobs.Outcome{Done: expired + runs, Sentence: sentence}, errors.Join(err, failed)
			},
		},
	}
}

// pushing has a push, or its rehearsal, done as a duty.
func pushing(push func(context.Context) (endorsement.Outcome, error)) func(context.Context, jobs.Firing) (jobs.Outcome, error) {
	return func(ctx context.Context, _ jobs.Firing) (jobs.Outcome, error) {
		o, err := push(ctx)
		return jobs.Outcome{Done: o.People, Failures: o.Failed, Sentence: o.String()}, err
	}
}

// tracker judges with a hand for each processor.
func (o *office) tracker(db *store.Store) *endorsement.Tracker {
	return endorsement.NewTracker(db, o.now, runtime.GOMAXPROCS(0))
}
