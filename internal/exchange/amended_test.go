package exchange_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"attune/internal/attendance"
	"attune/internal/dbtest"
	"attune/internal/notice"
)

// preparedHere is what somebody does in the browser after the import: they keep, without signing it, that Bea of s1 was excused.
func preparedHere(t *testing.T, db dbtest.Database) {
	t.Helper()
	_, err := db.Store.UpdateSheet(t.Context(), sessionOf(t, db, "s1"), "account:1", func(s attendance.Sheet) (attendance.Change, error) {
		d := attendance.Draft{Revision: s.Revision, Began: s.Began, Ended: s.Ended, Reason: "Bea was ill"}
		for i, m := range s.Marks {
			if i == 1 {
				m.Code = attendance.Excused
			}
			d.Marks = append(d.Marks, m)
		}
		return s.Prepare(d, attendance.Signer{}, s.Session.Starts.AddDate(0, 0, 1))
	})
	if err != nil {
		t.Fatal(err)
	}
}

const (
	turnsQuery   = `select turn, version, reason from amendments order by session_id, revision`
	waitingQuery = `select s.external_id from waiting_amendments w join sessions s on s.id = w.session_id`
)

// TestAnAmendmentThatWaitsIsNotExported: what goes out is what was signed, as the ledger has it, and coming back it changes nothing.
func TestAnAmendmentThatWaitsIsNotExported(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		imported(t, db, circle())
		before := contents(t, give(t, db))
		preparedHere(t, db)
		ledger := ask(t, db, ledgerQuery)
		dir := give(t, db)
		if diff := cmp.Diff(before, contents(t, dir)); diff != "" {
			t.Errorf("the export changed (-before +since):\n%s", diff)
		}
		take(t, db, dir, morning.Add(time.Hour))
		expect(t, db, "ledger", ledgerQuery, ledger...)
		expect(t, db, "what waits", waitingQuery, "s1")
		expect(t, db, "turns", turnsQuery, "kept 1 Bea was ill")
	})
}

// TestANewerBundleBesideAnAmendmentThatWaits: what the sender says now is signed, and the amendment goes on waiting, or ends
// where it said no more than that, or where nothing verified is left.
func TestANewerBundleBesideAnAmendmentThatWaits(t *testing.T) {
	t.Parallel()
	for name, story := range map[string]struct {
		change  func(*testing.T, bundle) bundle
		sheet   string
		waiting []string
		turns   []string
	}{
		"the same once more": {func(_ *testing.T, b bundle) bundle { return b }, "s1 held verified 1", []string{"s1"}, []string{"kept 1 Bea was ill"}},
		"another mark": {
			func(t *testing.T, b bundle) bundle { return b.but(t, "attendance.csv", "s1,a,present", "s1,a,absent") },
			"s1 held verified 2",
			[]string{"s1"},
			[]string{"kept 1 Bea was ill"},
		},
		"the mark that waits": {
			func(t *testing.T, b bundle) bundle { return b.but(t, "attendance.csv", "s1,b,present", "s1,b,excused") },
			"s1 held verified 2", nil,
			[]string{"kept 1 Bea was ill", "overtaken 2 "},
		},
		"a cancellation": {
			func(t *testing.T, b bundle) bundle {
				c := b.but(t, "sessions.csv", "held,2026-06-01T14:00:00Z,2026-06-01T16:00:00Z", "cancelled,,")
				delete(c, "attendance.csv")
				return c
			},
			"s1 cancelled dropped 1", nil,
			[]string{"kept 1 Bea was ill", "overtaken 1 "},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
				imported(t, db, circle())
				preparedHere(t, db)
				newer := story.change(t, circle())
				later(t, db, newer)
				later(t, db, newer)
				expect(t, db, "sheets", sheetsQuery, story.sheet)
				expect(t, db, "what waits", waitingQuery, story.waiting...)
				expect(t, db, "turns", turnsQuery, story.turns...)
			})
		})
	}
}

