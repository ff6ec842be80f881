package notice_test

import (
	"slices"
	"testing"
	"time"

	"attune/internal/attendance"
	"attune/internal/notice"
)

// What a reminder asks for can be told from the notice that is kept of it; of other notices there is nothing to do.
func TestTheErrandOfANotice(t *testing.T) {
	t.Parallel()
	m := missing(t, "America/New_York", "2026-11-16T10:00")
	for _, n := range m.Ladder(m.Session.Ends().Add(80 * time.Hour)) {
		if e, is := n.Errand(); !is || e != (notice.Errand{Session: 12, Planned: "2026-11-16T10:00"}) {
			t.Errorf("of %s: %+v, %v", n.Fact, e, is)
		}
	}
	amended := m
	amended.State, amended.Amended = attendance.Verified, m.Session.Ends().Add(time.Hour)
	for _, n := range amended.Ladder(amended.Amended.Add(80 * time.Hour)) {
		if e, is := n.Errand(); !is || e != (notice.Errand{Session: 12, Amended: amended.Amended.Unix()}) {
			t.Errorf("of %s: %+v, %v", n.Fact, e, is)
		}
	}
	d := attendance.Disputed{Dispute: attendance.Dispute{Person: 3, Round: 2, OpenedAt: m.Session.Starts}, Meeting: m.Meeting}
	for _, n := range notice.OfLongDispute(d, []notice.Recipient{{Account: 9}}, m.Session.Starts.AddDate(0, 0, 8)) {
		if e, is := n.Errand(); !is || e != (notice.Errand{Session: 12, Person: 3, Round: 2}) {
			t.Errorf("of %s: %+v, %v", n.Fact, e, is)
		}
	}
	for _, fact := range []string{"", "sheet.missing", "sheet.missing:", "sheet.missing:x:2026-11-16T10:00:1", "dispute.long:12:x:1", "dispute.long:12:3", "dispute.opened:12:3:1", "amendment.missing:12:x:1", "sheet.amended:12:2"} {
		if e, is := (notice.Notice{Fact: fact}).Errand(); is {
			t.Errorf("of %q: %+v", fact, e)
		}
	}
}

func TestWhoHearsOfALongDispute(t *testing.T) {
	t.Parallel()
	m := missing(t, "America/New_York", "2026-11-16T10:00")
	opened := m.Session.Starts
	for name, row := range map[string]struct {
		end  attendance.Turn
		days int
		want []notice.Recipient
	}{
		"after a week":         {"", 7, nil},
		"a moment later":       {"", 8, []notice.Recipient{{Account: 9}, {Person: 4}}},
		"after two months":     {"", 61, nil},
		"where it was settled": {attendance.Declined, 8, nil},
	} {
		d := attendance.Disputed{Dispute: attendance.Dispute{Person: 3, Round: 1, OpenedAt: opened, End: row.end}, Meeting: m.Meeting}
		var got []notice.Recipient
		for _, n := range notice.OfLongDispute(d, []notice.Recipient{{Account: 9}, {Person: 3}, {Person: 4}}, opened.AddDate(0, 0, row.days)) {
			got = append(got, n.To)
		}
		if !slices.Equal(got, row.want) {
			t.Errorf("%s: %v, want %v", name, got, row.want)
		}
	}
}
