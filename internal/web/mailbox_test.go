package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"attune/internal/notice"
)

func TestChoosingMail(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("ana")
		b.page("/").must(v.T, `href="/mail"`)
		page := b.page("/mail")
		page.must(v.T, "goes to ana@example.org", `value="hours" checked`, `value="sheets" checked`, `value="security" checked disabled`)
		for range 2 { // a double click
			a := b.post("/mail", url.Values{"want": {"sheets"}})
			if a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != "/mail?kept=1" {
				v.Fatalf("%s\n%s", a.Status, a.body)
			}
		}
		page = b.page("/mail?kept=1")
		page.must(v.T, "Your choice is kept", `value="sheets" checked`, `value="security" checked disabled`)
		page.mustNot(v.T, `value="hours" checked`, `value="credentials" checked`)
		v.as("ben").page("/mail").must(v.T, "No e-mail address of yours is known", `value="hours" checked`) // the choice is Ana's alone
		for _, wrong := range []string{"", "news", "Hours", "hours\r\nx", "<script>", "\u202ehours", "\u200bhours", strings.Repeat("x", 10_000)} {
			a := b.post("/mail", url.Values{"want": {"hours", wrong}})
			if a.StatusCode != http.StatusUnprocessableEntity || strings.Contains(a.body, "<script>") || !strings.Contains(a.body, "no such kind of mail") {
				v.Errorf("wanting %.20q: %s", wrong, a.Status)
			}
		}
		b.page("/mail").mustNot(v.T, `value="hours" checked`)
		if a := b.post("/mail", nil); a.StatusCode != http.StatusSeeOther {
			v.Errorf("wanting nothing: %s", a.Status)
		}
		b.page("/mail").must(v.T, `value="security" checked disabled`)
		account, err := v.store.OpenAccount(v.Context(), "ana", "test")
		if err != nil {
			v.Fatal(err)
		}
		if r, err := v.store.Reader(v.Context(), account.ID); err != nil || len(r.Declined) != len(notice.Topics)-1-len(notice.OnWish) || len(r.Wished) > 0 { // but for security
			v.Errorf("%+v, %v", r, err)
		}
	})
}
