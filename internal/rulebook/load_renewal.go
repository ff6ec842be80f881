package rulebook

import (
	"slices"
	"time"

	"attune/internal/roster"
)

// form is what differs between the keys of an annual and a triennial renewal.
type form struct {
	kind  RenewalKind
	hours string // the key of the hours a year
	words vocabulary
}

var forms = []form{
	{Annual, "hours", open("hours", "categories", "first_due", "exceptions")},
	{Triennial, "hours_per_year", open("cycle_start", "hours_per_year", "categories", "exceptions")},
}

func (l *loader) renewal(top section) {
	all := l.section("renewal", top.lineOf("renewal"), top.nodes["renewal"], open(string(Annual), string(Triennial)))
	for _, f := range forms {
		if all.has(string(f.kind)) {
			l.edition.rules = append(l.edition.rules, l.renewalRule(all.part(string(f.kind), f.words), f))
		}
	}
}

func (l *loader) renewalRule(s section, f form) RenewalRule {
	s.wants(f.hours)
	s.wants("categories")
	rule := RenewalRule{Basis: s.basis(), Kind: f.kind, Minutes: s.minutes(f.hours), owing: map[roster.Category]bool{}}
	for _, n := range s.list("categories") {
		code := l.categoryNamed(s, n)
		rule.Categories = append(rule.Categories, code)
		for _, owing := range l.pair(code) {
			rule.owing[owing] = true
		}
	}
	if f.kind == Annual {
		rule.FirstDue = s.firstDue()
	} else if s.wants("cycle_start") {
		rule.CycleStart = s.date("cycle_start")
		if _, month, dom := rule.CycleStart.Civil(); rule.CycleStart != 0 && (month != time.January || dom != 1) {
			s.refuse("cycle_start", "cycles are of whole calendar years, so cycle_start must be a 1 January.")
		}
	}
	for _, p := range s.parts("exceptions", "exception", closed("category", "held_years", f.hours, "peer_counts")) {
		rule.Exceptions = append(rule.Exceptions, l.exception(p, f, rule.Minutes))
	}
	return rule
}

// exception reads what those ask for who have held a category for long; hours it does not name are the rule's.
func (l *loader) exception(s section, f form, usual int) Exception {
	x := Exception{
		Basis: s.basis(), HeldYears: s.number("held_years", 0), Minutes: usual, PeerCounts: s.flag("peer_counts", false),
	}
	s.wants("held_years")
	if s.has(f.hours) {
		x.Minutes = s.minutes(f.hours)
	}
	if s.wants("category") {
		x.Category = l.categoryNamed(s, s.nodes["category"])
		if c := l.edition.byCategory[x.Category]; c != nil {
			x.twin = c.Twin
		}
	}
	return x
}

func (s section) firstDue() FirstDue {
	return FirstDue(s.word("first_due", string(YearAfterEndorsement), string(YearOfEndorsement)))
}

// ruleOf is the renewal rule of that kind; nil where the edition has none.
func (e *Edition) ruleOf(kind RenewalKind) *RenewalRule {
	i := slices.IndexFunc(e.rules, func(r RenewalRule) bool { return r.Kind == kind })
	if i < 0 {
		return nil
	}
	return &e.rules[i]
}
