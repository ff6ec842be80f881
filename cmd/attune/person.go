package main

import (
	"fmt"

	"attune/internal/access"
	"attune/internal/signin"
	"attune/internal/store"
)

// personVerb is `attune person`.
type personVerb struct {
	Invite personInviteVerb `cmd:"" help:"Give somebody a role and print a sign-in link for them."`
	Link   personLinkVerb   `cmd:"" help:"Print a sign-in link for somebody of the roster, or with an account."`

	ResetSecondFactor personResetVerb `cmd:"" name:"reset-second-factor" help:"Take away a second factor that was lost; the next sign-in sets up a new one."`
}

// Help is shown below the verbs.
func (personVerb) Help() string {
	return "Example: attune person invite --email ada@example.org --role coordinator --association CT"
}

// personInviteVerb is `attune person invite`.
type personInviteVerb struct {
	Email       string `required:"" placeholder:"E-MAIL" help:"Whom to invite; a person of the association with this e-mail is meant where there is one."`
	Role        string `required:"" placeholder:"ROLE" help:"coordinator or operator. Who is practitioner, provider or manager follows from the roster."`
	Association string `placeholder:"CODE" help:"What a coordinator coordinates, such as CT; not for an operator."`
}

// Help is shown below the verb's flags.
func (personInviteVerb) Help() string {
	return "Example: attune person invite --email ada@example.org --role coordinator --association CT"
}

// Run grants the role and prints a link. Run again, it changes nothing and prints a new link.
func (v *personInviteVerb) Run(o *office) error {
	invitation, err := access.NewInvitation(v.Email, v.Role, v.Association)
	if err != nil {
		return err
	}
	return o.printLink(func(db *store.Store) (access.Account, error) {
		return db.Invite(o, invitation, access.TheOperator)
	})
}

// personLinkVerb is `attune person link`.
type personLinkVerb struct {
	ID string `arg:"" help:"The person's id as in people.csv, or the e-mail of an account."`
}

// Help is shown below the verb's flags.
func (personLinkVerb) Help() string { return "Example: attune person link p001" }

// Run prints a link; the person's account is made where there is none.
func (v *personLinkVerb) Run(o *office) error {
	return o.printLink(func(db *store.Store) (access.Account, error) {
		return db.OpenAccount(o, v.ID, access.TheOperator)
	})
}

// personResetVerb is `attune person reset-second-factor`.
type personResetVerb struct {
	ID string `arg:"" help:"The person's id as in people.csv, or the e-mail of an account."`
}

// Help is shown below the verb's flags.
func (personResetVerb) Help() string {
	return "Example: attune person reset-second-factor ada@example.org"
}

// Run takes the second factor away, ends every visit, and tells the person.
func (v *personResetVerb) Run(o *office) error {
	db, err := o.open()
	if err != nil {
		return err
	}
	defer o.close(db)
	account, err := db.OpenAccount(o, v.ID, access.TheOperator)
	if err != nil {
		return err
	}
	if err := db.ResetFactor(o, account.ID, access.TheOperator); err != nil {
		return err
	}
	_, err = fmt.Fprintf(o.stdout, "The second factor of %s is gone, and they are signed out everywhere.\n", v.ID)
	return err
}

// printLink writes a new sign-in link to an account on standard output, and how long it works on standard error.
func (o *office) printLink(account func(*store.Store) (access.Account, error)) error {
	db, err := o.open()
	if err != nil {
		return err
	}
	defer o.close(db)
	found, err := account(db)
	if err != nil {
		return err
	}
	token, err := signin.NewDesk(db, o.now).Issue(o, signin.Order{Account: found.ID, Strong: true, By: access.TheOperator})
	if err != nil {
		return err
	}
	fmt.Fprintf(o.stderr, "This link signs in once, within %.0f minutes. Hand it over in private.\n", signin.LinkLasts.Minutes())
	_, err = fmt.Fprintln(o.stdout, access.SignInAddress(o.settings.base(), token))
	return err
}
