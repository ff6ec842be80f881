package store_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/dbtest"
	"attune/internal/exchange"
	"attune/internal/history"
	"attune/internal/notice"
	"attune/internal/roster"
	"attune/internal/store"
)

// providing is an office on a clock that a test moves.
type providing struct {
	office
	now time.Time
}

// practice is Bea's: she is a mentor, who serves everybody, and holds an ERS on an IFS, which serves those who earn an IFS.
// In her circle are Ada, who earns that, Flo, who earns an IMHS, and Eli, who earns nothing; Cora coordinates.
func practice(t *testing.T, db dbtest.Database) *providing {
	o := &providing{opened(t, db, noon), noon}
	o.Store = db.Open(t, store.Options{Now: func() time.Time { return o.now }})
	o.exec(`delete from sessions`)
	o.exec(`insert into targets (person_id, category, degree, opened_on) values (1, 'IFS', 'none', '2026-01-01'), (6, 'IMHS', 'none', '2026-01-01')`)
	o.exec(`insert into credentials (person_id, category, status, degree, starts_on) values
		(2, 'IMHM-C', 'endorsed', 'masters', '2020-01-01'), (2, 'ERS', 'endorsed', '', '2025-01-01'), (2, 'IFS', 'endorsed', 'masters', '2019-01-01')`)
	o.exec(`insert into employments (person_id, program_id, role, fte_milli, serves, supervises, starts_on) values (6, 7, 'practitioner', 1000, 'IMH', '', '2025-01-01')`)
	o.exec(`insert into memberships (group_id, person_id, starts_on) values (3, 6, '2026-01-01'), (3, 5, '2026-01-01')`)
	for _, on := range []string{"2027-02-01", "2027-03-08"} {
		o.meets(on, on, "scheduled", nil)
	}
	o.invite(access.Invitation{Email: "cora@example.org", Role: access.Coordinator, Association: "CT"})
	return o
}

// heard are the notices about credentials, each with who is told, in the order of the outbox; it forgets them if told to.
func (o *providing) heard() []string {
	o.t.Helper()
	var rows []struct{ Recipient, Fact string }
	if err := store.Ask(o.t.Context(), o.Store).Raw(`select recipient, fact from notices where topic = 'credentials' order by id`).Scan(&rows).Error; err != nil {
		o.t.Fatal(err)
	}
	var list []string
	for _, r := range rows {
		f := strings.Split(r.Fact, ":")
		what := f[0]
		if last := f[len(f)-1]; slices.Contains([]string{"known", "ahead", "over"}, last) {
			what += " " + last
		}
		list = append(list, r.Recipient+" "+what)
	}
	return list
}

func (o *providing) wantHeard(what string, want ...string) {
	o.t.Helper()
	if got := o.heard(); !slices.Equal(got, want) {
		o.t.Errorf("%s: told %q, want %q", what, got, want)
	}
	o.exec(`delete from notices`)
}

// ends has Bea's credential of a category end, or not.
func (o *providing) ends(category roster.Category, last string, pen roster.Pen) int {
	o.t.Helper()
	return o.write(bea, pen, func(r roster.Record) (roster.Edit, error) {
		for _, k := range r.Facts {
			if c, is := k.Fact.(roster.Credential); is && c.Category == category {
				c.Span.To = day.MustParse(last)
				return r.Correct(k.ID, c, "The certificate says so.")
			}
		}
		return roster.Edit{}, nil
	}).Told
}

// calendar has the duty tell what the calendar does on a morning, and wants so many told.
func (o *providing) calendar(on string, want int) {
	o.t.Helper()
	o.now = day.MustParse(on).Begins(newYork(o.t)).Add(9 * time.Hour)
	got, err := o.TellOfCredentials(o.t.Context(), o.now, func(p notice.Practice) []notice.Notice { return p.ByCalendar(o.now) })
	if err != nil || got != want {
		o.t.Errorf("on %s %d were told, %v; want %d", on, got, err, want)
	}
}

