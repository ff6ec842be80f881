package notice

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// Missing is a session whose sheet nobody has verified, or not again since it was amended, with those who may hear of it.
type Missing struct {
	attendance.Meeting
	Zone         *time.Location      // the session's
	Managing     []roster.Employment // as manager in the group's program, at any time
	Coordinators []Recipient         // of the group's association
	Signed       attendance.Leading  // who led by the version that was signed, where an amendment of it waits
	Clocks       Clocks
	Supervised   []roster.PersonID // whom that version or the amendment marks as supervisees: they sign neither
}

// When a rung of the ladder is reached, and when it ends: what is older was left on purpose, or came with an import.
const (
	firstAfter  = time.Hour // after the planned end, or after an amendment was kept
	morning     = 8 * 60    // minute of the day, on the session's clock
	secondAfter = 1         // days after the day of that
	thirdAfter  = 3
	ladderEnds  = 7
)

// Ladder is who is to be told at now that the sheet is missing. An hour after the planned end, and again the next morning, it
// is whoever leads the session or, where nobody does, the group's provider; on the third day the managers of the group's
// program and the coordinators of its association. An amendment that waits is reminded of likewise, from when it was kept, and a
// session that was put on record when it was over, from when that was done: nobody could be reminded of it before.
// Who missed a rung is not told of it later, but of the one that is reached.
// The notices are the same each time they are asked for; whoever keeps them tells each once.
func (m Missing) Ladder(now time.Time) []Notice {
	end := m.from()
	last := day.At(end, m.Zone)
	at := func(days int) time.Time {
		return schedule.Wall{Day: last.AddDays(days), Minute: morning}.Instant(m.Zone)
	}
	switch {
	case !m.Waits(now), m.old(), now.Before(end.Add(firstAfter)), !now.Before(at(ladderEnds)):
		return nil
	case now.Before(at(secondAfter)):
		return m.remind(1)
	case now.Before(at(thirdAfter)):
		return m.remind(2)
	default:
		return append(m.remind(2), m.escalate(now)...)
	}
}

// from is since when the sheet is missing.
func (m Missing) from() time.Time {
	switch created := m.Session.CreatedAt; {
	case m.amended():
		return m.Amended
	case created.After(m.Session.Ends()):
		return created
	default:
		return m.Session.Ends()
	}
}

// old tells whether the session was so long over when it was put on record that nobody would have been told of it any more.
func (m Missing) old() bool {
	ended := day.At(m.Session.Ends(), m.Zone)
	return !m.amended() && !m.Session.CreatedAt.Before(schedule.Wall{Day: ended.AddDays(ladderEnds), Minute: morning}.Instant(m.Zone))
}

// amended tells whether it is an amendment that waits to be verified.
func (m Missing) amended() bool { return !m.Amended.IsZero() }

// Readers are those who may be told, some more than once.
func (m Missing) Readers() []Recipient {
	readers := append([]Recipient{{Person: m.answers()}}, m.Coordinators...)
	for _, e := range m.Managing {
		readers = append(readers, Recipient{Person: e.Person})
	}
	return readers
}

// answers is who answers for the sheet. For one that was signed these are who led by that, or else who provides the group
// now, but nobody who is a supervisee on it; zero where there is none.
func (m Missing) answers() roster.PersonID {
	if m.amended() {
		for _, person := range []roster.PersonID{m.Signed.Lead, m.Signed.CoLead, m.Group.Provider} {
			if person != 0 && !slices.Contains(m.Supervised, person) {
				return person
			}
		}
		return 0
	}
	if lead := m.Facts().Lead; lead != 0 {
		return lead
	}
	return m.Group.Provider
}

// remind tells who answers for the sheet. The address in it opens that sheet without signing in.
func (m Missing) remind(rung int) []Notice {
	if m.answers() == 0 {
		return nil
	}
	n := m.about(Recipient{Person: m.answers()}, rung)
	n.Subject = fmt.Sprintf("Who was there? %s, %s", m.Group.Name, m.date())
	if rung > 1 {
		n.Subject = fmt.Sprintf("Still missing: the sheet of %s, %s", m.Group.Name, m.date())
	}
	n.Lines = []string{
		fmt.Sprintf("Nobody has verified yet who was there on %s, %s. Until somebody does, that session counts for nobody.", m.date(), m.clock(n.To)),
		"It takes a minute: everybody present, or a mark for each, then verify. If nobody came, or the session did not take place, say so on the same page.",
	}
	if m.amended() {
		n.Subject = fmt.Sprintf("An amendment waits for you: %s, %s", m.Group.Name, m.date())
		n.Lines = []string{
			fmt.Sprintf("The sheet of %s, %s, was amended, and nobody has verified it again. Until somebody does, its signature is void, and the hours stand as they were verified before.", m.date(), m.clock(n.To)),
			"Look at what should change, then verify it or take it back.",
		}
	}
	n.Action = Action{Words: "Open the sheet", Path: m.path(), Opens: BySheet}
	n.Why = "You lead this session, or provide its group."
	return []Notice{n}
}

// escalate tells those who can have a word with who answers for the sheet.
func (m Missing) escalate(now time.Time) []Notice {
	var notices []Notice
	for _, to := range m.Coordinators {
		if to.Person == 0 || to.Person != m.answers() {
			n := m.third(to, "You coordinate the association of this group.")
			n.Action = Action{Words: "Open the session", Path: m.path()}
			notices = append(notices, n)
		}
	}
	today := day.At(now, m.Zone)
	for _, e := range m.Managing {
		if e.Span.Contains(today) && e.Person != m.answers() {
			notices = append(notices, m.third(Recipient{Person: e.Person}, "You manage the program of this group."))
		}
	}
	return slices.Clip(notices)
}

func (m Missing) third(to Recipient, why string) Notice {
	n := m.about(to, 3)
	n.Subject = fmt.Sprintf("A sheet is missing: %s, %s", m.Group.Name, m.date())
	n.Lines = []string{
		fmt.Sprintf("Nobody has verified yet who was there on %s, %s, and that session counts for nobody so far. Who leads it was reminded.", m.date(), m.clock(n.To)),
		"A word from you may help.",
	}
	if m.amended() {
		n.Subject = fmt.Sprintf("An amendment waits: %s, %s", m.Group.Name, m.date())
		n.Lines[0] = fmt.Sprintf("The sheet of %s, %s, was amended, and nobody has verified it again. Who leads the session was reminded.", m.date(), m.clock(n.To))
	}
	n.Why = why
	return n
}

// about is the beginning of every notice of the ladder. A session that was moved begins anew, and so does another amendment.
func (m Missing) about(to Recipient, rung int) Notice {
	e := Errand{Session: m.Session.ID, Planned: m.Session.Local.String()}
	if m.amended() {
		e = Errand{Session: m.Session.ID, Amended: m.Amended.Unix()}
	}
	return Notice{To: to, Association: m.Session.Association, Topic: Sheets, Fact: e.fact(strconv.Itoa(rung))}
}

func (m Missing) path() string { return pageOf(m.Session.ID) }

func (m Missing) date() string { return m.Session.Local.Day.Format("2 January 2006") }

// clock is when the session was planned, on its own clock and, where that shows another time, on the reader's: 10:00–11:30 AM.
func (m Missing) clock(reader Recipient) string {
	from, to := m.Session.Starts, m.Session.Ends()
	return onBoth(day.ClockSpan(from.In(m.Zone), to), from, to, m.Zone, m.Clocks[reader])
}
