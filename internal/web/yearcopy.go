package web

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/fault"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// yearCopy is the copy of one group on its way from the page to the store.
type yearCopy struct {
	*yearAhead
	of     schedule.Copying
	name   string // that its questions begin with
	zone   *time.Location
	p      schedule.CopyProposal
	called fieldView
	series []*copySeries
	copied schedule.Copied
}

// copySeries is one series of it, with the questions about it.
type copySeries struct {
	*serial
	name  string
	q     *inquiry
	note  string // where its days come from; empty where it had them
	asked bool   // there is something to lay out
	left  bool   // it is not carried on, beside others that are
}

// copyOf reads what was sent of a group, or what its last year proposes.
func (n *yearAhead) copyOf(of schedule.Copying) (*yearCopy, error) {
	g := of.Record.Group
	y := &yearCopy{yearAhead: n, of: of, name: copyName(of), zone: zoneNamed(g.TimeZone)}
	y.p = schedule.CopyProposal{External: roster.External(fmt.Sprintf("%s-%d", n.id, g.ID)), Of: g.ID, Answer: n.until}
	carried := of.Carry(n.today(of))
	for i := range max(len(carried), 1) {
		s := &copySeries{name: fmt.Sprintf("%ss%d.", y.name, i), serial: &serial{planning: &planning{
			web: n.web, c: n.c, actor: n.actor, circle: circleToCopy(of), zone: y.zone, names: maps.Clone(n.names),
			p: schedule.Proposal{External: roster.External(fmt.Sprintf("%s-%d", y.p.External, i+1)), Group: g.ID},
		}}}
		is := s.like(schedule.Session{})
		s.note = "Its sessions were planned one by one, and no rhythm is evident in them. Say how the group is to meet, and tick it."
		if i < len(carried) {
			is = s.as(carried[i])
		}
		s.askAll(is, partOf(n.sent, s.name), i < len(carried))
		if s.failed != nil {
			return nil, s.failed
		}
		s.left = n.sent.Has(s.name + "leave")
		if y.series = append(y.series, s); !s.left {
			y.p.Series = append(y.p.Series, s.s)
		}
	}
	y.askName(carried)
	return y, nil
}

// as is a series that is carried over, as its questions open.
func (s *copySeries) as(c schedule.Carried) asked {
	if s.note = ""; c.Guessed {
		s.note = "Its sessions were planned one by one: this is what most of them have in common."
	}
	s.p.Lead, s.p.CoLead, s.p.Kind, s.p.Modality, s.p.Place = c.Lead, c.CoLead, c.Kind, c.Modality, c.Place
	begins := schedule.Wall{Day: c.Rhythm.From, Minute: c.Minute}.Instant(s.zone)
	return asked{
		rhythm: c.Rhythm, through: c.Through, began: clockText(begins, s.zone),
		ended: clockText(schedule.Session{Starts: begins, Minutes: c.Minutes}.Ends(), s.zone),
	}
}

// askAll puts the questions. Where nothing was sent, what they open with is read as if it had been.
func (s *copySeries) askAll(is asked, sent url.Values, evident bool) {
	s.asked = sent != nil || evident
	was := s.p
	if sent == nil {
		opened := &inquiry{}
		if s.ask(opened, is); !evident {
			s.q = opened
			return
		}
		sent = opened.answers()
	}
	s.p, s.s, s.q = was, schedule.SeriesProposal{}, &inquiry{sent: sent}
	s.ask(s.q, is)
}

// answers are what a form with these questions sends.
func (q *inquiry) answers() url.Values {
	values := make(url.Values)
	for _, f := range q.fields {
		if values.Set(f.Name, f.Value); f.Kind == "checks" {
			values[f.Name] = strings.Split(f.Value, ",")
		}
	}
	return values
}

// partOf are those of the answers whose names begin so, without that; nil where there are none.
func partOf(sent url.Values, prefix string) url.Values {
	var part url.Values
	for name, values := range sent {
		if rest, is := strings.CutPrefix(name, prefix); is {
			if part == nil {
				part = make(url.Values)
			}
			part[rest] = values
		}
	}
	return part
}

// askName asks how the copy is called.
func (y *yearCopy) askName(carried []schedule.Carried) {
	q := &inquiry{sent: partOf(y.sent, y.name)}
	f := fieldView{Name: "name", Label: "Name of the new group", Value: y.of.Record.Group.Name, Needed: true}
	if len(carried) > 0 {
		f.Value = roster.LaterName(f.Value, carried[0].Years, carried[0].Days)
	}
	y.p.Name = q.line(f)
	y.called = q.fields[0]
}

// kept are the series that are carried on.
func (y *yearCopy) kept() []*copySeries {
	return slices.DeleteFunc(slices.Clone(y.series), func(s *copySeries) bool { return s.left })
}

// wrong tells whether any answer about the group cannot be right.
func (y *yearCopy) wrong() bool {
	for _, s := range y.kept() {
		if s.q.wrong() {
			return true
		}
	}
	return y.called.Problem != ""
}

// write copies the group, if it still comes to what was looked at.
func (y *yearCopy) write() error {
	if y.wrong() {
		return fault.New(fault.Invalid, "Something here is not right yet. Correct it, and copy the group then.")
	}
	if err := y.check(); err != nil {
		return err
	}
	seen := y.sent.Get(y.name + "seen")
	_, err := y.Store.CopyGroup(y.c.Request().Context(), y.p, y.actor.Account.String(), func(c schedule.Copying) (schedule.Copied, error) {
		copied, err := y.decide(c)
		if err == nil && copyPrint(copied) != seen {
			err = fault.New(fault.Invalid, "The days, or who is asked, are others than those you looked at. Look at them, and copy the group then.")
		}
		return copied, err
	})
	return err
}

