package web

import (
	"testing"

	"attune/internal/endorsement"
	"attune/internal/rulebook"
)

// What a preview says of whom it knows, and of whom it does not.
func TestEffectWords(t *testing.T) {
	t.Parallel()
	for want, row := range map[string]struct {
		moved, judged, concerned int
		self                     bool
	}{
		"This moves nobody's verdicts.": {0, 0, 0, false},
		"This moves your own verdicts. 1 person is judged again within a quarter of an hour.":                                                                                                                            {1, 1, 1, true},
		"This moves the verdicts of 2 people, you among them. 300 people are judged again within a quarter of an hour.":                                                                                                  {2, 300, 300, true},
		"This moves nobody's verdicts among the 300 people who were looked at. 1 person is concerned beside them, of whom this page does not know. 301 people are judged again within a quarter of an hour.":             {0, 300, 301, false},
		"This moves the verdicts of 12 people, among the 300 people who were looked at. 112 people are concerned beside them, of whom this page does not know. 412 people are judged again within a quarter of an hour.": {12, 300, 412, false},
	} {
		if got := effectWords(row.moved, row.judged, row.concerned, row.self); got != want {
			t.Errorf("%+v:\n%s\nwant\n%s", row, got, want)
		}
	}
}

// What a preview says of one purpose: the hours that count first, then those that wait, then what is asked for.
func TestShiftWords(t *testing.T) {
	t.Parallel()
	of := func(change func(*rulebook.Judgement)) *rulebook.Judgement {
		j := &rulebook.Judgement{Required: 1440, Counted: 600, MinMonths: 12}
		change(j)
		return j
	}
	as := func(*rulebook.Judgement) {}
	for want, after := range map[string]*rulebook.Judgement{
		"ends; 10.00 hours counted toward it":                   nil,
		"10.00 hours counted, then 9.00":                        of(func(j *rulebook.Judgement) { j.Counted, j.Required = 540, 720 }),
		"0.00 hours wait for the coordinator, then 2.00":        of(func(j *rulebook.Judgement) { j.Held = 120 }),
		"what it asks for changes, the hours that count do not": of(func(j *rulebook.Judgement) { j.MinMonths = 0 }),
		"the reasons change, the hours do not":                  of(func(j *rulebook.Judgement) { j.Rejected = 60 }),
	} {
		if got := shiftWords(endorsement.Shift{Before: of(as), After: after}); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
