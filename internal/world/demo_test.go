package world_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"attune/internal/day"
	"attune/internal/world"
)

// moments are when a demo is begun in these tests, on the clock of the association.
var moments = map[string]string{
	"a Sunday":                    "2026-11-22T14:07",
	"29 February":                 "2028-02-29T09:10",
	"1 January, after midnight":   "2027-01-01T00:20",
	"1 January of the first year": "2026-01-01T18:00",
	"the clocks go forward":       "2027-03-14T10:00",
	"the clocks go back":          "2026-11-01T10:00",
	"Christmas":                   "2026-12-25T12:00",
	"the last minute of a year":   "2026-12-31T23:59",
	"while another group meets":   "2026-10-08T18:10",
	"the first day of term":       "2027-09-01T08:00",
	"the middle of summer":        "2029-07-31T19:30",
}

// TestDemoIsAValidBundle reads what a demo writes by the page on the format alone, and looks at what it shows.
func TestDemoIsAValidBundle(t *testing.T) {
	t.Parallel()
	for name, at := range moments {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now := clock(t, at)
			w, cast := demo(t, now)
			dir := t.TempDir()
			if err := w.WriteTo(dir); err != nil {
				t.Fatal(err)
			}
			b := read(t, dir)
			b.wantWords()
			b.wantCast(cast, now)
			b.wantCalendar(cast, now)
			b.wantNobodyInTwoPlaces()
		})
	}
}

// wantWords asks that every word the format has for a state, a kind or a mark is in use, and every special meeting.
func (b *bundle) wantWords() {
	b.t.Helper()
	used := map[string]bool{}
	for file, rows := range b.files {
		for _, r := range rows {
			for column, text := range r.cells {
				used[file+":"+column+":"+text] = true
			}
			used["co_lead"] = used["co_lead"] || r.get("co_lead_id") != ""
			used["substitute"] = used["substitute"] || len(r.get("lead_id")) > 1
			used["pieces"] = used["pieces"] || strings.Contains(r.get("intervals"), ";")
		}
	}
	want := []string{
		"co_lead", "substitute", "pieces", "sessions.csv:lead_id:-", "sessions.csv:modality:virtual", "sessions.csv:kind:administrative",
		"sessions.csv:sheet:open", "sessions.csv:sheet:unverified", "people.csv:association:RI", "employment.csv:serves:ECMH", "employment.csv:supervises:IMH+ECMH",
	}
	for _, column := range []string{
		"employment.csv:role", "credentials.csv:status", "groups.csv:kind", "groups.csv:format", "groups.csv:modality",
		"sessions.csv:status", "attendance.csv:mark", "attendance.csv:focus", "decisions.csv:verdict",
	} {
		for _, word := range words[column] {
			want = append(want, column+":"+word)
		}
	}
	for _, w := range want {
		if !used[w] {
			b.t.Errorf("nothing says %s", w)
		}
	}
	for file, least := range map[string]int{"people.csv": 80, "programs.csv": 8, "groups.csv": 14, "sessions.csv": 900, "attendance.csv": 2500} {
		if n := len(b.files[file]); n < least {
			b.t.Errorf("%s has %d rows, want %d or more", file, n, least)
		}
	}
}

// wantCast asks that those to sign in are what the demo says of them.
func (b *bundle) wantCast(cast world.Cast, now time.Time) {
	b.t.Helper()
	today := now.Format(time.DateOnly)
	session := b.ids["sessions.csv"][string(cast.Today)]
	group := b.ids["groups.csv"][session.get("group_id")]
	if session.get("status") != "scheduled" || session.get("starts")[:10] != today || session.get("lead_id") != "" ||
		group.get("provider_id") != string(cast.Provider) || session.get("group_id") != string(cast.Group) {
		b.t.Errorf("the session of today is %v of %v", session.cells, group.cells)
	}
	starts := b.starts(session)
	ended := now.Sub(starts.Add(time.Duration(b.number(session, "minutes")) * time.Minute))
	if midnight := session.get("starts")[11:] == "00:00"; starts.After(now) || !midnight && (ended < 0 || ended >= 15*time.Minute) {
		b.t.Errorf("at %s the session of today began at %s and ended %s ago", now, starts, ended)
	}
	if !b.member(string(cast.Group), string(cast.Practitioner), today) {
		b.t.Error("the practitioner is no member of the group")
	}
	for _, id := range cast.Waiting {
		waiting := b.ids["sessions.csv"][string(id)]
		provider := b.ids["groups.csv"][waiting.get("group_id")].get("provider_id")
		if sheet := waiting.get("sheet"); sheet != "open" && sheet != "unverified" || provider != string(cast.Provider) || waiting.get("starts")[:10] >= today {
			b.t.Errorf("%s does not wait for the provider: %v", id, waiting.cells)
		}
	}
	if n := len(cast.Waiting); n != 3 {
		b.t.Errorf("%d sheets wait, want 3", n)
	}
	b.wantManager(cast, today)
	for part := range promises {
		if _, known := b.ids["people.csv"][string(cast.Parts[part])]; !known {
			b.t.Errorf("nobody plays %s", part)
		}
	}
	if cast.Coordinator != "coordinator@example.org" || cast.Operator != "operator@example.org" {
		b.t.Errorf("invites %s and %s", cast.Coordinator, cast.Operator)
	}
}

