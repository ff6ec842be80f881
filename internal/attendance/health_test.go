package attendance_test

import (
	"slices"
	"testing"

	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/roster"
)

// A year of a group by hand. Ruth (1) provides it, Vic (2) and Lea (3) stand in. Of ten sessions six took place: Ruth led
// four of them, 66 per cent; who led was another than the time before at the third (Vic), the fourth (Ruth), and the sixth
// (Lea). Three were cancelled, for one of them there was another; one is open. Of 24 marks 15 were of people who were there, 62 per
// cent. Five belonged to it in January, three in December, 60 per cent.
func TestHealthByHand(t *testing.T) {
	t.Parallel()
	on := func(text string) day.Date { return day.MustParse(text) }
	c := attendance.Course{Group: roster.Group{Provider: 1, Format: "group"}}
	for _, text := range []string{"2025-01-01", "2025-01-01", "2025-01-01", "2025-01-01", "2025-01-01"} {
		c.Members = append(c.Members, roster.Membership{Person: roster.PersonID(10 + len(c.Members)), Span: day.Span{From: on(text)}})
	}
	c.Members[0].Span.To, c.Members[1].Span.To = on("2026-06-30"), on("2026-12-30") // the last day of either is a day of theirs
	took := func(text string, lead roster.PersonID, attended int) attendance.Gathering {
		return attendance.Gathering{On: on(text), Took: true, Lead: lead, Marked: 4, Attended: attended}
	}
	c.Gatherings = []attendance.Gathering{
		took("2025-12-31", 3, 0), // of the year before
		took("2026-01-10", 1, 3), took("2026-02-10", 1, 3), took("2026-03-10", 2, 2), took("2026-04-10", 1, 3), took("2026-05-10", 1, 2),
		{On: on("2026-06-10"), Off: true},
		{On: on("2026-07-10"), Off: true, MadeUp: true},
		{On: on("2026-08-10"), Off: true},
		took("2026-09-10", 3, 2),
		{On: on("2026-10-10")},
	}
	year := day.Span{From: on("2026-01-01"), To: on("2026-12-31")}
	h := c.Health(year)
	if h.Took != 6 || h.Off != 3 || h.MadeUp != 1 || h.Open != 1 || h.ByProvider != 4 || h.Leads != 3 || h.Changes != 3 || h.Marked != 24 || h.Attended != 15 || h.SizeFrom != 5 || h.SizeTo != 3 {
		t.Errorf("the year: %+v", h)
	}
	if h.Attendance() != 62 || h.Continuity() != 66 {
		t.Errorf("%d and %d per cent", h.Attendance(), h.Continuity())
	}
	// Two of nine cancelled without another are 22 per cent, and no concern.
	if got, want := h.Concerns(), []attendance.Concern{attendance.OftenOthers, attendance.FewAttending, attendance.Shrinking}; !slices.Equal(got, want) {
		t.Errorf("concerns %v, want %v", got, want)
	}
	for name, row := range map[string]struct {
		of   attendance.Course
		want []attendance.Concern
	}{
		"nobody belongs to it":        {attendance.Course{Group: roster.Group{Format: "group"}}, nil},
		"it has members and no hours": {attendance.Course{Group: roster.Group{Format: "group"}, Members: c.Members}, []attendance.Concern{attendance.NotMeeting, attendance.Shrinking}},
		"a training in between":       {attendance.Course{Group: roster.Group{Format: "group", Kind: roster.Training}, Members: c.Members[2:]}, nil},
		"two people":                  {attendance.Course{Group: roster.Group{Format: "group", Provider: 1}, Members: c.Members[3:], Gatherings: c.Gatherings[1:3]}, []attendance.Concern{attendance.SmallGroup}},
		"one and one":                 {attendance.Course{Group: roster.Group{Format: "individual", Provider: 1}, Members: c.Members[4:], Gatherings: c.Gatherings[1:3]}, nil},
		"peers without a lead":        {attendance.Course{Group: roster.Group{Format: "group", Provider: 1, Kind: roster.Peer}, Members: c.Members[2:], Gatherings: []attendance.Gathering{took("2026-01-10", 0, 4), took("2026-02-10", 0, 4)}}, nil},
		"peers, led by somebody else": {attendance.Course{Group: roster.Group{Format: "group", Provider: 1, Kind: roster.Peer}, Members: c.Members[2:], Gatherings: []attendance.Gathering{took("2026-01-10", 0, 4), took("2026-02-10", 2, 4)}}, []attendance.Concern{attendance.OftenOthers}},
		"reflective, led by nobody":   {attendance.Course{Group: roster.Group{Format: "group", Provider: 1, Kind: roster.Reflective}, Members: c.Members[2:], Gatherings: []attendance.Gathering{took("2026-01-10", 0, 4)}}, []attendance.Concern{attendance.OftenOthers}},
		"every other one is cancelled": {
			attendance.Course{Group: roster.Group{Format: "individual", Provider: 1}, Members: c.Members[4:], Gatherings: []attendance.Gathering{c.Gatherings[1], c.Gatherings[6]}},
			[]attendance.Concern{attendance.ManyCancelled},
		},
	} {
		if got := row.of.Health(year).Concerns(); !slices.Equal(got, row.want) {
			t.Errorf("%s: %v, want %v", name, got, row.want)
		}
	}
	// Who was renewed before the first membership was over belongs to it once.
	twice := attendance.Course{Members: []roster.Membership{{Person: 1, Span: day.Span{From: on("2025-01-01"), To: on("2026-06-30")}}, {Person: 1, Span: day.Span{From: on("2026-06-01")}}, {Person: 2, Span: day.Span{From: on("2026-01-01")}}}}
	for text, want := range map[string]int{"2025-12-31": 1, "2026-06-15": 2, "2026-07-01": 2} {
		if got := twice.Size(on(text)); got != want {
			t.Errorf("%d belong to it on %s, want %d", got, text, want)
		}
	}
	if !(attendance.Course{}).Health(year).Idle() || h.Idle() {
		t.Error("which group is idle")
	}
	well := attendance.Course{Group: roster.Group{Format: "individual", Provider: 1}, Members: c.Members[4:], Gatherings: c.Gatherings[1:3]}.Health(year)
	if attendance.WorstFirst(h, well) >= 0 || attendance.WorstFirst(well, h) <= 0 {
		t.Error("the worst is not first")
	}
}
