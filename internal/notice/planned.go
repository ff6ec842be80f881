package notice

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// Planned is what one act made of sessions of a group that are still to come.
type Planned struct {
	Group roster.GroupID
	Name  string // the group's
	Kind  roster.Kind
	By    roster.PersonID
	At    time.Time       // UTC
	Turns []schedule.Turn // in order; of a new session the zero Session is what it was
	// Had and Have are those in whose calendars each session stood and stands: who belongs to the group on its day, and who leads it.
	Had, Have map[schedule.SessionID][]roster.PersonID
	// MadeUp are, by what makes up for it, the session that was cancelled and, where that is another group's, Lost those in whose
	// calendars it stood: they come as guests.
	MadeUp map[schedule.SessionID]schedule.Session
	Lost   map[schedule.SessionID][]roster.PersonID
	Home   map[roster.PersonID]roster.Association
}

// isTraining says of a training in mail what it is.
const isTraining = "It is in-service training: what you attend becomes training hours, and no hours of reflective supervision."

// mostDays is how many sessions a mail about planning names.
const mostDays = 5

// lateBefore is how long before a session a change of it comes late: calendar programs may take as long to show it.
const lateBefore = 24 * time.Hour

// OfPlan is whom it has to be told to that sessions were planned or planned otherwise: each of those whom it concerns, once,
// of their own sessions, but for whoever did it. What has begun by then is no news.
func OfPlan(p Planned) []Notice {
	whose := make(map[roster.PersonID][]schedule.Turn)
	for _, t := range p.Turns {
		if !t.Is.Starts.After(p.At) || !isNews(t) {
			continue
		}
		people := slices.Concat(p.Had[t.Is.ID], p.Have[t.Is.ID], p.Lost[t.Is.ID])
		slices.Sort(people)
		for _, person := range slices.Compact(people) {
			if person != p.By {
				whose[person] = append(whose[person], t)
			}
		}
	}
	var notices []Notice
	for _, person := range slices.Sorted(maps.Keys(whose)) {
		notices = append(notices, p.notice(person, whose[person]))
	}
	return notices
}

func (p Planned) notice(to roster.PersonID, turns []schedule.Turn) Notice {
	first := turns[0]
	n := Notice{
		To: Recipient{Person: to}, Association: p.Home[to], Topic: Sessions, Subject: p.subject(turns),
		Fact:   fmt.Sprintf("session.planned:%d:%d:%d", first.Is.ID, first.Is.Sequence, p.At.UnixMicro()),
		Action: Action{Words: "Open Attune", Path: "/"}, Why: "You belong to this group, or lead these sessions.",
	}
	for i, t := range turns {
		if i == mostDays {
			n.Lines = append(n.Lines, fmt.Sprintf("And %d more.", len(turns)-mostDays))
			break
		}
		n.Lines = append(n.Lines, p.words(t))
	}
	if p.isGuest(to, first) {
		return p.asGuest(n, first)
	}
	if p.Kind == roster.Training {
		n.Lines = append(n.Lines, isTraining)
	}
	n.Lines = append(n.Lines, "Calendars that you subscribed to show it once they look again, which can take a day.")
	if len(turns) == 1 && slices.Contains(p.Have[first.Is.ID], to) {
		n.Action = Action{Words: "Open the session", Path: fmt.Sprintf("/sessions/%d", first.Is.ID)}
	}
	return n
}

// isGuest tells whether somebody is told of a session only because it makes up for one of theirs.
func (p Planned) isGuest(person roster.PersonID, t schedule.Turn) bool {
	return !slices.Contains(p.Had[t.Is.ID], person) && !slices.Contains(p.Have[t.Is.ID], person)
}

// asGuest is the notice as it is said to a guest: the session is not in their calendar, and the one that they had says where it is.
func (p Planned) asGuest(n Notice, t schedule.Turn) Notice {
	n.Lines = append(n.Lines, fmt.Sprintf("It is one of another group, %s, and not in your calendar. Whoever of you comes is added to its sheet by who leads it.", p.Name))
	n.Action = Action{Words: "Open the session that was cancelled", Path: fmt.Sprintf("/sessions/%d", t.Is.MakesUp)}
	n.Why = "You belong to the group whose session it makes up for, or were to lead that."
	return n
}

