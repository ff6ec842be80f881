package web

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/attendance"
	"attune/internal/fault"
	"attune/internal/portfolio"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

const atEvidence = "/evidence"

// evidenceAtOnce is how many pieces of evidence one page lists.
const evidenceAtOnce = 50

// evidencePage lists evidence that waits, for the coordinator to confirm.
type evidencePage struct {
	frame
	Of      string // whose alone these are, what was confirmed among them; empty for everybody's that wait
	Here    string // the address of this very list, where what is decided is sent
	People  []presentedView
	Reason  textField
	Problem string // why nothing was decided
	Next    string // the address of the next page; empty on the last
}

// presentedView is somebody with the evidence of theirs that waits.
type presentedView struct {
	Name   string
	Way    string // the address of their whole way
	Pieces []pieceView
}

// decidedForm is what a coordinator sends.
type decidedForm struct {
	Act     string   `form:"act"` // confirm or refuse
	Reason  string   `form:"reason"`
	Pieces  []string `form:"pieces"`  // as pieceKey writes them
	Another []string `form:"another"` // those of them that are said to be another training than what was attended
}

// evidence answers GET /evidence.
func (w *web) evidence(c echo.Context) error {
	return w.showEvidence(c, http.StatusOK, decidedForm{}, "", "")
}

func (w *web) showEvidence(c echo.Context, status int, f decidedForm, problem, wrong string) error {
	actor, _ := actorIn(c)
	if len(actor.Coordinates) == 0 {
		return access.Nowhere()
	}
	ctx := c.Request().Context()
	edition, err := w.rules.get(ctx)
	if err != nil {
		return err
	}
	page := evidencePage{frame: w.narrow(c, "Evidence that waits", ""), Here: atEvidence, Reason: textField{f.Reason, problem}, Problem: wrong}
	if c.QueryParam("person") != "" {
		return w.showEvidenceOf(c, status, actor, page, f)
	}
	after, _ := strconv.ParseInt(c.QueryParam("after"), 10, 64)
	if after > 0 {
		page.Here = fmt.Sprintf("%s?after=%d", atEvidence, after)
	}
	list, err := w.Store.EvidenceWaiting(ctx, actor.Coordinates, portfolio.EvidenceID(after), evidenceAtOnce+1)
	if err != nil {
		return err
	}
	if len(list) > evidenceAtOnce {
		list = list[:evidenceAtOnce]
		page.Next = fmt.Sprintf("%s?after=%d", atEvidence, list[evidenceAtOnce-1].Evidence.ID)
	}
	page.fill(edition, list, f)
	return w.render(c, status, "evidence", page)
}

// showEvidenceOf shows what one person entered that waits or was confirmed: what was confirmed can be refused still.
func (w *web) showEvidenceOf(c echo.Context, status int, actor access.Actor, page evidencePage, f decidedForm) error {
	id, err := strconv.ParseInt(c.QueryParam("person"), 10, 64)
	if err != nil || id <= 0 {
		return access.Nowhere()
	}
	edition, err := w.rules.get(c.Request().Context())
	if err != nil {
		return err
	}
	p, err := w.Store.Portfolio(c.Request().Context(), roster.PersonID(id))
	if err != nil {
		return err
	}
	if err := access.May(actor, access.ConfirmEvidence, access.Person{ID: p.Person.ID, Association: p.Person.Association}); err != nil {
		return err
	}
	page.Of, page.Here = orUnknown(p.Person.Name), evidenceAt(p.Person.ID)
	var list []portfolio.Awaiting
	for _, e := range p.Evidence {
		if e.Stands() && e.Last().Word != portfolio.Asked {
			list = append(list, portfolio.Awaiting{Person: p.Person, Evidence: e, Alike: e.Alike(p.Attended)})
		}
	}
	page.fill(edition, list, f)
	return w.render(c, status, "evidence", page)
}

// evidenceAt is where a coordinator decides about the evidence of one person.
func evidenceAt(person roster.PersonID) string {
	return fmt.Sprintf("%s?person=%d", atEvidence, person)
}

