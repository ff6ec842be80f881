package store

import (
	"database/sql"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/callbacks"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/schema"
)

// sqliteDialector is gorm on the pure Go driver. gorm's own SQLite dialector brings the C library along; this one is
// what is left when goose migrates and nothing else needs to be told about column types.
type sqliteDialector struct{ pool *sql.DB }

// Name is sqlite.
func (sqliteDialector) Name() string { return string(sqlite) }

// Initialize registers the statements gorm may build. Locking clauses are left out: write transactions run one at a time.
func (d sqliteDialector) Initialize(db *gorm.DB) error {
	callbacks.RegisterDefaultCallbacks(db, &callbacks.Config{
		CreateClauses: []string{"INSERT", "VALUES", "ON CONFLICT", "RETURNING"},
		UpdateClauses: []string{"UPDATE", "SET", "FROM", "WHERE", "RETURNING"},
		DeleteClauses: []string{"DELETE", "FROM", "WHERE", "RETURNING"},
	})
	db.ConnPool = d.pool
	db.ClauseBuilders["FOR"] = func(clause.Clause, clause.Builder) {}
	return nil
}

// Migrator is nil: the schema is migrated by plain SQL files, never by gorm.
func (sqliteDialector) Migrator(*gorm.DB) gorm.Migrator { return nil }

// DataTypeOf is empty: only a migrator asks.
func (sqliteDialector) DataTypeOf(*schema.Field) string { return "" }

// DefaultValueOf is what stands for a column left to the database, such as an id to be given.
func (sqliteDialector) DefaultValueOf(*schema.Field) clause.Expression {
	return clause.Expr{SQL: "NULL"}
}

// BindVarTo writes a placeholder.
func (sqliteDialector) BindVarTo(writer clause.Writer, _ *gorm.Statement, _ any) {
	writer.WriteByte('?')
}

// QuoteTo writes a name, or several joined by dots, in double quotes.
func (sqliteDialector) QuoteTo(writer clause.Writer, name string) {
	for i, part := range strings.Split(name, ".") {
		if i > 0 {
			writer.WriteByte('.')
		}
		writer.WriteByte('"')
		writer.WriteString(strings.ReplaceAll(strings.Trim(part, `"`), `"`, `""`))
		writer.WriteByte('"')
	}
}

// Explain is the statement with its placeholders, for logs: values may be names, addresses or secrets.
func (sqliteDialector) Explain(statement string, _ ...any) string { return statement }

// SavePoint begins a part of a transaction that can be taken back alone.
func (sqliteDialector) SavePoint(tx *gorm.DB, name string) error {
	return tx.Exec("SAVEPOINT " + name).Error
}

// RollbackTo takes back what happened since the savepoint.
func (sqliteDialector) RollbackTo(tx *gorm.DB, name string) error {
	return tx.Exec("ROLLBACK TO SAVEPOINT " + name).Error
}

// Translate gives gorm our faults; see translate.
func (sqliteDialector) Translate(err error) error { return translate(err) }
