package store_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"attune/internal/access"
	"attune/internal/attendance"
	"attune/internal/dbtest"
	"attune/internal/mail"
	"attune/internal/notice"
	"attune/internal/postbox"
	"attune/internal/roster"
	"attune/internal/store"
)

// reminds goes up the ladder and wants so many new notices.
func (p *postman) reminds(want int) {
	p.t.Helper()
	got, err := p.RemindOfSheets(p.t.Context(), p.clock(), func(m notice.Missing) []notice.Notice { return m.Ladder(p.clock()) })
	if err != nil || got != want {
		p.t.Errorf("at %s: %d reminders, %v; want %d", p.clock(), got, err, want)
	}
}

// until lets time pass until a moment on the clocks of New York.
func (p *postman) until(local string) {
	p.t.Helper()
	at, err := time.ParseInLocation("2006-01-02T15:04", local, newYork(p.t))
	if err != nil {
		p.t.Fatal(err)
	}
	p.passes(at.Sub(p.clock()))
}

// told are the recipients of missing sheets, in the order of the outbox, each with their rung.
func (p *postman) reminded() []string {
	p.t.Helper()
	var rows []struct{ Recipient, Fact string }
	if err := store.Ask(p.t.Context(), p.Store).Raw(`select recipient, fact from notices where fact like 'sheet.missing:%' order by id`).Scan(&rows).Error; err != nil {
		p.t.Fatal(err)
	}
	told := make([]string, len(rows))
	for i, r := range rows {
		told[i] = r.Recipient + " " + r.Fact[strings.LastIndex(r.Fact, ":")+1:]
	}
	return told
}

// Bea forgets a sheet: she is reminded twice, then her group's manager and the coordinators hear of it, each once.
func TestASheetIsMissed(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		p := postmanAt(t, db, postbox.Manners{})
		p.exec(`delete from sessions`)
		p.exec(`update groups set program_id = 7 where id = 3`)
		for _, email := range []string{"cora@example.org", "gone@example.org"} {
			if _, err := p.Invite(t.Context(), access.Invitation{Email: email, Role: access.Coordinator, Association: "CT"}, "test"); err != nil {
				t.Fatal(err)
			}
		}
		p.exec(`update accounts set closed_at = ? where email = 'gone@example.org'`, noon)
		p.meets("old", "2026-11-09", "held", nil) // more than a week ago
		p.meets("forgotten", "2026-11-23", "scheduled", nil)
		p.meets("by Cyd", "2026-11-24", "scheduled", int64(cyd))
		p.meets("by nobody", "2026-11-30", "scheduled", "-")
		p.meets("cancelled", "2026-11-23", "cancelled", nil)
		p.meets("verified", "2026-11-23", "held", nil)
		p.sheet("verified", "verified")
		p.reminds(0)
		for _, step := range []struct {
			at   string
			want int
		}{
			{"2026-11-23T12:29", 0},
			{"2026-11-23T12:30", 1},
			{"2026-11-23T12:35", 0},
			{"2026-11-24T08:00", 1},
			{"2026-11-24T12:30", 1},
			{"2026-11-25T08:00", 1},
			{"2026-11-26T08:00", 2},
		} {
			p.until(step.at)
			p.reminds(step.want)
			p.reminds(0)
		}
		p.sheet("by Cyd", "verified") // at last, before the third day
		p.until("2026-11-27T08:00")
		p.reminds(0)
		want := []string{"person:2 1", "person:2 2", "person:3 1", "person:3 2", "account:1 3", "person:5 3"}
		if got := p.reminded(); !slices.Equal(got, want) {
			t.Errorf("told %q, want %q", got, want)
		}
	})
}

// What the reminder opens is the sheet, and once it is verified nothing is sent that still waits.
func TestAReminderThatIsOverdue(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		p := postmanAt(t, db, postbox.Manners{})
		p.exec(`delete from sessions`)
		p.meets("forgotten", "2026-11-23", "scheduled", nil)
		p.until("2026-11-23T13:00")
		p.reminds(1)
		p.delivers(mail.Round{Sent: 1})
		if text := p.box.Letters()[0].Text; !strings.Contains(text, "Open the sheet:\r\nhttps://attune.example.org/sessions/") || strings.Contains(text, "Bea") {
			t.Error(text)
		}
		p.until("2026-11-24T08:00")
		p.reminds(1)
		p.sheet("forgotten", "verified")
		p.delivers(mail.Round{Dropped: 1})
	})
}

