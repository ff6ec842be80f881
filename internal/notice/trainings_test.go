package notice_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"attune/internal/day"
	"attune/internal/notice"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// Whoever is told of a training is told that it is one; of supervision nothing is said of training.
func TestMailOfATrainingSaysSo(t *testing.T) {
	t.Parallel()
	for kind, want := range map[roster.Kind]bool{roster.Training: true, roster.Reflective: false} {
		change := benHalved(vic)
		change.Sheet.Facts.Kind = kind
		of := notice.OfSheet(change)
		p := planned(schedule.Turn{Is: weekly(1)[0]})
		p.Group.Kind = kind
		of = append(of, notice.OfPlan(p)...)
		of = append(of, notice.OfPlacing(notice.Placing{
			Is:    roster.Request{ID: 3, Person: ana, State: roster.RequestTaken, From: day.MustParse("2026-12-03")},
			Group: roster.Group{ID: 4, Name: "First Feelings", Kind: kind}, Zone: time.UTC,
		})...)
		told := map[roster.PersonID]bool{}
		for _, n := range of {
			if slices.ContainsFunc(n.Lines, func(line string) bool { return strings.Contains(line, "in-service training") }) {
				told[n.To.Person] = true
			}
		}
		for _, person := range []roster.PersonID{ana, ben} {
			if told[person] != want {
				t.Errorf("a %s: person %d is told that it is training: %t", kind, person, told[person])
			}
		}
	}
}
