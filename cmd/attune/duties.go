package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"attune/internal/access"
	"attune/internal/attendance"
	"attune/internal/endorsement"
	"attune/internal/jobs"
	"attune/internal/mail"
	"attune/internal/notice"
	"attune/internal/store"
)

// duties is the table of recurring work; schedules are cron fields in UTC. The push looks at the due list every
// quarter of an hour; the days are walked hourly, because midnight comes at another hour in each association's zone.
// Without a mail server there is no courier.
func duties(db *store.Store, tracker *endorsement.Tracker, courier *mail.Courier, now func() time.Time) []jobs.Duty {
	return []jobs.Duty{
		{
			Name: "push", Title: "Counting hours", Schedule: "*/15 * * * *", Limit: 2 * time.Hour, CatchUp: true,
			About:    "Judges everybody on the due list again and keeps what changed as progress.",
			Run:      pushing(tracker.Push),
			Rehearse: pushing(tracker.Rehearse),
		},
		{
			Name: "days", Title: "A new day begins", Schedule: "5 * * * *", Limit: 30 * time.Minute, CatchUp: true,
			About: "Puts on the due list whom a new day concerns, in each association after its own midnight.",
			Run:   func(ctx context.Context, _ jobs.Firing) (jobs.Outcome, error) { return beginning(ctx, db, tracker) },
		},
		{
			Name: "track", Title: "Who is on track", Schedule: "50 8 * * *", Limit: time.Hour, CatchUp: true,
			About: "Looks at who is on track toward an Endorsement, and remembers it for the coverage of programs: of a day that is over nobody can tell.",
			Run:   func(ctx context.Context, _ jobs.Firing) (jobs.Outcome, error) { return lookingOut(ctx, db, tracker) },
		},
		{
			Name: "mail", Title: "Sending mail", Schedule: "* * * * *", Limit: 30 * time.Minute, CatchUp: true,
			About: "Sends what waits in the outbox. Between its runs every instance looks each second.",
			Run: func(ctx context.Context, _ jobs.Firing) (jobs.Outcome, error) {
				return delivering(ctx, db, courier)
			},
		},
		{
			Name: "reminders", Title: "Reminders of missing sheets", Schedule: "*/5 * * * *", Limit: 10 * time.Minute, CatchUp: true,
			About: "Reminds of sheets that nobody has verified: who leads an hour after the end and the next morning, managers and coordinators on the third day; and coordinators of marks that were disputed a week ago.",
			Run: func(ctx context.Context, _ jobs.Firing) (jobs.Outcome, error) {
				at := now()
				n, err := db.RemindOfSheets(ctx, at, func(m notice.Missing) []notice.Notice { return m.Ladder(at) })
				disputes, failed := db.RemindOfDisputes(ctx, at, func(d attendance.Disputed, to []notice.Recipient) []notice.Notice {
					return notice.OfLongDispute(d, to, at)
				})
				return jobs.Outcome{Done: n + disputes, Sentence: fmt.Sprintf("put %d reminders into the outbox", n+disputes)}, errors.Join(err, failed)
			},
		},
		remindingOfSessions(db, now),
		{
			Name: "credentials", Title: "Credentials that end", Schedule: "20 * * * *", Limit: 10 * time.Minute, CatchUp: true,
			About: "Tells providers, coordinators and members when hours stop counting because a credential or its term ends: 60 days ahead, and on the morning after.",
			Run: func(ctx context.Context, _ jobs.Firing) (jobs.Outcome, error) {
				at := now()
				n, err := db.TellOfCredentials(ctx, at, func(p notice.Practice) []notice.Notice { return p.ByCalendar(at) })
				return jobs.Outcome{Done: n, Sentence: fmt.Sprintf("put %d notices about credentials into the outbox", n)}, err
			},
		},
		{
			Name: "places", Title: "Places in groups", Schedule: "*/5 * * * *", Limit: 10 * time.Minute, CatchUp: true,
			About: "Ends offers of a place that nobody took in time, offers what is free to whoever waits, and has open groups that have room show in calendars.",
			Run:   func(ctx context.Context, firing jobs.Firing) (jobs.Outcome, error) { return offering(ctx, db, firing) },
		},
		{
			Name: "sweep", Title: "Clearing away what is old", Schedule: "40 7 * * *", Limit: 10 * time.Minute,
			About: "Clears away sign-ins and keys to sheets that have expired, ids of sheets that were sent and what mails said more than 30 days ago, sent or waiting in vain, calendar addresses that nobody has read for a year, runs of duties and mails of more than a year ago, and of more than a month ago runs that found nothing to do.",
			Run:   func(ctx context.Context, _ jobs.Firing) (jobs.Outcome, error) { return sweeping(ctx, db, now()) },
		},
	}
}

