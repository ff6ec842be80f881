package schedule

import (
	"time"

	"attune/internal/day"
	"attune/internal/fault"
	"attune/internal/roster"
)

// Aspects are what a session can have of its own.
type Aspects uint16

// The aspects of a session.
const (
	OwnTime Aspects = 1 << iota // its day and when it begins
	OwnLength
	OwnPlace
	OwnLead
	OwnCoLead
	OwnKind
	OwnModality
	OwnStatus // cancelled, or standing although its series has no such day any more
)

// Has tells whether all of some aspects are among them.
func (a Aspects) Has(some Aspects) bool { return a&some == some }

// Change is what somebody wants otherwise in a session, or in several. What is nil stays as it is; an empty value is the
// group's.
type Change struct {
	Day      *day.Date // of one session alone
	Minute   *int      // of the group's clock at which it begins, 0 to 1439
	Minutes  *int
	Place    *string
	Lead     *roster.PersonID
	CoLead   *roster.PersonID
	Kind     *roster.Kind
	Modality *roster.Modality
}

// Otherwise is the change that makes of a session what is wanted of it: of what is as it is it says nothing.
func (s Session) Otherwise(p Proposal, g roster.Group, zone *time.Location) Change {
	is := WallAt(s.Starts, zone)
	return Change{
		Day: differing(is.Day, p.Begins.Day), Minute: differing(is.Minute, p.Begins.Minute), Minutes: differing(s.Minutes, p.Minutes),
		Place: differing(s.Place, unlike(p.Place, g.Place)), Lead: differing(s.Lead, unlike(p.Lead, g.Provider)), CoLead: differing(s.CoLead, p.CoLead),
		Kind: differing(s.Kind, unlike(p.Kind, g.Kind)), Modality: differing(s.Modality, unlike(p.Modality, g.Modality)),
	}
}

// differing is what is wanted where that is otherwise, nil where it is not.
func differing[T comparable](is, wanted T) *T {
	if is == wanted {
		return nil
	}
	return &wanted
}

// aspects are those that the change speaks of.
func (c Change) aspects() Aspects {
	var a Aspects
	for aspect, said := range map[Aspects]bool{
		OwnTime: c.Day != nil || c.Minute != nil, OwnLength: c.Minutes != nil, OwnPlace: c.Place != nil, OwnLead: c.Lead != nil,
		OwnCoLead: c.CoLead != nil, OwnKind: c.Kind != nil, OwnModality: c.Modality != nil,
	} {
		if said {
			a |= aspect
		}
	}
	return a
}

// but is the change without what it says of some aspects.
func (c Change) but(a Aspects) Change {
	if a.Has(OwnTime) {
		c.Day, c.Minute = nil, nil
	}
	if a.Has(OwnLength) {
		c.Minutes = nil
	}
	if a.Has(OwnPlace) {
		c.Place = nil
	}
	if a.Has(OwnLead) {
		c.Lead = nil
	}
	if a.Has(OwnCoLead) {
		c.CoLead = nil
	}
	if a.Has(OwnKind) {
		c.Kind = nil
	}
	if a.Has(OwnModality) {
		c.Modality = nil
	}
	return c
}

// to is the session as the change wants it, as it stands in calendars from now on. Where nothing is otherwise it is the
// session itself.
func (c Change) to(s Session, g roster.Group, zone *time.Location, now time.Time) Session {
	next := s
	wall := WallAt(s.Starts, zone)
	set(&wall.Day, c.Day)
	set(&wall.Minute, c.Minute)
	if starts := wall.Instant(zone); (c.Day != nil || c.Minute != nil) && !starts.Equal(s.Starts) {
		next.Starts, next.TimeZone, next.Local, next.MovedFrom = starts, g.TimeZone, WallAt(starts, zone), WallAt(s.Starts, zone)
	}
	set(&next.Minutes, c.Minutes)
	set(&next.Place, groups(c.Place, g.Place))
	set(&next.Kind, groups(c.Kind, g.Kind))
	set(&next.Modality, groups(c.Modality, g.Modality))
	set(&next.CoLead, c.CoLead)
	if c.Lead != nil {
		next.Lead, next.NobodyLed = unlike(*c.Lead, g.Provider), false
	}
	return next.after(s, now)
}

func set[T any](field *T, to *T) {
	if to != nil {
		*field = *to
	}
}

// groups is a wanted value as a session says it, nil for one that is not wanted.
func groups[T comparable](wanted *T, group T) *T {
	if wanted == nil {
		return nil
	}
	own := unlike(*wanted, group)
	return &own
}

// after is the session as it follows another version of itself: raised by one where whoever has it in a calendar shall see
// that it is another.
func (s Session) after(was Session, now time.Time) Session {
	if s.shows(was) {
		return s.Raised(was, now)
	}
	return s
}

// Raised is the session as it follows another version of itself that calendars show otherwise: the next revision, changed now.
// What a calendar reads of that instant has whole seconds, and some take a change for none that came in the second of the one
// before, or earlier by the clock of another instance: it is then a second later than that.
func (s Session) Raised(was Session, now time.Time) Session {
	s.Sequence, s.ChangedAt = was.Sequence+1, now.UTC()
	if next := was.ChangedAt.UTC().Truncate(time.Second).Add(time.Second); s.ChangedAt.Before(next) {
		s.ChangedAt = next
	}
	return s
}

