package main

import (
	"fmt"
	"time"

	"attune/internal/fault"
	"attune/internal/jobs"
	"attune/internal/store"
)

// checkVerb is `attune check`: for operators, and for the health check of a container.
type checkVerb struct{}

// Help is shown below the verb's flags.
func (checkVerb) Help() string { return "Example: attune check" }

// Run says a line for each thing it looked at. It fails where one of them keeps Attune from working.
func (checkVerb) Run(o *office) error {
	fmt.Fprintln(o.stdout, "configuration: read, and each value can be right")
	db, err := o.open()
	if err != nil {
		return err
	}
	defer o.close(db)
	fmt.Fprintln(o.stdout, "database: answers")
	for _, look := range []func(*office, *store.Store) error{checkSchema, checkClock, checkRules, checkMail, checkIssuer, checkPush} {
		if err := look(o, db); err != nil {
			return err
		}
	}
	return nil
}

func checkSchema(o *office, db *store.Store) error {
	schema, err := db.SchemaStatus(o)
	if err != nil {
		return err
	}
	fmt.Fprintf(o.stdout, "schema: version %d, which this binary was built for or serves\n", schema.Version)
	return nil
}

// checkClock holds this machine's clock against the database's: instances on one database keep time for each other.
func checkClock(o *office, db *store.Store) error {
	theirs, err := db.Clock(o)
	if err != nil {
		return err
	}
	apart := o.now().Sub(theirs).Abs()
	if apart > jobs.Patience/3 {
		return fault.New(fault.Unavailable, "The clocks of this machine and the database's are %s apart, and instances would take each other for dead. Have a time service set both.", apart.Round(time.Second))
	}
	fmt.Fprintln(o.stdout, "clock: agrees with the database's")
	return nil
}

func checkRules(o *office, db *store.Store) error {
	edition, err := db.Edition(o)
	if err != nil {
		return err
	}
	fmt.Fprintf(o.stdout, "rules: edition %s\n", edition.Name())
	return nil
}

// checkMail tries the mail server. Mail that cannot be sent waits and keeps nothing else from working, so a server that is
// away is told and is no failure: a container must not be restarted for it.
func checkMail(o *office, _ *store.Store) error {
	if o.settings.SMTPURL == "" {
		fmt.Fprintln(o.stdout, "mail: no server is set; operators read it at /outbox, and links are made with attune person link")
		return nil
	}
	post, _, err := o.post()
	if err != nil {
		return err
	}
	if err := post.Check(o); err != nil {
		sentence, _ := fault.SentenceOf(err)
		fmt.Fprintln(o.stdout, "mail: does not work.", sentence)
		return nil
	}
	fmt.Fprintln(o.stdout, "mail: the server takes it")
	return nil
}

// recent is how many runs are looked through for one that succeeded: two days of pushes.
const recent = 200

// checkPush tells when hours were last pushed without a failure, and how many people wait for the next push.
func checkPush(o *office, db *store.Store) error {
	waiting, err := db.Waiting(o)
	if err != nil {
		return err
	}
	runs, err := db.LastRuns(o, "push", recent)
	if err != nil {
		return err
	}
	last := fmt.Sprintf("never in %d runs", len(runs))
	for _, run := range runs {
		if !run.Finished.IsZero() && run.Failures == 0 {
			last = run.Finished.Format(time.RFC3339)
			break
		}
	}
	fmt.Fprintf(o.stdout, "push: last succeeded %s, %d people on the due list\n", last, waiting)
	return nil
}
