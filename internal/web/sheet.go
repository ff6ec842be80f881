package web

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/attendance"
	"attune/internal/fault"
	"attune/internal/ledger"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// sheetPage is the sheet as a form: when the session was held, a choice for each person, and what it comes to.
type sheetPage struct {
	frame
	Session    sessionHead
	Action     string
	Revision   int
	Began      timeField
	Ended      timeField
	Length     string // of the session, as 1:55; empty where the times say nothing
	Focus      []optionView
	People     []personField
	Problems   []string // what is wrong with the whole, or why it was not kept
	Conflict   bool     // somebody else saved it meanwhile
	Total      minutes
	Heads      int
	Provides   string // who provides the session's length: the reader as "you"
	Provided   minutes
	ClockTurns bool // clocks change that night: only the server can tell lengths
	Empty      bool // nobody belongs to the group that day
	Drafted    bool // a draft was saved before
}

// timeField is one time input.
type timeField struct {
	Value, Problem string
}

// optionView is one choice of a list.
type optionView struct {
	Value, Text string
	Chosen      bool
}

// personField is one person's row.
type personField struct {
	Index     int
	Person    int64
	Name      string
	Mark      string
	Came      string
	Until     string
	Left      string
	Kept      string // a presence in pieces, in words; empty where there is none
	Credit    minutes
	Problem   string
	Meanwhile string // what somebody else saved, where it differs
}

// sheet shows a form of the sheet.
func (w *web) sheet(c echo.Context, v sheetView, f sheetForm) sheetPage {
	draft, wrong := f.draft(v)
	return w.sheetWith(c, v, f, draft, wrong)
}

func (w *web) sheetWith(c echo.Context, v sheetView, f sheetForm, draft attendance.Draft, wrong problems) sheetPage {
	actor, _ := actorIn(c)
	page := sheetPage{
		frame: w.frame(c, v.Group.Name, ""), Session: v.head(), Action: fmt.Sprintf("/sessions/%d", v.Session.ID), Revision: f.Revision,
		Began: timeField{f.Began, wrong.began}, Ended: timeField{f.Ended, wrong.ended}, Focus: focusOptions(f.Focus, v.Marks),
		Problems: wrong.whole, Empty: len(v.Roster) == 0, Drafted: v.State != "", ClockTurns: v.clockTurns(), Provides: v.provides(actor),
	}
	page.frame.Narrow = true
	facts := v.planned()
	facts.Began, facts.Ended = draft.Began, draft.Ended
	timed := wrong.began == "" && wrong.ended == ""
	if timed {
		page.Provided = minutes(draft.Ended.Sub(draft.Began) / time.Minute)
		page.Length = page.Provided.Clock()
	}
	credit := make(map[roster.PersonID]minutes, len(draft.Marks))
	for _, m := range draft.Marks {
		credit[m.Person] = minutes(m.Minutes(facts))
	}
	fresh := formOf(v)
	for i, person := range v.Roster {
		row := f.row(person, fresh)
		field := personField{
			Index: i, Person: int64(person), Name: orUnknown(v.names[person]), Mark: row.Mark, Came: row.Came, Until: row.Until, Left: row.Left,
			Kept: v.kept(person), Problem: wrong.people[person],
		}
		if timed {
			field.Credit = credit[person]
			page.Total += field.Credit
		}
		if field.Credit > 0 {
			page.Heads++
		}
		page.People = append(page.People, field)
	}
	return page
}

// row is what was sent of a person; where nothing was, the row that a fresh form has, unmarked.
func (f sheetForm) row(person roster.PersonID, fresh sheetForm) personForm {
	for _, row := range f.People {
		if row.Person == int64(person) {
			return row
		}
	}
	for _, row := range fresh.People {
		if row.Person == int64(person) {
			row.Mark = ""
			return row
		}
	}
	return personForm{Person: int64(person)}
}

// kept is the recorded presence of a person whom none of the choices describes, in words.
func (v sheetView) kept(person roster.PersonID) string {
	began, ended := v.times()
	for _, m := range v.Marks {
		var row personForm
		if row.choose(m, began, ended, v.zone); m.Person == person && row.Mark == choiceKept {
			return partWords(m.Intervals, began, ended, v.zone)
		}
	}
	return ""
}

// provides is who provides the hours of the session, as the sum at the foot says it.
func (v sheetView) provides(actor access.Actor) string {
	facts := v.planned()
	var who []string
	for _, lead := range []roster.PersonID{facts.Lead, facts.CoLead} {
		switch {
		case lead == 0:
		case lead == actor.Person:
			who = append(who, "you")
		default:
			who = append(who, orUnknown(v.names[lead]))
		}
	}
	return listed(who)
}

// clockTurns tells whether the clocks change on the day of the session or the next.
func (v sheetView) clockTurns() bool {
	day := v.Session.Local.Day
	_, before := day.Begins(v.zone).Zone()
	_, after := day.AddDays(2).Begins(v.zone).Zone()
	return before != after
}

func focusOptions(chosen string, marks []attendance.Mark) []optionView {
	options := []optionView{
		{Value: "", Text: "reflective practice"},
		{Value: string(ledger.RSCProvision), Text: "giving reflective supervision"},
	}
	if focusOf(marks) == focusKept {
		options = append(options, optionView{Value: focusKept, Text: "as recorded for each person"})
	}
	for i := range options {
		options[i].Chosen = options[i].Value == chosen
	}
	return options
}

