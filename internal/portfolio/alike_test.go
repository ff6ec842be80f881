package portfolio_test

import (
	"testing"

	"attune/internal/day"
	"attune/internal/fault"
	"attune/internal/portfolio"
)

// A training that was logged may be one attended on the same day, whatever it is called, or one of much the same title a week
// apart at most.
func TestATrainingThatWasAttended(t *testing.T) {
	t.Parallel()
	attended := []portfolio.Training{{On: day.MustParse("2026-04-11"), Title: "Seeing the Baby: an Institute"}}
	for name, c := range map[string]struct {
		title, on string
		alike     bool
	}{
		"the same":                 {"Seeing the Baby: an Institute", "2026-04-11", true},
		"another title that day":   {"Spring training", "2026-04-11", true},
		"part of it, a week after": {"seeing the baby", "2026-04-18", true},
		"eight days after":         {"seeing the baby", "2026-04-19", false},
		"a week before":            {"Seeing the Baby: an institute, with Ruth", "2026-04-04", true},
		"another, the day after":   {"Touchpoints", "2026-04-12", false},
		"no letter, the day after": {"???", "2026-04-12", false},
		"no letter, that day":      {"???", "2026-04-11", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := portfolio.Evidence{Matter: portfolio.TrainingMatter, Title: c.title, On: day.MustParse(c.on), Said: []portfolio.Said{{Word: portfolio.Given}}}
			a := portfolio.Awaiting{Evidence: e, Alike: e.Alike(attended)}
			if got := len(a.Alike) > 0; got != c.alike {
				t.Fatalf("alike: %t, want %t", got, c.alike)
			}
			today := day.MustParse("2026-05-01")
			if step, err := a.Decide(true, false, "", 1, today, "cora"); (fault.KindOf(err) == fault.Invalid) != c.alike || (step.Said.Word == portfolio.Confirmed) == c.alike {
				t.Errorf("confirmed as it is: %+v, %v", step.Said, err)
			}
			if step, err := a.Decide(true, true, "", 1, today, "cora"); err != nil || step.Said.Word != portfolio.Confirmed {
				t.Errorf("confirmed as another: %+v, %v", step.Said, err)
			}
			if step, err := a.Decide(false, false, "Attended already", 1, today, "cora"); err != nil || step.Said.Word != portfolio.Refused {
				t.Errorf("refused: %+v, %v", step.Said, err)
			}
		})
	}
	if other := (portfolio.Evidence{Matter: portfolio.AgreementMatter, On: day.MustParse("2026-04-11")}); other.Alike(attended) != nil {
		t.Error("an agreement was attended")
	}
}
