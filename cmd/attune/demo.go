package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"text/tabwriter"
	"time"

	"attune/internal/access"
	"attune/internal/exchange"
	"attune/internal/fault"
	"attune/internal/roster"
	"attune/internal/signin"
	"attune/internal/store"
	"attune/internal/world"
)

// demoVerb is `attune demo`.
type demoVerb struct{}

// Help is shown below the verb's flags.
func (demoVerb) Help() string {
	return "Example: attune demo\n\nAn invented Connecticut association with three years of groups and trainings, and invented rules that are coming, in a database that is gone when you press Ctrl-C."
}

// demoLinksLast is how long a demo's sign-in addresses wait to be used: as long as somebody shows it around.
const demoLinksLast = 12 * time.Hour

// Run fills a database in a temporary folder, serves it, and leaves nothing behind.
func (demoVerb) Run(o *office) error {
	dir, err := os.MkdirTemp("", "attune-demo-")
	if err != nil {
		return fmt.Errorf("a folder for the demo: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	listener, err := anywhere(o.settings.Listen)
	if err != nil {
		return err
	}
	o.settings.DatabaseURL = "sqlite:" + filepath.Join(dir, "demo.db")
	o.settings.Listen = listener.Addr().String()
	o.gallery = true
	db, err := o.open()
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer o.close(db)
	d := &demo{office: o, db: db, desk: signin.NewDesk(db, o.now)}
	if err := d.fill(filepath.Join(dir, "bundle")); err != nil {
		_ = listener.Close()
		if o.Err() != nil {
			return nil // stopped while it was being filled
		}
		return fmt.Errorf("fill the demo: %w", err)
	}
	if err := d.bringComingRules(filepath.Join(dir, "coming.yaml")); err != nil {
		_ = listener.Close()
		return err
	}
	if err := d.invite(); err != nil {
		_ = listener.Close()
		if o.Err() != nil {
			return nil
		}
		return err
	}
	go d.again()
	return o.serve(db, listener)
}

// anywhere listens at the address, or at any free one of this machine where it is taken: a demo may run beside Attune.
func anywhere(address string) (net.Listener, error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		listener, err = net.Listen("tcp", "127.0.0.1:0")
	}
	if err != nil {
		return nil, fault.Because(err, fault.Unavailable, "No address of this machine can be served on.")
	}
	return listener, nil
}

// demo is a filled association and who is who in it.
type demo struct {
	*office
	db   *store.Store
	desk *signin.Desk
	cast world.Cast
}

// fill invents the association, brings it in by the ordinary import and has the push judge it.
func (d *demo) fill(bundle string) error {
	fmt.Fprintln(d.stderr, "Inventing an association in Connecticut …")
	invented, cast, err := world.Showcase(d.now())
	if err != nil {
		return err
	}
	d.cast = cast
	if err := invented.WriteTo(bundle); err != nil {
		return err
	}
	edition, err := d.db.Edition(d)
	if err != nil {
		return err
	}
	if _, err := exchange.Import(d, bundle, d.db, edition, d.now(), exchange.Options{}); err != nil {
		return err
	}
	tracker := d.tracker(d.db)
	if _, err := tracker.BeginDays(d, d.db); err != nil {
		return err
	}
	if _, err := tracker.Push(d); err != nil {
		return err
	}
	return d.enliven(tracker, edition)
}

// invite prints an address for each role and a calendar's.
func (d *demo) invite() error {
	table := tabwriter.NewWriter(d.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "\nAttune is running at %s with an invented association. Sign in as\n\n", d.settings.base())
	for _, who := range []struct {
		role, about string
		account     func() (access.Account, error)
	}{
		{"practitioner", "hours growing toward the Endorsement", d.person(d.cast.Practitioner)},
		{"provider", "a session today, and sheets waiting", d.person(d.cast.Provider)},
		{"manager", "the staff of a program", d.person(d.cast.Manager)},
		{"coordinator", "the whole association", d.invited(d.cast.Coordinator, access.Coordinator, string(world.Connecticut))},
		{"operator", "the service itself", d.invited(d.cast.Operator, access.Operator, "")},
	} {
		account, err := who.account()
		if err != nil {
			return fmt.Errorf("the %s of the demo: %w", who.role, err)
		}
		token, err := d.desk.Issue(d, signin.Order{Account: account.ID, Strong: true, Lasts: demoLinksLast, By: access.TheOperator})
		if err != nil {
			return err
		}
		fmt.Fprintf(table, "  %s\t%s\t%s\n", who.role, access.SignInAddress(d.settings.base(), token), who.about)
	}
	if err := d.subscribe(table); err != nil {
		return err
	}
	fmt.Fprint(table, "\nEach address signs in once; press Enter for new ones. Ctrl-C ends the demo, and nothing of it stays.\n")
	return table.Flush()
}

// person opens the account of somebody in the roster.
func (d *demo) person(id roster.External) func() (access.Account, error) {
	return func() (access.Account, error) { return d.db.OpenAccount(d, string(id), access.TheOperator) }
}

// invited opens the account of somebody who has a role by invitation.
func (d *demo) invited(email string, role access.Role, association string) func() (access.Account, error) {
	return func() (access.Account, error) {
		invitation, err := access.NewInvitation(email, string(role), association)
		if err != nil {
			return access.Account{}, err
		}
		return d.db.Invite(d, invitation, access.TheOperator)
	}
}

// subscribe makes the practitioner a calendar and prints its address.
func (d *demo) subscribe(table *tabwriter.Writer) error {
	person, err := d.db.PersonByExternal(d, d.cast.Practitioner)
	if err != nil {
		return err
	}
	token := access.NewToken()
	if _, err := d.db.CreateFeed(d, access.Feed{Person: person.ID, FeedStyle: access.FeedStyle{Name: "demo"}}, token.Hash(), access.TheOperator); err != nil {
		return err
	}
	fmt.Fprintf(table, "\n  calendar\t%s\tthe practitioner's, for any calendar program\n", access.FeedAddress(d.settings.base(), token))
	return nil
}

// again prints new addresses each time Enter is pressed, for as long as somebody is there to press it.
func (d *demo) again() {
	lines := bufio.NewScanner(d.stdin)
	for lines.Scan() && d.Err() == nil {
		if err := d.invite(); err != nil && !errors.Is(err, context.Canceled) {
			fmt.Fprintln(d.stderr, "attune:", err)
		}
	}
}
