package web

import (
	"context"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/fault"
	"attune/internal/ledger"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// Facts are what verdicts rest on.
type Facts interface {
	// Facts loads all that judging these people needs.
	Facts(ctx context.Context, people []roster.PersonID) ([]rulebook.Facts, error)
}

// whatIfPage is somebody's hours judged for a target they have not set out to earn. Nothing of it is stored.
type whatIfPage struct {
	frame
	Back         navLink
	Of           string // whose hours these are; empty for one's own
	Action       string
	Categories   []optionView
	Degrees      []optionView
	Associations []optionView
	Opened       textField
	Problem      string // a choice that there is not
	Asked        bool   // there is an answer below
	NoHours      bool   // the category asks for none
	Then, Today  string // what the columns are about; Today is empty where nothing is being earned
	Lines        []whatIfLine
	Notes        []noteView // what else would be missing
	Otherwise    []entryView
	Same         []entryView
}

// whatIfLine is one figure, as it would be and as it is.
type whatIfLine struct {
	Name, Then, Today string
}

// whatIf answers GET /hours/what-if, and GET /staff/{person}/what-if of others.
func (w *web) whatIf(c echo.Context) error {
	actor, _ := actorIn(c)
	if c.Param("person") == "" {
		if actor.Person == 0 {
			return access.Nowhere()
		}
		s, err := w.standingOf(c, actor.Person, actor.Association, atHours)
		if err != nil {
			return err
		}
		page := whatIfPage{frame: w.frame(c, "What if", atHours), Back: navLink{Href: atHours, Text: "My hours"}}
		return w.suppose(c, page, s, actor.Person)
	}
	person, subject, s, err := w.colleague(c, actor)
	if err != nil {
		return err
	}
	if err := access.May(actor, access.KeepTargets, subject); err != nil {
		if fault.KindOf(err) == fault.Forbidden {
			return fault.New(fault.Forbidden, "What somebody's hours would be for something else is asked by the person themself, or by their coordinator.")
		}
		return err
	}
	page := whatIfPage{frame: w.frame(c, person.Name, atStaff), Back: navLink{Href: s.base, Text: person.Name}, Of: person.Name}
	return w.suppose(c, page, s, person.ID)
}

// suppose fills the page in and answers with it.
func (w *web) suppose(c echo.Context, page whatIfPage, s standing, person roster.PersonID) error {
	list, err := w.Store.Facts(c.Request().Context(), []roster.PersonID{person})
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return access.Nowhere()
	}
	facts := list[0]
	supposed, asked := page.ask(c, s.edition, facts, s.today)
	page.Action = s.base + "/what-if"
	if !asked || page.Problem != "" || page.Opened.Problem != "" {
		return w.render(c, statusOf(asked), "whatif", page)
	}
	association, _ := s.edition.Association(supposed.Association)
	then, err := endorsement.WhatIf(s.edition, facts, supposed, day.At(w.Now(), association.Zone))
	if fault.KindOf(err) == fault.Invalid {
		page.Opened.Problem, _ = fault.SentenceOf(err)
		return w.render(c, statusOf(true), "whatif", page)
	}
	if err != nil {
		return err
	}
	// What is on record is judged of the same facts: what the push stored may be of before a sheet was verified.
	if s.judgements, err = s.edition.Judge(facts, w.today(s.edition, facts.Person.Association)); err != nil && fault.KindOf(err) != fault.Invalid {
		return err
	}
	page.answer(s, facts.Person.Association, then, association)
	return w.render(c, http.StatusOK, "whatif", page)
}

