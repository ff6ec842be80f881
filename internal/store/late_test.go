package store_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"attune/internal/access"
	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/dbtest"
	"attune/internal/fault"
	"attune/internal/mail"
	"attune/internal/notice"
	"attune/internal/postbox"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// sessionNamed is a session by the name that a test gave it.
func (o office) sessionNamed(name string) schedule.SessionID {
	o.t.Helper()
	return schedule.SessionID(o.number(`select id from sessions where external_id = ?`, name))
}

// tomorrow is a session of the Monday circle 22 hours from noon; Bea leads it, and Ada belongs to it.
func (o office) tomorrow() schedule.SessionID {
	o.t.Helper()
	o.meets("tomorrow", "2026-11-23", "scheduled", nil)
	return o.sessionNamed("tomorrow")
}

// alone has somebody plan one session otherwise at a moment, and no other of its series.
func (o office) alone(id schedule.SessionID, c schedule.Change, at time.Time) {
	o.t.Helper()
	err := o.ReplanSession(o.t.Context(), id, c, "account:9", func(s schedule.Standing) (schedule.Session, error) { return s.Alone(c, at) })
	if err != nil {
		o.t.Fatal(err)
	}
}

// A cancelled session, less than a day ahead: Ada is told at once, with an entry for her calendar, as no calendar has read her
// feed lately; Bea, whose calendar has, without one.
func TestALateChangeIsMailedAtOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		p := postmanAt(t, db, postbox.Manners{})
		id := p.tomorrow()
		read, _ := p.feed(access.Feed{Person: bea})
		unread, _ := p.feed(access.Feed{Person: ada})
		if err := p.NoteFeedReads(t.Context(), []access.FeedRead{{Feed: read.ID, At: noon.Add(-time.Hour)}, {Feed: unread.ID, At: noon.AddDate(0, 0, -9)}}); err != nil {
			t.Fatal(err)
		}
		err := p.ReplanSession(t.Context(), id, schedule.Change{}, "account:9", func(s schedule.Standing) (schedule.Session, error) { return s.Called(schedule.Cancelled, noon) })
		if err != nil {
			t.Fatal(err)
		}
		p.delivers(mail.Round{Sent: 2})
		for _, l := range p.box.Letters() {
			if !strings.HasPrefix(l.Subject(), "Cancelled, less than a day before: Monday circle, 23 November 2026") ||
				!strings.Contains(l.Text, "Monday 23 November 2026, 10:00 AM is cancelled.") {
				t.Errorf("to %s: %s\n%s", l.To, l.Subject(), l.Text)
			}
			attached := strings.Contains(l.Text, "open the attached file to put it there") && strings.Contains(l.HTML, "open the attached file to put it there")
			switch l.To {
			case "ada@example.org":
				if len(l.Attached) != 1 || !attached || l.Attached[0].Name != "session.ics" || string(l.Attached[0].Body) != "tomorrow" ||
					!strings.HasPrefix(l.Attached[0].Type, "text/calendar; charset=utf-8; method=PUBLISH") {
					t.Errorf("Ada: attached %+v, said %t", l.Attached, attached)
				}
			default:
				if len(l.Attached) > 0 || attached {
					t.Errorf("%s: attached %+v, said %t", l.To, l.Attached, attached)
				}
			}
		}
	})
}

