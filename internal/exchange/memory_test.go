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

	"attune/internal/exchange"
	"attune/internal/rulebook"
	"attune/internal/store"
)

// measured names the folder of the bundle whose import a test binary of its own measures, and the database's.
const measured = "EXCHANGE_TEST_MEASURE"

func TestMain(m *testing.M) {
	if folders := os.Getenv(measured); folders != "" {
		if err := measure(folders); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// measure imports a bundle and prints the most bytes that were in use on the heap after a collection. It runs in a
// process of its own: the tests beside it use the heap, too.
func measure(folders string) error {
	dir, work, _ := strings.Cut(folders, ":")
	edition, err := rulebook.Embedded()
	if err != nil {
		return err
	}
	s, err := store.Open(context.Background(), "sqlite:"+work+"/attune.db", store.Options{})
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
	_, err = exchange.Import(context.Background(), dir, s, edition, morning, exchange.Options{Progress: look, TempDir: work})
	fmt.Println(most)
	return err
}

// TestMemoryDoesNotGrowWithAttendance imports the same sessions with few and with many marks. Held in memory, the
// 190,000 rows between them would take 9 MB at least.
func TestMemoryDoesNotGrowWithAttendance(t *testing.T) {
	t.Parallel()
	const sessions = 1000
	heap := func(marks int) int {
		dir, work := t.TempDir(), t.TempDir()
		large(t, dir, sessions, marks)
		child := exec.Command(os.Args[0])
		child.Env, child.Stderr = append(os.Environ(), measured+"="+dir+":"+work), os.Stderr
		out, err := child.Output()
		if err != nil {
			t.Fatalf("import of %d rows: %v", sessions*marks, err)
		}
		bytes, err := strconv.Atoi(strings.TrimSpace(string(out)))
		if err != nil {
			t.Fatal(err)
		}
		if left, err := os.ReadDir(work); err != nil || len(left) == 0 || strings.HasPrefix(left[0].Name(), "attune-import-") {
			t.Errorf("temporary files are left after the import: %v, %v", left, err)
		}
		return bytes
	}
	few, many := heap(10), heap(200)
	t.Logf("%d rows of attendance: %d KB in use; %d rows: %d KB", 10*sessions, few>>10, 200*sessions, many>>10)
	if grown := many - few; grown > 5<<20 {
		t.Errorf("%d rows of attendance take %d KB more of the heap than %d rows: memory grows with them", 200*sessions, grown>>10, 10*sessions)
	}
}
