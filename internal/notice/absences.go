package notice

import (
	"fmt"
	"slices"

	"attune/internal/attendance"
	"attune/internal/roster"
)

// OfWord is whom a word ahead of a session has to be told to: whoever leads it, and the group's provider. It names nobody; who
// it is stands on the session's page.
func OfWord(w attendance.Word) []Notice {
	s := w.Sheet
	facts := attendance.Resolve(s.Session, s.Group)
	told := []roster.PersonID{0, w.Person}
	var notices []Notice
	for _, person := range []roster.PersonID{s.Group.Provider, facts.Lead, facts.CoLead} {
		if slices.Contains(told, person) {
			continue
		}
		told = append(told, person)
		notices = append(notices, wordNotice(w, person))
	}
	return notices
}

func wordNotice(w attendance.Word, to roster.PersonID) Notice {
	n := about(w.Sheet, to)
	on := fmt.Sprintf("%s on %s", w.Sheet.Group.Name, sheetDay(w.Sheet))
	n.Topic, n.Why = Sheets, "You lead this session, or provide its group."
	n.Subject, n.Lines = "Somebody cannot come to "+on, []string{"They said so ahead, without a reason. Who it is stands on the session's page."}
	act := "said"
	if !w.Away {
		n.Subject, n.Lines = "Somebody can come to "+on+" after all", []string{"They had said that they cannot come, and have taken it back."}
		act = "taken_back"
	}
	n.Fact = fmt.Sprintf("absence.%s:%d:%d:%d", act, w.Sheet.Session.ID, w.Person, w.At.Unix())
	return n
}
