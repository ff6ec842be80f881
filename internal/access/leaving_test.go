package access_test

import (
	"fmt"
	"strings"
	"testing"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/fault"
	"attune/internal/roster"
)

// Ada works in programs 7 and 8, is in group 1 of program 7, group 2 of Connecticut itself and group 3 of Michigan, and is
// to begin in group 4 of Connecticut next year. Her time in program 9 has ended.
func adaLeaves() access.Leaving {
	since := day.Span{From: date("2026-01-01")}
	ends := day.Span{From: date("2026-01-01"), To: date("2026-12-31")}
	return access.Leaving{
		Record: roster.Record{Person: roster.Person{ID: ada, Association: "CT"}, Facts: []roster.Kept{
			{ID: 1, Fact: roster.Employment{Person: ada, Program: 9, Span: day.Span{From: date("2024-01-01"), To: date("2025-12-31")}}},
			{ID: 2, Fact: roster.Employment{Person: ada, Program: 7, Span: since}},
			{ID: 3, Fact: roster.Employment{Person: ada, Program: 8, Span: ends}},
			{ID: 1, Fact: roster.Credential{Person: ada, Category: "IFS", Span: since}},
			{ID: 1, Fact: roster.Target{Person: ada, Category: "IMHS", OpenedOn: date("2026-01-01")}},
			{ID: 1, Fact: roster.Membership{Group: 1, Person: ada, Span: since}},
			{ID: 2, Fact: roster.Membership{Group: 2, Person: ada, Span: since}},
			{ID: 3, Fact: roster.Membership{Group: 3, Person: ada, Span: since}},
			{ID: 4, Fact: roster.Membership{Group: 4, Person: ada, Span: day.Span{From: date("2027-01-01")}}},
		}},
		Groups: []roster.Group{
			{ID: 1, Association: "CT", Program: 7}, {ID: 2, Association: "CT"}, {ID: 3, Association: "MI"}, {ID: 4, Association: "CT"},
		},
		Account: access.Holder{Account: 1, Person: ada, Associations: []roster.Association{"CT"}},
	}
}

// parts says what ends, as matter and id.
func parts(p access.Parting) string {
	var words []string
	for _, e := range p.Edits {
		words = append(words, fmt.Sprintf("%s %d", e.Matter(), e.ID))
	}
	if len(p.Calendars) > 0 {
		words = append(words, fmt.Sprint("calendars ", p.Calendars))
	}
	if p.Closes {
		words = append(words, "account")
	}
	return strings.Join(words, ", ")
}

func TestWhatEndsWhereSomebodyLeaves(t *testing.T) {
	t.Parallel()
	today := date("2026-11-22")
	who := access.Person{ID: ada, Association: "CT", Today: today, Employments: []roster.Employment{{Program: 7, Span: day.Span{From: date("2026-01-01")}}, {Program: 8, Span: day.Span{From: date("2026-01-01")}}}}
	as := func(change func(*access.Leaving)) access.Leaving {
		l := adaLeaves()
		change(&l)
		return l
	}
	plain := adaLeaves()
	for name, row := range map[string]struct {
		by     access.Actor
		of     access.Leaving
		on     day.Date
		reason string
		want   string
		kind   fault.Kind
	}{
		"her manager":                          {actors["manager"], plain, today, "", "employment 2, membership 1, calendars [1]", -1},
		"… from next week":                     {actors["manager"], plain, today.AddDays(7), "", "employment 2, membership 1", -1},
		"… from before she came":               {actors["manager"], plain, date("2023-06-30"), "", "", -1},
		"… on no day":                          {actors["manager"], plain, 0, "", "", fault.Invalid},
		"a manager of what has its end":        {actors["former manager"], plain, today, "because", "", fault.Invalid},
		"… on that very day":                   {actors["former manager"], plain, date("2026-12-31"), "", "", -1},
		"the coordinator":                      {actors["attending coordinator"], plain, today, "sooner", "employment 2, employment 3, membership 1, membership 2, calendars [1 2], account", -1},
		"… without the reason of a correction": {actors["attending coordinator"], plain, today, "", "", fault.Invalid},
		"… ahead":                              {actors["attending coordinator"], plain, date("2026-12-31"), "", "employment 2, membership 1, membership 2", -1},
		"… with no account":                    {actors["attending coordinator"], as(func(l *access.Leaving) { l.Account = access.Holder{} }), today, "sooner", "employment 2, employment 3, membership 1, membership 2, calendars [1 2]", -1},
		"… whose account reaches further":      {actors["attending coordinator"], as(func(l *access.Leaving) { l.Account.Associations = []roster.Association{"CT", "MI"} }), today, "sooner", "employment 2, employment 3, membership 1, membership 2, calendars [1 2]", -1},
		"the coordinator of Michigan's groups": {actors["coordinator"], plain, date("2026-12-31"), "", "employment 2, membership 1, membership 2, membership 3", -1},
		"herself":                              {actors["herself"], plain, today, "", "", fault.Forbidden},
		"another's coordinator":                {actors["another's coordinator"], plain, today, "", "", fault.NotFound},
		"her provider":                         {actors["provider"], plain, today, "", "", fault.NotFound},
		"the operator":                         {actors["operator"], plain, today, "", "", fault.NotFound},
	} {
		got, err := row.of.Part(row.by, who, row.on, row.reason)
		if (err == nil) != (row.kind == -1) || err != nil && fault.KindOf(err) != row.kind {
			t.Errorf("%s: %v, want kind %d", name, err, row.kind)
		}
		if parts(got) != row.want {
			t.Errorf("%s: %q ends, want %q", name, parts(got), row.want)
		}
		for _, e := range got.Edits {
			if m, is := e.After.(roster.Membership); is && e.Owner != row.of.Group(m.Group).Association {
				t.Errorf("%s: the end of a membership of group %d is %s's", name, m.Group, e.Owner)
			}
			if to := e.After.(roster.Fact).Days().To; to != row.on {
				t.Errorf("%s: %s %d ends on %s", name, e.Matter(), e.ID, to)
			}
		}
	}
}
