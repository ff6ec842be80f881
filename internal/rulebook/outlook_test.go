package rulebook_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// credential is one of person 2, written CATEGORY STATUS FROM [TO].
func credential(text string) roster.Credential {
	w := strings.Fields(text)
	c := roster.Credential{Person: 2, Category: roster.Category(w[0]), Status: roster.CredentialStatus(w[1]), Degree: "masters"}
	c.Span.From = day.MustParse(w[2])
	if len(w) > 3 {
		c.Span.To = day.MustParse(w[3])
	}
	return c
}

// What ends the time in which hours rest on a credential: rules.md, 3, "Qualifies", with the months and days of rules.yaml.
func TestHowLongACredentialReaches(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		association roster.Association
		credential  string
		last        string
		limit       rulebook.Limit
	}{
		"without an end":                         {"CT", "IMHM-C endorsed 2018-05-01", "", rulebook.Unlimited},
		"its own last day":                       {"CT", "IMHM-C endorsed 2018-05-01 2027-03-02", "2027-03-02", rulebook.OwnEnd},
		"an add-on that is emerging":             {"CT", "ERS emerging 2025-03-15", "2027-03-14", rulebook.EmergingTerm},
		"which began on a leap day":              {"CT", "ERS emerging 2024-02-29", "2026-02-27", rulebook.EmergingTerm},
		"which ends sooner":                      {"CT", "ERS emerging 2025-03-15 2026-12-31", "2026-12-31", rulebook.OwnEnd},
		"which ends on the day of its term":      {"CT", "ERS emerging 2025-03-15 2027-03-14", "2027-03-14", rulebook.OwnEnd},
		"an add-on that is endorsed":             {"CT", "ERS endorsed 2025-03-15", "", rulebook.Unlimited},
		"a category that is emerging":            {"CT", "IFRS emerging 2023-01-01", "", rulebook.Unlimited},
		"vetted where that serves":               {"NC", "IMHS vetted 2024-01-01", "2027-12-31", rulebook.VettedTerm},
		"vetted until an end of its own":         {"NC", "IMHS vetted 2024-01-01 2027-06-30", "2027-06-30", rulebook.OwnEnd},
		"vetted where it does not":               {"CT", "IMHS vetted 2024-01-01", "", rulebook.Unlimited},
		"vetted after it served":                 {"WA", "IMHS vetted 2023-05-01", "2023-04-30", rulebook.VettedTerm},
		"where the rules name no association":    {"XX", "IMHS vetted 2023-05-01", "", rulebook.Unlimited},
		"a category that the rules do not name":  {"CT", "LEVEL-2 emerging 2023-05-01", "", rulebook.Unlimited},
		"a category that is not an add-on there": {"CT", "IMHS emerging 2023-05-01 2024-05-01", "2024-05-01", rulebook.OwnEnd},
	} {
		last, limit := embedded(t).Until(row.association, credential(row.credential))
		if last.String() != row.last || limit != row.limit {
			t.Errorf("%s: until %q, %q; want %q, %q", name, last, limit, row.last, row.limit)
		}
	}
}

// foreseen is what an hour to come would be, such as "earning IFS counted".
func foreseen(t *testing.T, f rulebook.Facts, hour rulebook.Planned) string {
	t.Helper()
	var words []string
	for _, o := range embedded(t).Foresee(f, hour) {
		if o.Purpose.Period != "" {
			t.Errorf("the outlook is on one period, %s", o.Purpose.Period)
		}
		words = append(words, strings.TrimSpace(fmt.Sprint(o.Purpose.Kind, " ", o.Purpose.Category, " ", o.Verdict, " ", o.Reason)))
	}
	return strings.Join(words, ", ")
}

