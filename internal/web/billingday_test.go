package web

import (
	"testing"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/portfolio"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// Who may bill goes by what they hold today where their own association is: on the evening of the 19th in Michigan, an endorsement
// that ends on the 19th stands there still, and no more with somebody of an association where it is the 20th.
func TestWhoMayBillGoesByTheirOwnDay(t *testing.T) {
	t.Parallel()
	edition, err := rulebook.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	last := day.MustParse("2026-11-19")
	holds := func(code roster.Association) portfolio.Holding {
		return portfolio.Holding{
			Person:      roster.Person{Name: string(code), Association: code},
			Employments: []roster.Employment{{Program: 7}},
			Credentials: []roster.Credential{{Category: "IFS", Status: roster.Endorsed, Span: day.Span{From: day.MustParse("2020-01-01"), To: last}}},
		}
	}
	page, team := medicaidPage{}, team{programs: []roster.Program{{ID: 7, Name: "Bay", Association: "MI"}}}
	asks := page.rules(edition, &team)
	page.fill(edition, team, asks, func(_ *rulebook.Edition, code roster.Association) day.Date {
		if code == "MI" {
			return last
		}
		return last.AddDays(1)
	}, []portfolio.Holding{holds("MI"), holds("CT")}, func(portfolio.Holding, access.Act) bool { return true })
	if len(page.Rows) != 2 || page.Rows[0].State != string(portfolio.Eligible) || page.Rows[1].State != string(portfolio.Ineligible) {
		t.Errorf("%+v", page.Rows)
	}
}
