package feed_test

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"attune/internal/subscriber"

	"pgregory.net/rapid"
)

// This file is a reader of calendars that shares nothing with the writer: it unfolds, unescapes, and finds instants by
// what the VTIMEZONE in the calendar says, never by Go's zone data. What it does not expect fails the test.

// component is what stands between BEGIN and END.
type component struct {
	name     string
	props    []property
	children []component
}

type property struct {
	name, value string
	params      map[string]string
}

// readCalendar parses a whole calendar, and checks of every physical line what RFC 5545, 3.1 asks.
func readCalendar(t rapid.TB, body []byte) component {
	t.Helper()
	for i, line := range strings.SplitAfter(string(body), "\r\n") {
		if len(line) > 75+len("\r\n") {
			t.Errorf("line %d has %d octets: %q", i+1, len(line)-2, line)
		}
		if line != strings.ToValidUTF8(line, "") {
			t.Errorf("line %d is not UTF-8: %q", i+1, line)
		}
		if strings.ContainsAny(strings.TrimSuffix(line, "\r\n"), "\r\n") {
			t.Errorf("line %d ends twice: %q", i+1, line)
		}
	}
	text, ended := strings.CutSuffix(string(body), "\r\n")
	if !ended {
		t.Fatalf("the calendar does not end in a line end: %q", text)
	}
	lines := strings.Split(strings.ReplaceAll(text, "\r\n ", ""), "\r\n")
	root := component{}
	rest := readInto(t, &root, lines)
	if len(rest) != 0 || len(root.children) != 1 || root.children[0].name != "VCALENDAR" {
		t.Fatalf("not one calendar, or lines after it: %q", rest)
	}
	return root.children[0]
}

func readInto(t rapid.TB, c *component, lines []string) []string {
	t.Helper()
	for len(lines) > 0 {
		p := readLine(t, lines[0])
		lines = lines[1:]
		switch p.name {
		case "BEGIN":
			child := component{name: p.value}
			lines = readInto(t, &child, lines)
			c.children = append(c.children, child)
		case "END":
			if p.value != c.name {
				t.Fatalf("END:%s inside %s", p.value, c.name)
			}
			return lines
		default:
			if len(c.children) > 0 {
				t.Errorf("%s stands behind a component of %s", p.name, c.name)
			}
			c.props = append(c.props, p)
		}
	}
	return nil
}

var contentLine = regexp.MustCompile(`(?s)^([A-Z-]+)((?:;[A-Z]+=(?:"[^"]*"|[^";:,]*))*):(.*)$`)

func readLine(t rapid.TB, line string) property {
	t.Helper()
	m := contentLine.FindStringSubmatch(line)
	if m == nil {
		t.Fatalf("not a content line: %q", line)
	}
	p := property{name: m[1], value: m[3], params: map[string]string{}}
	for _, param := range strings.Split(m[2], ";")[1:] {
		name, value, _ := strings.Cut(param, "=")
		p.params[name] = strings.Trim(value, `"`)
	}
	return p
}

// one is the component's only property of the name; ok is false where there is none.
func (c component) one(t rapid.TB, name string) (p property, ok bool) {
	t.Helper()
	for _, each := range c.props {
		if each.name != name {
			continue
		}
		if ok {
			t.Fatalf("%s twice in %s", name, c.name)
		}
		p, ok = each, true
	}
	return p, ok
}

func (c component) must(t rapid.TB, name string) property {
	t.Helper()
	p, ok := c.one(t, name)
	if !ok {
		t.Fatalf("no %s in %s", name, c.name)
	}
	return p
}

func (c component) text(t rapid.TB, name string) string {
	t.Helper()
	p, _ := c.one(t, name)
	return unescape(t, p.value)
}

var escaped = regexp.MustCompile(`\\(.?)`)

func unescape(t rapid.TB, value string) string {
	t.Helper()
	if bare := escaped.ReplaceAllString(value, ""); strings.ContainsAny(bare, ";,") {
		t.Errorf("unescaped character in %q", value)
	}
	return escaped.ReplaceAllStringFunc(value, func(pair string) string {
		switch pair {
		case `\n`:
			return "\n"
		case `\\`, `\;`, `\,`:
			return pair[1:]
		}
		t.Errorf("%q means nothing, in %q", pair, value)
		return ""
	})
}

// seen is a session as a reader of calendars sees it.
type seen = subscriber.Session

// readSessions gives the calendar's sessions by UID.
func readSessions(t rapid.TB, body []byte) []seen {
	t.Helper()
	calendar := readCalendar(t, body)
	zones := map[string]zoneRules{}
	for _, c := range calendar.children {
		if c.name == "VTIMEZONE" {
			zones[c.must(t, "TZID").value] = readZone(t, c)
		}
	}
	var all []seen
	for _, c := range calendar.children {
		if c.name != "VEVENT" {
			continue
		}
		all = append(all, seen{
			UID: c.text(t, "UID"), Title: c.text(t, "SUMMARY"), Place: c.text(t, "LOCATION"), Note: c.text(t, "DESCRIPTION"),
			Status: c.text(t, "STATUS"), Sequence: number(t, c.must(t, "SEQUENCE").value),
			Starts: readInstant(t, c.must(t, "DTSTART"), zones), Ends: readInstant(t, c.must(t, "DTEND"), zones),
		})
	}
	slices.SortFunc(all, subscriber.ByUID)
	return all
}

const (
	localForm = "20060102T150405"
	utcForm   = "20060102T150405Z"
)