func TestACredentialThatEndsIsTold(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := practice(t, db)
		if n := o.ends("IMHM-C", "2027-03-02", pencil); n != 3 || len(o.heard()) != 0 {
			t.Errorf("foreseen: %d would be told, and %q were", n, o.heard())
		}
		o.ends("IMHM-C", "2027-03-02", ink)
		o.wantHeard("at once", "person:2 credential.ends known", "account:1 credential.ends known", "person:6 hours.stop known")
		o.calendar("2026-12-31", 0)
		o.calendar("2027-01-01", 3)
		o.calendar("2027-01-01", 0)
		o.calendar("2027-02-20", 0)         // it missed some days, and found nothing new
		o.ends("IMHM-C", "2027-03-04", ink) // told at once; to Flo another day is news by the calendar
		o.calendar("2027-03-03", 1)
		o.calendar("2027-03-08", 3)
		o.wantHeard("by the calendar",
			"person:2 credential.ends ahead", "account:1 credential.ends ahead", "person:6 hours.stop ahead",
			"person:2 credential.ends ahead", "account:1 credential.ends ahead", "person:6 hours.stop ahead",
			"person:2 credential.ends over", "account:1 credential.ends over", "person:6 hours.stop over")
	})
}

func TestACredentialThatIsRenewedTellsNothing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := practice(t, db)
		o.ends("ERS", "2027-03-02", ink) // beside the mentor's it served nothing more
		o.wantHeard("at once", "person:2 credential.changed", "account:1 credential.changed")
		o.calendar("2027-01-01", 0)
		o.ends("IMHM-C", "2027-03-02", ink)
		o.write(bea, ink, func(r roster.Record) (roster.Edit, error) {
			return r.Add(roster.Credential{Person: bea, Category: "IMHM-C", Status: roster.Endorsed, Span: since("2027-03-03", "")})
		})
		o.wantHeard("ended and renewed", "person:2 credential.ends ahead", "account:1 credential.ends ahead",
			"person:1 hours.stop ahead", "person:6 hours.stop ahead", "person:1 hours.again", "person:6 hours.again")
		o.calendar("2027-01-01", 0)
		o.calendar("2027-03-03", 0)
		o.wantHeard("by the calendar")
	})
}

func TestWhoDoesNotProvideIsNotTold(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := practice(t, db)
		o.exec(`insert into credentials (person_id, category, status, degree, starts_on) values (6, 'IFS', 'endorsed', 'masters', '2025-01-01')`)
		o.write(flo, ink, func(r roster.Record) (roster.Edit, error) {
			return r.Remove(roster.CredentialMatter, r.Facts[1].ID, "It was somebody else's.")
		})
		o.exec(`delete from sessions`)
		o.exec(`update memberships set ends_on = '2026-11-20'`)
		o.ends("IMHM-C", "2027-01-02", ink) // nobody belongs to her group any more
		o.calendar("2027-01-01", 0)
		o.wantHeard("none provides")
	})
}

// TestTwoInstancesTellOnce has two of them find the same to tell at the same moment.
func TestTwoInstancesTellOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := practice(t, db)
		o.exec(`update credentials set ends_on = '2027-03-02' where category = 'IMHM-C'`)
		at := day.MustParse("2027-01-05").Begins(newYork(t)).Add(9 * time.Hour)
		other := db.Open(t, store.Options{Now: func() time.Time { return noon }})
		var both sync.WaitGroup
		for _, instance := range []*store.Store{o.Store, other} {
			both.Go(func() {
				if _, err := instance.TellOfCredentials(t.Context(), at, func(p notice.Practice) []notice.Notice { return p.ByCalendar(at) }); err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
		o.wantHeard("by two", "person:2 credential.ends ahead", "account:1 credential.ends ahead", "person:6 hours.stop ahead")
	})
}

