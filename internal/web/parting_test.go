package web_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"attune/internal/roster"
)

// leaves is the address of the form with which somebody leaves.
func (v *town) leaves(who string) string { return fmt.Sprintf("/people/%d/leave", v.person(who)) }

// lastDays are the last days on a record: of employment by program, of memberships by group.
func (v *town) lastDays(who string) string {
	v.Helper()
	record, err := v.store.Record(context.Background(), v.person(who))
	if err != nil {
		v.Fatal(err)
	}
	var days []string
	for _, k := range record.Facts {
		switch is := k.Fact.(type) {
		case roster.Employment:
			days = append(days, fmt.Sprintf("program %d %s", is.Program, is.Span.To))
		case roster.Membership:
			days = append(days, fmt.Sprintf("group %d %s", is.Group, is.Span.To))
		}
	}
	return strings.Join(days, ", ")
}

// does is what somebody does who has looked at what a form would do; opened is the page that showed it.
func (b *visitor) does(path string, opened answer) answer {
	b.Helper()
	form := formIn(opened.body)
	form.Set("step", "do")
	return b.post(path, form)
}

// A manager has somebody leave: what hangs on the program ends with that day and not before, and their hours, their
// account and their own calendar go on.
func TestSomebodyLeavesAProgram(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		max, ana := v.as("max"), v.as("ana")
		own, _ := v.subscribe("ana", "")
		circles, _ := v.subscribe("ana", "thursday")
		max.page("/").must(v.T, "Somebody leaves")
		max.get("/people?then=leave&q=ana+LINDQVIST").mustGoTo(v.T, v.leaves("ana"))
		look := max.page(v.leaves("ana"))
		look.must(v.T, "Ana Lindqvist leaves your program", "19 November 2026", "Employment ends: Practitioner, Harbor Birth to Three, since 1 March 2026.",
			"They belong to Thursday circle no more; 1 planned session is without them.", "This moves nobody&#39;s verdicts.")
		look.mustNot(v.T, "Bay Home Visiting", "account is closed")
		if days := v.lastDays("ana"); strings.Contains(days, "2026-11-19") {
			v.Fatalf("looking wrote %s", days)
		}
		for range 2 { // a double click
			max.does(v.leaves("ana"), look).mustGoTo(v.T, fmt.Sprintf("/people/%d", v.person("ana")))
		}
		want := fmt.Sprintf("program %d 2026-02-28, program %d 2026-11-19, group %d 2026-11-19", v.program("bay"), v.program("harbor"), v.group("thursday"))
		if days := v.lastDays("ana"); days != want {
			v.Errorf("after leaving: %s\nwant %s", days, want)
		}
		for act, n := range map[string]int{"employment.updated": 1, "membership.updated": 1, "feed.revoked": 1, "account.closed": 0} {
			if got := v.told("CT", act); got != n {
				v.Errorf("history tells %s %d times, want %d", act, got, n)
			}
		}
		if a := ana.get(circles); a.StatusCode != http.StatusNotFound {
			v.Errorf("the circle's calendar goes on: %s", a.Status)
		}
		calendar := ana.page(own)
		calendar.mustNot(v.T, "20261203T")
		calendar.must(v.T, "20261119T100000")
		if a := ana.get(v.at("thursday", "2026-12-03T10:00")); a.StatusCode != http.StatusNotFound {
			v.Errorf("a session after the last day: %s", a.Status)
		}
		v.push()
		ana.page("/hours/earning.IFS").must(v.T, "Thursday 1 October 2026", `title="3:45">3.75</data> counted`)
		v.as("ruth").page(v.at("thursday", "2026-10-01T10:00")).must(v.T, "Ana Lindqvist", "Late, came at 10:15")
		v.as("cora@example.org").page(fmt.Sprintf("/groups/%d", v.group("thursday"))).must(v.T, "Ana Lindqvist")
		max.page(v.leaves("ana")).must(v.T, "Nothing of theirs goes on beyond that day")
	})
}

