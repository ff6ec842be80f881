package store_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"attune/internal/access"
	"attune/internal/attendance"
	"attune/internal/dbtest"
	"attune/internal/exchange"
	"attune/internal/fault"
	"attune/internal/notice"
	"attune/internal/roster"
	"attune/internal/schedule"
	"attune/internal/store"
)

// decision is what UpdateSheet asks.
type decision = func(attendance.Sheet) (attendance.Change, error)

// excused is the draft of an amendment by which Ada was excused.
func excused(revision int, reason string) attendance.Draft {
	d := present()
	d.Revision, d.Reason, d.Marks[0].Code = revision, reason, attendance.Excused
	return d
}

// beas and dees are who sign: Dee has account 2 and leads nothing here.
var (
	beas = attendance.Signer{Account: 1, Person: bea}
	dees = attendance.Signer{Account: 2, Person: dee}
)

// prepares and signs decide about an amendment by which Ada was excused, on whatever revision there is.
func prepares(reason string, by attendance.Signer) decision {
	return func(s attendance.Sheet) (attendance.Change, error) {
		return s.Prepare(excused(s.Revision, reason), by, afterwards)
	}
}

func signs(reason string) decision {
	return func(s attendance.Sheet) (attendance.Change, error) {
		return s.Amend(excused(s.Revision, reason), beas, afterwards)
	}
}

func (o office) decide(d decision) attendance.Sheet {
	o.t.Helper()
	sheet, err := o.UpdateSheet(o.t.Context(), monday, "account:1", d)
	if err != nil {
		o.t.Fatal(err)
	}
	return sheet
}

// signed is an office whose Monday sheet is verified, with accounts for Bea and Dee.
func signed(t *testing.T, db dbtest.Database) office {
	t.Helper()
	o := opened(t, db, afterwards)
	o.account("p2")
	o.account("p4")
	if _, err := o.verify(present()); err != nil {
		t.Fatal(err)
	}
	o.exec(`delete from due`)
	o.exec(`delete from notices`)
	return o
}

func TestAnAmendmentWaitsForItsSignature(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := signed(t, db)
		before, err := o.Sheet(t.Context(), monday)
		if err != nil {
			t.Fatal(err)
		}
		kept := o.decide(prepares("She was ill", dees))
		if o.count("ledger") != 2 || o.count("due") != 0 || o.count("sheet_versions") != 1 {
			t.Errorf("%d rows in the ledger, %d people due, %d versions", o.count("ledger"), o.count("due"), o.count("sheet_versions"))
		}
		loaded, err := o.Sheet(t.Context(), monday)
		if err != nil || loaded.Amendment == nil {
			t.Fatalf("loaded again: %+v, %v", loaded.Amendment, err)
		}
		if a := loaded.Amendment; a.Reason != "She was ill" || a.Author != dees || a.AuthorName != "Dee" || !a.Since.Equal(afterwards) || a.Leading.Lead != bea || len(a.Marks) != 1 || a.Marks[0].Code != attendance.Excused {
			t.Errorf("loaded again: %+v", a)
		}
		if diff := cmp.Diff(before.Marks, loaded.Marks); diff != "" || loaded.State != attendance.Verified || loaded.Revision != before.Revision+1 || len(loaded.Standing) != 2 {
			t.Errorf("%s, revision %d, %d entries stand; marks (-before +since):\n%s", loaded.State, loaded.Revision, len(loaded.Standing), diff)
		}
		if n := o.number(`select count(*) from notices where person_id = 2 and topic = 'sheets'`); n != 1 || o.count("notices") != 1 {
			t.Errorf("Bea is told %d times, everybody %d times", n, o.count("notices"))
		}

		o.decide(prepares("She was ill", dees)) // a double click
		o.decide(prepares("She was ill, and said so", beas))
		if turns, err := o.Amendments(t.Context(), monday); err != nil || len(turns) != 2 || turns[1].By != "Bea" || o.count("notices") != 1 {
			t.Errorf("kept again: %+v, %v; %d notices", turns, err, o.count("notices"))
		}

		sheet := o.decide(signs("She was ill, and said so"))
		if sheet.Amended() || sheet.Version != 2 || o.count("ledger") != 5 || o.count("due") != 2 || o.count("waiting_amendments") != 0 {
			t.Errorf("version %d, %d rows in the ledger, %d people due", sheet.Version, o.count("ledger"), o.count("due"))
		}
		o.decide(signs("She was ill, and said so")) // the same signed twice
		turns, err := o.Amendments(t.Context(), monday)
		if err != nil || len(turns) != 3 || turns[2].Turn != attendance.AmendmentSigned || turns[2].Version != 2 || o.count("ledger") != 5 {
			t.Errorf("signed: %+v, %v", turns, err)
		}
		told := o.told("CT")
		if want := []string{"account:1 amendment.kept session:3", "account:1 amendment.kept session:3", "account:1 sheet.amended session:3"}; !slices.Equal(told[len(told)-3:], want) {
			t.Errorf("the history says %q", told)
		}
		if kept.Version != 1 {
			t.Errorf("kept as version %d", kept.Version)
		}
	})
}

