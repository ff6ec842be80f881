package web

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// coordinatedView is what waits in one association.
type coordinatedView struct {
	Name      string
	Year      string     // address of its calendar
	Begin     []stepView // how to set it up, until a session is planned
	Covered   string     // how many programs have somebody endorsed or on track
	CoveredAt string     // address of which these are
	Health    string     // how its groups went in the last three months
	HealthAt  string
	Rules     string      // the edition in force
	Coming    string      // the one that is to come; empty where none is known
	Ending    []endingRow // credentials that end in the next 90 days, soonest first
	MoreEnd   int         // how many more
	Held      string      // how many people have hours that wait for a decision
	Evidence  string      // how many pieces of evidence wait to be confirmed
	Sheets    []meetingView
	More      bool // the list stops before its end
}

// atHand is what a coordinator's home is made of, of all their associations at once.
type atHand struct {
	edition  *rulebook.Edition
	today    map[roster.Association]day.Date
	waiting  []endorsement.Waiting
	sheets   []attendance.Meeting
	coverage map[roster.Association]endorsement.Coverage
	courses  []attendance.Course
	endings  []roster.Ending
}

// coordinated fills in what waits in the associations that the actor coordinates.
func (w *web) coordinated(c echo.Context, actor access.Actor, clock *time.Location, page *homePage) error {
	edition, err := w.rules.get(c.Request().Context())
	if err != nil {
		return err
	}
	at := atHand{edition: edition, today: make(map[roster.Association]day.Date)}
	for _, code := range actor.Coordinates {
		if access.May(actor, access.SeeAssociation, access.Association{Code: code}) == nil {
			at.today[code] = w.today(edition, code)
		}
	}
	if len(at.today) == 0 {
		return nil
	}
	if err := w.gather(c.Request().Context(), &at); err != nil {
		return err
	}
	page.Disputed = disputedWords(at.waiting)
	for _, code := range actor.Coordinates {
		if _, sees := at.today[code]; sees {
			page.Coordinated = append(page.Coordinated, w.coordinatedOf(at, code, clockOf(actor, clock)))
		}
	}
	return nil
}

// gather asks for everything, once for all associations: in two of them it may be another day already.
func (w *web) gather(ctx context.Context, at *atHand) error {
	codes, days := slices.Sorted(maps.Keys(at.today)), slices.Sorted(maps.Values(at.today))
	first, last := days[0], days[len(days)-1]
	var err error
	if at.waiting, err = w.Store.WaitingIn(ctx, codes, w.Now()); err != nil {
		return err
	}
	if at.sheets, err = w.Store.Unsigned(ctx, codes, w.Now(), mostUnsigned+1); err != nil {
		return err
	}
	if at.coverage, err = w.Store.Coverages(ctx, at.edition, birthToThree, first.AddDays(-7), at.today); err != nil {
		return err
	}
	if at.courses, err = w.Store.Courses(ctx, 0, codes, day.Span{From: lately(first).From, To: last}, 0); err != nil {
		return err
	}
	at.endings, err = w.Store.Endings(ctx, codes, day.Span{From: first, To: soon(last).To})
	return err
}

// coordinatedOf is what waits in one association.
func (w *web) coordinatedOf(at atHand, code roster.Association, clock *time.Location) coordinatedView {
	today := at.today[code]
	view := coordinatedView{
		Name: string(code), Year: yearAt(code), CoveredAt: queryIn(atCoverage, "association", string(code)),
		Rules: at.edition.Name(), Coming: w.comingBeside(at.edition), HealthAt: queryAt(atHealth, askedFor(lately(today)).query()),
	}
	if association, ok := at.edition.Association(code); ok {
		view.Name = association.Name
	}
	of := endorsement.Waiting{Association: code}
	if i := slices.IndexFunc(at.waiting, func(o endorsement.Waiting) bool { return o.Association == code }); i >= 0 {
		of = at.waiting[i]
	}
	view.Begin, view.Held, view.Evidence = beginning(of.Begun), heldWords(of), evidenceWords(of)
	covered := at.coverage[code]
	view.Covered = coverageWords(endorsement.Sum(covered.On(today)), birthToThree, covered.Knows(today))
	courses := slices.DeleteFunc(slices.Clone(at.courses), func(c attendance.Course) bool { return c.Group.Association != code })
	view.Health = healthWords(worstFirst(courses, lately(today)))
	for _, m := range at.sheets {
		if m.Session.Association == code {
			view.Sheets = append(view.Sheets, w.meeting(m, clock))
		}
	}
	if view.More = len(view.Sheets) > mostUnsigned; view.More {
		view.Sheets = view.Sheets[:mostUnsigned]
	}
	view.Ending, view.MoreEnd = endingRows(at, code)
	return view
}

// lately are the last three months, of which home tells how groups went.
func lately(today day.Date) day.Span {
	return day.Span{From: today.AddMonths(-3).AddDays(1), To: today}
}

func heldWords(of endorsement.Waiting) string {
	if of.People == 0 {
		return "Nobody's hours wait for a decision."
	}
	return count(of.People, "person has", "people have") + " hours that wait for a decision."
}

func evidenceWords(of endorsement.Waiting) string {
	switch of.Evidence {
	case 0:
		return "No evidence waits to be confirmed."
	case 1:
		return "1 piece of evidence waits to be confirmed."
	}
	return fmt.Sprintf("%d pieces of evidence wait to be confirmed.", of.Evidence)
}

// disputedWords say how much is disputed in all associations together; nothing where nothing is.
func disputedWords(waiting []endorsement.Waiting) string {
	marks, long := 0, 0
	for _, of := range waiting {
		marks, long = marks+of.Disputed, long+of.Long
	}
	switch {
	case marks == 0:
		return ""
	case long > 0:
		return count(marks, "mark is", "marks are") + " disputed, " + fmt.Sprint(long) + " of them for longer than a week."
	}
	return count(marks, "mark is", "marks are") + " disputed."
}
