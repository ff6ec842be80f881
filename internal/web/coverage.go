package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/report"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// Covering is how programs are covered with people who are endorsed or on track.
type Covering interface {
	// Coverage is how programs are covered, on days from since up to today.
	Coverage(ctx context.Context, edition *rulebook.Edition, of endorsement.Covered, since, today day.Date) (endorsement.Coverage, error)
	// Coverages is how the programs of a kind are covered in some associations, on days from since up to what is today in each.
	Coverages(ctx context.Context, edition *rulebook.Edition, kind roster.ProgramKind, since day.Date, today map[roster.Association]day.Date) (map[roster.Association]endorsement.Coverage, error)
	// PublicSince is since when everybody may read an association's coverage; false where nobody else may.
	PublicSince(ctx context.Context, code roster.Association) (time.Time, bool, error)
	// PublishCoverage has everybody read an association's coverage, or nobody else any more.
	PublishCoverage(ctx context.Context, code roster.Association, public bool, by string) error
}

// birthToThree is the kind of program of which the state has its goal.
const birthToThree roster.ProgramKind = "birth_to_three"

// atCoverage is where the coverage of programs stands.
const atCoverage = "/coverage"

// coveragePage is which programs and regions have somebody endorsed, or on track.
type coveragePage struct {
	frame
	Name         string    // the association's
	Associations []navLink // to choose from, where there is more than one
	Kinds        []navLink
	Kind         string
	AsOf         string
	Today        string // address of the same as of today; empty where it is
	Said         string // all of it in a sentence
	OnTrack      string // since when it is known who is on track, or that it is not of this day
	Shows        []filterView
	Region       string     // whose programs are listed alone; empty: of all
	AllRegions   string     // address of those of all
	Programs     []coverRow // furthest behind first
	More         string
	Regions      []regionRow
	Trend        chartView
	Steps        []navLink
	File         string
	Public       string // what everybody may read of it
	PublicAt     string // where that is decided
}

// coverRow is a program.
type coverRow struct {
	Name, Href, Region string
	Endorsed, OnTrack  int // people
	State, Class       string
}

// regionRow is a region.
type regionRow struct {
	Name, Href                           string
	Programs, Endorsed, OnTrack, Without figureLink
	State, Class                         string
}

// figureLink is a number that opens what it is made of.
type figureLink struct {
	N    int
	Href string // empty for none
}

// coverWords are how a program or region stands.
var coverWords = map[endorsement.CoverState]struct{ text, class string }{
	endorsement.CoverEndorsed: {"Somebody endorsed", "counted"},
	endorsement.CoverOnTrack:  {"Somebody on track", "waits"},
	endorsement.CoverWithout:  {"Neither", "rejected"},
}

// askedCoverage is what an address asks for.
type askedCoverage struct {
	of      roster.Association
	kind    roster.ProgramKind
	on      day.Date
	today   day.Date
	step    endorsement.Step
	show    endorsement.CoverState // empty: all programs
	region  string
	regions bool // those of one region, which may be none
	from    int  // how many programs stand before the page
}

// coverageIn reads what the address asks for. What cannot be meant is what is shown where nobody asks; an association that is
// not the actor's is nowhere.
func (w *web) coverageIn(c echo.Context, actor access.Actor, edition *rulebook.Edition) (askedCoverage, error) {
	a := askedCoverage{kind: birthToThree, step: endorsement.Monthly}
	if len(actor.Coordinates) == 0 {
		return a, access.Nowhere()
	}
	if a.of = actor.Coordinates[0]; c.QueryParam("association") != "" {
		a.of = roster.Association(c.QueryParam("association"))
	}
	if err := access.May(actor, access.SeeAssociation, access.Association{Code: a.of}); err != nil {
		return a, err
	}
	a.today = w.today(edition, a.of)
	a.on = pastDay(c.QueryParam("on"), a.today)
	if kind := roster.ProgramKind(c.QueryParam("kind")); slices.Contains(roster.ProgramKinds, kind) {
		a.kind = kind
	}
	if c.QueryParam("by") == "quarter" {
		a.step = endorsement.Quarterly
	}
	if show := endorsement.CoverState(c.QueryParam("show")); coverWords[show].text != "" {
		a.show = show
	}
	a.region, a.regions = typed(c, "region"), c.QueryParams().Has("region")
	if from, err := strconv.Atoi(c.QueryParam("from")); err == nil {
		a.from = max(from, 0)
	}
	return a, nil
}

