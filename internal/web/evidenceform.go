package web

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/portfolio"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// evidenceNew answers GET and POST /hours/way/{matter}/new: what one has to show.
func (w *web) evidenceNew(c echo.Context) error {
	if _, err := w.evidenceForm(c); err != nil {
		return err
	}
	id, err := newIn(c)
	if err != nil {
		return err
	}
	return w.recordForm(c, func() (recordForm, error) {
		f, err := w.evidenceForm(c)
		if err != nil {
			return recordForm{}, err
		}
		f.is.Entry = string(id)
		form := f.form(fmt.Sprintf("%s/%s/new", atWay, f.is.Matter))
		form.page.Heading, form.page.Button, form.page.ID = matterForms[f.is.Matter].heading, "Enter it", string(id)
		form.page.Lead = "Your coordinator confirms it. Nothing about families belongs here, and nobody's name."
		form.ask = f.questions
		form.put = f.changing(func(known []portfolio.Evidence) (portfolio.Step, error) {
			if err := f.is.Check(f.edition, f.today); err != nil {
				return portfolio.Step{}, err
			}
			return portfolio.Enter(known, f.is, f.received, f.today, f.actor.Account.String())
		})
		form.refused = f.entered
		return form, nil
	})
}

// evidencePiece answers GET and POST /hours/way/{matter}/{evidence}: a reference has come, or something is taken back.
func (w *web) evidencePiece(c echo.Context) error {
	id, err := idIn[portfolio.EvidenceID](c, "evidence")
	if err != nil {
		return err
	}
	return w.recordForm(c, func() (recordForm, error) {
		f, err := w.evidenceForm(c)
		if err != nil {
			return recordForm{}, err
		}
		p, err := w.Store.Portfolio(c.Request().Context(), f.actor.Person)
		if err != nil {
			return recordForm{}, err
		}
		e, err := pieceOf(p.Evidence, id, f.is.Matter)
		if err != nil {
			return recordForm{}, err
		}
		form := f.form(pieceAt(e))
		form.page.Heading, form.page.Remove = evidenceTitle(e), "Take it back"
		form.page.Lead = capital(factsOf(f.edition, e)) + ". " + capital(strings.Join(saidWords(e), ", ")) + "."
		form.page.Straight = e.Last().Word == portfolio.Asked
		form.page.OnlyRemove = !form.page.Straight
		form.ask = func(q *inquiry) {
			if form.page.Straight {
				f.received = q.date(fieldView{Name: "received", Label: "It came on", Needed: true}, f.today)
			}
		}
		act := func(on func(portfolio.Evidence) (portfolio.Step, error)) func(roster.Pen, string) (endorsement.Foreseen, error) {
			return f.changing(func(known []portfolio.Evidence) (portfolio.Step, error) {
				e, err := pieceOf(known, id, f.is.Matter)
				if err != nil {
					return portfolio.Step{}, err
				}
				return on(e)
			})
		}
		by := f.actor.Account.String()
		form.page.Button = "It came"
		form.put = act(func(e portfolio.Evidence) (portfolio.Step, error) { return e.Receive(f.received, f.today, by) })
		form.remove = act(func(e portfolio.Evidence) (portfolio.Step, error) { return e.Withdraw(f.today, by) })
		form.sum = func() string {
			if e.Last().Word == portfolio.Refused {
				return "It stays on record as not accepted and taken back, and your home speaks of it no more. You can enter it anew."
			}
			return "It stays on record as taken back, and serves nothing any more. You can enter it anew."
		}
		return form, nil
	})
}

// entered leads from a form that was entered already to what was entered by it. Sent once more, it is another form: what it says is
// not lost.
func (f *evidenceForm) entered(page *formPage, err error) {
	var already *portfolio.Entered
	if errors.As(err, &already) {
		page.ID = string(roster.NewExternal())
		page.Way = navLink{Href: fmt.Sprintf("%s/%s/%d", atWay, already.As.Matter, already.As.ID), Text: "Look at what you entered, or take it back"}
	}
}

// pieceOf is the piece of that id and matter; access.Nowhere where there is none.
func pieceOf(known []portfolio.Evidence, id portfolio.EvidenceID, matter portfolio.Matter) (portfolio.Evidence, error) {
	i := slices.IndexFunc(known, func(e portfolio.Evidence) bool { return e.ID == id && e.Matter == matter })
	if i < 0 {
		return portfolio.Evidence{}, access.Nowhere()
	}
	return known[i], nil
}

// evidenceForm is a form about evidence of one's own.
type evidenceForm struct {
	w        *web
	c        echo.Context
	actor    access.Actor
	edition  *rulebook.Edition
	today    day.Date
	earning  []roster.Category
	is       portfolio.Evidence // as answered
	received day.Date           // of a reference; zero where it has not come
}

