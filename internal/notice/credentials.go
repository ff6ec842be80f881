package notice

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/rulebook"
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

// wording is a notice for the provider, and for those who coordinate.
type wording struct {
	subject [2]string
	lines   [2][]string
}

// say adds a line for each of the two; the words in braces stand for the provider.
func (w *wording) say(provider roster.Person, format string, args ...any) {
	line := fmt.Sprintf(format, args...)
	w.lines[0] = append(w.lines[0], strings.NewReplacer("{who}", "you", "{Whose}", "Your", "{lead}", "you lead").Replace(line))
	w.lines[1] = append(w.lines[1], strings.NewReplacer("{who}", provider.Name, "{Whose}", provider.Name+"'s", "{lead}", provider.Name+" leads").Replace(line))
}

// toThoseWhoAnswer tells the provider and those who coordinate.
func (p Practice) toThoseWhoAnswer(fact string, w wording) []Notice {
	n := Notice{
		To: Recipient{Person: p.Provider.ID}, Association: p.Provider.Association, Topic: Credentials, Fact: fact,
		Subject: w.subject[0], Lines: w.lines[0], Why: "You provide a group, or are to lead a session.",
		Action: Action{Words: "Open what is on record", Path: fmt.Sprintf("/people/%d", p.Provider.ID)},
	}
	notices := []Notice{n}
	for _, to := range p.Coordinators {
		if to.Person != 0 && to.Person == p.Provider.ID {
			continue
		}
		n.To, n.Subject, n.Lines, n.Why = to, w.subject[1], w.lines[1], "You coordinate the association of this provider."
		notices = append(notices, n)
	}
	return notices
}

// endingWords are what is said of credentials that end together.
func (p Practice) endingWords(ends []limited, gone []roster.Category, reached rung) wording {
	last := ends[0].last
	var w wording
	w.subject = [2]string{endWords("Your", ends, reached), p.Provider.Name + ": " + endWords("the", ends, reached)}
	for _, l := range ends {
		switch l.limit {
		case rulebook.EmergingTerm:
			w.say(p.Provider, "{Whose} %s is emerging. Hours can rest on it for a term, and the last day of that is %s.", l.Credential.Category, date(last))
		case rulebook.VettedTerm:
			w.say(p.Provider, "{Whose} %s is vetted. Hours can rest on that until %s.", l.Credential.Category, date(last))
		default:
			w.say(p.Provider, "{Whose} %s (%s) has %s as its last day on record.", l.Credential.Category, l.Credential.Status, date(last))
		}
	}
	if len(gone) > 0 {
		w.say(p.Provider, "From %s, hours {lead} no longer count toward %s.", date(last.AddDays(1)), listed(gone))
	}
	w.say(p.Provider, "Members for whom planned hours stop counting are told, each of their own hours. Hours up to that day stay as they are, and so do those that {who} gave.")
	w.lines[0] = append(w.lines[0], "If you hold more than this, tell your coordinator, who can put it on record.")
	w.lines[1] = append(w.lines[1], "If more is held than this, put it on record; if not, somebody else can lead the sessions after that day.")
	return w
}

// endWords are Your ERS ends on 2 March 2027, or The emerging term of your ERS ended on it.
func endWords(whose string, ends []limited, reached rung) string {
	categories := make([]roster.Category, len(ends))
	for i, l := range ends {
		categories[i] = l.Credential.Category
	}
	what, verb := whose+" "+listed(categories), "end"
	if len(ends) == 1 {
		if verb = "ends"; ends[0].limit == rulebook.EmergingTerm {
			what = "The emerging term of " + strings.ToLower(whose) + " " + listed(categories)
		}
	}
	if reached == over {
		verb = "ended"
	}
	return fmt.Sprintf("%s %s on %s", what, verb, date(ends[0].last))
}

