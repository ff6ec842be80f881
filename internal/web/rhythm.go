package web

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// rhythm answers GET and POST /sessions/{id}/rhythm: the series of a session gets other days, from that session on.
func (w *web) rhythm(c echo.Context) error {
	return w.recordForm(c, func() (recordForm, error) { return w.rhythmForm(c) })
}

// rearranging is a series that gets other days, on its way from the form to the store.
type rearranging struct {
	*serial
	from    schedule.Session // the first that it reaches
	course  schedule.Course
	revised schedule.Revised
}

func (w *web) rhythmForm(c echo.Context) (recordForm, error) {
	n, err := w.replanningOf(c)
	if err != nil {
		return recordForm{}, err
	}
	if n.was.Series == 0 {
		return recordForm{}, access.Nowhere()
	}
	course, err := w.Store.Course(c.Request().Context(), n.was.Series, schedule.Revision{})
	if err != nil {
		return recordForm{}, err
	}
	a := n.rearranging(course, n.was.Session)
	page := n.page("Other days for the series", "From this session on. What has begun or took place stays, and so does what was changed for one session alone.", "/rhythm", "Change the days")
	var answered url.Values
	if isRead(c) && c.QueryParam("day") != "" {
		answered = c.QueryParams()
	}
	return recordForm{
		page:    page,
		open:    answered,
		ask:     func(q *inquiry) { a.ask(q, a.asIs()) },
		put:     a.put,
		sum:     a.words,
		dates:   a.dates,
		refused: a.noDay,
		done:    func() (string, error) { return fmt.Sprintf("/groups/%d", n.circle.ID), nil },
	}, nil
}

// noDay says where to go on where no day of the series would be left.
func (a *rearranging) noDay(page *formPage, err error) {
	if r := a.s.Rhythm; fieldOf(err) == "until" && (len(a.s.Skips) > 0 || r.Until != 0 && r.Until < r.From) {
		page.Way = navLink{Href: fmt.Sprintf("/sessions/%d%s%s", a.from.ID, cancelAll, following), Text: "Cancel this session and those that follow"}
	}
}

// rearranging is a series as it is to get other days from one of its sessions on.
func (n *replanning) rearranging(course schedule.Course, from schedule.Session) *rearranging {
	one := *n.planning
	one.p.Lead, one.p.CoLead, one.p.Kind, one.p.Modality, one.p.Place = course.Lead, course.CoLead, course.Kind, course.Modality, course.Place
	return &rearranging{serial: &serial{planning: &one}, from: from, course: course}
}

// earliest is the first day that may be one: in the week before that of the session from which the days become others, and
// after the session before it.
func (a *rearranging) earliest() day.Date {
	first := a.from.Due.AddDays(-6)
	for _, s := range a.course.Sessions {
		if s.Due < a.from.Due && s.Due >= first {
			first = s.Due.AddDays(1)
		}
	}
	return first
}

// asIs is the series as it stands, from the session on.
func (a *rearranging) asIs() asked {
	is := asked{rhythm: a.course.Rhythm, through: a.course.Through}
	is.rhythm.From = a.from.Due
	if last := len(a.course.Sessions) - 1; is.rhythm.Until == 0 && last >= 0 {
		is.rhythm.Until, is.rhythm.Count = a.course.Sessions[last].Due, 0 // of how many there are to be, some were
	}
	begins := schedule.Wall{Day: a.from.Due, Minute: a.course.Minute}.Instant(a.zone)
	is.began = clockText(begins, a.zone)
	is.ended = clockText(schedule.Session{Starts: begins, Minutes: a.course.Minutes}.Ends(), a.zone)
	return is
}

// revision is what the series is asked to become: what stands as it is in the series is not asked for.
func (a *rearranging) revision() schedule.Revision {
	m, was := a.s.Meeting, a.course.Meeting
	c := schedule.Change{Minute: &m.Minute}
	if m.Minutes != was.Minutes {
		c.Minutes = &m.Minutes
	}
	if m.Lead != was.Lead {
		c.Lead = &m.Lead
		if m.Lead == 0 {
			c.Lead = &a.circle.Provider
		}
	}
	if m.CoLead != was.CoLead {
		c.CoLead = &m.CoLead
	}
	if m.Kind != was.Kind {
		c.Kind = &m.Kind
	}
	if m.Modality != was.Modality {
		c.Modality = &m.Modality
	}
	if m.Place != was.Place {
		c.Place = &m.Place
	}
	return schedule.Revision{From: a.from.Due, Change: c, Rhythm: &a.s.Rhythm, Skips: a.s.Skips, Through: a.s.Through}
}

