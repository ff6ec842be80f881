package notice_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/ledger"
	"attune/internal/notice"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// Ana and Ben sat in Rosa's circle, which Vic led; Ben's hour was two hours and is one.
const (
	ana roster.PersonID = iota + 1
	ben
	rosa
	vic
)

func benHalved(by roster.PersonID) attendance.Change {
	noon := time.Date(2026, 11, 12, 17, 0, 0, 0, time.UTC)
	sheet := attendance.Sheet{
		Session: schedule.Session{ID: 12, Association: "CT", Local: schedule.Wall{Day: day.MustParse("2026-11-12"), Minute: 720}},
		Group:   roster.Group{Name: "Thursday circle", Provider: rosa},
		State:   attendance.Open, Roster: []roster.PersonID{ana, ben},
		Home: map[roster.PersonID]roster.Association{ana: "CT", ben: "MI", vic: "CT"},
	}
	sheet.Session.Lead = vic
	facts := attendance.Resolve(sheet.Session, sheet.Group)
	facts.Began, facts.Ended = noon, noon.Add(2*time.Hour)
	both := []attendance.Mark{{Person: ana, Code: attendance.Present}, {Person: ben, Code: attendance.Present}}
	sheet = sheet.Become(attendance.Outcome{State: attendance.Verified, Facts: facts, Marks: both}).Sheet
	both[1] = attendance.Mark{Person: ben, Code: attendance.Partial, Intervals: ledger.Presence{{Start: noon, End: noon.Add(time.Hour)}}}
	change := sheet.Become(attendance.Outcome{State: attendance.Verified, Facts: facts, Marks: both, Reason: "Ben left early"})
	change.By = attendance.Signer{Account: 9, Person: by}
	return change
}

func recipients(notices []notice.Notice) map[roster.PersonID]notice.Topic {
	told := make(map[roster.PersonID]notice.Topic)
	for _, n := range notices {
		told[n.To.Person] = n.Topic
	}
	return told
}

func TestAnAmendmentIsToldToWhomItConcerns(t *testing.T) {
	t.Parallel()
	for name, story := range map[string]struct {
		by   roster.PersonID
		want map[roster.PersonID]notice.Topic
	}{
		"by the coordinator": {0, map[roster.PersonID]notice.Topic{ben: notice.Hours, rosa: notice.Sheets, vic: notice.Sheets}},
		"by who led":         {vic, map[roster.PersonID]notice.Topic{ben: notice.Hours, rosa: notice.Sheets}},
	} {
		if diff := cmp.Diff(story.want, recipients(notice.OfSheet(benHalved(story.by)))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestEachIsToldOfTheirOwnHour(t *testing.T) {
	t.Parallel()
	for _, n := range notice.OfSheet(benHalved(vic)) {
		text := strings.Join(append(n.Lines, n.Subject, n.Why), " ")
		if n.To.Person == ben && (!strings.Contains(text, "The minutes you received were 120, and are now 60.") || n.Association != "MI") {
			t.Errorf("Ben is told, for %s: %s", n.Association, text)
		}
		if strings.Contains(text, "Ben left early") || n.To.Person != ben && strings.Contains(text, "60") {
			t.Errorf("%d is told somebody else's business: %s", n.To.Person, text)
		}
		if n.Fact != "sheet.amended:12:2" || n.Action.Path != "/sessions/12" || strings.ContainsAny(n.Subject, "\r\n") {
			t.Errorf("fact %q, action %v, subject %q", n.Fact, n.Action, n.Subject)
		}
	}
}

func TestASignatureIsToldToNobody(t *testing.T) {
	t.Parallel()
	if notices := notice.OfSheet(attendance.Change{Act: attendance.Signed}); len(notices) > 0 {
		t.Errorf("told: %v", notices)
	}
}