// However many provide, the statements are as many.
func TestTellingOfCredentialsTakesAFixedNumberOfStatements(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := practice(t, db)
		o.exec(`update credentials set ends_on = '2027-03-02' where category = 'IMHM-C'`)
		count := func() int {
			ctx, count := store.Counted(t.Context())
			at := day.MustParse("2027-01-05").Begins(newYork(t)).Add(9 * time.Hour)
			if _, err := o.TellOfCredentials(ctx, at, func(p notice.Practice) []notice.Notice { return p.ByCalendar(at) }); err != nil {
				t.Fatal(err)
			}
			o.exec(`delete from notices`)
			return len(count.Statements())
		}
		one := count()
		o.exec(`insert into credentials (person_id, category, status, degree, starts_on, ends_on) select id, 'IMHM-C', 'endorsed', 'masters', '2020-01-01', '2027-03-02' from people where id in (3, 4, 7)`)
		for i, lead := range []roster.PersonID{cyd, dee, gus} {
			o.exec(`insert into groups (id, external_id, association, name, provider_id, time_zone, kind, format, modality, capacity, place, funding)
				values (?, ?, 'CT', 'Another', ?, 'America/New_York', 'reflective', 'group', 'virtual', 8, '', '')`, 20+i, "g"+string(rune('a'+i)), int64(lead))
			o.exec(`insert into memberships (group_id, person_id, starts_on) values (?, 1, '2026-01-01')`, 20+i)
		}
		if many := count(); many != one || one > 25 {
			t.Errorf("%d statements for one provider, %d for four", one, many)
		}
	})
}

// serves has Bea's first credential, the mentor's, be of another category, or of its own again.
func (o *providing) serves(category roster.Category) {
	o.t.Helper()
	o.now = o.now.Add(time.Minute)
	o.write(bea, ink, func(r roster.Record) (roster.Edit, error) {
		for _, k := range r.Facts {
			if c, is := k.Fact.(roster.Credential); is && c.Span.From == day.MustParse("2020-01-01") {
				c.Category = category
				return r.Correct(k.ID, c, "The certificate says so.")
			}
		}
		return roster.Edit{}, nil
	})
}

// What stops, counts again and stops once more is told each time.
func TestHoursThatStopTwiceAreToldTwice(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := practice(t, db)
		for range 2 {
			o.serves("IFA")
			o.serves("IMHM-C")
		}
		o.wantFlo("by its category", "hours.stop known", "hours.again", "hours.stop known", "hours.again")
	})
}

// An import corrects without a count of it: what it ends twice is told twice, at once and not once more by the calendar.
func TestHoursThatAnImportStopsTwiceAreToldTwice(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := practice(t, db)
		o.now = day.MustParse("2027-01-05").Begins(newYork(t)).Add(9 * time.Hour)
		mentor := roster.Credential{Person: bea, Category: "IMHM-C", Status: roster.Endorsed, Degree: "masters", Span: since("2020-01-01", "")}
		ending := mentor
		ending.Span.To = day.MustParse("2027-03-02")
		for _, turn := range [][2]roster.Credential{{mentor, ending}, {ending, mentor}, {mentor, ending}} {
			o.now = o.now.Add(time.Minute)
			o.exec(`update credentials set ends_on = ? where category = 'IMHM-C'`, nullable(turn[1].Span.To))
			if err := o.TakeIn(t.Context(), o.now, func(in exchange.Intake) error {
				ripple := roster.NewRipple()
				ripple.Credentials = []roster.Edit{{Owner: "CT", Before: turn[0], After: turn[1]}}
				return in.Conclude(ripple, func(func(history.Change) bool) {})
			}); err != nil {
				t.Fatal(err)
			}
			o.calendar(o.now.Format(time.DateOnly), 0)
		}
		o.wantHeard("by imports", "person:2 credential.ends ahead", "account:1 credential.ends ahead", "person:6 hours.stop ahead",
			"person:2 credential.changed", "account:1 credential.changed", "person:6 hours.again",
			"person:2 credential.ends ahead", "account:1 credential.ends ahead", "person:6 hours.stop ahead")
	})
}

// wantFlo wants what Flo was told, in order.
func (o *providing) wantFlo(what string, want ...string) {
	o.t.Helper()
	var told []string
	for _, line := range o.heard() {
		if mine, is := strings.CutPrefix(line, "person:6 "); is {
			told = append(told, mine)
		}
	}
	if !slices.Equal(told, want) {
		o.t.Errorf("%s: Flo was told %q, want %q", what, told, want)
	}
}

// nullable is a day as a column has it.
func nullable(d day.Date) any {
	if d == 0 {
		return nil
	}
	return d.String()
}