// Beside is the revision of something in calendars that changes by itself, as Raised has it, and by what stands beside it: of
// that there were n changes, the last at an instant. Whatever changes of either is a later revision by its number and in whole
// seconds, also where both changed in one second: so each change beside it counts for a second, too.
func Beside(sequence int, changed time.Time, n int, last time.Time) (int, time.Time) {
	if n == 0 {
		return sequence, changed
	}
	if least := last.Add(-time.Second); changed.Before(least) {
		changed = least
	}
	return sequence + n, changed.Add(time.Duration(n) * time.Second)
}

// shows tells whether a session is otherwise than it was for whoever has it in a calendar: in all but its kind and what only
// its series knows. Who leads stands in no calendar; it is raised all the same, as it is where a sheet says who led.
func (s Session) shows(was Session) bool {
	was.Sequence, was.ChangedAt, was.Kind = s.Sequence, s.ChangedAt, s.Kind
	was.Series, was.Due, was.Own = s.Series, s.Due, s.Own
	return s != was
}

// Editable is nil for a session that can still be planned otherwise: one that has not begun and has no sheet. What took
// place is written on its sheet.
func (s Session) Editable(sheet bool, now time.Time) error {
	switch {
	case s.Status == Held || sheet:
		return fault.New(fault.Conflict, "This session has a sheet, so what took place is said there. Nothing was changed.")
	case !s.Starts.After(now):
		return fault.New(fault.Conflict, "This session has begun already. What took place, and whether it did, is said on its sheet.")
	}
	return nil
}

// Standing is a session as whoever changes it alone finds it.
type Standing struct {
	Session
	Ground Ground // at the time where it is to be, without the session itself
	Sheet  bool   // it has a sheet, whatever is on it
}

// At is when a session would be by a change, on its group's clock.
func (c Change) At(s Session, zone *time.Location) Proposal {
	p := Proposal{Group: s.Group, Begins: WallAt(s.Starts, zone), Minutes: s.Minutes, Lead: s.Lead, CoLead: s.CoLead}
	set(&p.Begins.Day, c.Day)
	set(&p.Begins.Minute, c.Minute)
	set(&p.Minutes, c.Minutes)
	set(&p.Lead, c.Lead)
	set(&p.CoLead, c.CoLead)
	return p
}

// Leads are whoever is to lead and co-lead, by the session and by a change of it.
func (s Session) Leads(c Change) []roster.PersonID {
	leads := []roster.PersonID{s.Lead, s.CoLead}
	for _, wanted := range []*roster.PersonID{c.Lead, c.CoLead} {
		if wanted != nil {
			leads = append(leads, *wanted)
		}
	}
	return leads
}

// Alone is a session as it is changed by itself, on the ground of where it is to be. A change of its series
// leaves from now on what this one said. It is roster.Refused where it cannot be, and Conflict once it has begun.
func (s Standing) Alone(c Change, now time.Time) (Session, error) {
	if err := s.Editable(s.Sheet, now); err != nil {
		return Session{}, err
	}
	g := s.Ground
	next := c.to(s.Session, g.Group, g.Zone, now)
	if next == s.Session {
		return next, nil
	}
	if s.Series != 0 {
		next.Own |= c.aspects()
	}
	p := c.At(s.Session, g.Zone)
	p.Kind, p.Modality = next.Kind, next.Modality
	within := Reach(day.At(now, g.Zone))
	within.To = max(within.To, s.Local.Day) // a series reaches further ahead
	if err := p.check(within, g); err != nil {
		return Session{}, err
	}
	if !next.Starts.After(now) {
		return Session{}, roster.Refuse("begins", "This is over already. A session that is still to come is moved to a time that is to come, too.")
	}
	return next, next.free(g)
}

// free is roster.Refused where one that takes place cannot: another of its occurrence does, or the group has another session
// at that time.
func (s Session) free(g Ground) error {
	if s.Status == Cancelled {
		return nil
	}
	if replaced := s.Replaced(g.Instead, g.Zone); replaced != "" {
		return roster.Refuse("", "%s", replaced)
	}
	if doubled := s.Doubled(g.Beside, g.Zone); doubled != "" {
		return roster.Refuse("begins", "%s Look at the group's page, or choose another time.", doubled)
	}
	return nil
}

// Called is a session that is cancelled, or stands again after all, before it has begun.
func (s Standing) Called(status Status, now time.Time) (Session, error) {
	if s.Status == status {
		return s.Session, nil
	}
	if err := s.Editable(s.Sheet, now); err != nil {
		return Session{}, err
	}
	next := s.called(status, now)
	return next, next.free(s.Ground)
}

// called is a session of which that was said by itself.
func (s Session) called(status Status, now time.Time) Session {
	next := s
	next.Status = status
	return next.Apart(s).after(s, now)
}

// Apart is a session that was said to be otherwise than it was, by itself: of a series, it has that of its own from now on.
func (s Session) Apart(was Session) Session {
	if s.Series == 0 {
		return s
	}
	for aspect, differs := range map[Aspects]bool{
		OwnTime: !s.Starts.Equal(was.Starts), OwnLength: s.Minutes != was.Minutes, OwnPlace: s.Place != was.Place,
		OwnLead: s.Lead != was.Lead || s.NobodyLed != was.NobodyLed, OwnCoLead: s.CoLead != was.CoLead,
		OwnKind: s.Kind != was.Kind, OwnModality: s.Modality != was.Modality,
	} {
		if differs {
			s.Own |= aspect
		}
	}
	switch is := s.Status == Cancelled; {
	case is == (was.Status == Cancelled):
	case is:
		s.Own |= OwnStatus
	default:
		s.Own ^= OwnStatus // what was cancelled by itself and stands again has nothing of its own
	}
	return s
}