// pastDay is the day of an address; today where it is none, one to come, or one of before anything can be on record.
func pastDay(text string, today day.Date) day.Date {
	on, err := day.Parse(text)
	if err != nil || on == 0 || on > today || on.Year() < roster.FirstYear {
		return today
	}
	return on
}

// at is the address of what is asked for.
func (a askedCoverage) at(path string) string {
	q := url.Values{"association": {string(a.of)}}
	if a.kind != birthToThree {
		q.Set("kind", string(a.kind))
	}
	if a.on != a.today {
		q.Set("on", a.on.String())
	}
	if a.step == endorsement.Quarterly {
		q.Set("by", "quarter")
	}
	if a.show != "" {
		q.Set("show", string(a.show))
	}
	if a.regions {
		q.Set("region", a.region)
	}
	if a.from > 0 {
		q.Set("from", strconv.Itoa(a.from))
	}
	return queryAt(path, q)
}

// with is the same, changed; a list that is another begins at its beginning.
func (a askedCoverage) with(change func(*askedCoverage)) string {
	a.from = 0
	change(&a)
	return a.at(atCoverage)
}

// coverageAsked reads the address and loads what it asks for.
func (w *web) coverageAsked(c echo.Context) (askedCoverage, endorsement.Coverage, error) {
	actor, _ := actorIn(c)
	edition, err := w.rules.get(c.Request().Context())
	if err != nil {
		return askedCoverage{}, endorsement.Coverage{}, err
	}
	asked, err := w.coverageIn(c, actor, edition)
	if err != nil {
		return asked, endorsement.Coverage{}, err
	}
	since := min(endorsement.Points(asked.step, asked.on)[0], asked.on).AddDays(-7)
	coverage, err := w.Store.Coverage(c.Request().Context(), edition, endorsement.Covered{Association: asked.of, Kind: asked.kind}, since, asked.today)
	return asked, coverage, err
}

// coverage answers GET /coverage.
func (w *web) coverage(c echo.Context) error {
	asked, coverage, err := w.coverageAsked(c)
	if err != nil {
		return err
	}
	actor, _ := actorIn(c)
	edition, err := w.rules.get(c.Request().Context())
	if err != nil {
		return err
	}
	_, public, err := w.Store.PublicSince(c.Request().Context(), asked.of)
	if err != nil {
		return err
	}
	page := coveragePage{
		frame: w.frame(c, "Coverage", ""), Name: associationName(edition, asked.of), Kind: programKindNames[asked.kind], AsOf: plainDate(asked.on),
		File: asked.at(atCoverage + ".csv"), Public: "Nobody else sees this page.", PublicAt: queryIn(atCoverage+"/public", "association", string(asked.of)),
	}
	if public {
		page.Public = "Everybody may read a page of it, without names and small numbers."
	}
	page.lead(actor, edition, asked)
	page.fill(asked, coverage)
	return w.render(c, http.StatusOK, "coverage", page)
}

