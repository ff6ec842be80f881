package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/attendance"
	"attune/internal/fault"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// Disputes are what people say of their own marks.
type Disputes interface {
	// UpdateDispute locks the session, loads its sheet, lets decide say which step a dispute takes, and saves that.
	UpdateDispute(ctx context.Context, id schedule.SessionID, actor string, decide func(attendance.Sheet) (attendance.Step, error)) error
	// DisputesIn are the open disputes of some associations' sheets, oldest first.
	DisputesIn(ctx context.Context, associations []roster.Association, limit int) ([]attendance.Disputed, error)
	// DisputesFor are the open disputes that a person answers for or has opened, oldest first.
	DisputesFor(ctx context.Context, person roster.PersonID) ([]attendance.Disputed, error)
}

// mostDisputes is how many a page lists.
const mostDisputes = 200

// said is what somebody typed about a mark, with what is wrong with it.
type said struct {
	person  roster.PersonID // whose dispute is answered; zero: the reader opens their own
	text    string
	problem string
}

// disputesView is what the reader may say, and what was said, of a verified sheet.
type disputesView struct {
	Action  string
	Own     bool // the reader may dispute their own mark
	Words   textField
	Mine    []disputeView // the reader's, newest last
	Waiting bool          // one of those is open
	Others  []disputeView // for who answers for the sheet
	Asked   bool          // one of those is open
	Amend   string        // where to amend it
}

// disputeView is one dispute.
type disputeView struct {
	Person  int64
	Name    string
	Words   string
	Since   string
	Turn    string // whose turn it is, or how it ended
	Open    bool
	Long    bool   // for longer than a week
	Answer  string // why the mark stands
	Declare textField
	Href    string
	About   string
}

// disputes shows what was said of the sheet to the reader, with what they typed.
func (v sheetView) disputes(actor access.Actor, subject access.Sheet, typed said) disputesView {
	view := disputesView{Action: fmt.Sprintf("/sessions/%d", v.Session.ID)}
	answers := access.May(actor, access.AmendSheet, subject) == nil
	view.Own = v.State == attendance.Verified && actor.Person != 0 && access.May(actor, access.DisputeMark, subject) == nil
	for _, d := range v.Disputes {
		one := disputeView{
			Person: int64(d.Person), Name: orUnknown(v.names[d.Person]), Words: d.Words, Since: moment(d.OpenedAt, v.clock), Open: d.Open(), Answer: d.Answer,
			Turn: v.turnWords(d, answers && d.Person != actor.Person),
		}
		if typed.person == d.Person && d.Open() {
			one.Declare = textField{typed.text, typed.problem}
		}
		switch {
		case actor.Person != 0 && d.Person == actor.Person:
			view.Mine, view.Waiting = append(view.Mine, one), view.Waiting || one.Open
		case answers:
			view.Others, view.Asked = append(view.Others, one), view.Asked || one.Open
		}
	}
	if answers && !v.NobodyCame() {
		view.Amend = view.Action + "/amend"
	}
	if typed.person == 0 {
		view.Words = textField{typed.text, typed.problem}
	}
	return view
}

// turnWords say whose turn it is in a dispute, or how it ended.
func (v sheetView) turnWords(d attendance.Dispute, answers bool) string {
	clock := v.clock
	switch d.End {
	case attendance.Corrected:
		return "The sheet was amended on " + moment(d.EndedAt, clock) + "."
	case attendance.Declined:
		return "The mark stands, as was said on " + moment(d.EndedAt, clock) + "."
	case attendance.Withdrawn:
		return "Taken back on " + moment(d.EndedAt, clock) + "."
	}
	switch {
	case v.Amended():
		return "An amendment of the sheet waits to be verified. Until then this is open."
	case answers:
		return "It is your turn: amend the sheet, or say why the mark stands."
	}
	return "It is the turn of whoever leads the session. You are told when they answer."
}

// dispute answers POST /sessions/{id}/dispute: somebody says that their own mark is not right, or takes that back.
func (w *web) dispute(c echo.Context) error {
	var f struct {
		Act   string `form:"act"` // withdraw; anything else opens
		Words string `form:"words"`
	}
	if err := w.readForm(c, &f); err != nil {
		return err
	}
	return w.step(c, access.DisputeMark, said{text: f.Words}, func(s attendance.Sheet, by attendance.Signer) (attendance.Step, error) {
		if f.Act == "withdraw" {
			return s.Withdraw(by)
		}
		return s.Dispute(oneParagraph(f.Words), by)
	})
}

// decline answers POST /sessions/{id}/decline: who answers for the sheet says why a disputed mark stands.
func (w *web) decline(c echo.Context) error {
	var f struct {
		Person int64  `form:"person"`
		Reason string `form:"reason"`
	}
	if err := w.readForm(c, &f); err != nil {
		return err
	}
	return w.step(c, access.AmendSheet, said{person: roster.PersonID(f.Person), text: f.Reason}, func(s attendance.Sheet, by attendance.Signer) (attendance.Step, error) {
		return s.Decline(roster.PersonID(f.Person), oneParagraph(f.Reason), by)
	})
}

