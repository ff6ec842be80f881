package portfolio_test

import (
	"fmt"
	"testing"

	"attune/internal/day"
	"attune/internal/portfolio"
	"attune/internal/roster"
)

// Michigan asks for IFS or higher and prefers IMHS. By hand, with the scopes of rules.yaml in their order: IFA is before IFS;
// IFRS is of the scope of IFS; IMHS and the mentors are of the preferred scope or after it. Only what is endorsed on the day
// serves, and the best of several.
func TestWhoMayBill(t *testing.T) {
	t.Parallel()
	edition := rules(t)
	michigan, _ := edition.Billing("MI")
	holds := func(category roster.Category, status roster.CredentialStatus, from, to string) roster.Credential {
		c := roster.Credential{Category: category, Status: status, Span: day.Span{From: day.MustParse(from)}}
		if to != "" {
			c.Span.To = day.MustParse(to)
		}
		return c
	}
	for _, row := range []struct {
		holds []roster.Credential
		want  string
	}{
		{nil, "not eligible []"},
		{[]roster.Credential{holds("IFA", roster.Endorsed, "2020-01-01", "")}, "not eligible [IFA]"},
		{[]roster.Credential{holds("IFS", roster.Endorsed, "2020-01-01", "")}, "eligible [IFS]"},
		{[]roster.Credential{holds("ECFS", roster.Endorsed, "2020-01-01", "")}, "eligible [ECFS]"},
		{[]roster.Credential{holds("ECFRS", roster.Endorsed, "2020-01-01", "")}, "eligible [ECFRS]"},
		{[]roster.Credential{holds("IMHS", roster.Endorsed, "2020-01-01", "")}, "preferred [IMHS]"},
		{[]roster.Credential{holds("ECMHM-P", roster.Endorsed, "2020-01-01", "")}, "preferred [ECMHM-P]"},
		{[]roster.Credential{holds("ERS", roster.Endorsed, "2020-01-01", "")}, "not eligible [ERS]"},
		{[]roster.Credential{holds("IFS", roster.Emerging, "2020-01-01", "")}, "not eligible []"},
		{[]roster.Credential{holds("IFS", roster.Vetted, "2020-01-01", "")}, "not eligible []"},
		{[]roster.Credential{holds("IFS", roster.Endorsed, "2020-01-01", "2026-11-19")}, "eligible [IFS]"},
		{[]roster.Credential{holds("IFS", roster.Endorsed, "2020-01-01", "2026-11-18")}, "not eligible []"},
		{[]roster.Credential{holds("IFS", roster.Endorsed, "2026-11-20", "")}, "not eligible []"},
		{[]roster.Credential{holds("IMHS", roster.Endorsed, "2020-01-01", ""), holds("IFS", roster.Endorsed, "2018-01-01", "")}, "preferred [IMHS IFS]"},
	} {
		is, endorsed := portfolio.Holding{Credentials: row.holds}.Bills(edition, michigan, today)
		if got := fmt.Sprint(string(is)+" ", endorsed); got != row.want {
			t.Errorf("%+v: %s, want %s", row.holds, got, row.want)
		}
	}
}
