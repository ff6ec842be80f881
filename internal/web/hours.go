package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/fault"
	"attune/internal/ledger"
	"attune/internal/roster"
	"attune/internal/rulebook"
	"attune/internal/schedule"
)

// Records are what people have received and what became of it.
type Records interface {
	// Judgements are a person's targets and renewals as the last push left them, in the order of a report.
	Judgements(ctx context.Context, person roster.PersonID) ([]rulebook.Judgement, error)
	// Targets are the categories that a person has set out to earn.
	Targets(ctx context.Context, person roster.PersonID) ([]roster.Category, error)
	// Lines are a person's standing received entries, oldest first: those of supervision, and apart from them those of trainings.
	Lines(ctx context.Context, person roster.PersonID) ([]ledger.Line, []ledger.Trained, error)
}

// hoursPage is everything the person received and each purpose it serves.
type hoursPage struct {
	frame
	Purposes []purposeView
	Received minutes // verified, whatever it counts for
	Sessions int
	First    string // date of the first of them
	All      []entryView
	Awaited  string       // the targets whose figures are still to come; empty where there are figures, or no targets
	Trained  *trainedView // in trainings; nil where there are none
	Record   string       // address of what is on record about them
}

// purposePage is one purpose with all its entries.
type purposePage struct {
	frame
	Back    navLink
	Of      string // whose hours these are; empty for one's own
	Past    string // address of the history of what is earned, or renewed
	Purpose purposeView
	Months  chartView // what counts and what waits, month by month; without words where nothing is drawn
	Filters []filterView
	Entries []entryView // newest first
	Hidden  int         // entries the reader may not see
	Days    string      // which days alone are shown, and what they come to; empty for all
	All     string      // address of all of them
}

// filterView is one way to narrow the entries.
type filterView struct {
	Href, Text string
	Here       bool
}

// standing is what a page needs to show one person's hours.
type standing struct {
	explainer
	judgements []rulebook.Judgement
	lines      []ledger.Line                            // of supervision
	trained    []ledger.Trained                         // in trainings
	zone       *time.Location                           // of the person's association
	prospect   endorsement.Prospect                     // what is planned; empty where nothing is missing that it could bring
	planned    map[rulebook.Purpose][]rulebook.Presumed // its hours that would count; a renewal's without its period
	clock      *time.Location                           // the reader's own; nil where no group is looked for
	open       []roster.OpenGroup                       // in which the person, who reads it, may ask for a place
	disputed   map[schedule.SessionID]bool              // sessions of which the person, who reads it, says that it is not right
}

// standingOf loads a person's hours; base is the address under which their purposes stand.
func (w *web) standingOf(c echo.Context, person roster.PersonID, association roster.Association, base string) (standing, error) {
	ctx := c.Request().Context()
	edition, err := w.rules.get(ctx)
	if err != nil {
		return standing{}, err
	}
	judgements, err := w.Store.Judgements(ctx, person)
	if err != nil {
		return standing{}, err
	}
	lines, trained, err := w.Store.Lines(ctx, person)
	if err != nil {
		return standing{}, err
	}
	zone := readersZone(edition, access.Actor{Association: association})
	return standing{
		explainer: explainer{edition, base, leadNames(lines), day.At(w.Now(), zone)}, judgements: judgements, lines: lines, trained: trained, zone: zone,
	}, nil
}

// ownStanding loads the actor's own hours, with what they say of them.
func (w *web) ownStanding(c echo.Context, actor access.Actor) (standing, error) {
	s, err := w.standingOf(c, actor.Person, actor.Association, atHours)
	if err != nil {
		return s, err
	}
	list, err := w.Store.DisputesFor(c.Request().Context(), actor.Person)
	if err != nil {
		return s, err
	}
	s.disputed = disputedBy(actor.Person, list)
	if err := s.foresee(c.Request().Context(), w, roster.Person{ID: actor.Person, Association: actor.Association}); err != nil {
		return s, err
	}
	return s, s.lookForGroups(c.Request().Context(), w, actor)
}

// disputedBy are the sessions whose mark a person says is not right.
func disputedBy(person roster.PersonID, open []attendance.Disputed) map[schedule.SessionID]bool {
	sessions := make(map[schedule.SessionID]bool)
	for _, d := range open {
		if d.Person == person {
			sessions[d.Meeting.Session.ID] = true
		}
	}
	return sessions
}

// hours answers GET /hours: one's own.
func (w *web) hours(c echo.Context) error {
	actor, _ := actorIn(c)
	if actor.Person == 0 {
		return fault.New(fault.NotFound, "Your account belongs to nobody of the roster, so there are no hours of yours here. If that is wrong, ask your coordinator.")
	}
	s, err := w.ownStanding(c, actor)
	if err != nil {
		return err
	}
	page := hoursPage{frame: w.frame(c, "My hours", atHours), Sessions: len(s.lines), All: s.latest(len(s.lines)), Record: fmt.Sprintf("%s/%d", atPeople, actor.Person)}
	for _, line := range s.lines {
		page.Received += minutes(line.Minutes)
	}
	if len(s.lines) > 0 {
		page.First = plainDate(day.At(s.lines[0].Started, s.zone))
	}
	page.Purposes = s.purposes(actor.Association)
	for i, j := range s.judgements {
		page.Purposes[i].Fits = s.fits(j, actor.Association)
	}
	page.Trained = s.trainedView()
	if page.Awaited, err = w.awaited(c, actor, s); err != nil {
		return err
	}
	return w.render(c, http.StatusOK, "hours", page)
}

