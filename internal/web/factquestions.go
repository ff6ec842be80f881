package web

import (
	"strconv"

	"attune/internal/day"
	"attune/internal/roster"
)

// questions asks for the fact.
func (f *factForm) questions(q *inquiry, matter roster.Matter, programs []optionView) {
	switch matter {
	case roster.EmploymentMatter:
		f.employment(q, programs)
	case roster.CredentialMatter:
		f.credential(q)
	default:
		f.target(q)
	}
	if f.was != nil && !f.ends {
		f.reason = q.reason(reasonHints[matter])
	}
}

// reasonHints say when a reason is asked for (roster.Record).
var reasonHints = map[roster.Matter]string{
	roster.EmploymentMatter: "Asked for where something is corrected or taken off the record, not where it only ends.",
	roster.CredentialMatter: "Asked for where something is corrected or taken off the record, not where it only ends.",
	roster.TargetMatter:     "Asked for where something is corrected, not where the target is withdrawn.",
}

func (f *factForm) employment(q *inquiry, programs []optionView) {
	e, known := f.was.(roster.Employment)
	if !known {
		e = roster.Employment{Role: roster.Practitioner, FTE: 1000, Span: day.Span{From: f.w.today(f.edition, f.record.Person.Association)}}
	}
	e.Person = f.record.Person.ID
	if f.ends {
		e.Span.To = q.date(fieldView{Name: "to", Label: "Last day", Needed: true}, e.Span.To)
		f.is = e
		return
	}
	f.is = employmentQuestions(q, e, programs)
}

// employmentQuestions ask where and as what somebody works.
func employmentQuestions(q *inquiry, e roster.Employment, programs []optionView) roster.Employment {
	at := ""
	known := e.Program != 0
	if known {
		at = strconv.FormatInt(int64(e.Program), 10)
	} else if len(programs) == 1 {
		at = programs[0].Value
	}
	n, _ := strconv.ParseInt(choice(q, fieldView{Name: "program", Label: "Program", Needed: true}, at, withEmpty(programs, at)), 10, 64)
	e.Program = roster.ProgramID(n)
	e.Role = choice(q, fieldView{Name: "role", Label: "Role", Needed: true}, e.Role, optionsOf(roster.EmploymentRoles, nil))
	e.FTE = q.share(e.FTE)
	serves := fieldView{Name: "serves", Label: "Serves", Needed: true, Hint: "The ages of the children whom the person serves. Hours count only for work with them."}
	e.Serves = tracks(q, serves, e.Serves, known)
	e.Supervises = tracks(q, fieldView{Name: "supervises", Label: "Supervises who serve", Needed: true}, e.Supervises, true)
	e.Span = q.span(e.Span)
	return e
}

// tracks asks for ages of children. Nobody is an answer, too, and is presumed where that was said before.
func tracks(q *inquiry, f fieldView, is roster.Tracks, said bool) roster.Tracks {
	const nobody = "nobody"
	at := string(is)
	if at == "" && said {
		at = nobody
	}
	options := append([]optionView{{Value: nobody, Text: "nobody of these ages"}}, trackOptions...)
	if at = choice(q, f, at, withEmpty(options, at)); at == nobody {
		at = ""
	}
	return roster.Tracks(at)
}

var trackOptions = []optionView{
	{Value: "IMH", Text: "to 36 months (IMH)"},
	{Value: "ECMH", Text: "36 to 72 months (ECMH)"},
	{Value: "IMH+ECMH", Text: "both (IMH and ECMH)"},
}

// optionsOf are words to choose from, each called as names say, or as it is.
func optionsOf[T ~string](words []T, names map[T]string) []optionView {
	options := make([]optionView, len(words))
	for i, word := range words {
		options[i] = optionView{Value: string(word), Text: string(word)}
		if name := names[word]; name != "" {
			options[i].Text = name
		}
	}
	return options
}

func (f *factForm) credential(q *inquiry) {
	held, known := f.was.(roster.Credential)
	if !known {
		held = roster.Credential{Status: roster.Endorsed}
	}
	held.Person = f.record.Person.ID
	options := f.categories()
	for _, a := range f.edition.AddOns() {
		options = append(options, optionView{Value: string(a.Code), Text: string(a.Code) + ", add-on"})
	}
	held.Category = choice(q, fieldView{Name: "category", Label: "Category", Needed: true}, held.Category, withEmpty(options, held.Category))
	held.Status = choice(q, fieldView{Name: "status", Label: "Status", Needed: true}, held.Status, optionsOf(roster.CredentialStatuses, nil))
	held.Degree = choice(q, fieldView{Name: "degree", Label: "Degree that came with it"}, held.Degree, degreeOptions)
	held.Span = q.span(held.Span)
	f.is = held
}

func (f *factForm) target(q *inquiry) {
	goal, known := f.was.(roster.Target)
	if !known {
		goal = roster.Target{OpenedOn: f.w.today(f.edition, f.record.Person.Association)}
	}
	goal.Person = f.record.Person.ID
	goal.Category = choice(q, fieldView{Name: "category", Label: "Category", Needed: true}, goal.Category, withEmpty(f.categories(), goal.Category))
	goal.Degree = choice(q, fieldView{Name: "degree", Label: "Highest degree", Hint: "For some categories it decides whose hours count."}, goal.Degree, degreeOptions)
	if goal.Degree == "" && q.sent != nil && f.edition.AsksDegree(goal.Category) {
		q.blame("degree", "The rules of this category ask for it. Choose one of these.")
	}
	goal.OpenedOn = q.date(fieldView{Name: "from", Label: "Opened on", Needed: true}, goal.OpenedOn)
	f.is = goal
}

// categories are those of the rules.
func (f *factForm) categories() []optionView {
	var options []optionView
	for _, c := range f.edition.Categories() {
		options = append(options, optionView{Value: string(c.Code), Text: string(c.Code) + ", " + c.Name})
	}
	return options
}

// withEmpty puts an empty choice first where nothing is chosen yet.
func withEmpty[T ~string](options []optionView, is T) []optionView {
	if is != "" {
		return options
	}
	return append([]optionView{{Text: "Choose one"}}, options...)
}

var degreeOptions = []optionView{
	{Value: "", Text: "not said"}, {Value: "none", Text: degreeNames["none"]}, {Value: "bachelors", Text: degreeNames["bachelors"]}, {Value: "masters", Text: degreeNames["masters"]},
}
