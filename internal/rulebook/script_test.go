package rulebook_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"attune/internal/day"
	"attune/internal/ledger"
	"attune/internal/roster"
	"attune/internal/rulebook"
	"attune/internal/schedule"
)

// TestScripts runs the rule scripts. Their language is described in testdata/scripts/README.md.
func TestScripts(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/scripts/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts (%v)", err)
	}
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(path), ".txt")
		all := cases(string(text))
		if len(all) == 0 {
			t.Errorf("%s holds no case", path)
		}
		for _, c := range all {
			t.Run(name+"/"+c.name, func(t *testing.T) {
				t.Parallel()
				for _, failure := range c.run() {
					t.Errorf("%s, line %s", path, failure)
				}
			})
		}
	}
}

// script is one case: the background of its file, then its own lines.
type script struct {
	name  string
	lines []line
}

type line struct {
	number int
	text   string
}

// cases splits a file. Lines before the first case are the background of every case.
func cases(text string) []script {
	var background []line
	var all []script
	for i, text := range strings.Split(text, "\n") {
		if name, ok := strings.CutPrefix(text, "case "); ok {
			all = append(all, script{strings.TrimSpace(name), slices.Clone(background)})
			continue
		}
		l := line{i + 1, statement(text)}
		switch {
		case l.text == "":
		case len(all) == 0:
			background = append(background, l)
		default:
			all[len(all)-1].lines = append(all[len(all)-1].lines, l)
		}
	}
	return all
}

// statement is a line without its comment.
func statement(line string) string {
	line, _, _ = strings.Cut(line, "#")
	return strings.TrimSpace(line)
}

// run plays the case and lists what failed, each with its line. A line that is not understood ends the case.
func (c script) run() []string {
	e := embeddedOnce()
	s := &scene{rules: []byte(e.Body()), edition: e, people: map[string]*roster.Person{}, leads: map[roster.PersonID][]roster.Credential{}}
	var failures []string
	expected := false
	for _, l := range c.lines {
		w := &words{rest: strings.Fields(l.text)}
		expected = expected || w.rest[0] == "expect"
		failed := s.say(w)
		if w.wrong != "" {
			return append(failures, fmt.Sprintf("%d: %s", l.number, w.wrong))
		}
		for _, f := range failed {
			failures = append(failures, fmt.Sprintf("%d: %s", l.number, f))
		}
	}
	if !expected {
		failures = append(failures, fmt.Sprintf("case %q expects nothing", c.name))
	}
	return failures
}

// scene is the world of one case. Everything is about the first person named; the others lead.
type scene struct {
	rules    []byte
	edition  *rulebook.Edition
	facts    rulebook.Facts
	people   map[string]*roster.Person
	leads    map[roster.PersonID][]roster.Credential
	sessions int
	judged   []rulebook.Judgement
	asked    bool // as of was said
}

// say plays one line.
func (s *scene) say(w *words) []string {
	switch verb := w.next(); verb {
	case "rule":
		s.rule(w)
	case "association":
		s.facts.Person.Association = roster.Association(w.next())
	case "person":
		s.person(w)
	case "credential":
		s.credential(w)
	case "target":
		s.target(w)
	case "session":
		s.session(w)
	case "gave":
		s.gave(w)
	case "decision":
		s.decision(w)
	case "as":
		s.asOf(w)
	case "expect":
		return s.expect(w)
	default:
		w.fail("%q begins no line", verb)
	}
	w.end()
	return nil
}

// zone is where dates and times of the script are local: the association's.
func (s *scene) zone(w *words) *time.Location {
	if s.edition == nil {
		e, err := rulebook.Load(s.rules)
		if err != nil {
			w.fail("the rules of this case cannot be loaded: %v", err)
			return time.UTC
		}
		s.edition = e
	}
	a, ok := s.edition.Association(s.facts.Person.Association)
	if !ok {
		w.fail("say first which association it is")
		return time.UTC
	}
	return a.Zone
}