// awaited names the targets of somebody who has no figures yet, because nobody was judged since they were opened.
func (w *web) awaited(c echo.Context, actor access.Actor, s standing) (string, error) {
	if len(s.judgements) > 0 {
		return "", nil
	}
	targets, err := w.Store.Targets(c.Request().Context(), actor.Person)
	titles := make([]string, len(targets))
	for i, category := range targets {
		titles[i] = s.title(category)
	}
	return listed(titles), err
}

// purpose answers GET /hours/{purpose}.
func (w *web) purpose(c echo.Context) error {
	actor, _ := actorIn(c)
	s, err := w.ownStanding(c, actor)
	if err != nil {
		return err
	}
	page, err := s.page(c, actor.Person, actor.Association, access.Days{{}})
	if err != nil {
		return err
	}
	if j, ok := purposeNamed(s.judgements, c.Param("purpose")); ok {
		page.Purpose.Fits = s.fits(j, actor.Association)
	}
	page.frame, page.Back = w.frame(c, page.Purpose.Title, atHours), navLink{Href: atHours, Text: "My hours"}
	page.frame.Columns = true
	return w.render(c, http.StatusOK, "purpose", page)
}

// purpose shows a judgement with its pace.
func (s standing) purpose(j rulebook.Judgement, association roster.Association) purposeView {
	v := s.explainer.purpose(j, association)
	v.Pace = s.pace(j, association)
	return v
}

func (s standing) purposes(association roster.Association) []purposeView {
	views := make([]purposeView, len(s.judgements))
	for i, j := range s.judgements {
		views[i] = s.purpose(j, association)
	}
	return views
}

// latest are the newest entries, at most n, newest first, each with its verdict for every purpose that it may serve.
func (s standing) latest(n int) []entryView {
	views := make([]entryView, 0, n)
	for _, line := range slices.Backward(s.lines) {
		if len(views) == n {
			break
		}
		v := s.entry(line, day.At(line.Started, s.zone))
		for _, j := range s.judgements {
			if j.AsksNothing() {
				continue
			}
			if verdict, ok := s.verdictIn(j, line); ok {
				verdict.For = s.short(j.Purpose)
				v.Verdicts = append(v.Verdicts, verdict)
			}
		}
		if len(v.Verdicts) == 1 {
			v.Verdicts[0].For = ""
		}
		if len(v.Verdicts) == 0 {
			v.Verdicts = []verdictView{{Class: "verified", Minutes: minutes(line.Minutes), Words: "verified"}}
		}
		views = append(views, v)
	}
	return views
}

// verdictIn is the verdict on a line for a purpose; false where the line cannot serve it.
func (s standing) verdictIn(j rulebook.Judgement, line ledger.Line) (verdictView, bool) {
	for _, e := range j.Entries {
		if e.Session == line.Session && e.Version == line.Version {
			return s.verdict(j, e, line.Minutes), true
		}
	}
	return unjudged(line), j.Purpose.Days().Contains(day.At(line.Started, s.zone))
}

// filters are the ways to narrow the entries of a purpose, by the class of their verdict; "" is all.
var filters = []struct{ class, text string }{
	{"", "All"}, {"counted", "Counted"}, {"waits", "Waiting"}, {"rejected", "Not counted"},
}

// page is the page of the purpose that the address names, with the entries of the days that the reader may see.
func (s standing) page(c echo.Context, person roster.PersonID, association roster.Association, seen access.Days) (purposePage, error) {
	j, ok := purposeNamed(s.judgements, c.Param("purpose"))
	if !ok {
		return purposePage{}, access.Nowhere()
	}
	page := purposePage{Purpose: s.purpose(j, association), Past: pastOfPurpose(person, j.Purpose.Category)}
	wanted, counts, sums := c.QueryParam("show"), make(map[string]int), make(map[string]minutes)
	days, asked := someDays(c, s.today)
	for _, line := range slices.Backward(s.lines) {
		verdict, ok := s.verdictIn(j, line)
		on := day.At(line.Started, s.zone)
		if !ok || j.AsksNothing() {
			continue
		}
		if !seen.Has(on) {
			page.Hidden++
			continue
		}
		if !days.Contains(on) {
			continue
		}
		counts[verdict.Class]++
		counts[""]++
		sums[verdict.Class] += verdict.Minutes
		if wanted == "" || wanted == verdict.Class {
			v := s.entry(line, on)
			v.Verdicts = []verdictView{verdict}
			page.Entries = append(page.Entries, v)
		}
	}
	if days != (day.Span{}) {
		page.Days = fmt.Sprintf("Sessions %s alone: %s hours count, %s wait.", fromTo(days), sums["counted"].Hours(), sums["waits"].Hours())
		page.All = page.Purpose.Href + "#entries"
	}
	for _, f := range filters {
		query := asked.query()
		if f.class != "" {
			query.Set("show", f.class)
		}
		page.Filters = append(page.Filters, filterView{queryAt(page.Purpose.Href, query) + "#entries", fmt.Sprintf("%s %d", f.text, counts[f.class]), f.class == wanted})
	}
	if page.Hidden > 0 {
		page.Purpose.Givers = nil // months and providers are made of entries, and would tell of those not shown
		return page, nil
	}
	page.Months = monthsOf(j, s.today).draw()
	return page, nil
}

// within are the lines of the days that the reader may see.
func within(lines []ledger.Line, seen access.Days, zone *time.Location) []ledger.Line {
	return slices.DeleteFunc(slices.Clone(lines), func(l ledger.Line) bool { return !seen.Has(day.At(l.Started, zone)) })
}
