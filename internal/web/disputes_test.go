package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

// says has somebody dispute their own mark.
func (b *visitor) says(path, words string) answer {
	b.Helper()
	return b.post(path+"/dispute", url.Values{"act": {"open"}, "words": {words}})
}

// stands has somebody decline a dispute.
func (b *visitor) stands(path, who, reason string) answer {
	b.Helper()
	return b.post(path+"/decline", url.Values{"person": {fmt.Sprint(b.person(who))}, "reason": {reason}})
}

func (a answer) mustGoTo(t *testing.T, path string) {
	t.Helper()
	if a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != path {
		t.Fatalf("%s to %q\n%s", a.Status, a.Header.Get("Location"), a.body)
	}
}

func TestADisputeFromBothSides(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		ruth, ana := v.as("ruth"), v.as("ana")
		path := v.verifiedToday(ruth)
		ana.page(path).must(v.T, "Is your mark right?", "This is not right")
		for range 2 { // a double click
			ana.says(path, "I left\r\nat half past <b>eleven</b>").mustGoTo(v.T, path)
		}
		mine := ana.page(path)
		mine.must(v.T, "You said: “I left at half past &lt;b&gt;eleven&lt;/b&gt;”", "It is the turn of whoever leads", "Take it back")
		mine.mustNot(v.T, "This is not right", "Ben Hollis")
		home := ana.page("/")
		home.must(v.T, "Marks you said are not right", `<a href="`+path+`">Thursday circle · `)
		home.mustNot(v.T, `<a href="`+path+`">Ana Lindqvist</a>`)

		ruth.page("/").must(v.T, "Somebody says that their mark is not right", "Ana Lindqvist", `href="`+path+`"`)
		ruth.page(path).must(v.T, "It is your turn", "Amend the sheet", "The mark stands")
		ben := v.as("ben")
		ben.page(path).mustNot(v.T, "half past")
		ben.page("/").mustNot(v.T, "half past")

		ruth.stands(path, "ana", "The door log says noon").mustGoTo(v.T, path)
		ruth.stands(path, "ana", "The door log says noon").mustGoTo(v.T, path)
		ana.page(path).must(v.T, "The mark stands, as was said on", "“The door log says noon”", "This is not right")
		ruth.page("/").mustNot(v.T, "Somebody says that")

		ana.says(path, "The door log is wrong").mustGoTo(v.T, path)
		form := toAmend(ruth, path, "Ana left early, she is right")
		form.Set("people[0].mark", "early")
		form.Set("people[0].left", "11:30")
		ruth.post(path, form).mustGoTo(v.T, path)
		ana.page(path).must(v.T, "The sheet was amended on", "Left early, at 11:30 AM")
		ana.page("/").mustNot(v.T, "Marks you said")

		ana.says(path, "And now it is too short").mustGoTo(v.T, path)
		ana.post(path+"/dispute", url.Values{"act": {"withdraw"}}).mustGoTo(v.T, path)
		ana.page(path).must(v.T, "Taken back on")
		if a := ruth.stands(path, "ana", "It stands"); a.StatusCode != http.StatusConflict {
			v.Errorf("declining what was taken back: %s", a.Status)
		}
	})
}

// Nobody came, it was said, and somebody says that they did: the sheet that is taken after all answers them.
func TestSomebodySaysThatTheyCame(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		ruth, ana, ben := v.as("ruth"), v.as("ana"), v.as("ben")
		path := v.at("thursday", today)
		form := marked(ruth.page(path), "", "", "")
		form.Set("act", "nobody-came")
		ruth.mustKeep(path, form)
		ana.says(path, "I was there").mustGoTo(v.T, path)
		ben.says(path, "So was I").mustGoTo(v.T, path)
		ruth.click(path, "somebody-came")
		form = marked(ruth.page(path), "present", "absent", "absent")
		form.Set("act", "draft")
		ruth.mustKeep(path, form)
		form = formIn(ruth.page(path).body)
		form.Set("act", "verify")
		ruth.mustKeep(path, form)
		ana.page(path).must(v.T, "The sheet was amended on")
		ana.page("/").mustNot(v.T, "Marks you said")
		ben.page(path).must(v.T, "It is the turn of whoever leads the session")
	})
}

