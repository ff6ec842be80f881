package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"attune/internal/upkeep"
)

// counted is up to how many rows of a table are counted in SQLite. Of more, the highest row number is told: it is there at
// once however large the table, and no row ever had a higher one.
const counted = 10_000

// versions is the table in which the migrations' library keeps its own account, which is nobody's data.
const versions = `'goose_db_version'`

// Storage is what the database holds, in two statements: PostgreSQL is asked for its sizes and estimates, which cost it
// nothing; SQLite keeps none, so its rows are counted up to a bound.
func (s *Store) Storage(ctx context.Context) (upkeep.Storage, error) {
	measure := s.measureSQLite
	if s.dialect == postgresql {
		measure = s.measurePostgres
	}
	storage, err := measure(ctx)
	if err != nil {
		return upkeep.Storage{}, fmt.Errorf("measure the database: %w", translate(err))
	}
	return storage, nil
}

func (s *Store) measurePostgres(ctx context.Context) (upkeep.Storage, error) {
	storage := upkeep.Storage{Engine: "PostgreSQL", Estimated: true}
	if err := s.ask(ctx).Raw(`select pg_database_size(current_database())`).Row().Scan(&storage.Bytes); err != nil {
		return upkeep.Storage{}, err
	}
	err := s.ask(ctx).Raw(`select relname as name, cast(reltuples as bigint) as rows, pg_total_relation_size(oid) as bytes
		from pg_class where relkind = 'r' and relnamespace = current_schema()::regnamespace and relname <> `+versions+`
		order by bytes desc, name limit ?`, upkeep.MostTables).Scan(&storage.Largest).Error
	return storage, err
}

// measureSQLite asks for the rows of all tables at once, since there is no telling before which are the largest.
func (s *Store) measureSQLite(ctx context.Context) (upkeep.Storage, error) {
	storage := upkeep.Storage{Engine: "SQLite"}
	g := gathering{tx: s.ask(ctx)}
	var counts []string
	err := g.each(func(rows *sql.Rows) error {
		var name string
		err := rows.Scan(&storage.Bytes, &name)
		counts = append(counts, fmt.Sprintf(`select '%[1]s' as name, case when n <= %[2]d then n else (select max(rowid) from "%[1]s") end as rows
			from (select count(*) as n from (select 1 from "%[1]s" limit %[2]d + 1))`, name, counted)) // names of our own migrations
		return err
	}, `select page_count * page_size, name from pragma_page_count(), pragma_page_size(), sqlite_schema where type = 'table' and name not like 'sqlite_%' and name <> `+versions)
	if err != nil {
		return upkeep.Storage{}, err
	}
	if err := s.ask(ctx).Raw(strings.Join(counts, " union all ")).Scan(&storage.Largest).Error; err != nil {
		return upkeep.Storage{}, err
	}
	slices.SortFunc(storage.Largest, func(a, b upkeep.Table) int { return cmp.Or(cmp.Compare(b.Rows, a.Rows), cmp.Compare(a.Name, b.Name)) })
	storage.Largest = storage.Largest[:min(len(storage.Largest), upkeep.MostTables)]
	storage.Estimated = len(storage.Largest) > 0 && storage.Largest[0].Rows > counted
	return storage, nil
}
