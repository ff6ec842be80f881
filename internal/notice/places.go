package notice

import (
	"fmt"
	"slices"
	"time"

	"attune/internal/day"
	"attune/internal/roster"
)

// Placing is what became of one request for a place in a group.
type Placing struct {
	Was       roster.RequestState // empty: it is new
	Is        roster.Request
	Group     roster.Group
	Before    string             // the group of theirs that goes on as this one; empty where none does
	Zone      *time.Location     // the group's
	By        roster.PersonID    // who did it; zero: nobody of the roster, or a duty
	Home      roster.Association // of whoever the request is of
	Answering []Recipient        // who answers for the group: its provider, or the coordinators where that one cannot sign in
}

// OfPlacing is whom it has to be told to what became of a request: that somebody asks, or comes, those who answer for the
// group; everything else whoever it is of. Nobody is told of what they did themselves, and no mail names anybody.
func OfPlacing(p Placing) []Notice {
	var notices []Notice
	if subject, lines := p.toAnswering(); subject != "" {
		for _, to := range p.Answering {
			if to.Person == 0 || to.Person != p.By {
				n := p.notice(to, subject, lines...)
				n.Association, n.Why = p.Group.Association, "You provide this group, or coordinate its association."
				n.Action = Action{Words: "Open the group", Path: fmt.Sprintf("/groups/%d", p.Group.ID)}
				if p.Is.State == roster.RequestAsked {
					n.NotBefore = p.Is.Since.Add(settles)
				}
				notices = append(notices, n)
			}
		}
	}
	if subject, lines := p.toPerson(); subject != "" && p.Is.Person != p.By {
		if p.Group.Kind == roster.Training && (p.Is.State == roster.RequestOffered || p.Is.State == roster.RequestTaken) {
			lines = append(lines, isTraining)
		}
		notices = append(notices, p.notice(Recipient{Person: p.Is.Person}, subject, lines...))
	}
	return notices
}

// Unasked is how the facts of the notices begin that have nothing to ask any more, since the request was answered or withdrawn:
// whoever was not sent theirs yet need not be. Empty where there are none.
func (p Placing) Unasked() string {
	if p.Was != roster.RequestAsked {
		return ""
	}
	return factsOfPlace(roster.RequestAsked, p.Is.ID)
}

func factsOfPlace(state roster.RequestState, id roster.RequestID) string {
	return fmt.Sprintf("place.%s:%d:", state, id)
}

func (p Placing) notice(to Recipient, subject string, lines ...string) Notice {
	return Notice{
		To: to, Association: p.Home, Topic: Sessions, Subject: subject, Lines: lines,
		Fact:   fmt.Sprintf("%s%d", factsOfPlace(p.Is.State, p.Is.ID), p.Is.Since.UnixMicro()),
		Action: Action{Words: "Open Attune", Path: "/"}, Why: "You asked for a place in this group, or were offered one.",
	}
}

func (p Placing) toAnswering() (string, []string) {
	switch {
	case p.Is.State == roster.RequestAsked:
		return "Somebody asks for a place in " + p.Group.Name, []string{
			fmt.Sprintf("They would come from %s on. Who it is stands on the group's page, where you say yes or no.", dayWords(p.Is.From)),
		}
	case p.Is.State == roster.RequestTaken && p.Was == roster.RequestOffered:
		return "Somebody comes to " + p.Group.Name, []string{
			fmt.Sprintf("The place that was offered is taken, from %s on. Who it is stands on the group's page.", dayWords(p.Is.From)),
		}
	}
	return "", nil
}

