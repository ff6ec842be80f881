package web

import (
	"errors"
	"fmt"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/attendance"
	"attune/internal/fault"
	"attune/internal/schedule"
)

// The acts on a sheet that take no more than a click.
const (
	actCallOff = "did-not-take-place"
	actRestore = "took-place"
	actClose   = "nobody-came"
	actReopen  = "somebody-came"
)

// closings are what becomes of a sheet by one click; each is undone by another.
var closings = map[string]func(attendance.Sheet, attendance.Draft, attendance.Signer, *web) (attendance.Change, error){
	actCallOff: func(s attendance.Sheet, d attendance.Draft, by attendance.Signer, w *web) (attendance.Change, error) {
		return s.CallOff(d.Revision, by, w.Now())
	},
	actRestore: func(s attendance.Sheet, _ attendance.Draft, by attendance.Signer, w *web) (attendance.Change, error) {
		return s.Restore(by, w.Now())
	},
	actClose: func(s attendance.Sheet, d attendance.Draft, by attendance.Signer, w *web) (attendance.Change, error) {
		return s.Close(d, by, w.Now())
	},
	actReopen: func(s attendance.Sheet, _ attendance.Draft, by attendance.Signer, w *web) (attendance.Change, error) {
		return s.Reopen(by, w.Now())
	},
	actTakeBack: func(s attendance.Sheet, d attendance.Draft, by attendance.Signer, _ *web) (attendance.Change, error) {
		return s.TakeBack(d.Revision, by)
	},
}

// closing is what a sheet can be turned into by one click, and back.
type closing struct {
	Action   string
	Revision int
	Restore  bool // it was called off, and may be said to have taken place
	Reopen   bool // nobody came, and somebody may have
}

// closing are the ways back that the reader has on the page of a sheet.
func (v sheetView) closing(actor access.Actor) closing {
	may := access.May(actor, access.VerifySheet, v.subject()) == nil && !v.Session.Starts.After(v.now)
	return closing{
		Action: fmt.Sprintf("/sessions/%d", v.Session.ID), Revision: v.Revision,
		Restore: may && v.Session.Status == schedule.Cancelled && !v.replaced, Reopen: may && v.NobodyCame(),
	}
}

// close answers the acts that take one click. What was typed plays no part but for who is excused.
func (w *web) close(c echo.Context, v sheetView, f sheetForm) error {
	actor, _ := actorIn(c)
	draft, _ := f.draft(v)
	signer := attendance.Signer{Account: int64(actor.Account), Person: actor.Person}
	err := w.receive(c, v, f, func(s attendance.Sheet) (attendance.Change, error) {
		if err := access.May(actor, actOf(f.Act), subjectOf(s)); err != nil {
			return attendance.Change{}, err
		}
		return closings[f.Act](s, draft, signer, w)
	})
	switch {
	case fault.KindOf(err) == fault.Conflict:
		return w.overtaken(c, f, draft, err)
	case fault.KindOf(err) == fault.Invalid && f.Act == actClose:
		return w.refused(c, v, f, draft, err)
	case errors.Is(err, errLooked):
		return w.looked(c, v, f, draft)
	case err != nil:
		return err
	}
	return w.kept(c, f)
}
