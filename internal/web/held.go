package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/fault"
	"attune/internal/roster"
	"attune/internal/rulebook"
	"attune/internal/schedule"
)

// Held are the hours that wait for a coordinator.
type Held interface {
	// Awaiting are the purposes of people of some associations with hours that wait, by person and purpose, after a place.
	Awaiting(ctx context.Context, associations []roster.Association, after endorsement.Place, limit int) ([]endorsement.Awaiting, error)
	// DecideHeld decides hours that wait of people of some associations, all of them or none.
	DecideHeld(ctx context.Context, associations []roster.Association, keys []endorsement.HeldKey, actor string, decide func(endorsement.Awaiting, endorsement.HeldKey) (rulebook.Decision, bool, error)) error
}

// heldAtOnce is how many purposes of people one page lists.
const heldAtOnce = 8

// heldPage lists hours that wait, for the coordinator to decide.
type heldPage struct {
	frame
	People  []awaitingView
	Reason  textField
	Problem string // why nothing was decided
	Next    string // the address of the next page; empty on the last
}

// awaitingView is somebody's purpose with its hours that wait.
type awaitingView struct {
	Name, Purpose string
	Record        string // the address of what is on record about them
	Hours         []heldView
}

// heldView is one hour that waits.
type heldView struct {
	Key, Href string
	Date      string
	Group     string
	Led       string // who led it; empty where nobody did
	Minutes   minutes
	Verdict   verdictView
	Amended   bool   // the session's sheet waits to be verified again
	Decided   string // what was decided since the last push; empty where nothing was
	Before    []spokenView
	Chosen    bool
}

// spokenView is what was decided of an hour before.
type spokenView struct {
	Words  string // Rejected on 3 November 2026 by Cora
	Reason string // empty where none was given
}

// heldForm is what a coordinator sends.
type heldForm struct {
	Act    string   `form:"act"` // accept or reject
	Reason string   `form:"reason"`
	Hours  []string `form:"hours"`
}

// held answers GET /held.
func (w *web) held(c echo.Context) error {
	return w.showHeld(c, http.StatusOK, heldForm{}, "", "")
}

func (w *web) showHeld(c echo.Context, status int, f heldForm, problem, wrong string) error {
	actor, _ := actorIn(c)
	if len(actor.Coordinates) == 0 {
		return access.Nowhere()
	}
	ctx := c.Request().Context()
	edition, err := w.rules.get(ctx)
	if err != nil {
		return err
	}
	list, err := w.Store.Awaiting(ctx, actor.Coordinates, placeIn(typed(c, "after")), heldAtOnce+1)
	if err != nil {
		return err
	}
	page := heldPage{frame: w.frame(c, "Hours that wait", ""), Reason: textField{f.Reason, problem}, Problem: wrong}
	page.frame.Narrow = true
	if len(list) > heldAtOnce {
		list = list[:heldAtOnce]
		page.Next = "/held?" + url.Values{"after": {placeText(list[heldAtOnce-1].Place())}}.Encode()
	}
	for _, a := range list {
		page.People = append(page.People, awaiting(explainer{edition: edition}, a, f.Hours))
	}
	return w.render(c, status, "held", page)
}

var decidedWords = map[rulebook.Verdict]string{rulebook.Counted: "Accepted", rulebook.Rejected: "Rejected"}