// Which feeds take an entry's place: those that show the session to a calendar which has read them in the last eight days.
func TestWhichFeedsShowASession(t *testing.T) {
	t.Parallel()
	ago := func(d time.Duration) time.Time { return noon.Add(-d) }
	const day = 24 * time.Hour
	for name, row := range map[string]struct {
		feed  access.Feed
		read  time.Time
		by    string
		shown bool
	}{
		"read an hour ago":                     {access.Feed{Person: bea}, ago(time.Hour), "Google Calendar", true},
		"by a program that nobody knows":       {access.Feed{Person: bea}, ago(time.Hour), "", true},
		"read eight days ago":                  {access.Feed{Person: bea}, ago(8 * day), "", true},
		"read longer ago":                      {access.Feed{Person: bea}, ago(8*day + time.Minute), "", false},
		"never read":                           {access.Feed{Person: bea}, time.Time{}, "", false},
		"looked at with a browser":             {access.Feed{Person: bea}, ago(time.Hour), access.ABrowser, false},
		"of what she leads":                    {access.Feed{Person: bea, FeedStyle: access.FeedStyle{Led: true}}, ago(time.Hour), "", true},
		"of the group":                         {access.Feed{Person: bea, Group: 3}, ago(time.Hour), "", true},
		"titles alone":                         {access.Feed{Person: bea, FeedStyle: access.FeedStyle{Detail: access.TitleShown}}, ago(time.Hour), "", true},
		"busy alone":                           {access.Feed{Person: bea, FeedStyle: access.FeedStyle{Detail: access.BusyShown}}, ago(time.Hour), "", false},
		"of open groups":                       {access.Feed{Person: bea, Open: true}, ago(time.Hour), "", false},
		"of another group":                     {access.Feed{Person: bea, Group: 4}, ago(time.Hour), "", false},
		"of somebody else":                     {access.Feed{Person: ada}, ago(time.Hour), "", false},
		"of what somebody leads who does not":  {access.Feed{Person: ada, FeedStyle: access.FeedStyle{Led: true}}, ago(time.Hour), "", false},
		"without cancelled, so that it leaves": {access.Feed{Person: bea, FeedStyle: access.FeedStyle{Uncancelled: true}}, ago(time.Hour), "", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
				o := opened(t, db, noon)
				o.exec(`insert into groups (id, external_id, association, name, provider_id, time_zone, kind, format, modality, capacity, place, funding) values
					(4, 'g4', 'CT', 'Friday circle', 2, 'America/New_York', 'reflective', 'group', 'virtual', 8, '', '')`)
				id := o.tomorrow()
				made, _ := o.feed(row.feed)
				if !row.read.IsZero() {
					if err := o.NoteFeedReads(t.Context(), []access.FeedRead{{Feed: made.ID, At: row.read, By: row.by}}); err != nil {
						t.Fatal(err)
					}
				}
				if row.feed.Person == ada && row.feed.Led { // it is asked of Ada, who does not lead
					o.wantUnshown(ada, id, row.shown)
					return
				}
				o.wantUnshown(bea, id, row.shown)
			})
		})
	}
}

func (o office) wantUnshown(person roster.PersonID, id schedule.SessionID, shown bool) {
	o.t.Helper()
	list, err := o.Unshown(o.t.Context(), person, []schedule.SessionID{id}, access.LiveSince(noon))
	if err != nil || (len(list) == 0) != shown {
		o.t.Errorf("%d sessions that nothing shows, %v; want it shown: %t", len(list), err, shown)
	}
}

// A feed that was ended shows nothing any more.
func TestAnEndedFeedShowsNothing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		id := o.tomorrow()
		made, _ := o.feed(access.Feed{Person: bea})
		if err := o.NoteFeedReads(t.Context(), []access.FeedRead{{Feed: made.ID, At: noon}}); err != nil {
			t.Fatal(err)
		}
		o.wantUnshown(bea, id, true)
		if err := o.RevokeFeed(t.Context(), made.ID, func(access.Feed) error { return nil }, "account:1"); err != nil {
			t.Fatal(err)
		}
		o.wantUnshown(bea, id, false)
	})
}

