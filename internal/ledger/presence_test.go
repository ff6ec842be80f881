package ledger_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"attune/internal/ledger"
)

// at is a moment of one afternoon, in seconds after noon.
func at(seconds int) time.Time {
	return time.Date(2026, 3, 5, 12, 0, seconds, 0, time.UTC)
}

// pieces makes a presence of pairs of seconds after noon.
func pieces(seconds ...int) ledger.Presence {
	var p ledger.Presence
	for i := 0; i < len(seconds); i += 2 {
		p = append(p, ledger.Interval{Start: at(seconds[i]), End: at(seconds[i+1])})
	}
	return p
}

func TestPresenceIsCutMergedAndFlooredOnce(t *testing.T) {
	t.Parallel()
	const hour = 3600
	for _, c := range []struct {
		about   string
		given   ledger.Presence
		minutes int
	}{
		{"the whole session", pieces(0, hour), 60},
		{"late", pieces(900, hour), 45},
		{"left and returned", pieces(0, 600, 1200, hour), 50},
		{"overlapping pieces count once", pieces(0, 1800, 900, 2700), 45},
		{"touching pieces are one", pieces(0, 90, 90, 150), 2},
		{"seconds are summed before the floor: 90 and 90", pieces(0, 90, 600, 690), 3},
		{"59 seconds", pieces(0, 59), 0},
		{"23:59 is not 24", pieces(0, hour-1), 59},
		{"came before the session and stayed after", pieces(-600, hour+600), 60},
		{"came only before", pieces(-600, 0), 0},
		{"came only after", pieces(hour, hour+60), 0},
		{"an empty piece", pieces(600, 600), 0},
		{"a piece that ends before it begins", pieces(600, 300), 0},
		{"out of order", pieces(1800, hour, 0, 600), 40},
		{"nothing", nil, 0},
	} {
		if got := c.given.Within(at(0), at(hour)).Minutes(); got != c.minutes {
			t.Errorf("%s: %d minutes, want %d", c.about, got, c.minutes)
		}
	}
}

func TestMinusLeavesWhatIsNotTaken(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		about             string
		mine, taken, rest ledger.Presence
	}{
		{"taken in the middle", pieces(0, 100), pieces(40, 60), pieces(0, 40, 60, 100)},
		{"taken before", pieces(50, 100), pieces(0, 60), pieces(60, 100)},
		{"taken whole", pieces(10, 20), pieces(0, 100), nil},
		{"taken beside", pieces(0, 10), pieces(10, 20), pieces(0, 10)},
		{"two pieces, two takings", pieces(0, 50, 60, 100), pieces(40, 70, 90, 95), pieces(0, 40, 70, 90, 95, 100)},
	} {
		if diff := cmp.Diff(c.rest, c.mine.Minus(c.taken)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.about, diff)
		}
	}
}

// The laws are checked against sets of whole seconds, which know nothing of intervals.
func TestPresenceIsASetOfMoments(t *testing.T) {
	t.Parallel()
	draw := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) ledger.Interval {
		from := rapid.IntRange(-20, 120).Draw(t, "from")
		return ledger.Interval{Start: at(from), End: at(from + rapid.IntRange(-5, 60).Draw(t, "length"))}
	}), 0, 6)
	rapid.Check(t, func(t *rapid.T) {
		p := ledger.Presence(draw.Draw(t, "p")).Within(at(0), at(100))
		q := ledger.Presence(draw.Draw(t, "q")).Within(at(0), at(100))
		for name, got := range map[string]struct {
			have ledger.Presence
			want func(inP, inQ bool) bool
		}{
			"minus": {p.Minus(q), func(inP, inQ bool) bool { return inP && !inQ }},
			"plus":  {p.Plus(q), func(inP, inQ bool) bool { return inP || inQ }},
		} {
			for second := -25; second < 200; second++ {
				if holds(got.have, second) != got.want(holds(p, second), holds(q, second)) {
					t.Fatalf("%s is wrong at second %d: %v and %v made %v", name, second, p, q, got.have)
				}
			}
		}
	})
}

func holds(p ledger.Presence, second int) bool {
	for _, piece := range p {
		if !at(second).Before(piece.Start) && at(second).Before(piece.End) {
			return true
		}
	}
	return false
}

func TestPresenceIsReadBack(t *testing.T) {
	t.Parallel()
	p := pieces(0, 600, 1200, 3600)
	back, err := ledger.ParsePresence(p.String())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(p, back); diff != "" {
		t.Errorf("read back (-want +got):\n%s", diff)
	}
	for _, text := range []string{"2026-03-08T15:00:00Z", "2026-03-08T15:00:00Z/", "2026-03-08T15:00/2026-03-08T16:00", "a/b", ";"} {
		if _, err := ledger.ParsePresence(text); err == nil {
			t.Errorf("%q was read", text)
		}
	}
}

func TestStandingLeavesOutWhatWasTakenBack(t *testing.T) {
	t.Parallel()
	first := ledger.Entry{Session: 1, Person: 7, Direction: ledger.Received, Version: 1, Minutes: 60}
	second := first
	second.Version, second.Minutes = 2, 45
	provided := first
	provided.Direction = ledger.Provided
	got := ledger.Standing([]ledger.Entry{first.Reverse(), first, second, provided})
	if diff := cmp.Diff([]ledger.Entry{second, provided}, got); diff != "" {
		t.Errorf("standing (-want +got):\n%s", diff)
	}
}
