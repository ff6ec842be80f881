package web

import (
	"cmp"
	"context"
	"time"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/jobs"
	"attune/internal/upkeep"
)

// Operations is what runs behind the pages.
type Operations interface {
	// NewestRuns is the newest run of every duty that ever ran.
	NewestRuns(ctx context.Context) ([]jobs.Run, error)
	// NoticesWaiting is how many mails are neither sent nor dropped.
	NoticesWaiting(ctx context.Context) (int, error)
	// Headcount is how many may sign in, and did.
	Headcount(ctx context.Context, now time.Time) (access.Headcount, error)
	// Storage is what the database holds.
	Storage(ctx context.Context) (upkeep.Storage, error)
	// SchemaStatus is how far the database's schema has come.
	SchemaStatus(ctx context.Context) (upkeep.Schema, error)
}

// operationView is the operator's part of home: how the installation runs.
type operationView struct {
	Mail, Runs signView
	Check      string // where the check is asked for
	Version    string // of this binary
	Schema     signView
	Duties     []dutyView
	Accounts   accountsView
	Storage    storageView
}

// signView is a sentence with a chip that says whether it is as it should be.
type signView struct {
	Says        string
	Hint        string // what to do; empty where there is nothing to do
	Chip, Class string
}

// dutyView is one duty with its last run.
type dutyView struct {
	Name    string // what the operator types
	Title   string // in plain words
	About   string
	Ran     string // when, empty where it never ran
	Outcome string
	Missed  string // the firing it lacks; empty where it lacks none
	Next    string // when it runs next
	Past    string // address of its runs
	is      jobs.Condition
}

// conditionWords are the chip of a duty, its class, and what home says of all duties in that condition.
var conditionWords = map[jobs.Condition][3]string{
	jobs.NeverRan: {"Has not run yet", "", "Not run yet"},
	jobs.Running:  {"Running", "counted", ""},
	jobs.LeftHalf: {"Left half done", "waits", "Left half done"},
	jobs.Overdue:  {"Overdue", "waits", "Overdue"},
	jobs.Failing:  {"With failures", "waits", "Went wrong the last time"},
	jobs.Ran:      {"Ran", "counted", ""},
}

// Chip is the condition in a word or two.
func (d dutyView) Chip() string { return conditionWords[d.is][0] }

// Class is the style of the chip.
func (d dutyView) Class() string { return conditionWords[d.is][1] }

var (
	fine    = signView{Chip: "Fine", Class: "counted"}
	toSeeTo = signView{Chip: "To see to", Class: "waits"}
	notYet  = signView{Chip: "Not all yet"}
)

// saying is the sign with its words.
func (s signView) saying(says, hint string) signView {
	s.Says, s.Hint = says, hint
	return s
}

// operation fills in how the installation runs, for who keeps it running.
func (w *web) operation(c echo.Context, actor access.Actor, clock *time.Location, page *homePage) error {
	for _, act := range []access.Act{access.SeeDuties, access.SeeOutbox, access.SeeUpkeep} {
		if access.May(actor, act, access.Installation{}) != nil {
			return nil
		}
	}
	ctx := c.Request().Context()
	runs, err := w.Store.NewestRuns(ctx)
	if err != nil {
		return err
	}
	waiting, err := w.Store.NoticesWaiting(ctx)
	if err != nil {
		return err
	}
	view := operationView{Mail: mailSign(waiting, w.NoMail), Check: atCheck, Version: w.Version}
	if view.Duties, err = w.duties(runs, clock); err != nil {
		return err
	}
	view.Runs = runsSign(view.Duties)
	page.Operation = &view
	heads, err := w.Store.Headcount(ctx, w.Now())
	if err != nil {
		return err
	}
	view.Accounts, page.Alone = accountsOf(heads), heads.Coordinators == 0
	return w.upkeepOf(ctx, &view)
}

// upkeepOf fills in storage and schema.
func (w *web) upkeepOf(ctx context.Context, view *operationView) error {
	schema, err := w.Store.SchemaStatus(ctx)
	if err != nil {
		return err
	}
	storage, err := w.Store.Storage(ctx)
	if err != nil {
		return err
	}
	view.Schema, view.Storage = schemaSign(schema), storageOf(storage)
	return nil
}

// mailSign says how mail fares, and what to do where none goes out.
func mailSign(waiting int, none bool) signView {
	wait := count(waiting, "mail waits", "mails wait")
	switch {
	case none && waiting > 0:
		return toSeeTo.saying("No mail server is set: "+wait+".", "Nobody gets them. Set ATTUNE_SMTP_URL, or open each in the outbox and hand over what it leads to.")
	case none:
		return toSeeTo.saying("No mail server is set, so no mail goes out.", "Set ATTUNE_SMTP_URL. Until then, mail is kept in the outbox.")
	case waiting > 0:
		return fine.saying(capital(wait)+" to be sent, or to be tried again.", "")
	}
	return fine.saying("All mail is sent.", "")
}

// runsSign says whether what runs by itself goes well, against its own schedule.
func runsSign(duties []dutyView) signView {
	sign, says := fine, ""
	for _, is := range []jobs.Condition{jobs.Failing, jobs.LeftHalf, jobs.Overdue, jobs.NeverRan} {
		var titles []string
		for _, d := range duties {
			if d.is == is {
				titles = append(titles, d.Title)
			}
		}
		if len(titles) == 0 {
			continue
		}
		if says != "" {
			says += " "
		}
		says += conditionWords[is][2] + ": " + listed(titles) + "."
		switch {
		case is != jobs.NeverRan:
			sign = toSeeTo
		case sign == fine:
			sign = notYet
		}
	}
	return sign.saying(cmp.Or(says, "What runs by itself goes well."), "")
}

// duties are what runs by itself, each as it stands by its newest run.
func (w *web) duties(runs []jobs.Run, clock *time.Location) ([]dutyView, error) {
	newest := make(map[string]jobs.Run, len(runs))
	for _, run := range runs {
		newest[run.Duty] = run
	}
	var views []dutyView
	for _, duty := range w.Duties {
		view, err := dutyOf(duty, newest[duty.Name], w.Now(), clock)
		if err != nil {
			return nil, err
		}
		views = append(views, view)
	}
	return views, nil
}

func dutyOf(duty jobs.Duty, run jobs.Run, now time.Time, clock *time.Location) (dutyView, error) {
	view := dutyView{Name: duty.Name, Title: cmp.Or(duty.Title, duty.Name), About: duty.About, Outcome: run.Sentence, Past: pastPath + "duty/" + duty.Name}
	is, missed, err := duty.Condition(run, now)
	if err != nil {
		return view, err
	}
	view.is = is
	if is != jobs.NeverRan {
		view.Ran = moment(run.Planned, clock)
	}
	switch is {
	case jobs.Running:
		view.Outcome = "Running since " + clockTime(run.Started, clock) + "."
	case jobs.LeftHalf:
		view.Outcome = "Begun at " + clockTime(run.Started, clock) + ", and its process ended before it did. Another one takes it over within seconds, or the next that starts."
	case jobs.Overdue:
		view.Missed = moment(missed, clock)
	}
	next, err := duty.Next(now)
	if err == nil && !next.IsZero() {
		view.Next = moment(next, clock)
	}
	return view, err
}
