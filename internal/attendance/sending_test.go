package attendance_test

import (
	"testing"

	"attune/internal/attendance"
	"attune/internal/fault"
)

func TestASendingArrivesAgain(t *testing.T) {
	t.Parallel()
	kept := attendance.Sending{ID: "a", Session: 1, Account: 2, Content: "c"}
	for name, story := range map[string]struct {
		sent    attendance.Sending
		repeats bool
		fails   bool
	}{
		"the same":                   {kept, true, false},
		"another id":                 {attendance.Sending{ID: "b", Session: 1, Account: 2, Content: "c"}, false, false},
		"for another session":        {attendance.Sending{ID: "a", Session: 3, Account: 2, Content: "c"}, false, false},
		"by somebody else":           {attendance.Sending{ID: "a", Session: 1, Account: 4, Content: "c"}, false, false},
		"saying something else":      {attendance.Sending{ID: "a", Session: 1, Account: 2, Content: "d"}, false, true},
		"without an id, as any form": {attendance.Sending{Session: 1, Account: 2, Content: "c"}, false, false},
	} {
		repeats, err := story.sent.Repeats(kept)
		if repeats != story.repeats || (err != nil) != story.fails || err != nil && fault.KindOf(err) != fault.Conflict {
			t.Errorf("%s: %t, %v", name, repeats, err)
		}
	}
	if repeats, err := (attendance.Sending{}).Repeats(attendance.Sending{}); repeats || err != nil {
		t.Errorf("no id repeats no id: %t, %v", repeats, err)
	}
}
