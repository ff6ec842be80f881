package web

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// Prospects is what planned hours may come to.
type Prospects interface {
	// Prospects are the sessions that begin in [from, to) in which people are to receive supervision, and what verdicts on
	// them would rest on. Of a person, id and association are needed.
	Prospects(ctx context.Context, people []roster.Person, from, to time.Time) (map[roster.PersonID]endorsement.Prospect, error)
}

// plannedWithin is how far ahead planned sessions are looked for; series are not planned for longer.
const plannedWithin = 3 * 366 * 24 * time.Hour

// foresee has the standing know of the hours that are planned, where anything is missing that they could bring.
func (s *standing) foresee(ctx context.Context, w *web, person roster.Person) error {
	if !slices.ContainsFunc(s.judgements, endorsement.Paced) {
		return nil
	}
	prospects, err := w.Store.Prospects(ctx, []roster.Person{person}, w.Now(), w.Now().Add(plannedWithin))
	s.prospect = prospects[person.ID]
	s.planned = s.prospect.Hours(s.edition)
	return err
}

// paceOf is the pace of one of the person's judgements.
func (s standing) paceOf(j rulebook.Judgement, code roster.Association) endorsement.Pace {
	planned := s.planned[rulebook.Purpose{Kind: j.Purpose.Kind, Category: j.Purpose.Category}]
	return endorsement.PaceOf(s.edition, code, j, s.judgements, planned, s.today)
}

// pace says when the purpose is reached if things go on, a sentence a line; nothing where nothing is missing that hours
// to come could bring.
func (s standing) pace(j rulebook.Judgement, code roster.Association) []string {
	if !endorsement.Paced(j) {
		return nil
	}
	if days := j.Purpose.Days(); days.EndedBefore(s.today) {
		return []string{fmt.Sprintf("Its last day, %s, has passed: nothing to come can count toward it.", plainDate(days.To))}
	}
	words := s.paceWords(j, s.paceOf(j, code), code)
	return slices.DeleteFunc([]string{words.rhythm(), words.asks(), words.waiting(), words.planned(), words.apart()}, func(line string) bool { return line == "" })
}

// paceShort is the pace in a cell of a table; empty where nothing is missing that hours to come could bring.
func paceShort(l endorsement.StandingLine) string {
	switch l.Bearing {
	case endorsement.Done, endorsement.Over, endorsement.Apart:
		return ""
	}
	switch there := l.Pace.Soonest(); {
	case there != 0:
		return there.Format("Jan 2006")
	case l.Pace.Since == 0:
		return "no hour yet"
	case l.Pace.Brought == 0:
		return "no pace yet"
	default:
		return "not reached"
	}
}

// why says in how far somebody is behind, and what it would take.
func (s explainer) why(l endorsement.StandingLine, code roster.Association) string {
	words := s.paceWords(l.Judgement, l.Pace, code)
	return strings.TrimSpace(words.rhythm() + " " + words.asks())
}

func (s explainer) paceWords(j rulebook.Judgement, pace endorsement.Pace, code roster.Association) paceWords {
	words := paceWords{j, pace, s.today, 0}
	if association, ok := s.edition.Association(code); ok {
		words.most = association.Window.MaxMonths
	}
	return words
}

// paceWords says a pace.
type paceWords struct {
	of    rulebook.Judgement
	pace  endorsement.Pace
	today day.Date
	most  int // months of a window
}

// rhythm is what becomes of it if the last months come again and again.
func (w paceWords) rhythm() string {
	p := w.pace
	switch {
	case p.Since == 0:
		return "No hour counts yet, so there is no pace to go by."
	case p.Months == 0:
		return fmt.Sprintf("The first hours that count are of %s. A pace shows once that month has been over for a week.", monthYear(p.Since))
	case p.Brought == 0:
		return fmt.Sprintf("No hour that counts was had %s, so there is no pace to go by.", fromMonthTo(p.Basis))
	}
	at := fmt.Sprintf("At %s hours a month, as it was %s, ", minutes(p.Brought/p.Months).Hours(), fromMonthTo(p.Basis))
	if p.Rhythm.Reached == 0 {
		return strings.TrimSpace(at + w.never() + " " + w.lapse())
	}
	return at + w.reached() + w.closing()
}

// reached names the month, or the two of them where the hours are there before the months.
func (w paceWords) reached() string {
	months := fmt.Sprintf("hours in %d months", w.of.MinMonths)
	hours := fmt.Sprintf("all %s hours are there in %s", minutes(w.of.Required).Asked(), monthYear(w.pace.Rhythm.Minutes))
	switch there := w.pace.Rhythm.Reached; {
	case w.of.Counted >= w.of.Required && w.pace.Open.Counted < w.of.Required: // of a window that has closed
		return fmt.Sprintf("all %s hours, in %d months, are there in %s", minutes(w.of.Required).Asked(), w.of.MinMonths, monthYear(there))
	case w.of.Counted >= w.of.Required:
		return "there are " + months + " in " + monthYear(there)
	case w.pace.Rhythm.Minutes.Month() != there.Month():
		return hours + " and " + months + " in " + monthYear(there)
	default:
		return hours
	}
}

