package store_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/dbtest"
	"attune/internal/mail"
	"attune/internal/notice"
	"attune/internal/portfolio"
	"attune/internal/roster"
	"attune/internal/store"
)

// sevenOnSunday is seven in the morning of 29 November in New York.
var sevenOnSunday = time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)

// wishes has people choose all mails, with the week ahead or without.
func (p *postman) wishes(week bool, people ...string) {
	p.t.Helper()
	topics := []notice.Topic{notice.Sessions, notice.DayBefore}
	if week {
		topics = append(topics, notice.WeekAhead)
	}
	for _, person := range people {
		if err := p.ChooseMail(p.t.Context(), p.account(person).ID, func(r notice.Reader) (notice.Reader, error) { return r.Choose(topics) }); err != nil {
			p.t.Fatal(err)
		}
	}
}

// tellsOfWeeks runs the duty, and wants so many weeks to be told.
func (p *postman) tellsOfWeeks(about string, want int) {
	p.t.Helper()
	n, err := p.TellOfWeeks(p.t.Context(), p.clock(), notice.Ahead.Notice)
	if err != nil || n != want {
		p.t.Errorf("%s, at %s: %d weeks told, %v; want %d", about, p.clock(), n, err, want)
	}
}

// Ada and Bea wish for the week ahead, and so do Cyd, who has nothing, and Eli, who does not wish for it any more as it goes. Each is
// told once, however often and wherever the duty is run; of Monday's session that stands for the reminder.
func TestTheWeekIsToldOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		p, _ := reminding(t, db)
		p.meets("later", "2026-12-07", "scheduled", nil)
		p.meets("off", "2026-12-02", "cancelled", nil)
		p.meets("old", "2026-11-23", "scheduled", nil)
		p.meets("led", "2026-12-01", "scheduled", 5)
		p.wishes(true, "p1", "p2", "p3", "p5")
		p.arrives(sevenOnSunday.Add(-time.Second))
		p.tellsOfWeeks("a second too soon", 0)
		p.arrives(sevenOnSunday)
		if list, err := p.WeeksAhead(t.Context(), p.clock(), notice.Ahead.Notice); err != nil || len(list) != 3 || p.count("notices") != 0 {
			t.Errorf("a rehearsal: %d, %v; %d notices", len(list), err, p.count("notices"))
		}
		_, err := p.TellOfWeeks(t.Context(), p.clock(), func(a notice.Ahead) (notice.Notice, bool) {
			n, says := a.Notice()
			if n.To.Person == bea {
				n.Topic = "nonsense" // the database refuses it, as it would break off
			}
			return n, says
		})
		if err == nil || p.count("notices") != 0 {
			t.Errorf("broken off half way: %v, %d notices", err, p.count("notices"))
		}
		var both sync.WaitGroup
		for range 2 {
			both.Go(func() {
				if _, err := p.TellOfWeeks(t.Context(), p.clock(), notice.Ahead.Notice); err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
		p.passes(5 * time.Minute)
		p.meets("new", "2026-12-03", "scheduled", nil)
		p.tellsOfWeeks("once more", 0)
		p.wishes(false, "p5")
		p.delivers(mail.Round{Sent: 2, Dropped: 1})
		for _, l := range p.box.Letters() {
			for what, has := range map[string]bool{
				fmt.Sprintf("Monday 30 November 2026, 10:00 AM, 90 minutes, online: Monday circle.%s\r\nhttps://attune.example.org/sessions/%d\r\n",
					map[bool]string{true: " You lead it."}[l.To == "bea@example.org"], p.sessionNamed("week")): true,
				"Thursday 3 December 2026":                                       true, // planned after the week was put into the outbox
				"Cancelled: Wednesday 2 December 2026, 10:00 AM, Monday circle.": true,
				"Tuesday 1 December 2026":                                        l.To == "ada@example.org",
				"7 December":                                                     false,
				"You lead it.":                                                   l.To == "bea@example.org",
				"1 attendance sheet waits for you to verify it":                  l.To == "bea@example.org",
				"Ada": false, "Bea": false,
			} {
				if strings.Contains(l.Text, what) != has || l.Subject() != "Your week from 30 November 2026" {
					t.Errorf("%s reads %q: %t, want %t\n%s\n%s", l.To, what, !has, has, l.Subject(), l.Text)
				}
			}
		}
		p.arrives(eightBefore)
		p.remindsOfSessions("of Monday, which the week told", 0)
		p.arrives(eightBefore.AddDate(0, 0, 1))
		p.remindsOfSessions("of Tuesday: Ada, and Eli, who was not told", 2)
	})
}

