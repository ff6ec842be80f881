package store_test

import (
	"sync"
	"testing"

	"gorm.io/gorm"

	"attune/internal/day"
	"attune/internal/dbtest"
	"attune/internal/roster"
	"attune/internal/store"
)

// Who begins to work in a program while it is asked who works there is either among them or is not: what they hold is never
// shown as somebody else's. Ada works at First Steps and holds nothing; Bea, endorsed as IMHS, begins between the two statements.
func TestWhatSomebodyHoldsIsNobodyElses(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		o.exec(`insert into credentials (person_id, category, status, degree, starts_on) values (2, 'IMHS', 'endorsed', 'masters', '2020-01-01')`)
		var between sync.Once
		err := store.Ask(t.Context(), o.Store).Callback().Row().After("gorm:row").Register("somebody begins", func(*gorm.DB) {
			between.Do(func() {
				o.exec(`insert into employments (person_id, program_id, role, fte_milli, serves, supervises, starts_on) values (2, 7, 'practitioner', 1000, 'IMH', '', '2026-01-01')`)
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []int{2, 3} { // Ada and Eli, then Bea as well
			list, err := o.Holdings(t.Context(), []roster.ProgramID{7}, day.MustParse("2026-11-20"))
			if err != nil || len(list) != want {
				t.Fatalf("%d people work there, want %d: %+v, %v", len(list), want, list, err)
			}
			for _, h := range list {
				for _, c := range h.Credentials {
					if c.Person != h.Person.ID {
						t.Errorf("%s is shown what person %d holds", h.Person.Name, c.Person)
					}
				}
			}
		}
	})
}
