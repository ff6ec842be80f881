package schedule

import (
	"fmt"
	"slices"
	"time"

	"attune/internal/day"
	"attune/internal/roster"
)

// SeriesID is the installation's own id of a series; the zero id is no series.
type SeriesID int64

// Series is how a group means to meet from a day on. Its sessions are sessions like any other, with an identity from
// birth: the series says which days are theirs and what a further one would be like.
type Series struct {
	ID       SeriesID
	External roster.External
	Group    roster.GroupID
	Rhythm   Rhythm
	Skips    []day.Date // days of the rhythm that were left out, in their order
	Through  bool       // it meets on holidays and while its association is closed, too
	Meeting
	Version   int       // raised by each change of the series or of several of its sessions
	CreatedAt time.Time // UTC
}

// Meeting is what the sessions of a series have in common. What it leaves empty is the group's.
type Meeting struct {
	Minute   int // of the group's clock at which it begins, 0 to 1439
	Minutes  int // its length
	Lead     roster.PersonID
	CoLead   roster.PersonID
	Kind     roster.Kind
	Modality roster.Modality
	Place    string
}

// On is what a session of the series on a day has in common with the others.
func (s Series) On(d day.Date, zone *time.Location) Session {
	wall := Wall{Day: d, Minute: s.Minute}
	return Session{
		Group: s.Group, Local: wall, Starts: wall.Instant(zone), Minutes: s.Minutes, Status: Scheduled, Lead: s.Lead, CoLead: s.CoLead,
		Kind: s.Kind, Modality: s.Modality, Place: s.Place,
	}
}

// SeriesProposal is a series as somebody wants to plan it.
type SeriesProposal struct {
	External roster.External // given when its form was opened, so that it is planned once however often it is sent
	Group    roster.GroupID
	Rhythm   Rhythm
	Meeting
	Skips   []day.Date // days that are to be left out
	Through bool       // the group meets on holidays and while its association is closed, too
}

// Laid is a series laid out day by day before anything is written.
type Laid struct {
	Series Series
	Dates  []Date // of the series, and those that were left out of it, in their order
}

// Date is one day of a rhythm, with its session or why there is none.
type Date struct {
	Day     day.Date
	Session Session // the zero Session where the day is left out
	Off     string  // the holiday or closure of that day; empty for none
	Out     Out     // why it is left out; empty where it is not
}

// Out is why a day of a rhythm has no session.
type Out string

// Why a day has no session.
const (
	Skipped Out = "skipped" // somebody wants it so
	OnOff   Out = "off"     // a holiday or a closure
	Doubled Out = "doubled" // the group has a session then already
)

// On is one session of the series as a proposal, on a day of its rhythm.
func (p SeriesProposal) On(d day.Date) Proposal {
	return Proposal{
		External: roster.External(fmt.Sprintf("%s-%s", p.External, d)), Group: p.Group, Begins: Wall{Day: d, Minute: p.Minute}, Minutes: p.Minutes,
		Lead: p.Lead, CoLead: p.CoLead, Kind: p.Kind, Modality: p.Modality, Place: p.Place,
	}
}

// Ends are the first and the last day that a series may touch.
func (r Rhythm) Ends() day.Span {
	if r.Until != 0 {
		return day.Span{From: r.From, To: r.Until}
	}
	return day.Span{From: r.From, To: r.From.AddYears(mostYears)}
}

// Lay decides on the sessions of a series as the facts of its season are at now. It is roster.Refused where it cannot be.
func (p SeriesProposal) Lay(season Season, now time.Time) (Laid, error) {
	laid := Laid{Series: Series{
		External: p.External, Group: season.Group.ID, Rhythm: p.Rhythm, Meeting: p.Meeting, Through: p.Through, Version: 1, CreatedAt: now.UTC(),
	}}
	laid.Series.Lead = unlike(p.Lead, season.Group.Provider)
	laid.Series.Kind, laid.Series.Modality = unlike(p.Kind, season.Group.Kind), unlike(p.Modality, season.Group.Modality)
	laid.Series.Place = unlike(p.Place, season.Group.Place)
	out := func(d day.Date) bool {
		date := p.date(d, season)
		laid.Dates = append(laid.Dates, date)
		return date.Out != ""
	}
	if _, err := p.Rhythm.Days(out); err != nil {
		return Laid{}, err
	}
	for i := range laid.Dates {
		d := &laid.Dates[i]
		if d.Out != "" {
			laid.Series.Skips = append(laid.Series.Skips, d.Day)
			continue
		}
		session, err := p.session(d.Day, season, now)
		if err != nil {
			return Laid{}, err
		}
		d.Session = session
	}
	return laid, nil
}

// date is a day of the rhythm, and whether it is left out.
func (p SeriesProposal) date(d day.Date, season Season) Date {
	date := Date{Day: d, Off: Off(d, season.Closures)}
	switch {
	case slices.Contains(p.Skips, d):
		date.Out = Skipped
	case date.Off != "" && !p.Through:
		date.Out = OnOff
	case len(season.Ground(p.On(d)).Beside) > 0:
		date.Out = Doubled
	}
	return date
}

// session is the session of a day. A series may reach further ahead than one session that is planned by itself.
func (p SeriesProposal) session(d day.Date, season Season, now time.Time) (Session, error) {
	proposal := p.On(d)
	within := Reach(day.At(now, season.Zone))
	within.To = p.Rhythm.Ends().To
	s, err := proposal.within(within, season.Ground(proposal), now)
	s.Due = d
	return s, err
}

// Sessions are those that are to be, in their order.
func (l Laid) Sessions() []Session {
	var sessions []Session
	for _, d := range l.Dates {
		if d.Out == "" {
			sessions = append(sessions, d.Session)
		}
	}
	return sessions
}

// Course is a series with all its sessions, as whoever changes it finds it.
type Course struct {
	Series
	Sessions []Session          // in the order of the days they are due
	Sheets   map[SessionID]bool // those that have a sheet, whatever is on it
	Season   Season             // from the series's first day to its last, and where its sessions stand
}