// A coordinator has somebody leave the association: everything ends, and the account with all that it opens at once.
func TestSomebodyLeavesTheAssociation(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		cora, ana := v.as("cora@example.org"), v.as("ana")
		own, _ := v.subscribe("ana", "")
		ana.page(own)
		ana.page("/")
		look := cora.page(v.leaves("ana"))
		look.must(v.T, "Ana Lindqvist leaves the association", "Employment ends: Practitioner, Harbor", "Their account is closed at once")
		later := cora.fill(v.leaves("ana"), "to", "2026-12-31")
		later.Set("step", "look")
		cora.post(v.leaves("ana"), later).must(v.T, "Their account stays open, since that day is still to come", "31 December 2026")
		cora.does(v.leaves("ana"), look).mustGoTo(v.T, fmt.Sprintf("/people/%d", v.person("ana")))
		if a := ana.get(own); a.StatusCode != http.StatusNotFound {
			v.Errorf("the calendar lives on: %s", a.Status)
		}
		if a := ana.get("/"); a.StatusCode != http.StatusSeeOther {
			v.Errorf("still signed in: %s", a.Status)
		}
		for act, n := range map[string]int{"employment.updated": 1, "membership.updated": 1, "account.closed": 1} {
			if got := v.told("CT", act); got != n {
				v.Errorf("history tells %s %d times, want %d", act, got, n)
			}
		}
		cora.page(v.at("thursday", "2026-10-01T10:00")).must(v.T, "Ana Lindqvist", "Late, came at 10:15")
		cora.page(fmt.Sprintf("/staff/%d/earning.IFS", v.person("ana"))).must(v.T, "Thursday 1 October 2026")

		cora.page(v.leaves("ruth")).must(v.T, "They are to lead 1 session after that day") // and stays in Michigan's circle
		cora.does(v.leaves("ruth"), cora.page(v.leaves("ruth"))).mustGoTo(v.T, fmt.Sprintf("/people/%d", v.person("ruth")))
		if days := v.lastDays("ruth"); days != fmt.Sprintf("group %d ", v.group("bay")) {
			v.Errorf("of Michigan's circle: %s", days)
		}
	})
}

// What has a last day already is put right by a coordinator, with a reason; a manager ends, and corrects nothing.
func TestLeavingEarlierThanOnRecord(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		cora, max := v.as("cora@example.org"), v.as("max")
		cora.decides(v.factAt("ben", roster.EmploymentMatter), "to", "2026-12-31")
		if a := max.get(v.leaves("ben")); a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(a.body, "31 December 2026 is on record as a last day already") {
			v.Errorf("a manager: %s\n%s", a.Status, a.body)
		}
		form := cora.fill(fmt.Sprintf("/people/%d/correct", v.person("ben"))) // for its revision
		form.Set("to", "2026-11-20")
		form.Set("step", "do")
		a := cora.post(v.leaves("ben"), form)
		if a.StatusCode != http.StatusUnprocessableEntity {
			v.Fatalf("without a reason: %s", a.Status)
		}
		a.must(v.T, "Say why it is corrected", "reason-wrong", "2026-11-20")
		form.Set("reason", "She leaves sooner")
		cora.post(v.leaves("ben"), form).mustGoTo(v.T, fmt.Sprintf("/people/%d", v.person("ben")))
		if days := v.lastDays("ben"); strings.Count(days, "2026-11-20") != 2 {
			v.Errorf("after leaving: %s", days)
		}
		if v.told("CT", "account.closed") != 0 {
			v.Error("the account was closed before the last day")
		}
	})
}

func TestLeavingThatCannotBe(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		max := v.as("max")
		for _, to := range []string{"", "<b>", "2026-13-40", "9999-01-01", "0001-01-01", strings.Repeat("x", 10000)} {
			a := max.post(v.leaves("ana"), max.fill(fmt.Sprintf("/people/%d/employment/new", v.person("ana")), "to", to, "step", "do"))
			if a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(a.body, "to-wrong") {
				v.Errorf("a last day %.20q: %s", to, a.Status)
			}
			a.mustNot(v.T, "<b>")
		}
		look := max.page(v.leaves("ana"))
		v.as("cora@example.org").decides(fmt.Sprintf("/people/%d/credential/new", v.person("ana")), "category", "IFA", "status", "endorsed", "from", "2024-05-01")
		if a := max.does(v.leaves("ana"), look); a.StatusCode != http.StatusConflict {
			v.Errorf("after somebody changed the record: %s", a.Status)
		}
		if days := v.lastDays("ana"); strings.Contains(days, "2026-11-19") {
			v.Errorf("it wrote %s", days)
		}
		if a := max.get(v.leaves("max")); a.StatusCode != http.StatusForbidden {
			v.Errorf("Max has himself leave: %s", a.Status)
		}
	})
}

// Two have the same person leave at once: it is done and told once, and neither waits for the other for good.
func TestTwoHaveSomebodyLeaveAtOnce(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		v.as("ana").page("/")
		cora, max := v.as("cora@example.org"), v.as("max")
		hers, his := cora.page(v.leaves("ana")), max.page(v.leaves("ana"))
		var both sync.WaitGroup
		for b, look := range map[*visitor]answer{cora: hers, max: his} {
			both.Go(func() {
				if a := b.does(v.leaves("ana"), look); a.StatusCode != http.StatusSeeOther && a.StatusCode != http.StatusConflict {
					v.Errorf("%s\n%s", a.Status, v.log)
				}
			})
		}
		both.Wait()
		if n := v.told("CT", "employment.updated"); n != 1 {
			v.Errorf("told %d times", n)
		}
	})
}
