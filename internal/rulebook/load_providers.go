package rulebook

import (
	"fmt"
	"maps"
	"slices"

	"gopkg.in/yaml.v3"

	"attune/internal/roster"
)

var (
	rangeWords       = open("from", "to", "any")
	alternativeWords = closed("category", "add_on", "emerging", "provider_degree", "applicant_degree")
)

// providerSets reads who may give a qualifying hour, and gives each category the set that it names.
func (l *loader) providerSets(top section) {
	all := l.free("provider_sets", top.lineOf("provider_sets"), top.nodes["provider_sets"])
	l.edition.sets = map[string][]Range{}
	for _, name := range all.order {
		l.edition.sets[name] = l.providerSet(all, name)
	}
	categories := l.free("categories", top.lineOf("categories"), top.nodes["categories"])
	for i := range l.edition.categories {
		c := &l.edition.categories[i]
		set, known := l.edition.sets[c.Providers]
		if row := categories.nodes[string(c.Code)]; row != nil && c.Providers != "" && !known {
			names := slices.Sorted(maps.Keys(l.edition.sets))
			categories.refuse(string(c.Code), "%s has providers %q, which is no provider set%s", c.Code, c.Providers, stop(meant(c.Providers, names)))
		}
		c.set = set
	}
}

func (l *loader) providerSet(all section, name string) []Range {
	n := all.nodes[name]
	if n.Kind != yaml.SequenceNode {
		all.refuse(name, "%s must be a list of ranges, each with from, to and any.", name)
		return nil
	}
	var set []Range
	var before section
	for i, item := range n.Content {
		s := l.section(fmt.Sprintf("provider_sets %s, range %d", name, i+1), item.Line, item, rangeWords)
		g := l.providerRange(s)
		told := g.From == 0 && s.has("from") || i > 0 && set[i-1].To == 0 && before.has("to") // a day that is none
		if i > 0 && !told {
			l.follows(s, set[i-1], g)
		}
		set, before = append(set, g), s
	}
	return set
}

// follows refuses a range that does not come after the one before it. A gap between them is allowed: then nobody
// qualifies (rules.md, 3).
func (l *loader) follows(s section, before, g Range) {
	switch {
	case before.To == 0:
		s.refuse("from", "the range before it has no end, so this one overlaps it.")
	case g.From == 0:
		s.refuse("from", "only the first range may begin without a from.")
	case g.From < before.From:
		s.refuse("from", "ranges must stand in order of time; this one begins before the one above it.")
	case g.From < before.To:
		s.refuse("from", "it begins on %s, before the range above it ends on %s.", g.From, before.To)
	}
}

func (l *loader) providerRange(s section) Range {
	g := Range{Basis: s.basis(), From: s.date("from"), To: s.date("to")}
	if g.To != 0 && g.From >= g.To {
		s.refuse("to", "to is the first day after the range, so it must be later than from.")
	}
	s.wants("confidence")
	if !s.wants("any") {
		return g
	}
	for _, p := range s.parts("any", "alternative", alternativeWords) {
		g.Any = append(g.Any, l.alternative(p))
	}
	return g
}

func (l *loader) alternative(s section) Alternative {
	a := Alternative{
		Emerging:       s.flag("emerging", false),
		ProviderDegree: s.degree("provider_degree"), ApplicantDegree: s.degree("applicant_degree"),
	}
	if !s.has("category") && !s.has("add_on") && !s.void {
		l.refuse(s.line, "%s must name a category, an add_on, or both.", s.name)
	}
	if s.has("category") {
		a.Category = l.categoryNamed(s, s.nodes["category"])
		if c := l.edition.byCategory[a.Category]; c != nil {
			a.twin = c.Twin
		}
	}
	if s.has("add_on") {
		l.standOn(s, &a)
	}
	return a
}

// standOn fills in what an add-on alternative rests on: the bases of the add-on, or the one category it names.
func (l *loader) standOn(s section, a *Alternative) {
	n := s.nodes["add_on"]
	a.AddOn = roster.Category(n.Value)
	addOn := l.edition.byAddOn[a.AddOn]
	if addOn == nil {
		known := texts(slices.Sorted(maps.Keys(l.edition.byAddOn)))
		s.refuse("add_on", "%s is no add-on%s", shown(n), stop(meant(n.Value, known)))
		return
	}
	a.emergingMonths = addOn.EmergingMonths
	bases := addOn.RequiresAny
	if a.Category != "" {
		bases = []roster.Category{a.Category}
	}
	for _, base := range bases {
		a.bases = append(a.bases, l.pair(base)...)
	}
}

// degree is an academic degree; empty where the key is not there.
func (s section) degree(key string) roster.Degree {
	known := texts(roster.Degrees)
	known = slices.DeleteFunc(known, func(d string) bool { return d == "" })
	if !s.has(key) {
		return ""
	}
	return roster.Degree(s.word(key, known...))
}
