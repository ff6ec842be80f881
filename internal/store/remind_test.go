package store_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"attune/internal/attendance"
	"attune/internal/dbtest"
	"attune/internal/mail"
	"attune/internal/notice"
	"attune/internal/postbox"
	"attune/internal/schedule"
	"attune/internal/store"
)

// reminding is a postman with one session of the Monday circle, a week after noon: Ada belongs to it, Bea leads it.
func reminding(t *testing.T, db dbtest.Database) (*postman, schedule.SessionID) {
	t.Helper()
	p := postmanAt(t, db, postbox.Manners{})
	p.Store = db.Open(t, store.Options{Now: p.clock})
	p.exec(`delete from sessions`)
	p.meets("week", "2026-11-30", "scheduled", nil)
	return p, p.sessionNamed("week")
}

// remindsOfSessions runs the duty, and wants so many reminders to be new.
func (p *postman) remindsOfSessions(about string, want int) {
	p.t.Helper()
	at := p.clock()
	n, err := p.RemindOfSessions(p.t.Context(), at, func(c notice.Coming) []notice.Notice { return c.Reminders(at) })
	if err != nil || n != want {
		p.t.Errorf("%s, at %s: %d reminders, %v; want %d", about, at, n, err, want)
	}
}

func (p *postman) arrives(t time.Time) { p.passes(t.Sub(p.clock())) }

// Eight in the morning of 29 November in New York, and nine on the day.
var (
	eightBefore = time.Date(2026, 11, 29, 13, 0, 0, 0, time.UTC)
	anHourTo    = time.Date(2026, 11, 30, 14, 0, 0, 0, time.UTC)
)

// Ada and Bea are reminded the day before, once, however often and wherever the duty is run; an hour before only who wishes for it.
func TestEachIsRemindedOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		p, _ := reminding(t, db)
		p.remindsOfSessions("days before", 0)
		p.arrives(eightBefore.Add(-10 * time.Minute))
		var both sync.WaitGroup
		for range 2 {
			both.Go(func() {
				at := p.clock()
				if _, err := p.RemindOfSessions(t.Context(), at, func(c notice.Coming) []notice.Notice { return c.Reminders(at) }); err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
		p.remindsOfSessions("once more", 0)
		if n := p.count("notices"); n != 2 {
			t.Errorf("%d reminders of two people", n)
		}
		p.delivers(mail.Round{})
		p.passes(10 * time.Minute)
		p.delivers(mail.Round{Sent: 2})
		for _, l := range p.box.Letters() {
			if l.Subject() != "Tomorrow: Monday circle, 30 November 2026" || !strings.Contains(l.Text, "Choose which mails you get: https://attune.example.org/mail") ||
				strings.Contains(l.Text, "/absence/") != (l.To == "ada@example.org") {
				t.Errorf("%s reads %s\n%s", l.To, l.Subject(), l.Text)
			}
		}
		err := p.ChooseMail(t.Context(), p.account("p1").ID, func(r notice.Reader) (notice.Reader, error) {
			return r.Choose([]notice.Topic{notice.HourBefore, notice.Sessions})
		})
		if err != nil {
			t.Fatal(err)
		}
		p.arrives(anHourTo)
		p.remindsOfSessions("an hour before, to Ada alone", 1)
		p.delivers(mail.Round{Sent: 1})
	})
}

// A reminder that waits is not sent once the session is another: the old hour is told nobody, the new one is; of what was
// cancelled, or said no to, or declined, nobody is reminded.
func TestAReminderOfASessionThatIsAnother(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		happens func(p *postman, id schedule.SessionID)
		sent    int // of the two reminders of the day before
	}{
		"nothing": {func(*postman, schedule.SessionID) {}, 2},
		"moved by an hour": {func(p *postman, id schedule.SessionID) {
			p.exec(`update sessions set local_start = '2026-11-30T11:00', starts_at = ?, sequence = sequence + 1 where id = ?`, anHourTo.Add(2*time.Hour), int64(id))
		}, 0},
		"elsewhere": {func(p *postman, id schedule.SessionID) {
			p.exec(`update sessions set modality = 'in_person', sequence = sequence + 1 where id = ?`, int64(id))
		}, 0},
		"cancelled": {func(p *postman, id schedule.SessionID) {
			p.exec(`update sessions set status = 'cancelled', sequence = sequence + 1 where id = ?`, int64(id))
		}, 0},
		"Ada cannot come": {func(p *postman, id schedule.SessionID) {
			err := p.SayAhead(p.t.Context(), id, "account:1", func(s attendance.Sheet) (attendance.Word, error) { return s.Say(ada, true, p.clock()) })
			if err != nil {
				p.t.Fatal(err)
			}
			p.exec(`delete from notices where fact like 'absence%'`)
		}, 1},
		"Ada left the group": {func(p *postman, _ schedule.SessionID) { p.exec(`update memberships set ends_on = '2026-11-28'`) }, 1},
		"Ada declines": {func(p *postman, _ schedule.SessionID) {
			if err := p.ChooseMail(p.t.Context(), p.account("p1").ID, func(r notice.Reader) (notice.Reader, error) { return r.Choose(nil) }); err != nil {
				p.t.Fatal(err)
			}
		}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
				p, id := reminding(t, db)
				p.arrives(eightBefore.Add(-10 * time.Minute))
				p.remindsOfSessions("planned", 2)
				row.happens(p, id)
				p.arrives(eightBefore)
				p.delivers(mail.Round{Sent: row.sent, Dropped: 2 - row.sent})
				if name == "moved by an hour" { // as if nobody had been told
					p.remindsOfSessions("of the new hour", 2)
					p.delivers(mail.Round{Sent: 2})
				}
			})
		})
	}
}

