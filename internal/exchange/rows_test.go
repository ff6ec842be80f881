package exchange_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"attune/internal/dbtest"
)

// TestEveryRowIsWritten imports as many rows as lie on either side of what one statement is handed.
func TestEveryRowIsWritten(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		stored := 0
		for _, n := range []int{1, 499, 500, 501, 999, 1000, 1001, 1499, 10_001} {
			var rows strings.Builder
			for i := range n {
				fmt.Fprintf(&rows, "p%d-%d,P,,CT,\n", n, i)
			}
			take(t, db, bundle{"people.csv": headers["people.csv"] + "\n" + rows.String()}.write(t), morning)
			stored += n
			expect(t, db, fmt.Sprintf("people once %d more came", n), `select count(*) from people`, strconv.Itoa(stored))
		}
		expect(t, db, "people in the history", `select count(distinct subject) from history where act = 'person.added'`, strconv.Itoa(stored))
	})
}
