package web

import (
	"fmt"
	"strings"

	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// purposeView is one target or renewal as a page shows it: the large number, the meter and what is to be said of them.
type purposeView struct {
	Href          string // the page with all its entries
	Title         string // the category written out
	Subtitle      string // earning or renewing, and at which association
	NoHours       bool   // the category asks for none: no figures and no reasons are shown (rules.md, 6)
	Done          bool
	Required      minutes
	Counted       minutes
	Waits         minutes // held: they wait for the coordinator
	Rejected      minutes
	Left          missingMinutes // missing, were nothing of what waits to count
	LeftAfter     missingMinutes // missing, were all of it to count
	Toward        string         // how much is missing toward the window that is open, or a new one, where that of what is counted has closed
	Meter         meterView
	Months        string    // 10 of 12 months
	MonthsMissing bool      // then Missing says so
	Pace          []string  // when it is reached if things go on, a sentence a line
	Fits          *fitsView // the open groups that would bring it further; nil where nothing has to, or the reader may ask in none
	Window        string    // a sentence on the window, or on the years of a renewal
	Missing       []noteView
	Warnings      []noteView
	Givers        []giverView
}

// meterView is a meter's two bars, in per cent of what is asked for.
type meterView struct {
	Label     string // what it shows, in words
	Counted   string
	Waits     string
	WaitsFrom string
}

// noteView is a sentence and the rule it rests on.
type noteView struct {
	Text    string
	Sources []rulebook.Source
}

// giverView is one provider and what came from them.
type giverView struct {
	Name    string
	Minutes minutes
}

// explainer shows judgements of one person by the rules in force.
type explainer struct {
	edition *rulebook.Edition
	base    string                     // the address under which the person's purposes stand
	names   map[roster.PersonID]string // of providers
	today   day.Date                   // in the person's association
}

func (s explainer) purpose(j rulebook.Judgement, association roster.Association) purposeView {
	short := s.edition.ShortOf(association, j, s.today)
	v := purposeView{
		Href: s.base + "/" + slug(j.Purpose), Title: s.title(j.Purpose.Category), Subtitle: s.subtitle(j.Purpose, association),
		NoHours: j.AsksNothing(), Done: j.Satisfied,
		Required: minutes(j.Required), Counted: minutes(j.Counted), Waits: minutes(j.Held), Rejected: minutes(j.Rejected),
		Left: missingMinutes(short.Minutes), LeftAfter: missingMinutes(short.Waiting), Toward: towardOpen(short),
		Meter: meterOf(j), Months: monthsWords(j), Window: strings.TrimSpace(s.window(j, short) + " " + s.handIn(j.Purpose, association)),
	}
	for _, m := range j.Missing {
		v.MonthsMissing = v.MonthsMissing || m == rulebook.MissingMonths
		if m != rulebook.MissingMinutes { // the key under the meter says that already
			v.Missing = append(v.Missing, noted(s.edition.ExplainMissing(j, m)))
		}
	}
	for _, w := range j.Warnings {
		v.Warnings = append(v.Warnings, noted(s.edition.ExplainWarning(j, w)))
	}
	for _, g := range j.Sources {
		v.Givers = append(v.Givers, giverView{orUnknown(s.names[g.Lead]), minutes(g.Minutes)})
	}
	return v
}

func noted(x rulebook.Explanation) noteView { return noteView{x.Sentence, x.Sources} }

// title is the category, or the add-on, written out.
func (s explainer) title(code roster.Category) string {
	if category, ok := s.edition.Category(code); ok {
		return category.Name
	}
	return string(code)
}

// subtitle tells what the hours are for.
func (s explainer) subtitle(p rulebook.Purpose, code roster.Association) string {
	words := "Earning this Endorsement"
	if p.Kind == rulebook.Renewal {
		words = "Renewal for " + years(p.Period)
	}
	if association, ok := s.edition.Association(code); ok {
		words += " · " + association.Name
	}
	return words
}

// years is a period as people say it: 2026, 2025 to 2027.
func years(period string) string { return strings.Replace(period, "-", " to ", 1) }

func meterOf(j rulebook.Judgement) meterView {
	whole := max(j.Required, j.Counted, 1)
	counted := share(j.Counted, whole)
	return meterView{
		Label: fmt.Sprintf("%s of %s hours counted, %s wait for the coordinator",
			minutes(j.Counted).Hours(), minutes(j.Required).Hours(), minutes(j.Held).Hours()),
		Counted: counted, WaitsFrom: counted, Waits: share(min(j.Held, whole-j.Counted), whole),
	}
}

// share is a part of a whole in per cent, as SVG reads it.
func share(part, whole int) string { return fmt.Sprintf("%.4g%%", 100*float64(part)/float64(whole)) }

// slug names a purpose in an address: earning.IFS, renewal.IMHM-C.2025-2027.
func slug(p rulebook.Purpose) string {
	text := string(p.Kind) + "." + string(p.Category)
	if p.Period != "" {
		text += "." + p.Period
	}
	return text
}

// purposeNamed finds the judgement that an address names.
func purposeNamed(judgements []rulebook.Judgement, name string) (rulebook.Judgement, bool) {
	for _, j := range judgements {
		if slug(j.Purpose) == name {
			return j, true
		}
	}
	return rulebook.Judgement{}, false
}

func monthsWords(j rulebook.Judgement) string {
	if j.Months < j.MinMonths {
		return fmt.Sprintf("%d of %d months", j.Months, j.MinMonths)
	}
	return count(j.Months, "month", "months")
}

// window says which days count.
func (s explainer) window(j rulebook.Judgement, short rulebook.Short) string {
	from, to := j.Window.From, j.Window.To
	switch {
	case j.Purpose.Kind == rulebook.Renewal:
		days := j.Purpose.Days()
		return fmt.Sprintf("Hours from %s to %s serve this renewal.", plainDate(days.From), plainDate(days.To))
	case from == 0:
		return "The window opens with the first hour that counts."
	case j.Satisfied:
		return fmt.Sprintf("The hours lie in the window from %s to %s.", plainDate(from), plainDate(to))
	case short.Closed.To != 0:
		return closedWindow(j, short)
	default:
		return fmt.Sprintf("The window opened on %s and stays open until %s.", plainDate(from), plainDate(to))
	}
}

// closedWindow says what it cost that the best window has closed, and where hours to come are added to.
func closedWindow(j rulebook.Judgement, short rulebook.Short) string {
	text := fmt.Sprintf("The %s hours counted lie in a window that closed on %s, and ", minutes(j.Counted).Hours(), plainDate(short.Closed.To))
	if short.Window.From == 0 {
		return text + "none of them counts toward a later one. That opens with the next hour that counts."
	}
	fell := "none of them counts toward a later one"
	if short.Lost < j.Counted {
		fell = minutes(short.Lost).Hours() + " of them count toward no later one"
	}
	return text + fmt.Sprintf("%s. The window that is open now, from %s to %s, has %s hours in %s.", fell, plainDate(short.Window.From), plainDate(short.Window.To), minutes(short.Counted).Hours(), count(short.Months, "month", "months"))
}

// towardOpen follows what is missing, where the window of what is counted has closed; else it is empty.
func towardOpen(short rulebook.Short) string {
	if short.Closed.To == 0 {
		return ""
	}
	toward := "the window that is open"
	if short.Window.From == 0 {
		toward = "a new window"
	}
	return ", and " + missingMinutes(short.ToCome).Hours() + " toward " + toward
}

// missingWords say how much is missing, and how much were all that waits counted, as the figures of a purpose do.
func missingWords(minutes, waiting int) string {
	text := missingMinutes(minutes).Hours() + " missing"
	switch {
	case waiting == minutes:
		return text
	case waiting <= 0:
		return text + "; none if what waits is counted"
	default:
		return text + "; " + missingMinutes(waiting).Hours() + " if what waits is counted"
	}
}

// handIn says by when a renewal is handed in; empty where the rules name no day for it.
func (s explainer) handIn(p rulebook.Purpose, code roster.Association) string {
	switch by := s.edition.HandIn(code, p); {
	case by == 0:
		return ""
	case by < s.today:
		return fmt.Sprintf("It was to be handed in by %s.", plainDate(by))
	default:
		return fmt.Sprintf("It is to be handed in by %s.", plainDate(by))
	}
}

func orUnknown(name string) string {
	if name == "" {
		return "somebody no longer on record"
	}
	return name
}
