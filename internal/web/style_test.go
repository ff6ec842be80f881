package web

import (
	"fmt"
	"io/fs"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"attune/templates"
)

// stylesheet is attune.css without its comments: the tokens of each theme, and the rest.
type stylesheet struct {
	light, dark, print map[string]string
	rest               string
}

var (
	comment = regexp.MustCompile(`(?s)/\*.*?\*/`)
	block   = regexp.MustCompile(`(?s)(?:@media ([^{]+)\{\s*)?:root \{(.*?)\n?\s*\}`)
	token   = regexp.MustCompile(`--([\w-]+):\s*([^;]+);`)
)

// styles reads the stylesheet. Tokens stand in the blocks of :root, and nowhere else.
func styles(t *testing.T) stylesheet {
	t.Helper()
	file, err := fs.ReadFile(templates.Static(), "attune.css")
	if err != nil {
		t.Fatal(err)
	}
	s := stylesheet{make(map[string]string), make(map[string]string), make(map[string]string), ""}
	text := comment.ReplaceAllString(string(file), "")
	for _, m := range block.FindAllStringSubmatch(text, -1) {
		theme := s.light
		switch {
		case strings.Contains(m[1], "dark"):
			theme = s.dark
		case strings.Contains(m[1], "print"):
			theme = s.print
		}
		for _, one := range token.FindAllStringSubmatch(m[2], -1) {
			theme[one[1]] = strings.TrimSpace(one[2])
		}
	}
	s.rest = block.ReplaceAllString(text, "")
	return s
}

// sized are the properties whose sizes are tokens: of type, of space, of lines and of corners. How large one component is
// by itself, such as the height of a chart, stands with it.
var sized = regexp.MustCompile(`^(font|font-size|padding.*|margin.*|gap|row-gap|column-gap|border.*|outline.*)$`)

var (
	declaration = regexp.MustCompile(`(?:^|[{;\s])([a-z-]+):\s*([^;{}]+)`)
	rawColour   = regexp.MustCompile(`#[0-9a-fA-F]{3,8}\b|\b(?:rgb|rgba|hsl|hsla|oklch|oklab|lab|lch)\(|\b(?:white|black|red|green|blue|gr[ae]y|silver|orange|yellow|brown|beige)\b`)
	rawSize     = regexp.MustCompile(`(?:^|[\s(])-?\d*\.?\d+(?:px|rem|pt|ch)\b`)
	used        = regexp.MustCompile(`var\(--([\w-]+)`)
)

// strayIn lists what a stylesheet says by itself that a token should say.
func strayIn(rules string) []string {
	var stray []string
	for _, m := range declaration.FindAllStringSubmatch(rules, -1) {
		property, value := m[1], m[2]
		if raw := rawColour.FindString(value); raw != "" && !strings.HasPrefix(property, "--") {
			stray = append(stray, fmt.Sprintf("%s: %s has the colour %s", property, value, raw))
		}
		if raw := rawSize.FindString(value); raw != "" && sized.MatchString(property) {
			stray = append(stray, fmt.Sprintf("%s: %s has the size %s", property, value, raw))
		}
	}
	return stray
}

func TestEveryColourAndSizeIsAToken(t *testing.T) {
	t.Parallel()
	s := styles(t)
	for _, stray := range strayIn(s.rest) {
		t.Errorf("%s; take a token, or make one", stray)
	}
	for _, m := range used.FindAllStringSubmatch(s.rest, -1) {
		if s.light[m[1]] == "" {
			t.Errorf("--%s is used and not defined", m[1])
		}
	}
	for name := range s.light {
		if !strings.Contains(s.rest, "var(--"+name+")") {
			t.Errorf("--%s is defined and not used", name)
		}
	}
}

// What the test before is for, it finds.
func TestStrayColoursAndSizesAreFound(t *testing.T) {
	t.Parallel()
	for rule, finds := range map[string]bool{
		"a { color: #fff }":                              true,
		"a { color: rgb(0 0 0 / .5) }":                   true,
		"a { border: 1px solid var(--line) }":            true,
		"a { background: white }":                        true,
		"a { padding: var(--s1) .3rem }":                 true,
		"a { font: 600 1rem/1.2 var(--sans) }":           true,
		"a { font-size: 13px }":                          true,
		"a { color: var(--ink); padding: 0 var(--s1) }":  false,
		"a { font: 600 var(--text-body)/1.2 var(--sans)": false,
		"svg { height: 9rem }":                           false,
		".white-space { white-space: nowrap }":           false,
	} {
		if stray := strayIn(rule); (len(stray) > 0) != finds {
			t.Errorf("%s: %q", rule, stray)
		}
	}
}