func TestAnAmendmentIsTakenBack(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := signed(t, db)
		o.decide(prepares("She was ill", dees))
		sheet := o.decide(func(s attendance.Sheet) (attendance.Change, error) { return s.TakeBack(s.Revision, beas) })
		if sheet.Amended() || sheet.Version != 1 || o.count("ledger") != 2 || o.count("waiting_amendments") != 0 {
			t.Errorf("version %d, %d rows in the ledger", sheet.Version, o.count("ledger"))
		}
		turns, err := o.Amendments(t.Context(), monday)
		if err != nil || len(turns) != 2 || turns[0].Reason != "She was ill" || turns[1].Turn != attendance.AmendmentTakenBack || turns[1].By != "Bea" {
			t.Errorf("%+v, %v", turns, err)
		}
		if n := o.number(`select count(*) from notices where person_id = 4`); n != 1 {
			t.Errorf("Dee, who had prepared it, is told %d times", n)
		}
		o.decide(prepares("She was ill, really", dees)) // another one may follow
		if o.count("waiting_amendments") != 1 || o.count("ledger") != 2 {
			t.Errorf("%d wait", o.count("waiting_amendments"))
		}
	})
}

// Where a sheet waits, there it waits again, for whoever may sign it and from the day the amendment was kept.
func TestAnAmendmentWaitsWhereAMissingSheetDoes(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := signed(t, db)
		o.exec(`delete from sessions where id <> 3`)
		later := afterwards.AddDate(0, 2, 0)
		waits := func() string {
			t.Helper()
			var lists []string
			unsigned, err := o.Unsigned(t.Context(), []roster.Association{"CT"}, later, 10)
			if err != nil {
				t.Fatal(err)
			}
			agenda, err := o.Agenda(t.Context(), bea, later, later.AddDate(0, 1, 0), later)
			if err != nil {
				t.Fatal(err)
			}
			adas, err := o.Agenda(t.Context(), ada, later, later.AddDate(0, 1, 0), later)
			if err != nil {
				t.Fatal(err)
			}
			for _, list := range [][]attendance.Meeting{unsigned, agenda, adas} {
				word := "none"
				if len(list) == 1 && list[0].Waits(later) && !list[0].Amended.IsZero() {
					word = "one"
				}
				lists = append(lists, word)
			}
			return strings.Join(lists, " ")
		}
		if got := waits(); got != "none none none" {
			t.Errorf("verified: %s", got)
		}
		if err := o.keyed(); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a key to what is verified: %v", err)
		}
		o.decide(prepares("She was ill", dees))
		if got := waits(); got != "one one none" {
			t.Errorf("amended: %s", got)
		}
		if err := o.keyed(); err != nil {
			t.Errorf("a key to what waits: %v", err)
		}
		if _, done, err := o.SheetKey(t.Context(), monday, access.TokenHash("key"), afterwards); err != nil || done {
			t.Errorf("the key is done: %t, %v", done, err)
		}
		o.decide(func(s attendance.Sheet) (attendance.Change, error) { return s.TakeBack(s.Revision, beas) })
		if got := waits(); got != "none none none" {
			t.Errorf("taken back: %s", got)
		}
		if _, done, err := o.SheetKey(t.Context(), monday, access.TokenHash("key"), afterwards); err != nil || !done {
			t.Errorf("the key still opens what is verified: %v", err)
		}
	})
}

// keyed makes a key to the Monday sheet for Bea.
func (o office) keyed() error {
	return o.CreateSheetKey(o.t.Context(), access.SheetKey{
		Session: monday, Account: 1, Hash: "key", CreatedAt: afterwards, ExpiresAt: afterwards.Add(access.SheetKeyLasts),
	}, access.TheCourier)
}

