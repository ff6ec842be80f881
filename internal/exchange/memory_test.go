package exchange_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"attune/internal/dbtest"
	"attune/internal/exchange"
	"attune/internal/rulebook"
	"attune/internal/store"
)

// What a process of its own is told, whose heap is measured while it imports a bundle: the bundle's folder, the address
// of the database, and a folder for temporary files.
const (
	measuredBundle   = "EXCHANGE_TEST_BUNDLE"
	measuredDatabase = "EXCHANGE_TEST_DATABASE"
	measuredTemp     = "EXCHANGE_TEST_TEMP"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(measuredBundle); dir != "" {
		if err := measure(dir, os.Getenv(measuredDatabase), os.Getenv(measuredTemp)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// measure imports a bundle and prints the most bytes that were in use on the heap after a collection. It runs in a
// process of its own: the tests beside it use the heap, too.
func measure(dir, database, temp string) error {
	edition, err := rulebook.Embedded()
	if err != nil {
		return err
	}
	s, err := store.Open(context.Background(), database, store.Options{})
	if err != nil {
		return err
	}
	defer s.Close()
	most, calls := uint64(0), 0
	look := func(phase exchange.Phase, _, _ int64) {
		if calls++; phase == exchange.Reading && calls%100 != 0 {
			return
		}
		var stats runtime.MemStats
		runtime.GC()
		runtime.GC() // what the first one only put aside
		runtime.ReadMemStats(&stats)
		most = max(most, stats.HeapAlloc)
	}
	_, err = exchange.Import(context.Background(), dir, s, edition, morning, exchange.Options{Progress: look, TempDir: temp})
	fmt.Println(most)
	return err
}

// TestMemoryDoesNotGrowWithAttendance imports the same sessions with few and with many marks. Held in memory, the
// 380,000 rows between them would take 18 MB at least.
func TestMemoryDoesNotGrowWithAttendance(t *testing.T) {
	t.Parallel()
	const sessions = 2000
	heap := func(marks int) int {
		dir, temp := t.TempDir(), t.TempDir()
		large(t, dir, sessions, marks)
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), measuredBundle+"="+dir, measuredDatabase+"="+dbtest.Postgres(t).URL, measuredTemp+"="+temp)
		child.Stderr = os.Stderr
		out, err := child.Output()
		if err != nil {
			t.Fatalf("import of %d rows: %v", sessions*marks, err)
		}
		bytes, err := strconv.Atoi(strings.TrimSpace(string(out)))
		if err != nil {
			t.Fatal(err)
		}
		if left, err := os.ReadDir(temp); err != nil || len(left) > 0 {
			t.Errorf("temporary files are left after the import: %v, %v", left, err)
		}
		return bytes
	}
	few, many := heap(10), heap(200)
	t.Logf("%d rows of attendance: %d KB in use; %d rows: %d KB", 10*sessions, few>>10, 200*sessions, many>>10)
	if grown := many - few; grown > 8<<20 {
		t.Errorf("%d rows of attendance take %d KB more of the heap than %d rows: memory grows with them", 200*sessions, grown>>10, 10*sessions)
	}
}
