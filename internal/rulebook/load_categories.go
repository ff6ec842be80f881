package rulebook

import (
	"cmp"
	"maps"
	"slices"

	"gopkg.in/yaml.v3"

	"attune/internal/ledger"
	"attune/internal/roster"
)

var categoryWords = open("name", "twin_name", "track", "twin", "scope", "exam", "earn_hours", "providers")

// categories reads each category and makes its twin, which shares every rule. A twin that has a row of its own
// keeps to that row.
func (l *loader) categories(top section) {
	all := l.free("categories", top.lineOf("categories"), top.nodes["categories"])
	e := l.edition
	for _, code := range all.order {
		s := l.section("categories "+code, all.lineOf(code), all.nodes[code], categoryWords)
		c := l.category(s, roster.Category(code))
		e.categories = append(e.categories, c)
		if c.Twin != "" && !slices.Contains(all.order, string(c.Twin)) {
			e.categories = append(e.categories, l.twinOf(c, s.info("twin_name")))
		}
	}
	l.indexCategories(all)
}

func (l *loader) category(s section, code roster.Category) Category {
	c := Category{
		Basis: s.basis(), Code: code, Scope: s.info("scope"), Exam: s.info("exam") == "true",
		EarnMinutes: s.minutes("earn_hours"), Providers: s.text("providers"),
	}
	s.wants("earn_hours")
	c.Name = cmp.Or(s.info("name"), string(code))
	if s.wants("track") {
		c.Track = roster.Track(s.text("track"))
		c.track = l.edition.track(c.Track)
		if c.track == nil {
			s.refuse("track", "%s is not among the tracks%s", c.Track, stop(meant(string(c.Track), texts(roster.TrackSets))))
		}
	}
	if s.wants("twin") {
		c.Twin = roster.Category(s.text("twin"))
	}
	return c
}

// twinOf is the same category in the other track.
func (l *loader) twinOf(c Category, name string) Category {
	twin := c
	twin.Code, twin.Twin = c.Twin, c.Code
	twin.Name = cmp.Or(name, string(twin.Code))
	for i := range l.edition.tracks {
		if t := &l.edition.tracks[i]; t.Code != c.Track {
			twin.Track, twin.track = t.Code, t
		}
	}
	return twin
}

// indexCategories makes categories findable, once it is sure that twins come in pairs.
func (l *loader) indexCategories(all section) {
	e := l.edition
	e.byCategory = map[roster.Category]*Category{}
	for i := range e.categories {
		c := &e.categories[i]
		if other := e.byCategory[c.Code]; other != nil {
			all.refuse(string(c.Twin), "%s is the twin of both %s and %s.", c.Code, other.Twin, c.Twin)
			continue
		}
		e.byCategory[c.Code] = c
	}
	for _, code := range all.order {
		c := e.byCategory[roster.Category(code)]
		if c.Twin == "" {
			continue
		}
		switch twin := e.byCategory[c.Twin]; {
		case c.Twin == c.Code:
			all.refuse(code, "%s cannot be its own twin.", code)
		case twin.Twin != c.Code:
			all.refuse(code, "%s names %s as its twin, but %s names %s.", code, c.Twin, c.Twin, twin.Twin)
		case twin.Track == c.Track:
			all.refuse(code, "%s and its twin %s must be in different tracks.", code, c.Twin)
		}
	}
}

func (l *loader) addOns(top section) {
	l.edition.byAddOn = map[roster.Category]*AddOn{}
	if !top.has("add_ons") {
		return
	}
	all := l.free("add_ons", top.lineOf("add_ons"), top.nodes["add_ons"])
	for _, code := range all.order {
		s := l.section("add_ons "+code, all.lineOf(code), all.nodes[code], open("requires_any", "earn_focus", "emerging_months"))
		if l.edition.byCategory[roster.Category(code)] != nil {
			l.refuse(s.line, "%s is a category already and cannot be an add-on as well.", code)
		}
		l.edition.addOns = append(l.edition.addOns, l.addOn(s, roster.Category(code)))
	}
	for i := range l.edition.addOns {
		l.edition.byAddOn[l.edition.addOns[i].Code] = &l.edition.addOns[i]
	}
}

func (l *loader) addOn(s section, code roster.Category) AddOn {
	a := AddOn{Basis: s.basis(), Code: code, EmergingMonths: s.number("emerging_months", 0)}
	s.wants("requires_any")
	for _, n := range s.list("requires_any") {
		a.RequiresAny = append(a.RequiresAny, l.categoryNamed(s, n))
	}
	if s.has("earn_focus") && s.nodes["earn_focus"].Kind == yaml.MappingNode {
		focus := l.free(s.name+", earn_focus", s.lineOf("earn_focus"), s.nodes["earn_focus"])
		a.EarnFocus = &FocusNeed{Focus: ledger.Focus(focus.text("focus")), Need: Need{Required: focus.minutes("hours")}}
	}
	return a
}

// categoryNamed is a category that the file names somewhere; it must be one.
func (l *loader) categoryNamed(s section, n *yaml.Node) roster.Category {
	code := roster.Category(n.Value)
	if l.edition.byCategory[code] == nil {
		known := texts(slices.Sorted(maps.Keys(l.edition.byCategory)))
		l.refuse(n.Line, "%s: %s is no category%s", s.name, shown(n), stop(meant(n.Value, known)))
	}
	return code
}

// pair is a category and its twin, the category alone where it is unknown.
func (l *loader) pair(code roster.Category) []roster.Category {
	c := l.edition.byCategory[code]
	if c == nil {
		return []roster.Category{code}
	}
	return []roster.Category{code, c.Twin}
}

// texts turns words of a kind into plain ones.
func texts[S ~string](words []S) []string {
	plain := make([]string, len(words))
	for i, w := range words {
		plain[i] = string(w)
	}
	return plain
}
