package web

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// staffRow is one purpose of one person.
type staffRow struct {
	Person     roster.PersonID
	Name       string
	Href       string // the person's page; empty where it is not the reader's
	Program    string // those they work in; of one program alone, as what
	Employment string // where employment stands
	First      bool   // the row before is another person's
	Purpose    string // the page of the purpose
	Toward     string // the category, or the renewal
	Category   roster.Category
	Word       string // instead of figures, where there are none
	Done       bool
	Counted    minutes
	Waits      minutes
	Missing    missingMinutes
	After      missingMinutes // missing, were all that waits counted
	Meter      meterView
	Of         minutes
	Months     string
	Bearing    endorsement.Bearing
	Pace       string   // when it is reached if things go on, or why nobody can tell
	Why        string   // why somebody is behind, in a sentence
	Window     string   // the last day of the window that is open
	Closed     string   // that an earlier one has closed, and what it cost; empty where that is not so
	ClosedOn   day.Date // when it did
	Due        string   // by when a renewal is handed in
	Until      string   // the last day of the renewal, where that is another
	Came       cameView // in the period that is asked for
	closes     day.Date // the last day of the window, or of the renewal
	due        day.Date
	reached    day.Date // that Pace tells of; zero where it is not reached, or has no pace
	window     day.Date // the last day of the one that is open
	by         map[string]sortKey
}

// Behind tells whether somebody has to look after it.
func (r staffRow) Behind() bool {
	return r.Bearing == endorsement.Behind || r.Bearing == endorsement.Over
}

// State is the bearing in words.
func (r staffRow) State() string { return bearingWords[r.Bearing] }

// bearingWords say how a purpose stands.
var bearingWords = map[endorsement.Bearing]string{
	endorsement.Behind: "behind", endorsement.Over: "not met", endorsement.Apart: "missing something else",
	endorsement.TooSoon: "too soon to tell", endorsement.InTime: "in time", endorsement.Done: "done",
}

// colleagues are some staff with how each purpose of theirs stands.
type colleagues struct {
	list []colleague
	more bool // there are others, later by name
}

// colleague is one of them; lines of theirs stand only where the reader may see their standing.
type colleague struct {
	endorsement.Standing
	lines   []endorsement.StandingLine
	today   day.Date
	foreign bool        // their standing is not the reader's to see
	seen    access.Days // whose entries are the reader's to see, where a period is asked for
}

// staffOf are the people of programs, with their pace: by the rhythm and, of whom that leaves late, by what is planned. Of a
// period, if one is asked for, they come with the days whose entries the reader may see.
func (w *web) staffOf(ctx context.Context, actor access.Actor, edition *rulebook.Edition, programs []roster.ProgramID, period day.Span) (colleagues, error) {
	found, err := w.Store.Standings(ctx, programs, day.At(w.Now(), readersZone(edition, actor)), mostStaff+1, period != day.Span{})
	if err != nil {
		return colleagues{}, err
	}
	people := colleagues{more: len(found) > mostStaff}
	var late []roster.Person
	for _, s := range found[:min(len(found), mostStaff)] {
		p := colleague{Standing: s, today: w.today(edition, s.Person.Association), foreign: !w.seesStanding(actor, edition, s)}
		if !p.foreign {
			p.lines = p.Lines(edition, p.today, cmp.Or(period, day.Span{From: p.today, To: p.today}))
		}
		if people.list = append(people.list, p); endorsement.Late(p.lines) {
			late = append(late, s.Person)
		}
	}
	prospects, err := w.Store.Prospects(ctx, late, w.Now(), w.Now().Add(plannedWithin))
	for _, p := range people.list {
		if prospect, planned := prospects[p.Person.ID]; planned {
			p.Plan(edition, p.lines, prospect, p.today)
		}
	}
	if err != nil || period == (day.Span{}) {
		return people, err
	}
	return people, w.seenOf(ctx, actor, people.list)
}

// seesStanding tells whether the reader sees the standing of somebody who works in some programs today.
func (w *web) seesStanding(actor access.Actor, edition *rulebook.Edition, s endorsement.Standing) bool {
	subject := access.Person{ID: s.Person.ID, Association: s.Person.Association, Today: w.today(edition, s.Person.Association)}
	for _, program := range s.Programs {
		subject.Employments = append(subject.Employments, roster.Employment{Program: program, Span: day.Span{From: subject.Today}})
	}
	return access.May(actor, access.SeeStanding, subject) == nil
}

