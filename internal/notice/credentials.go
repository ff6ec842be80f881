package notice

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// When the calendar has something told of a credential.
const (
	credentialAhead   = 60 // days before the last day
	credentialBelated = 7  // days after it; what is older was before anybody could be told, or came with an import
)

// rung is how near the end of a credential is; each is told once.
type rung string

// The rungs.
const (
	known rung = "known" // at once, because somebody changed the record
	ahead rung = "ahead"
	over  rung = "over"
)

// rungOf is the rung that a first day without has reached on a day.
func rungOf(from, today day.Date) rung {
	switch last := from.AddDays(-1); {
	case last < today:
		return over
	case last.AddDays(-credentialAhead) <= today:
		return ahead
	default:
		return known
	}
}

// today is the day in the provider's association; it turns in the morning, when mail is read.
func (p Practice) today(now time.Time) day.Date {
	zone := p.zone(p.Provider.Association)
	today := day.At(now, zone)
	if now.Before((schedule.Wall{Day: today, Minute: morning}).Instant(zone)) {
		return today.AddDays(-1)
	}
	return today
}

// near are the days from which hours can no longer rest on a credential, of which the calendar tells today.
func (p Practice) near(today day.Date) []day.Date {
	var days []day.Date
	for _, l := range p.limits() {
		if from := l.last.AddDays(1); l.last >= today.AddDays(-credentialBelated) && rungOf(from, today) != known && !slices.Contains(days, from) {
			days = append(days, from)
		}
	}
	return days
}

// Nears tells whether the calendar may have something told: what is planned plays no part yet.
func (p Practice) Nears(now time.Time) bool { return len(p.near(p.today(now))) > 0 }

// ByCalendar is who is to be told at now that hours with the provider stop counting, because a credential ends or its term
// does: the provider, those who coordinate, and each member for whom planned hours stop counting, of their own hours alone.
// It is told 60 days ahead, and in the morning once it is so. Where another credential serves the same there is nothing to
// tell. The notices are the same each time they are asked for; whoever keeps them tells each once.
func (p Practice) ByCalendar(now time.Time) []Notice {
	today := p.today(now)
	var notices []Notice
	for _, from := range p.near(today) {
		gone, shifts := p.gone(from), p.ending(from)
		if len(gone) == 0 && len(shifts) == 0 {
			continue
		}
		ends := p.ends(from)
		notices = append(notices, p.toThoseWhoAnswer(p.fact(from, today), p.endingWords(ends, gone, rungOf(from, today)))...)
		notices = append(notices, p.toMembers(shifts, "", today)...)
	}
	return notices
}

// OfChange is who is to be told at now that credentials of the provider were changed on record: as ByCalendar, and where
// hours count again whoever was told that they would not. It says what changed, and why where that was said. Of a credential
// that is new nobody else is told.
func (p Practice) OfChange(changes []roster.Edit, now time.Time) []Notice {
	today := day.At(now, p.zone(p.Provider.Association))
	was, is := p.before(changes), credentials(p.Held)
	stops, again := p.withOwnEnds(p.lacking(was, is, today), changes, today), p.lacking(is, was, today)
	round, counting := round(changes, now), p.countingAgain(is, was)
	p.Told = p.toldBeside(counting, len(again) > 0, now)
	fact := fmt.Sprintf("%s:%d:%s", credentialChanged, p.Provider.ID, round)
	if len(again) > 0 {
		fact += ":again"
	}
	if len(stops) > 0 && len(p.ends(stops[0].from)) > 0 {
		fact = p.fact(stops[0].from, today)
	}
	var notices []Notice
	if slices.ContainsFunc(changes, func(e roster.Edit) bool { return e.Before != nil }) {
		notices = p.toThoseWhoAnswer(fact, p.changeWords(changes, stops, again))
	}
	notices = append(notices, p.toMembers(p.shifts(was, is), round, today)...)
	for _, s := range counting {
		notices = append(notices, p.countsAgain(s, round))
	}
	return notices
}

// countingAgain are the members for whom hours count with one list of credentials and not with the other, of those who were
// told once that they would not.
func (p Practice) countingAgain(has, lacks []roster.Credential) []shift {
	return slices.DeleteFunc(p.shifts(has, lacks), func(s shift) bool {
		return !slices.ContainsFunc(p.Told[s.member], func(t Told) bool { return t.Group == s.group.ID })
	})
}

// withOwnEnds are turns with those, from today on, on which a credential that was changed ends.
func (p Practice) withOwnEnds(turns []turn, changes []roster.Edit, today day.Date) []turn {
	for _, l := range p.limits() {
		from := l.last.AddDays(1)
		changed := slices.ContainsFunc(changes, func(e roster.Edit) bool { return e.After == roster.Recorded(l.Credential) })
		told := slices.ContainsFunc(turns, func(t turn) bool { return t.from == from })
		if gone := p.gone(from); changed && !told && from > today && len(gone) > 0 {
			turns = append(turns, turn{from, gone})
		}
	}
	return turns
}

// Moves tells whether changes of credentials move, from today on, what hours with the provider count toward.
func (p Practice) Moves(changes []roster.Edit, now time.Time) bool {
	today := day.At(now, p.zone(p.Provider.Association))
	was, is := p.before(changes), credentials(p.Held)
	return len(p.lacking(was, is, today)) > 0 || len(p.lacking(is, was, today)) > 0
}

// fact is that hours with the provider stop counting from a day on.
func (p Practice) fact(from day.Date, today day.Date) string {
	stamp := stamps(p.ends(from)) + p.anew(p.Provider.ID, 0, from)
	return fmt.Sprintf("%s:%d:%s:%s:%s", credentialEnds, p.Provider.ID, from, stamp, rungOf(from, today))
}

// round names the credentials that were changed, and when: none is twice the same.
func round(changes []roster.Edit, now time.Time) string {
	words := make([]string, len(changes))
	for i, e := range changes {
		words[i] = fmt.Sprint(e.ID)
	}
	return fmt.Sprintf("%s.%d", strings.Join(words, "+"), now.UnixMicro())
}
