package rulebook

import (
	"maps"
	"regexp"
	"slices"

	"gopkg.in/yaml.v3"

	"attune/internal/roster"
)

// requirements reads the rest of what an Endorsement asks for. What rules.md does not name is kept as it is, for showing.
func (l *loader) requirements(top section) {
	if !top.has("requirements") {
		return
	}
	l.edition.requirements = information("requirements", top.nodes["requirements"])
	s := l.section("requirements", top.lineOf("requirements"), top.nodes["requirements"], open("training_hours", "renewal_training",
		"competency_areas", "education", "references", "agreements", "providing", "medicaid", "model_dosage"))
	needs := &l.edition.needs
	needs.training = perKey[roster.Category](l, s, "training_hours", l.anyCode, l.training)
	needs.education = perKey[roster.Category](l, s, "education", l.categoryOnly, l.education)
	needs.providing = perKey[roster.Category](l, s, "providing", l.addOnOnly, l.providing)
	needs.medicaid = perKey[roster.Association](l, s, "medicaid", l.associationOnly, l.billing)
	l.renewalTraining(s)
	if s.has("references") {
		r := s.part("references", closed("count"))
		r.wants("count")
		needs.references = ReferenceNeed{r.basis(), r.number("count", 0)}
	}
	needs.areas = namesIn[Area](s, "competency_areas")
	needs.agreements = namesIn[Agreement](s, "agreements")
}

// perKey reads a mapping of categories, add-ons or associations; knows refuses a key that is none.
func perKey[K ~string, N any](l *loader, s section, key string, knows func(section, string), read func(section) N) map[K]N {
	found := make(map[K]N)
	if !s.has(key) {
		return found
	}
	all := l.free(s.name+", "+key, s.lineOf(key), s.nodes[key])
	for _, code := range all.order {
		knows(all, code)
		found[K(code)] = read(section{r: l.reader, name: all.name + " " + code, line: all.lineOf(code), nodes: map[string]*yaml.Node{"": all.nodes[code]}})
	}
	return found
}

// opened is the section of one key of perKey, of a vocabulary.
func (s section) opened(words vocabulary) section {
	return s.r.section(s.name, s.line, s.nodes[""], words)
}

func (l *loader) categoryOnly(s section, code string) {
	if l.edition.byCategory[roster.Category(code)] == nil {
		s.unknown(code, "category", texts(slices.Sorted(maps.Keys(l.edition.byCategory))))
	}
}

func (l *loader) addOnOnly(s section, code string) {
	if l.edition.byAddOn[roster.Category(code)] == nil {
		s.unknown(code, "add-on", texts(slices.Sorted(maps.Keys(l.edition.byAddOn))))
	}
}

func (l *loader) anyCode(s section, code string) {
	if !l.edition.Knows(roster.Category(code)) {
		known := slices.Concat(slices.Collect(maps.Keys(l.edition.byCategory)), slices.Collect(maps.Keys(l.edition.byAddOn)))
		slices.Sort(known)
		s.unknown(code, "category or add-on", texts(known))
	}
}

func (l *loader) associationOnly(s section, code string) {
	if l.edition.byAssociation[roster.Association(code)] == nil {
		s.unknown(code, "association", texts(slices.Sorted(maps.Keys(l.edition.byAssociation))))
	}
}

// unknown refuses a key that ought to be one of those the file knows.
func (s section) unknown(key, noun string, known []string) {
	s.refuse(key, "%q is no %s%s", key, noun, stop(meant(key, known)))
}

func (l *loader) training(key section) TrainingNeed {
	s := key.opened(closed("hours", "of_which", "from"))
	s.wants("hours")
	need := TrainingNeed{Basis: s.basis(), Minutes: s.minutes("hours"), From: s.date("from")}
	need.OfWhich = s.ofWhich(need.Minutes, false)
	return need
}

// renewalTraining reads what renewals ask for. What the annual hours must hold each of three years' hold as well.
func (l *loader) renewalTraining(all section) {
	l.edition.needs.renewal = make(map[RenewalKind]TrainingNeed)
	if !all.has("renewal_training") {
		return
	}
	s := all.part("renewal_training", closed("annual", "of_which", "triennial"))
	annual := TrainingNeed{Basis: s.basis(), Minutes: s.minutes("annual")}
	annual.OfWhich = s.ofWhich(annual.Minutes, true)
	triennial := TrainingNeed{Basis: annual.Basis, Minutes: s.minutes("triennial")}
	for _, part := range annual.OfWhich {
		part.Minutes *= cycleYears
		triennial.OfWhich = append(triennial.OfWhich, part)
	}
	if s.has("annual") {
		l.edition.needs.renewal[Annual] = annual
	}
	if s.has("triennial") {
		l.edition.needs.renewal[Triennial] = triennial
	}
}

// cycleYears is how many calendar years a cycle of triennial renewals has.
const cycleYears = 3

// ifProvider ends the name of a topic that is asked only of who gives reflective supervision.
const ifProvider = "_if_provider"

// ofWhich reads how much of some minutes must be about each topic.
func (s section) ofWhich(whole int, renews bool) []TopicNeed {
	if !s.has("of_which") {
		return nil
	}
	var words []string
	for _, topic := range Topics {
		words = append(words, string(topic))
		if renews {
			words = append(words, string(topic)+ifProvider)
		}
	}
	parts := s.part("of_which", closed(words...))
	var needs []TopicNeed
	for _, topic := range Topics {
		for _, word := range []string{string(topic), string(topic) + ifProvider} {
			if !slices.Contains(words, word) || !parts.has(word) {
				continue
			}
			need := TopicNeed{Topic: topic, Minutes: parts.minutes(word), Providers: word != string(topic)}
			if need.Minutes > whole {
				parts.refuse(word, "%s cannot be more than the whole.", word)
			}
			needs = append(needs, need)
		}
	}
	return needs
}

func (l *loader) education(key section) EducationNeed {
	s := key.opened(closed("any"))
	s.wants("any")
	return EducationNeed{s.basis(), namesIn[Schooling](s, "any")}
}

func (l *loader) providing(key section) ProvidingNeed {
	s := key.opened(closed("months"))
	s.wants("months")
	return ProvidingNeed{s.basis(), s.number("months", 0)}
}

func (l *loader) billing(key section) Billing {
	s := key.opened(closed("at_least", "preferred"))
	need := Billing{Basis: s.basis(), Note: s.info("note")}
	if s.wants("at_least") {
		need.AtLeast = l.categoryNamed(s, s.nodes["at_least"])
	}
	if s.has("preferred") {
		need.Preferred = l.categoryNamed(s, s.nodes["preferred"])
	}
	return need
}

// plainName is what a name in a list is made of, so that it can stand in a form and in a file.
var plainName = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)

// namesIn is a list of names, each of them once.
func namesIn[N ~string](s section, key string) []N {
	var names []N
	for _, n := range s.list(key) {
		switch {
		case !plainName.MatchString(n.Value) || len(n.Value) > 60:
			s.r.refuse(n.Line, "%s: %s is no name; write small letters, with _ between words.", s.name, shown(n))
		case slices.Contains(names, N(n.Value)):
			s.r.refuse(n.Line, "%s: %s stands in %s twice.", s.name, n.Value, key)
		default:
			names = append(names, N(n.Value))
		}
	}
	return names
}
