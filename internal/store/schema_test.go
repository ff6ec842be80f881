package store_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"attune/internal/dbtest"
	"attune/internal/store"
)

// Two databases, one behaviour: what one guarantees, the other does too, under the same name.

func TestBothSchemasAreOne(t *testing.T) {
	t.Parallel()
	if diff := schemaDiff(t, handle(dbtest.Postgres(t)), handle(dbtest.SQLite(t))); diff != "" {
		t.Errorf("the schemas differ (-postgres +sqlite):\n%s", diff)
	}
}

func TestEveryTableNamesItsOwner(t *testing.T) {
	t.Parallel()
	for name, table := range postgresSchema(t, handle(dbtest.Postgres(t))) {
		if _, owner, ok := strings.Cut(table.Comment, "Owner: "); !ok || !strings.HasSuffix(owner, ".") {
			t.Errorf("the comment of %s does not end in \"Owner: … .\": %q", name, table.Comment)
		}
	}
}

// TestDifferencesAreSeen changes one thing at a time and takes it back: a comparison that sees nothing proves nothing.
func TestDifferencesAreSeen(t *testing.T) {
	t.Parallel()
	pg, lite := handle(dbtest.Postgres(t)), handle(dbtest.SQLite(t))
	for name, change := range map[string]struct{ dialect, sql string }{
		"a table":              {"postgres", `create table more (id bigint)`},
		"a column":             {"postgres", `alter table people add column more text collate "C"`},
		"a type":               {"postgres", `alter table sessions alter column minutes type bigint`},
		"a collation":          {"postgres", `alter table people alter column name type text collate "en-x-icu"`},
		"nullability":          {"postgres", `alter table people alter column region drop not null`},
		"a default":            {"postgres", `alter table people alter column region set default ''`},
		"identity":             {"postgres", `alter table people alter column id drop identity`},
		"a primary key":        {"postgres", `alter table marks drop constraint marks_pkey`},
		"a unique key":         {"postgres", `alter table credentials drop constraint credentials_key`},
		"a key's name":         {"postgres", `alter table credentials rename constraint credentials_key to credentials_own_key`},
		"a foreign key":        {"postgres", `alter table people drop constraint people_association_fkey`},
		"a cascade":            {"postgres", `alter table people drop constraint people_association_fkey, add constraint people_association_fkey foreign key (association) references associations (code) on delete cascade`},
		"a key of two columns": {"postgres", `alter table ledger drop constraint ledger_session_id_version_fkey, add constraint ledger_session_id_version_fkey foreign key (session_id) references sheets (session_id)`},
		"a check":              {"postgres", `alter table groups drop constraint groups_kind_check`},
		"a check's words":      {"postgres", `alter table groups drop constraint groups_kind_check, add constraint groups_kind_check check (kind in ('reflective', 'peer'))`},
		"an index":             {"postgres", `drop index ledger_session_idx`},
		"an index's columns":   {"postgres", `drop index ledger_session_idx; create index ledger_session_idx on ledger (session_id, person_id)`},
		"an index's condition": {"postgres", `drop index accounts_invited_key; create unique index accounts_invited_key on accounts (email) where person_id is null`},
		"a trigger":            {"postgres", `drop trigger ledger_append_only on ledger`},
		"a disabled trigger":   {"postgres", `alter table ledger disable trigger ledger_append_only`},
		"a trigger's event":    {"sqlite", `drop trigger marks_locked_delete`},
		"a truncate trigger":   {"postgres", `drop trigger history_no_truncate on history`},
		"a comment":            {"postgres", `comment on column people.region is 'Something else.'`},
		"an index in SQLite":   {"sqlite", `create index more on people (name)`},
		"a column in SQLite":   {"sqlite", `alter table people add column more text`},
		"a check of instants": {"sqlite", `drop table web_sessions; create table web_sessions (token_hash text not null constraint web_sessions_pkey primary key,
			data blob not null, expires_at datetime not null); create index web_sessions_expires_idx on web_sessions (expires_at)`},
	} {
		t.Run(name, func(t *testing.T) {
			changed := map[string]*gorm.DB{"postgres": pg, "sqlite": lite}[change.dialect]
			err := changed.Transaction(func(tx *gorm.DB) error {
				for _, statement := range strings.Split(change.sql, "; ") {
					if err := tx.Exec(statement).Error; err != nil {
						return err
					}
				}
				pg, lite := pg, lite
				if change.dialect == "sqlite" {
					lite = tx
				} else {
					pg = tx
				}
				if schemaDiff(t, pg, lite) == "" {
					t.Errorf("nobody noticed: %s", change.sql)
				}
				return errTakeBack
			})
			if !errors.Is(err, errTakeBack) {
				t.Fatal(err)
			}
		})
	}
}

// errTakeBack ends a transaction whose changes were only for looking at.
var errTakeBack = errors.New("take it back")

// handle is the one that writes: on SQLite it sees its own transaction.
func handle(db dbtest.Database) *gorm.DB { return store.Writer(context.Background(), db.Store) }

// schemaDiff compares the two schemas: the tables first, then what only one kind of database must have.
func schemaDiff(t *testing.T, pg, lite *gorm.DB) string {
	t.Helper()
	diff := cmp.Diff(postgresSchema(t, pg), sqliteSchema(t, pg, lite))
	for _, flaw := range slices.Concat(untypedColumns(t, lite), truncatable(t, pg)) {
		diff += flaw + "\n"
	}
	return diff
}
