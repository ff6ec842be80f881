package rulebook

import (
	"slices"

	"attune/internal/roster"
)

var (
	windowWords  = closed("min_months", "max_months")
	sourcesWords = closed("value", "majority_from_one", "action")
)

// credit reads the sections earning and credit: window, warnings and modalities.
func (l *loader) credit(top section) {
	earning := l.section("earning", top.lineOf("earning"), top.nodes["earning"], open("window", "max_sources"))
	if earning.wants("window") {
		l.edition.window = l.window(earning, Window{})
	}
	if earning.wants("max_sources") {
		s := earning.part("max_sources", sourcesWords)
		s.wants("value")
		l.warnsOnly(s)
		l.edition.maxSources = MaxSources{s.basis(), s.number("value", 1), s.flag("majority_from_one", true)}
	}
	credit := l.section("credit", top.lineOf("credit"), top.nodes["credit"], open("group_size", "modalities"))
	if credit.wants("group_size") {
		s := credit.part("group_size", closed("max", "action"))
		s.wants("max")
		l.warnsOnly(s)
		l.edition.groupSize = GroupSize{s.basis(), s.number("max", 1)}
	}
	if credit.wants("modalities") {
		l.modalities(credit.part("modalities", closed("allowed")))
	}
}

// window reads a window; what it does not say is as in usual (rules.yaml: "only what differs from the defaults").
func (l *loader) window(outer section, usual Window) Window {
	s := outer.part("window", windowWords)
	w := usual
	if basis := s.basis(); basis.Source != nil {
		w.Basis = basis
	}
	if s.has("min_months") || usual.MaxMonths == 0 && s.wants("min_months") {
		w.MinMonths = s.number("min_months", 0)
	}
	if s.has("max_months") || usual.MaxMonths == 0 && s.wants("max_months") {
		w.MaxMonths = s.number("max_months", 1)
	}
	return w
}

// warnsOnly refuses any action but warn, the only one that is defined (rules.md, 4.4).
func (l *loader) warnsOnly(s section) {
	if s.wants("action") && s.text("action") != "warn" {
		s.refuse("action", "action can only be warn; %s is not defined.", shown(s.nodes["action"]))
	}
}

func (l *loader) modalities(s section) {
	l.edition.modalities.Basis = s.basis()
	s.wants("allowed")
	for _, n := range s.list("allowed") {
		m := roster.Modality(n.Value)
		if !slices.Contains(roster.Modalities, m) {
			l.refuse(n.Line, "%s: %s is no modality%s", s.name, shown(n), stop(meant(n.Value, texts(roster.Modalities))))
		}
		l.edition.modalities.Allowed = append(l.edition.modalities.Allowed, m)
	}
}