// put gives the series its other days, or in pencil sees what comes of it.
func (a *rearranging) put(pen roster.Pen, seen string) (endorsement.Foreseen, error) {
	if a.failed != nil {
		return endorsement.Foreseen{}, a.failed
	}
	if err := a.s.Rhythm.Check(); err != nil {
		return endorsement.Foreseen{}, err
	}
	if !pen.Pencil && a.late(seen) != nil && a.isSo() {
		return endorsement.Foreseen{}, nil // a second click
	}
	if first := a.earliest(); a.s.Rhythm.From < first {
		return endorsement.Foreseen{}, roster.Refuse("day", "This is before the session from which the days become others. Begin at an earlier session, or on %s at the earliest.", plainDate(first))
	}
	ctx, r := a.c.Request().Context(), a.revision()
	decide := func(course schedule.Course) (schedule.Revised, error) {
		g := course.Season.Group
		if err := access.May(a.actor, access.PlanGroup, access.Group{Association: g.Association, Provider: g.Provider}); err != nil {
			return schedule.Revised{}, err
		}
		return course.Revise(r, course.Season, course.Sessions, course.Sheets, a.Now())
	}
	if !pen.Pencil {
		return endorsement.Foreseen{}, unlessSo(a.Store.ReviseSeries(ctx, a.from.Series, r, pen.By, func(course schedule.Course) (schedule.Revised, error) {
			a.course = course
			if late := a.late(seen); late != nil && a.isSo() {
				return schedule.Revised{}, errIsSo
			} else if late != nil {
				return schedule.Revised{}, late
			}
			revised, err := decide(course)
			if err == nil && revisedPrint(course, revised) != seen {
				err = errOtherDays
			}
			return revised, err
		}))
	}
	var err error
	if a.course, err = a.Store.Course(ctx, a.from.Series, r); err == nil {
		a.season = a.course.Season.Without(a.course.Sessions...)
		a.revised, err = decide(a.course)
	}
	return endorsement.Foreseen{}, err
}

// but is what is asked for, nothing where that is the group's.
func but[T comparable](asked, groups T) T {
	var empty T
	if asked == groups {
		return empty
	}
	return asked
}

// late is why what was looked at cannot be done: somebody changed the series since. It is nil where nobody did.
func (a *rearranging) late(seen string) error {
	version, _, _ := strings.Cut(seen, "/")
	return overtaken(version, strconv.Itoa(a.course.Version))
}

// isSo tells whether the series as it stands is what is asked for.
func (a *rearranging) isSo() bool {
	is, wanted, g := a.course.Series, a.s, a.circle.Group
	wanted.Lead, wanted.Place = but(wanted.Lead, g.Provider), but(wanted.Place, g.Place)
	wanted.Kind, wanted.Modality = but(wanted.Kind, g.Kind), but(wanted.Modality, g.Modality)
	return is.Rhythm.From == wanted.Rhythm.From && is.Rhythm.Rule() == wanted.Rhythm.Rule() && is.Through == wanted.Through && is.Meeting == wanted.Meeting &&
		!slices.ContainsFunc(wanted.Skips, func(d day.Date) bool { return !slices.Contains(is.Skips, d) })
}

// revisedPrint tells one outcome for a series from another.
func revisedPrint(course schedule.Course, r schedule.Revised) string {
	h := sha256.New()
	for _, t := range r.Changed {
		_, _ = fmt.Fprintln(h, t.Is.ID, t.Is.Local, t.Is.Minutes, t.Is.Status)
	}
	for _, s := range r.Added {
		_, _ = fmt.Fprintln(h, s.Local, s.Minutes)
	}
	return fmt.Sprintf("%d/%s", course.Version, hex.EncodeToString(h.Sum(nil)[:12]))
}

