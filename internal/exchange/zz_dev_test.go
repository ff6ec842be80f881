package exchange_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"attune/internal/dbtest"
	"attune/internal/exchange"
	"attune/internal/attendance"
	"attune/internal/roster"
	"attune/internal/schedule"
	"attune/internal/rulebook"
)

var pgName = "none"

func self() time.Duration {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func pg() time.Duration {
	var sum int64
	dirs, _ := os.ReadDir("/proc")
	for _, d := range dirs {
		b, err := os.ReadFile("/proc/" + d.Name() + "/stat")
		if err != nil {
			continue
		}
		s := string(b)
		if !strings.Contains(s, "(postgres)") {
			continue
		}
		cmd, _ := os.ReadFile("/proc/" + d.Name() + "/cmdline")
		if !strings.Contains(string(cmd), os.Getenv("PGNAME")) || !strings.Contains(string(cmd), pgName) {
			continue
		}
		f := strings.Fields(s[strings.LastIndex(s, ")")+2:])
		var a, c int64
		fmt.Sscan(f[11], &a)
		fmt.Sscan(f[12], &c)
		sum += a + c
	}
	return time.Duration(sum) * 10 * time.Millisecond
}

type timed struct {
	exchange.Store
	spent map[string]time.Duration
}

type timedIn struct {
	exchange.Intake
	spent map[string]time.Duration
}

func (s timed) TakeIn(ctx context.Context, at time.Time, take func(exchange.Intake) error) error {
	w := time.Now()
	err := s.Store.TakeIn(ctx, at, func(in exchange.Intake) error { return take(timedIn{in, s.spent}) })
	s.spent["total"] += time.Since(w)
	return err
}
func (i timedIn) note(n string, w time.Time) { i.spent[n] += time.Since(w) }
func (i timedIn) Find(a exchange.Thing, b []roster.External) (map[roster.External]int64, error) {
	defer i.note("Find", time.Now())
	return i.Intake.Find(a, b)
}
func (i timedIn) Sheets(ids []schedule.SessionID) ([]attendance.Sheet, error) {
	defer i.note("Sheets", time.Now())
	return i.Intake.Sheets(ids)
}
func (i timedIn) SaveSessions(l []schedule.Session) error {
	defer i.note("SaveSessions", time.Now())
	return i.Intake.SaveSessions(l)
}
func (i timedIn) SaveSheets(l []attendance.Change) error {
	defer i.note("SaveSheets", time.Now())
	return i.Intake.SaveSheets(l)
}
func (i timedIn) Audience(ids []schedule.SessionID) ([]roster.PersonID, error) {
	defer i.note("Audience", time.Now())
	return i.Intake.Audience(ids)
}
func (i timedIn) Conclude(a exchange.Aftermath) error {
	defer i.note("Conclude", time.Now())
	return i.Intake.Conclude(a)
}

func TestDev(t *testing.T) {
	t.Parallel()
	rules, _ := rulebook.Embedded()
	dir := t.TempDir()
	large(t, dir, 10000, 8)
	for _, db := range []dbtest.Database{dbtest.SQLite(t), dbtest.Postgres(t)} {
		if d := os.Getenv("DIALECT"); d != "" && d != db.Dialect {
			continue
		}
		if i := strings.Index(db.URL, "attune_test"); i >= 0 {
			pgName = db.URL[i:i+20]
		}
		for range 2 {
			a, p, w := self(), pg(), time.Now()
			spent := map[string]time.Duration{}
			var phases []string
			last := ""
			_, err := exchange.Import(t.Context(), dir, timed{db.Store, spent}, rules, time.Now(), exchange.Options{Progress: func(ph exchange.Phase, d, n int64) {
				if string(ph) != last {
					phases = append(phases, fmt.Sprint(ph, time.Since(w).Milliseconds()))
					last = string(ph)
				}
			}})
			if err != nil {
				t.Fatal(err)
			}
			c, q := self()-a, pg()-p
			t.Logf("%s wall %v cpu self %v pg %v rows per cpu s %.0f  %v %v", db.Dialect, time.Since(w), c, q, 80000/(c+q).Seconds(), phases, spent)
		}
	}
}
