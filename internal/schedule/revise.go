package schedule

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"attune/internal/day"
	"attune/internal/roster"
)

// Revision is what somebody wants otherwise in a series from one of its days on.
type Revision struct {
	From   day.Date // by the rhythm: the first session that it reaches is the one that was due then or next
	Change          // its Day is nil
	// Rhythm is another rhythm from its own From on; nil keeps the days. With it, Change says when it begins.
	Rhythm  *Rhythm
	Skips   []day.Date // of the new rhythm
	Through bool       // of the new rhythm: holidays and closures too
}

// Revised is what becomes of a series and its sessions.
type Revised struct {
	Series  Series
	Changed []Turn    // sessions that stay, otherwise than they were, in the order of the days they are due
	Added   []Session // new ones, without an id
	Kept    []Session // those that were changed by themselves and stay, in part or whole, as they are
	Past    int       // how many the revision reaches that took place already, and stay

	past []day.Date // the days that those were due
}

// IsSo tells whether nothing becomes otherwise, neither of the series as it stands nor of a session.
func (o *Revised) IsSo(s Series) bool {
	return len(o.Changed)+len(o.Added) == 0 && o.Series.Meeting == s.Meeting && o.Series.Through == s.Through &&
		o.Series.Rhythm.From == s.Rhythm.From && o.Series.Rhythm.Rule() == s.Rhythm.Rule()
}

// Turn is a session before and after.
type Turn struct{ Was, Is Session }

// Act is what was done to the session, in the words of the history.
func (t Turn) Act() string {
	switch {
	case t.Is.Status == t.Was.Status && !t.Is.Starts.Equal(t.Was.Starts):
		return "session.moved"
	case t.Is.Status == t.Was.Status:
		return "session.changed"
	case t.Is.Status == Cancelled:
		return "session.cancelled"
	default:
		return "session.stands"
	}
}

// Revise decides what becomes of a series: its sessions in any order, those with a sheet named. What has begun or has a
// sheet is never touched. A session whose day the new rhythm does not name moves to the day of its week, or of its month,
// where that is free, and is cancelled otherwise: none is ever lost.
func (s Series) Revise(r Revision, season Season, sessions []Session, sheets map[SessionID]bool, now time.Time) (Revised, error) {
	out := Revised{Series: s}
	out.Series.Version++
	out.Series.Meeting = s.Meeting.with(r.Change, season.Group)
	open := out.reach(r, sessions, sheets, now)
	if r.Rhythm == nil {
		for _, session := range open {
			out.turn(session, session.revised(r.Change, season, now))
		}
		return out, out.check(r, season, sessions, now)
	}
	if err := out.rearrange(r, season, open, now); err != nil {
		return Revised{}, err
	}
	return out, out.check(r, season, sessions, now)
}

// Cancel decides what becomes of a series whose sessions do not take place from a day on; sessions and sheets are as Revise takes
// them. Each is cancelled as if by itself: none comes back with other days of the series, and each can take place after all.
func (s Series) Cancel(from day.Date, sessions []Session, sheets map[SessionID]bool, now time.Time) Revised {
	out := Revised{Series: s}
	out.Series.Version++
	for _, session := range out.reach(Revision{From: from}, sessions, sheets, now) {
		if session.Status != Cancelled {
			out.Changed = append(out.Changed, Turn{session, session.called(Cancelled, now)})
		}
	}
	return out
}

// with is the meeting as a change wants it.
func (m Meeting) with(c Change, g roster.Group) Meeting {
	set(&m.Minute, c.Minute)
	set(&m.Minutes, c.Minutes)
	set(&m.CoLead, c.CoLead)
	set(&m.Lead, groups(c.Lead, g.Provider))
	set(&m.Kind, groups(c.Kind, g.Kind))
	set(&m.Modality, groups(c.Modality, g.Modality))
	set(&m.Place, groups(c.Place, g.Place))
	return m
}

// reach are the sessions that a revision may change, in the order of their days.
func (o *Revised) reach(r Revision, sessions []Session, sheets map[SessionID]bool, now time.Time) []Session {
	var open []Session
	for _, s := range sessions {
		switch {
		case s.Due < r.From:
		case s.Editable(sheets[s.ID], now) != nil:
			o.Past++
			o.past = append(o.past, s.Due)
		default:
			open = append(open, s)
		}
	}
	slices.SortFunc(open, func(a, b Session) int { return cmp.Compare(a.Due, b.Due) })
	return open
}

// revised is a session as its series wants it, but for what it has of its own.
func (s Session) revised(c Change, season Season, now time.Time) Session {
	return c.but(s.Own).to(s, season.Group, season.Zone, now)
}

func (o *Revised) turn(was, is Session) {
	if is != was {
		o.Changed = append(o.Changed, Turn{was, is})
	}
	if was.Own != 0 {
		o.Kept = append(o.Kept, is)
	}
}

// rearrange gives the open sessions the days of another rhythm.
func (o *Revised) rearrange(r Revision, season Season, open []Session, now time.Time) error {
	o.Series.Rhythm, o.Series.Through = *r.Rhythm, r.Through
	laid, err := o.proposal(r).Lay(season.Without(open...), now)
	if err != nil {
		return err
	}
	o.Series.Skips = slices.DeleteFunc(laid.Series.Skips, func(d day.Date) bool { return slices.Contains(o.past, d) })
	free := laid.Sessions()
	places := pair(open, free, r.Rhythm.Unit)
	for i, s := range open {
		if at := places[i]; at >= 0 {
			o.turn(s, s.resettled(free[at], r.Change, season, now))
		} else {
			o.turn(s, s.dropped(now))
		}
	}
	for at, s := range free {
		if !slices.Contains(places, at) {
			// Another session may have been added for this day, and have left it since.
			s.External = roster.External(fmt.Sprintf("%s.%d", s.External, o.Series.Version))
			o.Added = append(o.Added, s)
		}
	}
	return nil
}

