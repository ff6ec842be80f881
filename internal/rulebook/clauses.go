package rulebook

import (
	"fmt"
	"slices"
	"strings"

	"attune/internal/roster"
)

// The rules in words, a clause each. Words alone are compared (Beside), so each figure of a rule has to be in them.

func (e *Edition) categoryClauses() []Clause {
	var all []Clause
	for _, c := range e.categories {
		text := "Asks for no hours of reflective supervision."
		if c.EarnMinutes > 0 {
			text = fmt.Sprintf("Asks for %s of reflective supervision.", hoursAsked(c.EarnMinutes))
		}
		text += fmt.Sprintf(" Age band %s", c.Track)
		if c.Twin != "" {
			text += ", twin " + string(c.Twin)
		}
		if c.Scope != "" {
			text += ", scope " + spaced(c.Scope)
		}
		if text += "."; c.Exam {
			text += " An exam is asked for."
		}
		all = append(all, Clause{Basis: c.Basis, key: string(c.Code), Title: fmt.Sprintf("%s (%s)", c.Name, c.Code), Text: text})
	}
	for _, a := range e.addOns {
		text := "Stands on " + either(a.RequiresAny) + ", or a twin."
		if a.EmergingMonths > 0 {
			text += fmt.Sprintf(" Who is emerging may give qualifying hours for %s.", counted(a.EmergingMonths, "month"))
		}
		if need := a.EarnFocus; need != nil {
			text += fmt.Sprintf(" Asks for %s about %s.", hoursAsked(need.Required), focusInWords(need.Focus))
		}
		all = append(all, Clause{Basis: a.Basis, key: string(a.Code), Title: fmt.Sprintf("Add-on %s", a.Code), Text: text})
	}
	for _, t := range e.tracks {
		text := "Serves children."
		if t.ToMonths > 0 {
			text = fmt.Sprintf("Serves children from %d up to, not including, %d months.", t.FromMonths, t.ToMonths)
		}
		all = append(all, Clause{Basis: t.Basis, key: "track " + string(t.Code), Title: fmt.Sprintf("Age band %s", t.Code), Text: text})
	}
	return all
}

func (e *Edition) providerClauses() []Clause {
	var all []Clause
	for _, c := range e.categories {
		for _, g := range c.set {
			clause := Clause{Basis: g.Basis, key: string(c.Code) + " " + g.From.String(), Title: fmt.Sprintf("%s (%s), from the beginning", c.Name, c.Code)}
			if g.From != 0 {
				clause.Title = fmt.Sprintf("%s (%s), from %s", c.Name, c.Code, g.From.Format(dateInWords))
			}
			clause.Text = "Until another rule comes: "
			if g.To != 0 {
				clause.Text = "Up to, not including, " + g.To.Format(dateInWords) + ": "
			}
			ways := make([]string, len(g.Any))
			for i := range g.Any {
				ways[i] = g.Any[i].words()
			}
			clause.Text += strings.Join(ways, "; or ") + "."
			all = append(all, clause)
		}
	}
	return all
}

// words are who qualifies by the alternative.
func (a *Alternative) words() string {
	var text string
	switch {
	case a.AddOn == "":
		text = fmt.Sprintf("who is endorsed as %s or its twin", a.Category)
	case a.Category == "":
		text = fmt.Sprintf("who holds the add-on %s", a.AddOn)
	default:
		text = fmt.Sprintf("who is endorsed as %s or its twin and holds the add-on %s", a.Category, a.AddOn)
	}
	if a.Emerging {
		text += ", emerging too"
	}
	if a.ProviderDegree != "" {
		text += ", with a degree of " + string(a.ProviderDegree)
	}
	if a.ApplicantDegree != "" {
		text += ", for applicants with a degree of " + string(a.ApplicantDegree)
	}
	return text
}

func (e *Edition) creditClauses() []Clause {
	sources := fmt.Sprintf("At most %s are advised.", counted(e.maxSources.Value, "provider"))
	if e.maxSources.MajorityFromOne {
		sources += " One of them should give more than half."
	}
	return []Clause{
		{Basis: e.window.Basis, key: "window", Title: "The window", Text: e.window.words()},
		{Basis: e.modalities.Basis, key: "modalities", Title: "Ways to meet", Text: "What counts is " + e.allowedWays() + "."},
		{Basis: e.groupSize.Basis, key: "group", Title: "Size of a group", Text: fmt.Sprintf("Sessions with more than %s present are warned of.", counted(e.groupSize.Max, "supervisee"))},
		{Basis: e.maxSources.Basis, key: "sources", Title: "Number of providers", Text: sources},
	}
}

func (w Window) words() string {
	if w.MinMonths == 0 {
		return fmt.Sprintf("The hours lie within %s.", counted(w.MaxMonths, "month"))
	}
	return fmt.Sprintf("The hours lie within %s, in at least %d of them.", counted(w.MaxMonths, "month"), w.MinMonths)
}

