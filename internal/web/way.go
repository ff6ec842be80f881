package web

import (
	"context"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/portfolio"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// Portfolios are what people have to show for an Endorsement beside their hours.
type Portfolios interface {
	// Portfolio is what somebody has to show, with what it is looked at with.
	Portfolio(ctx context.Context, person roster.PersonID) (portfolio.Portfolio, error)
	// ChangeEvidence has decide look at somebody's evidence, locked, and saves the step that it decides.
	ChangeEvidence(ctx context.Context, person roster.PersonID, actor string, decide func([]portfolio.Evidence) (portfolio.Step, error)) error
	// Refusals are the pieces of somebody's evidence that were refused and that they have neither taken back nor replaced since.
	Refusals(ctx context.Context, person roster.PersonID) ([]portfolio.Evidence, error)
	// Holdings are the people who work in one of the programs on a day, by name, with what they hold.
	Holdings(ctx context.Context, programs []roster.ProgramID, on day.Date) ([]portfolio.Holding, error)
	// EvidenceWaiting is the evidence of people of some associations that waits to be confirmed, after a piece.
	EvidenceWaiting(ctx context.Context, associations []roster.Association, after portfolio.EvidenceID, limit int) ([]portfolio.Awaiting, error)
	// DecideEvidence decides pieces of evidence of people of some associations, all of them or none.
	DecideEvidence(ctx context.Context, associations []roster.Association, ids []portfolio.EvidenceID, actor string, decide func(portfolio.Awaiting) (portfolio.Step, error)) error
}

const atWay = atHours + "/way"

// wayPage is everything that somebody's targets, renewals and add-ons ask for, with what there is of it.
type wayPage struct {
	frame
	Back      navLink
	Of        string // whose it is; empty for one's own
	Record    string // address of what is on record about them; empty for others
	Ways      []wayView
	Adds      []navLink // the forms for what one enters; none for others
	Decide    string    // where the reader confirms or refuses it; empty where they may not
	Sees      bool      // the reader sees the evidence itself
	Trainings []pieceView
	Trained   string // what the trainings come to, in words
	Areas     []areaView
	Pieces    []pieceView // what else was entered, newest first
}

// wayView is the way to one target, renewal or add-on.
type wayView struct {
	Anchor          string
	Title, Subtitle string
	Over, HandIn    string // of a renewal: that its last day has passed, and by when it is handed in; in a sentence each
	Next            string // what is next, in a sentence
	Way             navLink
	Done            bool
	Left            string // how much is left
	Rows            []requirementView
}

// requirementView is one thing that is asked for.
type requirementView struct {
	Name, Figure string
	State, Class string // in words, and the look of it
	Said         []string
	Note         string
	Sources      []rulebook.Source
	Href         string // what the figure is made of; empty for none
}

// pieceView is a training or another piece of evidence, with what was said of it.
type pieceView struct {
	Title, About  string
	Href          string  // of the session that a training was; empty for others, and where the reader does not see it
	Minutes       minutes // of a training
	State, Class  string
	Said          []string
	Change        string // address of the form; empty where there is nothing to do
	Past          string // address of its history
	Key           string // in a form that decides about it
	Chosen        bool
	Alike         []string // trainings attended that a logged one may be
	Asks, Another bool     // whether it is another is asked, and was said
}

// areaView is a competency area with the trainings that touched it.
type areaView struct {
	Name      string
	Trainings int
	Minutes   minutes
}

// way answers GET /hours/way: one's own.
func (w *web) way(c echo.Context) error {
	actor, _ := actorIn(c)
	if actor.Person == 0 {
		return access.Nowhere()
	}
	page := wayPage{frame: w.narrow(c, "The whole way", atHours), Back: navLink{Href: atHours, Text: "My hours"}, Sees: true, Record: fmt.Sprintf("%s/%d", atPeople, actor.Person)}
	for _, matter := range portfolio.Matters {
		page.Adds = append(page.Adds, navLink{Href: fmt.Sprintf("%s/%s/new", atWay, matter), Text: matterForms[matter].add})
	}
	return w.showWay(c, page, actor.Person, atHours)
}

// memberWay answers GET /staff/{person}/way: somebody else's.
func (w *web) memberWay(c echo.Context) error {
	actor, _ := actorIn(c)
	id, err := idIn[roster.PersonID](c, "person")
	if err != nil {
		return err
	}
	edition, err := w.rules.get(c.Request().Context())
	if err != nil {
		return err
	}
	person, employments, err := w.Store.Colleague(c.Request().Context(), id)
	if err != nil {
		return err
	}
	subject := access.Person{ID: id, Association: person.Association, Employments: employments, Today: w.today(edition, person.Association)}
	if err := access.May(actor, access.SeeStanding, subject); err != nil {
		return err
	}
	at := fmt.Sprintf("%s/%d", atStaff, id)
	page := wayPage{
		frame: w.narrow(c, person.Name, atStaff), Back: navLink{Href: at, Text: person.Name}, Of: person.Name,
		Sees: access.May(actor, access.SeeEvidence, subject) == nil,
	}
	if access.May(actor, access.ConfirmEvidence, subject) == nil {
		page.Decide = evidenceAt(id)
	}
	return w.showWay(c, page, id, at)
}

// showWay fills the page in and answers with it; base is the address under which the person's purposes stand.
func (w *web) showWay(c echo.Context, page wayPage, person roster.PersonID, base string) error {
	edition, err := w.rules.get(c.Request().Context())
	if err != nil {
		return err
	}
	p, err := w.Store.Portfolio(c.Request().Context(), person)
	if err != nil {
		return err
	}
	today := w.today(edition, p.Person.Association)
	actor, _ := actorIn(c)
	s := wayShow{explainer: explainer{edition: edition, base: base, today: today}, own: page.Of == "", sees: page.Sees, seesSession: func(t portfolio.Training) bool {
		return page.Of == "" || access.May(actor, access.SeeSession, access.Sheet{Session: t.Session, Association: t.Host}) == nil
	}}
	for _, way := range p.Ways(edition, today) {
		page.Ways = append(page.Ways, s.way(p, way))
	}
	if page.Sees {
		page.fill(s, p, edition)
	}
	return w.render(c, http.StatusOK, "way", page)
}

// fill puts the evidence itself on the page.
func (p *wayPage) fill(s wayShow, from portfolio.Portfolio, edition *rulebook.Edition) {
	var all, confirmed minutes
	for _, t := range from.Trainings() {
		p.Trainings = append(p.Trainings, s.training(from, t))
		if t.Standing == portfolio.Confirmed || t.Standing == portfolio.Given {
			all += minutes(t.Minutes)
		}
		if t.Standing == portfolio.Confirmed {
			confirmed += minutes(t.Minutes)
		}
	}
	p.Trained = fmt.Sprintf("%s hours, %s of them confirmed.", all.Hours(), confirmed.Hours())
	for _, a := range from.Areas(edition) {
		p.Areas = append(p.Areas, areaView{areaName(a.Area), a.Trainings, minutes(a.Minutes)})
	}
	for i := len(from.Evidence) - 1; i >= 0; i-- {
		if e := from.Evidence[i]; e.Matter != portfolio.TrainingMatter {
			p.Pieces = append(p.Pieces, s.piece(e))
		}
	}
}

// wayShow shows a portfolio to one reader.
type wayShow struct {
	explainer
	own  bool // it is the reader's
	sees bool // the reader sees the evidence itself
	// The reader sees the session that a training was.
	seesSession func(portfolio.Training) bool
}

func (s wayShow) way(p portfolio.Portfolio, way portfolio.Way) wayView {
	v := wayView{Anchor: slug(way.Purpose), Title: s.title(way.Purpose.Category), Subtitle: s.subtitle(way.Purpose, p.Person.Association)}
	if _, addOn := s.edition.AddOn(way.Purpose.Category); addOn {
		v.Title, v.Subtitle = string(way.Purpose.Category)+", the add-on", "Held beside an Endorsement; who holds it may give hours that qualify"
	}
	for _, r := range way.Requirements {
		v.Rows = append(v.Rows, s.requirement(r))
	}
	v.HandIn = s.handIn(way.Purpose, p.Person.Association)
	if days := way.Purpose.Days(); days.EndedBefore(s.today) {
		v.Over = fmt.Sprintf("Its last day, %s, has passed: what is of then can still be entered, verified and confirmed.", plainDate(days.To))
	}
	next, left := way.Next()
	v.Next, v.Way = s.next(next, left)
	v.Done = !left
	if n := way.Left(); n > 1 {
		v.Left = fmt.Sprintf("%d things are left in all.", n)
	}
	return v
}

func (s wayShow) requirement(r portfolio.Requirement) requirementView {
	v := requirementView{Name: requirementName(r), Figure: s.figureOf(r), State: wayStates[r.State].words, Class: wayStates[r.State].class, Sources: s.edition.SourcesOf(r.Basis)}
	switch {
	case r.Later != 0:
		v.Note = fmt.Sprintf("Asked of targets opened from %s on. What was asked before is not on record; ask the coordinator.", plainDate(r.Later))
	case r.Basis.Confidence != "" && r.Basis.Confidence != rulebook.Seen:
		v.Note = "A reading that the association has to confirm."
	}
	v.Href = s.behind(r)
	if r.Kind == portfolio.Kind(portfolio.WorkMatter) || r.Later != 0 {
		v.State = "for information"
	}
	for _, e := range r.Evidence {
		if title := evidenceTitle(e); s.sees && title != v.Name {
			v.Said = append(v.Said, joined(title, lastWords(e)))
		} else if s.sees {
			v.Said = append(v.Said, capital(lastWords(e)))
		}
	}
	return v
}

// behind is the address of what the figure of a requirement is made of; empty where there is none, or it is not the reader's.
func (s wayShow) behind(r portfolio.Requirement) string {
	switch {
	case r.Kind == portfolio.Supervision && r.State != portfolio.Unasked:
		return s.base + "/" + slug(r.Purpose)
	case r.Kind == portfolio.Focused && s.own:
		return atHours + "#all"
	case r.Kind == portfolio.Providing && s.own:
		return atProvided
	case r.Kind == portfolio.Kind(portfolio.TrainingMatter) && s.sees:
		return "#evidence"
	}
	return ""
}

// training is one training with where it comes from.
func (s wayShow) training(p portfolio.Portfolio, t portfolio.Training) pieceView {
	v := pieceView{Title: t.Title, Minutes: minutes(t.Minutes), State: wordsOf[t.Standing].state, Class: wordsOf[t.Standing].class, About: aboutTraining(t)}
	if t.Logged == 0 {
		v.Said = []string{joined("of a verified sheet", "verified on "+plainDate(t.ByOn)+by(t.By))}
		if s.seesSession(t) {
			v.Href = fmt.Sprintf("/sessions/%d", t.Session)
		}
		return v
	}
	for _, e := range p.Evidence {
		if e.ID == t.Logged {
			v.Said, v.Change, v.Past = saidWords(e), s.change(e), s.past(e)
			if e.Stands() {
				v.Alike = alikeWords(e.Alike(p.Attended))
			}
		}
	}
	return v
}

// alikeWords are trainings attended that a logged one may be.
func alikeWords(all []portfolio.Training) []string {
	var words []string
	for _, t := range all {
		words = append(words, fmt.Sprintf("May be %s of %s, which counts already by a verified sheet: %s hours.", t.Title, plainDate(t.On), minutes(t.Minutes).Hours()))
	}
	return words
}

// piece is one piece of evidence other than a training.
func (s wayShow) piece(e portfolio.Evidence) pieceView {
	word := wordsOf[e.Last().Word]
	return pieceView{Title: evidenceTitle(e), About: aboutEvidence(s.edition, e), State: word.state, Class: word.class, Said: saidWords(e), Change: s.change(e), Past: s.past(e)}
}

// past is the address of the history of a piece.
func (wayShow) past(e portfolio.Evidence) string { return pastAt("evidence", e.ID) }

// change is the address of what its person can do about a piece that stands, or was refused; empty for others.
func (s wayShow) change(e portfolio.Evidence) string {
	if !s.own || !e.Last().Word.Precedes(portfolio.Withdrawn) {
		return ""
	}
	return pieceAt(e)
}

// pieceAt is the address of one's own piece of evidence.
func pieceAt(e portfolio.Evidence) string { return fmt.Sprintf("%s/%s/%d", atWay, e.Matter, e.ID) }

// by is " by Cora", and empty for nobody.
func by(name string) string {
	if name == "" {
		return ""
	}
	return " by " + name
}

func aboutTraining(t portfolio.Training) string {
	words := []string{plainDate(t.On)}
	if t.Supervision > 0 {
		words = append(words, minutes(t.Supervision).Hours()+" hours about giving supervision")
	}
	if t.Equity > 0 {
		words = append(words, minutes(t.Equity).Hours()+" about equity")
	}
	var areas []string
	for _, area := range t.Areas {
		areas = append(areas, areaName(area))
	}
	return joined(append(words, listed(areas))...)
}

// lastWords are the last word on a piece of evidence: confirmed on 3 November 2026 by Cora.
func lastWords(e portfolio.Evidence) string {
	said := saidWords(e)
	if len(said) == 0 {
		return ""
	}
	return said[len(said)-1]
}

// saidWords are everything that was said of a piece, a line each.
func saidWords(e portfolio.Evidence) []string {
	var lines []string
	for i, said := range e.Said {
		line := wordsOf[said.Word].said
		if e.Matter == portfolio.ReferenceMatter && said.Word == portfolio.Given {
			line = "came"
		} else if i == 0 && said.Word == portfolio.Given {
			line = "entered"
		}
		line += " on " + plainDate(said.On)
		if said.Word == portfolio.Confirmed || said.Word == portfolio.Refused {
			line += by(said.Name)
		}
		if said.Reason != "" {
			line += ": “" + said.Reason + "”"
		}
		lines = append(lines, line)
	}
	return lines
}

// factsOf is everything that a piece says, in a line.
func factsOf(edition *rulebook.Edition, e portfolio.Evidence) string {
	if e.Matter != portfolio.TrainingMatter {
		return aboutEvidence(edition, e)
	}
	return joined(minutes(e.Minutes).Hours()+" hours", aboutTraining(e.Training()))
}

func aboutEvidence(edition *rulebook.Edition, e portfolio.Evidence) string {
	words := []string{matterForms[e.Matter].dated + " " + plainDate(e.On)}
	if e.Category != "" {
		words = append([]string{"for " + explainer{edition: edition}.title(e.Category)}, words...)
	}
	return joined(words...)
}
