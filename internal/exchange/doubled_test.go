package exchange_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"attune/internal/dbtest"
	"attune/internal/exchange"
)

// Two sessions of one group at a time are told, once, where a bundle brings one of them in or moves it.
func TestSessionsThatOverlapAreTold(t *testing.T) {
	t.Parallel()
	before := circle().but(t, "groups.csv", "\ng,", "\nh,Friday,l2,CT,America/Chicago,reflective,group,in_person,8,\ng,")
	before["sessions.csv"] += `touches,g,2026-06-01T12:00,60,scheduled,,,,,,
cancelled,g,2026-06-01T10:00,120,cancelled,,,,,,
elsewhere,h,2026-06-01T09:00,120,scheduled,,,,,,
`
	type step struct {
		name, old, new string
		want           []string
	}
	steps := []step{
		{"none does", "", "", nil},
		{"within the bundle", "", "paper,g,2026-08-03T10:30,30,scheduled,,,,,,\nlong,g,2026-08-03T10:00,180,scheduled,,,,,,\nlast,g,2026-08-03T12:59,9,scheduled,,,,,,\n", []string{
			"g long 2026-08-03T10:00-04:00, paper 2026-08-03T10:30-04:00", "g long 2026-08-03T10:00-04:00, last 2026-08-03T12:59-04:00",
		}},
		{"nothing is new", "", "", nil},
		{"with what is stored", "", "log,g,2026-06-01T09:30,31,scheduled,,,,,,\nalso,h,2026-06-01T10:00,5,scheduled,,,,,,\n", []string{
			"g log 2026-06-01T09:30-04:00, s1 2026-06-01T10:00-04:00", "h elsewhere 2026-06-01T09:00-05:00, also 2026-06-01T10:00-05:00",
		}},
		{"moved", "touches,g,2026-06-01T12:00", "touches,g,2026-06-01T11:59", []string{"g s1 2026-06-01T10:00-04:00, touches 2026-06-01T11:59-04:00"}},
		{"made longer", "2026-07-06T10:00,120", "2026-07-06T10:00,180", nil},
		{"led by another", "scheduled,,,,,,\ntouches", "scheduled,,,l2,,,\ntouches", nil},
		{"no longer cancelled", "120,cancelled", "120,scheduled", []string{
			"g log 2026-06-01T09:30-04:00, cancelled 2026-06-01T10:00-04:00", "g cancelled 2026-06-01T10:00-04:00, touches 2026-06-01T11:59-04:00",
		}},
	}
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		b := before
		for i, s := range steps {
			b = b.but(t, "sessions.csv", s.old, s.old)
			if s.old != "" {
				b = b.but(t, "sessions.csv", s.old, s.new)
			} else {
				b["sessions.csv"] += s.new
			}
			for _, dry := range []bool{true, false} {
				report, err := exchange.Import(t.Context(), b.write(t), db.Store, rules(t), morning.Add(time.Duration(i)*time.Hour), exchange.Options{DryRun: dry})
				if err != nil {
					t.Fatal(err)
				}
				var got []string
				for _, d := range report.Doubled {
					at := func(p exchange.Planned) string { return p.Slot.Starts.In(d.Zone).Format("2006-01-02T15:04Z07:00") }
					got = append(got, fmt.Sprintf("%s %s %s, %s %s", d.Group, d.Earlier.External, at(d.Earlier), d.One.External, at(d.One)))
				}
				slices.Sort(got)
				slices.Sort(s.want)
				if !slices.Equal(got, s.want) {
					t.Errorf("%s, rehearsed %t: %q; want %q", s.name, dry, got, s.want)
				}
			}
		}
	})
}
