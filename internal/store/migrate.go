package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	"gorm.io/gorm"

	"attune/internal/fault"
	"attune/internal/upkeep"
	"attune/migrations"
)

// SchemaStatus asks how far the schema has come. It changes nothing.
func (s *Store) SchemaStatus(ctx context.Context) (upkeep.Schema, error) {
	status, err := binarySchema(s.dialect.migrations())
	if err != nil {
		return upkeep.Schema{}, err
	}
	if err := s.readRange(ctx, &status); err != nil {
		return upkeep.Schema{}, fmt.Errorf("read the schema's version: %w", err)
	}
	for i, name := range status.Pending {
		if versionOf(name) > status.Version {
			status.Pending = status.Pending[i:]
			return status, nil
		}
	}
	status.Pending = nil
	return status, nil
}

func (s *Store) readRange(ctx context.Context, status *upkeep.Schema) error {
	if !s.ranged.Load() { // once it is there, it stays
		exists, err := tableExists(s.ask(ctx), "schema_range")
		if err != nil || !exists {
			return err
		}
		s.ranged.Store(true)
	}
	var row struct{ Version, OldestBinary int64 }
	err := s.ask(ctx).Raw("select version, oldest_binary from schema_range order by version desc limit 1").Scan(&row).Error
	status.Version, status.OldestBinary = row.Version, row.OldestBinary
	return err
}

func tableExists(tx *gorm.DB, name string) (exists bool, err error) {
	query := "select exists (select 1 from sqlite_schema where type = 'table' and name = ?)"
	if dialectOf(tx) == postgresql {
		query = "select to_regclass(?) is not null"
	}
	err = tx.Raw(query, name).Scan(&exists).Error
	return exists, err
}

// Migrate applies the migrations yet to come, each in its own transaction, and hands over their file names.
// Any number of instances may call it at once: each migration is applied by one of them, and all return when it is done.
func (s *Store) Migrate(ctx context.Context) (applied []string, err error) {
	for {
		before, err := s.SchemaStatus(ctx)
		if err != nil || before.Current() {
			return applied, err
		}
		if err := s.refuseForeign(ctx); err != nil {
			return nil, err
		}
		names, err := s.up(ctx)
		applied = append(applied, names...)
		if err == nil {
			return applied, nil
		}
		// SQLite has no lock that outlives a transaction: another process may have applied the same file first.
		after, statusErr := s.SchemaStatus(ctx)
		if statusErr != nil || after.Version == before.Version {
			return applied, fmt.Errorf("migrate: %w", translate(err))
		}
	}
}

// refuseForeign keeps a slip in the path from filling another program's SQLite file with our tables.
func (s *Store) refuseForeign(ctx context.Context) error {
	if s.dialect != sqlite {
		return nil
	}
	var foreign bool
	err := s.ask(ctx).Raw(`select exists (select 1 from sqlite_schema where type = 'table' and name not like 'sqlite_%' and name <> 'goose_db_version')
		and not exists (select 1 from sqlite_schema where name = 'schema_range')`).Scan(&foreign).Error
	if err == nil && foreign {
		return fault.New(fault.Invalid, "The database file belongs to another program; name another file.")
	}
	return err
}

func (s *Store) up(ctx context.Context) ([]string, error) {
	provider, err := s.provider()
	if err != nil {
		return nil, err
	}
	results, err := s.climb(ctx, provider)
	var names []string
	for _, r := range results {
		names = append(names, path.Base(r.Source.Path))
		s.log.InfoContext(ctx, "migration applied", "file", path.Base(r.Source.Path), "took", r.Duration)
	}
	return names, err
}

// forward keeps a process that lags behind from applying a file once more, which would set the schema back: its transaction
// fails, and Migrate looks anew.
const forward = `create trigger if not exists schema_range_forward before update on schema_range when new.version between 1 and old.version
	begin select raise(abort, 'this migration was applied already'); end`

// climb applies what is pending. On SQLite, which has no lock for it, the guard is set up as soon as there is a schema.
func (s *Store) climb(ctx context.Context, provider *goose.Provider) ([]*goose.MigrationResult, error) {
	if s.dialect == postgresql {
		return appliedOf(provider.Up(ctx))
	}
	first, err := appliedOf(provider.UpTo(ctx, 1))
	if err == nil {
		err = s.write.WithContext(ctx).Exec(forward).Error
	}
	if err != nil {
		return first, err
	}
	rest, err := appliedOf(provider.Up(ctx))
	return append(first, rest...), err
}

// appliedOf are the files that were applied, also before one that failed.
func appliedOf(results []*goose.MigrationResult, err error) ([]*goose.MigrationResult, error) {
	if partial, ok := errors.AsType[*goose.PartialError](err); ok {
		return partial.Applied, err
	}
	return results, err
}

func (s *Store) provider() (*goose.Provider, error) {
	pool, err := s.write.DB()
	if err != nil {
		return nil, err
	}
	kind, opts := goose.DialectSQLite3, []goose.ProviderOption{goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger())}
	if s.dialect == postgresql {
		locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300)) // each second, for five minutes
		if err != nil {
			return nil, err
		}
		kind, opts = goose.DialectPostgres, append(opts, goose.WithSessionLocker(locker))
	}
	return goose.NewProvider(kind, pool, s.dialect.migrations(), opts...)
}

// ready brings a SQLite file up to date and refuses any schema that is not this binary's.
func (s *Store) ready(ctx context.Context) error {
	status, err := s.SchemaStatus(ctx)
	if err != nil {
		return err
	}
	if s.dialect == sqlite && !status.Current() {
		if _, err := s.Migrate(ctx); err != nil {
			return err
		}
		if status, err = s.SchemaStatus(ctx); err != nil {
			return err
		}
	}
	return status.Refusal()
}

// migrations are the files for databases of this kind.
func (d dialect) migrations() fs.FS {
	if d == postgresql {
		return migrations.Postgres()
	}
	return migrations.SQLite()
}

// binarySchema is the status of an empty database: every file of the folder is pending.
func binarySchema(files fs.FS) (upkeep.Schema, error) {
	names, err := fs.Glob(files, "*.sql") // in lexical order, which is that of their numbers
	if err != nil || len(names) == 0 {
		return upkeep.Schema{}, fmt.Errorf("no migrations in this binary: %w", err)
	}
	return upkeep.Schema{Binary: versionOf(names[len(names)-1]), Pending: names}, nil
}

// versionOf is the number a migration's file name begins with.
func versionOf(name string) int64 {
	number, _, _ := strings.Cut(name, "_")
	version, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		panic("migration " + name + " has no number") // a defect of the binary, caught by the test of the folder
	}
	return version
}
