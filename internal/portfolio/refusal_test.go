package portfolio_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"attune/internal/day"
	"attune/internal/portfolio"
)

// Each row is pieces as they were entered: an agreement (a for the code of ethics, e for the endorsement agreement), a reference of a
// provider for IFS (f) or IMHS (m), or a training (t, with its day and title), entered on a day of May and, after a slash, the
// last word and its day. What is named is the places of those that still want an answer.
func TestRefusalsThatWantAnAnswer(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		pieces []string
		want   string
	}{
		"nothing refused":                      {[]string{"a1/given1", "t2/confirmed3"}, ""},
		"refused":                              {[]string{"a1/refused2"}, "0"},
		"refused and taken back":               {[]string{"a1/withdrawn3"}, ""},
		"entered anew":                         {[]string{"a1/refused2", "a3/given3"}, ""},
		"entered anew on that day":             {[]string{"a1/refused2", "a2/given2"}, ""},
		"entered anew, and refused again":      {[]string{"a1/refused2", "a3/refused4"}, "0 1"},
		"entered anew, and taken back":         {[]string{"a1/refused2", "a3/withdrawn4"}, "0"},
		"another agreement":                    {[]string{"a1/refused2", "e3/given3"}, "0"},
		"another reference":                    {[]string{"f1/refused2", "f3/asked3"}, ""},
		"a reference for something else":       {[]string{"f1/refused2", "m3/given3"}, "0"},
		"what stood before":                    {[]string{"f1/given1", "f1/refused2"}, "1"},
		"what was entered before it":           {[]string{"f1/refused5", "f2/given2"}, "0"},
		"another training":                     {[]string{"t1 2026-04-01 Touchpoints/refused2", "t3 2026-04-09 Seeing the Baby/given3"}, "0"},
		"the training of that day":             {[]string{"t1 2026-04-01 Touchpoints/refused2", "t3 2026-04-01 Brazelton/given3"}, ""},
		"the training, with the day put right": {[]string{"t1 2026-04-01 Touchpoints/refused2", "t3 2026-03-01 Touchpoints, day 1/given3"}, ""},
		"titles without letters":               {[]string{"t1 2026-04-01 ???/refused2", "t3 2026-03-01 Touchpoints/given3"}, "0"},
	} {
		var known []portfolio.Evidence
		for i, text := range row.pieces {
			what, last, _ := strings.Cut(text, "/")
			e := portfolio.Evidence{ID: portfolio.EvidenceID(i + 1), Said: []portfolio.Said{{Word: portfolio.Given, At: inMay(what[1:2])}}}
			switch what[:1] {
			case "a":
				e.Matter, e.What = portfolio.AgreementMatter, "code_of_ethics"
			case "e":
				e.Matter, e.What = portfolio.AgreementMatter, "endorsement_agreement"
			case "f":
				e.Matter, e.What, e.Category = portfolio.ReferenceMatter, "provider", "IFS"
			case "m":
				e.Matter, e.What, e.Category = portfolio.ReferenceMatter, "provider", "IMHS"
			case "t":
				e.Matter = portfolio.TrainingMatter
				if fields := strings.SplitN(what, " ", 3); len(fields) == 3 {
					e.On, e.Title = day.MustParse(fields[1]), fields[2]
				}
			}
			on := len(last) - 1
			e.Said = append(e.Said, portfolio.Said{Word: portfolio.Word(last[:on]), At: inMay(last[on:])})
			known = append(known, e)
		}
		var got []string
		for _, e := range portfolio.Unanswered(known) {
			got = append(got, fmt.Sprint(e.ID-1))
		}
		if text := strings.Join(got, " "); text != row.want {
			t.Errorf("%s: %q, want %q", name, text, row.want)
		}
	}
}

func inMay(of string) time.Time {
	at, err := time.Parse("2", of)
	if err != nil {
		panic(err)
	}
	return at
}
