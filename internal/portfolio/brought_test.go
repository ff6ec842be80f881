package portfolio_test

import (
	"strings"
	"testing"

	"attune/internal/day"
	"attune/internal/portfolio"
)

// What a bundle says goes on from what is known here, and never against it. Words are written with their day: g3 is given on
// the third; in capitals they were said by a coordinator of this installation.
func TestWhatABundleBringsGoesOnFromWhatIsKnown(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		here, brought string
		want          string // the words that are new, or the one that does not fit
		fits          bool
	}{
		"all of it":                            {"", "g3 c5", "g3 c5", true},
		"what came since":                      {"a1", "g3 c5", "g3 c5", true},
		"an older bundle":                      {"g3 C5", "g3", "", true},
		"asked for, and it has come since":     {"g3", "a1", "", true},
		"the same":                             {"g3 c5 r6", "g3 c5 r6", "", true},
		"confirmed elsewhere, refused after":   {"g3 c5", "g3 c5 r6", "r6", true},
		"confirmed here, refused elsewhere":    {"g3 C5", "g3 c5 r6", "r6", false},
		"refused here, confirmed elsewhere":    {"g3 R5", "g3 c4", "c4", false},
		"confirmed on two days":                {"g3 C5", "g3 c6", "c6", false},
		"confirmed here, taken back elsewhere": {"g3 C5", "g3 w6", "w6", false},
		"waits here, taken back elsewhere":     {"g3", "g3 w6", "w6", true},
		"taken back here":                      {"g3 w4", "g3 c5", "c5", false},
		"refused elsewhere, and taken back":    {"g3", "g3 r5 w6", "r5 w6", true},
		"refused here, taken back elsewhere":   {"g3 R5", "g3 r5 w6", "w6", false},
		"what was never given":                 {"a1", "a1 c5", "c5", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := portfolio.Evidence{Said: spoken(c.here)}
			fresh, against, fits := e.Brought(spoken(c.brought))
			if !fits {
				fresh = []portfolio.Said{against}
			}
			var got []string
			for _, s := range fresh {
				got = append(got, string(s.Word[:1])+strings.TrimPrefix(s.On.String(), "2026-05-0"))
			}
			if text := strings.Join(got, " "); text != c.want || fits != c.fits {
				t.Errorf("%q, fits: %t; want %q, %t", text, fits, c.want, c.fits)
			}
		})
	}
}

var short = map[string]portfolio.Word{
	"a": portfolio.Asked, "g": portfolio.Given, "c": portfolio.Confirmed, "r": portfolio.Refused, "w": portfolio.Withdrawn,
}

func spoken(text string) []portfolio.Said {
	var words []portfolio.Said
	for _, w := range strings.Fields(text) {
		s := portfolio.Said{Word: short[strings.ToLower(w[:1])], On: day.MustParse("2026-05-0" + w[1:]), By: portfolio.Elsewhere("Cora Quist")}
		if w[:1] == strings.ToUpper(w[:1]) {
			s.By = "account:7"
		}
		words = append(words, s)
	}
	return words
}
