package web_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"attune/internal/access"
	"attune/internal/schedule"
)

// absenceKey is a key of somebody's to saying that they cannot come to a session of a group, as a mail carries it.
func (v *town) absenceKey(who, group, at string) string {
	v.Helper()
	return v.absenceKeyTo(who, v.session(group, at))
}

func (v *town) absenceKeyTo(who string, session schedule.SessionID) string {
	v.Helper()
	account, err := v.store.OpenAccount(context.Background(), who, access.TheOperator)
	if err != nil {
		v.Fatal(err)
	}
	token := access.NewToken()
	key := access.AbsenceKey{Session: session, Account: account.ID, Hash: token.Hash(), CreatedAt: v.clock()}
	if err := v.store.CreateAbsenceKey(context.Background(), key); err != nil {
		v.Fatal(err)
	}
	return token.Reveal()
}

// Who comes by the address in a mail says that they cannot come, and takes it back, without signing in; looking says nothing, and
// nothing else opens, whoever is signed in there.
func TestSayingByAMailThatOneCannotCome(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		const day, next = "2026-12-03T10:00", "thursday"
		at, page := "/absence/"+v.absenceKey("ana", next, day), v.at(next, day)
		stranger, ruth := v.stranger(), v.as("ruth")
		for range 2 { // a mail scanner looks, and then a person
			stranger.page(at).must(v.T, "Can you come?", "Thursday circle", `<span class="whole">Thursday 3 December 2026,</span> <span class="whole">10:00 AM–12:00 PM</span>`, "I can't come")
		}
		if n := v.told("CT", "absence.said"); n != 0 {
			v.Fatalf("looking said it %d times", n)
		}
		for range 2 { // a double click
			stranger.post(at, url.Values{"away": {"yes"}}).mustGoTo(v.T, at)
		}
		stranger.page(at).must(v.T, "You said that you cannot come", "I can come after all")
		stranger.page(at).mustNot(v.T, "Ana", "ana@", "Main St")
		if n := v.told("CT", "absence.said"); n != 1 {
			v.Errorf("the history says it %d times", n)
		}
		ruth.page(page).must(v.T, "Ana Lindqvist</span>"+cannotCome)
		if a := stranger.get(page); a.StatusCode == http.StatusOK {
			v.Error("the session's page opened to who came by the mail")
		}

		ben := v.as("ben") // at whose browser Ana opens her mail
		ben.post(at, url.Values{"away": {"no"}}).mustGoTo(v.T, at)
		ruth.page(page).mustNot(v.T, cannotCome)
		ben.post(at, url.Values{"away": {"yes"}}).mustGoTo(v.T, at)
		ruth.page(page).must(v.T, "Ana Lindqvist</span>"+cannotCome)
		ben.page(page).mustNot(v.T, "You said that you cannot come")

		v.passes(14 * 24 * time.Hour)
		for _, a := range []answer{stranger.get(at), stranger.post(at, url.Values{"away": {"no"}})} {
			if a.StatusCode != http.StatusNotFound || !strings.Contains(a.body, "opens nothing any more") {
				v.Errorf("after it began: %s", a.Status)
			}
		}
		if _, err := v.store.SweepSignIns(context.Background(), v.clock()); err != nil {
			v.Fatal(err)
		}
	})
}

// An address dies with the account, with the place in the group and with the session.
func TestAnAddressOfAnAbsenceDies(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		at := "/absence/" + v.absenceKey("ana", "thursday", "2026-12-03T10:00")
		gone := func(what string) {
			v.Helper()
			if a := v.stranger().get(at); a.StatusCode != http.StatusNotFound {
				v.Errorf("%s: %s", what, a.Status)
			}
			if a := v.stranger().post(at, url.Values{"away": {"yes"}}); a.StatusCode != http.StatusNotFound {
				v.Errorf("%s, said: %s", what, a.Status)
			}
		}
		v.stranger().page(at)
		cancel := v.at("thursday", "2026-12-03T10:00") + "/cancel"
		ruth := v.as("ruth")
		if a := ruth.post(cancel, ruth.looked(cancel)); a.StatusCode != http.StatusSeeOther {
			v.Fatalf("cancel: %s", a.Status)
		}
		gone("a cancelled session")
		if n := v.told("CT", "absence.said"); n != 0 {
			v.Errorf("it was said %d times", n)
		}
	})
}
