package roster

import (
	"slices"
	"time"

	"attune/internal/day"
	"attune/internal/fault"
)

// RequestID is the installation's own id of a request; zero: not kept yet.
type RequestID int64

// Request is one person's way to a place in a group, from asking for it, or being offered it unasked, to its end. One
// person has at most one in a group that is not over. It is never deleted.
type Request struct {
	ID      RequestID
	Group   GroupID
	Person  PersonID
	From    day.Date // their first day in the group, as asked for or, of an offer and after it, as promised
	State   RequestState
	AskedAt time.Time // UTC; who asked sooner is offered a place sooner
	Since   time.Time // UTC; when it came into this state
	Until   time.Time // UTC; an offered place is kept so long, not at that instant any more; zero in every other state
	Reason  string    // why the group said no; may be empty
}

// RequestState is how far a request has come.
type RequestState string

// The states of a request. The first three are not over.
const (
	RequestAsked     RequestState = "asked"     // whoever answers for the group has yet to say whether they may come
	RequestWaiting   RequestState = "waiting"   // they may come, and the group is full
	RequestOffered   RequestState = "offered"   // a place is kept for them for a while
	RequestTaken     RequestState = "taken"     // they belong to the group
	RequestDeclined  RequestState = "declined"  // they did not want the place that was offered
	RequestLapsed    RequestState = "lapsed"    // they did not answer while the place was kept
	RequestRefused   RequestState = "refused"   // the group said no, whether they had just asked or waited
	RequestWithdrawn RequestState = "withdrawn" // taken back by whoever made it: the request by the person, an offer by the group
)

// steps are the states that can follow each; nothing follows the others.
var steps = map[RequestState][]RequestState{
	"":             {RequestAsked, RequestWaiting, RequestOffered},
	RequestAsked:   {RequestWaiting, RequestOffered, RequestTaken, RequestRefused, RequestWithdrawn},
	RequestWaiting: {RequestOffered, RequestTaken, RequestRefused, RequestWithdrawn},
	RequestOffered: {RequestTaken, RequestDeclined, RequestLapsed, RequestWithdrawn},
}

// RequestMatter is what history calls requests.
const RequestMatter Matter = "request"

// Matter is RequestMatter.
func (Request) Matter() Matter { return RequestMatter }

// Live tells whether the request is not over.
func (q Request) Live() bool { return len(steps[q.State]) > 0 && q.State != "" }

// Keeps tells whether a place is kept by the request at that instant.
func (q Request) Keeps(now time.Time) bool { return q.State == RequestOffered && now.Before(q.Until) }

// step is the request once it has come into a state; Conflict where that cannot follow. Into the state it is in already it
// comes without a change, so that a second click does nothing.
func (q Request) step(to RequestState, now time.Time) (Request, error) {
	switch {
	case q.State == to:
		return q, nil
	case !slices.Contains(steps[q.State], to):
		return q, fault.New(fault.Conflict, "Something became of this meanwhile: %s. Load the page again to see how it stands.", requestWords[q.State])
	}
	q.State, q.Since, q.Until = to, now, time.Time{}
	return q, nil
}

// requestWords say of a request how it stands.
var requestWords = map[RequestState]string{
	RequestAsked:     "it waits for an answer of the group",
	RequestWaiting:   "it is on the waiting list",
	RequestOffered:   "a place is offered",
	RequestTaken:     "the place is taken",
	RequestDeclined:  "the place that was offered was declined",
	RequestLapsed:    "the place that was offered was not taken in time",
	RequestRefused:   "the group said no",
	RequestWithdrawn: "it was taken back",
}

// Moment is an instant, in UTC, and the day it is on a group's clock.
type Moment struct {
	Now   time.Time
	Today day.Date
}

// Request is the request of that id; NotFound where the group has none.
func (r GroupRecord) Request(id RequestID) (Request, error) {
	for _, q := range r.Requests {
		if q.ID == id {
			return q, nil
		}
	}
	return Request{}, fault.New(fault.NotFound, "There is no such request for a place. Go back and look what there is.")
}

// LiveOf is the person's request that is not over; false where they have none.
func (r GroupRecord) LiveOf(person PersonID) (Request, bool) {
	i := slices.IndexFunc(r.Requests, func(q Request) bool { return q.Person == person && q.Live() })
	if i < 0 {
		return Request{}, false
	}
	return r.Requests[i], true
}

// LatestOf is the request that the person made last, over or not; false where they made none.
func (r GroupRecord) LatestOf(person PersonID) (Request, bool) {
	for _, q := range slices.Backward(r.Requests) {
		if q.Person == person {
			return q, true
		}
	}
	return Request{}, false
}

// Line are those who wait for a place, first who is offered one first.
func (r GroupRecord) Line() []Request {
	var line []Request
	for _, q := range r.Requests {
		if q.State == RequestWaiting {
			line = append(line, q)
		}
	}
	slices.SortFunc(line, func(a, b Request) int {
		if c := a.AskedAt.Compare(b.AskedAt); c != 0 {
			return c
		}
		return int(a.ID - b.ID)
	})
	return line
}
