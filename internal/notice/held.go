package notice

import (
	"fmt"
	"strings"
	"time"

	"attune/internal/roster"
	"attune/internal/rulebook"
)

// HourDecided tells somebody what the coordinator decided of an hour of theirs that waited. The reason stands on their page.
func HourDecided(person roster.Person, d rulebook.Decision, at time.Time) Notice {
	words := "counts"
	if d.Verdict == rulebook.Rejected {
		words = "does not count"
	}
	return Notice{
		To: Recipient{Person: person.ID}, Association: person.Association, Topic: Hours,
		Fact:    fmt.Sprintf("hour.decided:%d:%d:%s.%s.%s:%d", d.Session, d.Version, d.Purpose.Kind, d.Purpose.Category, d.Purpose.Period, at.UnixMicro()),
		Subject: "An hour of yours that waited " + words,
		Lines: []string{
			strings.TrimSpace(fmt.Sprintf("Your coordinator has decided that an hour that waited %s toward %s %s", words, d.Purpose.Category, d.Purpose.Period)) + ".",
			"It shows on your page within a quarter of an hour.",
		},
		Action: Action{Words: "Open my hours", Path: "/hours"},
		Why:    "It is your own hour.",
	}
}

// EvidenceRefused tells somebody that a coordinator has refused pieces of evidence of theirs, at once and for one reason; first is
// the id of the first of them. What it is and why stands on their page: a mail names neither trainings nor who vouches.
func EvidenceRefused(person roster.Person, first int64, pieces int, at time.Time) Notice {
	words := "Something"
	if pieces > 1 {
		words = fmt.Sprintf("%d things", pieces)
	}
	return Notice{
		To: Recipient{Person: person.ID}, Association: person.Association, Topic: Hours,
		Fact:    fmt.Sprintf("evidence.refused:%d:%d", first, at.UnixMicro()),
		Subject: words + " you entered for your Endorsement cannot serve",
		Lines:   []string{"Your coordinator has looked at it. Why it cannot serve stands beside it on your page, where you can enter it anew."},
		Action:  Action{Words: "Open the whole way", Path: "/hours/way"},
		Why:     "You entered it.",
	}
}
