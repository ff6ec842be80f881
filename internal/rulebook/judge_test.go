package rulebook_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"attune/internal/day"
	"attune/internal/fault"
	"attune/internal/ledger"
	"attune/internal/roster"
	"attune/internal/rulebook"
	"attune/internal/schedule"
)

// TestJudgeUnknown: what the edition does not know cannot be judged, and the sentence says what it is.
func TestJudgeUnknown(t *testing.T) {
	t.Parallel()
	e := embedded(t)
	asOf := day.MustParse("2026-06-30")
	for want, f := range map[string]rulebook.Facts{
		`no association "TX"`: {Person: roster.Person{External: "p1", Association: "TX"}},
		`no category "ERS"`: {
			Person: roster.Person{External: "p1", Association: "CT"}, Targets: []roster.Target{{Category: "ERS", OpenedOn: asOf}},
		},
	} {
		_, err := e.Judge(f, asOf)
		sentence, shown := fault.SentenceOf(err)
		if fault.KindOf(err) != fault.Invalid || !shown || !strings.Contains(sentence, want) || !strings.Contains(sentence, "p1") {
			t.Errorf("%v, want a sentence with %q and the person", err, want)
		}
	}
}

// TestCredentialOfAnotherEdition: a credential that this edition does not know owes nothing and qualifies nobody.
func TestCredentialOfAnotherEdition(t *testing.T) {
	t.Parallel()
	f := rulebook.Facts{
		Person:      roster.Person{External: "p1", Association: "CT"},
		Credentials: []roster.Credential{{Category: "LEVEL-2", Status: roster.Endorsed, Span: day.Span{From: day.MustParse("2015-01-01")}}},
	}
	judged, err := embedded(t).Judge(f, day.MustParse("2026-06-30"))
	if err != nil || len(judged) != 0 {
		t.Errorf("%d judgements (%v), want none", len(judged), err)
	}
}

// TestBehindTheFigures: what a page shows beside a report's line.
func TestBehindTheFigures(t *testing.T) {
	t.Parallel()
	from := day.Span{From: day.MustParse("2015-01-01")}
	f := rulebook.Facts{
		Person:      roster.Person{ID: 1, External: "p1", Association: "FL"},
		Employments: []roster.Employment{{Serves: "IMH", Span: from}},
		Targets:     []roster.Target{{Person: 1, Category: "IMHM-C", OpenedOn: day.MustParse("2026-01-01")}},
		Leads: map[roster.PersonID][]roster.Credential{
			7: {{Person: 7, Category: "IMHM-C", Status: roster.Endorsed, Span: from}},
			8: {{Person: 8, Category: "IMHM-C", Status: roster.Endorsed, Span: from}},
		},
		Received: []ledger.Entry{received(3, 8, "2026-03-02"), received(1, 7, "2026-01-02"), received(2, 8, "2026-02-02")},
	}
	judged, err := embedded(t).Judge(f, day.MustParse("2026-06-30"))
	if err != nil {
		t.Fatal(err)
	}
	j := judged[0]
	if diff := cmp.Diff([]rulebook.Giver{{Lead: 8, Minutes: 120}, {Lead: 7, Minutes: 60}}, j.Sources); diff != "" {
		t.Errorf("sources (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff(rulebook.Need{Required: 1500}, j.Provided); diff != "" {
		t.Errorf("provided (-want +got)\n%s", diff)
	}
	if j.MinMonths != 12 || !cmp.Equal(j.AskedBy, []string{"M1", "A1", "A22"}) || !cmp.Equal(j.MonthsBy, []string{"M1", "A1", "A5", "A15"}) {
		t.Errorf("months %d by %v, asked by %v", j.MinMonths, j.MonthsBy, j.AskedBy)
	}
	first := rulebook.Judged{
		Session: 1, External: "s1", Version: 1, Started: f.Received[1].Started, Date: day.MustParse("2026-01-02"), Minutes: 60,
		Verdict: rulebook.Counted, Source: []string{"M1"}, Lead: 7,
	}
	if diff := cmp.Diff(first, j.Entries[0]); diff != "" {
		t.Errorf("first entry (-want +got)\n%s", diff)
	}
}

// TestHeldFor: a decided entry tells for which reason it was held, in and outside the window.
func TestHeldFor(t *testing.T) {
	t.Parallel()
	f := rulebook.Facts{
		Person:   roster.Person{ID: 1, External: "p1", Association: "CT"},
		Targets:  []roster.Target{{Person: 1, Category: "IFS", OpenedOn: day.MustParse("2026-01-01")}},
		Received: []ledger.Entry{received(1, 7, "2020-01-02"), received(2, 7, "2026-02-02"), received(3, 7, "2026-03-02")},
	}
	for _, entry := range f.Received[:2] {
		f.Decisions = append(f.Decisions, rulebook.Decision{
			Session: entry.Session, Version: 1, Person: 1, Purpose: rulebook.Purpose{Kind: rulebook.Earning, Category: "IFS"}, Verdict: rulebook.Counted,
		})
	}
	judged, err := embedded(t).Judge(f, day.MustParse("2026-06-30"))
	if err != nil {
		t.Fatal(err)
	}
	var got []rulebook.Reason
	for _, entry := range judged[0].Entries {
		got = append(got, entry.Reason, entry.HeldFor)
	}
	want := []rulebook.Reason{rulebook.OutsideWindow, rulebook.WorkUnknown, rulebook.Decided, rulebook.WorkUnknown, rulebook.WorkUnknown, ""}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("reason and held for, by entry (-want +got)\n%s", diff)
	}
}

// TestDecisionOfAnotherPerson is none on this one's hours.
func TestDecisionOfAnotherPerson(t *testing.T) {
	t.Parallel()
	f := rulebook.Facts{
		Person:   roster.Person{ID: 1, External: "p1", Association: "CT"},
		Targets:  []roster.Target{{Person: 1, Category: "IFS", OpenedOn: day.MustParse("2026-01-01")}},
		Received: []ledger.Entry{received(1, 7, "2026-01-02")},
		Decisions: []rulebook.Decision{{
			Session: 1, Version: 1, Person: 2, Purpose: rulebook.Purpose{Kind: rulebook.Earning, Category: "IFS"}, Verdict: rulebook.Counted,
		}},
	}
	judged, err := embedded(t).Judge(f, day.MustParse("2026-06-30"))
	if err != nil {
		t.Fatal(err)
	}
	if got := judged[0].Entries[0].Verdict; got != rulebook.HeldBack {
		t.Errorf("verdict %s, want held", got)
	}
}

// received is an hour in person, at three in the afternoon, universal time.
func received(n int, lead roster.PersonID, on string) ledger.Entry {
	start := day.MustParse(on).Begins(time.UTC).Add(15 * time.Hour)
	return ledger.Entry{
		Session: schedule.SessionID(n), SessionExternal: roster.External("s" + strconv.Itoa(n)), Person: 1, Direction: ledger.Received,
		Version: 1, Minutes: 60, Started: start, Ended: start.Add(time.Hour), Lead: lead, Kind: roster.Reflective, Format: "group",
		Modality: roster.InPerson, Supervisees: 1,
	}
}
