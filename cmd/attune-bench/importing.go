package main

import (
	"context"
	"fmt"
	"path/filepath"
	"time"
)

// measureImport brings the world into empty databases and reports attendance rows a second, everything included.
func measureImport(ctx context.Context, b *bench) error {
	if _, err := b.bundle(b.rows); err != nil {
		return err
	}
	var speeds []float64
	for round := range 3 {
		took, err := timed(func() error {
			return b.bringIn(ctx, b.rows, "sqlite:"+filepath.Join(b.dir, fmt.Sprintf("import-%d.db", round)))
		})
		if err != nil {
			return err
		}
		speeds = append(speeds, float64(b.rows)/took.Seconds())
	}
	b.say("SQLite: %.0f rows a second (median of 3; goal 20,000)", middle(speeds))
	if b.postgres == "" {
		return nil
	}
	address, drop, err := b.freshPostgres(ctx)
	if err != nil {
		return err
	}
	defer drop()
	begin := time.Now()
	if err := b.bringIn(ctx, b.rows, address); err != nil {
		return err
	}
	b.say("PostgreSQL: %.0f rows a second (goal 20,000)", float64(b.rows)/time.Since(begin).Seconds())
	return nil
}