// A mail server that was away until the day of the session has come is not handed what says "tomorrow".
func TestTomorrowIsNotSaidOnTheDayItself(t *testing.T) {
	t.Parallel()
	for waited, round := range map[time.Duration]mail.Round{16*time.Hour - time.Minute: {Sent: 2}, 16 * time.Hour: {Dropped: 2}} {
		dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
			p, _ := reminding(t, db)
			p.arrives(eightBefore.Add(-10 * time.Minute))
			p.remindsOfSessions("planned", 2)
			p.arrives(eightBefore.Add(waited))
			p.delivers(round)
		})
	}
}

// Who was told by mail that the session is moved is not reminded of it on top of that; whoever declined that mail is.
func TestALateMailStandsForTheReminder(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		p, id := reminding(t, db)
		err := p.ChooseMail(t.Context(), p.account("p2").ID, func(r notice.Reader) (notice.Reader, error) { return r.Choose([]notice.Topic{notice.DayBefore}) })
		if err != nil {
			t.Fatal(err)
		}
		p.arrives(eightBefore.Add(-2 * time.Hour))
		minute := 840
		c := schedule.Change{Minute: &minute}
		err = p.ReplanSession(t.Context(), id, c, "account:9", func(s schedule.Standing) (schedule.Session, error) { return s.Alone(c, p.clock()) })
		if err != nil {
			t.Fatal(err)
		}
		p.delivers(mail.Round{Sent: 1, Dropped: 1})
		p.arrives(eightBefore)
		p.remindsOfSessions("after the mail: Bea alone, who declined it", 1)
		p.delivers(mail.Round{Sent: 1})
	})
}

// However many sessions begin soon, the duty asks for all of them at once; where everybody was reminded it looks no further than at
// who, and where it is not the time of any, at nobody. What is many is told part by part.
func TestRemindingTakesAFixedNumberOfStatements(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		p, _ := reminding(t, db)
		p.arrives(eightBefore)
		count := func() int {
			ctx, statements := store.Counted(t.Context())
			if _, err := p.SessionReminders(ctx, p.clock(), func(c notice.Coming) []notice.Notice { return c.Reminders(p.clock()) }); err != nil {
				t.Fatal(err)
			}
			return statements.Len()
		}
		one := count()
		for _, name := range []string{"two", "three", "four"} {
			p.meets(name, "2026-11-30", "scheduled", nil)
		}
		if four := count(); four != one || p.count("notices") != 0 {
			t.Errorf("%d statements for one session, %d for four; %d notices of a rehearsal", one, four, p.count("notices"))
		}
		p.wishes(false, "p1", "p2")
		p.remindsOfSessions("four sessions of two people", 8)
		if again := count(); again != 3 {
			t.Errorf("%d statements where everybody was reminded, want 3", again)
		}
		p.arrives(eightBefore.Add(-16 * time.Minute))
		if before := count(); before != 1 {
			t.Errorf("%d statements before it is time, want 1", before)
		}
		p.exec(`insert into sessions (uid, external_id, group_id, association, local_start, time_zone, starts_at, minutes, status, nobody_led, kind, modality, sequence, moved_from, created_at, changed_at)
			with recursive n (i) as (select 1 union all select i + 1 from n where i < 600)
			select 'many-' || i, 'many-' || i, group_id, association, local_start, time_zone, starts_at, minutes, status, nobody_led, kind, modality, 0, '', created_at, changed_at
			from n join sessions s on s.external_id = 'week'`)
		p.arrives(eightBefore)
		if many := count(); many != 2*one-1 {
			t.Errorf("%d statements for 604 sessions, want those of one twice but for one: %d", many, 2*one-1)
		}
		last := p.sessionNamed("many-600")
		n, err := p.RemindOfSessions(t.Context(), p.clock(), func(c notice.Coming) []notice.Notice {
			list := c.Reminders(p.clock())
			if c.Session.ID == last {
				list[0].Topic = "nonsense" // the database refuses it, as it would break off
			}
			return list
		})
		if kept := p.count("notices") - 8; err == nil || n != kept || kept != 992 {
			t.Errorf("broken off midway: %v, %d told, %d kept, want those of 496 sessions", err, n, kept)
		}
		p.remindsOfSessions("of the rest", 208)
	})
}
