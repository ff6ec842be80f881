package notice

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"attune/internal/attendance"
	"attune/internal/roster"
	"attune/internal/schedule"
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
	n.Topic, n.Why = Sessions, "You lead this session, or provide its group."
	n.Subject, n.Lines = "Somebody cannot come to "+on, []string{"They said so ahead, without a reason. Who it is stands on the session's page."}
	if !w.Away {
		n.Subject, n.Lines = "Somebody can come to "+on+" after all", []string{"They had said that they cannot come, and have taken it back."}
	}
	n.Fact = fmt.Sprintf("%s%d", factsOf(w, w.Away), w.At.UnixMicro())
	n.NotBefore = w.At.Add(settles)
	return n
}

// settles is how long a word ahead, or a request for a place, may be taken back before anybody is told of it.
const settles = 5 * time.Minute

// Unsaid is how the facts of the notices begin that a word takes back: whoever was not sent theirs yet hears of neither.
func Unsaid(w attendance.Word) string { return factsOf(w, !w.Away) }

// What the facts of words begin with; the session, the person and the moment follow.
const (
	wordSaid      = "absence.said"
	wordTakenBack = "absence.taken_back"
)

func factsOf(w attendance.Word, away bool) string {
	act := wordTakenBack
	if away {
		act = wordSaid
	}
	return fmt.Sprintf("%s:%d:%d:", act, w.Sheet.Session.ID, w.Person)
}

// Word is the word ahead of a session that a notice tells of, without the rest of its sheet; false where it tells of none.
func (n Notice) Word() (attendance.Word, bool) {
	f := strings.Split(n.Fact, ":")
	if len(f) != 4 || f[0] != wordSaid && f[0] != wordTakenBack {
		return attendance.Word{}, false
	}
	w := attendance.Word{Person: roster.PersonID(number(f[2])), Away: f[0] == wordSaid, At: time.UnixMicro(number(f[3])).UTC()}
	w.Sheet.Session.ID = schedule.SessionID(number(f[1]))
	return w, true
}

// OfWordNow is OfWord as the word goes: nobody where the session was cancelled meanwhile, or the word does not stand any more.
func OfWordNow(w attendance.Word) []Notice {
	if w.Sheet.Session.Status == schedule.Cancelled || slices.Contains(w.Sheet.Away, w.Person) != w.Away {
		return nil
	}
	return OfWord(w)
}