// remindingOfSessions is the duty of reminders of sessions, and of the week ahead. That is told first: it stands for a reminder.
func remindingOfSessions(db *store.Store, now func() time.Time) jobs.Duty {
	const about = "Tells those who wish for it on Sunday of the week ahead, and reminds of sessions whoever has them in their calendar: on the morning of the day before, and an hour before for whoever wishes for it; nobody of what a mail has just told them."
	return jobs.Duty{
		Name: "sessions", Title: "Reminders of sessions", Schedule: "*/5 * * * *", Limit: 10 * time.Minute, CatchUp: true, About: about,
		Run: func(ctx context.Context, _ jobs.Firing) (jobs.Outcome, error) {
			at := now()
			weeks, err := db.TellOfWeeks(ctx, at, notice.Ahead.Notice)
			n, failed := db.RemindOfSessions(ctx, at, func(c notice.Coming) []notice.Notice { return c.Reminders(at) })
			return reminded(n, weeks), errors.Join(err, failed)
		},
		Rehearse: func(ctx context.Context, _ jobs.Firing) (jobs.Outcome, error) {
			at := now()
			weeks, err := db.WeeksAhead(ctx, at, notice.Ahead.Notice)
			reminders, failed := db.SessionReminders(ctx, at, func(c notice.Coming) []notice.Notice { return c.Reminders(at) })
			return reminded(len(reminders), len(weeks)), errors.Join(err, failed)
		},
	}
}

// reminded is what the duty did, or in a rehearsal would have done.
func reminded(reminders, weeks int) jobs.Outcome {
	return jobs.Outcome{Done: reminders + weeks, Sentence: fmt.Sprintf("put %d reminders of sessions and %d mails of a week ahead into the outbox", reminders, weeks)}
}

// beginning begins the days, as a duty.
func beginning(ctx context.Context, db *store.Store, tracker *endorsement.Tracker) (jobs.Outcome, error) {
	n, err := tracker.BeginDays(ctx, db)
	return jobs.Outcome{Done: n, Sentence: fmt.Sprintf("put %d people on the due list", n)}, err
}

// offering offers what is free in groups, as a duty.
func offering(ctx context.Context, db *store.Store, firing jobs.Firing) (jobs.Outcome, error) {
	n, err := db.OfferPlaces(ctx, firing.Duty)
	turned, failed := db.LookAtOpenGroups(ctx)
	sentence := fmt.Sprintf("moved %d requests for a place on, and saw that %d open groups have room now, or have none any more", n, turned)
	return jobs.Outcome{Done: n + turned, Sentence: sentence}, errors.Join(err, failed)
}

// lookingOut looks at who is on track, as a duty.
func lookingOut(ctx context.Context, db *store.Store, tracker *endorsement.Tracker) (jobs.Outcome, error) {
	looked, changed, err := tracker.LookOut(ctx, db)
	return jobs.Outcome{Done: looked, Sentence: fmt.Sprintf("looked at %d people, of %d of whom it is otherwise than before", looked, changed)}, err
}

// sweeping clears away what is old.
func sweeping(ctx context.Context, db *store.Store, now time.Time) (jobs.Outcome, error) {
	expired, err := db.SweepSignIns(ctx, now)
	sent, unsent := db.SweepSendings(ctx, now.AddDate(0, 0, -30))
	mails, kept := db.SweepNotices(ctx, now.AddDate(0, 0, -30), now.AddDate(-1, 0, 0))
	feeds, idle := db.EndIdleFeeds(ctx, access.FeedsIdleSince(now), "sweep")
	runs, failed := db.ForgetRuns(ctx, now.AddDate(-1, 0, 0), now.AddDate(0, -1, 0))
	sentence := fmt.Sprintf("cleared away %d expired sessions, links and keys, %d old ids of sheets that were sent, %d old mails, %d calendar addresses that nobody reads, and %d old runs of duties", expired, sent, mails, feeds, runs)
	return jobs.Outcome{Done: expired + sent + mails + feeds + runs, Sentence: sentence}, errors.Join(err, unsent, kept, idle, failed)
}

// delivering has a courier go its round, as a duty. Without one it tells how much waits.
func delivering(ctx context.Context, db *store.Store, courier *mail.Courier) (jobs.Outcome, error) {
	if courier == nil {
		n, err := db.NoticesWaiting(ctx)
		return jobs.Outcome{Sentence: fmt.Sprintf("no mail server is set, %d mails wait in the outbox", n)}, err
	}
	round, err := courier.Deliver(ctx)
	return jobs.Outcome{Done: round.Sent, Failures: round.Failed, Sentence: round.String()}, err
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
