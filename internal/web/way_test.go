package web_test

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"attune/internal/day"
	"attune/internal/fault"
	"attune/internal/portfolio"
)

// training is a training that somebody logged, as the parameters of its address.
func (v *town) training(who string) map[string]string {
	v.Helper()
	var id portfolio.EvidenceID
	for range 2 { // once to enter it, once to find its id
		err := v.store.ChangeEvidence(context.Background(), v.person(who), "test", func(known []portfolio.Evidence) (portfolio.Step, error) {
			for _, e := range known {
				id = e.ID
			}
			on := day.MustParse("2026-11-01")
			e := portfolio.Evidence{Entry: "attune-of-the-test", Matter: portfolio.TrainingMatter, On: on, Title: "Touchpoints", Minutes: 390, Supervision: 60}
			return portfolio.Enter(known, e, 0, on, "test")
		})
		if err != nil {
			v.Fatal(err)
		}
	}
	return ids(":matter", "training", ":evidence", id)
}

// enters fills a form about one's own evidence in and sends it, once or with a second click.
func (b *visitor) enters(matter string, answers ...string) answer {
	b.Helper()
	path := "/hours/way/" + matter + "/new"
	form := formIn(b.page(path).body)
	form.Set("step", "do")
	for i := 0; i+1 < len(answers); i += 2 {
		form[answers[i]] = strings.Split(answers[i+1], ",")
	}
	b.post(path, form)
	return b.post(path, form)
}

var pieceBox = regexp.MustCompile(`name="pieces" value="([\d.]+)"`)

// pieces are those that a list offers to decide about.
func pieces(a answer) []string {
	var ids []string
	for _, m := range pieceBox.FindAllStringSubmatch(a.body, -1) {
		ids = append(ids, m[1])
	}
	return ids
}

func (b *visitor) decidesOn(act, reason string, pieces ...string) answer {
	b.Helper()
	return b.post("/evidence", url.Values{"act": {act}, "reason": {reason}, "pieces": pieces})
}