// sheetSave answers POST /sessions/{id}: it keeps a draft, or verifies.
func (w *web) sheetSave(c echo.Context) error {
	actor, _ := actorIn(c)
	var f sheetForm
	if err := w.readForm(c, &f); err != nil {
		return err
	}
	v, err := w.sheetView(c)
	if err != nil {
		return err
	}
	if err := access.May(actor, actOf(f.Act), v.subject()); err != nil {
		return err
	}
	draft, wrong := f.draft(v)
	switch {
	case v.State == attendance.Verified && (wrong.any() || f.Act == actEveryone):
		return w.overtaken(c, f, draft, fault.New(fault.Conflict, "This sheet was verified meanwhile. Nothing was changed; what was verified is shown here."))
	case f.Act == actEveryone:
		f.everyone()
		return w.render(c, http.StatusOK, "sheet", w.sheet(c, v, f))
	case wrong.any():
		return w.render(c, http.StatusUnprocessableEntity, "sheet", w.sheetWith(c, v, f, draft, wrong))
	}
	_, err = w.Store.UpdateSheet(c.Request().Context(), v.Session.ID, actor.Account.String(), w.decision(actor, f.Act, draft))
	switch fault.KindOf(err) {
	case fault.Conflict:
		return w.overtaken(c, f, draft, err)
	case fault.Invalid:
		return w.refused(c, v, f, draft, err)
	}
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, fmt.Sprintf("/sessions/%d", v.Session.ID))
}

// actOf is what the form's act asks permission for.
func actOf(act string) access.Act {
	if act == actVerify {
		return access.VerifySheet
	}
	return access.TakeSheet
}

// decision is what becomes of the sheet as it stands when it is this request's turn: who may is asked again then.
func (w *web) decision(actor access.Actor, act string, draft attendance.Draft) func(attendance.Sheet) (attendance.Change, error) {
	signer := attendance.Signer{Account: int64(actor.Account), Person: actor.Person}
	return func(s attendance.Sheet) (attendance.Change, error) {
		if err := access.May(actor, actOf(act), subjectOf(s)); err != nil {
			return attendance.Change{}, err
		}
		if act == actVerify {
			return s.Verify(draft, signer, w.Now())
		}
		return s.Save(draft, signer, w.Now())
	}
}

// everyone marks everybody present.
func (f *sheetForm) everyone() {
	for i := range f.People {
		f.People[i].Mark = choicePresent
	}
}

// refused shows the form again with why it cannot be kept.
func (w *web) refused(c echo.Context, v sheetView, f sheetForm, draft attendance.Draft, err error) error {
	sentence, _ := fault.SentenceOf(err)
	wrong := problems{whole: []string{sentence}}
	for _, person := range v.Roster {
		if f.Act == actVerify && f.row(person, sheetForm{}).Mark == "" {
			wrong.of(person, "Choose a mark.")
		}
	}
	return w.render(c, http.StatusUnprocessableEntity, "sheet", w.sheetWith(c, v, f, draft, wrong))
}

// overtaken answers somebody whose sheet was changed under their hands: it shows what stands now and keeps what they
// typed. Nothing was changed; sent once more, a draft replaces what stands.
func (w *web) overtaken(c echo.Context, f sheetForm, draft attendance.Draft, conflict error) error {
	v, err := w.sheetView(c)
	if err != nil {
		return err
	}
	if v.Session.Status == schedule.Cancelled {
		return conflict
	}
	sentence, _ := fault.SentenceOf(conflict)
	if v.State == attendance.Verified {
		page := w.verified(c, v)
		facts := v.planned()
		facts.Began, facts.Ended = draft.Began, draft.Ended
		page.Notice, page.Typed = sentence, v.credits(draft.Marks, facts)
		return w.render(c, http.StatusConflict, "verified", page)
	}
	stands := formOf(v)
	f.Revision = v.Revision
	page := w.sheetWith(c, v, f, draft, problems{whole: []string{sentence}})
	page.Conflict = true
	if stands.Began != f.Began || stands.Ended != f.Ended {
		page.Problems = append(page.Problems, fmt.Sprintf("Saved meanwhile: began %s, ended %s.", stands.Began, stands.Ended))
	}
	began, ended := v.times()
	facts := v.planned()
	facts.Began, facts.Ended = began, ended
	for i, saved := range v.credits(v.Marks, facts) {
		mine, theirs := f.row(v.Roster[i], stands), stands.row(v.Roster[i], stands)
		if !sameChoice(mine, theirs) {
			page.People[i].Meanwhile = "Saved meanwhile: " + saved.Words + "."
		}
	}
	return w.render(c, http.StatusConflict, "sheet", page)
}

// sameChoice compares what two rows say, without the times that only wait to be used.
func sameChoice(a, b personForm) bool {
	switch {
	case a.Mark != b.Mark:
		return false
	case a.Mark == choiceLate:
		return a.Came == b.Came && a.Until == b.Until
	case a.Mark == choiceEarly:
		return a.Left == b.Left
	default:
		return true
	}
}

// compareNames orders people as a roster does.
func compareNames(a, b string) int {
	return strings.Compare(strings.ToLower(a), strings.ToLower(b))
}
