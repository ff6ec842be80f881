package web

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/fault"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// recastPage is whose verdicts the coming edition would change, some people at a time. Nothing of it is stored.
type recastPage struct {
	frame
	Edition, Coming string // Coming is empty where none is named, or it is in force already
	Said            string // how many people were looked at on this page, and how many change
	SoFar           string // the same with the pages before; empty on the first
	People          []recastPerson
	More            string // address of the next people; empty on the last page
	Last            bool   // everybody was looked at
}

// recastPerson is somebody for whom something would come out otherwise.
type recastPerson struct {
	Name, Href string
	Unknown    string // why they could not be judged by the coming edition; empty where they were
	Purposes   []recastPurpose
	rejudged   bool // a verdict is another, not figures alone
}

// recastPurpose is one target or renewal, before and after.
type recastPurpose struct {
	Title, Subtitle string
	Only            string // where only one edition judges it: which
	Lines           []recastLine
	Entries         []recastEntry
	Moved           string // how many sessions come out otherwise, shown or not
	MoreEntries     string
}

// recastLine is one figure that changes, or the counted hours.
type recastLine struct {
	Name, Before, After string
	Sentences           bool // not a figure: on a phone each takes the whole width
}

// recastEntry is an hour that comes out otherwise.
type recastEntry struct {
	Href, Date    string
	Before, After verdictView // without words where that edition does not judge it
}

// Bounds of the page.
const (
	recastAtATime = 25 // people looked at
	mostRecast    = 12 // entries of one purpose
	mostPeople    = 10_000_000
)

// recast answers GET /rules/coming/people.
func (w *web) recast(c echo.Context) error {
	actor, _ := actorIn(c)
	if len(actor.Coordinates) == 0 {
		return access.Nowhere()
	}
	edition, err := w.rules.get(c.Request().Context())
	if err != nil {
		return err
	}
	page := recastPage{frame: w.frame(c, "Whose verdicts would change", ""), Edition: edition.Name()}
	if page.Coming = w.comingBeside(edition); page.Coming == "" {
		return w.render(c, http.StatusOK, "recast", page)
	}
	find := findingIn(c, atRecast, "")
	list, err := w.Store.Roll(c.Request().Context(), actor.Coordinates, nil, "", roster.PersonID(find.after), day.At(w.Now(), readersZone(edition, actor)), recastAtATime+1)
	if err != nil {
		return err
	}
	last := len(list) <= recastAtATime
	list = list[:min(len(list), recastAtATime)]
	if err := w.recastAll(c, actor, edition, list, &page); err != nil {
		return err
	}
	here, before := page.tally(len(list)), soFar(c)
	all := here.with(before)
	if page.Said = here.words(); before.looked > 0 {
		page.SoFar = "With the pages before: " + all.words()
	}
	if page.Last = last; !last {
		page.More = queryIn(atRecast, "after", fmt.Sprint(list[recastAtATime-1].Person.ID),
			"looked", strconv.Itoa(all.looked), "changing", strconv.Itoa(all.verdicts), "figures", strconv.Itoa(all.figures), "unknown", strconv.Itoa(all.unknown))
	}
	return w.render(c, http.StatusOK, "recast", page)
}

// recastTally is how many people were looked at, and what would become of them.
type recastTally struct {
	looked   int
	verdicts int // would have another verdict
	figures  int // would have other figures alone
	unknown  int // could not be judged
}

func (t recastTally) with(other recastTally) recastTally {
	return recastTally{t.looked + other.looked, t.verdicts + other.verdicts, t.figures + other.figures, t.unknown + other.unknown}
}

func (t recastTally) words() string {
	said := fmt.Sprintf("%s looked at, %d of them would have other verdicts, %d more only other figures.", count(t.looked, "person", "people"), t.verdicts, t.figures)
	if t.unknown > 0 {
		said += fmt.Sprintf(" %d could not be judged.", t.unknown)
	}
	return said
}

// tally counts the people of the page, of which so many were looked at.
func (p *recastPage) tally(looked int) recastTally {
	t := recastTally{looked: looked}
	for _, person := range p.People {
		switch {
		case person.Unknown != "":
			t.unknown++
		case person.rejudged:
			t.verdicts++
		default:
			t.figures++
		}
	}
	return t
}

// soFar is the tally of the pages before: the address carries it, as no page looks at everybody. What cannot be is nothing.
func soFar(c echo.Context) recastTally {
	var t recastTally
	for name, n := range map[string]*int{"looked": &t.looked, "changing": &t.verdicts, "figures": &t.figures, "unknown": &t.unknown} {
		var err error
		if text := c.QueryParam(name); text != "" {
			*n, err = strconv.Atoi(text)
		}
		if err != nil || *n < 0 || *n > mostPeople {
			return recastTally{}
		}
	}
	if t.verdicts+t.figures+t.unknown > t.looked {
		return recastTally{}
	}
	return t
}

