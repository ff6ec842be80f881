package store_test

import (
	"testing"
	"time"

	"attune/internal/dbtest"
)

func TestClock(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		before := time.Now().UTC().Truncate(time.Microsecond)
		got, err := db.Store.Clock(t.Context())
		if after := time.Now(); err != nil || got.Before(before) || got.After(after) || got.Location() != time.UTC {
			t.Errorf("between %s and %s it shows %s, %v", before, after, got, err)
		}
	})
}
