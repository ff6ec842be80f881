package web

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// planSeries answers GET and POST /groups/{id}/series/new.
func (w *web) planSeries(c echo.Context) error {
	return w.recordForm(c, func() (recordForm, error) { return w.seriesForm(c) })
}

// serial is a series on its way from the form to the store.
type serial struct {
	*planning
	s      schedule.SeriesProposal
	season schedule.Season
	laid   schedule.Laid
}

func (w *web) seriesForm(c echo.Context) (recordForm, error) {
	n, last, err := w.planningOf(c)
	if err != nil {
		return recordForm{}, err
	}
	here := fmt.Sprintf("/groups/%d", n.circle.ID)
	s := &serial{planning: n}
	return recordForm{
		page: formPage{
			frame: w.narrow(c, "Plan a series", atGroups), Back: navLink{Href: here, Text: n.circle.Name}, Heading: "Plan a series", Action: here + "/series/new",
			Lead: "Sessions of this group, again and again. Every day is shown before anything is planned.", ID: string(n.p.External), Button: "Plan them",
		},
		ask:   func(q *inquiry) { s.ask(q, s.like(last)) },
		put:   s.put,
		sum:   s.words,
		dates: s.dates,
		done:  func() (string, error) { return here, nil },
	}, nil
}

// How a series goes on from its first day.
type again string

const (
	byWeekdays again = "weeks"
	byNth      again = "nth"
	byLast     again = "last"
	byMonthDay again = "day"
)

// asked is a series as its form opens.
type asked struct {
	rhythm       schedule.Rhythm
	through      bool
	began, ended string // on the group's clock
}

// like is a series at the time of a session, from the first week on that has none yet; one without a day where there was none.
func (s *serial) like(last schedule.Session) asked {
	is := asked{rhythm: schedule.Rhythm{Every: 1, Unit: schedule.Weeks}}
	if last.ID != 0 {
		is.began, is.ended = clockText(last.Starts, s.zone), clockText(last.Ends(), s.zone)
		is.rhythm.From = s.free
	}
	return is
}

func (s *serial) ask(q *inquiry, is asked) {
	r := &s.s.Rhythm
	r.From = q.date(fieldView{Name: "day", Label: "First day", Needed: true}, is.rhythm.From)
	s.p.Begins.Day = r.From
	s.askTime(q, is.began, is.ended)
	how := choice(q, fieldView{Name: "again", Label: "Again", Needed: true}, againOf(is.rhythm), []optionView{
		{Value: string(byWeekdays), Text: "in weeks, on the days ticked below"},
		{Value: string(byNth), Text: "in months, on the same weekday: the first, second …"},
		{Value: string(byLast), Text: "in months, on the last such weekday"},
		{Value: string(byMonthDay), Text: "in months, on the same day of the month"},
	})
	r.Every, _ = q.number(fieldView{Name: "every", Label: "Every … weeks or months", Value: strconv.Itoa(is.rhythm.Every), Needed: true}, 1, schedule.MostEvery)
	ticked := q.checks(fieldView{
		Name: "weekdays", Label: "Days of the week", Value: weekdayValues(is.rhythm), Hint: "For weeks. None ticked: that of the first day.",
	}, weekdayOptions())
	until := fieldView{Name: "until", Label: "Until", Hint: "The last day that may be one. Or leave it empty and say how many sessions."}
	r.Until = q.date(until, is.rhythm.Until)
	times := fieldView{Name: "count", Label: "Or how many sessions", Hint: "Days that are left out do not count."}
	if is.rhythm.Count > 0 {
		times.Value = strconv.Itoa(is.rhythm.Count)
	}
	r.Count, _ = q.number(times, 1, schedule.MostSessions)
	off := onDaysOff("")
	if is.through {
		off = meetsThrough
	}
	s.s.Through = choice(q, fieldView{Name: "off", Label: "On days off", Hint: "Federal holidays, and when the association is closed."}, off, []optionView{
		{Value: "", Text: "the group does not meet"}, {Value: string(meetsThrough), Text: "the group meets all the same"},
	}) == meetsThrough
	s.askMeeting(q)
	s.propose(q, how, ticked)
	if sentence := s.idle(how, ticked); sentence != "" {
		q.blame("weekdays", sentence)
	}
}

// idle is what to say of days that were ticked and would not count: those of months hang on the first day. It is empty where there are none.
func (s *serial) idle(how again, ticked []string) string {
	from := s.s.Rhythm.From
	own := strconv.Itoa(int(from.Weekday()))
	other := slices.ContainsFunc(ticked, func(d string) bool { return d != own })
	switch {
	case how == byWeekdays || from == 0 || !other:
		return ""
	case how == byMonthDay:
		return "The same day of each month is on any weekday. Untick these, or choose another way to go on."
	default:
		return "In months it is the weekday of the first day, " + from.Weekday().String() + ". Untick the others, or take a first day on the weekday you mean."
	}
}

// onDaysOff is what a group does on holidays and while its association is closed.
type onDaysOff string

const meetsThrough onDaysOff = "through"

// againOf is how a rhythm goes on from its first day.
func againOf(r schedule.Rhythm) again {
	switch {
	case r.Unit != schedule.Months:
		return byWeekdays
	case r.Nth == schedule.LastOf:
		return byLast
	case r.Nth != 0:
		return byNth
	default:
		return byMonthDay
	}
}

