package rulebook

import (
	"cmp"
	"slices"
	"time"

	"attune/internal/ledger"
	"attune/internal/roster"
)

var associationWords = open("name", "time_zone", "renewal", "due", "first_due", "provider_action", "vetted", "earn", "renewal_spread", "window")

// associations reads what differs from the defaults at each association, and fills the defaults in.
func (l *loader) associations(top section) {
	all := l.free("associations", top.lineOf("associations"), top.nodes["associations"])
	for _, code := range all.order {
		s := l.section("associations "+code, all.lineOf(code), all.nodes[code], associationWords)
		l.edition.associations = append(l.edition.associations, l.association(s, roster.Association(code)))
	}
	l.edition.byAssociation = map[roster.Association]*Association{}
	for i := range l.edition.associations {
		l.edition.byAssociation[l.edition.associations[i].Code] = &l.edition.associations[i]
	}
}

func (l *loader) association(s section, code roster.Association) Association {
	a := Association{
		Basis: s.basis(), Code: code, Name: cmp.Or(s.info("name"), string(code)), Due: s.info("due"), Window: l.edition.window,
		Holds: s.word("provider_action", "reject", "hold") == "hold",
	}
	a.Zone = s.zone()
	l.renews(s, &a)
	if s.has("vetted") {
		a.Vetted = s.vetted()
	}
	if s.has("earn") {
		a.Earn = l.earn(s)
	}
	for _, p := range s.parts("renewal_spread", "renewal_spread", closed("category", "min_months")) {
		a.Spread = append(a.Spread, l.spread(p))
	}
	if s.has("window") {
		a.Window.Basis = a.Basis
		a.Window = l.window(s, a.Window)
	}
	return a
}

// zone is the association's time zone, by which days, months and years are told apart.
func (s section) zone() *time.Location {
	if !s.wants("time_zone") {
		return nil
	}
	name := s.text("time_zone")
	zone, err := time.LoadLocation(name)
	if err != nil || name == "" || name == "Local" {
		s.refuse("time_zone", "there is no time zone %q; use a name such as America/New_York.", name)
	}
	return zone
}

// renews finds the renewal rule of the association and which year's is its first.
func (l *loader) renews(s section, a *Association) {
	if !s.wants("renewal") {
		return
	}
	a.Renewal = RenewalKind(s.word("renewal", string(Annual), string(Triennial)))
	a.rule = l.edition.ruleOf(a.Renewal)
	if a.rule == nil {
		if a.Renewal == Annual || a.Renewal == Triennial {
			s.refuse("renewal", "renewal is %s, but the section renewal does not say what that asks for.", a.Renewal)
		}
		return
	}
	a.FirstDue = a.rule.FirstDue
	if s.has("first_due") {
		a.FirstDue = s.firstDue()
	}
}

func (s section) vetted() *Vetted {
	p := s.part("vetted", closed("until", "opened_before"))
	p.wants("until")
	return &Vetted{Until: p.date("until"), OpenedBefore: p.date("opened_before")}
}

func (l *loader) earn(s section) []Earn {
	all := l.free(s.name+", earn", s.lineOf("earn"), s.nodes["earn"])
	var differs []Earn
	for _, code := range all.order {
		l.categoryNamed(all, all.keys[code])
		p := l.section(all.name+" "+code, all.lineOf(code), all.nodes[code], closed("hours", "focus", "provided_hours"))
		earn := Earn{Category: roster.Category(code), Provided: p.minutes("provided_hours")}
		if p.has("hours") {
			minutes := p.minutes("hours")
			earn.Minutes = &minutes
		}
		for _, f := range p.parts("focus", "focus", closed("focus", "hours")) {
			earn.Focus = append(earn.Focus, f.focusNeed())
		}
		differs = append(differs, earn)
	}
	return differs
}

func (s section) focusNeed() FocusNeed {
	s.wants("hours")
	need := FocusNeed{Focus: ledger.Focus(s.text("focus")), Need: Need{Required: s.minutes("hours")}}
	if s.wants("focus") && !slices.Contains(ledger.Focuses, need.Focus) {
		s.refuse("focus", "%q is no focus that an hour can have%s", need.Focus, stop(meant(string(need.Focus), texts(ledger.Focuses))))
	}
	return need
}

func (l *loader) spread(s section) Spread {
	s.wants("min_months")
	spread := Spread{Basis: s.basis(), MinMonths: s.number("min_months", 0)}
	if s.wants("category") {
		spread.Category = l.categoryNamed(s, s.nodes["category"])
	}
	return spread
}
