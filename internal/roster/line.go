package roster

import (
	"slices"
	"sort"
	"time"

	"attune/internal/day"
	"attune/internal/fault"
)

// How a place is offered.
const (
	// KeptFor is how long an offered place is kept, where no session comes before.
	KeptFor = 3 * 24 * time.Hour
	// KeptAtLeast is how long it is kept in any case: a session that is nearer than that is let pass.
	KeptAtLeast = 24 * time.Hour
	// OfferedAhead is how many days before it becomes free, or is wanted, a place is offered.
	OfferedAhead = 31
	// AskedAhead is how many days ahead a place can be asked for.
	AskedAhead = 366
)

// Sitting is when a group meets: the day on its clock, and the instants in UTC; with who leads and what it is, as planned.
type Sitting struct {
	Day          day.Date
	Starts, Ends time.Time
	Lead         PersonID // 0 where nobody does
	Kind         Kind
	Modality     Modality
}

// Opening is the first day from that one on from which there is a place for the person on every day, however long they
// stay; false where there is none. A place that is kept for the person is none that they lack.
func (r GroupRecord) Opening(person PersonID, from day.Date) (day.Date, bool) {
	days := []day.Date{from} // a place can only begin where somebody has gone
	for _, k := range r.Members {
		if to := k.Fact.Days().To; to >= from && to != 0 {
			days = append(days, to.AddDays(1))
		}
	}
	slices.Sort(days)
	i := sort.Search(len(days), func(i int) bool { return r.roomFor(person, day.Span{From: days[i]}, 0) == nil })
	if i == len(days) {
		return 0, false
	}
	return days[i], true
}

// Frees tells what it means for those who wait that a membership becomes another: how many they are where a place becomes free
// for the first of them, or does sooner, none otherwise; and whether it is offered at once, not as its day comes near.
func (r GroupRecord) Frees(id FactID, m Membership, today day.Date) (waiting int, atOnce bool) {
	line := r.Line()
	if len(line) == 0 {
		return 0, false
	}
	first, wanted := line[0].Person, max(line[0].From, today)
	was, had := r.Opening(first, wanted)
	r.Members = slices.Clone(r.Members)
	for i, k := range r.Members {
		if k.ID == id {
			r.Members[i].Fact = m
		}
	}
	is, has := r.Opening(first, wanted)
	if !has || had && was <= is {
		return 0, false
	}
	return len(line), is <= wanted.AddDays(OfferedAhead)
}

// Free is how many people more there is room for from a day on, however long they stay; false where nobody says how many
// there is room for.
func (r GroupRecord) Free(from day.Date) (int, bool) {
	most := 0
	for _, on := range append(r.beginnings(), from) {
		if on >= from {
			most = max(most, r.there(on, 0, 0))
		}
	}
	return max(r.Group.Capacity-most, 0), r.Group.Capacity != 0
}

// Inviting tells whether somebody may ask for a place and would find one: the group is open, and has room from a day on.
func (r GroupRecord) Inviting(today day.Date) bool {
	free, limited := r.Free(today)
	return r.Group.Open && (free > 0 || !limited)
}

// Ask decides on somebody who asks for a place from a day on. Who asked already, waits or is offered one has asked.
func (r GroupRecord) Ask(person PersonID, from day.Date, at Moment) (Edit, error) {
	if _, asked := r.LiveOf(person); asked {
		return Edit{}, nil
	}
	switch {
	case !r.Group.Open:
		return Edit{}, fault.New(fault.Conflict, "This group is not open any more, so nobody can ask for a place in it. Ask its provider or your coordinator.")
	case person == r.Group.Provider:
		return Edit{}, fault.New(fault.Conflict, "You provide this group, so you cannot have a place in it as somebody who is supervised.")
	}
	return r.begin(person, from, RequestAsked, at)
}

// Enlist decides on somebody who is put on the waiting list: there must be no room for them from that day on. Who waits
// already stays where they are.
func (r GroupRecord) Enlist(person PersonID, from day.Date, at Moment) (Edit, error) {
	if opening, is := r.Opening(person, max(from, at.Today)); is && opening <= from {
		return Edit{}, refuse("from", "The group has room from %s on, so nobody has to wait. Add them as a member.", from.Format("2 January 2006"))
	}
	if q, has := r.LiveOf(person); has && q.State != RequestAsked {
		return Edit{}, nil
	}
	return r.begin(person, from, RequestWaiting, at)
}