// Ana earns IFS: 24 hours of supervision, of which 3.75 count (2.00 and 1.75; two more wait), 30 of training, three references,
// both agreements and membership of the year. She logs 6.5 hours of training and asks for a reference, Cora confirms and
// refuses, and Max, her manager, sees how far she is and no piece of it.
func TestTheWholeWay(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		ana, cora, max := v.as("ana"), v.as("cora@example.org"), v.as("max")
		ana.page("/").must(v.T, "/hours/way")
		ana.page("/hours").must(v.T, "/hours/way")
		page := ana.page("/hours/way")
		page.must(v.T, "Next: hours of reflective supervision: 20.25 missing; 18.25 if what waits is counted.", "3.75 of 24 hours counted", "2.00 wait for the coordinator", "0.00 of 30 hours confirmed",
			"0 of 3 confirmed", "Code of ethics", "Endorsement agreement", "Membership of the association in 2026", "6 things are left", "No degree is asked for", "C2", "A reading that the association has to confirm.")
		page.mustNot(v.T, "Exam</span>")

		ana.enters("training", "title", "Touchpoints", "on", "2026-11-01", "hours", "6:30", "supervision", "1.5", "areas", "thinking,reflection").mustGoTo(v.T, "/hours/way#evidence")
		ana.enters("reference", "category", "IFS", "what", "provider", "on", "2026-11-02", "received", "")
		ana.enters("agreement", "what", "code_of_ethics", "on", "2026-11-03")
		ana.enters("membership", "what", "2026", "on", "2026-01-10")
		ana.enters("exam", "category", "IFS", "on", "2026-11-04")
		ana.enters("work", "category", "IFS", "months", "30", "on", "2026-11-04")
		ana.enters("education", "what", "bachelors", "on", "2015-06-01")
		page = ana.page("/hours/way")
		page.must(v.T, "6.50 wait for the coordinator", "1 asked for", "Touchpoints", "1 November 2026", "1.50 hours about giving supervision", "thinking and reflection", "Entered on 19 November 2026",
			"6.50 hours, 0.00 of them confirmed", "Reference: provider of reflective supervision", "Bachelor&#39;s degree", "30 months of work experience", "1 training, ")
		if n := strings.Count(page.body, ">Touchpoints ·"); n != 1 {
			v.Errorf("a second click added the training again: %d", n)
		}

		// What waits, and by whom it is decided: a refusal wants a reason.
		list := cora.page("/evidence")
		list.must(v.T, "Ana Lindqvist", "Touchpoints", "6.50", "Code of ethics", "Membership in 2026")
		list.mustNot(v.T, "Reference:") // it has not come
		waiting := pieces(list)
		if len(waiting) != 6 {
			v.Fatalf("%d pieces wait", len(waiting))
		}
		if a := cora.decidesOn("refuse", " ", waiting[2]); a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(a.body, "Say why") {
			v.Errorf("refused without a reason: %s", a.Status)
		}
		for range 2 {
			cora.decidesOn("confirm", "", waiting[:2]...).mustGoTo(v.T, "/evidence")
		}
		cora.decidesOn("refuse", "The card is of last year", waiting[2]).mustGoTo(v.T, "/evidence")
		if a := cora.decidesOn("confirm", "", waiting[2], waiting[3]); a.StatusCode != http.StatusConflict {
			v.Errorf("confirmed what was refused: %s", a.Status)
		}
		if left := pieces(cora.page("/evidence")); len(left) != 3 {
			v.Errorf("%d pieces wait still", len(left))
		}
		page = ana.page("/hours/way")
		page.must(v.T, "6.50 of 30 hours confirmed", "Not accepted", "“The card is of last year”", "confirmed on 19 November 2026 by cora@example.org", "5 things are left") // all but the code of ethics

		// The reference comes; the training is taken back, and stays on record as that.
		form := regexp.MustCompile(`/hours/way/reference/\d+`).FindString(page.body)
		ana.post(form, url.Values{"step": {"do"}, "received": {"2026-11-05"}}).mustGoTo(v.T, "/hours/way#evidence")
		ana.page("/hours/way").must(v.T, "Asked for on 2 November 2026, came on 5 November 2026", "1 came")
		training := regexp.MustCompile(`/hours/way/training/\d+`).FindString(page.body)
		ana.page(training).must(v.T, "Touchpoints", "6.50 hours · 1 November 2026 · 1.50 hours about giving supervision", "Take it back")
		ana.post(training, url.Values{"step": {"remove"}}).must(v.T, "It stays on record as taken back")
		ana.page("/hours/way").must(v.T, "6.50 of 30 hours confirmed")
		ana.post(training, url.Values{"step": {"remove-do"}}).mustGoTo(v.T, "/hours/way#evidence")
		ana.page("/hours/way").must(v.T, "0.00 of 30 hours confirmed", "Taken back")

		// Her manager and her coordinator.
		at := fmt.Sprintf("/staff/%d/way", v.person("ana"))
		max.page(fmt.Sprintf("/staff/%d", v.person("ana"))).must(v.T, at)
		theirs := max.page(at)
		theirs.must(v.T, "The whole way of Ana Lindqvist", "3.75 of 24 hours counted", "0.00 of 30 hours confirmed", "is seen by the person and the coordinator")
		theirs.mustNot(v.T, "Touchpoints", "The card is of last year", "provider of reflective supervision", "/hours/way/")
		cora.page(at).must(v.T, "Touchpoints", "The card is of last year", "provider of reflective supervision")

		// What was confirmed by mistake is refused still, from the page of her evidence.
		one := fmt.Sprintf("/evidence?person=%d", v.person("ana"))
		cora.page(at).must(v.T, one)
		theirs = cora.page(one)
		theirs.must(v.T, "Evidence of Ana Lindqvist", "Confirmed · signed on 3 November 2026")
		// A list from before it was confirmed refuses it no longer; and who forgets the reason finds their choice where they made it.
		if a := cora.decidesOn("refuse", "Signed by somebody else", waiting[1]); a.StatusCode != http.StatusConflict {
			v.Errorf("refused what was confirmed since it was read: %s", a.Status)
		}
		signed := regexp.MustCompile(`value="(\d+\.2)"> Code of ethics`).FindStringSubmatch(theirs.body)[1]
		refusal := url.Values{"act": {"refuse"}, "pieces": {signed}}
		again := cora.post(one, refusal)
		again.must(v.T, "Evidence of Ana Lindqvist", `value="`+signed+`" checked`, `action="`+one+`"`, "it stays on record")
		refusal.Set("reason", "Signed by somebody else")
		cora.post(one, refusal).mustGoTo(v.T, one)
		ana.page("/hours/way").must(v.T, "“Signed by somebody else”", "6 things are left")
		for _, who := range []string{"max", "ana"} {
			if a := v.as(who).get(one); a.StatusCode != http.StatusNotFound {
				v.Errorf("%s looks at %s: %s", who, one, a.Status)
			}
		}

		chain, err := v.store.HistoryOf(v.Context(), "CT", 0, 1000)
		if err != nil {
			v.Fatal(err)
		}
		acts := make(map[string]int)
		for _, row := range chain {
			acts[row.Act]++
		}
		for act, n := range map[string]int{"evidence.given": 7, "evidence.asked": 1, "evidence.confirmed": 2, "evidence.refused": 2, "evidence.withdrawn": 1} { // given: six entered, one reference come
			if acts[act] != n {
				v.Errorf("%s stands in the history %d times, want %d", act, acts[act], n)
			}
		}
	})
}