// who finds a person by name, or makes one; the first is the one judged.
func (s *scene) who(name string) *roster.Person {
	p, ok := s.people[name]
	if !ok {
		p = &roster.Person{ID: roster.PersonID(len(s.people) + 1), External: roster.External(name), Name: name}
		s.people[name] = p
		if len(s.people) == 1 {
			p.Association = s.facts.Person.Association
			s.facts.Person = *p
		}
	}
	return p
}

// person NAME [serves TRACKS] [supervises TRACKS] [from D] [to D]
func (s *scene) person(w *words) {
	p := s.who(w.next())
	if w.done() {
		return
	}
	e := roster.Employment{Person: p.ID, Role: roster.Practitioner, FTE: 1000}
	for !w.done() {
		switch word := w.next(); word {
		case "serves":
			e.Serves = oneOf(w, roster.TrackSets)
		case "supervises":
			e.Supervises = oneOf(w, roster.TrackSets)
		case "from":
			e.Span.From = w.date()
		case "to":
			e.Span.To = w.date()
		default:
			w.fail("%q says nothing about work", word)
		}
	}
	s.facts.Employments = append(s.facts.Employments, e)
}

// credential NAME CATEGORY STATUS from D [to D] [degree DEGREE]
func (s *scene) credential(w *words) {
	p := s.who(w.next())
	c := roster.Credential{Person: p.ID, Category: roster.Category(w.next()), Status: oneOf(w, roster.CredentialStatuses)}
	for !w.done() {
		switch word := w.next(); word {
		case "from":
			c.Span.From = w.date()
		case "to":
			c.Span.To = w.date()
		case "degree":
			c.Degree = oneOf(w, roster.Degrees)
		default:
			w.fail("%q says nothing about a credential", word)
		}
	}
	s.leads[p.ID] = append(s.leads[p.ID], c)
	if p.ID == s.facts.Person.ID {
		s.facts.Credentials = append(s.facts.Credentials, c)
	}
}

// target NAME CATEGORY opened D [degree DEGREE]
func (s *scene) target(w *words) {
	if p := s.who(w.next()); p.ID != s.facts.Person.ID {
		w.fail("only %s is judged", s.facts.Person.Name)
	}
	t := roster.Target{Person: s.facts.Person.ID, Category: roster.Category(w.next())}
	w.expect("opened")
	t.OpenedOn = w.date()
	if w.take("degree") {
		t.Degree = oneOf(w, roster.Degrees)
	}
	s.facts.Targets = append(s.facts.Targets, t)
}

// session D [at H:MM] MINUTES led by NAME [what else]
func (s *scene) session(w *words) {
	meeting := s.meeting(w)
	w.expect("led")
	w.expect("by")
	if name := w.next(); name != "nobody" {
		meeting.entry.Lead = s.who(name).ID
	}
	meeting.entry.Direction = ledger.Received
	s.details(w, &meeting)
	s.facts.Received = append(s.facts.Received, meeting.all(s, w)...)
}

// gave D [at H:MM] MINUTES [kind KIND] [monthly N times]
func (s *scene) gave(w *words) {
	meeting := s.meeting(w)
	meeting.entry.Direction, meeting.entry.Lead = ledger.Provided, s.facts.Person.ID
	s.details(w, &meeting)
	s.facts.Provided = append(s.facts.Provided, meeting.all(s, w)...)
}

// meeting is one session or a monthly row of them.
type meeting struct {
	entry    ledger.Entry
	on       day.Date
	second   int // of the day
	minutes  int // length
	times    int
	presence [][2]int // seconds of the day
	zone     *time.Location
}

func (s *scene) meeting(w *words) meeting {
	m := meeting{on: w.date(), second: 10 * 3600, times: 1, zone: s.zone(w)}
	if w.take("at") {
		m.second = w.clock()
	}
	m.minutes = w.number()
	m.entry = ledger.Entry{
		Person: s.facts.Person.ID, Version: 1, Kind: roster.Reflective, Format: "group", Modality: roster.InPerson, Supervisees: 1,
	}
	return m
}

