package web_test

import "testing"

// A time of day that exists twice on the night of a session, or not at all, is said beside where times are entered.
func TestASheetSaysWhichTimesExistTwice(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("ruth")
		for _, night := range []struct{ day, begins, ends, says string }{
			{"2026-11-01", "00:30", "02:30", "The clocks are put back that night, and the times from 1:00 AM to 2:00 AM come twice: one that is entered means the first."},
			{"2026-03-08", "01:30", "03:30", "The clocks are put forward that night, and the times from 2:00 AM to 3:00 AM do not exist: one that is entered is taken as on the clock before."},
			{"2026-03-08", "10:00", "11:00", ""},
			{"2026-03-07", "10:00", "11:00", ""},
		} {
			b.decides(v.toPlan("thursday"), "day", night.day, "begins", night.begins, "ends", night.ends)
			page := b.page(v.at("thursday", night.day+"T"+night.begins))
			if night.says == "" {
				page.mustNot(t, "The clocks are put")
				continue
			}
			page.must(t, night.says)
		}
	})
}