// Whose evidence it is decides nothing of it: a coordinator's own waits for another. Of another association's nothing is
// there, and what cannot be meant says which answer it is.
func TestNobodyConfirmsTheirOwn(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		v.invite("ana@example.org", "CT") // Ana coordinates now, too
		v.invite("mia@example.org", "MI")
		v.training("eli")
		ana := v.as("ana")
		ana.enters("training", "title", "Touchpoints", "on", "2026-11-01", "hours", "6.5")
		own := pieces(ana.page("/evidence"))
		if len(own) != 1 {
			v.Fatalf("%d pieces wait", len(own))
		}
		for _, act := range []string{"confirm", "refuse"} {
			if a := ana.decidesOn(act, "Because", own...); a.StatusCode != http.StatusForbidden || !strings.Contains(a.body, "Nobody confirms their own") {
				v.Errorf("her own: %s", a.Status)
			}
		}
		v.as("mia@example.org").page("/evidence").mustNot(v.T, "Ana Lindqvist")
		if a := v.as("mia@example.org").decidesOn("confirm", "", own...); a.StatusCode != http.StatusConflict {
			v.Errorf("of another association: %s", a.Status)
		}
		v.as("cora@example.org").decidesOn("confirm", "", own...).mustGoTo(v.T, "/evidence")

		for _, wrong := range [][]string{
			{"title", "", "on", "2026-11-01", "hours", "6.5"},
			{"title", "Touchpoints", "on", "2026-11-20", "hours", "6.5"},
			{"title", "Touchpoints", "on", "2026-11-01", "hours", "six"},
			{"title", "Touchpoints", "on", "2026-11-01", "hours", "6", "supervision", "7"},
			{"title", "Touchpoints", "on", "2026-11-01", "hours", "6:30"}, // it is there already
		} {
			if a := ana.enters("training", wrong...); a.StatusCode != http.StatusUnprocessableEntity {
				v.Errorf("%q: %s", wrong, a.Status)
			}
		}
		ana.enters("reference", "category", "IFS", "what", "Ruth Okonkwo", "on", "2026-11-01").must(v.T, "Choose one of these")
		p, err := v.store.Portfolio(v.Context(), v.person("ana"))
		if err != nil || len(p.Evidence) != 1 {
			v.Errorf("%d pieces, %v", len(p.Evidence), err)
		}
		if _, err := v.store.Portfolio(v.Context(), 999999); fault.KindOf(err) != fault.NotFound {
			v.Errorf("nobody's portfolio: %v", err)
		}
		for _, form := range []url.Values{{"act": {"confirm"}}, {"act": {"burn"}, "pieces": own}, {"act": {"confirm"}, "pieces": {"x"}}, {"act": {"confirm"}, "pieces": {"1"}}, {"act": {"confirm"}, "pieces": {"-1.1"}}} {
			if a := v.as("cora@example.org").post("/evidence", form); a.StatusCode != http.StatusUnprocessableEntity {
				v.Errorf("%v: %s", form, a.Status)
			}
		}
	})
}

