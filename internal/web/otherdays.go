package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// onOtherDays is where a change of several sessions to another day goes on: at the form of other days, which opens with the
// answers given here. What stands as it is says what the series has.
func (v *revising) onOtherDays() error {
	course, err := v.Store.Course(v.c.Request().Context(), v.was.Series, schedule.Revision{})
	if err != nil {
		return err
	}
	from := v.was.Session
	if v.reach == allFromNow {
		if i := slices.IndexFunc(course.Sessions, func(s schedule.Session) bool { return s.Editable(course.Sheets[s.ID], v.Now()) == nil }); i >= 0 {
			from = course.Sessions[i]
		}
	}
	a := v.rearranging(course, from)
	q := &inquiry{}
	a.ask(q, a.asIs())
	answers := make(url.Values)
	for _, f := range q.fields {
		answers[f.Name] = strings.Split(f.Value, ",")
		if f.Kind != "checks" {
			answers[f.Name] = []string{f.Value}
		}
	}
	v.answer(answers, course, from)
	return &onwards{to: "/sessions/" + idText(from.ID) + "/rhythm?" + answers.Encode()}
}

// answer puts what is wanted otherwise into the answers of the form of other days.
func (v *revising) answer(answers url.Values, course schedule.Course, from schedule.Session) {
	c := v.change
	shift := int(*c.Day - v.was.Due)
	answers.Set("day", from.Due.AddDays(shift).String())
	answers["weekdays"] = shifted(course.Rhythm.Weekdays, v.was.Due.Weekday(), c.Day.Weekday())
	if until, err := day.Parse(answers.Get("until")); err == nil && until != 0 {
		answers.Set("until", until.AddDays(shift).String())
	}
	if c.Minute != nil || c.Minutes != nil {
		minutes := course.Minutes
		if c.Minutes != nil {
			minutes = *c.Minutes
		}
		answers.Set("ends", "")
		answers.Set("minutes", strconv.Itoa(minutes))
	}
	for name, wanted := range map[string]bool{
		"begins": c.Minute != nil, "place": c.Place != nil, "kind": c.Kind != nil, "modality": c.Modality != nil,
	} {
		if wanted {
			answers.Set(name, v.c.FormValue(name))
		}
	}
	lead, coLead := course.Lead, course.CoLead
	if c.Lead != nil {
		lead = but(*c.Lead, v.circle.Provider)
	}
	if c.CoLead != nil {
		coLead = *c.CoLead
	}
	answers.Set("lead", byID(lead)) // no address names anybody
	answers.Set("colead", byID(coLead))
}

// byID is who is meant, as a form takes them that had a choice; empty for nobody.
func byID(person roster.PersonID) string {
	if person == 0 {
		return ""
	}
	return idText(person)
}

// shifted are days of the week with one of them in place of another, as the form of a series has them.
func shifted(weekdays []time.Weekday, from, to time.Weekday) []string {
	var list []string
	for _, d := range weekdays {
		if d == from {
			d = to
		}
		if text := strconv.Itoa(int(d)); !slices.Contains(list, text) {
			list = append(list, text)
		}
	}
	return list
}