// recastAll judges the people of a list by both editions, as far as the actor may see their standing.
func (w *web) recastAll(c echo.Context, actor access.Actor, edition *rulebook.Edition, list []roster.Listed, page *recastPage) error {
	var ids []roster.PersonID
	for _, l := range list {
		subject := access.Person{ID: l.Person.ID, Association: l.Person.Association, Today: w.today(edition, l.Person.Association)}
		if access.May(actor, access.SeeStanding, subject) == nil {
			ids = append(ids, l.Person.ID)
		}
	}
	facts, err := w.Store.Facts(c.Request().Context(), ids)
	if err != nil {
		return err
	}
	of := make(map[roster.PersonID]rulebook.Facts, len(facts))
	for _, f := range facts {
		of[f.Person.ID] = f
	}
	for _, l := range list {
		f, known := of[l.Person.ID]
		if !known {
			continue
		}
		moves, err := endorsement.Moves(edition, w.Coming, f, w.Now())
		view := recastPerson{Name: l.Person.Name, Href: fmt.Sprintf("%s/%d", atStaff, l.Person.ID)}
		switch fault.KindOf(err) {
		case fault.Conflict, fault.Invalid:
			view.Unknown = "One of the editions does not know their association, or a category they are earning, so they could not be judged."
		default:
			if err != nil {
				return err
			}
		}
		for _, m := range moves {
			view.Purposes = append(view.Purposes, w.recastOf(edition, m, view.Href))
			view.rejudged = view.rejudged || m.Rejudges()
		}
		if view.Unknown != "" || len(view.Purposes) > 0 {
			page.People = append(page.People, view)
		}
	}
	return nil
}

// recastOf shows one purpose before and after.
func (w *web) recastOf(edition *rulebook.Edition, m endorsement.Move, base string) recastPurpose {
	before, after := explainer{edition: edition}, explainer{edition: w.Coming}
	had, has := m.Before.Purpose.Kind != "", m.After.Purpose.Kind != ""
	v := recastPurpose{Title: before.title(m.Purpose.Category), Subtitle: before.subtitle(m.Purpose, "")}
	switch {
	case !had:
		v.Only = "Only the coming edition asks for this."
	case !has:
		v.Only = "The coming edition no longer asks for this."
	}
	was, will := recastFigures(before, m.Before, had), recastFigures(after, m.After, has)
	for i, f := range was {
		if always := f.Name == countedLine; always || f.Before != will[i].Before {
			v.Lines = append(v.Lines, recastLine{f.Name, f.Before, will[i].Before, f.Sentences})
		}
	}
	if m.Before.AsksNothing() && m.After.AsksNothing() {
		return v
	}
	recasts := m.Recasts()
	slices.Reverse(recasts) // newest first, as everywhere
	v.Moved = count(len(recasts), "session comes", "sessions come") + " out otherwise"
	if n := len(recasts) - mostRecast; n > 0 {
		v.MoreEntries = count(n, "older session comes", "older sessions come") + " out otherwise, too."
		recasts = recasts[:mostRecast]
	}
	for _, r := range recasts {
		entry := recastEntry{}
		session, on := r.Before.Session, r.Before.Date
		if r.Before.Session != 0 {
			entry.Before = before.verdict(m.Before, r.Before, r.Before.Minutes)
		}
		if r.After.Session != 0 {
			session, on = r.After.Session, r.After.Date
			entry.After = after.verdict(m.After, r.After, r.After.Minutes)
		}
		entry.Href, entry.Date = fmt.Sprintf("%s/sessions/%d", base, session), longDate(on)
		v.Entries = append(v.Entries, entry)
	}
	return v
}

// countedLine is the figure that stands on the page also where it is the same: by it one knows the purpose again.
const countedLine = "Counted"

// recastFigures are what one edition makes of a purpose, a line each; their After is empty.
func recastFigures(s explainer, j rulebook.Judgement, judged bool) []recastLine {
	lines := []recastLine{{Name: "Missing", Sentences: true}, {Name: countedLine}, {Name: "Asked for"}, {Name: "Waiting"}, {Name: "Not counted"}, {Name: "Months"}, {Name: "Window"}, {Name: "To look at", Sentences: true}}
	if !judged {
		for i := range lines {
			lines[i].Before = "–"
		}
		return lines
	}
	window, look := "–", "–"
	if j.Window.From != 0 {
		window = fmt.Sprintf("%s to %s", shortDate(j.Window.From), shortDate(j.Window.To))
	}
	var warnings []string
	for _, x := range j.Warnings {
		warnings = append(warnings, s.edition.ExplainWarning(j, x).Sentence)
	}
	if len(warnings) > 0 {
		look = joined(warnings...)
	}
	for i, text := range []string{
		stateOf(s, j), minutes(j.Counted).Hours(), minutes(j.Required).Asked(), minutes(j.Held).Hours(), minutes(j.Rejected).Hours(), monthsWords(j), window, look,
	} {
		lines[i].Before = text
	}
	return lines
}

// stateOf says what is missing.
func stateOf(s explainer, j rulebook.Judgement) string {
	if j.Satisfied {
		return "Nothing: all of it is there."
	}
	var words []string
	for _, m := range j.Missing {
		words = append(words, s.edition.ExplainMissing(j, m).Sentence)
	}
	return strings.Join(words, " ")
}
