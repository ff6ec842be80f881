package exchange_test

import (
	"testing"
	"time"

	"attune/internal/dbtest"
	"attune/internal/exchange"
	"attune/internal/rulebook"
)

// BenchmarkImport measures rows of attendance a second, everything included: reading, checking, sorting, ledger,
// history and commit.
func BenchmarkImport(b *testing.B) {
	const sessions, marks = 10_000, 8
	rules, err := rulebook.Embedded()
	if err != nil {
		b.Fatal(err)
	}
	dir := b.TempDir()
	large(b, dir, sessions, marks)
	for _, open := range []func(testing.TB) dbtest.Database{dbtest.SQLite, dbtest.Postgres} {
		db := open(b)
		b.Run(db.Dialect, func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				db := open(b)
				b.StartTimer()
				if _, err := exchange.Import(b.Context(), dir, db.Store, rules, time.Now(), exchange.Options{}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N*sessions*marks)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
