package store

import (
	"context"
	"log/slog"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"attune/internal/day"
	"attune/internal/history"
	"attune/internal/notice"
	"attune/internal/roster"
)

// What the tests of this room reach inside for: they stand outside it, because dbtest opens stores.

// Change runs fn in the store's write transaction.
func Change(ctx context.Context, s *Store, fn func(tx *gorm.DB) error) error {
	return s.change(ctx, fn)
}

// Ask is the store's handle for reading.
func Ask(ctx context.Context, s *Store) *gorm.DB { return s.ask(ctx) }

// Writer is the store's handle for writing.
func Writer(ctx context.Context, s *Store) *gorm.DB { return s.write.WithContext(ctx) }

// Record appends to the history in a transaction of its own.
func Record(ctx context.Context, s *Store, changes ...history.Change) error {
	return s.change(ctx, func(tx *gorm.DB) error { return record(tx, s.clock(), changes...) })
}

// PastQuery is the query of a page of a history.
func PastQuery(of history.Scope, older history.Mark, limit int) (string, map[string]any) {
	return pastQuery(of, older, limit)
}

// IsSQLite tells which database it is.
func IsSQLite(s *Store) bool { return s.dialect == sqlite }

// RecordIn appends to the history in a transaction.
func RecordIn(tx *gorm.DB, at time.Time, changes ...history.Change) error {
	return record(tx, at, changes...)
}

// Tell puts notices into the outbox in a transaction.
func Tell(tx *gorm.DB, at time.Time, notices ...notice.Notice) error { return tell(tx, at, notices...) }

// OfferPlace keeps a place in a group for somebody in a transaction, and returns what belongs into the history.
func OfferPlace(tx *gorm.DB, at time.Time, by string, group roster.GroupID, person roster.PersonID, from day.Date, until time.Time) ([]history.Change, error) {
	return registry{intake: intake{tx: tx, at: at}, by: by}.offerPlace(group, person, from, until)
}

// DateCol is the column type of days.
type DateCol = dateCol

// UTC, IsTaken and Missing are what the methods of this room use.
var (
	UTC     = utc
	IsTaken = isTaken
	Missing = missing
)

// The reasons for which a database refuses.
var (
	ErrRefused = errRefused
	ErrNull    = errNull
	ErrClash   = errClash
)

// Tracer is what gorm tells of each statement.
func Tracer(log *slog.Logger) logger.Interface { return &tracer{log: log} }

// ForUpdate ends a SELECT.
var ForUpdate = forUpdate
