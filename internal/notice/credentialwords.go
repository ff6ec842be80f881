package notice

import (
	"fmt"
	"strings"

	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

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
