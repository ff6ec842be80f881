package rulebook_test

import (
	"fmt"
	"strings"
	"testing"

	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// What the file says of the rest of an Endorsement, by hand from rules.yaml, "requirements": hours in minutes, and each twin
// as its category.
func TestWhatTrainingIsAskedFor(t *testing.T) {
	t.Parallel()
	e := embedded(t)
	for _, row := range []struct {
		code roster.Category
		want string // minutes, of which about giving supervision and about equity, from when
	}{
		{"IFA", "1800"},
		{"ECFA", "1800"},
		{"IFS", "1800"},
		{"ECFS", "1800"},
		{"IFRS", "2880 rsc_provision 900 dei 180"},
		{"ECFRS", "2880 rsc_provision 900 dei 180"},
		{"IMHS", "1800"},
		{"ECMHS", "1800"},
		{"IMHM-C", "2880 rsc_provision 900 dei 180 from 2024-01-01"},
		{"ECMHM-C", "2880 rsc_provision 900 dei 180 from 2024-01-01"},
		{"IMHM-P", "1980 dei 180"},
		{"ECMHM-P", "1980 dei 180"},
		{"IMHM-RF", "1980 dei 180"},
		{"ECMHM-RF", "1980 dei 180"},
		{"ERS", "900 rsc_provision 900"},
	} {
		need, ok := e.Training(row.code)
		if got := needWords(need); !ok || got != row.want || len(need.Source) == 0 {
			t.Errorf("%s: %q, want %q, of %v", row.code, got, row.want, need.Source)
		}
	}
	if _, ok := e.Training("IMHX"); ok {
		t.Error("nothing is asked of a category that there is not")
	}
}

// By hand: 15 hours a year, of which one about equity and, of who provides, three about giving supervision; 45 in three years,
// with three times as much. The year of the endorsement asks for no training (field.md, 4.1), of a cycle it leaves what the
// other years ask for.
func TestWhatTrainingARenewalAsksFor(t *testing.T) {
	t.Parallel()
	e := embedded(t)
	const year = "900 if provider: rsc_provision 180 dei 60"
	for _, row := range []struct {
		association roster.Association
		period      string
		endorsed    string
		want        string // empty: nothing
	}{
		{"CT", "2026", "2018-05-01", year},
		{"CT", "2026", "2025-12-31", year},
		{"CT", "2026", "2026-01-01", ""},
		{"SC", "2026", "2025-06-01", year},
		{"SC", "2026", "2026-06-01", ""}, // where supervision is due from the year of the endorsement on, training is not (A16)
		{"NE", "2025-2027", "2018-05-01", "2700 if provider: rsc_provision 540 dei 180"},
		{"NE", "2025-2027", "2025-02-01", "1800 if provider: rsc_provision 360 dei 120"},
		{"NE", "2025-2027", "2026-02-01", year},
		{"NE", "2025-2027", "2027-02-01", ""},
		{"XX", "2026", "2018-05-01", ""},
	} {
		need, ok := e.RenewalTraining(row.association, rulebook.Purpose{Kind: rulebook.Renewal, Category: "IFS", Period: row.period}, day.MustParse(row.endorsed))
		if ok != (row.want != "") || ok && needWords(need) != row.want {
			t.Errorf("%s, %s, endorsed on %s: %q, want %q", row.association, row.period, row.endorsed, needWords(need), row.want)
		}
	}
	if _, ok := e.RenewalTraining("CT", rulebook.Purpose{Kind: rulebook.Earning, Category: "IFS"}, day.MustParse("2018-05-01")); ok {
		t.Error("earning is no renewal")
	}
}

func needWords(n rulebook.TrainingNeed) string {
	words := []string{fmt.Sprint(n.Minutes)}
	for _, part := range n.OfWhich {
		if part.Providers {
			words = append(words, "if provider:")
		}
		words = append(words, string(part.Topic), fmt.Sprint(part.Minutes))
	}
	if n.From != 0 {
		words = append(words, "from "+n.From.String())
	}
	return strings.Join(words, " ")
}

func TestWhatElseIsAskedFor(t *testing.T) {
	t.Parallel()
	e := embedded(t)
	for code, want := range map[roster.Category]string{
		"IFA": "[cda associates two_years_work]", "ECFA": "[cda associates two_years_work]", "IFS": "[none]", "ECFS": "[none]", "IFRS": "",
		"ECMHS": "[masters]", "IMHM-C": "[masters]", "ECMHM-P": "[masters]", "IMHM-RF": "[masters]",
	} {
		need, ok := e.Education(code)
		if got := fmt.Sprint(need.Any); ok != (want != "") || ok && got != want || need.AsksNothing() != (want == "[none]") {
			t.Errorf("%s: %s, %v", code, got, ok)
		}
	}
	if got := fmt.Sprint(e.Schoolings()); got != "[cda associates two_years_work masters]" {
		t.Errorf("the schoolings are %s", got)
	}
	if references, ok := e.References(); !ok || references.Count != 3 || references.Confidence != rulebook.Inferred {
		t.Errorf("references: %+v", references)
	}
	if got := fmt.Sprint(e.Agreements()); got != "[code_of_ethics endorsement_agreement association_membership]" {
		t.Errorf("agreements: %s", got)
	}
	if got := e.Areas(); len(got) != 8 || got[0] != "theoretical_foundations" || got[7] != "reflection" {
		t.Errorf("areas: %v", got)
	}
	if need, ok := e.Providing("ERS"); !ok || need.Months != 12 || e.SourcesOf(need.Basis)[0].Key != "A4" {
		t.Errorf("providing: %+v", need)
	}
	michigan, ok := e.Billing("MI")
	if !ok || michigan.AtLeast != "IFS" || michigan.Preferred != "IMHS" || !strings.HasPrefix(michigan.Note, "named services") {
		t.Errorf("Michigan: %+v", michigan)
	}
	if _, ok := e.Billing("CT"); ok {
		t.Error("the file says nothing of Connecticut's Medicaid")
	}
}

// The scopes of rules.yaml, from the first to the furthest: promotion (IFA), prevention_intervention (IFS, IFRS),
// clinical_intervention (IMHS), leadership (IMHM-C, -P, -RF); twins share them.
func TestWhatReachesWhat(t *testing.T) {
	t.Parallel()
	e := embedded(t)
	for _, row := range []struct {
		code, floor roster.Category
		want        bool
	}{
		{"IFA", "IFS", false},
		{"ECFA", "IFS", false},
		{"IFS", "IFS", true},
		{"ECFS", "IFS", true},
		{"IFRS", "IFS", true},
		{"IMHS", "IFS", true},
		{"ECMHM-P", "IFS", true},
		{"IFRS", "IMHS", false},
		{"ECMHS", "IMHS", true},
		{"IMHM-RF", "IMHS", true},
		{"ERS", "IFS", false},
		{"IFS", "ERS", false},
		{"", "IFS", false},
	} {
		if got := e.Reaches(row.code, row.floor); got != row.want {
			t.Errorf("%s reaches %s: %v", row.code, row.floor, got)
		}
	}
	small, err := rulebook.Load([]byte(smallRules)) // it names no scopes
	if err != nil {
		t.Fatal(err)
	}
	if small.Reaches("IMHS", "IFS") || !small.Reaches("ECFS", "IFS") {
		t.Error("without scopes a category reaches itself and its twin, and nothing else")
	}
	if _, ok := small.RenewalTraining("CT", rulebook.Purpose{Kind: rulebook.Renewal, Category: "IFS", Period: "2026"}, day.MustParse("2018-05-01")); ok || len(small.Areas()) > 0 {
		t.Error("a file without requirements asks for none")
	}
	if _, ok := small.References(); ok {
		t.Error("a file without requirements asks for references")
	}
}

// Each mistake alone in the first line of the section, which is line 28 of the small rules.
func TestMistakesInRequirements(t *testing.T) {
	t.Parallel()
	for is, want := range map[string]string{
		`training_hours: {IMHX: {hours: 30}}`:                                     `line 28: requirements, training_hours: "IMHX" is no category or add-on; did you mean "IMHS"?`,
		`training_hours: {IFS: {hours: -1}}`:                                      `line 28: requirements, training_hours IFS: hours must be a number of hours that makes whole minutes, not "-1".`,
		`training_hours: {IFS: {}}`:                                               `line 28: requirements, training_hours IFS lacks hours.`,
		`training_hours: {IFS: 30}`:                                               `line 28: requirements, training_hours IFS must hold keys with values.`,
		`training_hours: {ERS: {hours: 15, of_which: {rsc_provision: 16}}}`:       `line 28: requirements, training_hours ERS, of_which: rsc_provision cannot be more than the whole.`,
		`training_hours: {IFS: {hours: 30, of_which: {die: 3}}}`:                  `line 28: requirements, training_hours IFS, of_which has no key "die"; did you mean "dei"?`,
		`training_hours: {IFS: {hours: 30, of_which: {dei_if_provider: 3}}}`:      `line 28: requirements, training_hours IFS, of_which has no key "dei_if_provider"; it takes rsc_provision, dei.`,
		`training_hours: {IFS: {hours: 30, from: soon}}`:                          `line 28: requirements, training_hours IFS: from must be a day such as 2026-03-08, not "soon".`,
		`training_hours: [IFS]`:                                                   `line 28: requirements, training_hours must hold keys with values.`,
		`traning_hours: {IFS: {hours: 30}}`:                                       `line 28: requirements has no key "traning_hours"; did you mean "training_hours"?`,
		`renewal_training: {anual: 15}`:                                           `line 28: requirements, renewal_training has no key "anual"; did you mean "annual"?`,
		`renewal_training: {annual: 1, of_which: {rsc_provision_if_provider: 3}}`: `line 28: requirements, renewal_training, of_which: rsc_provision_if_provider cannot be more than the whole.`,
		`competency_areas: thinking`:                                              `line 28: requirements: competency_areas must be a list such as [A, B].`,
		`competency_areas: [thinking, thinking]`:                                  `line 28: requirements: thinking stands in competency_areas twice.`,
		`agreements: ["Code of ethics"]`:                                          `line 28: requirements: "Code of ethics" is no name; write small letters, with _ between words.`,
		`education: {ERS: {any: [masters]}}`:                                      `line 28: requirements, education: "ERS" is no category.`,
		`education: {IFS: {any: masters}}`:                                        `line 28: requirements, education IFS: any must be a list such as [A, B].`,
		`references: {count: three}`:                                              `line 28: requirements, references: count must be a whole number from 0, not "three".`,
		`providing: {IFS: {months: 12}}`:                                          `line 28: requirements, providing: "IFS" is no add-on.`,
		`medicaid: {XX: {at_least: IFS}}`:                                         `line 28: requirements, medicaid: "XX" is no association.`,
		`medicaid: {CT: {preferred: IMHS}}`:                                       `line 28: requirements, medicaid CT lacks at_least.`,
		`medicaid: {CT: {at_least: IFZ}}`:                                         `line 28: requirements, medicaid CT: "IFZ" is no category; did you mean "IFS"?`,
	} {
		text := strings.Replace(smallRules, "associations:", "requirements:\n  "+is+"\nassociations:", 1)
		if _, err := rulebook.Load([]byte(text)); err == nil || err.Error() != want {
			t.Errorf("%s:\n got %v\nwant %s", is, err, want)
		}
	}
}

// Nothing of the requirements changes a verdict: with other figures, or none at all, everybody is judged alike.
func TestRequirementsJudgeNobody(t *testing.T) {
	t.Parallel()
	body := embedded(t).Body()
	from, to := strings.Index(body, "requirements:"), strings.Index(body, "\nassociations:")
	without, err := rulebook.Load([]byte(body[:from] + body[to+1:]))
	if err != nil {
		t.Fatal(err)
	}
	f := rulebook.Facts{
		Person:  roster.Person{ID: 1, Association: "CT"},
		Targets: []roster.Target{{Person: 1, Category: "IFA", OpenedOn: day.MustParse("2026-01-05")}, {Person: 1, Category: "IMHM-C", OpenedOn: day.MustParse("2026-01-05")}},
	}
	a, err1 := embedded(t).Judge(f, day.MustParse("2026-11-19"))
	b, err2 := without.Judge(f, day.MustParse("2026-11-19"))
	if err1 != nil || err2 != nil || fmt.Sprintf("%+v", a) != fmt.Sprintf("%+v", b) {
		t.Errorf("%v, %v:\n%+v\n%+v", err1, err2, a, b)
	}
}
