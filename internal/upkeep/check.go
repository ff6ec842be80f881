// Package upkeep is what whoever keeps an installation running looks at: how far its schema is, what its database holds,
// and the check, which tries one thing after the other that Attune needs.
//
// It hands over Check, Schema and Storage, and asks of databases and servers only what the small interfaces here say.
// The command line and the pages show the same findings. It knows no SQL, no mail and no page.
package upkeep

import (
	"context"
	"fmt"
	"iter"
	"time"

	"attune/internal/fault"
	"attune/internal/jobs"
	"attune/internal/rulebook"
)

// Check is what there is to be looked at.
type Check struct {
	Database Database
	Mail     Mail             // nil: no mail server is set
	SignIn   SignIn           // nil: no sign-in service is set
	Back     string           // the address at which people come back from the sign-in service
	Coming   Coming           // nil: no coming edition is named
	Now      func() time.Time // this machine's clock
}

// Database is what a check asks of the database.
type Database interface {
	// SchemaStatus is how far the schema has come.
	SchemaStatus(ctx context.Context) (Schema, error)
	// Clock is what the clock of the database's machine shows.
	Clock(ctx context.Context) (time.Time, error)
	// Edition is the edition of the rules in force.
	Edition(ctx context.Context) (*rulebook.Edition, error)
	// Waiting is how many people are on the due list.
	Waiting(ctx context.Context) (int, error)
	// LastRuns are the newest n runs of a duty, newest first.
	LastRuns(ctx context.Context, duty string, n int) ([]jobs.Run, error)
}

// Mail is a way to the mail server.
type Mail interface {
	// Check is nil where the server takes mail, as far as can be told within seconds and without sending any.
	Check(ctx context.Context) error
}

// SignIn is a service that people sign in with.
type SignIn interface {
	// Check is nil where the service tells its addresses.
	Check(ctx context.Context) error
	// Host is the service as people read it in an address line.
	Host() string
}

// Coming reads the edition of the rules that is to come, and holds it against the one in force.
type Coming func(ctx context.Context) (*rulebook.Edition, error)

// State is how grave a finding is.
type State int

// The states.
const (
	Fine   State = iota // as it should be
	ToSee               // somebody should see to it; Attune works all the same
	Broken              // it keeps Attune from working
)

// Finding is one thing that was looked at.
type Finding struct {
	What  string // one or two words: schema, sign-in service
	Says  string // what was found, to be read after What and a colon; empty where Err is set
	State State
	Err   error // why it is broken; nil unless it is
}

// Sentence is what was found, in words that may be shown.
func (f Finding) Sentence() string {
	if f.Err == nil {
		return f.Says
	}
	if sentence, ok := fault.SentenceOf(f.Err); ok {
		return sentence
	}
	return "It could not be asked; the log says why."
}

// Longest is how long a check lasts at most where somebody waits for it: a container's health check has ten seconds.
const Longest = 9 * time.Second

// serviceWait is how long a check waits for the sign-in service, so that there is time for everything else.
const serviceWait = 4 * time.Second

// Look looks at one thing after the other, and hands over each finding as it is made. What keeps Attune from working does
// not keep the rest from being looked at. Moment words an instant for the reader.
func (c Check) Look(ctx context.Context, moment func(time.Time) string) iter.Seq[Finding] {
	push := func(ctx context.Context) Finding { return c.push(ctx, moment) }
	return func(yield func(Finding) bool) {
		for _, look := range []func(context.Context) Finding{c.database, c.schema, c.clock, c.rules, c.mail, c.service, push} {
			if !yield(look(ctx)) {
				return
			}
		}
	}
}

// found is a finding that is fine, or broken where there is an error.
func found(what string, err error, format string, args ...any) Finding {
	if err != nil {
		return Finding{What: what, State: Broken, Err: err}
	}
	return Finding{What: what, Says: fmt.Sprintf(format, args...)}
}

func (c Check) database(ctx context.Context) Finding {
	_, err := c.Database.Waiting(ctx)
	return found("database", err, "answers")
}

func (c Check) schema(ctx context.Context) Finding {
	schema, err := c.Database.SchemaStatus(ctx)
	if err == nil {
		err = schema.Refusal()
	}
	return found("schema", err, "version %d, which this binary was built for or serves", schema.Version)
}

// clock holds this machine's clock against the database's: instances on one database keep time for each other.
func (c Check) clock(ctx context.Context) Finding {
	theirs, err := c.Database.Clock(ctx)
	if apart := c.Now().Sub(theirs).Abs(); err == nil && apart > jobs.Patience/3 {
		err = fault.New(fault.Unavailable, "The clocks of this machine and the database's are %s apart, and instances would take each other for dead. Have a time service set both.", apart.Round(time.Second))
	}
	return found("clock", err, "agrees with the database's")
}

func (c Check) rules(ctx context.Context) Finding {
	edition, err := c.Database.Edition(ctx)
	if err != nil {
		return found("rules", err, "")
	}
	if c.Coming == nil {
		return found("rules", nil, "edition %s", edition.Name())
	}
	coming, err := c.Coming(ctx)
	if err != nil {
		return found("rules", err, "")
	}
	return found("rules", nil, "edition %s; edition %s is to come", edition.Name(), coming.Name())
}

// mail tries the mail server. Mail that cannot be sent waits and keeps nothing else from working, so a server that is
// away is told and is no failure: a container must not be restarted for it.
func (c Check) mail(ctx context.Context) Finding {
	if c.Mail == nil {
		return Finding{What: "mail", State: ToSee, Says: "no server is set; operators read it at /outbox, and links are made with attune person link"}
	}
	if err := c.Mail.Check(ctx); err != nil {
		return away("mail", err)
	}
	return found("mail", nil, "the server takes it")
}

// service asks the sign-in service. Links by mail work without it, so one that is away is told and is no failure.
func (c Check) service(ctx context.Context) Finding {
	const what = "sign-in service"
	if c.SignIn == nil {
		return found(what, nil, "none is set; people sign in with links and passwords")
	}
	ctx, cancel := context.WithTimeout(ctx, serviceWait)
	defer cancel()
	if err := c.SignIn.Check(ctx); err != nil {
		return away(what, err)
	}
	return found(what, nil, "%s answers; people come back from it to %s", c.SignIn.Host(), c.Back)
}

// away is what does not work and keeps nothing else from working.
func away(what string, err error) Finding {
	sentence := Finding{Err: err}.Sentence()
	return Finding{What: what, State: ToSee, Says: "does not work. " + sentence}
}

// recent is how many runs are looked through for one that succeeded: two days of pushes.
const recent = 200

// push tells when hours were last pushed without a failure, and how many people wait for the next push.
func (c Check) push(ctx context.Context, moment func(time.Time) string) Finding {
	waiting, err := c.Database.Waiting(ctx)
	if err != nil {
		return found("push", err, "")
	}
	runs, err := c.Database.LastRuns(ctx, "push", recent)
	if err != nil {
		return found("push", err, "")
	}
	for _, run := range runs {
		if !run.Finished.IsZero() && run.Failures == 0 {
			return found("push", nil, "last succeeded %s, %d people on the due list", moment(run.Finished), waiting)
		}
	}
	tried := fmt.Sprintf("has not succeeded in its last %d runs", len(runs))
	if len(runs) == 0 {
		tried = "has not run yet"
	}
	return Finding{What: "push", State: ToSee, Says: fmt.Sprintf("%s, %d people on the due list", tried, waiting)}
}
