package access

import (
	"attune/internal/roster"
	"attune/internal/schedule"
)

// Group is a group's page as a subject.
type Group struct {
	Association roster.Association
	Provider    roster.PersonID
	Leads       []roster.PersonID // who leads or co-leads a session of it without being its provider
	Members     []roster.PersonID // whose membership has not ended before today; the actor's own is enough
	Open        bool              // people of the association may ask for a place
}

// Request is somebody's request for a place in a group, as a subject.
type Request struct {
	Person roster.PersonID
}

func (r Request) grants(actor Actor) []Act {
	if actor.is(r.Person) {
		return []Act{SettleRequest}
	}
	return nil
}

// Sheet is one session, with its attendance sheet, as a subject.
type Sheet struct {
	Session      schedule.SessionID // whose sheet it is
	Association  roster.Association // the group's
	Provider     roster.PersonID    // the group's
	Lead, CoLead roster.PersonID    // as resolved for the session; zero: nobody
	Roster       []roster.PersonID  // members on the session's planned day, and whoever is marked; the actor's own place is enough
}

func (g Group) grants(actor Actor) []Act {
	var granted []Act
	if actor.coordinates(g.Association) {
		granted = append(granted, SeeGroup, SeeMembers, KeepGroup, PlanGroup, CopyGroup, AnswerRequest)
	}
	if actor.is(g.Provider) {
		granted = append(granted, SeeGroup, SeeMembers, PlanGroup, CopyGroup, AnswerRequest, Subscribe)
	}
	if actor.among(g.Leads) || actor.among(g.Members) {
		granted = append(granted, SeeGroup, Subscribe)
	}
	if g.Open && actor.Person != 0 && actor.Association == g.Association {
		granted = append(granted, AskPlace)
	}
	return granted
}

func (s Sheet) grants(actor Actor) []Act {
	responsible := s.led(actor) || actor.is(s.Provider) || actor.coordinates(s.Association)
	switch {
	case responsible && s.received(actor):
		return []Act{SeeSession, SeeSheet, SayAhead, DisputeMark}
	case responsible:
		return []Act{SeeSession, SeeSheet, TakeSheet, VerifySheet, AmendSheet}
	case s.received(actor):
		return []Act{SeeSession, SayAhead, DisputeMark}
	default:
		return nil
	}
}

func (s Sheet) led(actor Actor) bool { return actor.is(s.Lead) || actor.is(s.CoLead) }

// received tells whether the actor is a supervisee of the sheet: who led or co-led receives nothing from a session,
// even if the roster names them (rules.md, 1.3 and 2.4).
func (s Sheet) received(actor Actor) bool { return actor.among(s.Roster) && !s.led(actor) }
