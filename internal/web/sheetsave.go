package web

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/attendance"
	"attune/internal/fault"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// sheetSave answers POST /sessions/{id}: it keeps a draft, verifies, or amends what was verified.
func (w *web) sheetSave(c echo.Context) error {
	actor, _ := actorIn(c)
	var f sheetForm
	if err := w.readForm(c, &f); err != nil {
		return err
	}
	f.Act, f.looks = strings.CutPrefix(f.Act, actLook)
	again, err := w.received(c, actor.Account, f)
	switch {
	case err != nil:
		return err
	case again:
		return w.kept(c, f)
	}
	v, err := w.sheetView(c)
	if err != nil {
		return err
	}
	if err := access.May(actor, actOf(f.Act), v.subject()); err != nil {
		return err
	}
	if err := f.from(actor); err != nil {
		return err
	}
	if closings[f.Act] != nil {
		return w.close(c, v, f)
	}
	if f.amends() {
		v = v.proposed()
	}
	brings := f.brings()
	problem, err := w.bringIn(c, &v, f)
	if err != nil {
		return err
	}
	draft, wrong := f.draft(v)
	if problem != "" {
		wrong.whole = append(wrong.whole, problem)
	}
	if f.Act == actAmend || f.Act == actKeep {
		wrong.reason = attendance.ReasonProblem(draft.Reason)
	}
	switch {
	case v.State == attendance.Verified && !f.amends() && (wrong.any() || f.Act == actEveryone):
		return w.overtaken(c, f, draft, fault.New(fault.Conflict, "This sheet was verified meanwhile. Nothing was changed; what was verified is shown here."))
	case f.finds():
		return w.foundFor(c, v, f)
	case brings && !wrong.any(), f.more(), f.Act == actCount:
		return w.render(c, http.StatusOK, "sheet", w.sheetWith(c, v, f, draft, wrong))
	case f.Act == actEveryone:
		f.everyone()
		return w.render(c, http.StatusOK, "sheet", w.sheet(c, v, f))
	case wrong.any():
		return w.render(c, http.StatusUnprocessableEntity, "sheet", w.sheetWith(c, v, f, draft, wrong))
	}
	return w.keepSheet(c, v, f, draft)
}

// keepSheet saves or signs what was sent, and answers with the session's page.
func (w *web) keepSheet(c echo.Context, v sheetView, f sheetForm, draft attendance.Draft) error {
	actor, _ := actorIn(c)
	err := w.receive(c, v, f, w.decision(actor, f.Act, draft), draft.Brought()...)
	switch {
	case fault.KindOf(err) == fault.Conflict:
		return w.overtaken(c, f, draft, err)
	case fault.KindOf(err) == fault.Invalid:
		return w.refused(c, v, f, draft, err)
	case errors.Is(err, errLooked):
		return w.looked(c, v, f, draft)
	case err != nil:
		return err
	}
	return w.kept(c, f)
}

// errLooked says that a form would have been kept, had it not only been looked at.
var errLooked = errors.New("the form is only looked at")

// receive has a decision made on what was sent, and writes what comes of it; of a form that is only looked at nothing is ever
// written, and the error is errLooked where it could have been.
func (w *web) receive(c echo.Context, v sheetView, f sheetForm, decide func(attendance.Sheet) (attendance.Change, error), brought ...roster.PersonID) error {
	actor, _ := actorIn(c)
	received := func(s attendance.Sheet) (attendance.Change, error) {
		change, err := decide(s)
		if err == nil && f.looks {
			err = errLooked
		}
		return change, err
	}
	_, err := w.Store.ReceiveSheet(c.Request().Context(), sendingIn(c, v.Session.ID, actor.Account, f), actor.Account.String(), received, brought...)
	return err
}

// looked shows a form that was only looked at, and that could be kept.
func (w *web) looked(c echo.Context, v sheetView, f sheetForm, draft attendance.Draft) error {
	return w.render(c, http.StatusOK, "sheet", w.sheetWith(c, v, f, draft, problems{whole: []string{"What you had typed here is below. Nobody has it yet: save or verify it."}}))
}

