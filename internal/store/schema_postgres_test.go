package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gorm.io/gorm"
)

// table is what a database promises of one table, said so that both kinds say the same.
type table struct {
	Comment  string
	Columns  map[string]string // type, nullability, identity, collation, default and comment
	Keys     map[string]string // primary and unique, by name: columns in order
	Foreign  map[string]string // by name: columns, table and columns, action
	Checks   map[string]string // by name, as PostgreSQL words them
	Indexes  map[string]string // by name: uniqueness, columns in order, condition as PostgreSQL words it
	Triggers []string          // what they refuse, sorted
}

func newTable() *table {
	return &table{
		Columns: map[string]string{}, Keys: map[string]string{}, Foreign: map[string]string{},
		Checks: map[string]string{}, Indexes: map[string]string{},
	}
}

type schema map[string]*table

// postgresSchema reads PostgreSQL's catalog.
func postgresSchema(t *testing.T, db *gorm.DB) schema {
	t.Helper()
	tables := schema{}
	read(t, db, `select c.relname, coalesce(obj_description(c.oid, 'pg_class'), '') from pg_class c
		where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> 'goose_db_version'`, func(row [6]string) {
		tables[row[0]] = newTable()
		tables[row[0]].Comment = row[1]
	})
	read(t, db, `select c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
			concat_ws(' ', case when a.attnotnull then 'not null' end, case when a.attidentity = 'd' then 'identity' end,
				case when a.attcollation <> 0 and o.collname <> 'C' then 'collate ' || o.collname end, case when a.atthasdef then 'default' end),
			coalesce(col_description(c.oid, a.attnum), '')
		from pg_attribute a join pg_class c on c.oid = a.attrelid left join pg_collation o on o.oid = a.attcollation
		where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped`, func(row [6]string) {
		if tb := tables[row[0]]; tb != nil {
			tb.Columns[row[1]] = describe(row[2], row[3], row[4])
		}
	})
	read(t, db, `select c.relname, k.conname, k.contype, pg_get_constraintdef(k.oid) from pg_constraint k join pg_class c on c.oid = k.conrelid
		where c.relnamespace = 'public'::regnamespace`, func(row [6]string) {
		if tb := tables[row[0]]; tb != nil {
			tb.constraint(row[1], row[2], row[3])
		}
	})
	read(t, db, `select c.relname, i.relname, case when x.indisunique then 'unique ' else '' end,
			(select string_agg(a.attname, ', ' order by p.n) from unnest(x.indkey) with ordinality p (attnum, n)
				join pg_attribute a on a.attrelid = c.oid and a.attnum = p.attnum),
			coalesce(pg_get_expr(x.indpred, x.indrelid), ''), coalesce(obj_description(i.oid, 'pg_class'), '')
		from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class c on c.oid = x.indrelid
		where c.relnamespace = 'public'::regnamespace and not exists (select 1 from pg_constraint k where k.conindid = i.oid and k.contype in ('p', 'u'))`,
		func(row [6]string) {
			if tb := tables[row[0]]; tb != nil {
				tb.Indexes[row[1]] = indexed(row[2], row[3], row[4], row[5])
			}
		})
	read(t, db, `select c.relname, g.tgname, event, case when g.tgenabled <> 'O' then ' disabled' else '' end
		from pg_trigger g join pg_class c on c.oid = g.tgrelid
		join (values (4, 'insert'), (8, 'delete'), (16, 'update')) as e (bit, event) on g.tgtype & e.bit <> 0
		where not g.tgisinternal`, func(row [6]string) {
		if tb := tables[row[0]]; tb != nil {
			tb.Triggers = append(tb.Triggers, triggered(row[1], row[2])+row[3])
		}
	})
	tables.sort()
	return tables
}

// constraint files a constraint by its kind; kinds are PostgreSQL's letters.
func (tb *table) constraint(name, kind, definition string) {
	switch kind {
	case "p", "u":
		tb.Keys[name] = strings.ToLower(definition)
	case "f":
		tb.Foreign[name] = strings.ToLower(definition)
	case "c":
		tb.Checks[name] = definition
	}
}

func (s schema) sort() {
	for _, tb := range s {
		slices.Sort(tb.Triggers)
	}
}

// triggered is what a trigger refuses. One of PostgreSQL may stand for several events, before a row or after a statement;
// one of SQLite is named for its event. That they refuse the same is proved by doing it.
func triggered(name, event string) string {
	return strings.TrimSuffix(name, "_"+event) + " refuses " + event
}

func describe(kind, properties, comment string) string {
	return strings.Join(strings.Fields(kind+" "+properties), " ") + ": " + comment
}

func indexed(unique, columns, condition, comment string) string {
	return fmt.Sprintf("%s(%s) where %s: %s", unique, columns, condition, comment)
}

// truncatable are the tables of PostgreSQL whose rows cannot be deleted one by one but all at once.
func truncatable(t *testing.T, db *gorm.DB) (flaws []string) {
	t.Helper()
	read(t, db, `select c.relname, bool_or(g.tgtype & 32 <> 0)::text from pg_trigger g join pg_class c on c.oid = g.tgrelid
		where not g.tgisinternal group by c.relname having bool_or(g.tgtype & 8 <> 0)`, func(row [6]string) {
		if row[1] != "true" {
			flaws = append(flaws, row[0]+" can be truncated")
		}
	})
	return flaws
}

// read hands over the rows of a query as texts.
func read(t *testing.T, db *gorm.DB, query string, take func(row [6]string)) {
	t.Helper()
	rows, err := db.Raw(query).Rows()
	if err != nil {
		t.Fatalf("%v in %s", err, query)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		var row [6]string
		into := make([]any, len(names))
		for i := range names {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatalf("%v in %s", err, query)
		}
		take(row)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}
