package web

import (
	"fmt"
	"slices"
	"strings"

	"attune/internal/portfolio"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// wayStates are how far a requirement has come, and the look of it.
var wayStates = map[portfolio.State]struct{ words, class string }{
	portfolio.Missing: {"to do", "todo"},
	portfolio.Coming:  {"asked for", ""},
	portfolio.Waiting: {"waits for the coordinator", "waits"},
	portfolio.Done:    {"done", "counted"},
	portfolio.Unasked: {"not asked for", ""},
}

// wordsOf are the words on a piece of evidence: as its state, and as something that was said of it.
var wordsOf = map[portfolio.Word]struct{ state, class, said string }{
	portfolio.Asked:     {"asked for", "", "asked for"},
	portfolio.Given:     {"waits for the coordinator", "waits", "given"},
	portfolio.Confirmed: {"confirmed", "counted", "confirmed"},
	portfolio.Refused:   {"not accepted", "todo", "not accepted"},
	portfolio.Withdrawn: {"taken back", "", "taken back"},
}

// matterForms are what the form of a kind of evidence is called, and what its day is.
var matterForms = map[portfolio.Matter]struct{ add, heading, dated, day string }{
	portfolio.TrainingMatter:   {"Log a training", "Log a training", "on", "Day"},
	portfolio.EducationMatter:  {"Education", "Enter an education", "since", "Day of the degree or certificate"},
	portfolio.WorkMatter:       {"Work experience", "Enter work experience", "as of", "As of"},
	portfolio.ReferenceMatter:  {"A reference", "Enter a reference", "asked for on", "Asked for on"},
	portfolio.AgreementMatter:  {"An agreement", "Enter an agreement", "signed on", "Signed on"},
	portfolio.MembershipMatter: {"Membership", "Enter membership", "since", "Since, or paid on"},
	portfolio.ExamMatter:       {"The exam", "Enter the exam", "passed on", "Passed on"},
}

// schoolingNames are educations as people say them; what the rules name beside is said as it is written there.
var schoolingNames = map[rulebook.Schooling]string{
	"cda": "Child Development Associate (CDA)", "associates": "associate's degree", "bachelors": "bachelor's degree", "masters": "master's degree or more",
	"two_years_work": "two years of work in place of a degree",
}

func schoolingName(s rulebook.Schooling) string {
	if name := schoolingNames[s]; name != "" {
		return name
	}
	return plainWords(string(s))
}

var relationNames = map[portfolio.Relation]string{
	"provider": "provider of reflective supervision", "supervisor": "supervisor at work", "teacher": "teacher or trainer",
	"supervisee": "somebody one gives reflective supervision", "other": "somebody else",
}

var topicNames = map[string]string{string(rulebook.SupervisionTopic): "about giving supervision", string(rulebook.EquityTopic): "about equity"}

// areaName is a competency area as people say it.
func areaName(a rulebook.Area) string {
	if a == "law_regulation_policy" {
		return "law, regulation and policy"
	}
	return plainWords(string(a))
}

// ofHours is what is asked for, with its noun: 1 hour, 24 hours.
func ofHours(asked int) string {
	if asked == 60 {
		return "1 hour"
	}
	return minutes(asked).Asked() + " hours"
}

// plainWords are a name of the rules as people read it: code of ethics for code_of_ethics.
func plainWords(name string) string { return strings.ReplaceAll(name, "_", " ") }

// requirementName is what a requirement is called.
func requirementName(r portfolio.Requirement) string {
	switch r.Kind {
	case portfolio.Supervision:
		return "Reflective supervision"
	case portfolio.Focused:
		return "Reflective supervision received " + topicNames[r.What]
	case portfolio.Providing:
		return "Reflective supervision given"
	}
	switch portfolio.Matter(r.Kind) {
	case portfolio.TrainingMatter:
		return strings.TrimSpace("Training " + topicNames[r.What])
	case portfolio.WorkMatter:
		return "Work experience"
	case portfolio.ReferenceMatter:
		return "References"
	case portfolio.AgreementMatter:
		return capital(plainWords(r.What))
	case portfolio.MembershipMatter:
		return "Membership of the association in " + r.What
	case portfolio.ExamMatter:
		return "Exam"
	default:
		return "Education"
	}
}

// figureOf is what there is of a requirement, of what is asked for.
func (s wayShow) figureOf(r portfolio.Requirement) string {
	of := func(had, unit string) string {
		return joined(had+" of "+unit, s.besides(r))
	}
	switch {
	case r.Kind == portfolio.Supervision && r.State == portfolio.Unasked:
		return "No hours are asked for."
	case r.Kind == portfolio.Supervision && r.Need == 0:
		return "Figured out within a quarter of an hour of being opened."
	case r.Kind == portfolio.Supervision:
		return of(minutes(r.Sum.Confirmed).Hours(), ofHours(r.Need)+" counted")
	case r.Kind == portfolio.Focused:
		return of(minutes(r.Sum.Confirmed).Hours(), ofHours(r.Need))
	case r.Kind == portfolio.Providing:
		return of(fmt.Sprint(r.Sum.Confirmed), count(r.Need, "month", "months"))
	}
	switch portfolio.Matter(r.Kind) {
	case portfolio.TrainingMatter:
		return of(minutes(r.Sum.Confirmed).Hours(), ofHours(r.Need)+" confirmed")
	case portfolio.ReferenceMatter:
		return of(fmt.Sprint(r.Sum.Confirmed), fmt.Sprint(r.Need)+" confirmed")
	case portfolio.EducationMatter:
		return educationFigure(r)
	case portfolio.WorkMatter:
		return joined(count(r.Served, "month", "months")+" with these ages in the employment on record", "the rules name no figure; ask the coordinator")
	}
	return ""
}

// besides is what waits, and what was asked for.
func (s wayShow) besides(r portfolio.Requirement) string {
	hours := r.Kind == portfolio.Supervision || r.Kind == portfolio.Kind(portfolio.TrainingMatter)
	var words []string
	if n := r.Sum.Given; n > 0 && hours {
		words = append(words, minutes(n).Hours()+" wait for the coordinator")
	} else if n > 0 {
		words = append(words, fmt.Sprintf("%d came", n))
	}
	if n := r.Sum.Asked; n > 0 {
		words = append(words, fmt.Sprintf("%d asked for", n))
	}
	return joined(words...)
}

func educationFigure(r portfolio.Requirement) string {
	if r.State == portfolio.Unasked && len(r.Any) == 0 {
		return "The rules on record say nothing of it."
	}
	if r.State == portfolio.Unasked {
		return "No degree is asked for."
	}
	names := make([]string, len(r.Any))
	for i, s := range r.Any {
		names[i] = schoolingName(s)
	}
	if len(names) == 1 {
		return capital(names[0])
	}
	return "One of these: " + strings.Join(names, ", ")
}

// next is what is next, in a sentence, and where it is done; left tells whether there is anything.
func (s wayShow) next(r portfolio.Requirement, left bool) (string, navLink) {
	if !left {
		return "Nothing is left: all that the rules ask for is there and confirmed.", navLink{}
	}
	switch r.State {
	case portfolio.Waiting:
		return "Nothing is left to do: what is there waits for the coordinator to confirm it.", navLink{}
	case portfolio.Coming:
		return fmt.Sprintf("Next: %s asked for %s to come.", count(r.Sum.Asked, "reference that was", "references that were"), isAre(r.Sum.Asked)), s.form(portfolio.ReferenceMatter, "")
	}
	missing := missingWords(r.Need-r.Sum.Confirmed, r.Need-r.Sum.Confirmed-r.Sum.Given)
	switch r.Kind {
	case portfolio.Supervision:
		way := navLink{Href: s.base + "/" + slug(r.Purpose), Text: "See the hours"}
		if r.Short.Minutes == 0 && r.Short.ToCome == 0 {
			return "Next: reflective supervision, which the hours page says more of.", way
		}
		missing = missingWords(r.Short.Minutes, r.Short.Waiting)
		if r.Purpose.Days().EndedBefore(s.today) {
			return "Hours of reflective supervision: " + missing + ". What takes place from now on serves it no more.", way
		}
		return "Next: hours of reflective supervision: " + missing + towardOpen(r.Short) + ".", way
	case portfolio.Focused:
		return "Next: hours received about giving supervision: " + missing + ".", navLink{}
	case portfolio.Providing:
		return "Next: give reflective supervision in " + count(r.Need-r.Sum.Confirmed, "more month", "more months") + ".", navLink{}
	}
	matter := portfolio.Matter(r.Kind)
	switch matter {
	case portfolio.TrainingMatter:
		return strings.TrimSpace("Next: hours of training "+topicNames[r.What]) + ": " + missing + ".", s.form(matter, "Log a training")
	case portfolio.ReferenceMatter:
		n := r.Need - r.Sum.Confirmed - r.Sum.Given - r.Sum.Asked
		return "Next: " + count(n, "more reference", "more references") + " to ask for.", s.form(matter, "Enter a reference")
	case portfolio.AgreementMatter:
		return "Next: sign the " + plainWords(r.What) + ".", s.form(matter, "Enter it")
	case portfolio.MembershipMatter:
		return "Next: membership of the association in " + r.What + ".", s.form(matter, "Enter it")
	case portfolio.ExamMatter:
		return "Next: the exam.", s.form(matter, "Enter it once it is passed")
	default:
		return "Next: education. " + educationFigure(r) + ".", s.form(matter, "Enter it")
	}
}

func isAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// form is the way to the form of a kind of evidence; nowhere for who does not enter it.
func (s wayShow) form(matter portfolio.Matter, text string) navLink {
	if !s.own || text == "" {
		return navLink{}
	}
	return navLink{Href: fmt.Sprintf("%s/%s/new", atWay, matter), Text: text}
}

// evidenceTitle is what a piece of evidence is called.
func evidenceTitle(e portfolio.Evidence) string {
	switch e.Matter {
	case portfolio.TrainingMatter:
		return e.Title
	case portfolio.EducationMatter:
		return capital(schoolingName(rulebook.Schooling(e.What)))
	case portfolio.WorkMatter:
		return count(e.Months, "month", "months") + " of work experience"
	case portfolio.ReferenceMatter:
		return "Reference: " + relationNames[portfolio.Relation(e.What)]
	case portfolio.AgreementMatter:
		return capital(plainWords(e.What))
	case portfolio.MembershipMatter:
		return "Membership in " + e.What
	default:
		return "Exam"
	}
}

// relationOptions are what a referee can be to somebody.
func relationOptions() []optionView { return optionsOf(portfolio.Relations, relationNames) }

// areaOptions are the competency areas.
func areaOptions(edition *rulebook.Edition) []optionView {
	var options []optionView
	for _, area := range edition.Areas() {
		options = append(options, optionView{Value: string(area), Text: areaName(area)})
	}
	return options
}

// targetOptions are what somebody is earning, first, and what else there is.
func targetOptions(edition *rulebook.Edition, earning []roster.Category) []optionView {
	var first, rest []optionView
	for _, c := range edition.Categories() {
		option := optionView{Value: string(c.Code), Text: string(c.Code) + ", " + c.Name}
		if slices.Contains(earning, c.Code) {
			first = append(first, option)
		} else {
			rest = append(rest, option)
		}
	}
	return append(first, rest...)
}
