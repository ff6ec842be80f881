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

// Planned is what one act made of sessions of a group that are still to come.
type Planned struct {
	Group roster.Group
	Was   roster.Group // the group before, where the act made it another; the zero Group where it did not
	By    roster.PersonID
	At    time.Time       // UTC
	Turns []schedule.Turn // in order; of a new session the zero Session is what it was
	// Had and Have are those in whose calendars each session stood and stands: who belongs to the group on its day, and who leads it.
	Had, Have map[schedule.SessionID][]roster.PersonID
	// MadeUp are, by what makes up for it, the session that was cancelled and, where that is another group's, Lost those in whose
	// calendars it stood: they come as guests.
	MadeUp map[schedule.SessionID]schedule.Session
	Lost   map[schedule.SessionID][]roster.PersonID
	Away   map[schedule.SessionID][]attendance.Word // that somebody cannot come to a session on the day on which it is now; without its sheet
	Home   map[roster.PersonID]roster.Association
	Clocks Clocks
}

// isTraining says of a training in mail what it is.
const isTraining = "It is in-service training: what you attend becomes training hours, and no hours of reflective supervision."

// untilCalendarsLook says of what changed when calendars show it.
const untilCalendarsLook = "A calendar that subscribes to Attune shows it once it looks again, which can take a day."

// mostDays is how many sessions a mail about planning names.
const mostDays = 5

// LateBefore is how long before a session a change of it comes late: calendar programs may take as long to show it.
const LateBefore = 24 * time.Hour

// remembered is how long before a session a notice of it is remembered beside what it carries, so that no reminder says the same.
const remembered = 72 * time.Hour

// OfPlan is whom it has to be told to that sessions were planned or planned otherwise: each of those whom it concerns, once,
// of their own sessions, but for whoever did it. What has begun by then is no news.
func OfPlan(p Planned) []Notice { return OfPlans([]Planned{p}) }

// whose are the turns that each has to be told of.
func (p Planned) whose() map[roster.PersonID][]schedule.Turn {
	whose := make(map[roster.PersonID][]schedule.Turn)
	for _, t := range p.Turns {
		if !t.Is.Starts.After(p.At) || !p.isNews(t) {
			continue
		}
		people := slices.Concat(p.Had[t.Is.ID], p.Have[t.Is.ID], p.Lost[t.Is.ID])
		if p.Was.ID != 0 {
			people = append(people, p.Group.Provider) // whose group it is, whoever leads the session
		}
		slices.Sort(people)
		for _, person := range slices.Compact(people) {
			if person != p.By {
				whose[person] = append(whose[person], t)
			}
		}
	}
	return whose
}

func (p Planned) notice(to roster.PersonID, turns []schedule.Turn) Notice {
	first := turns[0]
	n := Notice{
		To: Recipient{Person: to}, Association: p.Home[to], Topic: Sessions, Subject: p.subject(to, turns),
		Fact:   fmt.Sprintf("session.planned:%d:%d:%d", first.Is.ID, first.Is.Sequence, p.At.UnixMicro()),
		Action: Action{Words: "Open Attune", Path: "/"}, Why: "You belong to this group, provide it, or lead these sessions.",
	}
	for i, t := range turns {
		if m := p.mention(to, t, len(turns) == 1, i < mostDays); m.Session != 0 {
			n.Sessions = append(n.Sessions, m)
		}
		switch {
		case i < mostDays:
			n.Lines = append(n.Lines, p.words(to, t))
		case i == mostDays:
			n.Lines = append(n.Lines, fmt.Sprintf("And %d more.", len(turns)-mostDays))
		}
	}
	if p.isGuest(to, first) {
		return p.asGuest(n, first)
	}
	if words := p.onward(to, turns); words != "" {
		n.Lines = append(n.Lines, "From then on the group meets "+words+".")
	}
	if p.Group.Kind == roster.Training {
		n.Lines = append(n.Lines, isTraining)
	}
	n.Lines = append(n.Lines, untilCalendarsLook)
	n.Action = p.leadsTo(to, turns)
	return n
}

// has tells whether somebody has one of the sessions in their calendar, or provides the group.
func (p Planned) has(person roster.PersonID, turns []schedule.Turn) bool {
	return person == p.Group.Provider || slices.ContainsFunc(turns, func(t schedule.Turn) bool { return slices.Contains(p.Have[t.Is.ID], person) })
}

// leadsTo is the page of the one session, or of the group; neither is for somebody who has none of the sessions.
func (p Planned) leadsTo(to roster.PersonID, turns []schedule.Turn) Action {
	switch {
	case !p.has(to, turns):
		return Action{Words: "Open Attune", Path: "/"}
	case len(turns) == 1:
		return Action{Words: "Open the session", Path: pageOf(turns[0].Is.ID)}
	default:
		return Action{Words: "Open the group", Path: fmt.Sprintf("/groups/%d", p.Group.ID)}
	}
}

// isLate tells whether a turn at a moment comes late: the session was to begin, or begins now, less than a day after it.
func isLate(t schedule.Turn, at time.Time) bool {
	was := t.Was.ID != 0 && t.Was.Status != schedule.Cancelled && t.Was.Starts.Before(at.Add(LateBefore))
	return was || t.Is.Starts.Before(at.Add(LateBefore))
}

// Presses tells whether whoever has a session in their calendar has to hear at once what became of it at a moment, whoever or
// whatever did it: it is cancelled, or takes place after all, or late, and still to come.
func Presses(t schedule.Turn, at time.Time) bool {
	called := (t.Is.Status == schedule.Cancelled) != (t.Was.Status == schedule.Cancelled)
	return t.Is.Starts.After(at) && t.Is.Status != schedule.Held && (called || isLate(t, at))
}

// leads tells whether somebody is to lead or co-lead a session.
func leads(person roster.PersonID, s schedule.Session, g roster.Group) bool {
	facts := attendance.Resolve(s, g)
	return person == facts.Lead || person == facts.CoLead
}

// isGuest tells whether somebody is told of a session only because it makes up for one of theirs.
func (p Planned) isGuest(person roster.PersonID, t schedule.Turn) bool {
	return slices.Contains(p.Lost[t.Is.ID], person) && !slices.Contains(p.Had[t.Is.ID], person) && !slices.Contains(p.Have[t.Is.ID], person)
}

// asGuest is the notice as it is said to a guest: the session is not in their calendar, and the one that they had says where it is.
func (p Planned) asGuest(n Notice, t schedule.Turn) Notice {
	n.Lines = append(n.Lines, fmt.Sprintf("It is one of another group, %s, and not in your calendar. Whoever of you comes is added to its sheet by who leads it.", p.Group.Name))
	n.Action = Action{Words: "Open the session that was cancelled", Path: pageOf(t.Is.MakesUp)}
	n.Why = "You belong to the group whose session it makes up for, or were to lead that."
	return n
}

// words say what became of a session and, of one that makes up for another, of which.
func (p Planned) words(to roster.PersonID, t schedule.Turn) string {
	if p.outcome(to, t).act == left {
		return p.leftWords(to, t)
	}
	words := p.turnWords(to, t) + p.awayWords(to, t)
	if p.isAway(to, t) {
		words += " You have said that you cannot come; that stands."
	}
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
