package web

import (
	"fmt"
	"strconv"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/day"
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

// questions asks for the fact.
func (f *factForm) questions(q *inquiry, matter roster.Matter, programs []optionView) {
	switch matter {
	case roster.EmploymentMatter:
		f.employment(q, programs)
	case roster.CredentialMatter:
		f.credential(q)
	default:
		f.target(q)
	}
	if f.was != nil && !f.ends && matter != roster.TargetMatter {
		f.reason = q.reason("Asked for where something is corrected or taken off the record, not where it only ends.")
	}
}

func (f *factForm) employment(q *inquiry, programs []optionView) {
	e, known := f.was.(roster.Employment)
	if !known {
		e = roster.Employment{Role: roster.Practitioner, FTE: 1000, Span: day.Span{From: f.w.today(f.edition, f.record.Person.Association)}}
	}
	e.Person = f.record.Person.ID
	if f.ends {
		e.Span.To = q.date(fieldView{Name: "to", Label: "Last day", Needed: true}, e.Span.To)
		f.is = e
		return
	}
	f.is = employmentQuestions(q, e, programs)
}

// employmentQuestions ask where and as what somebody works.
func employmentQuestions(q *inquiry, e roster.Employment, programs []optionView) roster.Employment {
	at := ""
	if e.Program != 0 {
		at = strconv.FormatInt(int64(e.Program), 10)
	} else if len(programs) > 0 {
		at = programs[0].Value
	}
	n, _ := strconv.ParseInt(choice(q, fieldView{Name: "program", Label: "Program", Needed: true}, at, programs), 10, 64)
	e.Program = roster.ProgramID(n)
	e.Role = choice(q, fieldView{Name: "role", Label: "Role", Needed: true}, e.Role, optionsOf(roster.EmploymentRoles, nil))
	e.FTE = q.share(e.FTE)
	e.Serves = choice(q, fieldView{Name: "serves", Label: "Serves", Hint: "The ages of the children whom the person serves. Hours count only for work with them."}, e.Serves, trackOptions)
	e.Supervises = choice(q, fieldView{Name: "supervises", Label: "Supervises who serve"}, e.Supervises, trackOptions)
	e.Span = q.span(e.Span)
	return e
}

var trackOptions = []optionView{
	{Value: "", Text: "nobody of these ages"},
	{Value: "IMH", Text: "to 36 months (IMH)"},
	{Value: "ECMH", Text: "36 to 72 months (ECMH)"},
	{Value: "IMH+ECMH", Text: "both (IMH and ECMH)"},
}

// optionsOf are words to choose from, each called as names say, or as it is.
func optionsOf[T ~string](words []T, names map[T]string) []optionView {
	options := make([]optionView, len(words))
	for i, word := range words {
		options[i] = optionView{Value: string(word), Text: string(word)}
		if name := names[word]; name != "" {
			options[i].Text = name
		}
	}
	return options
}

func (f *factForm) credential(q *inquiry) {
	held, known := f.was.(roster.Credential)
	if !known {
		held = roster.Credential{Status: roster.Endorsed}
	}
	held.Person = f.record.Person.ID
	options := f.categories()
	for _, a := range f.edition.AddOns() {
		options = append(options, optionView{Value: string(a.Code), Text: string(a.Code) + ", add-on"})
	}
	held.Category = choice(q, fieldView{Name: "category", Label: "Category", Needed: true}, held.Category, withEmpty(options, held.Category))
	held.Status = choice(q, fieldView{Name: "status", Label: "Status", Needed: true}, held.Status, optionsOf(roster.CredentialStatuses, nil))
	held.Degree = choice(q, fieldView{Name: "degree", Label: "Degree that came with it"}, held.Degree, degreeOptions)
	held.Span = q.span(held.Span)
	f.is = held
}

func (f *factForm) target(q *inquiry) {
	goal, known := f.was.(roster.Target)
	if !known {
		goal = roster.Target{OpenedOn: f.w.today(f.edition, f.record.Person.Association)}
	}
	goal.Person = f.record.Person.ID
	goal.Category = choice(q, fieldView{Name: "category", Label: "Category", Needed: true}, goal.Category, withEmpty(f.categories(), goal.Category))
	goal.Degree = choice(q, fieldView{Name: "degree", Label: "Highest degree", Hint: "For some categories it decides whose hours count."}, goal.Degree, degreeOptions)
	if goal.Degree == "" && q.sent != nil && f.edition.AsksDegree(goal.Category) {
		q.blame("degree", "The rules of this category ask for it. Choose one of these.")
	}
	goal.OpenedOn = q.date(fieldView{Name: "from", Label: "Opened on", Needed: true}, goal.OpenedOn)
	f.is = goal
}

// categories are those of the rules.
func (f *factForm) categories() []optionView {
	var options []optionView
	for _, c := range f.edition.Categories() {
		options = append(options, optionView{Value: string(c.Code), Text: string(c.Code) + ", " + c.Name})
	}
	return options
}

// withEmpty puts an empty choice first where nothing is chosen yet.
func withEmpty[T ~string](options []optionView, is T) []optionView {
	if is != "" {
		return options
	}
	return append([]optionView{{Text: "Choose one"}}, options...)
}

var degreeOptions = []optionView{
	{Value: "", Text: "not said"}, {Value: "none", Text: degreeNames["none"]}, {Value: "bachelors", Text: degreeNames["bachelors"]}, {Value: "masters", Text: degreeNames["masters"]},
}