func readInstant(t rapid.TB, p property, zones map[string]zoneRules) time.Time {
	t.Helper()
	if strings.HasSuffix(p.value, "Z") {
		return parse(t, utcForm, p.value)
	}
	rules, described := zones[p.params["TZID"]]
	if !described {
		t.Fatalf("%s names the zone %q, which no VTIMEZONE describes", p.name, p.params["TZID"])
	}
	return rules.instant(t, parse(t, localForm, p.value))
}

func parse(t rapid.TB, layout, value string) time.Time {
	t.Helper()
	at, err := time.Parse(layout, value)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// zoneRules are the onsets of a VTIMEZONE in the order of time.
type zoneRules []onset

type onset struct {
	at       time.Time // UTC
	from, to int       // seconds east of UTC
}

// rulesUntil is the year to which yearly rules are followed.
const rulesUntil = 2046

func readZone(t rapid.TB, c component) zoneRules {
	t.Helper()
	var all zoneRules
	for _, observance := range c.children {
		from, to := readOffset(t, observance, "TZOFFSETFROM"), readOffset(t, observance, "TZOFFSETTO")
		for _, local := range readOnsets(t, observance) {
			all = append(all, onset{local.Add(-time.Duration(from) * time.Second), from, to})
		}
	}
	slices.SortFunc(all, func(a, b onset) int { return a.at.Compare(b.at) })
	return all
}

var offsetForm = regexp.MustCompile(`^([+-])(\d\d)(\d\d)(\d\d)?$`)

func readOffset(t rapid.TB, c component, name string) int {
	t.Helper()
	m := offsetForm.FindStringSubmatch(c.must(t, name).value)
	if m == nil || c.must(t, name).value == "-0000" {
		t.Fatalf("%v is not an offset", c.must(t, name))
	}
	n := 0
	for i, unit := range []int{3600, 60, 1} {
		n += number(t, m[2+i]) * unit
	}
	if m[1] == "-" {
		return -n
	}
	return n
}

// readOnsets are the local times of an observance: DTSTART, those of RDATE, and those of RRULE after DTSTART.
func readOnsets(t rapid.TB, observance component) []time.Time {
	t.Helper()
	first := parse(t, localForm, observance.must(t, "DTSTART").value)
	all := []time.Time{first}
	for _, p := range observance.props {
		if p.name == "RDATE" {
			all = append(all, parse(t, localForm, p.value))
		}
	}
	if rule, ok := observance.one(t, "RRULE"); ok {
		matches := readRule(t, rule.value)
		if !matches(first) {
			t.Errorf("DTSTART %v is not an instance of %s", first, rule.value)
		}
		for year := first.Year() + 1; year <= rulesUntil; year++ {
			month := first.AddDate(year-first.Year(), 0, 1-first.Day())
			for d := month; d.Month() == first.Month(); d = d.AddDate(0, 0, 1) {
				if matches(d) {
					all = append(all, d)
				}
			}
		}
	}
	return all
}

// readRule gives a yearly rule as a question about a day.
func readRule(t rapid.TB, rule string) func(time.Time) bool {
	t.Helper()
	parts := map[string]string{}
	for part := range strings.SplitSeq(rule, ";") {
		name, value, _ := strings.Cut(part, "=")
		if !slices.Contains([]string{"FREQ", "BYMONTH", "BYDAY", "BYMONTHDAY"}, name) || parts[name] != "" {
			t.Fatalf("%s in the rule %s", name, rule)
		}
		parts[name] = value
	}
	if parts["FREQ"] != "YEARLY" {
		t.Fatalf("%s is not a yearly rule", rule)
	}
	byDay := parts["BYDAY"]
	weekday := slices.Index([]string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}, strings.TrimLeft(byDay, "-0123456789"))
	nth, month := number(t, byDay[:len(byDay)-2]), number(t, parts["BYMONTH"])
	var days []int
	for day := range strings.SplitSeq(parts["BYMONTHDAY"], ",") {
		days = append(days, number(t, day))
	}
	return func(d time.Time) bool {
		last := time.Date(d.Year(), d.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day()
		return int(d.Month()) == month && int(d.Weekday()) == weekday &&
			(nth == 0 || nth == (d.Day()-1)/7+1 || nth == -((last-d.Day())/7+1)) &&
			(days[0] == 0 || slices.Contains(days, d.Day()))
	}
}

// number reads an integer; the empty text is zero.
func number(t rapid.TB, text string) int {
	t.Helper()
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// offsetAt is the offset in force at an instant: that of the last onset not after it (RFC 5545, 3.6.5).
func (z zoneRules) offsetAt(at time.Time) int {
	offset := z[0].from
	for _, o := range z {
		if o.at.After(at) {
			break
		}
		offset = o.to
	}
	return offset
}

// instant is what a local time means: the first of two, and the offset before the gap for one that does not exist
// (RFC 5545, 3.3.5).
func (z zoneRules) instant(t rapid.TB, local time.Time) time.Time {
	t.Helper()
	var found []time.Time
	for _, o := range z {
		for _, offset := range []int{o.from, o.to} {
			at := local.Add(-time.Duration(offset) * time.Second)
			if z.offsetAt(at) == offset {
				found = append(found, at)
			}
		}
	}
	if len(found) == 0 {
		t.Fatal(fmt.Errorf("%v does not exist", local)) // a writer of instants has no reason to name it
	}
	return slices.MinFunc(found, time.Time.Compare)
}