func (y *yearCopy) check() error {
	for _, s := range y.p.Series {
		if err := s.Rhythm.Check(); err != nil {
			return err
		}
	}
	return nil
}

func (y *yearCopy) decide(c schedule.Copying) (schedule.Copied, error) {
	g := c.Record.Group
	if err := access.May(y.actor, access.CopyGroup, access.Group{Association: g.Association, Provider: g.Provider}); err != nil {
		return schedule.Copied{}, err
	}
	return y.p.Lay(c, y.Now())
}

// copyPrint tells one copy of a group from another.
func copyPrint(copied schedule.Copied) string {
	h := sha256.New()
	for _, laid := range copied.Laid {
		_, _ = fmt.Fprintln(h, fingerprint(laid))
	}
	_, _ = fmt.Fprintln(h, copied.Offered, copied.Waiting, copied.Until, copied.Ended)
	return hex.EncodeToString(h.Sum(nil)[:12])
}

// look shows the copy, and why it was not written if it was to be.
func (y *yearCopy) look(refused error) (copyView, error) {
	g := y.of.Record.Group
	view := copyView{
		Name: y.name, Href: fmt.Sprintf("/groups/%d", g.ID), Was: g.Name, Provider: y.of.Provider, Ticked: y.ticked(y.of),
		Met: "meets until " + plainDate(y.of.Last().To), Called: y.called,
	}
	if refused != nil {
		y.blame(&view, refused)
	}
	laid, err := y.layOut()
	switch {
	case err == nil && laid:
		y.say(&view)
	case err != nil && fault.KindOf(err) == fault.Internal:
		return view, err
	case err != nil && refused == nil:
		y.blame(&view, err)
	}
	view.Called.Name = y.name + view.Called.Name
	for _, s := range y.series {
		series := s.view(laid && err == nil)
		if len(y.series) > 1 {
			series.Leave = s.name + "leave"
		}
		view.Series = append(view.Series, series)
	}
	view.Open = len(view.Problems) > 0
	for _, s := range y.kept() {
		view.Open = view.Open || s.asked && s.q.wrong()
	}
	return view, nil
}

// blame puts a refusal at its question, or else at the group.
func (y *yearCopy) blame(view *copyView, err error) {
	sentence, _ := fault.SentenceOf(err)
	for _, s := range y.kept() {
		if s.q.blame(fieldOf(err), sentence) {
			return
		}
	}
	view.Problems = append(view.Problems, sentence)
}

// answered tells whether all that its series need was answered, and can be right.
func (y *yearCopy) answered() bool {
	return !slices.ContainsFunc(y.kept(), func(s *copySeries) bool { return !s.asked || s.q.wrong() })
}

// layOut sees what would come of it; false where there is nothing to see yet.
func (y *yearCopy) layOut() (bool, error) {
	if !y.answered() {
		return false, nil
	}
	if err := y.check(); err != nil {
		return false, err
	}
	var err error
	if y.copied, err = y.decide(y.of); err != nil {
		return false, err
	}
	for i, s := range y.kept() {
		s.season, s.laid = y.copied.Seasons[i], y.copied.Laid[i]
	}
	return true, nil
}

// say says who is asked, and what else becomes of them.
func (y *yearCopy) say(view *copyView) {
	copied := y.copied
	view.Seen = copyPrint(copied)
	until := fmt.Sprintf("%s, %s", longDate(day.At(copied.Until, y.zone)), day.OnBoth(clockTime(copied.Until, y.zone), copied.Until, time.Time{}, y.zone, y.readersClock(y.c, y.zone)))
	if last, is := day.EndOf(copied.Until, y.zone); is {
		until = "the end of " + longDate(last)
	}
	switch n := len(copied.Offered); n {
	case 0:
		view.Asked = "Nobody belongs to this group, so nobody is asked."
	default:
		view.Asked = fmt.Sprintf("%s whether to go on, until %s.", count(n, "member is asked", "members are asked"), until)
	}
	if n := len(copied.Waiting); n > 0 {
		view.Notes = append(view.Notes, fmt.Sprintf("The group has room for %d: %s for a place that becomes free.", copied.Group.Capacity, count(n, "more waits", "more wait")))
	}
}

// view shows the series, with its days where it was laid out.
func (s *copySeries) view(laid bool) copySeriesView {
	view := copySeriesView{Note: s.note, Left: s.left}
	if s.left && !s.q.wrong() {
		view.Words = "Not carried on: " + s.s.Rhythm.String() + "."
	}
	if laid && !s.left {
		view.Dates = s.dates()
		view.Dates.Name = s.name + "skip"
		sessions := s.laid.Sessions()
		view.Words = s.course(sessions)
		view.Days = copyDaysWords(s.laid, view.Dates)
	}
	for _, f := range s.q.fields {
		if !s.asked || s.left {
			f.Problem = ""
		}
		f.Name = s.name + f.Name
		view.Fields = append(view.Fields, f)
	}
	return view
}

// copyDaysWords sum up the days of a series.
func copyDaysWords(laid schedule.Laid, dates *datesView) string {
	out, noted := len(laid.Dates)-len(laid.Sessions()), 0
	for _, d := range dates.List {
		if len(d.Warnings) > 0 {
			noted++
		}
	}
	words := count(len(laid.Dates), "day", "days")
	if out > 0 {
		words += fmt.Sprintf(", %d left out", out)
	}
	if noted > 0 {
		words += fmt.Sprintf(", %d to look at", noted)
	}
	return words
}
