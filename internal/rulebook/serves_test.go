package rulebook_test

import (
	"slices"
	"testing"

	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/rulebook"
	"attune/internal/sample"
)

func TestWhatAProviderServes(t *testing.T) {
	t.Parallel()
	edition, err := rulebook.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	until := sample.Credential(func(c *roster.Credential) { c.Span.To = day.MustParse("2026-06-30") })
	for name, row := range map[string]struct {
		association roster.Association
		on          string
		serves      bool
	}{
		"a mentor":                    {"CT", "2026-06-10", true},
		"on the last day":             {"CT", "2026-06-30", true},
		"the day after":               {"CT", "2026-07-01", false},
		"an association of no rules":  {"XX", "2026-06-10", false},
		"before the credential began": {"CT", "2018-04-30", false},
	} {
		served := edition.Serves(row.association, []roster.Credential{until}, day.MustParse(row.on))
		if slices.Contains(served, "IFS") != row.serves || !row.serves && len(served) > 0 {
			t.Errorf("%s: %v", name, served)
		}
	}
	// Until September 2022 an IFS with a master's degree served applicants with a bachelor's (C7, M1).
	if !edition.AsksDegree("IFS") || edition.AsksDegree("IMHM-C") || edition.AsksDegree("none such") {
		t.Error("whose degree the rules ask for")
	}
}