// proposal is the series as it is to be, as if it were planned anew on the days that are still free.
func (o *Revised) proposal(r Revision) SeriesProposal {
	return SeriesProposal{
		External: o.Series.External, Group: o.Series.Group, Rhythm: *r.Rhythm, Meeting: o.Series.Meeting,
		Skips: slices.Concat(r.Skips, o.past), Through: r.Through,
	}
}

// Without is the season as if some sessions were not planned.
func (s Season) Without(some ...Session) Season {
	gone := make(map[SessionID]bool)
	for _, o := range some {
		gone[o.ID] = true
	}
	s.Own = slices.DeleteFunc(slices.Clone(s.Own), func(o Placed) bool { return gone[o.Session] })
	s.Busy = slices.DeleteFunc(slices.Clone(s.Busy), func(e Engagement) bool { return gone[e.Session] })
	return s
}

// pair finds for each session the place it takes among the new ones, -1 for none: first that of its own day, then a free
// one of its week or month, in their order.
func pair(open, free []Session, unit Unit) []int {
	places, taken := make([]int, len(open)), make([]bool, len(free))
	for i, s := range open {
		places[i] = -1
		at, same := slices.BinarySearchFunc(free, s.Due, func(f Session, d day.Date) int { return cmp.Compare(f.Due, d) })
		if same {
			places[i], taken[at] = at, true
		}
	}
	next := 0
	for i, s := range open {
		for at := next; at < len(free) && places[i] < 0 && !s.isDropped(); at++ {
			if !taken[at] && period(free[at].Due, unit) == period(s.Due, unit) {
				places[i], taken[at], next = at, true, at
			}
		}
	}
	return places
}

// period is the week, from its Monday, or the month that a day is in.
func period(d day.Date, unit Unit) day.Date {
	if unit == Weeks {
		return d.AddDays(-(int(d.Weekday()) + 6) % 7)
	}
	year, month, _ := d.Civil()
	return day.Of(year, month, 1)
}

// resettled is a session at the place of another in a new rhythm. What was moved by itself stays where it is, and what was
// cancelled by itself, or is made up for, stays cancelled.
func (s Session) resettled(at Session, c Change, season Season, now time.Time) Session {
	c.Day, c.Minute = &at.Local.Day, &at.Local.Minute
	next := s.revised(c, season, now)
	next.Due = at.Due
	if s.isDropped() && !season.MadeUp[s.ID] {
		next.Status = Scheduled
	}
	return next.after(s, now)
}

// dropped is a session that its series has no day for any more. What stands by itself stays.
func (s Session) dropped(now time.Time) Session {
	next := s
	if !s.Own.Has(OwnStatus) {
		next.Status = Cancelled
	}
	return next.after(s, now)
}

// isDropped tells whether a session is cancelled because its series has no day for it, and nobody said so of itself.
func (s Session) isDropped() bool { return s.Status == Cancelled && !s.Own.Has(OwnStatus) }

// check refuses what cannot be.
func (o *Revised) check(r Revision, season Season, sessions []Session, now time.Time) error {
	if r.but(OwnTime|OwnPlace) != (Change{}) {
		if err := o.askable(season); err != nil {
			return err
		}
	}
	moved := slices.Clone(o.Added)
	for _, t := range o.Changed {
		if t.Is.Status != Cancelled && (t.Is.slot() != t.Was.slot() || t.Is.Status != t.Was.Status) {
			moved = append(moved, t.Is)
		}
	}
	for _, s := range moved {
		if !s.Starts.After(now) {
			return roster.Refuse("begins", "On %s this would be over already. Choose a later time, or begin at a later session of the series.", said(s.Local.Day))
		}
	}
	return o.apart(moved, season, sessions)
}

// askable refuses a lead, a length or whatever else no session may have. What a session has of its own may not go with
// what the others get.
func (o *Revised) askable(season Season) error {
	g := Ground{Group: season.Group, Zone: season.Zone, Home: season.Home}
	for _, t := range o.Changed {
		p := Change{}.At(t.Is, season.Zone)
		p.Kind, p.Modality = t.Is.Kind, t.Is.Modality
		if err := p.check(day.Span{From: p.Begins.Day, To: p.Begins.Day}, g); err != nil {
			return err
		}
	}
	return nil
}

// apart refuses what would have the group in two sessions at a time, unless it was so before.
func (o *Revised) apart(moved []Session, season Season, sessions []Session) error {
	is := make(map[SessionID]Session)
	for _, t := range o.Changed {
		is[t.Is.ID] = t.Is
	}
	all := season.Without(sessions...).Own
	for _, s := range sessions {
		if now, changed := is[s.ID]; changed {
			s = now
		}
		if s.Status != Cancelled {
			all = append(all, Placed{s.ID, s.slot()})
		}
	}
	for _, s := range o.Added {
		all = append(all, Placed{Slot: s.slot()})
	}
	for _, s := range moved {
		for _, other := range all {
			if s.slot().Overlaps(other.Slot) && (s.ID != other.Session || s.slot() != other.Slot) {
				return roster.Refuse("begins", "The group would have two sessions at a time, one of them %s. Choose another time, or move or cancel that one first.", other.Words(season.Zone))
			}
		}
	}
	return nil
}
