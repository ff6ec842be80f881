package dbtest

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"attune/internal/store"
)

// EmptySQLite is the address of a SQLite file that does not exist yet, in a folder that does.
func EmptySQLite(t testing.TB) string {
	t.Helper()
	return "sqlite:" + filepath.Join(folder(t), "attune.db")
}

// copyTemplate makes the file of an address a copy of the migrated one.
func copyTemplate(t testing.TB, url string) {
	t.Helper()
	content, err := sqliteTemplate()
	if err != nil {
		t.Fatalf("make the SQLite template: %v", err)
	}
	writeSQLite(t, url, content)
}

func writeSQLite(t testing.TB, url string, content []byte) {
	t.Helper()
	if err := os.WriteFile(strings.TrimPrefix(url, "sqlite:"), content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// sqliteTemplate is the content of a migrated file, made once for each test binary.
var sqliteTemplate = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp(quickFolder(), "attune-db")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "template.db")
	s, err := store.Open(context.Background(), "sqlite:"+path, store.Options{})
	if err != nil {
		return nil, err
	}
	if err := s.Close(); err != nil { // folds the write-ahead log into the file
		return nil, err
	}
	return os.ReadFile(path)
})
