package exchange_test

import (
	"testing"
	"time"

	"attune/internal/dbtest"
	"attune/internal/exchange"
	"attune/internal/rulebook"
)

func TestTry(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		rules, err := rulebook.Embedded()
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"medium", "medium"} {
			began := time.Now()
			report, err := exchange.Import(t.Context(), "../../testdata/bundles/"+name, db.Store, rules, time.Now(), exchange.Options{})
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%s: %v %+v", name, time.Since(began), report)
		}
	})
}
