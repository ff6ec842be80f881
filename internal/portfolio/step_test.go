package portfolio_test

import (
	"errors"
	"strings"
	"testing"

	"attune/internal/day"
	"attune/internal/fault"
	"attune/internal/portfolio"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// said is evidence with that as its last word; what was refused was not signed.
func said(word portfolio.Word, on string) portfolio.Evidence {
	last := portfolio.Said{Word: word, On: day.MustParse(on)}
	if word == portfolio.Refused {
		last.Reason = "Not signed"
	}
	return portfolio.Evidence{
		ID: 7, Matter: portfolio.ReferenceMatter, Category: "IFS", What: "provider", On: day.MustParse("2026-10-01"), Said: []portfolio.Said{last},
	}
}

// outcome is what became of a piece: the word that is said of it, "nothing", "conflict", or what was wrong.
func outcome(step portfolio.Step, err error) string {
	switch {
	case fault.KindOf(err) == fault.Conflict && step.Nothing():
		return "conflict"
	case err != nil:
		return err.Error()
	case step.Nothing():
		return "nothing"
	default:
		return string(step.Said.Word)
	}
}

// Each word on each word: what becomes of it, a conflict where somebody was faster, and nothing where it is said already.
func TestWordsFollowWords(t *testing.T) {
	t.Parallel()
	const by = "account:7"
	on := day.MustParse("2026-11-01")
	acts := map[string]func(portfolio.Evidence) (portfolio.Step, error){
		"receive":  func(e portfolio.Evidence) (portfolio.Step, error) { return e.Receive(on, today, by) },
		"withdraw": func(e portfolio.Evidence) (portfolio.Step, error) { return e.Withdraw(today, by) },
		"confirm":  func(e portfolio.Evidence) (portfolio.Step, error) { return e.Decide(true, "", 1, today, by) },
		"refuse":   func(e portfolio.Evidence) (portfolio.Step, error) { return e.Decide(false, "Not signed", 1, today, by) },
	}
	for _, row := range []struct {
		was  portfolio.Word
		want string // by receive, withdraw, confirm, refuse
	}{
		{portfolio.Asked, "given withdrawn conflict conflict"},
		{portfolio.Given, "conflict withdrawn confirmed refused"},
		{portfolio.Confirmed, "conflict withdrawn nothing refused"},
		{portfolio.Refused, "conflict withdrawn conflict nothing"},
		{portfolio.Withdrawn, "conflict nothing conflict conflict"},
	} {
		want := strings.Fields(row.want)
		for i, act := range []string{"receive", "withdraw", "confirm", "refuse"} {
			step, err := acts[act](said(row.was, "2026-10-05"))
			if got := outcome(step, err); got != want[i] {
				t.Errorf("%s what is %s: %s, want %s", act, row.was, got, want[i])
			}
		}
	}
	if step, err := said(portfolio.Given, "2026-11-01").Receive(on, today, by); err != nil || !step.Nothing() {
		t.Errorf("a reference that comes twice: %+v, %v", step, err)
	}
	for _, day := range []day.Date{today + 1, day.MustParse("2026-09-30")} {
		if _, err := said(portfolio.Asked, "2026-10-01").Receive(day, today, by); fieldOf(err) != "received" {
			t.Errorf("received on %s: %v", day, err)
		}
	}
	if _, err := said(portfolio.Given, "2026-10-05").Decide(false, " \u200b", 1, today, by); fieldOf(err) != "reason" {
		t.Errorf("refused without a reason: %v", err)
	}
}

// Who decides knows what was said until then: what another coordinator confirmed meanwhile is not refused by who read that it
// waits, and who refuses for another reason than the first is told that theirs was not kept.
func TestDecidingWhatWasDecidedMeanwhile(t *testing.T) {
	t.Parallel()
	const by = "account:7"
	twice := func(word portfolio.Word) portfolio.Evidence {
		e := said(portfolio.Given, "2026-10-05")
		e.Said = append(e.Said, said(word, "2026-10-06").Said...)
		return e
	}
	for _, row := range []struct {
		was     portfolio.Word
		confirm bool
		reason  string
		seen    int
		want    string // the outcome
	}{
		{portfolio.Confirmed, false, "Not signed", 1, "conflict"},
		{portfolio.Confirmed, false, "Not signed", 2, "refused"},
		{portfolio.Confirmed, true, "", 1, "nothing"},
		{portfolio.Refused, false, "Not signed", 1, "nothing"},
		{portfolio.Refused, false, "Of last year", 1, "conflict"},
		{portfolio.Refused, false, "Of last year", 2, "conflict"},
	} {
		step, err := twice(row.was).Decide(row.confirm, row.reason, row.seen, today, by)
		if got := outcome(step, err); got != row.want {
			t.Errorf("%+v: %s", row, got)
		}
	}
}

func fieldOf(err error) string {
	var refused *roster.Refused
	if !errors.As(err, &refused) {
		return "none"
	}
	return refused.Field
}

func TestEnteringEvidence(t *testing.T) {
	t.Parallel()
	training := portfolio.Evidence{Entry: "a", Matter: portfolio.TrainingMatter, On: today, Title: "Touchpoints", Minutes: 360}
	step, err := portfolio.Enter(nil, training, 0, today, "account:7")
	if err != nil || step.Said.Word != portfolio.Given || step.Said.On != today || step.Evidence.Title != "Touchpoints" {
		t.Fatalf("%+v, %v", step, err)
	}
	training.Said = []portfolio.Said{step.Said}
	if again, err := portfolio.Enter([]portfolio.Evidence{training}, training, 0, today, "account:7"); err != nil || !again.Nothing() {
		t.Errorf("a second click: %+v, %v", again, err)
	}
	anew := training
	anew.Entry = "b"
	if _, err := portfolio.Enter([]portfolio.Evidence{training}, anew, 0, today, "account:7"); fault.KindOf(err) != fault.Invalid {
		t.Errorf("the same training twice: %v", err)
	}
	training.Said = []portfolio.Said{{Word: portfolio.Withdrawn}}
	if step, err := portfolio.Enter([]portfolio.Evidence{training}, anew, 0, today, "account:7"); err != nil || step.Nothing() {
		t.Errorf("once it was taken back: %+v, %v", step, err)
	}
	reference := portfolio.Evidence{Entry: "c", Matter: portfolio.ReferenceMatter, Category: "IFS", What: "provider", On: day.MustParse("2026-10-01")}
	if step, err := portfolio.Enter(nil, reference, 0, today, "account:7"); err != nil || step.Said.Word != portfolio.Asked || step.Said.On != reference.On {
		t.Errorf("asked for: %+v, %v", step, err)
	}
	if step, err := portfolio.Enter(nil, reference, day.MustParse("2026-10-09"), today, "account:7"); err != nil || step.Said.Word != portfolio.Given || step.Said.On != day.MustParse("2026-10-09") {
		t.Errorf("come: %+v, %v", step, err)
	}
	if _, err := portfolio.Enter(nil, reference, day.MustParse("2026-09-30"), today, "account:7"); fieldOf(err) != "received" {
		t.Errorf("come before it was asked for: %v", err)
	}
}

// One answer at a time that cannot be meant, and the field that it was given to.
func TestWhatCannotBeEntered(t *testing.T) {
	t.Parallel()
	fine := portfolio.Evidence{Matter: portfolio.TrainingMatter, On: today, Title: "Touchpoints", Minutes: 360, Supervision: 360, Equity: 60, Areas: []rulebook.Area{"thinking"}}
	of := func(change func(*portfolio.Evidence)) portfolio.Evidence {
		e := fine
		change(&e)
		return e
	}
	as := func(matter portfolio.Matter, category roster.Category, what string) portfolio.Evidence {
		return portfolio.Evidence{Matter: matter, Category: category, What: what, On: today}
	}
	for _, row := range []struct {
		of   portfolio.Evidence
		want string // the field; "none" where it can be entered
	}{
		{fine, "none"},
		{of(func(e *portfolio.Evidence) { e.Title = " " }), "title"},
		{of(func(e *portfolio.Evidence) { e.Title = "Touch\u202epoints" }), "title"},
		{of(func(e *portfolio.Evidence) { e.Title = strings.Repeat("é", 121) }), "title"},
		{of(func(e *portfolio.Evidence) { e.Title = strings.Repeat("é", 120) }), "none"},
		{of(func(e *portfolio.Evidence) { e.On = today + 1 }), "on"},
		{of(func(e *portfolio.Evidence) { e.On = 0 }), "on"},
		{of(func(e *portfolio.Evidence) { e.On = day.MustParse("1926-11-01") }), "on"}, // 2026 was meant
		{of(func(e *portfolio.Evidence) { e.On = today.AddYears(-50) }), "none"},
		{of(func(e *portfolio.Evidence) { e.On = today.AddYears(-50).AddDays(-1) }), "on"},
		{of(func(e *portfolio.Evidence) { e.Minutes = 0 }), "hours"},
		{of(func(e *portfolio.Evidence) { e.Minutes = 3601 }), "hours"},
		{of(func(e *portfolio.Evidence) { e.Supervision = 361 }), "supervision"},
		{of(func(e *portfolio.Evidence) { e.Equity = -1 }), "equity"},
		{of(func(e *portfolio.Evidence) { e.Areas = []rulebook.Area{"cooking"} }), "areas"},
		{as("prayer", "", ""), ""},
		{as(portfolio.EducationMatter, "", "bachelors"), "none"},
		{as(portfolio.EducationMatter, "", "two_years_work"), "none"},
		{as(portfolio.EducationMatter, "", "none"), "what"},
		{as(portfolio.ReferenceMatter, "IFS", "provider"), "none"},
		{as(portfolio.ReferenceMatter, "IFS", "Ruth Okonkwo"), "what"},
		{as(portfolio.ReferenceMatter, "", "provider"), "category"},
		{as(portfolio.ReferenceMatter, "ERS", "provider"), "category"},
		{as(portfolio.AgreementMatter, "", "code_of_ethics"), "none"},
		{as(portfolio.AgreementMatter, "", "association_membership"), "what"},
		{as(portfolio.MembershipMatter, "", "2027"), "none"},
		{as(portfolio.MembershipMatter, "", "2028"), "what"},
		{as(portfolio.MembershipMatter, "", "26"), "what"},
		{as(portfolio.ExamMatter, "IMHS", ""), "none"},
		{as(portfolio.WorkMatter, "IFS", ""), "months"},
	} {
		if got := fieldOf(row.of.Check(rules(t), today)); got != row.want {
			t.Errorf("%+v: %q, want %q", row.of, got, row.want)
		}
	}
}