// The verdicts on hours to come, by the table of rules.md, 3, and the provider sets in force from 2025 on.
func TestWhatBecomesOfAnHourToCome(t *testing.T) {
	t.Parallel()
	ana := func(association roster.Association, lead ...string) rulebook.Facts {
		f := rulebook.Facts{
			Person:      roster.Person{ID: 1, External: "p1", Association: association},
			Employments: []roster.Employment{{Serves: "IMH", Span: day.Span{From: day.MustParse("2020-01-01")}}},
			Targets:     []roster.Target{{Person: 1, Category: "IFS", Degree: "bachelors", OpenedOn: day.MustParse("2026-01-05")}},
			Leads:       map[roster.PersonID][]roster.Credential{},
		}
		for _, c := range lead {
			f.Leads[2] = append(f.Leads[2], credential(c))
		}
		return f
	}
	const ers, base = "ERS endorsed 2025-01-01 2027-03-02", "IMHS endorsed 2019-01-01"
	for name, row := range map[string]struct {
		facts  rulebook.Facts
		change func(*rulebook.Facts, *rulebook.Planned)
		on     string
		want   string
	}{
		"on the last day":                 {ana("CT", ers, base), nil, "2027-03-02", "earning IFS counted"},
		"the day after, where it is held": {ana("CT", ers, base), nil, "2027-03-03", "earning IFS held provider_lapsed"},
		"the day after, elsewhere":        {ana("AZ", ers, base), nil, "2027-03-03", "earning IFS rejected provider_lapsed"},
		"the base ended":                  {ana("AZ", "ERS endorsed 2025-01-01", base+" 2027-03-02"), nil, "2027-03-03", "earning IFS rejected provider_not_qualified"},
		"renewed without a gap":           {ana("CT", ers, base, "ERS endorsed 2027-03-03"), nil, "2027-03-03", "earning IFS counted"},
		"emerging, in its term":           {ana("CT", "ERS emerging 2025-03-15", base), nil, "2027-03-14", "earning IFS counted"},
		"emerging, over":                  {ana("CT", "ERS emerging 2025-03-15", base), nil, "2027-03-15", "earning IFS held provider_not_qualified"},
		"work nobody told of": {
			ana("CT", ers, base), func(f *rulebook.Facts, _ *rulebook.Planned) { f.Employments = nil },
			"2027-03-02", "earning IFS held work_unknown",
		},
		"work of another track": {
			ana("CT", ers, base), func(f *rulebook.Facts, _ *rulebook.Planned) { f.Employments[0].Serves = "ECMH" },
			"2027-03-03", "earning IFS rejected not_serving_track",
		},
		"a peer meeting": {
			ana("CT", ers, base), func(_ *rulebook.Facts, p *rulebook.Planned) { p.Kind = roster.Peer },
			"2027-03-02", "earning IFS rejected peer_supervision",
		},
		"a target to be opened later": {
			ana("CT", ers, base), func(f *rulebook.Facts, _ *rulebook.Planned) { f.Targets[0].OpenedOn = day.MustParse("2027-03-03") },
			"2027-03-02", "",
		},
		"a target that asks for no hours": {ana("CT", ers, base), func(f *rulebook.Facts, _ *rulebook.Planned) { f.Targets[0].Category = "IFA" }, "2027-03-02", ""},
		"a target the rules do not know":  {ana("CT", ers, base), func(f *rulebook.Facts, _ *rulebook.Planned) { f.Targets[0].Category = "LEVEL-2" }, "2027-03-02", ""},
		"an association they do not know": {ana("XX", ers, base), nil, "2027-03-02", ""},
		"a renewal beside it": {ana("CT", ers, base), func(f *rulebook.Facts, _ *rulebook.Planned) {
			f.Credentials = []roster.Credential{{Person: 1, Category: "IFRS", Status: roster.Endorsed, Span: day.Span{From: day.MustParse("2025-06-01")}}}
		}, "2027-03-03", "earning IFS held provider_lapsed, renewal IFRS held provider_lapsed"},
		"a renewal that owes nothing in the year it ends": {ana("CT", ers, base), func(f *rulebook.Facts, _ *rulebook.Planned) {
			f.Targets, f.Credentials = nil, []roster.Credential{{
				Person: 1, Category: "IFRS", Status: roster.Endorsed, Span: day.Span{From: day.MustParse("2025-06-01"), To: day.MustParse("2027-09-30")},
			}}
		}, "2027-03-02", ""},
		"vetted, on the last day": {
			ana("NC", "IMHS vetted 2024-01-01"), func(f *rulebook.Facts, _ *rulebook.Planned) { f.Targets[0].Category = "IMHS" },
			"2027-12-31", "earning IMHS counted",
		},
		"vetted, the day after": {
			ana("NC", "IMHS vetted 2024-01-01"), func(f *rulebook.Facts, _ *rulebook.Planned) { f.Targets[0].Category = "IMHS" },
			"2028-01-01", "earning IMHS held provider_not_qualified",
		},
	} {
		hour := rulebook.Planned{Day: day.MustParse(row.on), Lead: 2, Kind: roster.Reflective, Modality: roster.InPerson}
		if row.change != nil {
			row.change(&row.facts, &hour)
		}
		if got := foreseen(t, row.facts, hour); got != row.want {
			t.Errorf("%s: %q, want %q", name, got, row.want)
		}
	}
}

func TestWhenItMayBecomeAnother(t *testing.T) {
	t.Parallel()
	lead := []roster.Credential{credential("ERS emerging 2025-03-15 2027-06-30"), credential("IMHS endorsed 2019-01-01")}
	var got []string
	for _, d := range embedded(t).Bounds("CT", lead) {
		got = append(got, d.String())
	}
	// 2022 and 2025 are the providers' ranges of rules.yaml.
	want := []string{"2019-01-01", "2022-09-01", "2025-01-01", "2025-03-15", "2027-03-15", "2027-07-01"}
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// A range of providers that ends with none after it qualifies nobody from its end on (rules.md, 3, "Qualifies"): that day is a
// bound as well, though no other range begins on it.
func TestARangeThatEndsIsABound(t *testing.T) {
	t.Parallel()
	e, err := rulebook.Load([]byte(strings.Replace(smallRules, "{from: 2025-01-01, to: null,", "{from: 2025-01-01, to: 2029-07-01,", 1)))
	if err != nil {
		t.Fatal(err)
	}
	want := []day.Date{day.MustParse("2022-01-01"), day.MustParse("2025-01-01"), day.MustParse("2029-07-01")}
	if got := e.Bounds("CT", nil); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
