package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"attune/internal/dbtest"
	"attune/internal/history"
	"attune/internal/roster"
	"attune/internal/store"
)

// A long history comes page by page, newest first, each line once; what another chain says of the same thing is not in it.
func TestAHistoryInPages(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		now := noon
		s := db.Open(t, store.Options{Now: func() time.Time { return now }})
		var want []string
		for i := range 25 {
			if i%3 == 0 { // several changes of one instant
				now = now.Add(time.Minute)
			}
			act := fmt.Sprintf("act.%02d", i)
			changes := []history.Change{{Association: "CT", Actor: "account:1", Act: act, Subject: "person:7"}, {Association: "MI", Actor: "account:1", Act: act, Subject: "person:7"}, {Association: "CT", Actor: "account:1", Act: act, Subject: "person:77"}}
			if err := store.Record(t.Context(), s, changes...); err != nil {
				t.Fatal(err)
			}
			want = append([]string{"CT " + act}, want...)
		}
		ofPerson := history.Scope{Subject: "person:7", Chains: []roster.Association{"CT"}, Person: 7, With: []roster.Matter{roster.EmploymentMatter, roster.TargetMatter}}
		alone := history.Scope{Subject: "person:7", Chains: []roster.Association{"CT"}}
		for name, of := range map[string]history.Scope{"with what belongs": ofPerson, "alone": alone} {
			if got := pagesOf(t, s, of, 10); !slices.Equal(got, want) {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
		everywhere := pagesOf(t, s, history.Scope{Subject: "person:7"}, 7)
		if len(everywhere) != 50 || len(slices.Compact(slices.Sorted(slices.Values(everywhere)))) != 50 {
			t.Errorf("of two chains, %d lines: %q", len(everywhere), everywhere)
		}
		few := history.Scope{Subject: "person:7", Chains: []roster.Association{"CT"}, Acts: []string{"act.03", "act.20"}}
		if got := pagesOf(t, s, few, 10); !slices.Equal(got, []string{"CT act.20", "CT act.03"}) {
			t.Errorf("of two acts: %q", got)
		}
		few.But = "account:1"
		if got := pagesOf(t, s, few, 10); len(got) != 25 {
			t.Errorf("of two acts, and all of one actor: %d lines", len(got))
		}
	})
}

// pagesOf are all lines, read in pages of some.
func pagesOf(t *testing.T, s *store.Store, of history.Scope, size int) []string {
	t.Helper()
	var told []string
	var older history.Mark
	for {
		lines, err := s.Past(t.Context(), of, older, size)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range lines {
			told = append(told, string(l.Association)+" "+l.Act)
			older = l.Mark()
		}
		if len(lines) < size {
			return told
		}
	}
}

// In a long chain, the history of one thing is found by what it is about: nobody walks through everybody's.
func TestAHistoryIsFoundByItsSubject(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		changes := make([]history.Change, 20000)
		for i := range changes {
			changes[i] = history.Change{Association: "CT", Actor: "import", Act: "person.added", Subject: fmt.Sprintf("person:%d", i%5000)}
		}
		if err := store.Record(t.Context(), db.Store, changes...); err != nil {
			t.Fatal(err)
		}
		if db.Dialect == "postgres" {
			if err := db.Store.Exec(t.Context(), `analyze history`); err != nil {
				t.Fatal(err)
			}
		}
		everything := history.Scope{
			Subject: "person:7", Chains: []roster.Association{"CT"}, Person: 7,
			With: []roster.Matter{roster.EmploymentMatter, roster.CredentialMatter, roster.TargetMatter, roster.MembershipMatter, roster.RequestMatter, "evidence"},
		}
		for _, of := range []history.Scope{{Subject: "person:7", Chains: []roster.Association{"CT"}}, everything, {Subject: "group:7", Group: 7, With: []roster.Matter{"series", roster.MembershipMatter}}} {
			plan := planOfPast(t, db.Store, of)
			if !strings.Contains(plan, "history_subject_idx") || strings.Contains(plan, "Seq Scan on history") || strings.Contains(plan, "SCAN h") {
				t.Errorf("the history of %s is found by\n%s", of.Subject, plan)
			}
		}
	})
}

// planOfPast is how the database finds a page.
func planOfPast(t *testing.T, s *store.Store, of history.Scope) string {
	t.Helper()
	query, args := store.PastQuery(of, history.Mark{At: noon, Association: "CT", Seq: 20000}, 31)
	verb := "explain "
	if store.IsSQLite(s) {
		verb = "explain query plan "
	}
	rows, err := store.Ask(t.Context(), s).Raw(verb+query, args).Rows()
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var plan strings.Builder
	for rows.Next() {
		values := make([]any, len(columns))
		for i := range values {
			values[i] = new(any)
		}
		if err := rows.Scan(values...); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&plan, *values[len(values)-1].(*any))
	}
	return plan.String()
}