// weekdayValues are the days of a rhythm as weekdayOptions call them.
func weekdayValues(r schedule.Rhythm) string {
	var values []string
	for _, d := range r.Weekdays {
		values = append(values, strconv.Itoa(int(d)))
	}
	return strings.Join(values, ",")
}

// weekdayOptions are the days of a week, from Monday on.
func weekdayOptions() []optionView {
	var options []optionView
	for d := time.Monday; d <= time.Saturday+1; d++ {
		options = append(options, optionView{Value: strconv.Itoa(int(d % 7)), Text: (d % 7).String()})
	}
	return options
}

// propose puts together what was answered.
func (s *serial) propose(q *inquiry, how again, ticked []string) {
	r := &s.s.Rhythm
	r.Unit = schedule.Months
	_, _, dom := r.From.Civil()
	switch how {
	case byNth:
		r.Nth, r.Weekday = (dom+6)/7, r.From.Weekday()
	case byLast:
		r.Nth, r.Weekday = schedule.LastOf, r.From.Weekday()
	case byMonthDay:
		r.MonthDay = dom
	default:
		r.Unit = schedule.Weeks
		for _, d := range ticked {
			n, _ := strconv.Atoi(d)
			r.Weekdays = append(r.Weekdays, time.Weekday(n))
		}
		if len(ticked) == 0 {
			r.Weekdays = []time.Weekday{r.From.Weekday()}
		}
	}
	for _, text := range q.carry("skip") {
		if d, err := day.Parse(text); err == nil && !slices.Contains(s.s.Skips, d) {
			s.s.Skips = append(s.s.Skips, d)
		}
	}
	s.s.External, s.s.Group = s.p.External, s.p.Group
	s.s.Meeting = schedule.Meeting{
		Minute: s.p.Begins.Minute, Minutes: s.p.Minutes, Lead: s.p.Lead, CoLead: s.p.CoLead, Kind: s.p.Kind, Modality: s.p.Modality, Place: s.p.Place,
	}
}

// put plans the series, or in pencil sees what comes of it.
func (s *serial) put(pen roster.Pen, seen string) (endorsement.Foreseen, error) {
	if s.failed != nil {
		return endorsement.Foreseen{}, s.failed
	}
	ctx := s.c.Request().Context()
	if err := s.s.Rhythm.Check(); err != nil {
		return endorsement.Foreseen{}, err
	}
	if pen.Pencil {
		season, err := s.Store.Season(ctx, s.s)
		if err == nil {
			s.laid, err = s.decide(season)
		}
		return endorsement.Foreseen{}, err
	}
	_, err := s.Store.PlanSeries(ctx, s.s, pen.By, func(season schedule.Season) (schedule.Laid, error) {
		laid, err := s.decide(season)
		if err == nil && fingerprint(laid) != seen {
			err = errOtherDays
		}
		return laid, err
	})
	return endorsement.Foreseen{}, err
}

func (s *serial) decide(season schedule.Season) (schedule.Laid, error) {
	g := season.Group
	if err := access.May(s.actor, access.PlanGroup, access.Group{Association: g.Association, Provider: g.Provider}); err != nil {
		return schedule.Laid{}, err
	}
	s.season = season
	return s.s.Lay(season, s.Now())
}

// fingerprint tells one set of days from another.
func fingerprint(laid schedule.Laid) string {
	h := sha256.New()
	for _, session := range laid.Sessions() {
		_, _ = fmt.Fprintf(h, "%s %d\n", session.Local, session.Minutes)
	}
	return hex.EncodeToString(h.Sum(nil)[:12])
}

// words say what is to be planned.
func (s *serial) words() string {
	sessions := s.laid.Sessions()
	words := s.course(sessions)
	if s.s.Rhythm.Lacks() {
		words += " In a month without such a day the group does not meet."
	}
	if begun := s.begun(sessions); begun > 0 {
		words += fmt.Sprintf(" %s begun already, and can have a sheet as soon as they are planned.", count(begun, "of them has", "of them have"))
	}
	return words + " They go into the calendars of whoever belongs to the group on each day, and of who leads, and one mail tells each of them."
}

// course says how the sessions of the series follow each other.
func (s *serial) course(sessions []schedule.Session) string {
	first, last := sessions[0], sessions[len(sessions)-1]
	return fmt.Sprintf("%s, %s: %s from %s to %s, %s, led by %s.", capital(s.s.Rhythm.String()), s.span(first), count(len(sessions), "session", "sessions"),
		longDate(first.Local.Day), longDate(last.Local.Day), s.where(first), s.name(s.leads()))
}

func (s *serial) leads() roster.PersonID {
	if s.s.Lead != 0 {
		return s.s.Lead
	}
	return s.circle.Provider
}

func (s *serial) begun(sessions []schedule.Session) int {
	begun := 0
	for _, session := range sessions {
		if !session.Starts.After(s.Now()) {
			begun++
		}
	}
	return begun
}

// span is from when to when a session is, on its group's clock and on the reader's where that shows another time.
func (n *planning) span(session schedule.Session) string {
	return day.OnBoth(timeSpan(session, n.zone), session.Starts, session.Ends(), n.zone, n.readersClock(n.c, n.zone))
}

// timeSpan is from when to when a session is, on its group's clock.
func timeSpan(session schedule.Session, zone *time.Location) string {
	return strings.Join([]string{clockTime(session.Starts, zone), clockTime(session.Ends(), zone)}, " to ")
}
