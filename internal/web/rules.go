package web

import (
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"attune/internal/rulebook"
)

// rulesPage is the edition in force in plain words, with an anchor for each reason and each source.
type rulesPage struct {
	frame
	Edition      string
	Coming       string    // the edition that is to come; empty where none is known
	Pasts        []navLink // when rules came into force, of the associations that the reader coordinates
	Categories   []categoryView
	Reasons      []reasonView
	Associations []associationView
	Sources      []rulebook.Source
}

// categoryView is what one scope of practice asks for.
type categoryView struct {
	Name, Twin string
	Code       string
	Hours      string
	Sources    []rulebook.Source
}

// reasonView is one reason why an hour may wait or not count.
type reasonView struct {
	Code, Words, Verdict string
}

// associationView is what one association asks for.
type associationView struct {
	Name, Renewal, Zone string
}

// reasons are those of rules.md, 3, in the order in which the first that applies is taken.
var reasons = []reasonView{
	{string(rulebook.Overlap), "The time lies inside another session that began earlier. The same time counts once; where only a part overlaps, that part is taken off.", "not counted"},
	{string(rulebook.PeerSupervision), "Colleagues met without a provider. Some renewals of long-held endorsements let such hours count.", "not counted"},
	{string(rulebook.NotReflective), "The session was administrative or clinical supervision and not reflective.", "not counted"},
	{string(rulebook.NoProvider), "Nobody is recorded as having led the session.", "not counted"},
	{string(rulebook.WorkUnknown), "No employment is on record, so nobody can tell which children were served.", "waits for the coordinator"},
	{string(rulebook.NotServingTrack), "On that day no employment served the age band of the category, directly or by supervising staff who do.", "not counted"},
	{string(rulebook.ProviderLapsed), "A credential of the provider that would have served had ended before that day.", "waits or is not counted"},
	{string(rulebook.ProviderNotQualified), "The provider held no credential on that day that serves for the category.", "waits or is not counted"},
	{string(rulebook.ModalityNotAllowed), "People met in a way that does not count.", "not counted"},
	{string(rulebook.OutsideWindow), "The hour is countable, but lies outside the stretch of months in which the most hours lie.", "not counted"},
	{string(rulebook.Decided), "The coordinator has looked at the hour and decided.", "as decided"},
}

// rulesInForce answers GET /rules.
func (w *web) rulesInForce(c echo.Context) error {
	edition, err := w.rules.get(c.Request().Context())
	if err != nil {
		return err
	}
	page := rulesPage{frame: w.frame(c, "The rules", ""), Edition: edition.Name(), Reasons: reasons, Sources: edition.Sources()}
	page.frame.Narrow = true
	page.Coming = w.comingBeside(edition)
	actor, _ := actorIn(c)
	for _, code := range actor.Coordinates {
		page.Pasts = append(page.Pasts, navLink{Href: pastPath + "association/" + string(code), Text: "When rules came into force: " + associationName(edition, code)})
	}
	sources := make(map[string]rulebook.Source, len(page.Sources))
	for _, s := range page.Sources {
		sources[s.Key] = s
	}
	shown := make(map[string]bool)
	for _, category := range edition.Categories() {
		if shown[string(category.Code)] {
			continue
		}
		shown[string(category.Twin)] = true
		page.Categories = append(page.Categories, categoryOf(edition, category, sources))
	}
	for _, a := range edition.Associations() {
		page.Associations = append(page.Associations, associationOf(a))
	}
	return w.render(c, http.StatusOK, "rules", page)
}

func categoryOf(edition *rulebook.Edition, c rulebook.Category, sources map[string]rulebook.Source) categoryView {
	v := categoryView{Name: c.Name, Code: string(c.Code), Hours: "no hours of reflective supervision"}
	if c.EarnMinutes > 0 {
		v.Hours = minutes(c.EarnMinutes).Asked() + " hours"
	}
	if twin, ok := edition.Category(c.Twin); ok {
		v.Twin = twin.Name
	}
	for _, key := range c.Source {
		v.Sources = append(v.Sources, sources[key])
	}
	return v
}

func associationOf(a rulebook.Association) associationView {
	v := associationView{Name: a.Name, Zone: a.Zone.String(), Renewal: "renews each year"}
	if a.Renewal == rulebook.Triennial {
		v.Renewal = "renews every three years"
	}
	if a.Window.MaxMonths > 0 {
		v.Renewal = fmt.Sprintf("hours within %d months, in at least %d; %s", a.Window.MaxMonths, a.Window.MinMonths, v.Renewal)
	}
	return v
}
