package web

import (
	"context"
	"fmt"
	"slices"
	"time"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// mostFits is how many groups are named; the others stand on the page of open groups.
const mostFits = 3

// fitsView are the open groups that would bring a purpose further.
type fitsView struct {
	Groups []fitView
	More   string // how many others there are, and where
}

// fitView is one of them; no member is named.
type fitView struct {
	Href, Name, Provider string
	Meets                string // when, next
	Brings               string // what its hours would bring
}

// lookForGroups has the reader's own standing know of the open groups, where something is not reached in time as things go.
func (s *standing) lookForGroups(ctx context.Context, w *web, actor access.Actor) error {
	if !s.late(actor.Association) {
		return nil
	}
	s.clock = ownClock(s.edition, actor)
	list, err := w.Store.OpenGroups(ctx, actor.Association, w.Now(), w.Now().Add(endorsement.FitsWithin))
	s.open = slices.DeleteFunc(list, func(g roster.OpenGroup) bool {
		subject := access.Group{Association: g.Group.Association, Provider: g.Group.Provider, Open: g.Group.Open}
		return access.May(actor, access.AskPlace, subject) != nil
	})
	return err
}

// late tells whether the rhythm leaves something late: then what is planned has to be looked at, and the open groups.
func (s standing) late(code roster.Association) bool {
	return slices.ContainsFunc(s.judgements, func(j rulebook.Judgement) bool { return s.wantsMore(j, code) })
}

// wantsMore tells whether as things go a purpose is not reached in time, and a group could still change that: of a renewal
// there has to be a month to come.
func (s standing) wantsMore(j rulebook.Judgement, code roster.Association) bool {
	last := j.Purpose.Days().To
	return endorsement.Paced(j) && (last == 0 || last.Month() > s.today.Month()) && !s.paceOf(j, code).InTime()
}

// fits are the open groups that would bring a purpose further; nil where nothing has to.
func (s standing) fits(j rulebook.Judgement, code roster.Association) *fitsView {
	if !s.wantsMore(j, code) {
		return nil
	}
	v := &fitsView{}
	list := s.prospect.Fits(s.edition, j, s.paceOf(j, code), s.open, s.today)
	for _, f := range list[:min(len(list), mostFits)] {
		next, zone := f.Group.Sittings[0], zoneNamed(f.Group.Group.TimeZone)
		v.Groups = append(v.Groups, fitView{
			Href: atOpenGroups + "#" + openGroupAnchor(f.Group.Group.ID), Name: f.Group.Group.Name, Provider: f.Group.ProviderName,
			Meets: "next " + longDate(next.Day) + ", " + day.OnBoth(clockTime(next.Starts, zone), next.Starts, time.Time{}, zone, s.clock), Brings: bringsWords(f, j),
		})
	}
	if n := len(list) - mostFits; n > 0 {
		v.More = fmt.Sprintf("%d more open groups would, too", n)
	}
	return v
}

// bringsWords say what a group would bring: a date only where the rulebook, with its hours, names one.
func bringsWords(f endorsement.Fit, j rulebook.Judgement) string {
	more := fmt.Sprintf("With its %s hours a month more, as it is planned, ", minutes(f.Monthly).Hours())
	switch there := f.Course.Reached; {
	case there != 0:
		return more + "you reach it in " + monthYear(there) + "."
	case j.Purpose.Kind == rulebook.Renewal:
		return more + fmt.Sprintf("it comes to %s of %s hours.", minutes(f.Course.After.Counted).Hours(), minutes(j.Required).Asked())
	default:
		return more + "you come further, but do not reach it yet."
	}
}

// openGroupAnchor is where a group stands on the page of open groups.
func openGroupAnchor(id roster.GroupID) string { return fmt.Sprintf("group-%d", id) }
