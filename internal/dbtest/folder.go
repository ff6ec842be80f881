package dbtest

import (
	"os"
	"sync"
	"syscall"
	"testing"
)

// quickFolder is where the databases of tests lie: in memory where there is plenty of it, for each change in SQLite
// waits until the disk has it, and tests change little and often. TMPDIR says otherwise.
var quickFolder = sync.OnceValue(func() string {
	const memory, plenty = "/dev/shm", 4 << 30
	var there syscall.Statfs_t
	if os.Getenv("TMPDIR") != "" || syscall.Statfs(memory, &there) != nil || uint64(there.Bavail)*uint64(there.Bsize) < plenty {
		return os.TempDir()
	}
	return memory
})

// folder is a new folder for a database, which goes when the test is over.
func folder(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp(quickFolder(), "attune-db")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}