// changeWords are what is said of credentials that were changed on record.
func (p Practice) changeWords(changes []roster.Edit, stops, again []turn) wording {
	w := wording{subject: [2]string{"What is on record of your credentials was changed", "The credentials of " + p.Provider.Name + " were changed"}}
	for _, e := range changes {
		for _, line := range []struct {
			words string
			fact  roster.Recorded
		}{{"Before: ", e.Before}, {"Now: ", e.After}} {
			words := "not on record."
			if c, is := line.fact.(roster.Credential); is {
				words = held(c)
			}
			w.say(p.Provider, "%s%s", line.words, words)
		}
		if e.Reason != "" {
			w.say(p.Provider, "The reason given: %s", e.Reason)
		}
	}
	for _, t := range again {
		w.say(p.Provider, "From %s, hours {lead} count toward %s again.", date(t.from), listed(t.categories))
	}
	for _, t := range stops {
		w.say(p.Provider, "From %s, hours {lead} no longer count toward %s. Members whose planned hours are concerned are told, each of their own.", date(t.from), listed(t.categories))
	}
	if len(stops) == 0 && len(again) == 0 {
		w.say(p.Provider, "From today on, hours {lead} count toward the same as before.")
	}
	w.lines[0] = append(w.lines[0], "If that is not right, tell your coordinator.")
	return w
}

// held is a credential in a sentence of its own: IFS, endorsed, since 1 May 2018.
func held(c roster.Credential) string {
	days := "since " + date(c.Span.From)
	if c.Span.To != 0 {
		days = "from " + date(c.Span.From) + " to " + date(c.Span.To)
	}
	return fmt.Sprintf("%s, %s, %s.", c.Category, c.Status, days)
}

// toMembers tells members that planned hours stop counting for them, because a credential ends or in a round of changes. It
// says nothing of the provider's person, and names nobody else.
func (p Practice) toMembers(shifts []shift, round string, today day.Date) []Notice {
	var notices []Notice
	for _, s := range shifts {
		stamp := round
		if ends := p.ends(s.from); len(ends) > 0 {
			stamp = stamps(ends) + p.anew(s.member, s.group.ID, s.from)
		}
		n := p.toMember(s, fmt.Sprintf("%s:%d:%d:%s:%s:%s", hoursStop, p.Provider.ID, s.group.ID, s.from, stamp, rungOf(s.from, today)))
		what := fmt.Sprintf("From %s the hours of %s no longer count toward your %s", date(s.from), s.hours(), s.toward())
		n.Subject = what
		n.Lines = []string{what + ". The credential of the provider does not reach further."}
		if s.waits {
			n.Lines = append(n.Lines, "They are recorded all the same, and wait for your coordinator, who may decide otherwise.")
		}
		n.Lines = append(n.Lines, "Hours before that day are not concerned. Ask your coordinator what comes next.")
		notices = append(notices, n)
	}
	return notices
}

// countsAgain tells a member who was told otherwise.
func (p Practice) countsAgain(s shift, round string) Notice {
	n := p.toMember(s, fmt.Sprintf("%s:%d:%d:%s:%s", hoursAgain, p.Provider.ID, s.group.ID, s.from, round))
	n.Subject = fmt.Sprintf("The hours of %s count toward your %s again", s.hours(), s.toward())
	n.Lines = []string{fmt.Sprintf("From %s the hours of %s count toward your %s, other than you were told before.", date(s.from), s.hours(), s.toward())}
	return n
}

func (p Practice) toMember(s shift, fact string) Notice {
	return Notice{
		To: Recipient{Person: s.member}, Association: p.Facts[s.member].Person.Association, Topic: Credentials, Fact: fact,
		Action: Action{Words: "Open my hours", Path: "/hours"}, Why: "You belong to this group, and these hours are your own.",
	}
}

// hours names the group, or those of its sessions that somebody else than its provider leads.
func (s shift) hours() string {
	if s.standIn {
		return s.group.Name + " that a stand-in leads"
	}
	return s.group.Name
}

// toward is IFS, or IFS and your renewal of IMHS.
func (s shift) toward() string {
	words := make([]string, len(s.purposes))
	for i, purpose := range s.purposes {
		words[i] = string(purpose.Category)
		if purpose.Kind == rulebook.Renewal {
			words[i] = "renewal of " + words[i]
		}
	}
	return enumerated(words, " and your ")
}

func listed(categories []roster.Category) string {
	words := make([]string, len(categories))
	for i, c := range categories {
		words[i] = string(c)
	}
	return enumerated(words, " and ")
}

// enumerated is a, b and c.
func enumerated(words []string, and string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + and + words[last]
}

func date(d day.Date) string { return d.Format("2 January 2006") }
