package store_test

import (
	"strings"
	"testing"

	"attune/internal/access"
	"attune/internal/dbtest"
	"attune/internal/fault"
	"attune/internal/postbox"
	"attune/internal/store"
)

func TestAnAccountHasAClock(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		account := o.account("p1")
		for range 2 { // the second time changes nothing
			if err := o.ChooseClock(t.Context(), account.ID, "America/Los_Angeles"); err != nil {
				t.Fatal(err)
			}
		}
		if actor, err := o.ActorOf(t.Context(), account.ID, noon); err != nil || actor.TimeZone != "America/Los_Angeles" {
			t.Errorf("%+v, %v", actor, err)
		}
		if err := o.ChooseClock(t.Context(), account.ID, "America/Nowhere"); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a zone that is none: %v", err)
		}
		if err := o.ChooseClock(t.Context(), account.ID, ""); err != nil {
			t.Fatal(err)
		}
		if actor, err := o.ActorOf(t.Context(), account.ID, noon); err != nil || actor.TimeZone != "" {
			t.Errorf("back to the association's: %+v, %v", actor, err)
		}
		o.close(account)
		if err := o.ChooseClock(t.Context(), account.ID, "UTC"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("of a closed account: %v", err)
		}
	})
}

// Ada lives by the clocks of Los Angeles, Bea's are those of the association again, and Cyd has left; Cora, of no roster, chose Denver.
func TestMailsTellTheClockThatWasChosen(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		p := postmanAt(t, db, postbox.Manners{})
		p.exec(`delete from sessions`)
		cora := p.invite(access.Invitation{Email: "cora@example.org", Role: access.Coordinator, Association: "CT"})
		beas, cyds := p.account("p2"), p.account("p3")
		for account, zone := range map[access.AccountID]string{
			p.account("p1").ID: "America/Los_Angeles", beas.ID: "Asia/Tokyo", cyds.ID: "Asia/Tokyo", cora.ID: "America/Denver",
		} {
			if err := p.ChooseClock(t.Context(), account, zone); err != nil {
				t.Fatal(err)
			}
		}
		if err := p.ChooseClock(t.Context(), beas.ID, ""); err != nil {
			t.Fatal(err)
		}
		p.close(cyds)
		reads := func(recipient, topic, want string) {
			t.Helper()
			var lines []string
			err := store.Ask(t.Context(), p.Store).Raw(`select lines from notices where recipient = ? and topic = ? order by id desc`, recipient, topic).Scan(&lines).Error
			if err != nil || len(lines) == 0 || !strings.Contains(lines[0], want) || !strings.Contains(want, "for you") && strings.Contains(lines[0], "for you") {
				t.Errorf("%s reads %q, %v, want %q", recipient, lines, err, want)
			}
		}
		p.meets("forgotten", "2026-11-23", "scheduled", nil)
		p.until("2026-11-22T08:00")
		p.remindsOfSessions("of ten o'clock", 2)
		reads("person:1", "day_before", "Monday 23 November 2026, 10:00 AM EST (7:00 AM for you), 90 minutes")
		reads("person:2", "day_before", "Monday 23 November 2026, 10:00 AM, 90 minutes")

		p.until("2026-11-26T08:00")
		p.reminds(2)
		reads("person:2", "sheets", "on 23 November 2026, 10:00–11:30 AM. ")
		reads(cora.ID.String(), "sheets", "on 23 November 2026, 10:00–11:30 AM EST (8:00–9:30 AM for you), and that session")

		if _, err := p.plan(tuesdays()); err != nil {
			t.Fatal(err)
		}
		reads("person:1", "sessions", "Tuesday 1 December 2026, 9:00 AM EST (6:00 AM for you), 60 minutes.")
		reads("person:3", "sessions", "Tuesday 1 December 2026, 9:00 AM, 60 minutes.")
	})
}