func (s *scene) details(w *words, m *meeting) {
	for !w.done() {
		switch word := w.next(); word {
		case "kind":
			m.entry.Kind = oneOf(w, roster.Kinds)
		case "virtual":
			m.entry.Modality = roster.Virtual
		case "focus":
			m.entry.Focus = oneOf(w, ledger.Focuses)
		case "group":
			w.expect("of")
			m.entry.Supervisees = w.number()
		case "named":
			m.entry.SessionExternal = roster.External(w.next())
		case "version":
			m.entry.Version = w.number()
		case "monthly":
			m.times = w.number()
			w.expect("times")
		case "in":
			m.zone = w.location()
		case "present", "and":
			from := w.clock()
			w.expect("to")
			m.presence = append(m.presence, [2]int{from, w.clock()})
		default:
			w.fail("%q says nothing about a session", word)
		}
	}
}

// all are the entries of the meeting, one a month.
func (m meeting) all(s *scene, w *words) []ledger.Entry {
	var entries []ledger.Entry
	for n := range m.times {
		e := m.entry
		on := m.on.AddMonths(n)
		e.Started = instantOf(on, m.second, m.zone)
		e.Ended = e.Started.Add(time.Duration(m.minutes) * time.Minute)
		for _, piece := range m.presence {
			e.Presence = append(e.Presence, ledger.Interval{Start: instantOf(on, piece[0], m.zone), End: instantOf(on, piece[1], m.zone)})
		}
		if e.Presence != nil {
			e.Presence = e.Presence.Within(e.Started, e.Ended)
		}
		if e.Minutes = e.Attended().Minutes(); e.Minutes <= 0 {
			w.fail("nobody was there: such a session makes no entry")
		}
		s.sessions++
		e.Session = schedule.SessionID(s.sessions)
		if e.SessionExternal == "" {
			e.SessionExternal = roster.External(fmt.Sprintf("s%04d", s.sessions))
		}
		entries = append(entries, e)
	}
	return entries
}

// instantOf is when the clocks of a zone show that second of the day.
func instantOf(on day.Date, second int, zone *time.Location) time.Time {
	return schedule.Wall{Day: on, Minute: second / 60}.Instant(zone).Add(time.Duration(second%60) * time.Second)
}

// decision SESSION for PURPOSE VERDICT [held for REASON] [version N] [on D]
func (s *scene) decision(w *words) {
	e := s.entry(w, w.next())
	w.expect("for")
	d := rulebook.Decision{Session: e.Session, Version: e.Version, Person: s.facts.Person.ID, Purpose: w.purpose()}
	d.Verdict = oneOf(w, []rulebook.Verdict{rulebook.Counted, rulebook.Rejected})
	for !w.done() {
		switch word := w.next(); word {
		case "held":
			w.expect("for")
			d.HeldReason = rulebook.Reason(w.next())
		case "version":
			d.Version = w.number()
		case "on":
			d.DecidedOn = w.date()
		default:
			w.fail("%q says nothing about a decision", word)
		}
	}
	s.facts.Decisions = append(s.facts.Decisions, d)
}

// entry finds a session of the script by its name or by its date.
func (s *scene) entry(w *words, name string) ledger.Entry {
	zone := s.zone(w)
	var found []ledger.Entry
	for _, e := range s.facts.Received {
		if string(e.SessionExternal) == name || day.At(e.Started, zone).String() == name {
			found = append(found, e)
		}
	}
	if len(found) != 1 {
		w.fail("%d sessions are called %q", len(found), name)
		return ledger.Entry{}
	}
	return found[0]
}

// as of D
func (s *scene) asOf(w *words) {
	w.expect("of")
	on := w.date()
	s.zone(w)
	if w.wrong != "" {
		return
	}
	s.facts.Leads = s.leads
	judged, err := s.edition.Judge(s.facts, on)
	if err != nil {
		w.fail("%v", err)
	}
	s.judged, s.asked = judged, true
}
