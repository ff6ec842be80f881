package web

import (
	"fmt"
	"strconv"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/fault"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// factForm is a form about one fact of a person's record: what is new, or what stands in place of another.
type factForm struct {
	w       *web
	c       echo.Context
	actor   access.Actor
	record  roster.Record
	edition *rulebook.Edition
	id      roster.FactID // zero: it is new
	was     roster.Fact   // nil: it is new
	is      roster.Fact   // as answered
	reason  string
	may     access.Act // asked of the person, or of the program for employment
	ends    bool       // all the actor may change is the last day
}

// fact answers GET and POST /people/{id}/{matter}/new and /people/{id}/{matter}/{fact}.
func (w *web) fact(c echo.Context) error {
	return w.recordForm(c, func() (recordForm, error) {
		f, err := w.factForm(c)
		if err != nil {
			return recordForm{}, err
		}
		return f.form()
	})
}

func (w *web) factForm(c echo.Context) (*factForm, error) {
	actor, record, err := w.recordFor(c, access.SeeRecord)
	if err != nil {
		return nil, err
	}
	f := &factForm{w: w, c: c, actor: actor, record: record}
	if f.edition, err = w.rules.get(c.Request().Context()); err != nil {
		return nil, err
	}
	matter := roster.Matter(c.Param("matter"))
	if _, known := matterWords[matter]; !known {
		return nil, access.Nowhere()
	}
	subject, err := w.subjectOf(c, record)
	if err != nil {
		return nil, err
	}
	if id := c.Param("fact"); id != "" {
		n, _ := strconv.ParseInt(id, 10, 64)
		if f.id = roster.FactID(n); f.id == 0 {
			return nil, access.Nowhere()
		}
		if f.was, err = shown(actor, subject, record).Fact(matter, f.id); err != nil {
			return nil, err
		}
	}
	switch matter {
	case roster.EmploymentMatter:
		return f, f.mayEmploy(subject)
	case roster.TargetMatter:
		f.may = access.KeepTargets
	default:
		f.may = access.KeepRecord
	}
	return f, access.May(actor, f.may, subject)
}

// mayEmploy asks whether the actor begins and ends employment here: anywhere in their association for a coordinator,
// and for a manager in the programs they manage, where they begin and end it and correct nothing.
func (f *factForm) mayEmploy(subject access.Person) error {
	f.may = access.SeeRecord
	keeps := access.May(f.actor, access.KeepRecord, subject)
	if keeps == nil {
		return nil
	}
	if f.was == nil {
		if len(f.actor.Manages) == 0 || f.actor.Person == subject.ID { // nobody comes to manage by their own hand
			return keeps
		}
		return nil
	}
	if access.May(f.actor, access.KeepStaff, access.Program{ID: f.was.(roster.Employment).Program}) != nil {
		return keeps
	}
	f.ends = true
	return nil
}

// headings are what a form is called: for what is new, and for what is there.
var headings = map[roster.Matter][2]string{
	roster.EmploymentMatter: {"Add employment", "Employment"},
	roster.CredentialMatter: {"Add a credential", "Credential"},
	roster.TargetMatter:     {"Open a target", "Target"},
}

func (f *factForm) form() (recordForm, error) {
	matter := roster.Matter(f.c.Param("matter"))
	here := fmt.Sprintf("%s/%d", atPeople, f.record.Person.ID)
	page := formPage{
		frame: f.w.narrow(f.c, f.record.Person.Name, atPeople), Back: navLink{Href: here, Text: f.record.Person.Name},
		Heading: headings[matter][0], Action: fmt.Sprintf("%s/%s/new", here, matter), Revision: f.record.Revision(), Button: "Add",
	}
	form := recordForm{done: func() (string, error) { return here, nil }}
	if f.was != nil {
		page.Heading, page.Action, page.Button = headings[matter][1], fmt.Sprintf("%s/%s/%d", here, matter, f.id), "Correct"
		if !f.ends {
			page.Remove = "Take it off the record"
			page.Lead = "To end it, give its last day. For anything else that is corrected, say why."
		} else {
			page.Lead, page.Button = "Give the last day. Whatever else is wrong, your coordinator corrects.", "End it"
		}
	}
	if matter == roster.TargetMatter {
		page.Lead = "Hours from before the day it is opened count, too."
		if f.was != nil {
			page.Remove = "Withdraw this target"
		}
	}
	programs, err := f.programs(matter)
	form.page, form.ask = page, func(q *inquiry) { f.questions(q, matter, programs) }
	form.put = f.w.deciding(f.c, f.actor, f.record.Person.ID, f.may, f.decide)
	if page.Remove != "" {
		form.remove = f.w.deciding(f.c, f.actor, f.record.Person.ID, f.may, func(r roster.Record) (roster.Edit, error) {
			return r.Remove(matter, f.id, f.reason)
		})
	}
	return form, err
}

// programs are those that employment can be in: of the actor's associations, or that they manage.
func (f *factForm) programs(matter roster.Matter) ([]optionView, error) {
	if matter != roster.EmploymentMatter {
		return nil, nil
	}
	ids := f.actor.Manages
	if f.was != nil {
		ids = append([]roster.ProgramID{f.was.(roster.Employment).Program}, ids...)
	}
	list, err := f.w.Store.Programs(f.c.Request().Context(), ids, f.actor.Coordinates)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, fault.New(fault.Conflict, "There is no program yet that somebody could work in. Add one first, under Staff.")
	}
	options := make([]optionView, len(list))
	for i, p := range list {
		options[i] = optionView{Value: strconv.FormatInt(int64(p.ID), 10), Text: p.Name}
	}
	return options, nil
}

func (f *factForm) decide(r roster.Record) (roster.Edit, error) {
	if f.was == nil {
		return f.add(r)
	}
	edit, err := r.Correct(f.id, f.is, f.reason)
	if err == nil && f.ends && !edit.Nothing() && !roster.Ends(f.was, f.is) {
		return roster.Edit{}, fault.New(fault.Forbidden, "A manager begins and ends employment; anything else is corrected by the coordinator of the association.")
	}
	return edit, err
}

// add decides on what is new; how far back employment may begin is asked of who begins it.
func (f *factForm) add(r roster.Record) (roster.Edit, error) {
	if e, is := f.is.(roster.Employment); is {
		subject, err := f.w.subjectOf(f.c, r)
		if err != nil {
			return roster.Edit{}, err
		}
		if err := subject.Begins(f.actor, e.Span.From); err != nil {
			return roster.Edit{}, err
		}
	}
	return r.Add(f.is)
}