func TestWordsThatCannotBeKept(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		ruth, ana := v.as("ruth"), v.as("ana")
		path := v.verifiedToday(ruth)
		for name, words := range map[string]string{
			"empty": "", "blank": " \r\n\t", "zero width": "\u200b\ufeff", "right to left": "\u202e\u200f", "ten thousand": strings.Repeat("<i>x", 2500),
			"turned around": "I was \u202eereht", "zero width inside": "I w\u200bas there", "control": "I was\x01 there",
		} {
			a := ana.says(path, words)
			if a.StatusCode != http.StatusUnprocessableEntity {
				v.Errorf("%s: %s", name, a.Status)
				continue
			}
			a.must(v.T, `id="words-wrong"`, "Your part")
			a.mustNot(v.T, "<i>x", "Ben Hollis")
		}
		ana.says(path, "I left early").mustGoTo(v.T, path)
		for _, reason := range []string{"", "\u200b", "It \u202esdnats", "It st\u200bands", strings.Repeat("x", 501)} {
			a := ruth.stands(path, "ana", reason)
			if a.StatusCode != http.StatusUnprocessableEntity {
				v.Errorf("declining with %d characters: %s", len(reason), a.Status)
				continue
			}
			a.must(v.T, "declined-", "Verified by Ruth Okonkwo", reason)
		}
		ana.page(path).must(v.T, "It is the turn of whoever leads")
	})
}

func TestOneOpenDisputeAPerson(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		path := v.verifiedToday(v.as("ruth"))
		ana := v.as("ana")
		answers := make([]answer, 4)
		var tabs sync.WaitGroup
		for i := range answers {
			tabs.Go(func() { answers[i] = ana.says(path, fmt.Sprintf("Reason %d", i)) })
		}
		tabs.Wait()
		kept := 0
		for _, a := range answers {
			switch a.StatusCode {
			case http.StatusSeeOther:
				kept++
			case http.StatusConflict:
			default:
				v.Errorf("%s\n%s", a.Status, a.body)
			}
		}
		if kept != 1 || len(v.sheet("thursday", today).Disputes) != 1 {
			v.Errorf("%d were kept, %d stand", kept, len(v.sheet("thursday", today).Disputes))
		}
	})
}

func TestCoordinatorsSeeWhatIsOpenTooLong(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		path := v.verifiedToday(v.as("ruth"))
		v.as("ana").says(path, "I left early").mustGoTo(v.T, path)
		v.passes(7*24*time.Hour + time.Minute)
		v.as("ben").says(path, "I came late").mustGoTo(v.T, path)
		cora := v.as("cora@example.org")
		cora.page("/").must(v.T, "2 marks are disputed, 1 of them for longer than a week.", `href="/disputes"`)
		page := cora.page("/disputes")
		page.must(v.T, "Ana Lindqvist", "I left early", "Ben Hollis", "Newer")
		if strings.Index(page.body, "Ana Lindqvist") > strings.Index(page.body, "Newer") || strings.Index(page.body, "Ben Hollis") < strings.Index(page.body, "Newer") {
			v.Errorf("what is older stands behind what is newer:\n%s", page.body)
		}
		cora.stands(path, "ana", "The door log says otherwise").mustGoTo(v.T, path)
		answered := cora.page("/disputes")
		answered.must(v.T, "Nothing has waited that long.", "Ben Hollis")
		answered.mustNot(v.T, "Ana Lindqvist")
		cora.stands(path, "ben", "The door log says otherwise").mustGoTo(v.T, path)
		none := cora.page("/disputes")
		none.must(v.T, "No mark is disputed.")
		none.mustNot(v.T, "Ben Hollis", "longer than a week")
	})
}

// On each line of one's own hours one says where it stands that it is not right, once; a manager's view of them has no
// such form.
func TestALineOfAnHourHoldsItsDispute(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		path := v.at("thursday", "2026-10-01T10:00")
		ana, form := v.as("ana"), fmt.Sprintf(`action="%s/dispute"`, path)
		for _, page := range []string{"/", "/hours", "/hours/earning.IFS"} {
			ana.page(page).must(v.T, form, "Not right?")
		}
		ana.page(path).must(v.T, `id="mine"`, "This is not right")
		staff := v.as("max").page(fmt.Sprintf("/staff/%d/earning.IFS", v.person("ana")))
		staff.mustNot(v.T, form, "Not right?")
		ana.says(path, "I came at ten").mustGoTo(v.T, path)
		for _, page := range []string{"/", "/hours", "/hours/earning.IFS"} {
			said := ana.page(page)
			said.must(v.T, fmt.Sprintf(`href="%s#mine">You said that this is not right`, path))
			said.mustNot(v.T, form)
		}
	})
}