// statusOf is that of a page whose questions were not answered: where they were sent, something is wrong in them.
func statusOf(sent bool) int {
	if sent {
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}

// ask reads what is supposed, and has the form show it; false where nothing was sent yet.
func (p *whatIfPage) ask(c echo.Context, edition *rulebook.Edition, f rulebook.Facts, today day.Date) (endorsement.Supposition, bool) {
	s := endorsement.Supposition{Association: f.Person.Association, OpenedOn: today}
	if len(f.Targets) > 0 {
		s.Category, s.Degree, s.OpenedOn = f.Targets[0].Category, f.Targets[0].Degree, f.Targets[0].OpenedOn
	}
	asked := c.QueryParams().Has("category")
	p.Opened.Value = s.OpenedOn.String()
	if asked {
		s.Category, s.Degree, s.Association = roster.Category(typed(c, "category")), roster.Degree(typed(c, "degree")), roster.Association(typed(c, "association"))
		p.Opened.Value = typed(c, "opened")
		s.OpenedOn, p.Opened.Problem = dayTyped(p.Opened.Value)
	}
	for _, category := range edition.Categories() {
		p.Categories = append(p.Categories, optionView{string(category.Code), category.Name, category.Code == s.Category})
	}
	for _, degree := range degreeOptions {
		p.Degrees = append(p.Degrees, optionView{degree.Value, degree.Text, degree.Value == string(s.Degree)})
	}
	for _, a := range edition.Associations() {
		p.Associations = append(p.Associations, optionView{string(a.Code), a.Name, a.Code == s.Association})
	}
	for _, options := range [][]optionView{p.Categories, p.Degrees, p.Associations} {
		if asked && !slices.ContainsFunc(options, func(o optionView) bool { return o.Chosen }) {
			p.Problem = "One of the choices is none of these. Choose category, degree and association from the lists."
		}
	}
	return s, asked
}

// answer shows what would become of the hours beside what becomes of them today, at their own association.
func (p *whatIfPage) answer(s standing, own roster.Association, then rulebook.Judgement, association rulebook.Association) {
	p.Asked, p.NoHours = true, then.AsksNothing()
	p.Then = s.title(then.Purpose.Category) + ", " + association.Name
	if p.NoHours {
		return
	}
	today, earns := beside(s.judgements, then.Purpose)
	if earns {
		p.Today = s.title(today.Purpose.Category) + ", today"
	}
	p.Lines = []whatIfLine{
		{"Counted", minutes(then.Counted).Hours(), minutes(today.Counted).Hours()},
		{"Asked for", minutes(then.Required).Asked(), minutes(today.Required).Asked()},
		{"Waiting", minutes(then.Held).Hours(), minutes(today.Held).Hours()},
		{"Not counted", minutes(then.Rejected).Hours(), minutes(today.Rejected).Hours()},
		{"Missing", missingMinutes(s.edition.ShortOf(association.Code, then, s.today).Minutes).Hours(), missingMinutes(s.edition.ShortOf(own, today, s.today).Minutes).Hours()},
		{"Months", monthsWords(then), monthsWords(today)},
	}
	for _, m := range then.Missing {
		if m != rulebook.MissingMinutes {
			p.Notes = append(p.Notes, noted(s.edition.ExplainMissing(then, m)))
		}
	}
	if then.Satisfied {
		p.Notes = append(p.Notes, noteView{Text: "All hours would be there."})
	}
	for _, line := range slices.Backward(s.lines) {
		p.entry(s, line, then, today, association)
	}
}

// beside is the judgement that a supposed one is set beside: that of the same target or, failing that, of the first that
// is being earned; false for none.
func beside(judgements []rulebook.Judgement, supposed rulebook.Purpose) (rulebook.Judgement, bool) {
	var first rulebook.Judgement
	for _, j := range judgements {
		if j.Purpose == supposed {
			return j, true
		}
		if j.Purpose.Kind == rulebook.Earning && first.Purpose.Kind == "" {
			first = j
		}
	}
	return first, first.Purpose.Kind != ""
}

// entry puts one hour among those that would come out otherwise, or as they do today.
func (p *whatIfPage) entry(s standing, line ledger.Line, then, today rulebook.Judgement, association rulebook.Association) {
	would, judged := judgedIn(then, line)
	if !judged {
		return // dated after today at that association
	}
	v := s.entry(line, day.At(line.Started, association.Zone))
	v.Dispute = ""
	verdict := s.verdict(then, would, line.Minutes)
	is, known := judgedIn(today, line)
	if !known || is.Verdict == would.Verdict && is.Reason == would.Reason && is.Minutes == would.Minutes {
		v.Verdicts = []verdictView{verdict}
		p.Same = append(p.Same, v)
		return
	}
	verdict.For = "then"
	now := s.verdict(today, is, line.Minutes)
	now.For = "today"
	v.Verdicts = []verdictView{verdict, now}
	p.Otherwise = append(p.Otherwise, v)
}

// judgedIn is what a judgement says of a line; false where nothing.
func judgedIn(j rulebook.Judgement, line ledger.Line) (rulebook.Judged, bool) {
	for _, e := range j.Entries {
		if e.Session == line.Session && e.Version == line.Version {
			return e, true
		}
	}
	return rulebook.Judged{}, false
}
