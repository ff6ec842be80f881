package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/fault"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// formPage is a form about the records: filled in, looked at with what it would do, and then done.
type formPage struct {
	frame
	Back     navLink
	Heading  string
	Lead     string
	Action   string       // where it goes
	Opening  *openingView // what is chosen before anything is filled in; nil for nothing
	Fields   []fieldView
	Carried  []carriedView // what was answered to what is not shown
	Problems []string      // of the whole
	Way      navLink       // where to do first what the problems say; the zero navLink for nowhere
	Conflict bool          // somebody changed the record meanwhile
	Revision string        // of what the form was made from
	ID       string        // the external id of what is to be new, so that a second click adds nothing
	Warnings []string      // said, but in nobody's way
	Look     *effectView
	Button   string // of what it does: Add, Correct
	Remove   string // of taking it off the record; empty where it cannot be
	Removing bool   // what is looked at is taking it off

	Straight   bool // it is done without looking at what it does: it moves nobody's verdicts
	OnlyRemove bool // all there is to do is taking it off

	Dates *datesView
}

// Faulty are the questions whose answers cannot be right, where they are asked.
func (p formPage) Faulty() []fieldView {
	var list []fieldView
	for _, f := range p.Fields {
		if f.Problem != "" && p.Look == nil {
			list = append(list, f)
		}
	}
	return list
}

// openingView is a choice that the rest of a form follows from: the form opens anew with it.
type openingView struct {
	Action, Name, Label, Button string
	Options                     []optionView
	Find, Hint                  string // the part of a name that was looked for, and why one looks; no hint where all are listed
}

// effectView is whose verdicts a change moves.
type effectView struct {
	Summary string
	Ends    []string // what else it does, in sentences
	Shifts  []shiftView
	Stays   []meetingView // the sessions that the summary speaks of, as they stand
	Unnamed string        // about those whom the reader may not see, and those who do not fit; empty for none
}

// shiftView is one purpose of one person before and after.
type shiftView struct {
	Name, Purpose string
	Words         string // 12.00 hours counted, then 10.00
}

// recordForm is a form about the records as one request finds it.
type recordForm struct {
	page formPage
	ask  func(q *inquiry)
	// put and remove write it, or see what it would do; remove is nil where there is nothing to take off. The revision
	// is that of the record which the form was made from.
	put, remove func(pen roster.Pen, revision string) (endorsement.Foreseen, error)
	warn        func() []string                 // what to say before it is done, though it is in nobody's way; may be nil
	sum         func() string                   // what is to be done, in words, where it moves nobody's verdicts by itself; may be nil
	ends        func() []string                 // what it would end or make otherwise, in sentences, once it was looked at; may be nil
	stays       func() []meetingView            // the sessions that sum speaks of, as they stand; may be nil
	dates       func() *datesView               // the days of what is to be done, once it was looked at; may be nil
	done        func() (string, error)          // where to go once it is done
	refused     func(page *formPage, err error) // what the page says beside why it could not be written; may be nil
	open        url.Values                      // what it opens with, looked at, where somebody answered elsewhere; nil for what is on record
	looks       bool                            // it opens with what it would do, as its answers stand
}

// The steps of a form.
const (
	stepBack     = "back"
	stepDo       = "do"
	stepRemove   = "remove"
	stepRemoveDo = "remove-do"
)

// recordForm answers GET and POST of a form. Build makes it from what is on record now; it is asked again where somebody
// changed that meanwhile.
func (w *web) recordForm(c echo.Context, build func() (recordForm, error)) error {
	form, err := build()
	if err != nil {
		return err
	}
	q := &inquiry{sent: form.open}
	if isRead(c) {
		form.ask(q)
		if form.open != nil && q.wrong() {
			return w.filled(c, http.StatusUnprocessableEntity, form, q)
		} else if form.open != nil {
			return w.written(c, form, q, build, form.put, true)
		}
		for i := range q.fields { // nobody has answered anything yet
			q.fields[i].Problem = ""
		}
		if form.looks {
			return w.written(c, form, q, build, form.put, true)
		}
		return w.filled(c, http.StatusOK, form, q)
	}
	if q.sent, err = c.FormParams(); err != nil {
		return formFault(err)
	}
	form.ask(q)
	form.page.Revision, form.page.ID = q.sent.Get("revision"), q.sent.Get("id")
	step := q.sent.Get("step")
	form.page.Removing = step == stepRemove || step == stepRemoveDo
	if step == stepBack {
		form.page.Removing = false
		return w.filled(c, http.StatusOK, form, q)
	}
	if q.wrong() && !form.page.Removing {
		return w.filled(c, http.StatusUnprocessableEntity, form, q)
	}
	write := form.put
	if form.page.Removing {
		if write = form.remove; write == nil {
			return access.Nowhere()
		}
	}
	return w.written(c, form, q, build, write, step != stepDo && step != stepRemoveDo)
}