// worst is how the purpose stands that wants looking after most; empty where there is none to see.
func (p colleague) worst() endorsement.Bearing {
	for _, bearing := range endorsement.Bearings {
		if slices.ContainsFunc(p.lines, func(l endorsement.StandingLine) bool { return l.Bearing == bearing && !l.Judgement.AsksNothing() }) {
			return bearing
		}
	}
	return ""
}

// summary counts people by how they stand.
func (p colleagues) summary() string {
	of := make(map[endorsement.Bearing]int)
	for _, person := range p.list {
		bearing := person.worst()
		if bearing == "" && !person.foreign && len(person.Judgements) > 0 {
			bearing = endorsement.Done
		}
		of[bearing]++
	}
	words := []string{count(len(p.list), "person", "people")}
	for _, bearing := range endorsement.Bearings {
		if n := of[bearing]; n > 0 {
			words = append(words, fmt.Sprintf("%d %s", n, bearingWords[bearing]))
		}
	}
	if n := of[""]; n > 0 {
		words = append(words, fmt.Sprintf("%d with nothing to see here", n))
	}
	return strings.Join(words, " · ")
}

// rows are the rows of everybody, by name.
func (p colleagues) rows(edition *rulebook.Edition, t team, a staffAsked) []staffRow {
	names := make(map[roster.ProgramID]string, len(t.among))
	for _, program := range t.among {
		names[program.ID] = program.Name
	}
	var rows []staffRow
	for _, person := range p.list {
		var programs []string
		for _, id := range person.Programs {
			programs = append(programs, names[id])
		}
		who := staffRow{Person: person.Person.ID, Name: person.Person.Name, Program: strings.Join(programs, ", ")}
		if len(t.programs) == 1 {
			who.Program = capital(string(person.Role))
		}
		if !person.foreign {
			who.Href, who.Employment = fmt.Sprintf("%s/%d", atStaff, who.Person), fmt.Sprintf("%s/%d", atPeople, who.Person)
		}
		s := explainer{edition: edition, base: who.Href, today: person.today}
		for _, line := range person.lines {
			row := s.staffRow(who, person.Person.Association, line)
			if a.Period {
				row.came(line, person.seen, a)
			}
			rows = append(rows, row)
		}
		if len(person.lines) == 0 {
			who.Word = nothingWords(person)
			rows = append(rows, who.keyed(endorsement.StandingLine{}))
		}
	}
	return rows
}

// nothingWords say why somebody has no figures.
func nothingWords(p colleague) string {
	switch {
	case p.foreign:
		return "Of another association. Their own coordinator sees their standing."
	case len(p.Judgements) > 0:
		return "Nothing left to do"
	default:
		return "No target or renewal on record"
	}
}

// staffRow is a purpose of somebody.
func (s explainer) staffRow(row staffRow, association roster.Association, line endorsement.StandingLine) staffRow {
	j, short := line.Judgement, s.edition.ShortOf(association, line.Judgement, s.today)
	row.Purpose, row.Toward, row.Category = s.base+"/"+slug(j.Purpose), s.title(j.Purpose.Category), j.Purpose.Category
	row.Done, row.Bearing, row.closes = j.Satisfied, line.Bearing, line.Pace.Closes
	row.Counted, row.Waits, row.Missing = minutes(j.Counted), minutes(j.Held), missingMinutes(short.Minutes)
	row.After = missingMinutes(short.Waiting)
	row.Meter, row.Of, row.Months, row.window = meterOf(j), minutes(j.Required), fmt.Sprint(j.Months), short.Window.To
	if row.ClosedOn = short.Closed.To; row.ClosedOn != 0 {
		row.Closed = fmt.Sprintf("one closed %s, %s hours fell out: %s missing", shortDate(row.ClosedOn), minutes(short.Lost).Hours(), missingMinutes(short.ToCome).Hours())
	}
	if j.MinMonths > 0 && j.Months < j.MinMonths {
		row.Months = fmt.Sprintf("%d of %d", j.Months, j.MinMonths)
	}
	if j.Purpose.Kind == rulebook.Renewal {
		last, by := j.Purpose.Days().To, s.edition.HandIn(association, j.Purpose)
		row.Toward, row.due = row.Toward+", renewal "+years(j.Purpose.Period), cmp.Or(by, last)
		if row.Due = shortDate(row.due); row.due != last {
			row.Until = shortDate(last)
		}
	}
	if !j.Satisfied { // else it may close
		row.Window = shortDate(row.window)
	}
	row.Pace = paceShort(line)
	if row.Pace != "" {
		row.reached = line.Pace.Soonest()
	}
	if line.Bearing == endorsement.Behind {
		row.Why = s.why(line, association)
	}
	if j.AsksNothing() {
		row.Word = "asks for no hours"
	}
	return row.keyed(line)
}
