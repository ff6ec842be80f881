package rulebook_test

import (
	"runtime"
	"testing"

	"attune/internal/day"
)

// BenchmarkJudge judges everybody of the medium bundle, on as many processors as there are, and reports received
// entries judged a second: each entry once for each purpose it is judged for.
func BenchmarkJudge(b *testing.B) {
	e := embedded(b)
	everybody := readWorld(b, bundles+"/medium").everybody()
	asOf := day.MustParse("2026-06-30")
	entries := 0
	for _, f := range everybody {
		judged, err := e.Judge(f, asOf)
		if err != nil {
			b.Fatal(err)
		}
		for _, j := range judged {
			entries += len(j.Entries)
		}
	}
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			for _, f := range everybody {
				if _, err := e.Judge(f, asOf); err != nil {
					b.Error(err)
				}
			}
		}
	})
	b.ReportMetric(float64(entries)*float64(b.N)/b.Elapsed().Seconds(), "entries/s")
	b.ReportMetric(float64(runtime.GOMAXPROCS(0)), "procs")
}
