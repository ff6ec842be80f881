package web

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/ledger"
	"attune/internal/roster"
)

// areaNames are the competency areas as people say them.
var areaNames = func() map[roster.Area]string {
	names := make(map[roster.Area]string, len(roster.Areas))
	for _, area := range roster.Areas {
		names[area] = areaName(area)
	}
	return names
}()

// aboutNames are what all of a training may be about, as people say it.
var aboutNames = map[roster.Topic]string{
	roster.SupervisionTopic: "giving reflective supervision", roster.EquityTopic: "diversity, equity and inclusion",
}

// asTraining is what every page says of the hours of a training.
const asTraining = "Training hours stand beside hours of reflective supervision and never count as such."

// syllabusView is what a training is about and for whom, in words; empty where nothing is said.
type syllabusView struct {
	About    string // giving reflective supervision
	Areas    string // communicating and reflection
	MeantFor string // child welfare and Head Start
}

func syllabusOf(s roster.Syllabus) syllabusView {
	return syllabusView{About: worded(s.OfWhich, aboutNames), Areas: worded(s.Areas, areaNames), MeantFor: worded(s.MeantFor, programKindNames)}
}

// trainingOf is the syllabus of a group that is a training; nil of any other.
func trainingOf(g roster.Group) *syllabusView {
	if g.Kind != roster.Training {
		return nil
	}
	v := syllabusOf(g.Syllabus)
	return &v
}

// worded are words of a list as people say them.
func worded[W ~string](several roster.Several[W], names map[W]string) string {
	var words []string
	for _, word := range several.Words() {
		words = append(words, names[word])
	}
	return listed(words)
}

// Words are what is said of the training in one line; empty for nothing.
func (v syllabusView) Words() string {
	return joined(after("All of it about ", v.About), after("Touches on ", v.Areas), after("Meant for ", v.MeantFor))
}

// syllabusQuestions ask what a training is about. They are asked of every group, since the kind is answered in the same form;
// a form that can hides them while it is another kind.
func syllabusQuestions(q *inquiry, g *roster.Group) {
	is := &g.Syllabus
	is.OfWhich = severalAsked(q, fieldView{
		Name: "about", Label: "All of it is about", Hint: "Of a training. What requirements ask for among training hours, where the whole training is about it.",
	}, g.Kind, roster.Topics, is.OfWhich, aboutNames)
	is.Areas = severalAsked(q, fieldView{
		Name: "areas", Label: "Competency areas", Hint: "Of a training: those that it touches.",
	}, g.Kind, roster.Areas, is.Areas, areaNames)
	is.MeantFor = severalAsked(q, fieldView{
		Name: "meant", Label: "Meant for people in", Hint: "Of a training. It is said where people ask for a place, and keeps nobody from asking.",
	}, g.Kind, roster.ProgramKinds, is.MeantFor, programKindNames)
}

// severalAsked asks for any of some words that only a training has.
func severalAsked[W ~string](q *inquiry, f fieldView, kind roster.Kind, all []W, is roster.Several[W], names map[W]string) roster.Several[W] {
	f.With, f.Value = "training", strings.Join(texts(is.Words()), ",")
	answer := q.checks(f, optionsOf(all, names))
	if kind != roster.Training {
		q.named(f.Name).Said = "" // of another kind it says nothing, whatever was ticked before
		return ""
	}
	chosen := make([]W, len(answer))
	for i, word := range answer {
		chosen[i] = W(word)
	}
	return roster.SeveralOf(all, chosen)
}

func texts[W ~string](words []W) []string {
	list := make([]string, len(words))
	for i, word := range words {
		list[i] = string(word)
	}
	return list
}

// trainedView is what somebody received in trainings.
type trainedView struct {
	Total       minutes
	Supervision minutes // of these, about giving reflective supervision
	Equity      minutes // of these, about diversity, equity and inclusion
	Entries     []entryView
	Way         string // address of the whole way, of which they are a part; empty where it is not the reader's own
}

// trainedView shows one's own training hours, newest first; nil where there are none.
func (s standing) trainedView() *trainedView {
	v := trainedOf(s.trained, func(l ledger.Line) entryView { return s.entry(l, day.At(l.Started, s.zone)) })
	if v != nil {
		v.Way = "/hours/way"
	}
	return v
}

// trainedOf shows training hours, newest first, each as it is shown of any hour; nil where there are none.
func trainedOf(list []ledger.Trained, shown func(ledger.Line) entryView) *trainedView {
	if len(list) == 0 {
		return nil
	}
	v := &trainedView{}
	for i := range list {
		t := list[len(list)-1-i]
		v.Total += minutes(t.Minutes)
		v.Supervision += minutes(t.About(roster.SupervisionTopic))
		v.Equity += minutes(t.About(roster.EquityTopic))
		v.Entries = append(v.Entries, trainedEntry(t, shown(t.Line)))
	}
	return v
}

// trainedWithin are the training hours of the days that the reader may see.
func trainedWithin(list []ledger.Trained, seen access.Days, zone *time.Location) []ledger.Trained {
	return slices.DeleteFunc(slices.Clone(list), func(t ledger.Trained) bool { return !seen.Has(day.At(t.Started, zone)) })
}

// trainedEntry is an hour of a training: verified, about something, and judged for nothing.
func trainedEntry(t ledger.Trained, v entryView) entryView {
	var about []string
	for _, topic := range roster.Topics {
		if t.About(topic) > 0 {
			about = append(about, aboutNames[topic])
		}
	}
	v.Note = joined(after("About ", listed(about)), capital(worded(t.Syllabus.Areas, areaNames)), v.Note, signedWords(t))
	v.Verdicts = []verdictView{{Class: "verified", Words: "training", Minutes: minutes(t.Minutes)}}
	return v
}

func signedWords(t ledger.Trained) string {
	if t.Signer == "" {
		return "came in with an import"
	}
	return fmt.Sprintf("verified by %s", t.Signer)
}

// retaughtWords say what a correction of what a training is about makes of hours that were verified: of how many people, how many
// hours, and how many of them are about what before and after. Nil where it changes nobody's.
func retaughtWords(changed []ledger.Retaught) []string {
	if len(changed) == 0 {
		return nil
	}
	var all ledger.Retaught
	for _, r := range changed {
		all.Minutes += r.Minutes
		all.SupervisionBefore, all.SupervisionAfter = all.SupervisionBefore+r.SupervisionBefore, all.SupervisionAfter+r.SupervisionAfter
		all.EquityBefore, all.EquityAfter = all.EquityBefore+r.EquityBefore, all.EquityAfter+r.EquityAfter
	}
	words := []string{fmt.Sprintf("It reaches training hours that were verified: %s hours of %s are about something else from then on.",
		minutes(all.Minutes).Hours(), count(len(changed), "person", "people"))}
	if all.SupervisionBefore != all.SupervisionAfter {
		words = append(words, taughtWords(roster.SupervisionTopic, all.SupervisionBefore, all.SupervisionAfter))
	}
	if all.EquityBefore != all.EquityAfter {
		words = append(words, taughtWords(roster.EquityTopic, all.EquityBefore, all.EquityAfter))
	}
	if changed[0].Areas {
		words = append(words, "The competency areas that these hours touch change.")
	}
	return words
}

func taughtWords(topic roster.Topic, before, after int) string {
	return fmt.Sprintf("Verified hours about %s: %s before, %s after it.", aboutNames[topic], minutes(before).Hours(), minutes(after).Hours())
}