// A training of a verified sheet leads to its session: whose it was to theirs, wherever, and the coordinator to those of their own
// association's groups alone.
func TestATrainingOnTheWholeWayLeadsToItsSession(t *testing.T) {
	t.Parallel()
	files := maps.Clone(harbor)
	files["groups.csv"] += "\nfeelings,First Feelings,vic,CT,America/New_York,training,group,in_person,8,Main Street 5,harbor\nlakes,Lake Days,zoe,MI,America/Los_Angeles,training,group,virtual,8,https://meet.example.org/lakes,"
	files["memberships.csv"] += "\nfeelings,ana,2026-01-01,\nlakes,ana,2026-01-01,"
	files["sessions.csv"] += `
f1,feelings,2026-10-05T09:00,120,held,2026-10-05T13:00:00Z,2026-10-05T15:00:00Z,,,,,verified
l1,lakes,2026-10-06T09:00,60,held,2026-10-06T16:00:00Z,2026-10-06T17:00:00Z,,,,,verified`
	files["attendance.csv"] += "\nf1,ana,present,,\nl1,ana,present,,"
	inTown(t, files, func(v *town) {
		feelings := `<a href="` + v.named("feelings", "f1") + `">First Feelings</a>`
		lakes := `<a href="` + v.named("lakes", "l1") + `">Lake Days</a>`
		ana := v.as("ana")
		ana.page("/hours/way").must(v.T, feelings, lakes)
		ana.page(v.named("feelings", "f1")).must(v.T, "First Feelings")
		ana.page(v.named("lakes", "l1")).must(v.T, "Lake Days")
		cora, at := v.as("cora@example.org"), fmt.Sprintf("/staff/%d/way", v.person("ana"))
		page := cora.page(at)
		page.must(v.T, feelings, "Lake Days")
		page.mustNot(v.T, lakes)
		cora.page(v.named("feelings", "f1")).must(v.T, "First Feelings")
		v.as("max").page(at).mustNot(v.T, "First Feelings")
	})
}

// Ana goes back to a training that she entered, corrects its hours and sends it once more: she is told that it was entered, finds
// it from there, and what she typed is in the form still. Once she took the first back, the same form enters it.
func TestAFormOfEvidenceThatWasEnteredSaysSo(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		ana := v.as("ana")
		const path = "/hours/way/training/new"
		form := formIn(ana.page(path).body)
		for name, answer := range map[string]string{"step": "do", "title": "Touchpoints", "on": "2026-11-01", "hours": "6.5"} {
			form.Set(name, answer)
		}
		for range 2 { // a double click
			ana.post(path, form).mustGoTo(v.T, "/hours/way#evidence")
		}
		form.Set("hours", "5.5")
		again := ana.post(path, form)
		again.must(v.T, "You have entered this form already, on 19 November 2026, so what you changed in it since was not kept.", "Look at what you entered, or take it back", `value="5.5"`)
		if again.StatusCode != http.StatusUnprocessableEntity {
			v.Errorf("entered with other hours: %s", again.Status)
		}
		ana.page("/hours/way").must(v.T, "6.50 hours")
		first := regexp.MustCompile(`href="(/hours/way/training/\d+)"`).FindStringSubmatch(again.body)[1]
		taken := formIn(ana.page(first).body)
		taken.Set("step", "remove-do")
		ana.post(first, taken).mustGoTo(v.T, "/hours/way#evidence")
		form = formIn(again.body)
		form.Set("step", "do")
		ana.post(path, form).mustGoTo(v.T, "/hours/way#evidence")
		ana.page("/hours/way").must(v.T, "5.50 hours")
	})
}
