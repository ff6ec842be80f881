package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"attune/internal/day"
	"attune/internal/dbtest"
	"attune/internal/store"
)

// employmentRow is a row with every kind of column that the databases have their own ideas about.
type employmentRow struct {
	ID         int64
	PersonID   int64
	ProgramID  int64
	Role       string
	FteMilli   int
	Serves     string
	Supervises string
	StartsOn   store.DateCol
	EndsOn     store.DateCol
}

// TableName is the table of the rows.
func (employmentRow) TableName() string { return "employments" }

func TestDaysComeBack(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		verifiedSheet(t, db)
		for _, days := range [][2]day.Date{
			{day.MustParse("2026-03-08"), 0},
			{day.MustParse("2024-02-29"), day.MustParse("2024-02-29")},
			{day.MustParse("1900-01-01"), day.MustParse("9999-12-31")},
		} {
			row := employmentRow{PersonID: 2, ProgramID: 1, Role: "manager", FteMilli: 500, StartsOn: store.DateCol(days[0]), EndsOn: store.DateCol(days[1])}
			err := store.Change(t.Context(), db.Store, func(tx *gorm.DB) error { return tx.Create(&row).Error })
			if err != nil || row.ID == 0 {
				t.Fatalf("id %d, %v", row.ID, err)
			}
			var back employmentRow
			if err := store.Ask(t.Context(), db.Store).Where("id = ? and starts_on = ?", row.ID, row.StartsOn).Take(&back).Error; err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(row, back); diff != "" {
				t.Errorf("a row comes back changed:\n%s", diff)
			}
			var latest store.DateCol // an expression: on SQLite a text
			if err := store.Ask(t.Context(), db.Store).Raw(`select max(starts_on) from employments where id = ?`, row.ID).Row().Scan(&latest); err != nil {
				t.Fatal(err)
			}
			if latest != row.StartsOn {
				t.Errorf("max of %s is %s", days[0], day.Date(latest))
			}
		}
	})
}

func TestNoOtherThingIsADay(t *testing.T) {
	t.Parallel()
	for _, src := range []any{"2026-02-30", "tomorrow", []byte("2026-3-8"), int64(20260308), 3.5, true} {
		var d store.DateCol
		if err := d.Scan(src); err == nil {
			t.Errorf("%v (%T) is taken for %s", src, src, day.Date(d))
		}
	}
}

// TestInstantsComeBack: in UTC, to the microsecond, and ordered as instants whatever zone they came in.
func TestInstantsComeBack(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("-05:00", -5*3600)
	given := []time.Time{ // in order
		time.Date(2026, 3, 8, 9, 59, 59, 999999999, time.UTC),
		time.Date(2026, 3, 8, 5, 0, 0, 0, zone), // 10:00 UTC
		time.Date(2026, 3, 8, 10, 0, 0, 1000, time.UTC),
		time.Date(2026, 3, 8, 5, 0, 0, 100_000_000, zone),
		time.Date(2026, 3, 8, 10, 0, 1, 0, time.UTC),
	}
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		for i := range given {
			at := given[len(given)-1-i]
			if err := db.Store.Exec(t.Context(), `insert into web_sessions (token_hash, data, expires_at) values (?, ?, ?)`, at.String(), []byte{0}, store.UTC(at)); err != nil {
				t.Fatal(err)
			}
		}
		var back []time.Time
		if err := store.Ask(t.Context(), db.Store).Raw(`select expires_at from web_sessions order by expires_at`).Scan(&back).Error; err != nil {
			t.Fatal(err)
		}
		for i, at := range back {
			if want := given[i].UTC().Truncate(time.Microsecond); at.Location() != time.UTC || !at.Equal(want) {
				t.Errorf("%v comes back as %v, want %v", given[i], at, want)
			}
		}
		for i, at := range given {
			var before int
			if err := store.Ask(t.Context(), db.Store).Raw(`select count(*) from web_sessions where expires_at < ?`, store.UTC(at)).Scan(&before).Error; err != nil || before != i {
				t.Errorf("%d instants are before %v, want %d (%v)", before, at, i, err)
			}
		}
	})
}

func TestUTCKeepsTheZeroTime(t *testing.T) {
	t.Parallel()
	if at := store.UTC(time.Time{}.In(time.FixedZone("", 3600))); !at.IsZero() || at.Location() != time.UTC {
		t.Errorf("the zero time became %v", at)
	}
}

// TestTextOrder: both databases compare texts by code point, whatever the machine's language.
func TestTextOrder(t *testing.T) {
	t.Parallel()
	want := []string{"", "B", "IMHS", "IMHS-C", "IMHS2", "_", "a", "É", "é", "ı", "名", "😀"}
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		for i := range want {
			if err := db.Store.Exec(t.Context(), `insert into associations (code, name, time_zone) values (?, '', '')`, want[len(want)-1-i]); err != nil {
				t.Fatal(err)
			}
		}
		var got []string
		if err := store.Ask(t.Context(), db.Store).Raw(`select code from associations order by code`).Scan(&got).Error; err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("order (-want +got):\n%s", diff)
		}
		var lower string
		if err := store.Ask(t.Context(), db.Store).Raw(`select lower(code) from associations where code = 'É'`).Scan(&lower).Error; err != nil || lower != "É" {
			t.Errorf("lower() of É is %q: the databases would differ (%v)", lower, err)
		}
	})
}