// closing sets the month against the end of the window, or of the renewal.
func (w paceWords) closing() string {
	there, closes := w.pace.Rhythm.Reached, w.pace.Closes
	switch {
	case w.of.Purpose.Kind == rulebook.Renewal:
		return fmt.Sprintf(", before its last day, %s.", plainDate(closes))
	case closes == 0:
		return "."
	case there <= closes:
		return fmt.Sprintf(", before the window closes on %s.", plainDate(closes))
	default:
		return fmt.Sprintf(". The window closes before that, on %s: by then only what lies from %s on counts.", plainDate(closes), plainDate(w.pace.Rhythm.After.Window.From))
	}
}

// never says how far it goes.
func (w paceWords) never() string {
	after, asked := w.pace.Rhythm.After, minutes(w.of.Required).Asked()
	switch {
	case w.of.Purpose.Kind == rulebook.Renewal && after.Months < w.of.MinMonths:
		return fmt.Sprintf("it comes to %s of %s hours, in %d of %d months, until %s.", minutes(after.Counted).Hours(), asked, after.Months, w.of.MinMonths, plainDate(w.pace.Closes))
	case w.of.Purpose.Kind == rulebook.Renewal:
		return fmt.Sprintf("it comes to %s of %s hours until %s.", minutes(after.Counted).Hours(), asked, plainDate(w.pace.Closes))
	case w.pace.Rhythm.Minutes != 0:
		return fmt.Sprintf("there are never hours in %d months of one window.", w.of.MinMonths)
	default:
		return fmt.Sprintf("the %s hours are never all there: no %d months have more than %s.", asked, w.most, minutes(after.Counted).Hours())
	}
}

// lapse says why it is not reached though each month would bring enough: such hours do not go on counting.
func (w paceWords) lapse() string {
	l, hours := w.pace.Lapse, "some hours like these"
	switch {
	case l.From == 0, w.of.Purpose.Kind == rulebook.Renewal && l.From > w.pace.Closes:
		return ""
	case l.All:
		hours = "hours like these"
	}
	return fmt.Sprintf("From %s on, %s do not count by the credentials and employment on record.", plainDate(l.From), hours)
}

// asks says what it would take to be there in time, where the pace is not enough.
func (w paceWords) asks() string {
	p := w.pace
	if p.Closes < w.today || p.Rhythm.Reached != 0 && p.Rhythm.Reached <= p.Closes || p.Open.Counted >= w.of.Required {
		return ""
	}
	until := fmt.Sprintf("before the window closes on %s", plainDate(p.Closes))
	if w.of.Purpose.Kind == rulebook.Renewal {
		until = "by " + plainDate(p.Closes)
	}
	if p.Asks.Minutes == 0 {
		return fmt.Sprintf("Too few months are left to be there %s.", until)
	}
	which := "each whole month from the next one on"
	switch {
	case p.Asks.Now && p.Asks.Months == 1:
		which = "this month"
	case p.Asks.Now:
		which = "each month from this one on"
	}
	return fmt.Sprintf("To be there %s, %s has to bring %s hours.", until, which, missingMinutes(p.Asks.Minutes).Hours())
}

// waiting says what the hours that wait would change.
func (w paceWords) waiting() string {
	with, without := w.pace.Waiting.Reached, w.pace.Rhythm.Reached
	were := fmt.Sprintf("Were the %s hours that wait counted, ", minutes(w.of.Held).Hours())
	switch {
	case with == 0 || without != 0 && with.Month() >= without.Month():
		return ""
	case len(w.pace.Waiting.Hours) == 0:
		return were + "no hours and no months would be missing."
	default:
		return were + "that would be in " + monthYear(with) + "."
	}
}

// planned says what the sessions that are planned bring.
func (w paceWords) planned() string {
	c := w.pace.Planned
	if len(c.Hours) == 0 {
		return ""
	}
	last := c.Hours[len(c.Hours)-1].Day
	switch {
	case c.Reached != 0:
		return fmt.Sprintf("The sessions that are planned bring all of it by %s.", plainDate(c.Reached))
	case c.After.Months < w.of.MinMonths:
		return fmt.Sprintf("The sessions that are planned until %s bring it to %s of %s hours, in %d of %d months.", plainDate(last),
			minutes(c.After.Counted).Hours(), minutes(w.of.Required).Asked(), c.After.Months, w.of.MinMonths)
	default:
		return fmt.Sprintf("The sessions that are planned until %s bring it to %s of %s hours.", plainDate(last), minutes(c.After.Counted).Hours(), minutes(w.of.Required).Asked())
	}
}

// apart says what no pace foretells.
func (w paceWords) apart() string {
	if slices.Contains(w.of.Missing, rulebook.MissingFocus) || slices.Contains(w.of.Missing, rulebook.MissingProvided) {
		return "What else is missing has no pace of its own."
	}
	return ""
}

func monthYear(d day.Date) string { return d.Format("January 2006") }

// fromMonthTo is from May to October 2026, from November 2025 to April 2026, or in October 2026.
func fromMonthTo(span day.Span) string {
	switch {
	case span.From.Month() == span.To.Month():
		return "in " + monthYear(span.To)
	case span.From.Year() == span.To.Year():
		return "from " + span.From.Format("January") + " to " + monthYear(span.To)
	default:
		return "from " + monthYear(span.From) + " to " + monthYear(span.To)
	}
}