func (e *Edition) renewalClauses() []Clause {
	var all []Clause
	for _, r := range e.rules {
		text := fmt.Sprintf("%s a year, of %s and their twins.", hoursAsked(r.Minutes), either(r.Categories))
		if r.Kind == Annual {
			text += " " + r.FirstDue.words()
		} else {
			text += " Cycles of three calendar years begin on " + r.CycleStart.Format(dateInWords) + "."
		}
		all = append(all, Clause{Basis: r.Basis, key: string(r.Kind), Title: "Renewal, " + string(r.Kind), Text: text})
		for _, x := range r.Exceptions {
			text := fmt.Sprintf("%s a year of who has held it for %s.", hoursAsked(x.Minutes), counted(x.HeldYears, "year"))
			if x.PeerCounts {
				text += " Meetings of peers count."
			}
			all = append(all, Clause{Basis: x.Basis, key: string(r.Kind) + " " + string(x.Category), Title: fmt.Sprintf("Renewal, %s, of %s and its twin", r.Kind, x.Category), Text: text})
		}
	}
	return all
}

func (f FirstDue) words() string {
	if f == YearOfEndorsement {
		return "First due in the year of the endorsement."
	}
	return "First due in the year after the endorsement."
}

func (e *Edition) associationClauses() []Clause {
	var all []Clause
	for _, a := range e.associations {
		text := fmt.Sprintf("Renewal is %s", a.Renewal)
		if a.Due != "" {
			text += ", to be handed in by " + a.Due
		}
		text += ". "
		if a.Renewal == Annual {
			text += a.FirstDue.words() + " "
		}
		if text += fmt.Sprintf("A day begins at midnight in %s.", a.Zone); a.Holds {
			text += " No hour is turned away for its provider without a coordinator."
		}
		add := func(b Basis, about, text string) {
			all = append(all, Clause{Basis: b, key: string(a.Code) + about, Title: a.Name + about, Text: text})
		}
		add(a.Basis, "", text)
		if own := a.Window; own.MinMonths != e.window.MinMonths || own.MaxMonths != e.window.MaxMonths {
			add(own.Basis, ", the window", own.words())
		}
		for _, s := range a.Spread {
			add(s.Basis, fmt.Sprintf(", renewal of %s", s.Category), fmt.Sprintf("Hours in at least %s.", counted(s.MinMonths, "calendar month")))
		}
		for _, earn := range a.Earn {
			add(a.Basis, fmt.Sprintf(", earning %s", earn.Category), earn.words())
		}
		if v := a.Vetted; v != nil {
			add(a.Basis, ", vetted providers", v.words())
		}
	}
	return all
}

func (n Earn) words() string {
	var parts []string
	if n.Minutes != nil {
		parts = append(parts, "Asks for "+hoursAsked(*n.Minutes)+" of reflective supervision.")
	}
	for _, f := range n.Focus {
		parts = append(parts, fmt.Sprintf("Of these, %s about %s.", hoursAsked(f.Required), focusInWords(f.Focus)))
	}
	if n.Provided > 0 {
		parts = append(parts, fmt.Sprintf("%s of giving reflective supervision to others.", hoursAsked(n.Provided)))
	}
	return strings.Join(parts, " ")
}

func (v Vetted) words() string {
	text := "Serve on days up to " + v.Until.Format(dateInWords) + "."
	if v.OpenedBefore != 0 {
		text += " Only for targets opened before " + v.OpenedBefore.Format(dateInWords) + "."
	}
	return text
}

// requirementClauses are the pieces that are shown and never judged, each with the sources that stand beside it.
func (e *Edition) requirementClauses() []Clause { return e.requirements.clauses("") }

func (i Info) clauses(about string) []Clause {
	deeper := slices.ContainsFunc(i.Parts, func(p Info) bool { return len(p.Parts) > 0 })
	if _, cited := i.Part("source"); !cited && deeper {
		var all []Clause
		for _, p := range i.Parts {
			all = append(all, p.clauses(strings.TrimPrefix(about+", "+spaced(p.Key), ", "))...)
		}
		return all
	}
	return []Clause{{
		Basis: Basis{Source: i.list("source"), Confidence: Confidence(i.text("confidence"))}, key: about,
		Title: begun(about), Text: begun(i.said()) + ".",
	}}
}

// said is what a piece says, without where it was taken from: "hours 48, of which rsc provision 15 and dei 3".
func (i Info) said() string {
	var parts []string
	for _, p := range i.Parts {
		if p.Key == "source" || p.Key == "confidence" {
			continue
		}
		text := spaced(p.Text)
		if len(p.Parts) > 0 {
			text = p.said()
		}
		parts = append(parts, strings.TrimSpace(spaced(p.Key)+" "+text))
	}
	if len(parts) == 0 {
		return spaced(i.Text)
	}
	return strings.Join(parts, ", ")
}

// sourceClauses are the places that rules were taken from.
func (e *Edition) sourceClauses() []Clause {
	var all []Clause
	for _, s := range e.sources {
		all = append(all, Clause{key: s.Key, Title: s.Key, Text: s.Text})
	}
	return all
}

// either is "IFS, IFRS or IMHS".
func either(codes []roster.Category) string {
	words := texts(codes)
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// spaced are words of the file as people write them.
func spaced(word string) string { return strings.ReplaceAll(word, "_", " ") }

// begun is a text that begins a sentence.
func begun(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
}