// A group that meets in another room from now on: whoever has a session of it tomorrow is told both rooms, once, and nobody of
// the session after that, or of one with a room of its own. Ada, who has said that she cannot come tomorrow, is told that this
// stands; Bea, whose group it is, is told though Cyd leads tomorrow, and all three where the group meets from then on.
func TestAGroupThatMovesRoomTellsOfTomorrow(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		o.exec(`delete from sessions`)
		o.exec(`update groups set modality = 'in_person', place = 'Room 4'`)
		o.tomorrow()
		o.meets("next week", "2026-11-30", "scheduled", nil)
		o.meets("apart", "2026-11-23", "scheduled", nil)
		o.exec(`insert into session_plans (session_id, own, place) values (?, 0, 'Library')`, int64(o.sessionNamed("apart")))
		o.exec(`insert into absences (session_id, person_id, said_at, said_of) values (?, 1, ?, '2026-11-23'), (?, 2, ?, '2026-11-22')`,
			int64(o.sessionNamed("tomorrow")), noon, int64(o.sessionNamed("tomorrow")), noon)
		o.exec(`update sessions set lead_id = ? where external_id = 'tomorrow'`, int64(cyd))
		moves := func(room string) func(r roster.GroupRecord) ([]roster.Edit, error) {
			return func(r roster.GroupRecord) ([]roster.Edit, error) {
				next := r.Group
				next.Place = room
				edit, err := r.Become(next, "They have a new room", day.Of(2026, 11, 22))
				return []roster.Edit{edit}, err
			}
		}
		foreseen, err := o.ChangeGroup(t.Context(), "g3", pencil, moves("Room 9"))
		if err != nil || foreseen.Told != 3 || o.count("notices") != 0 {
			t.Errorf("%d would be told, %d were, %v; want Ada, Bea and Cyd", foreseen.Told, o.count("notices"), err)
		}
		if err := o.inGroup("account:9", moves("Room 9")); err != nil {
			t.Fatal(err)
		}
		told := o.number(`select count(*) from notices where person_id in (1, 2, 3) and topic = 'sessions'
			and lines like 'Monday 23 November 2026, 10:00 AM, 90 minutes. It is now at Room 9; it was to be at Room 4.%' and lines like '%From then on the group meets at Room 9.%'`)
		stands := o.number(`select count(*) from notices where person_id = 1 and lines like '%You have said that you cannot come; that stands.%' and sessions not like '%absence%'`)
		if told != 3 || o.count("notices") != 3 || stands != 1 || o.number(`select count(*) from notices where lines like '%that stands%'`) != 1 {
			t.Errorf("%d of %d are told of both rooms, %d that she cannot come", told, o.count("notices"), stands)
		}
	})
}

// What a notice says of sessions is kept until it is cleared with the rest.
func TestANoticeKeepsItsSessions(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		p := postmanAt(t, db, postbox.Manners{})
		n := news(notice.Recipient{Person: ada}, "one")
		n.Sessions = []notice.Mention{
			{Session: 12, Starts: schedule.Wall{Day: day.MustParse("2026-12-03"), Minute: 605}, Sequence: 3, Entry: true},
			{Session: 13, Starts: schedule.Wall{Day: day.MustParse("2026-12-10"), Minute: 600}, Absence: true, Told: "Thursday 10 December 2026, 10:00 AM EST (7:00 AM for you)"},
		}
		p.tells(n)
		kept, err := p.Outbox(t.Context(), notice.Waiting, 0, 1)
		if err != nil || len(kept) != 1 || len(kept[0].Sessions) != 2 || kept[0].Sessions[0] != n.Sessions[0] || kept[0].Sessions[1] != n.Sessions[1] {
			t.Fatalf("%+v, %v", kept, err)
		}
		if _, err := p.SweepNotices(t.Context(), noon.Add(time.Hour), noon.AddDate(-1, 0, 0)); err != nil {
			t.Fatal(err)
		}
		if n := p.number(`select count(*) from notices where sessions <> ''`); n != 0 {
			t.Error("its sessions outlive what it says")
		}
	})
}