// words say how many sessions it touches.
func (a *rearranging) words() string {
	moved, dropped, other := 0, 0, 0
	for _, t := range a.revised.Changed {
		switch {
		case t.Is.Status == schedule.Cancelled && t.Was.Status != schedule.Cancelled:
			dropped++
		case !t.Is.Starts.Equal(t.Was.Starts):
			moved++
		case t.Is.Sequence != t.Was.Sequence: // for another day of the rhythm alone, nothing shows
			other++
		}
	}
	var said []string
	for _, part := range []struct {
		n         int
		one, many string
	}{
		{moved, "session moves", "sessions move"},
		{other, "session changes on its day", "sessions change on their day"},
		{len(a.revised.Added), "session is new", "sessions are new"},
		{dropped, "session is cancelled", "sessions are cancelled"},
	} {
		if part.n > 0 {
			said = append(said, count(part.n, part.one, part.many))
		}
	}
	words := capital(a.s.Rhythm.String()) + ": "
	if len(said) == 0 {
		return words + "that is how it stands, and nothing changes."
	}
	words += strings.Join(said, ", ") + "."
	if n := len(a.revised.Kept); n > 0 {
		words += fmt.Sprintf(" %s changed by itself before, and keeps what is its own.", count(n, "session was", "sessions were"))
	}
	if n := a.revised.Past; n > 0 {
		words += fmt.Sprintf(" %s begun or taken place already, and nothing of that changes.", count(n, "session has", "sessions have"))
	}
	return words + " Whoever it concerns is told in one mail."
}

// dates are the sessions as they are to be from the session on, each with what becomes of it.
func (a *rearranging) dates() *datesView {
	view := &datesView{Name: "skip", Seen: revisedPrint(a.course, a.revised)}
	for _, s := range a.arranged() {
		view.List = append(view.List, a.dateOf(s))
	}
	for _, d := range a.s.Skips {
		if slices.Contains(a.revised.Series.Skips, d) {
			view.List = append(view.List, dateView{Date: longDate(d), Out: "left out", Skip: d.String(), Skipped: true, on: d})
		}
	}
	slices.SortStableFunc(view.List, func(x, y dateView) int { return int(x.on - y.on) })
	return view
}

// arranged are the sessions of the series from the session on, before and after: new ones have no id.
func (a *rearranging) arranged() []schedule.Turn {
	var list []schedule.Turn
	for _, s := range a.course.Sessions {
		i := slices.IndexFunc(a.revised.Changed, func(t schedule.Turn) bool { return t.Is.ID == s.ID })
		switch {
		case i >= 0:
			list = append(list, a.revised.Changed[i])
		case s.Due >= a.from.Due:
			list = append(list, schedule.Turn{Was: s, Is: s})
		}
	}
	for _, s := range a.revised.Added {
		list = append(list, schedule.Turn{Is: s})
	}
	return list
}

func (a *rearranging) dateOf(t schedule.Turn) dateView {
	v := dateView{Date: longDate(t.Is.Local.Day), on: t.Is.Local.Day}
	v.at(a.planning, t.Is)
	switch {
	case t.Is.Status == schedule.Cancelled && t.Was.Status == schedule.Cancelled:
		v.Out = "stays cancelled"
	case t.Is.Status == schedule.Cancelled:
		v.Out = "is cancelled: the series has no such day any more"
	case t.Was.ID == 0:
		v.Warnings = []string{"New."}
	case !t.Is.Starts.Equal(t.Was.Starts):
		v.Warnings = []string{"Until now " + longDate(t.Was.Local.Day) + ", " + a.span(t.Was) + "."}
	}
	if v.Out == "" {
		v.Warnings = append(v.Warnings, a.speaksAgainst(t.Is)...)
		if !t.Is.Own.Has(schedule.OwnTime) && t.Is.Starts.After(a.Now()) {
			v.Skip = t.Is.Due.String()
		}
	}
	return v
}

// speaksAgainst is what speaks against a session as it is to be.
func (a *rearranging) speaksAgainst(s schedule.Session) []string {
	one := *a.planning
	one.p, one.session = schedule.Change{}.At(s, a.zone), s
	one.ground = a.season.Ground(one.p)
	return one.alsoOff(schedule.Off(s.Local.Day, a.season.Closures))
}
