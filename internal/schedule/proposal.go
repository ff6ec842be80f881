package schedule

import (
	"slices"
	"time"

	"attune/internal/day"
	"attune/internal/roster"
)

// Proposal is one session as somebody wants to plan it. What it leaves empty is the group's.
type Proposal struct {
	External roster.External // given when its form was opened, so that it is planned once however often it is sent
	Group    roster.GroupID
	Begins   Wall // on the group's clock, as it was asked for
	Minutes  int
	Lead     roster.PersonID // zero: the group's provider
	CoLead   roster.PersonID // zero: nobody
	Kind     roster.Kind
	Modality roster.Modality
	Place    string
	MakesUp  SessionID // the cancelled session that it is to make up for, itself no make-up; zero for none
}

// How long a session that is planned by hand may be, in minutes.
const (
	Shortest = 5
	Longest  = 12 * 60
)

// LongestOfAll is the longest session that may be brought in, in minutes: a week. What overlaps a time began no earlier than that before it.
const LongestOfAll = 7 * 24 * 60

// reach is how far from today a session is planned by hand, in years: as far as a group's page shows it.
const reach = 1

// Reach are the days on which a session can be planned today.
func Reach(today day.Date) day.Span {
	return day.Span{From: today.AddYears(-reach), To: today.AddYears(reach)}
}

// Until is how many minutes it is from a time to a minute of the clock, that day or, where it is no later, the next day.
func (w Wall) Until(minute int, zone *time.Location) int {
	begins := w.Instant(zone)
	for _, d := range []day.Date{w.Day, w.Day.AddDays(1)} {
		if end := (Wall{Day: d, Minute: minute}).Instant(zone); end.After(begins) {
			return int(end.Sub(begins) / time.Minute)
		}
	}
	return 0
}

// Session decides on the session that is to be, planned at now on ground that holds the facts of today. It is
// roster.Refused where it cannot be.
func (p Proposal) Session(g Ground, now time.Time) (Session, error) {
	return p.within(Reach(day.At(now, g.Zone)), g, now)
}

// within is the session that is to be, where it is on one of the days.
func (p Proposal) within(span day.Span, g Ground, now time.Time) (Session, error) {
	if err := p.check(span, g); err != nil {
		return Session{}, err
	}
	s := Session{
		External: p.External, UID: NewUID(now), Group: g.Group.ID, Association: g.Group.Association,
		TimeZone: g.Group.TimeZone, Starts: p.Begins.Instant(g.Zone), Minutes: p.Minutes, Status: Scheduled,
		Lead: unlike(p.Lead, g.Group.Provider), CoLead: p.CoLead,
		Kind: unlike(p.Kind, g.Group.Kind), Modality: unlike(p.Modality, g.Group.Modality),
		Place: unlike(p.Place, g.Group.Place), MakesUp: p.MakesUp, CreatedAt: now.UTC(), ChangedAt: now.UTC(),
	}
	if err := s.free(g); err != nil {
		return Session{}, err
	}
	s.Local = WallAt(s.Starts, g.Zone) // another than was asked for where the clocks pass over that
	return s, nil
}

// unlike is what a session says itself: nothing where it is the group's.
func unlike[T comparable](own, groups T) T {
	var empty T
	if own == groups {
		return empty
	}
	return own
}

func (p Proposal) check(span day.Span, g Ground) error {
	lead := g.leadOf(p)
	switch {
	case p.Begins.Day < span.From:
		return roster.Refuse("day", "This is more than a year ago. A session can be planned from %s on; older hours come in with an import, which whoever runs Attune can do for you.", said(span.From))
	case p.Begins.Day > span.To:
		return roster.Refuse("day", "This is more than a year ahead. A session can be planned up to %s.", said(span.To))
	case p.Minutes < Shortest || p.Minutes > Longest:
		return roster.Refuse("ends", "A session takes from %d minutes to %d hours. This one would take %d minutes.", Shortest, Longest/60, p.Minutes)
	case g.Group.ID == 0 || p.Group != g.Group.ID:
		return roster.Refuse("", "There is no such group any more. Go back to your groups and look from there.")
	case !g.knows(lead):
		return roster.Refuse("lead", "Nobody of the group's association is meant by this. Write their name as it is on record.")
	case p.CoLead != 0 && !g.knows(p.CoLead):
		return roster.Refuse("colead", "Nobody of the group's association is meant by this. Write their name as it is on record.")
	case p.CoLead == lead:
		return roster.Refuse("colead", "They lead this session already. Choose somebody else as co-lead, or nobody.")
	case p.Kind != "" && !slices.Contains(roster.GroupKinds, p.Kind):
		return roster.Refuse("kind", "Choose one of these.")
	case !p.Kind.Suits(g.Group.Kind):
		return roster.Refuse("kind", "All sessions of a training are training, and no other session is. Plan it in another group.")
	case p.Modality != "" && !slices.Contains(roster.Modalities, p.Modality):
		return roster.Refuse("modality", "Choose one of these.")
	}
	return nil
}

func said(d day.Date) string { return d.Format("2 January 2006") }