// Of a session that is moved at the last moment Ada, who is to receive it, can say by the mail that she cannot come; Bea, who leads
// it, cannot. The address says so once the session is known to be hers, holds until it begins, and stands nowhere else.
func TestALateMailLetsOneSayThatOneCannotCome(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		p := postmanAt(t, db, postbox.Manners{})
		id, minute := p.tomorrow(), 840
		p.alone(id, schedule.Change{Minute: &minute}, noon)
		p.delivers(mail.Round{Sent: 2})
		for _, l := range p.box.Letters() {
			_, rest, found := strings.Cut(l.Text, "I can't come:\r\nhttps://attune.example.org/absence/")
			if l.To != "ada@example.org" {
				if found {
					t.Errorf("%s is asked:\n%s", l.To, l.Text)
				}
				continue
			}
			secret, _, _ := strings.Cut(rest, "\r\n")
			token, is := access.ParseToken(secret)
			if !found || !is || !strings.Contains(l.HTML, `/absence/`+secret+`"`) || !strings.Contains(l.Text, "Monday 23 November 2026, 2:00 PM, 90 minutes. It was to be on Monday 23 November 2026, 10:00 AM.") {
				t.Fatalf("Ada reads:\n%s", l.Text)
			}
			if strings.Contains(p.everything(), secret) {
				t.Error("the database holds the secret")
			}
			session, account, err := p.AbsenceKey(t.Context(), token.Hash(), noon.Add(25*time.Hour))
			if err != nil || session != id || account != p.account("p1").ID {
				t.Errorf("the address is of session %d and account %d, %v", session, account, err)
			}
			if _, _, err := p.AbsenceKey(t.Context(), token.Hash(), noon.Add(26*time.Hour)); fault.KindOf(err) != fault.NotFound {
				t.Errorf("as the session begins: %v", err) // 2:00 PM on the day after noon
			}
			if _, err := p.SweepSignIns(t.Context(), noon.Add(25*time.Hour)); err != nil || p.count("absence_keys") != 1 {
				t.Errorf("%d keys before it begins, %v", p.count("absence_keys"), err)
			}
			if _, err := p.SweepSignIns(t.Context(), noon.Add(26*time.Hour)); err != nil || p.count("absence_keys") != 0 {
				t.Errorf("%d keys once it has begun, %v", p.count("absence_keys"), err)
			}
		}
	})
}

// What goes with a mail and cannot be made holds the word back for a minute, no longer: then it goes without, and the outbox says so.
func TestTheWordGoesWithoutWhatCannotBeMade(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		p := postmanAt(t, db, postbox.Manners{})
		id, minute := p.tomorrow(), 840
		p.alone(id, schedule.Change{Minute: &minute}, noon)
		p.blot = errors.New("no ink")
		p.exec(`alter table absence_keys rename to lost_keys`)
		p.delivers(mail.Round{Failed: 2})
		p.passes(time.Minute)
		p.delivers(mail.Round{Sent: 2})
		for _, l := range p.box.Letters() {
			if len(l.Attached) > 0 || strings.Contains(l.Text, "attached file") || strings.Contains(l.Text, "can't come") || !strings.Contains(l.Text, "It was to be on Monday 23 November 2026, 10:00 AM.") {
				t.Errorf("%s reads, with %d files:\n%s", l.To, len(l.Attached), l.Text)
			}
		}
		kept, err := p.Outbox(t.Context(), notice.Sent, 0, 9)
		if err != nil || len(kept) != 2 {
			t.Fatalf("%d were sent, %v", len(kept), err)
		}
		for _, k := range kept {
			said := strings.Contains(k.Failure, "the entry for calendars") && strings.Contains(k.Failure, "the address by which its reader says") == (k.To.Person == ada)
			if !said || !strings.HasPrefix(k.Failure, "It went without what could not be made: ") {
				t.Errorf("of the mail to %d the outbox says %q", k.To.Person, k.Failure)
			}
		}
	})
}

