package store

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"gorm.io/gorm/logger"
)

// slow is how long a statement may take before the log is told.
const slow = time.Second

// Count is the statements made with one context, in order: what a page or a test may ask about its own cost.
// Beginning and ending a transaction are not counted; savepoints are.
type Count struct {
	mu         sync.Mutex
	statements []string
}

type countKey struct{}

// Counted is ctx with a fresh Count of the statements made with it, whether through gorm or as raw SQL.
func Counted(ctx context.Context) (context.Context, *Count) {
	c := &Count{}
	return context.WithValue(ctx, countKey{}, c), c
}

// Statements are the texts so far, with placeholders for values.
func (c *Count) Statements() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]string(nil), c.statements...)
}

// Len is how many statements there were so far.
func (c *Count) Len() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.statements)
}

func (c *Count) add(statement string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.statements = append(c.statements, statement)
}

// tracer is what gorm tells of each statement. Errors are not logged here: they are returned, and logged once at the edge.
type tracer struct{ log *slog.Logger }

// LogMode is the tracer itself: there are no levels.
func (t *tracer) LogMode(logger.LogLevel) logger.Interface { return t }

// Info does nothing.
func (t *tracer) Info(context.Context, string, ...any) {}

// Warn does nothing.
func (t *tracer) Warn(context.Context, string, ...any) {}

// Error does nothing.
func (t *tracer) Error(context.Context, string, ...any) {}

// Trace counts the statement for its context, and tells the log of a slow one.
func (t *tracer) Trace(ctx context.Context, began time.Time, explain func() (string, int64), err error) {
	if count, ok := ctx.Value(countKey{}).(*Count); ok {
		statement, _ := explain()
		count.add(statement)
	}
	if took := time.Since(began); took > slow {
		statement, rows := explain()
		t.log.WarnContext(ctx, "slow statement", "took", took, "rows", rows, "statement", statement, "failed", err != nil)
	}
}