// Offer decides on a place that is kept for somebody from a day on, until an instant, whether they asked for it or not: there
// must be room for them. Whoever belongs to the group then needs none.
func (r GroupRecord) Offer(person PersonID, from day.Date, until time.Time, at Moment) (Edit, error) {
	if err := r.roomFor(person, day.Span{From: from}, 0); err != nil {
		return Edit{}, err
	}
	edit, err := r.begin(person, from, RequestOffered, at)
	if q, is := edit.After.(Request); is {
		q.Until = until
		edit.After = q
	}
	return edit, err
}

// begin is a request in its first state, or the one the person has in its next.
func (r GroupRecord) begin(person PersonID, from day.Date, state RequestState, at Moment) (Edit, error) {
	q, has := r.LiveOf(person)
	switch {
	case from == 0:
		return Edit{}, refuse("from", "Write the first day, such as 2026-03-08.")
	case from < at.Today:
		return Edit{}, refuse("from", "%s is over. Choose today or a later day.", from.Format("2 January 2006"))
	case state != RequestOffered && from > at.Today.AddDays(AskedAhead):
		return Edit{}, refuse("from", "%s is more than a year ahead. Choose an earlier day.", from.Format("2 January 2006"))
	case r.Belongs(person, from):
		return Edit{}, refuse("from", "This person belongs to the group then already.")
	case !has:
		q = Request{Group: r.Group.ID, Person: person, AskedAt: at.Now}
	}
	next, err := q.step(state, at.Now)
	if err != nil || next == q {
		return Edit{}, err
	}
	next.From = from
	return r.turn(q, next), nil
}

// Belongs tells whether the person belongs to the group on that day or later.
func (r GroupRecord) Belongs(person PersonID, from day.Date) bool {
	return slices.ContainsFunc(r.Members, func(k Kept) bool { return k.Fact.Holder() == person && !k.Fact.Days().EndedBefore(from) })
}

// turn is the edit by which a request becomes another.
func (r GroupRecord) turn(q, next Request) Edit {
	if q == next {
		return Edit{}
	}
	e := Edit{Owner: r.Group.Association, ID: int64(q.ID), After: next}
	if q.ID != 0 {
		e.Before = q
	}
	return e
}

// to is the edit by which the request of that id comes into a state.
func (r GroupRecord) to(id RequestID, state RequestState, at Moment) (Edit, error) {
	q, err := r.Request(id)
	if err != nil {
		return Edit{}, err
	}
	next, err := q.step(state, at.Now)
	return r.turn(q, next), err
}

// Accept decides that whoever asked may come: they belong to the group from the day they asked for, or from today where that
// is over, if there is room and nobody waits for it; else they wait, or still do.
func (r GroupRecord) Accept(id RequestID, at Moment) ([]Edit, error) {
	q, err := r.Request(id)
	if err != nil || q.State == RequestTaken || q.State == RequestWaiting {
		return nil, err
	}
	if q.State == RequestAsked && (len(r.Line()) > 0 || r.roomFor(q.Person, day.Span{From: max(q.From, at.Today)}, 0) != nil) {
		edit, err := r.to(id, RequestWaiting, at)
		return []Edit{edit}, err
	}
	if q.State == RequestOffered {
		return nil, fault.New(fault.Conflict, "The place is offered to them already, and it is their turn to take it.")
	}
	return r.enter(q, at)
}

// Take decides that whoever was offered a place takes it, while it is kept. It is theirs, however many belong to the group.
func (r GroupRecord) Take(id RequestID, at Moment) ([]Edit, error) {
	q, err := r.Request(id)
	switch {
	case err != nil || q.State == RequestTaken:
		return nil, err
	case q.State == RequestLapsed || q.State == RequestOffered && !q.Keeps(at.Now):
		return nil, fault.New(fault.Conflict, "This place was kept for you until a while ago, and is not any more. Ask for a place again.")
	case q.State != RequestOffered:
		return nil, fault.New(fault.Conflict, "No place is offered here any more: %s.", requestWords[q.State])
	}
	return r.enter(q, at)
}

// enter makes the person a member from the day of their request, or from today where that is over.
func (r GroupRecord) enter(q Request, at Moment) ([]Edit, error) {
	next, err := q.step(RequestTaken, at.Now)
	if err != nil {
		return nil, err
	}
	next.From = max(q.From, at.Today)
	m := Membership{Group: r.Group.ID, Person: q.Person, Span: day.Span{From: next.From}}
	if err := fits(m, 0, r.Members); err != nil {
		return nil, err
	}
	return []Edit{{Owner: r.Group.Association, After: m}, r.turn(q, next)}, nil
}

// Refuse decides that the group says no to whoever asked or waits; why may be empty.
func (r GroupRecord) Refuse(id RequestID, why string, at Moment) (Edit, error) {
	edit, err := r.to(id, RequestRefused, at)
	if q, is := edit.After.(Request); is && err == nil {
		q.Reason = why
		edit.After = q
	}
	return edit, err
}