// Who hears on the third day does not, where the sheet is verified, the session moved or called off before the mail is sent.
func TestAReminderThatHasLostItsReason(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		p := postmanAt(t, db, postbox.Manners{})
		p.Store = db.Open(t, store.Options{Now: p.clock})
		p.exec(`delete from sessions`)
		p.invite(access.Invitation{Email: "cora@example.org", Role: access.Coordinator, Association: "CT"})
		for _, name := range []string{"verified", "moved", "called off", "forgotten"} {
			p.meets(name, "2026-11-23", "scheduled", nil)
		}
		p.until("2026-11-26T08:00")
		p.reminds(8)
		p.sheet("verified", "verified")
		p.exec(`update sessions set local_start = '2026-12-07T10:00', starts_at = ? where external_id = 'moved'`, noon.AddDate(0, 0, 15))
		p.exec(`update sessions set status = 'cancelled' where external_id = 'called off'`)
		p.delivers(mail.Round{Sent: 2, Dropped: 6})
		if n := p.number(`select count(*) from notices where dropped_at is not null and failure = 'What it asks for was done meanwhile, or what it says is out of date.'`); n != 6 {
			t.Errorf("of %d it is said why they were not sent", n)
		}
	})
}

// A dispute waits for a week: who coordinates is told, once, unless it is answered before the mail is sent.
func TestADisputeThatIsOpenForLong(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		p := postmanAt(t, db, postbox.Manners{})
		p.Store = db.Open(t, store.Options{Now: p.clock})
		p.exec(`delete from sessions`)
		p.invite(access.Invitation{Email: "cora@example.org", Role: access.Coordinator, Association: "CT"})
		p.invite(access.Invitation{Email: "mia@example.org", Role: access.Coordinator, Association: "MI"})
		p.meets("held", "2026-11-16", "held", nil)
		p.sheet("held", "verified")
		says := func(person roster.PersonID, turn string, ends bool) {
			p.exec(`insert into disputes (association, session_id, person_id, round, ends, turn, words, taken_at)
				select 'CT', id, ?, 1, ?, ?, 'I was there.', ? from sessions`, int64(person), ends, turn, p.clock())
		}
		reminds := func(want int) {
			t.Helper()
			at := p.clock()
			got, err := p.RemindOfDisputes(t.Context(), at, func(d attendance.Disputed, to []notice.Recipient) []notice.Notice {
				return notice.OfLongDispute(d, to, at)
			})
			if err != nil || got != want {
				t.Errorf("at %s: %d told, %v; want %d", at, got, err, want)
			}
		}
		says(ada, "opened", false)
		says(flo, "opened", false)
		p.passes(time.Hour)
		says(flo, "declined", true)
		p.passes(7*24*time.Hour - time.Hour)
		reminds(0)
		p.passes(time.Minute)
		reminds(1)
		p.passes(24 * time.Hour)
		reminds(0)
		p.delivers(mail.Round{Sent: 1})
		if l := p.box.Letters()[0]; l.To != "cora@example.org" || !strings.Contains(l.Text, "Monday circle") || strings.Contains(l.Text, "Ada") || strings.Contains(l.Text, "I was there") {
			t.Errorf("%s is told:\n%s", l.To, l.Text)
		}
		p.exec(`delete from notices`)
		reminds(1)
		says(ada, "amended", true)
		p.delivers(mail.Round{Dropped: 1})
		reminds(0)
	})
}

// However many sheets are missing, the statements are as many.
func TestTheLadderTakesAFixedNumberOfStatements(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		p := postmanAt(t, db, postbox.Manners{})
		p.exec(`delete from sessions`)
		p.meets("one", "2026-11-16", "scheduled", nil)
		count := func() int {
			ctx, count := store.Counted(t.Context())
			at := p.clock().AddDate(0, 0, -2)
			if _, err := p.RemindOfSheets(ctx, at, func(m notice.Missing) []notice.Notice { return m.Ladder(at) }); err != nil {
				t.Fatal(err)
			}
			return len(count.Statements())
		}
		one := count()
		for _, name := range []string{"two", "three", "four", "five", "six"} {
			p.meets(name, "2026-11-17", "scheduled", nil)
		}
		if many := count(); many != one || one > 7 {
			t.Errorf("%d statements for one sheet, %d for five more", one, many)
		}
	})
}
