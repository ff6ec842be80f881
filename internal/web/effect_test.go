package web

import "testing"

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
