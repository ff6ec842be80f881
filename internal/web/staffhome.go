package web

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// How much of their staff a manager's home names.
const (
	mostBehindAtHome  = 8
	mostMissingAtHome = 8
)

// staffAtHome is what a manager comes for: who is behind and why, and which sheets are missing.
type staffAtHome struct {
	Summary     string
	Behind      []staffRow
	MoreBehind  string // how many others there are; empty for none
	Missing     []missingView
	MoreMissing bool
}

// missingView is a session without a verified sheet, of which somebody of the staff waits for the hours.
type missingView struct {
	Date, Group string
	Href        string // its page; empty where that is not the reader's
	About       string // who leads it, and who waits
}

// ownStaff fills in the staff of the programs that the actor manages.
func (w *web) ownStaff(c echo.Context, actor access.Actor, _ *time.Location, page *homePage) error {
	if len(actor.Manages) == 0 {
		return nil
	}
	ctx := c.Request().Context()
	edition, err := w.rules.get(ctx)
	if err != nil {
		return err
	}
	people, err := w.staffOf(ctx, actor, edition, actor.Manages, day.Span{})
	if err != nil {
		return err
	}
	home := &staffAtHome{Summary: people.summary()}
	home.Behind = behind(people.rows(edition, team{}, staffAsked{}))
	if n := len(home.Behind) - mostBehindAtHome; n > 0 {
		home.Behind, home.MoreBehind = home.Behind[:mostBehindAtHome], count(n, "more is behind", "more are behind")
	}
	home.Missing, home.MoreMissing, err = w.missing(ctx, actor, edition, actor.Manages, mostMissingAtHome)
	page.Staff = home
	return err
}

// behind are the rows of who is behind, whose time ends first before the others.
func behind(rows []staffRow) []staffRow {
	rows = slices.DeleteFunc(rows, func(r staffRow) bool { return r.Bearing != endorsement.Behind })
	slices.SortStableFunc(rows, func(a, b staffRow) int {
		return cmp.Or(boolOrder(a.closes == 0)-boolOrder(b.closes == 0), cmp.Compare(a.closes, b.closes))
	})
	return rows
}

// missing are the sheets that some staff waits for, newest first, at most so many, and whether there are more. Of whom a
// session tells follows from whose hours of that day the reader may see.
func (w *web) missing(ctx context.Context, actor access.Actor, edition *rulebook.Edition, programs []roster.ProgramID, most int) ([]missingView, bool, error) {
	list, err := w.Store.MissingSheets(ctx, programs, day.At(w.Now(), readersZone(edition, actor)), w.Now(), most+1)
	var views []missingView
	for _, m := range list {
		var names []string
		for _, t := range m.Waiting {
			of := access.Person{ID: t.Person.ID, Association: t.Person.Association, Employments: t.Employments, Today: w.today(edition, t.Person.Association)}
			on := day.At(m.Session.Starts, readersZone(edition, access.Actor{Association: t.Person.Association}))
			if access.May(actor, access.SeeEntry, access.Entry{Of: of, On: on}) == nil {
				names = append(names, t.Person.Name)
			}
		}
		if len(names) == 0 || !m.Meeting.Waits(w.Now()) {
			continue
		}
		v := missingView{Date: longDate(m.Session.Local.Day), Group: m.Group.Name, About: joined(with(m.LeadName), waitWords(names))}
		if leads(actor, m.Meeting) {
			v.Href = fmt.Sprintf("/sessions/%d", m.Session.ID)
		}
		views = append(views, v)
	}
	if len(list) > most {
		return views[:min(len(views), most)], true, err
	}
	return views, false, err
}

// waitWords name who waits for hours, a few of them.
func waitWords(names []string) string {
	if n := len(names) - mostWaitingName; n > 0 {
		names = append(slices.Clone(names[:mostWaitingName]), fmt.Sprintf("%d more", n))
	}
	if len(names) == 1 {
		return names[0] + " waits for its hours"
	}
	return listed(names) + " wait for its hours"
}