func (p Placing) toPerson() (string, []string) {
	name := p.Group.Name
	if p.Is.State == roster.RequestOffered && p.Before != "" {
		return "Do you go on in " + name + "?", []string{
			fmt.Sprintf("%s goes on as %s, from %s on. A place in it is kept for you until %s.", p.Before, name, dayWords(p.Is.From), instantWords(p.Is.Until, p.Zone)),
			"Say yes or no on your home page. Without an answer, the place goes to whoever waits next.",
		}
	}
	switch p.Is.State {
	case roster.RequestWithdrawn:
		if p.Was == roster.RequestOffered {
			return "A place in " + name + " is not offered any more", []string{"The group has taken the offer back. You can ask them why."}
		}
	case roster.RequestWaiting:
		return "You are on the waiting list of " + name, []string{
			"The group is full. As soon as a place is free and it is your turn, it is offered to you, and you are told.",
		}
	case roster.RequestOffered:
		return "A place in " + name + " is yours to take", []string{
			fmt.Sprintf("It is kept for you until %s, and begins on %s.", instantWords(p.Is.Until, p.Zone), dayWords(p.Is.From)),
			"Take it or decline it on your home page. Once that time is over, it goes to whoever waits next.",
		}
	case roster.RequestTaken:
		return "You belong to " + name, []string{
			fmt.Sprintf("From %s on its sessions are in your calendar.", dayWords(p.Is.From)),
		}
	case roster.RequestLapsed:
		return "The place in " + name + " is not kept any more", []string{
			"It was kept for you for a while and was not taken. You can ask for a place again.",
		}
	case roster.RequestRefused:
		lines := []string{"There is no place for you in this group."}
		if p.Is.Reason != "" {
			lines = append(lines, "They say: "+p.Is.Reason)
		}
		return "No place in " + name, lines
	}
	return "", nil
}

// Moving is somebody's move from one group to another.
type Moving struct {
	Person    roster.PersonID
	Home      roster.Association
	From, To  roster.Group
	First     day.Date  // their first day in the other
	At        time.Time // UTC
	By        roster.PersonID
	Providers map[roster.PersonID]roster.Association // of both groups, with the association whose people they are
}

// OfMove is whom a move has to be told to: whoever moves, and the providers of both groups, but for whoever did it. What is told
// to others names nobody.
func OfMove(m Moving) []Notice {
	fact := fmt.Sprintf("place.moved:%d:%d:%d:%d", m.From.ID, m.To.ID, m.Person, m.At.UnixMicro())
	var notices []Notice
	if m.Person != m.By {
		notices = append(notices, Notice{
			To: Recipient{Person: m.Person}, Association: m.Home, Topic: Sessions, Fact: fact,
			Subject: fmt.Sprintf("From %s to %s", m.From.Name, m.To.Name),
			Lines: []string{
				fmt.Sprintf("You belong to %s from %s on, and to %s until the day before.", m.To.Name, dayWords(m.First), m.From.Name),
				"What was until then stays as it is. " + untilCalendarsLook,
			},
			Action: Action{Words: "Open the group", Path: fmt.Sprintf("/groups/%d", m.To.ID)}, Why: "You belong to these groups.",
		})
	}
	told := []roster.PersonID{m.By, m.Person}
	for _, g := range []roster.Group{m.From, m.To} {
		if home, known := m.Providers[g.Provider]; known && !slices.Contains(told, g.Provider) {
			told = append(told, g.Provider)
			notices = append(notices, Notice{
				To: Recipient{Person: g.Provider}, Association: home, Topic: Sessions, Fact: fact,
				Subject: fmt.Sprintf("Somebody moves from %s to %s", m.From.Name, m.To.Name),
				Lines:   []string{fmt.Sprintf("They belong to %s from %s on. Who it is stands on the group's page.", m.To.Name, dayWords(m.First))},
				Action:  Action{Words: "Open the group", Path: fmt.Sprintf("/groups/%d", g.ID)}, Why: "You provide one of these groups.",
			})
		}
	}
	return notices
}

func dayWords(d day.Date) string { return d.Format("Monday 2 January 2006") }

// instantWords are an instant on a clock until which something lasts: Friday 27 November 2026, 5:00 PM EST, or the end of
// Thursday 26 November 2026.
func instantWords(t time.Time, zone *time.Location) string {
	if last, is := day.EndOf(t, zone); is {
		return "the end of " + dayWords(last)
	}
	t = t.In(zone)
	return t.Format("Monday 2 January 2006, ") + day.Clock(t) + t.Format(" MST")
}
