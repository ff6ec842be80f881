package web

import (
	"errors"
	"fmt"
	"slices"

	"attune/internal/access"
	"attune/internal/endorsement"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// reach is how far a change goes that was begun at one session of a series.
type reach string

const (
	oneSession reach = ""
	following  reach = "following"
	allFromNow reach = "all"
)

// revising is a series that is changed from one of its sessions, on its way from the form to the store.
type revising struct {
	*replanning
	course  schedule.Course
	revised schedule.Revised
	cancels bool // all that it reaches, and changes nothing else
}

// reaches are how far a change may go.
var reaches = []optionView{
	{Value: string(oneSession), Text: "this session"},
	{Value: string(following), Text: "this one and all that follow"},
	{Value: string(allFromNow), Text: "all of its series from now on"},
}

// askReach asks how far the change goes, where the session has a series.
func (n *replanning) askReach(q *inquiry) {
	if n.was.Series == 0 {
		return
	}
	n.reach = choice(q, fieldView{Name: "reach", Label: "What changes"}, oneSession, reaches)
}

// revision is what the series is asked to become.
func (v *revising) revision() schedule.Revision {
	r := schedule.Revision{Change: v.change}
	if v.reach == following {
		r.From = v.was.Due
	}
	return r
}

// put revises the series, or in pencil sees what comes of it.
func (v *revising) put(pen roster.Pen, seen string) (endorsement.Foreseen, error) {
	if v.change.Day != nil {
		return endorsement.Foreseen{}, v.onOtherDays()
	}
	ctx, r := v.c.Request().Context(), v.revision()
	decide := func(course schedule.Course) (schedule.Revised, error) {
		g := course.Season.Group
		if err := access.May(v.actor, access.PlanGroup, access.Group{Association: g.Association, Provider: g.Provider}); err != nil {
			return schedule.Revised{}, err
		}
		revised, err := v.becomes(course)
		if late := overtaken(seen, seriesRevision(v.was.Session, course.Version)); late != nil {
			if err == nil && revised.IsSo(course.Series) {
				return revised, errIsSo
			}
			return revised, late
		}
		return revised, err
	}
	if !pen.Pencil {
		return endorsement.Foreseen{}, unlessSo(v.Store.ReviseSeries(ctx, v.was.Series, r, pen.By, decide))
	}
	var err error
	if v.course, err = v.Store.Course(ctx, v.was.Series, r); err == nil {
		v.revised, err = decide(v.course)
	}
	return endorsement.Foreseen{}, err
}

// becomes is what comes of the series.
func (v *revising) becomes(course schedule.Course) (schedule.Revised, error) {
	r := v.revision()
	if v.cancels {
		return course.Cancel(r.From, course.Sessions, course.Sheets, v.Now()), nil
	}
	return course.Revise(r, course.Season, course.Sessions, course.Sheets, v.Now())
}

// errIsSo stops a change that finds everything as it wants it: the second click of two at once.
var errIsSo = errors.New("it is so already")

// unlessSo is nil for errIsSo.
func unlessSo(err error) error {
	if errors.Is(err, errIsSo) {
		return nil
	}
	return err
}

// seriesRevision tells one state of a session and its series from another.
func seriesRevision(s schedule.Session, version int) string {
	return fmt.Sprintf("%s/%d", replanRevision(s), version)
}

// words say how many sessions and people it touches.
func (v *revising) words() string {
	changed := v.revised.Changed
	said := "None of its sessions becomes otherwise; new ones would."
	if n := len(changed); n > 0 {
		said = fmt.Sprintf("%s, from %s to %s.", count(n, "session changes", "sessions change"), longDate(changed[0].Is.Local.Day), longDate(changed[n-1].Is.Local.Day))
	}
	if n := len(v.revised.Kept); n > 0 {
		said += fmt.Sprintf(" %s changed by itself before, and that stays so.", count(n, "session was", "sessions were"))
	}
	return said + v.reached()
}

// reached say what the change leaves alone, and whom it concerns.
func (v *revising) reached() string {
	said := ""
	if n := v.revised.Past; n > 0 {
		said = fmt.Sprintf(" %s begun or taken place already, and nothing of that changes.", count(n, "session has", "sessions have"))
	}
	if len(v.revised.Changed) == 0 {
		return said
	}
	return said + fmt.Sprintf(" It shows in the calendars of %s and of whoever leads them, and one mail tells each of them.", count(v.members(), "member", "members"))
}

// members are how many belong to the group on any day of what changes, but for whoever changes it.
func (v *revising) members() int {
	n := 0
	for _, m := range v.course.Season.Members {
		there := func(t schedule.Turn) bool { return m.On(t.Was.Local.Day) || m.On(t.Is.Local.Day) }
		if m.Person != v.actor.Person && slices.ContainsFunc(v.revised.Changed, there) {
			n++
		}
	}
	return n
}

// warnings are what speaks against the sessions as they are to be, each once with the first day of which it is so.
func (v *revising) warnings() []string {
	var order []string
	days := make(map[string][]string)
	were := make([]schedule.Session, len(v.revised.Changed))
	for i, t := range v.revised.Changed {
		were[i] = t.Was
	}
	others := v.course.Season.Without(were...)
	for _, t := range v.revised.Changed {
		one := *v.planning
		one.p, one.session = schedule.Change{}.At(t.Is, v.zone), t.Is
		one.ground = others.Ground(one.p)
		for _, sentence := range one.warnings() {
			if days[sentence] == nil {
				order = append(order, sentence)
			}
			days[sentence] = append(days[sentence], plainDate(t.Is.Local.Day))
		}
	}
	for i, sentence := range order {
		on := days[sentence]
		order[i] = sentence + " So it is on " + on[0]
		if more := len(on) - 1; more > 0 {
			order[i] += " and on " + count(more, "more day", "more days")
		}
		order[i] += "."
	}
	return order
}

// otherwise says what becomes otherwise of the series; what single sessions have of their own stays.
func (v *revising) otherwise() []string {
	was, is := v.course.Series, v.revised.Series
	first := v.course.Rhythm.From
	return v.turned(was.On(first, v.zone), is.On(first, v.zone), func(s schedule.Session) string {
		return fmt.Sprintf("%s, %s (%s)", was.Rhythm, timeSpan(s, v.zone), v.onClocks(s))
	})
}
