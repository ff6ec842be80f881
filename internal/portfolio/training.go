package portfolio

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/rulebook"
	"attune/internal/schedule"
)

// Training is one in-service training that somebody attended: logged by themselves, or of a verified sheet.
type Training struct {
	Person      roster.PersonID
	On          day.Date // local to the person's association
	Title       string   // of a session, its group's name
	Minutes     int
	Supervision int // of these, about giving reflective supervision
	Equity      int // of these, about diversity, equity and inclusion
	Areas       []rulebook.Area
	Logged      EvidenceID         // of the person's own log; zero: a session attended
	Session     schedule.SessionID // attended; zero: of the log
	Host        roster.Association // of that session; empty: of the log
	Standing    Word               // of a session always Confirmed
	By          string             // the name of who confirmed, or verified the sheet; empty while it waits
	ByOn        day.Date           // when, local to the person's association
}

// About is how many of the minutes are about a topic.
func (t Training) About(topic rulebook.Topic) int {
	if topic == rulebook.SupervisionTopic {
		return t.Supervision
	}
	return t.Equity
}

// Training is the evidence as a training.
func (e Evidence) Training() Training {
	last := e.Last()
	t := Training{
		Person: e.Person, On: e.On, Title: e.Title, Minutes: e.Minutes, Supervision: e.Supervision, Equity: e.Equity, Areas: e.Areas,
		Logged: e.ID, Standing: last.Word,
	}
	if last.Word == Confirmed {
		t.By, t.ByOn = last.Name, last.On
	}
	return t
}

// Trainings are those that somebody logged and those of sessions they attended, newest first; what was refused or taken back
// is among them.
func (p Portfolio) Trainings() []Training {
	all := slices.Clone(p.Attended)
	for _, e := range p.Evidence {
		if e.Matter == TrainingMatter {
			all = append(all, e.Training())
		}
	}
	slices.SortStableFunc(all, func(a, b Training) int { return cmp.Compare(b.On, a.On) })
	return all
}

// trained is what trainings on some days come to: of each topic, and of all for the empty one.
func (p Portfolio) trained(days day.Span, topic rulebook.Topic) Sum {
	var sum Sum
	for _, t := range p.Trainings() {
		if !days.Contains(t.On) {
			continue
		}
		minutes := t.Minutes
		if topic != "" {
			minutes = t.About(topic)
		}
		sum.add(t.Standing, minutes)
	}
	return sum
}

// AreaSum is how much of the trainings that stand touched one competency area.
type AreaSum struct {
	Area      rulebook.Area
	Trainings int
	Minutes   int // of the whole trainings: nobody splits one by areas
}

// Areas are the competency areas of the rules, with the trainings that touched each.
func (p Portfolio) Areas(rules *rulebook.Edition) []AreaSum {
	var sums []AreaSum
	for _, area := range rules.Areas() {
		sum := AreaSum{Area: area}
		for _, t := range p.Trainings() {
			if (t.Standing == Given || t.Standing == Confirmed) && slices.Contains(t.Areas, area) {
				sum.Trainings, sum.Minutes = sum.Trainings+1, sum.Minutes+t.Minutes
			}
		}
		sums = append(sums, sum)
	}
	return sums
}

// near is within how many days two trainings of one title may be the same: somebody writes a day from memory.
const near = 7

// Alike are the trainings attended that a training which somebody logged may be: of the same day, or of much the same title some
// days apart. None of other evidence.
func (e Evidence) Alike(attended []Training) []Training {
	if e.Matter != TrainingMatter {
		return nil
	}
	var alike []Training
	for _, t := range attended {
		apart := int(max(t.On, e.On) - min(t.On, e.On))
		if apart == 0 || apart <= near && muchTheSame(e.Title, t.Title) {
			alike = append(alike, t)
		}
	}
	return alike
}

// bare is a title in small letters and digits alone.
func bare(title string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, title)
}