// awaiting shows somebody's hours that wait for one purpose.
func awaiting(s explainer, a endorsement.Awaiting, chosen []string) awaitingView {
	purpose := a.Judgement.Purpose
	view := awaitingView{Name: orUnknown(a.Person.Name), Purpose: s.title(purpose.Category) + ", being earned", Record: fmt.Sprintf("%s/%d", atPeople, a.Person.ID)}
	if purpose.Kind == rulebook.Renewal {
		view.Purpose = s.title(purpose.Category) + ", " + s.short(purpose)
	}
	for _, e := range a.Judgement.Entries {
		if e.Verdict != rulebook.HeldBack {
			continue
		}
		decided, _ := a.Decided(e)
		key := placeText(a.Place()) + "|" + fmt.Sprintf("%d|%d|%s", e.Session, e.Version, decided.Verdict)
		hour := heldView{
			Key: key, Href: fmt.Sprintf("%s/%d/sessions/%d", atStaff, a.Person.ID, e.Session), Date: longDate(e.Date), Minutes: minutes(e.Minutes), Verdict: s.verdict(a.Judgement, e, e.Minutes),
			Amended: a.Amended[e.Session], Group: a.Groups[e.Session], Led: a.Leads[e.Lead],
		}
		for _, c := range chosen {
			hour.Chosen = hour.Chosen || c == key
		}
		hour.Decided = decidedWords[decided.Verdict]
		for _, b := range a.Before(e) {
			hour.Before = append(hour.Before, spokenView{fmt.Sprintf("%s on %s by %s", decidedWords[b.Verdict], plainDate(b.DecidedOn), b.Name), b.Reason})
		}
		view.Hours = append(view.Hours, hour)
	}
	return view
}

// heldDecide answers POST /held: it accepts or rejects the hours chosen, all of them or none.
func (w *web) heldDecide(c echo.Context) error {
	actor, _ := actorIn(c)
	if len(actor.Coordinates) == 0 {
		return access.Nowhere()
	}
	var f heldForm
	if err := w.readForm(c, &f); err != nil {
		return err
	}
	word := endorsement.Word{Accept: f.Act == "accept", Reason: oneParagraph(f.Reason), By: actor.Account.String()}
	if problem := word.Problem(); problem != "" {
		return w.showHeld(c, http.StatusUnprocessableEntity, f, problem, "")
	}
	keys, ok := heldKeys(f.Hours)
	if !ok || len(keys) == 0 {
		return w.showHeld(c, http.StatusUnprocessableEntity, f, "", "Choose the hours that you decide about.")
	}
	edition, err := w.rules.get(c.Request().Context())
	if err != nil {
		return err
	}
	err = w.Store.DecideHeld(c.Request().Context(), actor.Coordinates, keys, actor.Account.String(), func(a endorsement.Awaiting, key endorsement.HeldKey) (rulebook.Decision, bool, error) {
		if err := access.May(actor, access.DecideHeld, access.Person{ID: a.Person.ID, Association: a.Person.Association}); err != nil {
			return rulebook.Decision{}, false, err
		}
		said := word
		said.On = day.At(w.Now(), readersZone(edition, access.Actor{Association: a.Person.Association}))
		return a.Decide(key, said)
	})
	if kind := fault.KindOf(err); kind == fault.Conflict {
		sentence, _ := fault.SentenceOf(err)
		return w.showHeld(c, http.StatusConflict, f, "", sentence)
	}
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/held")
}

// placeText is a place in an address or a form, and placeIn reads it; what is none is the beginning.
func placeText(p endorsement.Place) string {
	return fmt.Sprintf("%d|%s|%s|%s", p.Person, p.Purpose.Kind, p.Purpose.Category, p.Purpose.Period)
}

func placeIn(text string) endorsement.Place {
	parts := strings.Split(text, "|")
	person, err := strconv.ParseInt(parts[0], 10, 64)
	if err != nil || len(parts) < 4 {
		return endorsement.Place{}
	}
	return endorsement.Place{
		Person:  roster.PersonID(person),
		Purpose: rulebook.Purpose{Kind: rulebook.PurposeKind(parts[1]), Category: roster.Category(parts[2]), Period: parts[3]},
	}
}

// heldKeys are the hours that a form names; false where it names something else.
func heldKeys(texts []string) ([]endorsement.HeldKey, bool) {
	var keys []endorsement.HeldKey
	for _, text := range texts {
		parts := strings.Split(text, "|")
		if len(parts) != 7 {
			return nil, false
		}
		session, err1 := strconv.ParseInt(parts[4], 10, 64)
		version, err2 := strconv.Atoi(parts[5])
		place := placeIn(text)
		if err1 != nil || err2 != nil || place.Person == 0 {
			return nil, false
		}
		keys = append(keys, endorsement.HeldKey{
			Person: place.Person, Purpose: place.Purpose, Session: schedule.SessionID(session), Version: version, Seen: rulebook.Verdict(parts[6]),
		})
	}
	return keys, true
}