// Neither a session that was cancelled before the mail was sent, nor an account that was closed, leaves an address behind.
func TestNoAddressOfWhatIsNotToCome(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		p := postmanAt(t, db, postbox.Manners{})
		id := p.tomorrow()
		n := news(notice.Recipient{Person: ada}, "one")
		n.Sessions = []notice.Mention{{Session: id, Absence: true}}
		p.tells(n)
		p.exec(`update sessions set status = 'cancelled'`)
		p.delivers(mail.Round{Sent: 1})
		if l := p.box.Letters()[0]; strings.Contains(l.Text, "/absence/") || strings.Contains(l.Text, "I can't come") || p.count("absence_keys") != 0 {
			t.Errorf("Ada reads:\n%s", l.Text)
		}
		p.exec(`update sessions set status = 'scheduled'`)
		key := access.AbsenceKey{Session: id, Account: p.account("p1").ID, Hash: "hash", CreatedAt: noon}
		if err := p.CreateAbsenceKey(t.Context(), key); err != nil {
			t.Fatal(err)
		}
		p.close(p.account("p1"))
		if _, _, err := p.AbsenceKey(t.Context(), key.Hash, noon); fault.KindOf(err) != fault.NotFound {
			t.Errorf("the key of a closed account: %v", err)
		}
	})
}

// Cyd stands in for Bea tomorrow, and then does not: her calendar, which subscribes to nothing, gets an entry that takes the session
// out again. Once a feed of hers shows that it left, none goes; one of what she leads does, as she never belonged to the group.
func TestASubstituteLosesASession(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		p := postmanAt(t, db, postbox.Manners{})
		p.exec(`update people set email = 'cyd@example.org' where id = ?`, int64(cyd))
		id := p.tomorrow()
		leads := func(person roster.PersonID) {
			t.Helper()
			p.alone(id, schedule.Change{Lead: &person}, noon)
			p.delivers(mail.Round{Sent: 3})
			p.passes(time.Minute)
		}
		attached := func() string {
			of := ""
			for _, l := range p.box.Letters() {
				if l.To == "cyd@example.org" {
					if of = "nothing"; len(l.Attached) > 0 {
						of = string(l.Attached[0].Body)
					}
				}
			}
			return of
		}
		leads(cyd)
		if got := attached(); got != "tomorrow" {
			t.Errorf("as she takes over she gets %q", got)
		}
		leads(bea)
		if got := attached(); got != "not tomorrow" {
			t.Errorf("as she does not any more she gets %q", got)
		}
		leads(cyd)
		read, _ := p.feed(access.Feed{Person: cyd, FeedStyle: access.FeedStyle{Led: true}})
		if err := p.NoteFeedReads(t.Context(), []access.FeedRead{{Feed: read.ID, At: p.clock()}}); err != nil {
			t.Fatal(err)
		}
		leads(bea)
		if got := attached(); got != "nothing" {
			t.Errorf("with a feed that shows it leave she gets %q", got)
		}
	})
}

