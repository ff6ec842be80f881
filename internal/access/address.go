package access

import (
	"slices"

	"attune/internal/fault"
	"attune/internal/roster"
)

// Address is the e-mail of somebody on the roster as a subject: whoever reads what is sent there acts as them.
type Address struct {
	Person      roster.PersonID
	Association roster.Association   // the person's
	Account     Holder               // the person's, open or closed; the zero one where they have none
	Serves      []roster.Association // whose groups they provide, whose sessions they lead or co-lead, whose programs they manage
}

// grants gives the address to who coordinates all that it opens; one's own opens nothing that was not one's own before.
func (a Address) grants(actor Actor) []Act {
	elsewhere := func(of roster.Association) bool { return !actor.coordinates(of) }
	switch {
	case !actor.coordinates(a.Association):
		return nil
	case actor.is(a.Person) || actor.Operates:
		return []Act{SeeRecord, KeepAddress}
	case a.Account.Operates || slices.ContainsFunc(a.Account.Associations, elsewhere) || slices.ContainsFunc(a.Serves, elsewhere):
		return []Act{SeeRecord}
	default:
		return []Act{SeeRecord, KeepAddress}
	}
}

// Follows tells whether a bundle of these associations may give the person another e-mail: it does what who coordinates
// all of them may, and no more, whoever brings it in.
func (a Address) Follows(bundleOf []roster.Association) bool {
	return slices.Contains(a.grants(Actor{Coordinates: bundleOf}), KeepAddress)
}

// Change decides on a correction of the person's record: one that gives them another e-mail is refused at that question
// where the address is not the actor's to change.
func (a Address) Change(actor Actor, was, is roster.Person) error {
	if was.Email == is.Email {
		return nil
	}
	err := May(actor, KeepAddress, a)
	if fault.KindOf(err) != fault.Forbidden {
		return err
	}
	return roster.RefuseEmail(KeepAddress.whose())
}