// Each theme names each colour anew; only what is no colour stands once.
func TestBothThemesNameEveryColour(t *testing.T) {
	t.Parallel()
	s := styles(t)
	for name, value := range s.light {
		colour := strings.HasPrefix(value, "#") && name != "qr-ground" // a code is dark on light in both
		if colour && (s.dark[name] == "" || s.print[name] == "") {
			t.Errorf("--%s has no colour in the dark or on paper: %q, %q", name, s.dark[name], s.print[name])
		}
		if shown := slices.Contains(colourTokens, name); colour != shown {
			t.Errorf("--%s: it is a colour %t, and shown in the gallery %t", name, colour, shown)
		}
		if strings.HasPrefix(name, "text-") && !slices.Contains(typeTokens, name) {
			t.Errorf("--%s is not shown in the gallery", name)
		}
	}
	for _, theme := range []map[string]string{s.dark, s.print} {
		for name := range theme {
			if s.light[name] == "" {
				t.Errorf("--%s is named in one theme alone", name)
			}
		}
	}
}

// What stands on what: text wants 4.5:1 (WCAG 2.2, 1.4.3), borders of controls, parts of pictures and rings around the
// focus 3:1 (1.4.11).
var grounds = []struct {
	least float64
	on    []string
	marks []string
}{
	{4.5, []string{"paper", "leaf"}, []string{"ink", "soft", "pine", "link", "clay-deep", "amber", "slate", "good"}},
	{4.5, []string{"clay", "clay-deep"}, []string{"on-clay"}},
	{4.5, []string{"pine-wash"}, []string{"pine", "ink", "soft", "link"}},
	{4.5, []string{"amber-wash"}, []string{"amber"}},
	{4.5, []string{"slate-wash"}, []string{"slate", "soft", "ink", "link"}},
	{4.5, []string{"good-wash"}, []string{"good"}},
	{3, []string{"paper", "leaf"}, []string{"edge", "clay", "pine-fill", "amber-fill"}},
	{3, []string{"slate-wash"}, []string{"pine-fill"}}, // the meter
	{3, []string{"pine-wash"}, []string{"clay", "pine-fill"}},
}

func TestColoursStandOutInBothThemes(t *testing.T) {
	t.Parallel()
	s := styles(t)
	for name, theme := range map[string]map[string]string{"light": s.light, "dark": s.dark, "print": s.print} {
		for _, g := range grounds {
			for _, ground := range g.on {
				for _, mark := range g.marks {
					if got := contrast(t, theme[mark], theme[ground]); got < g.least {
						t.Errorf("%s: %s on %s has a contrast of %.2f, which is to be %.1f", name, mark, ground, got, g.least)
					}
				}
			}
		}
	}
}

// The extremes are known from the definition: (1 + .05) / (0 + .05) is 21, and a colour on itself has 1.
func TestContrast(t *testing.T) {
	t.Parallel()
	if got := contrast(t, "#fff", "#000000"); math.Abs(got-21) > .001 {
		t.Errorf("white on black: %f", got)
	}
	if got := contrast(t, "#a04325", "#a04325"); got != 1 {
		t.Errorf("on itself: %f", got)
	}
}

// contrast is the ratio of two colours as WCAG 2.2 defines it.
func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	light, dark := luminance(t, a), luminance(t, b)
	return (max(light, dark) + .05) / (min(light, dark) + .05)
}

// luminance is the relative luminance of a colour such as #fff or #faf6ee.
func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	digits := strings.TrimPrefix(colour, "#")
	if len(digits) == 3 {
		digits = string([]byte{digits[0], digits[0], digits[1], digits[1], digits[2], digits[2]})
	}
	bits, err := strconv.ParseUint(digits, 16, 24)
	if err != nil || len(digits) != 6 {
		t.Fatalf("%q is no colour: %v", colour, err)
	}
	sum := 0.0
	for i, weight := range []float64{.2126, .7152, .0722} {
		c := float64(bits>>(16-8*i)&255) / 255
		if c <= .04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}
