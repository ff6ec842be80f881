package web_test

import (
	"strings"
	"testing"
	"time"

	"attune/internal/browser"
	"attune/internal/dbtest"
	"attune/internal/notice"
)

// The bar: two clicks from the reminder's sheet, which the mail opens without signing in.
func TestFromTheReminderInTwoClicksInABrowser(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	v.passes(time.Hour) // the session ended an hour and a half ago
	v.reminds()
	kept, err := v.store.Outbox(t.Context(), notice.Waiting, 0, 10)
	if err != nil || len(kept) != 1 || kept[0].To.Person != v.person("ruth") {
		t.Fatalf("reminders: %+v, %v", kept, err)
	}
	address, _, err := v.opener().Open(t.Context(), kept[0].Notice, "test")
	if err != nil {
		t.Fatal(err)
	}
	p := browser.Open(t, 360, 740)
	p.Go(address)
	if strings.Contains(p.Address(), "key=") {
		t.Errorf("the key stays in the address: %s", p.Address())
	}
	watchFaults(p)
	signed := counting(t, p, fromReminder, 0)
	p.Click("[data-everyone]")
	noFaults(t, p)
	p.DoubleClick("[value=verify]") // by an impatient thumb
	p.Wait("main:not(:has(#sheet)) h1")
	signed()
	p.Go(address)
	if text := reads(p, "main"); !strings.Contains(text, "The sheet is done") {
		t.Errorf("after verifying: %s", text)
	}
	v.mustCredit("thursday", today, map[string]int{"ana received": 120, "ben received": 120, "cleo received": 120, "ruth provided": 120})
}