// Decline decides that whoever was offered a place does not want it.
func (r GroupRecord) Decline(id RequestID, at Moment) (Edit, error) {
	return r.to(id, RequestDeclined, at)
}

// Withdraw decides that whoever asked or waits takes that back.
func (r GroupRecord) Withdraw(id RequestID, at Moment) (Edit, error) {
	if q, err := r.Request(id); err == nil && q.State == RequestOffered {
		return r.Decline(id, at)
	}
	return r.to(id, RequestWithdrawn, at)
}

// Retract decides that the group takes back an offer that was not taken yet.
func (r GroupRecord) Retract(id RequestID, at Moment) (Edit, error) {
	if q, err := r.Request(id); err == nil && q.State != RequestOffered && q.State != RequestWithdrawn {
		return Edit{}, fault.New(fault.Conflict, "No place is offered here any more: %s.", requestWords[q.State])
	}
	return r.to(id, RequestWithdrawn, at)
}

// Move decides on somebody who belongs to one group and is to belong to another from a day on: here they belong until the day
// before. There must be room on every day there; Admit says so.
func Move(from, to GroupRecord, id FactID, first day.Date) ([]Edit, error) {
	fact, err := Record{Facts: from.Members}.Fact(MembershipMatter, id)
	if err != nil {
		return nil, err
	}
	m := fact.(Membership)
	begins := Membership{Group: to.Group.ID, Person: m.Person, Span: day.Span{From: first}}
	switch {
	case from.Group.ID == to.Group.ID:
		return nil, refuse("to", "They belong to this group already. Choose another.")
	case to.Group.Provider == m.Person:
		return nil, refuse("to", "They provide this group, so they cannot belong to it.")
	case slices.ContainsFunc(to.Members, func(k Kept) bool { return k.Fact == begins }) && m.Span.To == first.AddDays(-1):
		return nil, nil // a second click
	case first <= m.Span.From:
		return nil, refuse("from", "They belong to %s from %s on. Choose a later day.", from.Group.Name, m.Span.From.Format("2 January 2006"))
	case m.Span.EndedBefore(first.AddDays(-1)):
		return nil, refuse("from", "They belong to %s until %s only. Choose the day after that at the latest, or add them to the other group as a member.", from.Group.Name, m.Span.To.Format("2 January 2006"))
	}
	add, err := to.Admit(begins)
	if err != nil {
		return nil, err
	}
	end, err := from.Correct(id, until(m, first.AddDays(-1)).(Membership), "They move to another group.")
	return []Edit{end, add}, err
}

// Settle decides what becomes of the requests by themselves: who belongs to the group needs none, an offer that nobody took
// in time lapses, and what is free is offered to those who wait, in their order, but for whoever is gone. Who is first is
// waited for: nobody is offered a place before them. Sittings are the group's from now on.
func (r GroupRecord) Settle(at Moment, gone map[PersonID]bool, sittings []Sitting) []Edit {
	r.Requests = slices.Clone(r.Requests)
	var edits []Edit
	become := func(i int, next Request) {
		edits = append(edits, r.turn(r.Requests[i], next))
		r.Requests[i] = next
	}
	for i, q := range r.Requests {
		switch {
		case q.Live() && r.Belongs(q.Person, max(q.From, at.Today)):
			next, _ := q.step(RequestTaken, at.Now)
			become(i, next)
		case q.State == RequestOffered && !q.Keeps(at.Now):
			next, _ := q.step(RequestLapsed, at.Now)
			become(i, next)
		}
	}
	for _, q := range r.Line() {
		if gone[q.Person] {
			continue
		}
		wanted := max(q.From, at.Today)
		opening, is := r.Opening(q.Person, wanted)
		if !is || opening > wanted.AddDays(OfferedAhead) {
			break
		}
		next, _ := q.step(RequestOffered, at.Now)
		next.From, next.Until = opening, KeptUntil(at.Now, opening, sittings)
		become(slices.IndexFunc(r.Requests, func(o Request) bool { return o.ID == q.ID }), next)
	}
	return edits
}

// KeptUntil is how long a place from that day on is kept that is offered now: three days, but not past the beginning of the
// first session that whoever takes it could attend. A session that begins within a day is not waited for: nobody has to
// answer within the hour.
func KeptUntil(now time.Time, from day.Date, sittings []Sitting) time.Time {
	until := now.Add(KeptFor)
	for _, s := range sittings {
		if s.Day >= from && !s.Starts.Before(now.Add(KeptAtLeast)) && s.Starts.Before(until) {
			until = s.Starts
		}
	}
	return until
}
