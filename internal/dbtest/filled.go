package dbtest

import (
	"context"
	"crypto/rand"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"attune/internal/store"
)

// Filling is what many tests want to find in their databases. It is put into one of each kind, and they get copies.
type Filling struct {
	Name  string // whatever tells it from every other of the test binary
	Fill  func(ctx context.Context, s *store.Store) error
	Store store.Options // of the store that fills
}

// Filled is a database with a filling in it, instead of an empty one of the same kind.
func (db Database) Filled(t testing.TB, with Filling) Database {
	t.Helper()
	var url string
	switch {
	case db.Dialect == "sqlite":
		url = EmptySQLite(t)
		writeSQLite(t, url, []byte(filledSQLite(t, with)))
	case os.Getenv(givenServer) != "":
		// A template would stay on that server, and what fills it is no part of its name.
		s := postgresServer(t)
		url = s.clone(t, s.template(t))
		if err := with.into(url); err != nil {
			t.Fatal(err)
		}
	default:
		url = postgresServer(t).clone(t, filledPostgres(t, with))
	}
	return open(t, db.Dialect, url)
}

// into fills the database of an address.
func (f Filling) into(url string) error {
	s, err := store.Open(context.Background(), url, f.Store)
	if err != nil {
		return err
	}
	if err := f.Fill(context.Background(), s); err != nil {
		_ = s.Close()
		return err
	}
	return s.Close()
}

// filled are the databases that were filled so far, and those that are just being.
var filled sync.Map // of kind and name, to a func() (string, error)

// once is what make made when it was first asked for.
func once(t testing.TB, key string, make func() (string, error)) string {
	t.Helper()
	made, _ := filled.LoadOrStore(key, sync.OnceValues(make))
	value, err := made.(func() (string, error))()
	if err != nil {
		t.Fatalf("fill a database for tests to copy: %v", err)
	}
	return value
}

// filledSQLite is the content of a filled file.
func filledSQLite(t testing.TB, with Filling) string {
	t.Helper()
	return once(t, "sqlite "+with.Name, func() (string, error) {
		empty, err := sqliteTemplate()
		if err != nil {
			return "", err
		}
		dir, err := os.MkdirTemp(quickFolder(), "attune-db")
		if err != nil {
			return "", err
		}
		defer os.RemoveAll(dir)
		path := filepath.Join(dir, "filled.db")
		if err := os.WriteFile(path, empty, 0o600); err != nil {
			return "", err
		}
		if err := with.into("sqlite:" + path); err != nil {
			return "", err
		}
		content, err := os.ReadFile(path)
		return string(content), err
	})
}

// filledPostgres is the name of a filled database on the throwaway server, which goes with the server.
func filledPostgres(t testing.TB, with Filling) string {
	t.Helper()
	return once(t, "postgres "+with.Name, func() (string, error) {
		s, err := theServer()
		if err != nil {
			return "", err
		}
		template, err := theTemplate()
		if err != nil {
			return "", err
		}
		name := "attune_filled_" + strings.ToLower(rand.Text())
		if _, err := s.admin.Exec(`create database ` + name + ` template ` + template + ` strategy file_copy`); err != nil {
			return "", err
		}
		return name, with.into(s.of(name))
	})
}