// A mail that waits for its server goes after the next one: neither one that says "You lead it" brings back a session which Cyd has
// lost meanwhile, nor one that says she lost it takes out what is hers again. A feed of the group is no feed that shows it leave: it
// may be gone with her place.
func TestALateMailUndoesNoLaterOne(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		full := false
		p := postmanAt(t, db, postbox.Manners{Reader: func(to string) error {
			if full && to == "cyd@example.org" {
				return postbox.Refuse(452, "mailbox full")
			}
			return nil
		}})
		p.exec(`update people set email = 'cyd@example.org' where id = ?`, int64(cyd))
		id := p.tomorrow()
		ofGroup, _ := p.feed(access.Feed{Person: cyd, Group: 3})
		if err := p.NoteFeedReads(t.Context(), []access.FeedRead{{Feed: ofGroup.ID, At: noon}}); err != nil {
			t.Fatal(err)
		}
		leads := func(person roster.PersonID, waits bool) {
			t.Helper()
			p.alone(id, schedule.Change{Lead: &person}, p.clock())
			full = waits
			round := mail.Round{Sent: 3}
			if waits {
				round = mail.Round{Sent: 2, Failed: 1}
			}
			p.delivers(round)
		}
		wants := func(after string, want ...string) {
			t.Helper()
			var got []string
			for _, l := range p.box.Letters() {
				if l.To == "cyd@example.org" {
					got = append(got, "nothing")
					for _, f := range l.Attached {
						got[len(got)-1] = string(f.Body)
					}
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s: Cyd gets %q, want %q", after, got, want)
			}
		}
		leads(cyd, true)
		leads(bea, false)
		wants("the session is lost while its mail waits", "not tomorrow")
		p.exec(`update feeds set read_at = null`) // or her feed would show her sessions
		p.passes(time.Minute)
		p.delivers(mail.Round{Sent: 1})
		wants("the mail that waited", "not tomorrow", "nothing")
		leads(cyd, false)
		leads(bea, true)
		leads(cyd, false)
		wants("she has it again", "not tomorrow", "nothing", "tomorrow", "tomorrow")
		p.passes(time.Minute)
		p.delivers(mail.Round{Sent: 1})
		wants("the mail that waited of her loss", "not tomorrow", "nothing", "tomorrow", "tomorrow", "nothing")
	})
}

// Ada says that she cannot come tomorrow, and two minutes later Cyd takes over from Eli: the word goes to Cyd, and to Bea, who provides
// the group, and not to Eli, and no mail counts it before; Bea has declined mail about sheets. One that is of a session which is cancelled before the word goes is told nobody.
func TestAWordGoesToWhoeverLeadsByThen(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		p := postmanAt(t, db, postbox.Manners{})
		p.exec(`update people set email = external_id || '@example.org'`)
		id := p.tomorrow()
		p.exec(`update sessions set lead_id = ? where id = ?`, int64(eli), int64(id))
		p.exec(`insert into declined_topics (account_id, topic, declined_at) values (?, 'sheets', ?)`, int64(p.account("p2").ID), noon)
		replan := func(c schedule.Change, decide func(s schedule.Standing) (schedule.Session, error)) {
			t.Helper()
			if err := p.ReplanSession(t.Context(), id, c, "account:9", decide); err != nil {
				t.Fatal(err)
			}
		}
		says := func(away bool) {
			t.Helper()
			err := p.SayAhead(t.Context(), id, "account:1", func(s attendance.Sheet) (attendance.Word, error) { return s.Say(ada, away, p.clock()) })
			if err != nil {
				t.Fatal(err)
			}
		}
		heard := func() []string {
			t.Helper()
			p.passes(10 * time.Minute)
			if _, err := p.courier(p.Store, p.box.URL("tls=none")).Deliver(t.Context()); err != nil {
				t.Fatal(err)
			}
			var to []string
			for _, l := range p.box.Letters() {
				if strings.HasPrefix(l.Subject(), "Somebody can") {
					to = append(to, l.To)
				}
			}
			slices.Sort(to)
			return to
		}
		says(true)
		p.passes(2 * time.Minute)
		lead := cyd
		c := schedule.Change{Lead: &lead}
		replan(c, func(s schedule.Standing) (schedule.Session, error) { return s.Alone(c, p.clock()) })
		want := []string{"p2@example.org", "p3@example.org"}
		if to := heard(); !slices.Equal(to, want) {
			t.Errorf("told are %q, want %q", to, want)
		}
		for _, l := range p.box.Letters() {
			if strings.Contains(l.Text, "have said that they cannot come") || strings.Contains(l.Text, "has said that they cannot come") {
				t.Errorf("%s is told twice of one word: %s\n%s", l.To, l.Subject(), l.Text)
			}
		}
		says(false)
		replan(schedule.Change{}, func(s schedule.Standing) (schedule.Session, error) { return s.Called(schedule.Cancelled, p.clock()) })
		if to := heard(); !slices.Equal(to, want) {
			t.Errorf("of a cancelled session, too, told are %q", to[2:])
		}
	})
}