// A week that waits for a mail server says how things stand as it goes, and does not go once its Monday has begun, or where there is
// nothing left to say. What it says in the end is what it stands for.
func TestAWeekThatWaitsIsLookedAtOnceMore(t *testing.T) {
	t.Parallel()
	const later = `update sessions set local_start = '2026-11-30T14:00', starts_at = '2026-11-30 19:00:00+00:00', sequence = sequence + 1`
	for name, row := range map[string]struct {
		waits   time.Duration
		happens string
		says    string // empty: it does not go
	}{
		"a minute":                {time.Minute, "", "Monday 30 November 2026, 10:00 AM"},
		"until Monday begins":     {17*time.Hour - time.Minute, "", "Monday 30 November 2026, 10:00 AM"},
		"longer":                  {17 * time.Hour, "", ""},
		"while a session moves":   {time.Minute, later, "Monday 30 November 2026, 2:00 PM"},
		"while it is cancelled":   {time.Minute, `update sessions set status = 'cancelled', sequence = sequence + 1`, "Cancelled: Monday 30 November 2026, 10:00 AM"},
		"while all of it goes":    {time.Minute, `delete from sessions`, ""},
		"while she declines":      {time.Minute, `delete from wished_topics`, ""},
		"while she is to lead it": {time.Minute, `update sessions set lead_id = 1`, "Monday circle. You lead it."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
				p, _ := reminding(t, db)
				p.wishes(true, "p1")
				p.arrives(sevenOnSunday)
				p.tellsOfWeeks("planned", 1)
				p.passes(row.waits)
				if row.happens != "" {
					p.exec(row.happens)
				}
				if row.says == "" {
					p.delivers(mail.Round{Dropped: 1})
					return
				}
				p.delivers(mail.Round{Sent: 1})
				if text := p.box.Letters()[0].Text; !strings.Contains(text, row.says) {
					t.Errorf("Ada reads, without %q:\n%s", row.says, text)
				}
				p.wishes(false, "p1", "p2")
				if row.happens == later { // Bea alone: the week told Ada of the new hour
					p.arrives(eightBefore)
					p.remindsOfSessions("of the new hour", 1)
				}
			})
		})
	}
}

// A week that cannot be told, as its association's clock is none, waits alone: what comes after it goes. It is tried as any other.
func TestAWeekThatCannotBeToldStopsNobodyElse(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		p, _ := reminding(t, db)
		p.wishes(true, "p1")
		p.arrives(sevenOnSunday)
		p.tellsOfWeeks("planned", 1)
		p.tells(news(notice.Recipient{Person: bea}, "one"))
		p.exec(`update associations set time_zone = 'Nowhere/None' where code = 'CT'`)
		p.delivers(mail.Round{Sent: 1, Failed: 1})
		p.delivers(mail.Round{})
		p.exec(`update associations set time_zone = 'America/New_York' where code = 'CT'`)
		p.passes(time.Minute)
		p.delivers(mail.Round{Sent: 1})
	})
}

