// Package rulebook owns the rules of the Endorsement, as dated data, and the judgement of hours by them.
//
// It hands over an Edition, read from a file and checked whole, and its answers: Judge turns the facts of one
// person into a Judgement for every target and renewal, and Explain says why in plain words, with the source. What
// the file means is laid down in rules.md, whose sections are named beside the code; a change of rules is a change
// of the file. The package knows no store, no clock, no log and no page: who asks brings the facts and the day.
package rulebook

import (
	_ "embed"
	"slices"

	"attune/internal/day"
	"attune/internal/roster"
)

//go:embed rules.yaml
var embedded []byte

// Embedded is the edition that comes with the program.
func Embedded() (*Edition, error) { return Load(embedded) }

// Edition is one edition of the rules: valid, complete and never changed, so that many may judge by it at once.
type Edition struct {
	name, checksum, body string

	sources      []Source
	tracks       []Track
	categories   []Category
	addOns       []AddOn
	sets         map[string][]Range
	window       Window
	maxSources   MaxSources
	groupSize    GroupSize
	modalities   Modalities
	rules        []RenewalRule
	associations []Association
	requirements Info
	needs        requirementSet

	sourceText    map[string]string
	byCategory    map[roster.Category]*Category
	byAddOn       map[roster.Category]*AddOn
	byAssociation map[roster.Association]*Association
}

// Name is how the edition calls itself, or the first 12 hex digits of its checksum.
func (e *Edition) Name() string { return e.name }

// Checksum is the SHA-256 of the file, in hex.
func (e *Edition) Checksum() string { return e.checksum }

// Body is the file itself, byte for byte.
func (e *Edition) Body() string { return e.body }

// Sources are the places that rules were taken from, in the order of the file.
func (e *Edition) Sources() []Source { return slices.Clone(e.sources) }

// SourceText is the source of that key in words; the second result is false where the edition has none.
func (e *Edition) SourceText(key string) (string, bool) {
	text, ok := e.sourceText[key]
	return text, ok
}

// Tracks are the age bands, in the order of the file.
func (e *Edition) Tracks() []Track { return slices.Clone(e.tracks) }

// track looks a track up; nil where the edition has none.
func (e *Edition) track(code roster.Track) *Track {
	for i := range e.tracks {
		if e.tracks[i].Code == code {
			return &e.tracks[i]
		}
	}
	return nil
}

// Categories are all categories in the order of the file, each followed by its twin.
func (e *Edition) Categories() []Category { return slices.Clone(e.categories) }

// Category looks a category up; the second result is false where the edition has none, add-ons included.
func (e *Edition) Category(code roster.Category) (Category, bool) {
	c, ok := e.byCategory[code]
	if !ok {
		return Category{}, false
	}
	return *c, true
}

// AddOns are the add-ons in the order of the file.
func (e *Edition) AddOns() []AddOn { return slices.Clone(e.addOns) }

// AddOn looks an add-on up; the second result is false where the edition has none.
func (e *Edition) AddOn(code roster.Category) (AddOn, bool) {
	a, ok := e.byAddOn[code]
	if !ok {
		return AddOn{}, false
	}
	return *a, true
}

// Knows tells whether a credential can be of that category: a category or an add-on of this edition.
func (e *Edition) Knows(code roster.Category) bool {
	return e.byCategory[code] != nil || e.byAddOn[code] != nil
}

// Providers are the dated ranges of a category's provider set, earliest first; empty where it has no set.
func (e *Edition) Providers(code roster.Category) []Range {
	c, ok := e.byCategory[code]
	if !ok {
		return nil
	}
	return slices.Clone(c.set)
}

// Associations are the associations in the order of the file.
func (e *Edition) Associations() []Association { return slices.Clone(e.associations) }

// Association looks an association up; the second result is false where the edition has none.
func (e *Edition) Association(code roster.Association) (Association, bool) {
	a, ok := e.byAssociation[code]
	if !ok {
		return Association{}, false
	}
	return *a, true
}

// RenewalRule is what an association's renewals ask for; the second result is false for an unknown association.
func (e *Edition) RenewalRule(code roster.Association) (RenewalRule, bool) {
	a, ok := e.byAssociation[code]
	if !ok {
		return RenewalRule{}, false
	}
	return *a.rule, true
}

// Modalities are the ways to meet that count.
func (e *Edition) Modalities() Modalities { return e.modalities }

// GroupSize is the number of supervisees above which a session is warned about.
func (e *Edition) GroupSize() GroupSize { return e.groupSize }

// MaxSources is the number of providers above which a target or renewal is warned about.
func (e *Edition) MaxSources() MaxSources { return e.maxSources }

// Requirements is the rest of what an Endorsement asks for (training, education, references): shown, never judged.
func (e *Edition) Requirements() Info { return e.requirements }

// Demand is what earning a category asks for at an association: the category's own hours and what the association
// has in its earn, which holds for the twin too (rules.md, 4.3).
type Demand struct {
	Minutes  int
	Window   Window
	Focus    []FocusNeed // Had is 0
	Provided int         // minutes of giving reflective supervision
	Source   []string    // keys of the sources behind the hours
}

// Demand is what earning the category asks for; the second result is false where either is unknown.
func (e *Edition) Demand(assoc roster.Association, category roster.Category) (Demand, bool) {
	a, c := e.byAssociation[assoc], e.byCategory[category]
	if a == nil || c == nil {
		return Demand{}, false
	}
	return a.demand(c), true
}

func (a *Association) demand(c *Category) Demand {
	d := Demand{Minutes: c.EarnMinutes, Window: a.Window, Source: c.Source}
	earn := a.earnFor(c)
	if earn == nil {
		return d
	}
	d.Focus, d.Provided, d.Source = earn.Focus, earn.Provided, slices.Concat(c.Source, a.Source)
	if earn.Minutes != nil {
		d.Minutes, d.Source = *earn.Minutes, a.Source
	}
	return d
}

// earnFor is what the association says of the category itself or, failing that, of its twin; nil if nothing.
func (a *Association) earnFor(c *Category) *Earn {
	var twin *Earn
	for i := range a.Earn {
		switch a.Earn[i].Category {
		case c.Code:
			return &a.Earn[i]
		case c.Twin:
			twin = &a.Earn[i]
		}
	}
	return twin
}

// spreadFor is the spread of renewals of the category itself or, failing that, of its twin; nil if none.
func (a *Association) spreadFor(c *Category) *Spread {
	var twin *Spread
	for i := range a.Spread {
		switch a.Spread[i].Category {
		case c.Code:
			return &a.Spread[i]
		case c.Twin:
			twin = &a.Spread[i]
		}
	}
	return twin
}

// vettedServe tells whether vetted providers serve at the association on the day, for a target opened on the other.
func (a *Association) vettedServe(d, opened day.Date) bool {
	v := a.Vetted
	return v != nil && d <= v.Until && (v.OpenedBefore == 0 || opened < v.OpenedBefore)
}