// onwards is another form, which goes on with what was answered in this one.
type onwards struct{ to string }

func (e *onwards) Error() string { return "it goes on at " + e.to }

// errOtherDays is why a series is not written: its days are not those that were looked at.
var errOtherDays = fault.New(fault.Invalid, "The days are others than those you looked at. These are the days as they are now; look at them once more.")

// written writes what a form says and goes on, or in pencil shows what it would do.
func (w *web) written(c echo.Context, form recordForm, q *inquiry, build func() (recordForm, error), write func(roster.Pen, string) (endorsement.Foreseen, error), pencil bool) error {
	actor, _ := actorIn(c)
	pen := roster.Pen{By: actor.Account.String(), Visit: w.visits.hash(c.Request().Context()), Pencil: pencil}
	foreseen, err := write(pen, form.page.Revision)
	var on *onwards
	switch {
	case errors.As(err, &on):
		return c.Redirect(http.StatusSeeOther, on.to)
	case errors.Is(err, errOtherDays) && !pencil: // as they are now, they can be looked at straight away
		form.page.Problems = append(form.page.Problems, errOtherDays.Sentence)
		return w.written(c, form, q, build, write, true)
	case err != nil:
		return w.unwritten(c, form, q, build, err)
	case pen.Pencil:
		if form.page.Look, err = w.lookAt(c, actor, form, foreseen); err != nil {
			return err
		}
		if form.warn != nil {
			form.page.Warnings = form.warn()
		}
		if form.dates != nil {
			form.page.Dates = form.dates()
			form.page.Revision = form.page.Dates.Seen
		}
		if len(form.page.Problems) > 0 {
			return w.filled(c, http.StatusUnprocessableEntity, form, q)
		}
		return w.filled(c, http.StatusOK, form, q)
	}
	to, err := form.done()
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, to)
}

// lookAt is what a form would do.
func (w *web) lookAt(c echo.Context, actor access.Actor, form recordForm, foreseen endorsement.Foreseen) (*effectView, error) {
	if form.sum != nil {
		view := &effectView{Summary: form.sum()}
		if form.stays != nil {
			view.Stays = form.stays()
		}
		if form.ends != nil {
			view.Ends = form.ends()
		}
		return view, nil
	}
	view, err := w.effect(c, actor, foreseen)
	if err == nil && form.ends != nil {
		if view.Ends = form.ends(); len(view.Ends) == 0 {
			view.Summary = "Nothing of theirs goes on beyond that day, so this changes nothing."
		}
	}
	return view, err
}

// filled shows the form with what was sent.
func (w *web) filled(c echo.Context, status int, form recordForm, q *inquiry) error {
	form.page.Fields = q.fields
	if form.page.Dates == nil {
		form.page.Carried = q.carried
	}
	return w.render(c, status, "form", form.page)
}

// fieldOf is the question that a refusal is about; empty where it is about all of them.
func fieldOf(err error) string {
	var refused *roster.Refused
	var misfit *access.Misfit
	switch {
	case errors.As(err, &refused):
		return refused.Field
	case errors.As(err, &misfit):
		return misfit.Field
	default:
		return ""
	}
}

// unwritten shows the form again with why it could not be written: a sentence at its question where it is about one,
// and what stands on record now where somebody was faster.
func (w *web) unwritten(c echo.Context, form recordForm, q *inquiry, build func() (recordForm, error), err error) error {
	sentence, _ := fault.SentenceOf(err)
	form.page.Removing = false
	if form.refused != nil {
		form.refused(&form.page, err)
	}
	switch fault.KindOf(err) {
	case fault.Invalid:
		if !q.blame(fieldOf(err), sentence) {
			form.page.Problems = append(form.page.Problems, sentence)
		}
		return w.filled(c, http.StatusUnprocessableEntity, form, q)
	case fault.Conflict:
		now, failed := build()
		if failed != nil {
			return failed
		}
		stands := &inquiry{}
		now.ask(stands)
		for _, f := range stands.fields {
			if mine := q.named(f.Name); mine != nil && f.Name != "reason" && f.Name != "reach" && f.Said != mine.Said {
				mine.Stored = f.Said
				if mine.Stored == "" {
					mine.Stored = "nothing"
				}
			}
		}
		form.page.Problems, form.page.Conflict, form.page.Revision = append(form.page.Problems, sentence), true, now.page.Revision
		return w.filled(c, http.StatusConflict, form, q)
	}
	return err
}