// words say what became of a session and, of one that makes up for another, of which.
func (p Planned) words(t schedule.Turn) string {
	words := turnWords(t)
	was, makesUp := p.MadeUp[t.Is.ID]
	switch on := was.Local.Day.Format("2 January 2006"); {
	case !makesUp:
		return words
	case actOf(t) == "":
		return strings.TrimSuffix(words, ".") + ", instead of the session of " + on + "."
	case t.Is.Status == schedule.Cancelled:
		return words + " It was to make up for the session of " + on + "."
	default:
		return words + " It makes up for the session of " + on + "."
	}
}

// What became of a session, in the words of a subject; of several that are not all alike it is that they changed.
var turnSubjects = map[string]string{
	"": "Planned", "session.moved": "Moved", "session.changed": "Changed", "session.cancelled": "Cancelled", "session.stands": "Takes place after all",
}

func (p Planned) subject(turns []schedule.Turn) string {
	what := actOf(turns[0])
	late := false
	for _, t := range turns {
		if actOf(t) != what {
			what = "session.changed"
		}
		before := t.Was.ID != 0 && t.Was.Status != schedule.Cancelled && t.Was.Starts.Before(p.At.Add(lateBefore))
		late = late || before || t.Is.Starts.Before(p.At.Add(lateBefore))
	}
	words := turnSubjects[what]
	if late {
		words += ", less than a day before"
	}
	if len(turns) > 1 {
		return fmt.Sprintf("%s: %s, %d sessions", words, p.Name, len(turns))
	}
	is := turns[0].Was
	if is.ID == 0 {
		is = turns[0].Is
	}
	return fmt.Sprintf("%s: %s, %s", words, p.Name, is.Local.Day.Format("2 January 2006"))
}

// isNews tells whether anybody has to know of a turn: not of what was cancelled and stays so, and not that a session is
// now for another day of its series, where it stays as it is.
func isNews(t schedule.Turn) bool {
	if t.Was.ID != 0 && t.Was.Status == schedule.Cancelled && t.Is.Status == schedule.Cancelled {
		return false
	}
	return actOf(t) != "session.changed" || len(otherwise(t)) > 0
}

// actOf is what was done to a session; empty where it is new.
func actOf(t schedule.Turn) string {
	if t.Was.ID == 0 {
		return ""
	}
	return t.Act()
}

// turnWords say what became of a session. Nobody is named.
func turnWords(t schedule.Turn) string {
	is := fmt.Sprintf("%s, %d minutes", wallWords(t.Is), t.Is.Minutes)
	switch actOf(t) {
	case "":
		return is + "."
	case "session.cancelled":
		return wallWords(t.Was) + " is cancelled."
	case "session.stands":
		return is + ", takes place after all."
	case "session.moved":
		return is + ". It was to be on " + wallWords(t.Was) + "."
	default:
		return is + ". Other than before: " + strings.Join(otherwise(t), ", ") + "."
	}
}

// otherwise names what is other than it was.
func otherwise(t schedule.Turn) []string {
	var words []string
	for _, w := range []struct {
		differs bool
		words   string
	}{
		{t.Was.Minutes != t.Is.Minutes, "how long it takes"},
		{t.Was.Place != t.Is.Place || t.Was.Modality != t.Is.Modality, "where it is"},
		{t.Was.Lead != t.Is.Lead || t.Was.NobodyLed != t.Is.NobodyLed || t.Was.CoLead != t.Is.CoLead, "who leads it"},
		{t.Was.Kind != t.Is.Kind, "what kind of meeting it is"},
	} {
		if w.differs {
			words = append(words, w.words)
		}
	}
	return words
}

// wallWords are when a session begins, on its own clock: Thursday 3 December 2026, 10:00 AM.
func wallWords(s schedule.Session) string {
	return s.Local.Day.Format("Monday 2 January 2006") + ", " + day.ClockAt(s.Local.Minute)
}
