// Package access owns accounts, who may do what, and the secrets that open something without signing in.
//
// It hands over Actor, who acts; May, the one rule that page, feed and API ask; accounts and invitations; feeds and
// their tokens. It decides on facts it is given and loads none: a store finds them, and scopes its own queries by the
// same relations. How somebody proves who they are is another room's business (signin).
package access

import (
	"slices"

	"attune/internal/fault"
)

// Subject is what an act is done to, with the few facts the rule needs. The subjects are Person, Address, Entry, Group, Request, Sheet,
// Program, Association, Coordinators, Holder, Mailbox and Installation.
type Subject interface {
	// grants are the acts the actor may do to the subject. None at all: it does not exist for them.
	grants(actor Actor) []Act
}

// May is nil where the actor may do the act to the subject. Otherwise it is SignedOut where nobody acts, NotFound
// where the actor may not even see the subject, and Forbidden where they may see it and the act is not theirs.
func May(actor Actor, act Act, subject Subject) error {
	if actor.nobody() {
		return fault.New(fault.SignedOut, "You are not signed in. Sign in and try again.")
	}
	if actor.Sheet != 0 && !actor.opens(act, subject) {
		return Nowhere()
	}
	granted := subject.grants(actor)
	switch {
	case slices.Contains(granted, act):
		return nil
	case len(granted) == 0:
		return Nowhere()
	default:
		return fault.New(fault.Forbidden, "%s", act.whose())
	}
}

// Nowhere is the one answer for what does not exist and for what the actor may not see: they must not differ.
func Nowhere() error {
	return fault.New(fault.NotFound, "There is nothing at this address, or nothing that you may see. Go back to your home page and look from there.")
}
