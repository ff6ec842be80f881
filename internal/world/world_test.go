package world_test

import (
	"testing"

	"attune/internal/day"
)

// TestAsOfIsTheSameWorldEarlier writes a demo as of a day half a year before, and as it is.
func TestAsOfIsTheSameWorldEarlier(t *testing.T) {
	t.Parallel()
	const last = "2026-05-31"
	now := clock(t, "2026-11-22T14:07")
	w, _ := demo(t, now)
	whole, earlier := t.TempDir(), t.TempDir()
	if err := w.WriteTo(whole); err != nil {
		t.Fatal(err)
	}
	if err := w.AsOf(day.MustParse(last)).WriteTo(earlier); err != nil {
		t.Fatal(err)
	}
	after, before := read(t, whole), read(t, earlier)
	if n := len(before.files["decisions.csv"]); n != 0 {
		t.Errorf("%d decisions before anything was held", n)
	}
	for id, r := range after.ids["sessions.csv"] {
		old := before.ids["sessions.csv"][id]
		same := old.get("status") == r.get("status") && old.get("actual_end") == r.get("actual_end")
		if later := r.get("starts")[:10] > last; later && old.get("status") != "scheduled" || !later && !same {
			before.wrong(old, "is %s, and later %s", old.get("status"), r.get("status"))
		}
	}
	kept, all := before.once("attendance.csv", "session_id", "person_id"), after.once("attendance.csv", "session_id", "person_id")
	if len(kept) == 0 || len(kept) >= len(all) {
		t.Errorf("%d of %d marks", len(kept), len(all))
	}
	for key, r := range kept {
		if all[key].get("mark") != r.get("mark") || all[key].get("intervals") != r.get("intervals") {
			before.wrong(r, "is %s, and later %s", r.get("mark"), all[key].get("mark"))
		}
	}
}