// lead fills in where the page leads: to other associations, kinds, states and steps.
func (p *coveragePage) lead(actor access.Actor, edition *rulebook.Edition, asked askedCoverage) {
	if len(actor.Coordinates) > 1 {
		for _, code := range actor.Coordinates {
			p.Associations = append(p.Associations, navLink{queryIn(atCoverage, "association", string(code)), associationName(edition, code), code == asked.of})
		}
	}
	for _, kind := range roster.ProgramKinds {
		to := asked.with(func(a *askedCoverage) { a.kind, a.regions, a.show = kind, false, "" })
		p.Kinds = append(p.Kinds, navLink{to, capital(programKindNames[kind]), kind == asked.kind})
	}
	p.Shows = []filterView{{Href: asked.with(func(a *askedCoverage) { a.show = "" }) + "#programs", Text: "All", Here: asked.show == ""}}
	for _, state := range []endorsement.CoverState{endorsement.CoverEndorsed, endorsement.CoverOnTrack, endorsement.CoverWithout} {
		to := asked.with(func(a *askedCoverage) { a.show = state }) + "#programs"
		p.Shows = append(p.Shows, filterView{Href: to, Text: coverWords[state].text, Here: asked.show == state})
	}
	p.Steps = []navLink{
		{asked.with(func(a *askedCoverage) { a.step = endorsement.Monthly }) + "#trend", "By month", asked.step == endorsement.Monthly},
		{asked.with(func(a *askedCoverage) { a.step = endorsement.Quarterly }) + "#trend", "By quarter", asked.step == endorsement.Quarterly},
	}
	if asked.on != asked.today {
		p.Today = asked.with(func(a *askedCoverage) { a.on = a.today })
	}
	if asked.regions {
		p.Region, p.AllRegions = regionName(asked.region), asked.with(func(a *askedCoverage) { a.regions = false })+"#programs"
	}
}

func regionName(region string) string {
	if region == "" {
		return "No region on record"
	}
	return region
}

// fill shows the coverage as of the day, and how it came to that.
func (p *coveragePage) fill(asked askedCoverage, coverage endorsement.Coverage) {
	list := coverage.On(asked.on)
	p.Said, p.OnTrack = coverageWords(endorsement.Sum(list), asked.kind, coverage.Knows(asked.on)), knownWords(coverage, asked.on)
	for _, t := range endorsement.ByRegion(list) {
		p.Regions = append(p.Regions, regionOf(t, asked))
	}
	rows := coverRows(list, asked)
	if asked.from < len(rows) {
		rows = rows[asked.from:]
	} else {
		asked.from = 0
	}
	if len(rows) > onAPage {
		from := asked.from + onAPage
		rows, p.More = rows[:onAPage], asked.with(func(a *askedCoverage) { a.from = from })+"#programs"
	}
	p.Programs = rows
	p.trend(asked, coverage)
}

// regionOf is a region's row; each of its figures opens the programs that it counts.
func regionOf(t endorsement.Tally, asked askedCoverage) regionRow {
	opens := func(n int, state endorsement.CoverState) figureLink {
		if n == 0 {
			return figureLink{}
		}
		return figureLink{n, asked.with(func(a *askedCoverage) { a.region, a.regions, a.show = t.Region, true, state }) + "#programs"}
	}
	words := coverWords[t.State()]
	return regionRow{
		Name: regionName(t.Region), Href: opens(t.Programs(), "").Href, State: words.text, Class: words.class,
		Programs: opens(t.Programs(), ""), Endorsed: opens(t.Endorsed, endorsement.CoverEndorsed),
		OnTrack: opens(t.OnTrack, endorsement.CoverOnTrack), Without: opens(t.Without, endorsement.CoverWithout),
	}
}

// coverRows are the programs that are asked for: those with neither first, then those with somebody on track.
func coverRows(list []endorsement.Cover, asked askedCoverage) []coverRow {
	var rows []coverRow
	for _, state := range []endorsement.CoverState{endorsement.CoverWithout, endorsement.CoverOnTrack, endorsement.CoverEndorsed} {
		for _, p := range list {
			if p.State() != state || asked.show != "" && asked.show != state || asked.regions && p.Region != asked.region {
				continue
			}
			to := fmt.Sprintf("%s/programs/%d", atCoverage, p.ID)
			if asked.on != asked.today {
				to = queryIn(to, "on", asked.on.String())
			}
			rows = append(rows, coverRow{p.Name, to, regionName(p.Region), len(p.Endorsed), len(p.OnTrack), coverWords[state].text, coverWords[state].class})
		}
	}
	return rows
}

