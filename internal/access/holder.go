package access

import (
	"slices"

	"attune/internal/fault"
	"attune/internal/roster"
)

// Holder is somebody's account as a subject: what it reaches.
type Holder struct {
	Account      AccountID
	Person       roster.PersonID // zero: nobody of the roster
	Closed       bool
	Associations []roster.Association // the person's, and those the account coordinates
	Coordinates  []roster.Association
	Operates     bool
}

func (h Holder) grants(actor Actor) []Act {
	own := h.Account == actor.Account
	switch {
	case h.Account == 0:
		return nil
	case actor.Operates && !own && h.Person == 0:
		return []Act{SeeAccount, CloseAccount, ReaddressAccount}
	case actor.Operates && !own:
		return []Act{SeeAccount, CloseAccount}
	case actor.Operates:
		return []Act{SeeAccount}
	case !slices.ContainsFunc(h.Associations, actor.coordinates):
		return nil
	case own || h.Operates || slices.ContainsFunc(h.Associations, func(a roster.Association) bool { return !actor.coordinates(a) }):
		return []Act{SeeAccount}
	default:
		return []Act{SeeAccount, CloseAccount}
	}
}

// Close is nil where the actor may close the account. Operators is how many open accounts operate the installation.
func (h Holder) Close(actor Actor, operators int) error {
	if err := May(actor, CloseAccount, h); err != nil {
		return err
	}
	return h.notTheLast(operators)
}

// Reopen is nil where the actor may open the account again.
func (h Holder) Reopen(actor Actor) error { return May(actor, CloseAccount, h) }

// Readdress is nil where the actor may have the account go by another e-mail.
func (h Holder) Readdress(actor Actor) error {
	if err := May(actor, ReaddressAccount, h); err != nil {
		return err
	}
	if h.Closed {
		return fault.New(fault.Conflict, "This account is closed. Open it again first, then give it another e-mail.")
	}
	return nil
}

// Give is nil where the actor may give the account a role that is granted: Coordinator of an association, or Operator.
func (h Holder) Give(actor Actor, role Role, of roster.Association) error {
	if err := h.grantable(actor, role, of); err != nil {
		return err
	}
	if h.Closed {
		return fault.New(fault.Conflict, "This account is closed. Open it again first, then give it the role.")
	}
	return nil
}

// Take is nil where the actor may take such a role from the account.
func (h Holder) Take(actor Actor, role Role, of roster.Association, operators int) error {
	if err := h.grantable(actor, role, of); err != nil {
		return err
	}
	if role == Operator {
		return h.notTheLast(operators)
	}
	return nil
}

func (h Holder) grantable(actor Actor, role Role, of roster.Association) error {
	if err := May(actor, SeeAccount, h); err != nil {
		return err
	}
	act, subject := KeepCoordinators, Subject(Coordinators{of})
	if role == Operator {
		act, subject = KeepOperators, Installation{}
	}
	if err := May(actor, act, subject); err != nil {
		return err
	}
	if h.Account == actor.Account {
		return fault.New(fault.Forbidden, "Nobody gives a role to themselves, or takes one of their own. Ask somebody else who may.")
	}
	return nil
}

// notTheLast keeps the installation from being left without an operator.
func (h Holder) notTheLast(operators int) error {
	if h.Operates && !h.Closed && operators < 2 {
		return fault.New(fault.Conflict, "This is the last operator, and somebody has to run Attune. Invite another operator first.")
	}
	return nil
}

// ListedAccount is an account as a list shows it.
type ListedAccount struct {
	Account
	Name     string             // the person's, else the e-mail
	Home     roster.Association // the person's; empty where there is no person
	External roster.External    // likewise
	Manages  bool               // manages a program today
	Leads    bool               // provides a group, or leads or co-leads a session

	Coordinates []roster.Association
	Operates    bool
	Feeds       int // calendar addresses that work
}

// Holder is the account as a subject.
func (l ListedAccount) Holder() Holder {
	reach := slices.Clone(l.Coordinates)
	if l.Home != "" && !slices.Contains(reach, l.Home) {
		reach = append([]roster.Association{l.Home}, reach...)
	}
	return Holder{Account: l.ID, Person: l.Person, Closed: !l.ClosedAt.IsZero(), Associations: reach, Coordinates: l.Coordinates, Operates: l.Operates}
}