// The ladder begins when the amendment was kept, however old the session is, and ends when it is signed.
func TestTheLadderOfAnAmendmentThatWaits(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := signed(t, db)
		o.exec(`delete from sessions where id <> 3`)
		o.exec(`update sessions set starts_at = ?`, afterwards.AddDate(0, 0, -40))
		o.decide(prepares("She was ill", dees))
		climbs := func(at time.Time) int {
			t.Helper()
			n, err := o.RemindOfSheets(t.Context(), at, func(m notice.Missing) []notice.Notice { return m.Ladder(at) })
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		if n := climbs(afterwards.Add(59 * time.Minute)); n != 0 {
			t.Errorf("%d reminders within the hour", n)
		}
		if n := climbs(afterwards.Add(61 * time.Minute)); n != 1 {
			t.Errorf("%d reminders after an hour", n)
		}
		if n := climbs(afterwards.Add(24 * time.Hour)); n != 1 {
			t.Errorf("%d reminders the next day", n)
		}
		if n := climbs(afterwards.Add(24 * time.Hour)); n != 0 {
			t.Errorf("%d reminders again", n)
		}
		o.decide(signs("She was ill"))
		if n := climbs(afterwards.Add(96 * time.Hour)); n != 0 {
			t.Errorf("%d reminders of what is signed", n)
		}
	})
}

// TestNoTurnOfAnAmendmentCanBeTouched tries to change why and what somebody wanted amended, by hand.
func TestNoTurnOfAnAmendmentCanBeTouched(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := signed(t, db)
		o.decide(prepares("She was ill", dees))
		o.decide(signs("She was ill"))
		statements := []string{
			`update amendments set reason = 'another'`,
			`update amendments set turn = 'taken_back' where turn = 'signed'`,
			`update amendments set taken_by = 1`,
			`delete from amendments`,
			`update amendment_marks set mark = 'present'`,
			`delete from amendment_marks`,
			`insert into amendment_marks (session_id, revision, person_id, mark, intervals, focus) select session_id, revision, 6, 'present', '', '' from amendment_marks`,
			`insert into amendments (session_id, revision, association, version, turn, began_at, ended_at, reason, taken_at)
				select session_id, revision, association, version, turn, began_at, ended_at, 'another', taken_at from amendments where turn = 'kept' on conflict (session_id, revision) do update set reason = 'another'`,
		}
		if db.Dialect == "postgres" {
			statements = append(statements, `truncate amendments cascade`, `truncate amendment_marks`)
		} else {
			statements = append(statements, `replace into amendments select * from amendments`, `replace into amendment_marks select * from amendment_marks`)
		}
		for _, statement := range statements {
			if err := o.Exec(t.Context(), statement); !errors.Is(err, store.ErrRefused) {
				t.Errorf("%s\ngives %v, want it refused", statement, err)
			}
		}
	})
}

// An import that ends an amendment tells who had prepared it, by the group's name, and nobody else.
func TestAnImportThatEndsAnAmendmentIsTold(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := signed(t, db)
		o.decide(prepares("She was ill", dees))
		o.exec(`delete from notices`)
		for range 2 { // the second finds nothing to do
			if err := o.TakeIn(t.Context(), afterwards, func(in exchange.Intake) error {
				sheets, err := in.Sheets([]schedule.SessionID{monday})
				if err != nil {
					return err
				}
				s := sheets[0]
				change := s.Become(attendance.Outcome{
					State: attendance.Verified, Facts: s.Facts, Marks: excused(0, "").Marks, Provenance: attendance.Imported, At: afterwards,
				})
				if change.Act == "" {
					return nil
				}
				return in.SaveSheets([]attendance.Change{change})
			}); err != nil {
				t.Fatal(err)
			}
		}
		if n := o.number(`select count(*) from notices where person_id = 4 and subject like '%Monday circle%' and lines like 'An import%'`); n != 1 || o.count("notices") != 1 {
			t.Errorf("Dee, who had prepared it, is told %d times, everybody %d times", n, o.count("notices"))
		}
	})
}

// An amendment is for whoever led by what was signed, not for whom the group has now: they may be on the sheet.
func TestWhoIsRemindedOfAnAmendment(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := signed(t, db)
		o.exec(`update groups set provider_id = 1 where id = 3`) // Ada, whom the sheet marks
		o.decide(prepares("She was ill", dees))
		if n := o.number(`select count(*) from notices where person_id = 2`); n != 1 || o.count("notices") != 1 {
			t.Errorf("Bea, who led, is told %d times, everybody %d times", n, o.count("notices"))
		}
		o.exec(`delete from notices`)
		o.exec(`delete from sessions where id <> 3`)
		o.exec(`update sessions set starts_at = ?`, afterwards.AddDate(0, 0, -40))
		at := afterwards.Add(24 * time.Hour)
		if _, err := o.RemindOfSheets(t.Context(), at, func(m notice.Missing) []notice.Notice { return m.Ladder(at) }); err != nil {
			t.Fatal(err)
		}
		if n := o.number(`select count(*) from notices where person_id = 2 and fact like 'amendment.missing:%'`); n != 1 || o.count("notices") != 1 {
			t.Errorf("Bea, who led, is reminded %d times, everybody %d times", n, o.count("notices"))
		}
	})
}
