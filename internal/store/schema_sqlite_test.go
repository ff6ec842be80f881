package store_test

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"strings"
	"testing"

	"gorm.io/gorm"
)

// logicalType is PostgreSQL's name of a type as SQLite's columns declare it.
var logicalType = map[string]string{"datetime": "timestamp with time zone", "blob": "bytea"}

// sqliteSchema reads SQLite's catalog and the statements it keeps. Checks and conditions are worded by pg, in whose
// tables they must make sense too.
func sqliteSchema(t *testing.T, pg, db *gorm.DB) schema {
	t.Helper()
	tables := schema{}
	read(t, db, `select name, sql from sqlite_schema where type = 'table' and name not like 'sqlite_%' and name <> 'goose_db_version'`, func(row [6]string) {
		tables[row[0]] = newTable()
		tables[row[0]].readStatement(t, row[0], row[1])
	})
	read(t, db, `select t.name, c.name, lower(c.type), iif(c."notnull", 'not null', '') || iif(c.pk and t.sql like '% primary key autoincrement%', ' identity', '')
			|| iif(c.dflt_value is not null, ' default', ''), (select sum(pk > 0) from pragma_table_info(t.name)) = 1 and c.pk
		from sqlite_schema t join pragma_table_info(t.name) c where t.type = 'table'`, func(row [6]string) {
		if tb := tables[row[0]]; tb != nil {
			tb.Columns[row[1]] = describe(columnType(row[2], row[4] == "1", row[0]), row[3], tb.Columns[row[1]])
		}
	})
	read(t, db, `select name, group_concat(here, ', '), "table", group_concat(there, ', '), acts from (
			select t.name, f.id, f."from" here, f."table", f."to" there, f.on_delete || f.on_update acts
			from sqlite_schema t join pragma_foreign_key_list(t.name) f where t.type = 'table' order by f.seq)
		group by name, id`, func(row [6]string) {
		tb, name := tables[row[0]], row[0]+"_"+strings.ReplaceAll(row[1], ", ", "_")+"_fkey"
		if tb.Foreign[name] == "" || row[4] != "NO ACTIONNO ACTION" {
			name = "a nameless or acting key: " + name
		}
		tb.Foreign[name] = fmt.Sprintf("foreign key (%s) references %s(%s)", row[1], row[2], row[3])
	})
	read(t, db, `select t.name, i.name, iif(i."unique", 'unique ', ''), (select group_concat(name, ', ') from (select name from pragma_index_info(i.name) order by seqno)), s.sql
		from sqlite_schema t join pragma_index_list(t.name) i join sqlite_schema s on s.type = 'index' and s.name = i.name
		where t.type = 'table' and i.origin = 'c'`, func(row [6]string) {
		if tb := tables[row[0]]; tb != nil {
			_, condition, partial := strings.Cut(row[4], " where ")
			if partial {
				condition = worded(t, pg, row[0], []string{condition})[0]
			}
			tb.Indexes[row[1]] = indexed(row[2], row[3], condition, strings.Join(comments(row[4]), " "))
		}
	})
	// What keeps SQLite from being set back stands for the lock that PostgreSQL has.
	read(t, db, `select tbl_name, sql from sqlite_schema where type = 'trigger' and name <> 'schema_range_forward'`, func(row [6]string) {
		if m := triggerHead.FindStringSubmatch(row[1]); m != nil {
			tables[row[0]].Triggers = append(tables[row[0]].Triggers, triggered(m[1], m[2]))
		}
	})
	for name, tb := range tables {
		tb.wordChecks(t, pg, name)
	}
	tables.sort()
	return tables
}

// columnType is the logical type of a declared one. Only INTEGER as the whole primary key is the row's own number in
// SQLite; it holds 64 bits, so it stands for bigint, but for the one table whose key is no id.
func columnType(declared string, wholeKey bool, table string) string {
	if declared == "integer" && wholeKey && table != "schema_range" {
		return "bigint"
	}
	return cmp.Or(logicalType[declared], declared)
}

var (
	triggerHead    = regexp.MustCompile(`(?is)^create trigger (\w+) \w+ (\w+)`)
	constraintHead = regexp.MustCompile(`constraint (\w+) (primary key|unique|references|foreign key|check)`)
	keyColumns     = regexp.MustCompile(`^\s*\(([\w, ]+)\)`)
)

// readStatement takes comments, names and checks from a CREATE TABLE, where each column and each constraint of the table
// has a line and comments stand on lines of their own before it.
func (tb *table) readStatement(t *testing.T, name, statement string) {
	t.Helper()
	var said []string
	for line := range strings.Lines(statement) {
		line = strings.TrimSpace(line)
		if text, ok := strings.CutPrefix(line, "-- "); ok {
			said = append(said, text)
			continue
		}
		column, _, _ := strings.Cut(line, " ")
		switch {
		case strings.HasPrefix(strings.ToLower(line), "create table"):
			continue
		case tb.Comment == "" && len(said) > 0:
			tb.Comment, said = said[0], said[1:]
		}
		if column != "constraint" && column != ");" && column != ")" {
			tb.Columns[column] = strings.Join(said, " ")
		}
		said = nil
		tb.readConstraints(t, column, line)
	}
}

