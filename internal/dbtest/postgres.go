package dbtest

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	"attune/internal/store"
	"attune/migrations"
)

// server is a PostgreSQL server on which databases may be made and dropped.
type server struct {
	admin *sql.DB  // connected to the database postgres, or the one the given address names
	url   *url.URL // that database's
}

// givenServer is an address of a server to use instead of a throwaway one. Each test makes and drops its own databases
// there; one template, named for the migrations it holds, is left for the next run.
const givenServer = "ATTUNE_TEST_POSTGRES_URL"

func postgresServer(t testing.TB) *server {
	t.Helper()
	s, err := theServer()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// theServer is the one server of this test binary.
var theServer = sync.OnceValues(func() (*server, error) {
	address := os.Getenv(givenServer)
	if address == "" {
		dir, err := startCluster()
		if err != nil {
			return nil, err
		}
		address = "postgres://postgres@/postgres?host=" + url.QueryEscape(dir)
	}
	parsed, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("%s is not a postgres:// address", givenServer)
	}
	admin, err := sql.Open("pgx", address)
	if err != nil {
		return nil, err
	}
	admin.SetMaxOpenConns(2)
	return &server{admin: admin, url: parsed}, admin.Ping()
})

// of is the address of another database on the server.
func (s *server) of(name string) string {
	other := *s.url
	other.Path = "/" + name
	return other.String()
}

// clone makes a database out of another one and drops it when the test is over.
func (s *server) clone(t testing.TB, template string) string {
	t.Helper()
	name := "attune_test_" + strings.ToLower(rand.Text())
	s.exec(t, `create database `+name+` template `+template+` strategy file_copy`)
	t.Cleanup(func() { s.exec(t, `drop database if exists `+name+` with (force)`) })
	return s.of(name)
}

func (s *server) exec(t testing.TB, statement string) {
	t.Helper()
	if _, err := s.admin.Exec(statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// template is the name of the migrated database that tests are cloned from. It is named for the migrations, so that a
// server that outlives the test binary never hands over an old one.
func (s *server) template(t testing.TB) string {
	t.Helper()
	name, err := theTemplate()
	if err != nil {
		t.Fatalf("make the PostgreSQL template: %v", err)
	}
	return name
}

var theTemplate = sync.OnceValues(func() (string, error) {
	s, err := theServer()
	if err != nil {
		return "", err
	}
	name, err := templateName()
	if err != nil {
		return "", err
	}
	return name, s.makeTemplate(name)
})

// makeTemplate migrates a database and gives it its name last, so that a half-made one is never taken for it. Test
// binaries that share a server wait for each other.
func (s *server) makeTemplate(name string) error {
	ctx := context.Background()
	conn, err := s.admin.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, `select pg_advisory_lock(hashtext('attune test template'))`); err != nil {
		return err
	}
	defer conn.ExecContext(ctx, `select pg_advisory_unlock(hashtext('attune test template'))`)
	var exists bool
	if err := conn.QueryRowContext(ctx, `select exists (select 1 from pg_database where datname = $1)`, name).Scan(&exists); err != nil || exists {
		return err
	}
	draft := name + "_draft"
	for _, statement := range []string{`drop database if exists ` + draft + ` with (force)`, `create database ` + draft} {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	if err := migrate(ctx, s.of(draft)); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, `alter database `+draft+` rename to `+name)
	return err
}

func migrate(ctx context.Context, address string) error {
	s, err := store.Connect(ctx, address, store.Options{})
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = s.Migrate(ctx)
	return err
}

func templateName() (string, error) {
	sum := sha256.New()
	files := migrations.Postgres()
	err := fs.WalkDir(files, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(files, path)
		fmt.Fprintf(sum, "%s %d\n%s", path, len(content), content)
		return err
	})
	return fmt.Sprintf("attune_template_%x", sum.Sum(nil)[:8]), err
}
