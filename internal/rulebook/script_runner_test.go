package rulebook_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"attune/internal/rulebook"
)

// TestRunnerFails gives the runner cases that must not pass, and what it must say.
func TestRunnerFails(t *testing.T) {
	t.Parallel()
	const world = "association AZ\nperson Ana serves IMH from 2020-01-01\ncredential Rosa IMHM-C endorsed from 2010-01-01\n" +
		"target Ana IFS opened 2024-01-01\nsession 2024-02-01 60 led by Rosa\nas of 2024-12-31\n"
	for line, want := range map[string]string{
		"expect earning IFS counted 2:00":                                       "counted: expected 120, got 60",
		"expect earning IFS held 1:00":                                          "held: expected 60, got 0",
		"expect earning IFS rejected 1:00":                                      "rejected: expected 60, got 0",
		"expect earning IFS required 12:00":                                     "required: expected 720, got 1440",
		"expect earning IFS months 2":                                           "months: expected 2, got 1",
		"expect earning IFS entries 2":                                          "entries: expected 2, got 1",
		"expect earning IFS provided 1:00":                                      "provided: expected 60, got 0",
		"expect earning IFS focus rsc_provision 1:00":                           "focus rsc_provision: expected 60, got -1",
		"expect earning IFS satisfied":                                          "satisfied: expected true, got false",
		"expect earning IFS missing none":                                       "missing: expected none, got minutes months",
		"expect earning IFS missing months minutes":                             "missing: expected months minutes, got minutes months",
		"expect earning IFS warnings group_over_cap":                            "warnings: expected group_over_cap, got none",
		"expect earning IFS window none":                                        "window: expected , got 2024-02-01 2026-01-31",
		"expect earning IFS window 2024-02-01 to 2026-02-01":                    "window: expected 2024-02-01 2026-02-01, got 2024-02-01 2026-01-31",
		"expect entry 2024-02-01 rejected no_provider":                          "verdict: expected rejected, got counted",
		"expect entry 2024-02-01 counted decided":                               "reason: expected decided, got ",
		"expect entry 2024-02-01 counted 2:00":                                  "minutes: expected 120, got 60",
		"expect entry 2024-02-01 counted source C3":                             "source: expected C3, got C2 M6",
		"expect entry 2024-02-01 absent":                                        "entry: expected -1, got 0",
		"expect purposes earning IFS, earning IMHS":                             "purposes: expected earning IFS, earning IMHS, got earning IFS",
		"expect earning IMHS counted 1:00":                                      "nothing was judged for earning IMHS",
		"expect earning IFS":                                                    "it expects nothing of the purpose",
		"expect earning IFS minutes 60":                                         `"minutes" is no figure`,
		"expect earning IFS counted 60":                                         `"60" is not hours and minutes such as 1:30`,
		"expect earning IFS missing nothing":                                    "a list of minutes, months, focus, provided, or none, should stand here",
		"expect entry 2024-02-02 counted":                                       `0 sessions are called "2024-02-02"`,
		"expect entry 2024-02-01 counted at last":                               `"at" is not hours and minutes such as 1:30`,
		"expect entry 2024-02-01 for renewal IFS 2024 counted":                  "nothing was judged for renewal IFS 2024",
		"remember the hours":                                                    `"remember" begins no line`,
		"session 2024-02-01 60 by Rosa":                                         `"by" should be "led"`,
		"session 2024-02-01 60 led by Rosa loudly":                              `"loudly" says nothing about a session`,
		"session 2024-02-01 60 led by Rosa present 12:00 to 13:00":              "nobody was there: such a session makes no entry",
		"session 2024-02-30 60 led by Rosa":                                     `"2024-02-30" is not a day`,
		"credential Rosa IMHS gone from 2024-01-01":                             `"gone" is not one of [endorsed emerging vetted]`,
		"target Rosa IFS opened 2024-01-01":                                     "only Ana is judged",
		"person Ana serves IMH since 2024-01-01":                                `"since" says nothing about work`,
		"as of tomorrow":                                                        `"tomorrow" is not a day`,
		"as of 2024-12-31 at noon":                                              `"at noon" is too much`,
		"decision 2024-02-01 for earning IFS held":                              `"held" is not one of [counted rejected]`,
		"rule earning.window.max_month.x = 1":                                   "the rules have no earning.window.max_month.x",
		"rule earning.window.max_months = many\nsession 2024-03-01 60 led by R": "the rules of this case cannot be loaded",
		"": `expects nothing`,
	} {
		got := strings.Join(cases("case one\n" + world + line)[0].run(), "; ")
		if !strings.Contains(got, want) {
			t.Errorf("%q: the runner says %q, want %q", line, got, want)
		}
	}
}

// TestEveryExpectationIsLive turns each expectation of the shipped scripts wrong, one at a time: every one must be
// noticed on its own line.
func TestEveryExpectationIsLive(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/scripts/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range cases(string(text)) {
			t.Run(filepath.Base(path)+"/"+c.name, func(t *testing.T) {
				t.Parallel()
				for i, l := range c.lines {
					if wrong := spoiled(l.text); wrong != "" {
						spoilt := script{c.name, append([]line{}, c.lines...)}
						spoilt.lines[i].text = wrong
						if len(spoilt.run()) == 0 {
							t.Errorf("%s, line %d passes as well when it says %q", path, l.number, wrong)
						}
					}
				}
			})
		}
	}
}

var figure = regexp.MustCompile(`\b(\d+):(\d)(\d)\b`)

// spoiled is an expectation made wrong; empty for any other line.
func spoiled(text string) string {
	switch {
	case !strings.HasPrefix(text, "expect "):
		return ""
	case strings.HasSuffix(text, " absent"):
		return strings.Replace(text, " absent", " counted", 1)
	case strings.HasPrefix(text, "expect entry"):
		return otherVerdict(text)
	case strings.HasPrefix(text, "expect purposes none"):
		return "expect purposes earning IFS"
	case strings.HasPrefix(text, "expect purposes"):
		return "expect purposes none"
	case figure.MatchString(text):
		return figure.ReplaceAllString(text, "9$1:$2$3")
	case strings.Contains(text, "warnings none"):
		return strings.Replace(text, "warnings none", "warnings group_over_cap no_majority_source", 1)
	case strings.Contains(text, "warnings"):
		before, _, _ := strings.Cut(text, "warnings")
		return before + "warnings none"
	}
	return strings.Replace(text, "missing", "months 99 missing", 1) + " months 99"
}

func otherVerdict(text string) string {
	for _, v := range []rulebook.Verdict{rulebook.Counted, rulebook.HeldBack, rulebook.Rejected} {
		for _, other := range []rulebook.Verdict{rulebook.Counted, rulebook.HeldBack} {
			if v != other && strings.Contains(text, " "+string(v)) {
				return strings.Replace(text, " "+string(v), " "+string(other), 1)
			}
		}
	}
	return ""
}
