package web_test

import (
	"fmt"
	"strings"
	"testing"

	"attune/internal/browser"
	"attune/internal/dbtest"
)

// From a figure to its sessions and to what became of one of them; and from the newest hour at home to a dispute of it.
func TestAuditingANumberInABrowser(t *testing.T) {
	t.Parallel()
	v, p := browserOf(t, "ana", 360, 740)
	audited, seen := counting(t, p, auditNumber, 0), counting(t, p, seeProgress, 0)
	p.Follow(".figure .number a")
	seen()
	if got := reads(p, "#entries"); !strings.Contains(got, "Thursday 1 October 2026 1.75 counted") {
		t.Errorf("behind the figure: %q", got)
	}
	p.Follow("#entries .when a")
	audited()
	if got := reads(p, "#trail"); !strings.Contains(got, "Late, came at 10:15 AM 1.75 Came in verified with an import on 19 November 2026") {
		t.Errorf("the history of an hour: %q", got)
	}

	p.Go(v.url + "/")
	disputed := counting(t, p, disputeMark, 0)
	p.Click("[aria-labelledby=latest] summary")
	p.Set("[aria-labelledby=latest] details[open] [name=words]", "I left at half past eleven")
	p.Follow("[aria-labelledby=latest] details[open] button")
	disputed()
	if got := reads(p, "#mine"); !strings.Contains(got, "You said: “I left at half past eleven”") {
		t.Errorf("after saying so: %q", got)
	}
}

// What a practitioner asks at home beside their figures: what would be otherwise, which group would help, and to say that
// they cannot come.
func TestAPractitionersHomeInABrowser(t *testing.T) {
	t.Parallel()
	v, p := browserOf(t, "ana", 360, 740)
	judged := counting(t, p, whatIfOther, 0)
	p.Follow("main a[href='/hours/what-if']")
	p.Set("[name=category]", "IMHS")
	p.Set("[name=degree]", "masters")
	p.Follow("main form button")
	judged()
	if got := reads(p, "main"); !strings.Contains(got, "counts toward Infant Mental Health Specialist") {
		t.Errorf("what if: %q", got)
	}

	p.Go(v.url + "/")
	said := counting(t, p, sayCannotCome, 0)
	p.Follow("[aria-labelledby=next] [name=away]")
	said()
	if got := reads(p, "main"); !strings.Contains(got, "You said that you cannot come") {
		t.Errorf("after saying so: %q", got)
	}
}

// Who is late goes from home to an open group that would bring it further.
func TestAGroupThatFitsInABrowser(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, market()))
	v.opens("monday", 8)
	p := browser.Open(t, 360, 740)
	v.signIn(p, "ana")
	p.Go(v.url + "/")
	found := counting(t, p, groupThatFits, 0)
	p.Follow("main a[href^='/groups/open#group-']")
	found()
	if got := reads(p, ":target"); !strings.Contains(got, "Monday circle") || !strings.Contains(got, "Ask") {
		t.Errorf("the group: %q", got)
	}
}

// What a manager comes to their desk for: hours of the staff, on the page and as a file, a number of one of them, and
// somebody who leaves.
func TestAManagersDeskInABrowser(t *testing.T) {
	t.Parallel()
	v, p := browserOf(t, "max", 1280, 800)
	shown, file := counting(t, p, staffHours, 0), counting(t, p, staffHoursFile, 0)
	p.Follow("main a[href='/staff/hours']")
	shown()
	if got := reads(p, "main table"); !strings.Contains(got, "Ana Lindqvist") {
		t.Errorf("hours of the staff: %q", got)
	}
	p.Click("main a[download]")
	file()
	if got := browser.Eval[string](p, `fetch(document.querySelector("main a[download]").href).then(file => file.text())`); !strings.Contains(got, "Ana Lindqvist") {
		t.Errorf("the file says %q", got)
	}

	p.Go(fmt.Sprintf("%s/staff/%d", v.url, v.person("ana")))
	audited := counting(t, p, auditColleague, 0)
	p.Follow(".figure .number a")
	p.Follow("#entries .when a")
	audited()
	if got := reads(p, "#trail"); !strings.Contains(got, "Late, came at 10:15 AM 1.75") {
		t.Errorf("the history of an hour: %q", got)
	}

	p.Go(v.url + "/")
	if got := reads(p, "[aria-labelledby=staff]"); !strings.Contains(got, "2 behind") || !strings.Contains(got, "Ben Hollis and Cleo Rivera wait for its hours") {
		t.Errorf("a manager's home says %q", got)
	}
	employed := counting(t, p, employmentOf, 0)
	p.Follow("main a[href='/staff']")
	p.Follow("main tbody tr:first-child td a[href^='/people/']")
	employed()
	if got := reads(p, "main"); !strings.Contains(got, "Employment") || !strings.Contains(got, "Ana Lindqvist") {
		t.Errorf("employment: %q", got)
	}

	p.Go(v.url + "/staff")
	opened := counting(t, p, auditStaff, 0)
	p.Follow("main tbody tr:first-child [data-label=Counted] a")
	p.Follow("#entries .when a")
	opened()
	if got := reads(p, "#trail"); !strings.Contains(got, "1.75") {
		t.Errorf("the history of an hour: %q", got)
	}

	p.Go(v.url + "/")
	measured := counting(t, p, modelMeasure, 0)
	p.Follow("main a[href='/staff/model']")
	measured()
	p.Wait("h1")

	p.Go(v.url + "/")
	left := counting(t, p, somebodyLeaves, 0)
	p.Set("main [name=q]", "ana lind")
	p.Follow("[aria-labelledby=leaves] button")
	p.Follow("[name=step][value=do]")
	left()
	if days := v.lastDays("ana"); strings.Count(days, "2026-11-19") != 2 {
		t.Errorf("after Ana left: %s", days)
	}
}

// A coordinator goes to a session without attendance, and has somebody leave the association.
func TestACoordinatorsDeskInABrowser(t *testing.T) {
	t.Parallel()
	v, p := browserOf(t, "cora@example.org", 1280, 800)
	missing := counting(t, p, missingSheets, 0)
	p.Follow("main .list .when a")
	missing()
	p.Wait("#sheet")

	p.Go(v.url + "/")
	left := counting(t, p, somebodyLeaves, 0)
	p.Set("main [name=q]", "ana@example.org")
	p.Follow("[aria-labelledby=leaves] button")
	p.Follow("[name=step][value=do]")
	left()
	if days := v.lastDays("ana"); strings.Count(days, "2026-11-19") != 2 || v.told("CT", "account.closed") != 0 {
		t.Errorf("after Ana left: %s", days)
	}
}
