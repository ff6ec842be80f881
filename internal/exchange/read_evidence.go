package exchange

import (
	"math"
	"slices"
	"strings"

	"attune/internal/day"
	"attune/internal/portfolio"
	"attune/internal/rulebook"
)

// evidenceRow is one piece of evidence, with everything that a bundle has to say of it.
type evidenceRow struct {
	line   int
	person ref
	is     portfolio.Evidence // Person and Said left empty
	said   []portfolio.Said   // oldest first, never empty
}

func (b *bundle) readEvidence(t *table) {
	type key struct {
		person ref
		entry  string
	}
	seen := make(firsts[key])
	for t.next() {
		entry, _ := t.id("evidence_id")
		row := evidenceRow{line: t.line(), person: b.refer(t, "person_id", b.people)}
		row.is = b.piece(t)
		row.is.Entry = strings.Clone(entry)
		row.said = said(t, row.is.Matter)
		if !t.bad && seen.first(t, "evidence_id", key{row.person, entry}, "a piece of the person with this id") {
			b.evidenceRows = append(b.evidenceRows, row)
		}
	}
}

// ofMatter are the columns that evidence of some matters alone has something in.
var ofMatter = map[string][]portfolio.Matter{
	"category":    {portfolio.WorkMatter, portfolio.ReferenceMatter, portfolio.ExamMatter},
	"what":        {portfolio.EducationMatter, portfolio.ReferenceMatter, portfolio.AgreementMatter, portfolio.MembershipMatter},
	"title":       {portfolio.TrainingMatter},
	"minutes":     {portfolio.TrainingMatter},
	"supervision": {portfolio.TrainingMatter},
	"equity":      {portfolio.TrainingMatter},
	"areas":       {portfolio.TrainingMatter},
	"months":      {portfolio.WorkMatter},
}

// piece reads what evidence says. What cannot be meant is told once the day of the import is known (portfolio.Evidence.Check).
func (b *bundle) piece(t *table) portfolio.Evidence {
	e := portfolio.Evidence{Matter: word(t, "matter", portfolio.Matters), On: t.date("on", true)}
	if t.bad {
		return e
	}
	for _, c := range evidenceFile.columns {
		if matters, some := ofMatter[c.name]; some && !slices.Contains(matters, e.Matter) && t.cell(c.name) != "" {
			t.wrong(c.name, "nothing can stand here of evidence that is "+string(e.Matter), "leave the cell empty")
		}
	}
	e.What, e.Title = b.what(t, e.Matter), strings.Clone(t.text("title", false))
	if slices.Contains(ofMatter["category"], e.Matter) {
		e.Category = b.category(t)
	}
	e.Minutes, e.Supervision, e.Equity, e.Months = t.some("minutes"), t.some("supervision"), t.some("equity"), t.some("months")
	e.Areas = several(t, "areas", b.rules.Areas()).Words()
	return e
}

// what reads which education, agreement or year it is, or what a referee is to the person.
func (b *bundle) what(t *table, matter portfolio.Matter) string {
	switch matter {
	case portfolio.EducationMatter:
		return string(word(t, "what", portfolio.Schoolings(b.rules)))
	case portfolio.ReferenceMatter:
		return string(word(t, "what", portfolio.Relations))
	case portfolio.AgreementMatter:
		return string(word(t, "what", slices.DeleteFunc(b.rules.Agreements(), func(a rulebook.Agreement) bool { return a == rulebook.MembershipAgreement })))
	case portfolio.MembershipMatter:
		year := strings.Clone(t.cell("what"))
		if d, err := day.Parse(year + "-01-01"); err != nil || d == 0 {
			t.wrong("what", quoted(year)+" is not a year", "write one such as 2026")
		}
		return year
	}
	return ""
}

// some reads a whole number; zero where the cell is empty, and only there.
func (t *table) some(column string) int {
	if t.cell(column) == "" {
		return 0
	}
	return t.number(column, 1, math.MaxInt16)
}

// said reads what became of evidence, each word with its day.
func said(t *table, matter portfolio.Matter) []portfolio.Said {
	first := portfolio.Said{Word: portfolio.Given, On: t.date("given_on", false), By: actor}
	if first.On == 0 {
		first = portfolio.Said{Word: portfolio.Asked, On: t.date("on", false), By: actor}
		if matter != portfolio.ReferenceMatter {
			t.wrong("given_on", "the cell is empty", "write the day on which it was entered; only a reference can be asked for and not have come")
		}
	}
	words := []portfolio.Said{first}
	for _, word := range []portfolio.Word{portfolio.Confirmed, portfolio.Refused, portfolio.Withdrawn} {
		s := portfolio.Said{Word: word, On: t.date(string(word)+"_on", false), By: actor}
		if word != portfolio.Withdrawn {
			s.By = t.decider(string(word)+"_by", s.On)
		}
		if word == portfolio.Refused && s.On != 0 {
			s.Reason = strings.Clone(t.lines("reason"))
		}
		if s.On != 0 {
			words = append(words, s)
		}
	}
	if t.cell("refused_on") == "" && t.cell("reason") != "" {
		t.wrong("reason", "nobody has refused this", "write the day in refused_on, or leave the cell empty")
	}
	t.course(words)
	return words
}

// decider reads who confirmed or refused something on a day; empty where nobody did.
func (t *table) decider(column string, on day.Date) string {
	name := t.text(column, on != 0)
	if on == 0 && name != "" {
		t.wrong(column, "there is no day on which they did", "write it in the column before, or leave the cell empty")
	}
	return portfolio.Elsewhere(name)
}

// course tells of a word that cannot follow the one before it, or of a day before that one's.
func (t *table) course(words []portfolio.Said) {
	for i, w := range words[1:] {
		column, before := string(w.Word)+"_on", words[i]
		switch {
		case !before.Word.Precedes(w.Word):
			t.wrong(column, "what was "+string(before.Word)+" cannot be "+string(w.Word)+" after it", "keep the one that is so")
		case w.On < before.On:
			t.wrong(column, w.On.String()+" is before "+before.On.String()+", when it was "+string(before.Word), "mend one of the days")
		}
	}
}

// evidenceColumn is the column of a question at which evidence is refused.
func evidenceColumn(field string) string {
	switch field {
	case "":
		return "matter"
	case "hours":
		return "minutes"
	}
	return field
}