// oneParagraph is a text without line breaks and blanks around it.
func oneParagraph(text string) string { return strings.Join(strings.Fields(text), " ") }

// step takes a step of a dispute and shows the session again; where the words cannot be kept, with them still there.
func (w *web) step(c echo.Context, act access.Act, typed said, decide func(attendance.Sheet, attendance.Signer) (attendance.Step, error)) error {
	actor, _ := actorIn(c)
	v, err := w.sheetView(c)
	if err != nil {
		return err
	}
	subject, err := w.seen(c, actor, v)
	if err != nil {
		return err
	}
	if err := access.May(actor, act, subject); err != nil {
		return err
	}
	signer := attendance.Signer{Account: int64(actor.Account), Person: actor.Person}
	err = w.Store.UpdateDispute(c.Request().Context(), v.Session.ID, actor.Account.String(), func(s attendance.Sheet) (attendance.Step, error) {
		now := subjectOf(s)
		if now.Roster = append(slices.Clone(now.Roster), unmarked(subject, v)...); access.May(actor, act, now) != nil {
			return attendance.Step{}, access.May(actor, act, now)
		}
		return decide(s, signer)
	})
	if fault.KindOf(err) == fault.Invalid {
		typed.problem, _ = fault.SentenceOf(err)
		return w.showVerified(c, actor, v, subject, http.StatusUnprocessableEntity, typed)
	}
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, fmt.Sprintf("/sessions/%d", v.Session.ID))
}

// unmarked are those who belong to the session as the reader sees it, though nobody marked them.
func unmarked(subject access.Sheet, v sheetView) []roster.PersonID {
	return subject.Roster[len(v.Roster):]
}

// showVerified shows a verified sheet as the reader may see it: whole, or their own part.
func (w *web) showVerified(c echo.Context, actor access.Actor, v sheetView, subject access.Sheet, status int, typed said) error {
	if access.May(actor, access.SeeSheet, subject) != nil {
		return w.sessionFacts(c, actor, v, subject, status, typed)
	}
	page, err := w.verified(c, v)
	if err != nil {
		return err
	}
	page.Disputes = v.disputes(actor, subject, typed)
	return w.render(c, status, "verified", page)
}

// disputesPage lists what is disputed in the associations that the reader coordinates.
type disputesPage struct {
	frame
	Long, Newer []disputeView // open for longer than a week, and for less; oldest first
	More        bool          // the list stops before its end
}

// disputed answers GET /disputes.
func (w *web) disputed(c echo.Context) error {
	actor, _ := actorIn(c)
	if len(actor.Coordinates) == 0 {
		return access.Nowhere()
	}
	for _, code := range actor.Coordinates {
		if err := access.May(actor, access.SeeAssociation, access.Association{Code: code}); err != nil {
			return err
		}
	}
	list, err := w.Store.DisputesIn(c.Request().Context(), actor.Coordinates, mostDisputes+1)
	if err != nil {
		return err
	}
	edition, err := w.rules.get(c.Request().Context())
	if err != nil {
		return err
	}
	page := disputesPage{frame: w.frame(c, "Disputed marks", ""), More: len(list) > mostDisputes}
	page.frame.Narrow = true
	for _, d := range list[:min(len(list), mostDisputes)] {
		if one := w.disputeIn(d, ownClock(edition, actor)); one.Long {
			page.Long = append(page.Long, one)
		} else {
			page.Newer = append(page.Newer, one)
		}
	}
	return w.render(c, http.StatusOK, "disputes", page)
}

// disputeIn is an open dispute as a line of a list.
func (w *web) disputeIn(d attendance.Disputed, clock *time.Location) disputeView {
	return disputeView{
		Name: orUnknown(d.Name), Words: d.Words, Since: moment(d.OpenedAt, clock), Open: true,
		Long: d.Long(w.Now()), Href: fmt.Sprintf("/sessions/%d", d.Meeting.Session.ID),
		About: joined(d.Meeting.Group.Name, longDate(d.Meeting.Session.Local.Day), with(d.Meeting.LeadName)),
	}
}

// disputesAtHome fills in what the person is asked to answer, and what they have said themself.
func (w *web) disputesAtHome(c echo.Context, actor access.Actor, clock *time.Location, page *homePage) error {
	clock = clockOf(actor, clock)
	if actor.Person != 0 {
		list, err := w.Store.DisputesFor(c.Request().Context(), actor.Person)
		if err != nil {
			return err
		}
		page.disputed = disputedBy(actor.Person, list)
		for _, d := range list {
			if d.Person == actor.Person {
				one := w.disputeIn(d, clock)
				one.Name, one.About = one.About, "" // whose it is, they know
				page.Disputing = append(page.Disputing, one)
			} else {
				page.ToAnswer = append(page.ToAnswer, w.disputeIn(d, clock))
			}
		}
	}
	return nil
}
