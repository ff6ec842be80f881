package schedule

import (
	"cmp"
	"slices"
	"time"

	"attune/internal/day"
	"attune/internal/roster"
)

// Copying is a group with the year it has behind it or is in, as whoever copies it to its next year finds it.
type Copying struct {
	Past
	Record   roster.GroupRecord
	Provider string                   // name of the group's provider
	Gone     map[roster.PersonID]bool // members, and those who wait, who could not take a place any more
	Copy     roster.GroupRecord       // the group that it was copied to; the zero GroupRecord where it was not yet
	Seasons  []Season                 // one for each series that is proposed, with those who are asked as its members
}

// Asked are those who are asked whether they go on: who belonged to the group on the last day of its year, or will, who was
// there first first. Its provider is not, and nobody who is gone.
func (c Copying) Asked() []roster.PersonID {
	last := c.Last().To
	var present []roster.Membership
	for _, k := range c.Record.Members {
		if m, is := k.Fact.(roster.Membership); is && m.Span.Contains(last) && m.Person != c.Record.Group.Provider && !c.Gone[m.Person] {
			present = append(present, m)
		}
	}
	slices.SortStableFunc(present, func(a, b roster.Membership) int { return cmp.Compare(a.Span.From, b.Span.From) })
	asked := make([]roster.PersonID, len(present))
	for i, m := range present {
		asked[i] = m.Person
	}
	return asked
}

// Comers are those who are asked and then, in their turn, those who wait for a place in the group.
func (c Copying) Comers() []roster.PersonID {
	comers := c.Asked()
	for _, q := range c.Record.Line() {
		if !c.Gone[q.Person] && !slices.Contains(comers, q.Person) {
			comers = append(comers, q.Person)
		}
	}
	return comers
}

// CopyProposal is the copy of a group for its next year, as somebody wants it.
type CopyProposal struct {
	External roster.External // of the new group; given when its form was opened
	Of       roster.GroupID
	Name     string
	Series   []SeriesProposal // of the group that is copied, since the new one has no id yet
	Answer   day.Date         // last day on which those who are asked may answer
}

// Copied is the copy of a group laid out before anything is written.
type Copied struct {
	Group   roster.Group      // the new one, without its id
	Laid    []Laid            // of the group that is copied
	Seasons []Season          // what they stand on: with those who are offered a place as members
	Days    day.Span          // from its first session to its last
	Offered []roster.PersonID // a place in it
	Waiting []roster.PersonID // those for whom there is no room: they are offered a place as one becomes free
	Until   time.Time         // UTC; the places are kept so long, not at that instant any more
	Ended   day.Date          // last day of who belongs to the group that is copied and goes on to no known day
}

// Lay decides on the copy of a group as it and the seasons of its series are at now. It is roster.Refused where it cannot be.
func (p CopyProposal) Lay(c Copying, now time.Time) (Copied, error) {
	copied := Copied{Group: c.Record.Group}
	copied.Group.ID, copied.Group.External, copied.Group.Name = 0, p.External, p.Name
	copied.Offered = c.Comers()
	if room := copied.Group.Capacity; room > 0 && room < len(copied.Offered) {
		copied.Offered, copied.Waiting = copied.Offered[:room], copied.Offered[room:]
	}
	var all []Session
	for i, series := range p.Series {
		season := c.Seasons[i].following(copied.Offered, all)
		laid, err := series.Lay(season, now)
		if err != nil {
			return Copied{}, err
		}
		copied.Seasons, copied.Laid, all = append(copied.Seasons, season), append(copied.Laid, laid), append(all, laid.Sessions()...)
	}
	slices.SortStableFunc(all, func(a, b Session) int { return a.Starts.Compare(b.Starts) })
	if len(all) == 0 {
		return Copied{}, roster.Refuse("day", "Say how the group is to meet.")
	}
	zone, first := c.Seasons[0].Zone, all[0]
	copied.Days = day.Span{From: first.Local.Day, To: all[len(all)-1].Local.Day}
	copied.Ended = max(c.Last().To, copied.Days.From.AddDays(-1))
	copied.Until = p.Answer.AddDays(1).Begins(zone).UTC()
	if first.Starts.Before(copied.Until) {
		copied.Until = first.Starts
	}
	switch {
	case !first.Starts.After(now):
		return Copied{}, roster.Refuse("day", "This has begun already. The next year begins on a day that is to come.")
	case p.Answer < day.At(now, zone):
		return Copied{}, roster.Refuse("answer", "This day is over. Leave those who are asked some days to answer.")
	}
	return copied, nil
}

// following is the season of a series of the new group: some people belong to it from the first day on, and its sessions
// are those that were laid out before.
func (s Season) following(members []roster.PersonID, before []Session) Season {
	var seats []Belonging
	for _, m := range s.Members {
		if slices.Contains(members, m.Person) {
			m.Spans = []day.Span{{}}
			seats = append(seats, m)
		}
	}
	s.Members, s.Own = seats, nil
	for _, session := range before {
		s.Own = append(s.Own, Placed{Slot: session.slot()})
	}
	return s
}

// Of is what was laid out as that of a group.
func (l Laid) Of(group roster.GroupID) Laid {
	l.Series.Group, l.Dates = group, slices.Clone(l.Dates)
	for i := range l.Dates {
		if l.Dates[i].Out == "" {
			l.Dates[i].Session.Group = group
		}
	}
	return l
}

// Places decides on who is to belong to the copy that was written: each of those who are asked is offered a place from its
// first day on, or waits for one. Who waits for a place in the group that was copied waits there no more, and who belongs to
// it with no end does so until its last day.
func (p Copied) Places(c Copying, next roster.GroupRecord, at roster.Moment) ([]roster.Edit, error) {
	var edits []roster.Edit
	note := func(e roster.Edit, err error) error {
		if q, is := e.After.(roster.Request); is && q.Group == next.Group.ID {
			next.Requests = append(next.Requests, q)
		}
		edits = append(edits, e)
		return err
	}
	for _, person := range p.Offered {
		if err := note(next.Offer(person, p.Days.From, p.Until, at)); err != nil {
			return nil, err
		}
	}
	for _, person := range p.Waiting {
		if err := note(next.Enlist(person, p.Days.From, at)); err != nil {
			return nil, err
		}
	}
	for _, q := range c.Record.Line() {
		if slices.Contains(p.Offered, q.Person) || slices.Contains(p.Waiting, q.Person) {
			if err := note(c.Record.Refuse(q.ID, "The group goes on as "+next.Group.Name+", and your turn with it.", at)); err != nil {
				return nil, err
			}
		}
	}
	for _, k := range c.Record.Members {
		m := k.Fact.(roster.Membership)
		if m.Span.To != 0 || m.Span.From > p.Ended {
			continue
		}
		m.Span.To = p.Ended
		e, err := c.Record.Correct(k.ID, m, "")
		if err != nil {
			return nil, err
		}
		edits = append(edits, e)
	}
	return edits, nil
}
