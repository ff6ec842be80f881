package access

import (
	"context"
	"slices"

	"attune/internal/fault"
)

// whoActs is where a context keeps the actor; see Acting.
type whoActs struct{}

// Acting is a context in which whatever is changed is changed by the actor: the store asks in the change's own transaction
// whether they still are who they were when they were let in (StillIs).
func Acting(ctx context.Context, actor Actor) context.Context {
	return context.WithValue(ctx, whoActs{}, actor)
}

// ActingIn is the actor who acts in a context; false where nobody was named, as in a duty or on the command line.
func ActingIn(ctx context.Context) (Actor, bool) {
	actor, named := ctx.Value(whoActs{}).(Actor)
	return actor, named
}

// StillIs is nil where the actor has every role that they were let in with, given who they are now, so that whatever was
// decided about them holds; Forbidden where one has ended meanwhile. What was added changes nothing. Whoever came with a key
// to a sheet has no role that could end.
func (a Actor) StillIs(now Actor) error {
	same := a.Account == now.Account && a.Person == now.Person && a.Association == now.Association
	if !same || a.Operates && !now.Operates || !within(a.Manages, now.Manages) || !within(a.Coordinates, now.Coordinates) {
		return fault.New(fault.Forbidden, "One of your roles ended while this was on its way, so nothing was kept. Open the page again to see what is yours to do.")
	}
	return nil
}

// within tells whether all of some are among others.
func within[T comparable](some, others []T) bool {
	return !slices.ContainsFunc(some, func(one T) bool { return !slices.Contains(others, one) })
}
