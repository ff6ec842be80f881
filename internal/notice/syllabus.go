package notice

import (
	"fmt"
	"strings"
	"time"

	"attune/internal/ledger"
	"attune/internal/roster"
)

// OfSyllabus tells everybody whose verified training hours are about something else, since it was corrected what their training
// is about, what they were about before and what they are about now; with the reason, where one was given.
func OfSyllabus(was, is roster.Group, changed []ledger.Retaught, reason string, at time.Time) []Notice {
	var notices []Notice
	for _, r := range changed {
		n := Notice{
			To: Recipient{Person: r.Person}, Association: r.Home, Topic: Hours, Fact: fmt.Sprintf("training.about:%d:%d", is.ID, at.UnixMicro()),
			Subject: "What a training of yours was about was corrected: " + is.Name,
			Lines: []string{fmt.Sprintf("It was corrected what %s is about. That reaches what you attended of it before: %s, verified. They are training hours as before.",
				is.Name, hoursOf(r.Minutes))},
			Action: Action{Words: "See your training hours", Path: "/hours"}, Why: "These are your own hours.",
		}
		for _, topic := range []struct {
			words         string
			before, after int
		}{
			{"giving reflective supervision", r.SupervisionBefore, r.SupervisionAfter}, {"diversity, equity and inclusion", r.EquityBefore, r.EquityAfter},
		} {
			if topic.before != topic.after {
				n.Lines = append(n.Lines, fmt.Sprintf("Of them about %s: %s before, %s now.", topic.words, hoursOf(topic.before), hoursOf(topic.after)))
			}
		}
		if was.Syllabus.Areas != is.Syllabus.Areas {
			n.Lines = append(n.Lines, fmt.Sprintf("Competency areas before: %s. Now: %s.", areasIn(was.Syllabus), areasIn(is.Syllabus)))
		}
		if reason != "" {
			n.Lines = append(n.Lines, "Why: "+reason)
		}
		n.Lines = append(n.Lines, "If it is not right, tell the coordinator of your association.")
		notices = append(notices, n)
	}
	return notices
}

// hoursOf are minutes as hours: 1.50 hours.
func hoursOf(minutes int) string { return fmt.Sprintf("%.2f hours", float64(minutes)/60) }

// areasIn are the competency areas of a syllabus in words.
func areasIn(s roster.Syllabus) string {
	if s.Areas == "" {
		return "none"
	}
	var words []string
	for _, area := range s.Areas.Words() {
		words = append(words, strings.ReplaceAll(string(area), "_", " "))
	}
	return strings.Join(words, "; ")
}
