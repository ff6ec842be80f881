package main

import (
	"context"
	"fmt"
	"time"

	"attune/internal/rulebook"
	"attune/internal/store"
	"attune/internal/upkeep"
	"attune/internal/web"
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
	check, err := o.check(db)
	if err != nil {
		return err
	}
	for f := range check.Look(o, func(t time.Time) string { return t.Format(time.RFC3339) }) {
		if f.Err != nil {
			return f.Err
		}
		fmt.Fprintf(o.stdout, "%s: %s\n", f.What, f.Says)
	}
	return nil
}

// check is what there is to be looked at in this installation; nothing is asked of it here.
func (o *office) check(db *store.Store) (upkeep.Check, error) {
	check := upkeep.Check{Database: db, Back: o.settings.base() + web.PathBack, Now: o.now}
	if o.settings.ComingRules != "" {
		check.Coming = func(context.Context) (*rulebook.Edition, error) { return o.coming(db) }
	}
	if o.settings.SMTPURL != "" {
		post, _, err := o.post()
		if err != nil {
			return upkeep.Check{}, err
		}
		check.Mail = post
	}
	issuer, err := o.issuer()
	if err != nil {
		return upkeep.Check{}, err
	}
	if issuer != nil {
		check.SignIn = issuer
	}
	return check, nil
}
