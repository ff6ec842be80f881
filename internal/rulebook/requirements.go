package rulebook

import (
	"slices"

	"attune/internal/day"
	"attune/internal/roster"
)

// The rest of an Endorsement is shown and tracked. Nothing of it reaches a verdict: Judge never reads what stands here.

// Topic is what a part of a training must be about. The words are the roster's: trainings are planned by them.
type Topic = roster.Topic

// The topics.
const (
	SupervisionTopic = roster.SupervisionTopic
	EquityTopic      = roster.EquityTopic
)

// Topics are all of them, in the order of a page.
var Topics = roster.Topics

// Area is one of the competency areas, as the rules and the roster name it.
type Area = roster.Area

// Schooling is an education, or what may stand in its place, as the rules name it: masters, cda, two_years_work.
type Schooling string

// NoSchooling is the word of a category that asks for no degree.
const NoSchooling Schooling = "none"

// Agreement is something an applicant signs, as the rules name it.
type Agreement string

// MembershipAgreement is belonging to the association: unlike what is signed once, it is of one calendar year.
const MembershipAgreement Agreement = "association_membership"

// TrainingNeed is the in-service training that something asks for.
type TrainingNeed struct {
	Basis
	Minutes int
	OfWhich []TopicNeed // parts of the minutes, in the order of Topics
	From    day.Date    // asked of targets opened on this day or later; zero: of all
}

// TopicNeed is how many minutes of a training must be about a topic.
type TopicNeed struct {
	Topic     Topic
	Minutes   int
	Providers bool // asked only of who gives reflective supervision
}

// EducationNeed is the education that a category asks for: one of these.
type EducationNeed struct {
	Basis
	Any []Schooling
}

// AsksNothing tells whether no degree is asked for.
func (n EducationNeed) AsksNothing() bool { return slices.Contains(n.Any, NoSchooling) }

// ReferenceNeed is how many people are to vouch for an applicant.
type ReferenceNeed struct {
	Basis
	Count int
}

// ProvidingNeed is for how many distinct calendar months an add-on asks its holder to have given reflective supervision.
type ProvidingNeed struct {
	Basis
	Months int
}

// Billing is what a state asks of who bills its Medicaid.
type Billing struct {
	Basis
	AtLeast   roster.Category // this or higher, or a twin of these
	Preferred roster.Category // likewise; empty where nothing is preferred
	Note      string
}

// requirementSet is everything of the section, typed.
type requirementSet struct {
	training   map[roster.Category]TrainingNeed // of categories and add-ons as the file names them
	renewal    map[RenewalKind]TrainingNeed     // of one period
	areas      []Area
	education  map[roster.Category]EducationNeed
	references ReferenceNeed
	agreements []Agreement
	providing  map[roster.Category]ProvidingNeed
	medicaid   map[roster.Association]Billing
}

// Training is what earning the category or the add-on asks for, whatever the day; false where the edition says nothing.
func (e *Edition) Training(code roster.Category) (TrainingNeed, bool) {
	return ofPair(e, e.needs.training, code)
}

// RenewalTraining is what a period of renewal asks of an endorsement that began on a day, at an association that renews that
// way: the hours of a cycle by those of its years that lie wholly after the year of the endorsement, which itself asks for no
// training, whatever it asks for in supervision. It is false where the edition says nothing, or nothing is asked.
func (e *Edition) RenewalTraining(code roster.Association, p Purpose, endorsed day.Date) (TrainingNeed, bool) {
	a := e.byAssociation[code]
	if a == nil || p.Kind != Renewal {
		return TrainingNeed{}, false
	}
	need, ok := e.needs.renewal[a.Renewal]
	days := p.Days()
	years := days.To.Year() - days.From.Year() + 1
	owed := min(years, days.To.Year()-endorsed.Year())
	if !ok || owed <= 0 {
		return TrainingNeed{}, false
	}
	need.Minutes = need.Minutes * owed / years
	need.OfWhich = slices.Clone(need.OfWhich)
	for i := range need.OfWhich {
		need.OfWhich[i].Minutes = need.OfWhich[i].Minutes * owed / years
	}
	return need, true
}

// Areas are the competency areas, in the order of the file.
func (e *Edition) Areas() []Area { return slices.Clone(e.needs.areas) }

// Education is what the category asks for; false where the edition says nothing.
func (e *Edition) Education(code roster.Category) (EducationNeed, bool) {
	return ofPair(e, e.needs.education, code)
}

// Schoolings are all educations that any category names, NoSchooling apart, in the order of the file.
func (e *Edition) Schoolings() []Schooling {
	var all []Schooling
	for _, c := range e.categories {
		for _, s := range e.needs.education[c.Code].Any {
			if s != NoSchooling && !slices.Contains(all, s) {
				all = append(all, s)
			}
		}
	}
	return all
}

// References is how many people are to vouch for an applicant; false where the edition says nothing.
func (e *Edition) References() (ReferenceNeed, bool) {
	return e.needs.references, e.needs.references.Count > 0
}

// Agreements are what an applicant signs, in the order of the file.
func (e *Edition) Agreements() []Agreement { return slices.Clone(e.needs.agreements) }

// Providing is what the add-on asks to have given; false where the edition says nothing.
func (e *Edition) Providing(code roster.Category) (ProvidingNeed, bool) {
	need, ok := e.needs.providing[code]
	return need, ok
}

// Billing is what the association's state asks of who bills its Medicaid; false where the edition says nothing.
func (e *Edition) Billing(code roster.Association) (Billing, bool) {
	need, ok := e.needs.medicaid[code]
	return need, ok
}

// Reaches tells whether a category is the floor, its twin, or of a scope of practice that the file names after the floor's:
// the scopes stand there from the first to the furthest. Of one scope all are alike. An unknown category, or one without a
// scope, reaches nothing but itself and its twin.
func (e *Edition) Reaches(code, floor roster.Category) bool {
	c, f := e.byCategory[code], e.byCategory[floor]
	if c == nil || f == nil {
		return false
	}
	if c.Code == f.Code || c.Twin == f.Code {
		return true
	}
	return c.Scope != "" && f.Scope != "" && e.rank(c.Scope) >= e.rank(f.Scope)
}

// rank is the place of a scope among those of the file.
func (e *Edition) rank(scope string) int {
	return slices.IndexFunc(e.categories, func(c Category) bool { return c.Scope == scope })
}

// SourcesOf are the sources of a basis, in words.
func (e *Edition) SourcesOf(b Basis) []Source { return e.sourcesOf(b.Source) }

// ofPair is what the file says of a category itself or, failing that, of its twin.
func ofPair[N any](e *Edition, needs map[roster.Category]N, code roster.Category) (N, bool) {
	need, ok := needs[code]
	if c := e.byCategory[code]; !ok && c != nil {
		need, ok = needs[c.Twin]
	}
	return need, ok
}