func (w *web) evidenceForm(c echo.Context) (*evidenceForm, error) {
	actor, _ := actorIn(c)
	matter := portfolio.Matter(c.Param("matter"))
	if actor.Person == 0 || !slices.Contains(portfolio.Matters, matter) {
		return nil, access.Nowhere()
	}
	edition, err := w.rules.get(c.Request().Context())
	if err != nil {
		return nil, err
	}
	f := &evidenceForm{w: w, c: c, actor: actor, edition: edition, today: w.today(edition, actor.Association), is: portfolio.Evidence{Person: actor.Person, Matter: matter}}
	if err := f.may(); err != nil {
		return nil, err
	}
	f.earning, err = w.Store.Targets(c.Request().Context(), actor.Person)
	return f, err
}

// may tells whether the evidence is the actor's to keep.
func (f *evidenceForm) may() error {
	return access.May(f.actor, access.KeepEvidence, access.Person{ID: f.actor.Person, Association: f.actor.Association, Today: f.today})
}

// form is what all forms about evidence have.
func (f *evidenceForm) form(action string) recordForm {
	back := navLink{Href: atWay, Text: "The whole way"}
	return recordForm{
		page: formPage{frame: f.w.narrow(f.c, "The whole way", atHours), Back: back, Action: action, Straight: true},
		done: func() (string, error) { return atWay + "#evidence", nil },
	}
}

// changing writes a step about the actor's evidence; in pencil it is only looked whether it can be.
func (f *evidenceForm) changing(decide func([]portfolio.Evidence) (portfolio.Step, error)) func(roster.Pen, string) (endorsement.Foreseen, error) {
	return func(pen roster.Pen, _ string) (endorsement.Foreseen, error) {
		err := f.w.Store.ChangeEvidence(f.c.Request().Context(), f.actor.Person, pen.By, func(known []portfolio.Evidence) (portfolio.Step, error) {
			if err := f.may(); err != nil {
				return portfolio.Step{}, err
			}
			step, err := decide(known)
			if pen.Pencil {
				step = portfolio.Step{}
			}
			return step, err
		})
		return endorsement.Foreseen{}, err
	}
}

// questions ask for what is entered.
func (f *evidenceForm) questions(q *inquiry) {
	words := matterForms[f.is.Matter]
	switch f.is.Matter {
	case portfolio.TrainingMatter:
		f.training(q)
		return
	case portfolio.EducationMatter:
		f.what(q, "Education", optionsOf(portfolio.Schoolings(f.edition), schoolingNames))
	case portfolio.AgreementMatter:
		var options []optionView
		for _, a := range f.edition.Agreements() {
			if a != rulebook.MembershipAgreement {
				options = append(options, optionView{Value: string(a), Text: plainWords(string(a))})
			}
		}
		f.what(q, "Agreement", options)
	case portfolio.MembershipMatter:
		var options []optionView
		for year := f.today.Year() + 1; year >= f.today.Year()-5; year-- {
			options = append(options, optionView{Value: strconv.Itoa(year), Text: strconv.Itoa(year)})
		}
		f.is.What = strconv.Itoa(f.today.Year())
		f.what(q, "Year", options)
	default:
		f.category(q)
	}
	switch f.is.Matter {
	case portfolio.ReferenceMatter:
		f.what(q, "What they are to you", relationOptions())
		f.is.On = q.date(fieldView{Name: "on", Label: words.day, Needed: true}, f.today)
		f.received = q.date(fieldView{Name: "received", Label: "It came on", Hint: "Leave it empty until it has come."}, 0)
		return
	case portfolio.WorkMatter:
		f.is.Months, _ = q.number(fieldView{Name: "months", Label: "Months of work with these ages", Needed: true}, 1, 720)
	}
	f.is.On = q.date(fieldView{Name: "on", Label: words.day, Needed: true}, f.today)
}

func (f *evidenceForm) what(q *inquiry, label string, options []optionView) {
	f.is.What = choice(q, fieldView{Name: "what", Label: label, Needed: true}, f.is.What, withEmpty(options, f.is.What))
}

// category asks what the evidence is for; what one earns stands first.
func (f *evidenceForm) category(q *inquiry) {
	if len(f.earning) == 1 {
		f.is.Category = f.earning[0]
	}
	options := targetOptions(f.edition, f.earning)
	f.is.Category = choice(q, fieldView{Name: "category", Label: "For", Needed: true}, f.is.Category, withEmpty(options, f.is.Category))
}

func (f *evidenceForm) training(q *inquiry) {
	f.is.Title = q.line(fieldView{Name: "title", Label: "Title", Needed: true, Hint: "What the training is called. Nothing about families."})
	f.is.On = q.date(fieldView{Name: "on", Label: matterForms[f.is.Matter].day, Needed: true}, f.today)
	f.is.Minutes = q.hours(fieldView{Name: "hours", Label: "Hours", Needed: true, Hint: "Such as 6.5, or 6:30."})
	f.is.Supervision = q.hours(fieldView{Name: "supervision", Label: "Of these, about giving supervision", Hint: "Leave it empty for none."})
	f.is.Equity = q.hours(fieldView{Name: "equity", Label: "Of these, about diversity, equity and inclusion", Hint: "Leave it empty for none."})
	for _, area := range q.checks(fieldView{Name: "areas", Label: "Competency areas"}, areaOptions(f.edition)) {
		f.is.Areas = append(f.is.Areas, rulebook.Area(area))
	}
}