// What waits is counted for each as their pages do: sheets of sessions that they lead or of groups that they provide, requests, places
// that are kept, evidence that was refused and targets with hours that wait.
func TestWhatWaitsInTheWeekAhead(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		p, _ := reminding(t, db)
		p.exec(`delete from sessions`)
		p.arrives(sevenOnSunday)
		p.wishes(true, "p1", "p2", "p3", "p4", "p5")
		p.meets("signed", "2026-11-09", "held", nil)
		p.sheet("signed", "verified")
		p.meets("amended", "2026-11-10", "held", 3)
		p.sheet("amended", "verified")
		p.meets("begun", "2026-11-16", "held", 3)
		p.sheet("begun", "open")
		p.meets("bare", "2026-11-23", "scheduled", nil)
		p.meets("off", "2026-11-24", "cancelled", nil)
		p.meets("ages ago", "2025-11-10", "scheduled", nil)
		for _, statement := range []string{ // Dee signed one that Cyd is to lead, and amended it
			`update sessions set lead_id = 3 where external_id = 'amended'`,
			`insert into sheet_versions (session_id, version, lead_id, began_at, ended_at, kind, format, modality, provenance, reason, verified_at)
				select id, 1, 4, starts_at, changed_at, 'reflective', 'group', 'in_person', 'attune', '', starts_at from sessions where external_id = 'amended'`,
			`insert into amendments (session_id, revision, association, version, turn, began_at, ended_at, reason, taken_at)
				select id, 2, 'CT', 1, 'kept', starts_at, changed_at, 'because', changed_at from sessions where external_id = 'amended'`,
			`insert into waiting_amendments (session_id, association, revision, since) select session_id, association, 2, taken_at from amendments`,
		} {
			p.exec(statement)
		}
		request := func(person int, state string, until any) {
			p.exec(`insert into requests (group_id, person_id, starts_on, state, asked_at, since, kept_until, reason) values (3, ?, '2026-12-01', ?, ?, ?, ?, '')`, person, state, noon, noon, until)
		}
		request(4, "asked", nil)
		request(5, "asked", nil)
		request(6, "withdrawn", nil)
		request(3, "offered", sevenOnSunday.Add(time.Hour))
		request(7, "offered", sevenOnSunday)
		for _, period := range []string{"2025", "2026"} {
			p.exec(`insert into progress (person_id, purpose, category, period, association, required, counted, held, rejected, months, satisfied,
				missing, warnings, details, edition, judged_for, changed_at) values (1, 'renewal', 'IFS', ?, 'CT', 1440, 0, 120, 0, 0, ?, '', '', '{}', '', '2026-11-22', ?)`, period, false, noon)
		}
		p.refuses(eli, "one", "two")
		p.exec(`insert into disputes (association, session_id, person_id, round, ends, turn, words, taken_at) select 'CT', id, 1, 1, ?, 'opened', '', ? from sessions where external_id in ('signed', 'amended')`, false, noon)
		for _, account := range []access.AccountID{p.account("p5").ID, p.account("p2").ID, p.invite(access.Invitation{Email: "desk@example.org", Role: access.Coordinator, Association: "CT"}).ID} {
			p.exec(`insert into account_roles (account_id, role, association, granted_at) values (?, 'coordinator', 'MI', ?), (?, 'coordinator', 'CT', ?) on conflict do nothing`, int64(account), noon, int64(account), noon)
			p.exec(`insert into wished_topics (account_id, topic, wished_at) values (?, 'week', ?) on conflict do nothing`, int64(account), noon)
		}
		in := notice.Queues{People: 1, Disputed: 2, Sheets: 3, Asking: 2}
		provides := in
		provides.Asking = 0
		want := map[string]notice.Pending{
			"1": {Held: 2}, "2": {Sheets: 3, Disputed: 2, Asking: 2, Coordinated: provides}, "3": {Sheets: 2, Offered: 1}, "4": {Sheets: 1, Disputed: 1}, "5": {Refused: 2, Coordinated: in},
			"0": {Coordinated: in}, // whom nobody of the roster is behind
		}
		got := make(map[string]notice.Pending)
		_, err := p.WeeksAhead(t.Context(), p.clock(), func(a notice.Ahead) (notice.Notice, bool) {
			if a.Waits != (notice.Pending{}) {
				got[fmt.Sprint(a.Reader.Person)] = a.Waits
			}
			return a.Notice()
		})
		if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%v, %v; want %v", got, err, want)
		}
	})
}

// refuses enters evidence of somebody's and refuses it.
func (p *postman) refuses(person roster.PersonID, titles ...string) {
	p.t.Helper()
	on := day.MustParse("2026-11-01")
	change := func(decide func([]portfolio.Evidence) (portfolio.Step, error)) {
		if err := p.ChangeEvidence(p.t.Context(), person, "test", decide); err != nil {
			p.t.Fatal(err)
		}
	}
	for i, title := range titles {
		change(func(known []portfolio.Evidence) (portfolio.Step, error) {
			return portfolio.Enter(known, portfolio.Evidence{Entry: title, Matter: portfolio.TrainingMatter, Title: title, Minutes: 60, On: on.AddDays(i)}, 0, on, "test")
		})
		change(func(known []portfolio.Evidence) (portfolio.Step, error) {
			return known[i].Decide(false, "It is another's", 1, on, "somebody")
		})
	}
}

// However many wish for it and whatever they have, the week ahead is asked for at once.
func TestTheWeekAheadTakesAFixedNumberOfStatements(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		p, _ := reminding(t, db)
		p.arrives(sevenOnSunday)
		count := func(people int) int {
			ctx, statements := store.Counted(t.Context())
			if list, err := p.WeeksAhead(ctx, p.clock(), notice.Ahead.Notice); err != nil || len(list) != people {
				t.Fatalf("%d weeks, %v; want %d", len(list), err, people)
			}
			return statements.Len()
		}
		p.wishes(true, "p1")
		one := count(1)
		p.meets("two", "2026-12-01", "scheduled", 3)
		p.meets("three", "2026-12-02", "scheduled", 4)
		p.wishes(true, "p2", "p3", "p4", "p5")
		if four := count(4); four != one { // Eli has nothing
			t.Errorf("%d statements for one person, %d for four", one, four)
		}
		p.arrives(sevenOnSunday.AddDate(0, 0, 1))
		if on := count(0); on != 1 {
			t.Errorf("%d statements where no week is to be told, want 1", on)
		}
	})
}