// coverageWords say it in a sentence.
func coverageWords(t endorsement.Tally, kind roster.ProgramKind, known bool) string {
	if t.Programs() == 0 {
		return fmt.Sprintf("No %s program is on record of that day.", programKindNames[kind])
	}
	if t.Endorsed == t.Programs() && t.Endorsed > 1 {
		all := "Both"
		if t.Endorsed > 2 {
			all = fmt.Sprintf("All %d", t.Endorsed)
		}
		return fmt.Sprintf("%s %s programs have somebody who is endorsed.", all, programKindNames[kind])
	}
	words := fmt.Sprintf("%d of %s %s somebody who is endorsed", t.Endorsed, count(t.Programs(), programKindNames[kind]+" program", programKindNames[kind]+" programs"), hasHave(t.Endorsed))
	if !known {
		return words + "; who else was on track is not known."
	}
	return words + fmt.Sprintf(", %d more %s somebody on track, and %d %s neither.", t.OnTrack, hasHave(t.OnTrack), t.Without, hasHave(t.Without))
}

func hasHave(n int) string {
	if n == 1 {
		return "has"
	}
	return "have"
}

// knownWords say since when it is known who was on track.
func knownWords(c endorsement.Coverage, on day.Date) string {
	switch {
	case c.Knows(on):
		return ""
	case c.Watched() == 0 || on < c.Watched():
		return "Nobody had looked yet at who is on track. That is done each day, and of a day that is over nobody can tell any more."
	default:
		return "Nobody looked in that week at who was on track, and of a day that is over nobody can tell any more."
	}
}

// trend draws how many programs had somebody, from point to point; each point opens the page of its day.
func (p *coveragePage) trend(asked askedCoverage, coverage endorsement.Coverage) {
	f := trendFigures(asked.kind)
	for _, on := range endorsement.Points(asked.step, asked.on) {
		f.add(on, endorsement.Sum(coverage.On(on)), coverage.Knows(on))
		f.Hrefs = append(f.Hrefs, asked.with(func(a *askedCoverage) { a.on = on }))
	}
	p.Trend = f.draw()
}

// trendFigures are the figures of a trend, without a point.
func trendFigures(kind roster.ProgramKind) figures {
	return figures{
		Name: "coverage-trend", Title: capital(programKindNames[kind]) + " programs with somebody", Unit: "programs",
		Strands: []strand{{Name: "endorsed"}, {Name: "endorsed or on track"}, {Name: "all programs"}},
	}
}

// add puts a point to the trend. Where it is not known who was on track, there is no number of it.
func (f *figures) add(on day.Date, t endorsement.Tally, known bool) {
	f.Labels = append(f.Labels, on.Format("2 Jan 2006"))
	for i, at := range []point{{Value: t.Endorsed}, {Value: t.Covered(), Gap: !known}, {Value: t.Programs()}} {
		f.Strands[i].Points = append(f.Strands[i].Points, at)
	}
}

// coverageFile answers GET /coverage.csv: the programs that the page lists, all of them.
func (w *web) coverageFile(c echo.Context) error {
	asked, coverage, err := w.coverageAsked(c)
	if err != nil {
		return err
	}
	list := coverage.On(asked.on)
	table := report.Table{
		Head: [][]string{
			{"Coverage", capital(programKindNames[asked.kind]) + " programs"},
			{"Association", string(asked.of)},
			{"As of", asked.on.String()},
			{coverageWords(endorsement.Sum(list), asked.kind, coverage.Knows(asked.on))},
		},
		Columns: []string{"Program", "Region", "State", "People endorsed", "People on track"},
	}
	for _, row := range coverRows(list, asked) {
		onTrack := strconv.Itoa(row.OnTrack)
		if !coverage.Knows(asked.on) {
			onTrack = ""
		}
		table.Rows = append(table.Rows, []string{row.Name, row.Region, row.State, strconv.Itoa(row.Endorsed), onTrack})
	}
	return w.attach(c, fmt.Sprintf("coverage-%s-%s.csv", asked.kind, asked.on), table)
}