// Whoever is concerned by what an import changes of verified sheets is told once, of all of it; a first import tells nobody.
func TestAnImportTellsOnceWhoseHoursItCorrects(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		b := circle()
		for i := 2; i <= 26; i++ {
			b["sessions.csv"] += fmt.Sprintf("s1%02d,g,2026-06-%02dT10:00,120,held,2026-06-%02dT14:00:00Z,2026-06-%02dT16:00:00Z,,,,\n", i, i, i, i)
			b["attendance.csv"] += fmt.Sprintf("s1%02d,a,present,,\ns1%02d,b,present,,\n", i, i)
		}
		imported(t, db, b)
		if told := toldOf(t, db); len(told) > 0 {
			t.Errorf("of a first import are told: %v", told)
		}
		later(t, db, b)
		if told := toldOf(t, db); len(told) > 0 {
			t.Errorf("of the same once more are told: %v", told)
		}
		for i := 2; i <= 26; i++ {
			was := fmt.Sprintf("s1%02d,b,present,,", i)
			b = b.but(t, "attendance.csv", was, fmt.Sprintf("s1%02d,b,partial,2026-06-%02dT14:00:00Z/2026-06-%02dT15:00:00Z,", i, i, i))
		}
		b = b.but(t, "attendance.csv", "s1,a,present,,", "s1,a,partial,2026-06-01T14:00:00Z/2026-06-01T14:30:00Z,")
		later(t, db, b)
		told := toldOf(t, db)
		for name, want := range map[string][]string{
			"Ada":  {"hours", "Monday, 1 June 2026: the minutes you received were 120, and are now 30."},
			"Bea":  {"hours", "Monday, 21 June 2026: the minutes you received were 120, and are now 60.", "And 5 more."},
			"Lena": {"sheets", "Monday, 1 June 2026.", "And 6 more."},
		} {
			for _, text := range want {
				if len(told[name]) != 1 || !strings.Contains(told[name][0], text) {
					t.Errorf("%s is told %q; want %q once", name, told[name], text)
				}
			}
		}
		if len(told) != 3 || strings.Contains(told["Ada"][0], "60") || strings.Contains(told["Lena"][0], "30") {
			t.Errorf("others, or others' business: %v", told)
		}
	})
}

// toldOf are the notices that wait, each as a line that begins with its topic, by who is told.
// A sheet that an import corrects answers whoever disputed the mark that it corrects, and nobody else.
func TestAnImportAnswersWhoDisputedWhatItCorrects(t *testing.T) {
	t.Parallel()
	const disputes = `select p.external_id, d.turn from disputes d join people p on p.id = d.person_id order by d.id`
	for name, story := range map[string]struct {
		change func(*testing.T, bundle) bundle
		turns  []string
	}{
		"their mark":    {func(t *testing.T, b bundle) bundle { return b.but(t, "attendance.csv", "s1,b,present", "s1,b,excused") }, []string{"b opened", "b amended"}},
		"another mark":  {func(t *testing.T, b bundle) bundle { return b.but(t, "attendance.csv", "s1,a,present", "s1,a,absent") }, []string{"b opened"}},
		"nothing of it": {func(_ *testing.T, b bundle) bundle { return b }, []string{"b opened"}},
		"the session": {func(t *testing.T, b bundle) bundle {
			c := b.but(t, "sessions.csv", "held,2026-06-01T14:00:00Z,2026-06-01T16:00:00Z", "cancelled,,")
			delete(c, "attendance.csv")
			return c
		}, []string{"b opened", "b amended"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
				imported(t, db, circle())
				err := db.Store.UpdateDispute(t.Context(), sessionOf(t, db, "s1"), "account:1", func(s attendance.Sheet) (attendance.Step, error) {
					return s.Dispute("I was ill", attendance.Signer{Person: s.Marks[1].Person})
				})
				if err != nil {
					t.Fatal(err)
				}
				newer := story.change(t, circle())
				later(t, db, newer)
				later(t, db, newer)
				expect(t, db, "disputes", disputes, story.turns...)
				kept := ask(t, db, `select actor from history where act = 'dispute.amended'`)
				if want := len(story.turns) - 1; len(kept) != want || want == 1 && kept[0] != "import" {
					t.Errorf("the history tells of it by %v", kept)
				}
			})
		})
	}
}

func toldOf(t testing.TB, db dbtest.Database) map[string][]string {
	t.Helper()
	waiting, err := db.Store.Outbox(t.Context(), notice.Waiting, 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	told := make(map[string][]string)
	for _, n := range waiting {
		told[n.Name] = append(told[n.Name], string(n.Topic)+" "+n.Subject+" "+strings.Join(n.Lines, " "))
	}
	return told
}
