package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"attune/internal/attendance"
)

// sends has a script send a form: it wants to know only whether it was kept.
func (b *visitor) sends(path string, form url.Values) answer {
	b.Helper()
	r := b.request(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Prefer", "return=minimal")
	return b.do(r)
}

// A form whose answer was lost is sent again, after the sheet has gone on: it is answered as it was, and changes nothing.
func TestAFormThatIsSentAgain(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		path := v.at("thursday", today)
		ruth, cora := v.as("ruth"), v.as("cora@example.org")
		form := marked(ruth.page(path), "present", "late", "excused")
		if again := marked(ruth.page(path)); again.Get("sending") == form.Get("sending") || len(again.Get("sending")) != 32 {
			v.Errorf("forms are called %q and %q", form.Get("sending"), again.Get("sending"))
		}
		form.Set("act", "draft")
		if a := ruth.post(path, form); a.StatusCode != http.StatusSeeOther {
			v.Fatalf("sent: %s", a.Status)
		}
		cora.mustKeep(path, marked(cora.page(path), "present", "present", "present"))
		stands := v.sheet("thursday", today)
		if a := ruth.post(path, form); a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != path {
			v.Errorf("sent again: %s to %s", a.Status, a.Header.Get("Location"))
		}
		if a := ruth.sends(path, form); a.StatusCode != http.StatusNoContent || a.body != "" || !strings.Contains(a.Header.Get("Set-Cookie"), "attune-kept="+form.Get("sending")) {
			v.Errorf("sent again by a script: %s, %q", a.Status, a.body)
		}
		other := form
		other.Set("people[0].mark", "absent") // the same id, and something else: nothing is lost, and nothing written
		ruth.post(path, other).must(v.T, "Nothing was changed; compare the two", "What you had entered", "Absent")
		if got := v.sheet("thursday", today); got.Revision != stands.Revision || got.State != attendance.Verified {
			v.Errorf("revision %d, %s", got.Revision, got.State)
		}
		v.mustCredit("thursday", today, map[string]int{"ana received": 120, "ben received": 120, "cleo received": 120, "ruth provided": 120})
	})
}

// "Nobody came", and then somebody had: the first form, sent again because its answer was lost, does not take that back.
func TestAClosingThatIsSentAgain(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		path := v.at("thursday", today)
		b := v.as("ruth")
		for act, undo := range map[string]string{"nobody-came": "somebody-came", "did-not-take-place": "took-place"} {
			form := marked(b.page(path))
			form.Set("act", act)
			for _, send := range []func() answer{
				func() answer { return b.post(path, form) }, func() answer { return b.click(path, undo) }, func() answer { return b.post(path, form) },
			} {
				if a := send(); a.StatusCode != http.StatusSeeOther {
					v.Fatalf("%s: %s\n%s", act, a.Status, a.body)
				}
			}
			b.page(path).must(v.T, "Save and verify")
		}
	})
}

// A form that is only looked at writes nothing, whatever it was meant for, and is answered as it would be.
func TestAFormThatIsLookedAt(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		path := v.at("thursday", today)
		b := v.as("ruth")
		looks := func(form url.Values, meant string, status int, says string) {
			v.Helper()
			stands := v.sheet("thursday", today)
			form.Set("act", "look-"+meant)
			for range 2 {
				if a := b.post(path, form); a.StatusCode != status || !strings.Contains(a.body, says) || strings.Contains(a.Header.Get("Set-Cookie"), "attune-kept") {
					v.Errorf("looking at %s: %s, not %q\n%s", meant, a.Status, says, a.body)
				}
			}
			if got := v.sheet("thursday", today); got.Revision != stands.Revision || got.State != stands.State || got.Amended() != stands.Amended() {
				v.Errorf("looking at %s: revision %d, %s", meant, got.Revision, got.State)
			}
		}
		const fits, marksMissing = "Nobody has it yet", "Choose a mark."
		form := marked(b.page(path), "present", "late", "excused")
		for _, meant := range []string{"verify", "draft", "nobody-came", "did-not-take-place", "look-verify", ""} {
			looks(form, meant, http.StatusOK, fits)
		}
		looks(marked(b.page(path), "present"), "verify", http.StatusUnprocessableEntity, marksMissing)
		form.Set("act", "verify")
		b.mustKeep(path, form) // looking used up nothing
		amending := marked(b.page(path+"/amend"), "present", "absent", "excused")
		amending.Set("reason", "Ben was not there")
		for _, meant := range []string{"amend", "keep"} {
			looks(amending, meant, http.StatusOK, fits)
		}
		amending.Set("act", "keep")
		b.mustKeep(path, amending)
		looks(marked(b.page(path+"/amend")), "take-back", http.StatusOK, fits)
		amending.Set("people[0].mark", "absent")
		looks(amending, "amend", http.StatusConflict, "Somebody else was here")
		v.mustCredit("thursday", today, map[string]int{"ana received": 120, "ben received": 105, "ruth provided": 120})
	})
}

func TestOneFormTwiceAtOnceIsOneVersion(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		path := v.at("thursday", today)
		b := v.as("ruth")
		form := marked(b.page(path), "present", "present", "present")
		var arrivals sync.WaitGroup
		for range 3 {
			arrivals.Go(func() {
				if a := b.sends(path, form); a.StatusCode != http.StatusNoContent {
					v.Errorf("%s\n%s", a.Status, a.body)
				}
			})
		}
		arrivals.Wait()
		if sheet := v.sheet("thursday", today); sheet.Version != 1 || sheet.Revision != 1 {
			v.Errorf("version %d, revision %d", sheet.Version, sheet.Revision)
		}
	})
}

// Nothing that one person filled in is kept in the name of the next at the same browser, and an id is nothing to them.
func TestAFormOfSomebodyElse(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		path := v.at("thursday", today)
		ruth, cora := v.as("ruth"), v.as("cora@example.org")
		form := marked(ruth.page(path), "present", "present", "present")
		for range 2 { // before and after it is kept
			if a := cora.post(path, form); a.StatusCode != http.StatusUnauthorized || !strings.Contains(a.body, "Somebody else is signed in") || !strings.Contains(a.body, "Somebody else filled this form in") {
				v.Errorf("%s\n%s", a.Status, a.body)
			}
			ruth.mustKeep(path, form)
		}
		if sheet := v.sheet("thursday", today); sheet.Version != 1 {
			v.Errorf("version %d", sheet.Version)
		}
		for _, by := range []string{"x", "1e9", strings.Repeat("9", 10_000), "\u202e1"} {
			form.Set("by", by)
			if a := ruth.post(path, form); a.StatusCode < 400 || a.StatusCode >= 500 {
				v.Errorf("by %.10q: %s", by, a.Status)
			}
		}
	})
}

// Who has come with a reminder's key and never saw the answer: the key is done, the form was kept.
func TestAFormThatIsSentAgainWithAKey(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		address := v.keyTo(v.session("thursday", today), "ruth")
		path, _, _ := strings.Cut(address, "?")
		b := v.stranger()
		form, late := marked(b.opens(address), "present", "present", "present"), marked(b.page(path), "late", "late", "late")
		for range 2 {
			if a := b.sends(path, form); a.StatusCode != http.StatusNoContent {
				v.Errorf("%s\n%s", a.Status, a.body)
			}
		}
		if a := b.sends(path, late); a.StatusCode != http.StatusConflict || !strings.Contains(a.body, "The sheet is done") {
			v.Errorf("another form: %s\n%s", a.Status, a.body)
		}
		v.mustCredit("thursday", today, map[string]int{"ana received": 120, "ben received": 120, "cleo received": 120, "ruth provided": 120})
	})
}