func (tb *table) readConstraints(t *testing.T, column, line string) {
	t.Helper()
	for _, at := range constraintHead.FindAllStringSubmatchIndex(line, -1) {
		name, kind, rest := line[at[2]:at[3]], line[at[4]:at[5]], line[at[1]:]
		switch kind {
		case "check":
			tb.Checks[name] = inParentheses(t, rest)
		case "references", "foreign key":
			tb.Foreign[name] = "named" // filled in from the catalog
		default:
			columns := column
			if m := keyColumns.FindStringSubmatch(rest); m != nil {
				columns = m[1]
			}
			tb.Keys[name] = kind + " (" + columns + ")"
		}
	}
}

// inParentheses is the text of the first pair of parentheses, nested ones included.
func inParentheses(t *testing.T, text string) string {
	t.Helper()
	depth, start := 0, strings.Index(text, "(")
	for i, c := range text[start:] {
		switch c {
		case '(':
			depth++
		case ')':
			depth--
		}
		if depth == 0 {
			return text[start+1 : start+i]
		}
	}
	t.Fatalf("unbalanced: %s", text)
	return ""
}

// comments are the lines of a statement that are comments.
func comments(statement string) []string {
	var said []string
	for line := range strings.Lines(statement) {
		if text, ok := strings.CutPrefix(strings.TrimSpace(line), "-- "); ok {
			said = append(said, text)
		}
	}
	return said
}

// typeCheck names the checks that stand for a column type; only SQLite has them.
var typeCheck = regexp.MustCompile(`_(time|date|flag)$`)

// wordChecks has PostgreSQL word the checks, so that two ways to write one condition are the same.
func (tb *table) wordChecks(t *testing.T, pg *gorm.DB, name string) {
	t.Helper()
	maps.DeleteFunc(tb.Checks, func(check, _ string) bool { return typeCheck.MatchString(check) })
	var checks, conditions []string
	for check, condition := range tb.Checks {
		checks, conditions = append(checks, check), append(conditions, condition)
	}
	for i, words := range worded(t, pg, name, conditions) {
		tb.Checks[checks[i]] = "CHECK (" + words + ")"
	}
}

// worded are conditions on a table as PostgreSQL words them, or all of them what PostgreSQL has against one.
func worded(t *testing.T, pg *gorm.DB, table string, conditions []string) []string {
	t.Helper()
	words := make([]string, len(conditions))
	if len(conditions) == 0 {
		return words
	}
	adding := make([]string, len(conditions))
	for i, condition := range conditions {
		adding[i] = fmt.Sprintf("add constraint probe_%03d check (%s)", i, condition)
	}
	err := pg.Transaction(func(tx *gorm.DB) error {
		for _, statement := range []string{`create temporary table probe (like ` + table + `)`, `alter table probe ` + strings.Join(adding, ", ")} {
			if err := tx.Exec(statement).Error; err != nil {
				return err
			}
		}
		err := tx.Raw(`select pg_get_constraintdef(oid) from pg_constraint where conrelid = 'pg_temp.probe'::regclass and conname like 'probe_%' order by conname`).Scan(&words).Error
		if err != nil {
			return err
		}
		return tx.Exec(`drop table probe`).Error
	})
	for i := range conditions {
		if err != nil || len(words) != len(conditions) {
			words = append(words[:i], fmt.Sprintf("%s, which PostgreSQL cannot word: %v", conditions[i], err))
			continue
		}
		words[i] = strings.TrimSuffix(strings.TrimPrefix(words[i], "CHECK ("), ")")
	}
	return words
}

// untypedColumns are the columns of SQLite whose type is a promise nobody keeps: a check must.
func untypedColumns(t *testing.T, db *gorm.DB) (flaws []string) {
	t.Helper()
	read(t, db, `select t.name, c.name, lower(c.type), t.sql from sqlite_schema t join pragma_table_info(t.name) c
		where t.type = 'table' and t.name <> 'goose_db_version' and lower(c.type) in ('datetime', 'date', 'boolean')`, func(row [6]string) {
		column := row[1]
		check := map[string]string{
			"datetime": fmt.Sprintf("constraint %s_%s_time check (datetime(substr(%[2]s, 1, 19)) || '+00:00' is substr(%[2]s, 1, 19) || substr(%[2]s, -6) and length(%[2]s) <= 32)", row[0], column),
			"date":     fmt.Sprintf("constraint %s_%s_date check (date(%[2]s) is %[2]s)", row[0], column),
			"boolean":  fmt.Sprintf("constraint %s_%s_flag check (%[2]s in (0, 1))", row[0], column),
		}[row[2]]
		if !strings.Contains(row[3], check) {
			flaws = append(flaws, row[0]+" lacks "+check)
		}
	})
	return flaws
}
