package notice

import (
	"fmt"
	"strings"

	"attune/internal/roster"
	"attune/internal/schedule"
)

// isNews tells whether anybody has to know of a turn: not of what was cancelled and stays so, and not that a session is
// now for another day of its series, where it stays as it is.
func (p Planned) isNews(t schedule.Turn) bool {
	if t.Was.ID != 0 && t.Was.Status == schedule.Cancelled && t.Is.Status == schedule.Cancelled {
		return false
	}
	return actOf(t) != "session.changed" || p.isElsewhere(t) || p.isLedOtherwise(t) || len(p.otherwise(t)) > 0
}

// actOf is what was done to a session; empty where it is new.
func actOf(t schedule.Turn) string {
	if t.Was.ID == 0 {
		return ""
	}
	return t.Act()
}

// turnWords say what became of a session: of its time, its place and the rest both what is and what was. Nobody is named.
func (p Planned) turnWords(to roster.PersonID, t schedule.Turn) string {
	reader := p.Clocks[Recipient{Person: to}]
	is := fmt.Sprintf("%s, %d minutes", whenWords(t.Is, reader), t.Is.Minutes)
	switch actOf(t) {
	case "":
		return is + "."
	case "session.cancelled":
		return whenWords(t.Was, reader) + " is cancelled."
	case "session.stands":
		return is + ", takes place after all."
	case "session.moved":
		is += ". It was to be on " + whenWords(t.Was, reader)
	}
	words := is + "."
	if p.isElsewhere(t) {
		words += fmt.Sprintf(" It is now %s; it was to be %s.", whereWords(t.Is, p.Group), whereWords(t.Was, p.before()))
	}
	if other := p.otherwise(t); len(other) > 0 {
		words += " Other than before: " + strings.Join(other, ", ") + "."
	}
	if p.isLedOtherwise(t) {
		words += " " + p.leadWords(to, t)
	}
	return words
}

// leftWords say to whoever does not have a session any more what they had, and nothing of what it is now.
func (p Planned) leftWords(to roster.PersonID, t schedule.Turn) string {
	was := whenWords(t.Was, p.Clocks[Recipient{Person: to}])
	if leads(to, t.Was, p.before()) {
		return was + ": you no longer lead it. It is no longer in your calendar."
	}
	return was + " is no longer in your calendar: it is moved to a day on which you do not belong to the group."
}

// onward is where the group meets from now on, for whoever has to know; empty where that is where it met.
func (p Planned) onward(to roster.PersonID, turns []schedule.Turn) string {
	is, was := whereWords(schedule.Session{}, p.Group), whereWords(schedule.Session{}, p.before())
	if is == was || !p.has(to, turns) {
		return ""
	}
	return is
}

// before is the group as it was.
func (p Planned) before() roster.Group {
	if p.Was.ID != 0 {
		return p.Was
	}
	return p.Group
}

// isElsewhere tells whether a session is somewhere else than it was to be.
func (p Planned) isElsewhere(t schedule.Turn) bool {
	return whereWords(t.Is, p.Group) != whereWords(t.Was, p.before())
}

// otherwise names what is other than it was, but for when and where.
func (p Planned) otherwise(t schedule.Turn) []string {
	var words []string
	for _, w := range []struct {
		differs bool
		words   string
	}{
		{t.Was.Minutes != t.Is.Minutes, "how long it takes"},
		{t.Was.Kind != t.Is.Kind, "what kind of meeting it is"},
		{!p.isElsewhere(t) && t.Was.PlaceIn(p.before()) != t.Is.PlaceIn(p.Group), "how to join it online"},
	} {
		if w.differs {
			words = append(words, w.words)
		}
	}
	return words
}