// fill puts the pieces under whose they are, in the order in which each came first.
func (p *evidencePage) fill(edition *rulebook.Edition, list []portfolio.Awaiting, f decidedForm) {
	s := wayShow{explainer: explainer{edition: edition}}
	for _, a := range list {
		at := fmt.Sprintf("%s/%d/way", atStaff, a.Person.ID)
		i := slices.IndexFunc(p.People, func(v presentedView) bool { return v.Way == at })
		if i < 0 {
			i = len(p.People)
			p.People = append(p.People, presentedView{Name: orUnknown(a.Person.Name), Way: at})
		}
		v := s.piece(a.Evidence)
		if a.Evidence.Matter == portfolio.TrainingMatter {
			v = s.training(portfolio.Portfolio{Evidence: []portfolio.Evidence{a.Evidence}, Attended: a.Alike}, a.Evidence.Training())
		}
		v.Key = pieceKey(a.Evidence)
		v.Chosen, v.Another = slices.Contains(f.Pieces, v.Key), slices.Contains(f.Another, v.Key)
		v.Asks = len(v.Alike) > 0 && a.Evidence.Last().Word == portfolio.Given
		p.People[i].Pieces = append(p.People[i].Pieces, v)
	}
}

// evidenceDecide answers POST /evidence.
func (w *web) evidenceDecide(c echo.Context) error {
	actor, _ := actorIn(c)
	if len(actor.Coordinates) == 0 {
		return access.Nowhere()
	}
	var f decidedForm
	if err := w.readForm(c, &f); err != nil {
		return err
	}
	f.Reason = oneParagraph(f.Reason)
	seen, fine := piecesRead(f.Pieces)
	switch {
	case !fine || f.Act != "confirm" && f.Act != "refuse":
		return w.showEvidence(c, http.StatusUnprocessableEntity, f, "", "Choose what you mean, and then whether you confirm it.")
	case f.Act == "refuse" && attendance.ReasonProblem(f.Reason) != "":
		return w.showEvidence(c, http.StatusUnprocessableEntity, f, attendance.ReasonProblem(f.Reason), "Say why, below. The person reads it.")
	}
	edition, err := w.rules.get(c.Request().Context())
	if err != nil {
		return err
	}
	by := actor.Account.String()
	err = w.Store.DecideEvidence(c.Request().Context(), actor.Coordinates, slices.Sorted(maps.Keys(seen)), by, func(a portfolio.Awaiting) (portfolio.Step, error) {
		subject := access.Person{ID: a.Person.ID, Association: a.Person.Association}
		if err := access.May(actor, access.ConfirmEvidence, subject); err != nil {
			return portfolio.Step{}, err
		}
		another := slices.Contains(f.Another, pieceKey(a.Evidence))
		return a.Decide(f.Act == "confirm", another, f.Reason, seen[a.Evidence.ID], w.today(edition, a.Person.Association), by)
	})
	statuses := map[fault.Kind]int{fault.Conflict: http.StatusConflict, fault.Forbidden: http.StatusForbidden, fault.Invalid: http.StatusUnprocessableEntity}
	if status, told := statuses[fault.KindOf(err)]; told && err != nil {
		sentence, _ := fault.SentenceOf(err)
		return w.showEvidence(c, status, f, "", sentence)
	}
	if err != nil {
		return err
	}
	if person := c.QueryParam("person"); person != "" {
		return c.Redirect(http.StatusSeeOther, atEvidence+"?"+url.Values{"person": {person}}.Encode())
	}
	return c.Redirect(http.StatusSeeOther, atEvidence)
}

// pieceKey names a piece of evidence in a form, with how many words on it the reader has seen.
func pieceKey(e portfolio.Evidence) string { return fmt.Sprintf("%d.%d", e.ID, len(e.Said)) }

// piecesRead are the pieces that a form names by their keys, with how many words on each were seen; false where it names none,
// or something else.
func piecesRead(keys []string) (map[portfolio.EvidenceID]int, bool) {
	seen := make(map[portfolio.EvidenceID]int)
	for _, key := range keys {
		first, rest, _ := strings.Cut(key, ".")
		id, wrong := strconv.ParseInt(first, 10, 64)
		words, err := strconv.Atoi(rest)
		if wrong != nil || err != nil || id <= 0 {
			return nil, false
		}
		seen[portfolio.EvidenceID(id)] = words
	}
	return seen, len(seen) > 0
}
