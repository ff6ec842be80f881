package web

import (
	"fmt"
	"time"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/attendance"
	"attune/internal/ledger"
	"attune/internal/roster"
)

// verifiedPage is a sheet that was signed: what it says and who signed it.
type verifiedPage struct {
	frame
	Session  sessionHead
	Held     string // 10:05–11:45 AM
	Length   minutes
	People   []creditView
	Total    minutes
	Heads    int
	Provided []creditView // lead and co-lead, each with the session's length
	Signer   string       // empty for an import
	SignedAt string
	Focus    string // what the hours were about, where not reflective practice at large
	Training string // what is said of training hours; empty where it is supervision
	Notice   string // why the reader sees this instead of what they sent; empty where they asked for it
	Typed    []creditView
	Amend    string // where to amend it; empty where that is not the reader's
	Nobody   bool   // signed as one that nobody came to
	Closing  closing
	Disputes disputesView
	Waits    *waitingView    // the amendment that waits; nil where none does
	Earlier  []amendmentView // what became of it since it was signed first, newest first
	Unsigned []string        // amendments that were never verified, newest first
}

// creditView is one person and what they are credited with.
type creditView struct {
	Name    string
	Words   string
	Minutes minutes
	About   string // focus of the hour, where people of one session differ
}

func (w *web) verified(c echo.Context, v sheetView) (verifiedPage, error) {
	f := v.Facts
	page := verifiedPage{
		frame: w.frame(c, v.Group.Name, ""), Session: v.head(),
		Held: onBoth(f.Began, f.Ended, v.zone, v.clock), Length: minutes(f.Ended.Sub(f.Began) / time.Minute),
		Signer: v.signer, SignedAt: moment(v.VerifiedAt, v.clock),
	}
	page.frame.Narrow = true
	page.Focus, _ = sharedFocus(v.Marks)
	if f.Kind == roster.Training {
		page.Training = asTraining
		if page.Focus == "" {
			page.Focus = after("all of it about ", syllabusOf(v.Group.Syllabus).About)
		}
	}
	page.People = v.credits(v.Marks, f)
	for _, row := range page.People {
		page.Total += row.Minutes
		if row.Minutes > 0 {
			page.Heads++
		}
	}
	for _, lead := range []roster.PersonID{f.Lead, f.CoLead} {
		if lead != 0 {
			page.Provided = append(page.Provided, creditView{Name: orUnknown(v.names[lead]), Minutes: page.Length})
		}
	}
	actor, _ := actorIn(c)
	page.Nobody, page.Closing = v.NobodyCame(), v.closing(actor)
	if access.May(actor, access.AmendSheet, v.subject()) == nil && !page.Closing.Reopen {
		page.Amend = fmt.Sprintf("/sessions/%d/amend", v.Session.ID)
	}
	page.Disputes = v.disputes(actor, v.subject(), said{})
	turns, err := w.Store.Amendments(c.Request().Context(), v.Session.ID)
	if err != nil {
		return page, err
	}
	page.Waits, page.Unsigned = v.waiting(page.Amend), v.takenBack(turns)
	page.Earlier, err = w.amendments(c, v, turns)
	return page, err
}

// credits are the people of the sheet with their marks, by name.
func (v sheetView) credits(marks []attendance.Mark, f attendance.Facts) []creditView {
	marked := make(map[roster.PersonID]attendance.Mark, len(marks))
	for _, m := range marks {
		marked[m.Person] = m
	}
	_, same := sharedFocus(marks)
	var rows []creditView
	for _, person := range v.Roster {
		row := creditView{Name: orUnknown(v.names[person]), Words: "No mark"}
		if m, ok := marked[person]; ok {
			row.Words, row.Minutes = markWords(m, f, v.zone, v.zone), minutes(m.Minutes(f))
			if !same && m.Focus != "" {
				row.About = focusName[m.Focus]
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// focusName is what an hour was about, in words.
var focusName = map[ledger.Focus]string{ledger.RSCProvision: "about giving reflective supervision"}

// sharedFocus is the focus of everybody who was there, in words; false where they differ.
func sharedFocus(marks []attendance.Mark) (string, bool) {
	var focus ledger.Focus
	first := true
	for _, m := range marks {
		if m.Code != attendance.Present && m.Code != attendance.Partial {
			continue
		}
		if !first && m.Focus != focus {
			return "", false
		}
		focus, first = m.Focus, false
	}
	return focusName[focus], true
}
