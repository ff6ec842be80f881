package ledger_test

import (
	"testing"

	"attune/internal/ledger"
	"attune/internal/roster"
)

// A training is about a topic as a whole; of giving supervision, a sheet says it of one person too.
func TestWhatTrainingHoursWereAbout(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		ofWhich             roster.Several[roster.Topic]
		focus               ledger.Focus
		supervision, equity int
	}{
		{"", "", 0, 0},
		{"rsc_provision", "", 95, 0},
		{"dei", "", 0, 95},
		{"rsc_provision;dei", "", 95, 95},
		{"", ledger.RSCProvision, 95, 0},
		{"dei", ledger.RSCProvision, 95, 95},
		{"rsc_provision", ledger.RSCProvision, 95, 0},
	} {
		var trained ledger.Trained
		trained.Minutes, trained.Focus, trained.Syllabus.OfWhich = 95, c.focus, c.ofWhich
		if s, e := trained.About(roster.SupervisionTopic), trained.About(roster.EquityTopic); s != c.supervision || e != c.equity {
			t.Errorf("about %q, focus %q: %d and %d minutes, want %d and %d", c.ofWhich, c.focus, s, e, c.supervision, c.equity)
		}
	}
}
