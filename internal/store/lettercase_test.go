package store_test

import (
	"fmt"
	"strings"
	"testing"

	"attune/internal/day"
	"attune/internal/dbtest"
	"attune/internal/roster"
)

// Whoever is looked for is found whatever the case of the letters, on both databases alike: in lists, and among those who
// are brought into a sheet.
func TestNamesAreFoundWhateverTheirCase(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		o.exec(`update people set name = 'ÖZGE Åström' where id = 1`)
		o.exec(`update people set name = 'Éloïse Straße' where id = 2`)
		o.exec(`update people set name = 'Ιωάννα Ждан' where id = 3`)
		o.exec(`update programs set name = 'PREMIÈRE École' where id = 7`)
		o.exec(`update groups set name = 'ÜBUNG' where id = 3`)
		for search, want := range map[string]string{
			"özge": "1", "ÖZGE": "1", "Åstr": "1", "åSTR": "1", "éLOÏSE": "2", "straße": "2", "STRAß": "2", "ιωάννα": "3", "ΙΩΆΝΝΑ": "3", "ждан": "3", "ЖДАН": "3",
			"zge": "1", "ozge": "", "ö%": "", "_zge": "",
		} {
			list, err := o.Roll(t.Context(), []roster.Association{"CT"}, nil, search, 0, day.MustParse("2026-11-22"), 10)
			var rolled []string
			for _, l := range list {
				rolled = append(rolled, fmt.Sprint(l.Person.ID))
			}
			found, err2 := o.FindPeople(t.Context(), "CT", search, 10)
			var named []string
			for _, p := range found {
				named = append(named, fmt.Sprint(p.ID))
			}
			if err != nil || err2 != nil || strings.Join(rolled, " ") != want || strings.Join(named, " ") != want {
				t.Errorf("%q finds %q in the list and %q for a sheet, want %q; %v, %v", search, rolled, named, want, err, err2)
			}
		}
		if list, err := o.FindPrograms(t.Context(), []roster.Association{"CT"}, "première É", 0, 10); err != nil || len(list) != 1 {
			t.Errorf("programs: %v, %v", list, err)
		}
		if list, err := o.CirclesOf(t.Context(), ada, nil, day.MustParse("2026-11-22"), "übung", 0, 10); err != nil || len(list) != 1 {
			t.Errorf("groups: %v, %v", list, err)
		}
		o.account("p1")
		if list, err := o.Accounts(t.Context(), []roster.Association{"CT"}, false, "özge å", 0, 10); err != nil || len(list) != 1 {
			t.Errorf("accounts: %v, %v", list, err)
		}
	})
}