// actOf is what the form's act asks permission for.
func actOf(act string) access.Act {
	switch act {
	case actVerify, actCallOff, actRestore, actClose, actReopen:
		return access.VerifySheet
	case actAmend, actKeep, actTakeBack:
		return access.AmendSheet
	default:
		return access.TakeSheet
	}
}

// decision is what becomes of the sheet as it stands when it is this request's turn: who may is asked again then.
func (w *web) decision(actor access.Actor, act string, draft attendance.Draft) func(attendance.Sheet) (attendance.Change, error) {
	signer := attendance.Signer{Account: int64(actor.Account), Person: actor.Person}
	return func(s attendance.Sheet) (attendance.Change, error) {
		if err := access.May(actor, actOf(act), subjectOf(s)); err != nil {
			return attendance.Change{}, err
		}
		switch act {
		case actVerify:
			return s.Verify(draft, signer, w.Now())
		case actAmend:
			return s.Amend(draft, signer, w.Now())
		case actKeep:
			return s.Prepare(draft, signer, w.Now())
		default:
			return s.Save(draft, signer, w.Now())
		}
	}
}

// everyone marks everybody present.
func (f *sheetForm) everyone() {
	for i := range f.People {
		f.People[i].Mark = choicePresent
	}
}

// finds tells whether the form looks for somebody: the Enter key in that field does, too.
func (f *sheetForm) finds() bool {
	return f.Act == actFind || strings.TrimSpace(f.Find) != "" && (f.Act == actDraft || f.Act == actCount)
}

// foundFor shows the form again with who was found.
func (w *web) foundFor(c echo.Context, v sheetView, f sheetForm) error {
	found, problem, err := w.find(c, v, &f)
	if err != nil {
		return err
	}
	page, status := w.sheet(c, v, f), http.StatusOK
	if page.Found, page.Find.Problem = found, problem; problem != "" {
		status = http.StatusUnprocessableEntity
	}
	return w.render(c, status, "sheet", page)
}

// more makes room for one more time that somebody was back; false where the form asks for something else.
func (f *sheetForm) more() bool {
	row, asked := strings.CutPrefix(f.Act, actMore)
	if i, err := strconv.Atoi(row); asked && err == nil && i >= 0 && i < len(f.People) {
		f.People[i].Again = append(f.People[i].Again, pieceForm{})
	}
	return asked
}

// refused shows the form again with why it cannot be kept.
func (w *web) refused(c echo.Context, v sheetView, f sheetForm, draft attendance.Draft, err error) error {
	sentence, _ := fault.SentenceOf(err)
	wrong := problems{whole: []string{sentence}}
	for _, person := range v.Roster {
		if (f.Act == actVerify || f.Act == actAmend) && f.row(person, sheetForm{}).Mark == "" {
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
	if _, err := w.bringIn(c, &v, f); err != nil {
		return err
	}
	if v.Session.Status == schedule.Cancelled {
		return conflict
	}
	if f.amends() {
		v = v.proposed()
	}
	sentence, _ := fault.SentenceOf(conflict)
	if v.State == attendance.Verified && !f.amends() {
		page, err := w.verified(c, v)
		if err != nil {
			return err
		}
		facts := v.facts()
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
	if v.Amended() {
		page.Problems = append(page.Problems, fmt.Sprintf("%s keeps an amendment since %s: “%s”", v.Amendment.AuthorName, moment(v.Amendment.KeptAt, v.clock), v.Amendment.Reason))
	}
	began, ended := v.times()
	facts := v.facts()
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
		return a.Came == b.Came && a.Until == b.Until && a.Minutes == b.Minutes && samePieces(a.Again, b.Again)
	case a.Mark == choiceEarly:
		return a.Left == b.Left && a.Minutes == b.Minutes && samePieces(a.Again, b.Again)
	default:
		return true
	}
}
