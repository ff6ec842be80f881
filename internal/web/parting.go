package web

import (
	"fmt"
	"slices"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/roster"
)

// partingForm is the form with which somebody leaves, as one request finds it, and what it would end once that was looked at.
type partingForm struct {
	w       *web
	c       echo.Context
	actor   access.Actor
	subject access.Person
	whole   bool // they leave the association, not only the actor's programs
	on      day.Date
	reason  string

	leaving access.Leaving
	parting access.Parting
}

// parting answers GET and POST /people/{id}/leave. It opens with what would end today.
func (w *web) parting(c echo.Context) error {
	return w.recordForm(c, func() (recordForm, error) {
		actor, record, err := w.recordFor(c, access.EndPlace)
		if err != nil {
			return recordForm{}, err
		}
		f := &partingForm{w: w, c: c, actor: actor}
		if f.subject, err = w.subjectOf(c, record); err != nil {
			return recordForm{}, err
		}
		f.whole = access.May(actor, access.KeepRecord, f.subject) == nil
		return f.form(record)
	})
}

func (f *partingForm) form(record roster.Record) (recordForm, error) {
	edition, err := f.w.rules.get(f.c.Request().Context())
	if err != nil {
		return recordForm{}, err
	}
	programs, err := f.w.programNames(f.c, record)
	name := record.Person.Name
	here := fmt.Sprintf("%s/%d", atPeople, record.Person.ID)
	page := formPage{
		frame: f.w.narrow(f.c, name, atPeople), Back: navLink{Href: here, Text: name}, Heading: name + " leaves your program",
		Lead:   "Employment in your program ends with that day, and with it the place in the program's own groups. Hours, sheets and everything else until then stay as they are, and so does their account: their hours are their own.",
		Action: here + "/leave", Revision: record.Revision(), Button: "End it",
	}
	if len(f.actor.Manages) > 1 {
		page.Heading = name + " leaves your programs"
	}
	if f.whole {
		page.Heading = name + " leaves the association"
		page.Lead = "Employment and memberships end with that day. What becomes of their account is said below. Hours, sheets, credentials and targets stay on record as they are."
	}
	return recordForm{
		page: page, looks: true,
		ask: func(q *inquiry) {
			f.on = q.date(fieldView{Name: "to", Label: "Last day", Needed: true}, f.subject.Today)
			if f.whole && f.corrects(record) {
				f.reason = q.reason("Asked for where a last day that is on record already is put right.")
			}
		},
		put: f.put,
		ends: func() []string {
			return f.words(recordView{here: here, today: f.subject.Today, edition: edition, programs: programs})
		},
		done: func() (string, error) {
			if !f.whole && f.on < f.subject.Today {
				return atStaff, nil // they are of the staff no more
			}
			return here, nil
		},
	}, err
}

// corrects tells whether something that would end has another last day already.
func (f *partingForm) corrects(record roster.Record) bool {
	return slices.ContainsFunc(record.Facts, func(k roster.Kept) bool {
		matter, days := k.Fact.Matter(), k.Fact.Days()
		return (matter == roster.EmploymentMatter || matter == roster.MembershipMatter) && days.To > f.on && days.From <= f.on
	})
}

func (f *partingForm) put(pen roster.Pen, revision string) (endorsement.Foreseen, error) {
	return f.w.Store.Leave(f.c.Request().Context(), f.subject.ID, pen, func(l access.Leaving) (access.Parting, error) {
		subject, err := f.w.subjectOf(f.c, l.Record)
		if err != nil {
			return access.Parting{}, err
		}
		f.leaving = l
		f.parting, err = l.Part(f.actor, subject, f.on, f.reason)
		if stale := overtaken(revision, l.Record.Revision()); stale != nil && (err != nil || !f.parting.Nothing()) {
			return access.Parting{}, stale
		}
		return f.parting, err
	})
}

// words say what ends, and what does not end by itself.
func (f *partingForm) words(show recordView) []string {
	var words []string
	for _, e := range f.parting.Edits {
		switch is := e.Before.(type) {
		case roster.Employment:
			view := show.fact(is)
			words = append(words, "Employment ends: "+view.What+", "+view.Days+".")
		case roster.Membership:
			words = append(words, "They belong to "+f.leaving.Group(is.Group).Name+" no more"+f.without(is.Group)+".")
		}
	}
	switch {
	case f.parting.Closes:
		words = append(words, "Their account is closed at once: they are signed out everywhere, and their calendar addresses answer nothing.")
	case f.parting.Association && f.leaving.Account.Account != 0 && f.on > f.subject.Today:
		words = append(words, "Their account stays open, since that day is still to come. Have them leave on the day itself, and it is closed.")
	case f.parting.Association && f.leaving.Account.Account != 0:
		words = append(words, "Their account stays open: it reaches further than your association. Ask whoever runs Attune for you to close it.")
	case len(f.parting.Calendars) > 0:
		words = append(words, "If they have a calendar address for such a group alone, it ends at once.")
	}
	return append(words, f.left()...)
}

// without says how many planned sessions of a group a membership that ends takes somebody out of.
func (f *partingForm) without(group roster.GroupID) string {
	n := 0
	for _, p := range f.leaving.Planned {
		if p.Group == group && p.On > f.on && !p.Leads {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return "; " + count(n, "planned session is", "planned sessions are") + " without them"
}

// left says what somebody has to do by hand, since nobody can guess it: who leads in their place, and what begins only
// after they have left.
func (f *partingForm) left() []string {
	var words []string
	leads, later := 0, 0
	for _, p := range f.leaving.Planned {
		if f.whole && p.On > f.on && p.Leads {
			leads++
		}
	}
	for _, k := range f.leaving.Record.Facts {
		if k.Fact.Days().From > f.on && f.leaving.Ends(f.actor, k.Fact, f.whole) {
			later++
		}
	}
	if leads > 0 {
		words = append(words, "They are to lead "+count(leads, "session", "sessions")+" after that day. Somebody else has to, or nobody can verify them.")
	}
	if later > 0 {
		words = append(words, count(later, "employment or membership begins", "employments or memberships begin")+" only after that day, and stays on record. Take it off there.")
	}
	return words
}
