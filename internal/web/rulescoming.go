package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"attune/internal/rulebook"
)

// Addresses of the coming edition.
const (
	atRules  = "/rules"
	atComing = atRules + "/coming"
	atRecast = atComing + "/people"
)

// comingPage is the edition in force beside the one that the operator named as coming.
type comingPage struct {
	frame
	Edition  string // in force
	Coming   string // empty where none is named
	Arrived  bool   // it is in force already
	Said     string // how much of it differs
	Chapters []chapterView
	People   string // address of whose verdicts it would change; empty for who coordinates nobody
}

// chapterView is a part of the rules: what differs before what does not.
type chapterView struct {
	Title   string
	Differs []pairView
	Same    []pairView
	Also    string // how many rules are the same
}

// pairView is one rule in two editions.
type pairView struct {
	Anchor        string // of a source
	Title         string
	Change        string // added, changed, removed or the same
	Class         string // its look, never the only sign
	Before, After clauseView
}

// clauseView is what one edition says.
type clauseView struct {
	Text       string // empty where it has no such rule
	Sources    []rulebook.Source
	Confidence string
}

var changeLooks = map[rulebook.Change]string{rulebook.Added: "counted", rulebook.Altered: "waits", rulebook.Removed: "rejected"}

var confidenceWords = map[rulebook.Confidence]string{
	rulebook.Seen:     "read on the source's page",
	rulebook.SeenOld:  "read on an archived page",
	rulebook.Inferred: "a reading that the association has yet to confirm",
}

// rulesComing answers GET /rules/coming.
func (w *web) rulesComing(c echo.Context) error {
	edition, err := w.rules.get(c.Request().Context())
	if err != nil {
		return err
	}
	page := comingPage{frame: w.frame(c, "The coming rules", ""), Edition: edition.Name()}
	if w.Coming == nil {
		return w.render(c, http.StatusOK, "coming", page)
	}
	page.Coming, page.Arrived = w.Coming.Name(), w.Coming.Checksum() == edition.Checksum()
	if actor, _ := actorIn(c); len(actor.Coordinates) > 0 && !page.Arrived {
		page.People = atRecast
	}
	differ := 0
	for _, chapter := range rulebook.Beside(edition, w.Coming) {
		v := chapterOf(chapter)
		differ += len(v.Differs)
		page.Chapters = append(page.Chapters, v)
	}
	page.Said = "Not one rule differs."
	if differ > 0 {
		page.Said = count(differ, "rule differs.", "rules differ.")
	}
	return w.render(c, http.StatusOK, "coming", page)
}

func chapterOf(c rulebook.Chapter) chapterView {
	v := chapterView{Title: c.Title}
	for _, p := range c.Pairs {
		change := p.Change()
		row := pairView{Title: p.Title(), Change: string(change), Class: changeLooks[change], Before: clauseOf(p.Before), After: clauseOf(p.After)}
		if c.Title == "Sources" {
			row.Anchor = "source-" + row.Title
		}
		if change == rulebook.Same {
			v.Same = append(v.Same, row)
		} else {
			v.Differs = append(v.Differs, row)
		}
	}
	if n := len(v.Same); n > 0 {
		v.Also = count(n, "rule is", "rules are") + " the same in both"
	}
	return v
}

func clauseOf(c *rulebook.Clause) clauseView {
	if c == nil {
		return clauseView{}
	}
	return clauseView{c.Text, c.Sources, confidenceWords[c.Confidence]}
}

// comingBeside is the name of the edition that is to come; empty where none is, or it is in force already.
func (w *web) comingBeside(force *rulebook.Edition) string {
	if w.Coming == nil || w.Coming.Checksum() == force.Checksum() {
		return ""
	}
	return w.Coming.Name()
}