// overtaken is nil where the record is still as the form found it.
func overtaken(was, is string) error {
	if was == is {
		return nil
	}
	return fault.New(fault.Conflict, "Somebody changed this record after you opened it, so nothing was written. What stands there now is shown beside what you entered.")
}

// mostShifts is how many purposes a preview lists.
const mostShifts = 60

// effect says whose verdicts a change moves: by name those whom the reader may see, else how many.
func (w *web) effect(c echo.Context, actor access.Actor, foreseen endorsement.Foreseen) (*effectView, error) {
	edition, err := w.rules.get(c.Request().Context())
	if err != nil {
		return nil, err
	}
	shifts, err := foreseen.Shifts(edition, w.Now())
	if err != nil {
		return nil, err
	}
	view, moved, unnamed := &effectView{}, make(map[roster.PersonID]bool), make(map[roster.PersonID]bool)
	s := explainer{edition: edition}
	for _, shift := range shifts {
		p := shift.Person
		moved[p.ID] = true
		subject := access.Person{ID: p.ID, Association: p.Association, Employments: shift.Employments, Today: w.today(edition, p.Association)}
		if access.May(actor, access.SeeStanding, subject) != nil || len(view.Shifts) == mostShifts {
			unnamed[p.ID] = true
			continue
		}
		view.Shifts = append(view.Shifts, shiftView{p.Name, s.short(shift.Purpose), shiftWords(shift)})
	}
	view.Summary = effectWords(len(moved), foreseen.Judged(), foreseen.Concerned, moved[actor.Person])
	view.Ends = retaughtWords(foreseen.Retaught)
	if foreseen.Told > 0 {
		view.Summary += " " + count(foreseen.Told, "person gets", "people get") + " mail about it."
	}
	if n := len(unnamed); n > 0 {
		view.Unnamed = count(n, "person", "people") + " more, whom this page does not name."
	}
	return view, nil
}

// effectWords say how many people's verdicts a change moves. Where too many are concerned to judge them all while somebody
// waits, they say for how many of them that is known.
func effectWords(moved, judged, concerned int, self bool) string {
	of, rest := "", ""
	if judged < concerned {
		of = fmt.Sprintf(" among the %d people who were looked at", judged)
		rest = fmt.Sprintf(" %s concerned beside them, of whom this page does not know.", count(concerned-judged, "person is", "people are"))
	}
	words := "This moves nobody's verdicts" + of + "."
	if moved > 0 {
		if words = "This moves the verdicts of " + count(moved, "person", "people"); self && moved > 1 {
			words += ", you among them"
		} else if self {
			words = "This moves your own verdicts"
		}
		if words += "."; of != "" {
			words = strings.TrimSuffix(words, ".") + "," + of + "."
		}
	}
	words += rest
	switch {
	case concerned == 1:
		words += " 1 person is judged again within a quarter of an hour."
	case concerned > 1:
		words += fmt.Sprintf(" %d people are judged again within a quarter of an hour.", concerned)
	}
	return words
}

func shiftWords(s endorsement.Shift) string {
	before, after := s.Counted()
	switch {
	case s.Before == nil:
		return fmt.Sprintf("begins, with %s hours counted", minutes(after).Hours())
	case s.After == nil:
		return fmt.Sprintf("ends; %s hours counted toward it", minutes(before).Hours())
	case before != after:
		return fmt.Sprintf("%s hours counted, then %s", minutes(before).Hours(), minutes(after).Hours())
	case s.Before.Held != s.After.Held:
		return fmt.Sprintf("%s hours wait for the coordinator, then %s", minutes(s.Before.Held).Hours(), minutes(s.After.Held).Hours())
	case s.AsksElse():
		return "what it asks for changes, the hours that count do not"
	default:
		return "the reasons change, the hours do not"
	}
}

// today is the day in an association.
func (w *web) today(edition *rulebook.Edition, code roster.Association) day.Date {
	return day.At(w.Now(), readersZone(edition, access.Actor{Association: code}))
}

// queryIn is an address with those of its parameters that are not empty.
func queryIn(path string, pairs ...string) string {
	values := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			values.Set(pairs[i], pairs[i+1])
		}
	}
	if len(values) == 0 {
		return path
	}
	return path + "?" + values.Encode()
}