func (b *bundle) wantManager(cast world.Cast, today string) {
	b.t.Helper()
	staff := map[string]bool{}
	manages := false
	for _, r := range b.files["employment.csv"] {
		if r.get("program_id") == string(cast.Program) && active(r, today) {
			staff[r.get("person_id")] = true
			manages = manages || r.get("role") == "manager" && r.get("person_id") == string(cast.Manager)
		}
	}
	if !manages || len(staff) < 10 || !staff[string(cast.Practitioner)] {
		b.t.Errorf("manages: %t, staff of %d", manages, len(staff))
	}
}

func (b *bundle) member(group, person, on string) bool {
	return slices.ContainsFunc(b.files["memberships.csv"], func(r row) bool {
		return r.get("group_id") == group && r.get("person_id") == person && active(r, on)
	})
}

func active(r row, on string) bool {
	return r.get("from") <= on && (r.get("to") == "" || on <= r.get("to"))
}

// wantCalendar asks for three years and half a year, at one hour on the wall through both changes of clocks, and
// none but the session of today on a holiday.
func (b *bundle) wantCalendar(cast world.Cast, now time.Time) {
	b.t.Helper()
	today := day.At(now, now.Location())
	first, last, coming, untaken, calledOff := "9999", "", 0, 0, 0
	offsets, hours, changes := map[int]bool{}, map[string]bool{}, 0
	for _, r := range b.files["sessions.csv"] {
		on := r.get("starts")[:10]
		first, last = min(first, on), max(last, on)
		if on > today.String() {
			coming++
		}
		if on > today.String() && r.get("status") == "cancelled" && b.or(r, "lead_id", "provider_id") == string(cast.Provider) {
			calledOff++
		}
		if (on[5:] == "12-25" || on[5:] == "01-01") && on != today.String() {
			b.wrong(r, "meets on a holiday")
		}
		if on >= today.String() && r.get("status") == "held" {
			b.wrong(r, "was held on %s", on)
		}
		if on < today.String() && r.get("status") == "scheduled" {
			untaken++
		}
		if name := b.ids["groups.csv"][r.get("group_id")].get("name"); name == "Thursday Tide" {
			_, offset := b.starts(r).Zone()
			offsets[offset], hours[r.get("starts")[11:]] = true, true
		}
		if r.get("status") == "held" && b.zoneAt(r, "actual_start") != b.zoneAt(r, "actual_end") {
			changes++
		}
	}
	if want := today.AddYears(-3).String(); first > day.MustParse(want).AddDays(31).String() {
		b.t.Errorf("meetings begin on %s, want three years", first)
	}
	if last < today.AddMonths(5).String() || last > today.AddMonths(6).AddDays(1).String() || coming < 50 {
		b.t.Errorf("%d meetings are planned, up to %s", coming, last)
	}
	if calledOff == 0 {
		b.t.Error("the provider has called nothing off that is to come")
	}
	if untaken != 1 {
		b.t.Errorf("%d meetings are over and were never taken, want 1", untaken)
	}
	if len(offsets) != 2 || !maps.Equal(hours, map[string]bool{"17:00": true}) {
		b.t.Errorf("a weekly group meets at %v in %d offsets", slices.Collect(maps.Keys(hours)), len(offsets))
	}
	if changes < 2 {
		b.t.Errorf("%d meetings were held while the clocks changed, want one of each", changes)
	}
}

// zoneAt is the abbreviation of the zone at an instant of a session.
func (b *bundle) zoneAt(session row, column string) string {
	b.t.Helper()
	name, _ := b.instant(session, session.get(column)).In(newYork(b.t)).Zone()
	return name
}

// wantNobodyInTwoPlaces asks that nobody leads two meetings at once.
func (b *bundle) wantNobodyInTwoPlaces() {
	b.t.Helper()
	led := map[string][]row{}
	for _, r := range b.files["sessions.csv"] {
		for _, who := range []string{b.or(r, "lead_id", "provider_id"), r.get("co_lead_id")} {
			if who != "" && who != "-" && r.get("status") != "cancelled" {
				led[who] = append(led[who], r)
			}
		}
	}
	for who, rows := range led {
		slices.SortFunc(rows, func(x, y row) int { return strings.Compare(x.get("starts"), y.get("starts")) })
		for i := range rows[1:] {
			ends := b.starts(rows[i]).Add(time.Duration(b.number(rows[i], "minutes")) * time.Minute)
			if ends.After(b.starts(rows[i+1])) {
				b.wrong(rows[i+1], "%s still leads %s", who, rows[i].get("session_id"))
			}
		}
	}
}

func demo(t *testing.T, now time.Time) (world.World, world.Cast) {
	t.Helper()
	w, cast, err := world.Demo(now)
	if err != nil {
		t.Fatal(err)
	}
	return w, cast
}

func clock(t *testing.T, at string) time.Time {
	t.Helper()
	now, err := time.ParseInLocation("2006-01-02T15:04", at, newYork(t))
	if err != nil {
		t.Fatal(err)
	}
	return now
}

func newYork(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}
