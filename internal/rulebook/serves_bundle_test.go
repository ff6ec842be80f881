package rulebook_test

import (
	"slices"
	"testing"

	"attune/internal/day"
	"attune/internal/ledger"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// What is said against a session before it is planned is what the rules decide of its hours afterwards: of all hours that
// the bundles hold, none counts that a plan would have warned of, and none fails for want of a provider without a warning.
func TestWarningsBeforeAndVerdictsAfter(t *testing.T) {
	t.Parallel()
	edition := embedded(t)
	warned, silent := 0, 0
	for bundle, asOf := range map[string]string{"small": "2026-06-30", "medium": "2026-06-30", "history": "2024-04-30"} {
		w := readWorld(t, bundles+"/"+bundle)
		for _, f := range w.everybody() {
			judged, err := edition.Judge(f, day.MustParse(asOf))
			if err != nil {
				t.Fatal(err)
			}
			for _, j := range judged {
				if j.Purpose.Kind != rulebook.Earning {
					continue
				}
				for _, e := range j.Entries {
					lead := leadOf(t, f, e)
					serves := edition.ServesTarget(f.Person.Association, lead, targetOf(f, j.Purpose.Category), e.Date)
					lacks := e.Reason == rulebook.ProviderLapsed || e.Reason == rulebook.ProviderNotQualified
					switch {
					case !serves && e.Verdict == rulebook.Counted:
						t.Errorf("%s, %s: %s counts toward %s, and a plan would have warned", bundle, f.Person.External, e.External, j.Purpose.Category)
					case serves && lacks:
						t.Errorf("%s, %s: %s fails toward %s for want of a provider (%s), and a plan would not have warned", bundle, f.Person.External, e.External, j.Purpose.Category, e.Reason)
					case lacks:
						warned++
					case e.Verdict == rulebook.Counted:
						silent++
					}
				}
			}
		}
	}
	if warned < 10 || silent < 100 {
		t.Errorf("%d hours were warned of and failed, %d were not and counted: too few to tell", warned, silent)
	}
}

// leadOf is what whoever led an hour holds.
func leadOf(t *testing.T, f rulebook.Facts, judged rulebook.Judged) []roster.Credential {
	t.Helper()
	i := slices.IndexFunc(f.Received, func(e ledger.Entry) bool { return e.SessionExternal == judged.External })
	if i < 0 {
		t.Fatalf("%s is no hour of %s", judged.External, f.Person.External)
	}
	return f.Leads[f.Received[i].Lead]
}

func targetOf(f rulebook.Facts, c roster.Category) roster.Target {
	i := slices.IndexFunc(f.Targets, func(t roster.Target) bool { return t.Category == c })
	return f.Targets[i]
}
