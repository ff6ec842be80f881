package web

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/attendance"
	"attune/internal/roster"
)

// amendmentView is how one version of a sheet replaced the one before it.
type amendmentView struct {
	Signer, SignedAt string // who signed the newer version; Signer is empty for an import
	Reason           string
	Prepared         string // who had prepared it for who signed it; empty where they did so themself
	Before           string // what the older version was signed as, in a sentence
	Since            string // what the newer version is called beside that: since then, or once it is verified
	Times            changeView
	Changes          []changeView // of people, by name
}

// changeView is what was said of something before and after.
type changeView struct {
	Name          string
	Before, After string
	Was, Is       minutes
}

// amends tells whether the form is that of a verified sheet.
func (f sheetForm) amends() bool { return f.Act == actAmend || f.Act == actKeep || f.Amending != "" }

// amend answers GET /sessions/{id}/amend: what was verified, or what waits to be verified in its place, as a form.
func (w *web) amend(c echo.Context) error {
	actor, _ := actorIn(c)
	v, err := w.sheetView(c)
	if err != nil {
		return err
	}
	if err := access.May(actor, access.AmendSheet, v.subject()); err != nil {
		return err
	}
	if v.State != attendance.Verified || v.NobodyCame() {
		return c.Redirect(http.StatusSeeOther, fmt.Sprintf("/sessions/%d", v.Session.ID))
	}
	v = v.proposed()
	return w.sheetToKeep(c, w.sheet(c, v, formOf(v)))
}

// amendments are what became of a sheet since it was signed first, newest first; turns are those of its amendments that waited.
func (w *web) amendments(c echo.Context, v sheetView, turns []attendance.Prepared) ([]amendmentView, error) {
	if v.Version < 2 {
		return nil, nil
	}
	versions, err := w.Store.Versions(c.Request().Context(), v.Session.ID)
	if err != nil {
		return nil, err
	}
	names, err := w.namesIn(c, versions)
	if err != nil {
		return nil, err
	}
	var views []amendmentView
	for i := len(versions) - 1; i > 0; i-- {
		view := v.amendment(versions[i-1], versions[i], names)
		view.Prepared = v.preparedBy(turns, versions[i])
		views = append(views, view)
	}
	return views, nil
}

// namesIn are the names of everybody whom some versions of a sheet mark.
func (w *web) namesIn(c echo.Context, versions []attendance.Version) (map[roster.PersonID]string, error) {
	var people []roster.PersonID
	for _, version := range versions {
		people = append(people, version.Facts.Lead, version.Facts.CoLead)
		for _, m := range version.Marks {
			people = append(people, m.Person)
		}
	}
	slices.Sort(people)
	names, _, err := w.Store.SheetNames(c.Request().Context(), slices.Compact(people), 0)
	return names, err
}

// amendment shows how a version replaced the one before it: what differs, side by side.
func (v sheetView) amendment(before, after attendance.Version, names map[roster.PersonID]string) amendmentView {
	view := amendmentView{Signer: after.Signer, SignedAt: moment(after.VerifiedAt, v.clock), Reason: after.Reason, Since: "Since then"}
	view.Before = "It had come in verified with an import on " + moment(before.VerifiedAt, v.clock) + "."
	if before.Signer != "" {
		view.Before = fmt.Sprintf("%s had verified it on %s.", before.Signer, moment(before.VerifiedAt, v.clock))
	}
	if was, is := v.factsWords(before.Facts, names), v.factsWords(after.Facts, names); was != is {
		view.Times = changeView{Name: "The session", Before: was, After: is}
	}
	for _, person := range markedIn(before, after) {
		row := changeView{Name: orUnknown(names[person])}
		row.Before, row.Was = v.markIn(before, person)
		row.After, row.Is = v.markIn(after, person)
		if row.Before != row.After || row.Was != row.Is {
			view.Changes = append(view.Changes, row)
		}
	}
	slices.SortFunc(view.Changes, func(a, b changeView) int { return compareNames(a.Name, b.Name) })
	return view
}

// markedIn are the people whom one of the versions marks.
func markedIn(versions ...attendance.Version) []roster.PersonID {
	var people []roster.PersonID
	for _, version := range versions {
		for _, m := range version.Marks {
			people = append(people, m.Person)
		}
	}
	slices.Sort(people)
	return slices.Compact(people)
}

// markIn says what a version says of somebody, and how many minutes that is.
func (v sheetView) markIn(version attendance.Version, person roster.PersonID) (string, minutes) {
	m, ok := version.Mark(person)
	if !ok {
		return "No mark", 0
	}
	words := markWords(m, version.Facts, v.zone, v.zone)
	if m.Focus != "" {
		words += ", " + focusName[m.Focus]
	}
	return words, minutes(m.Minutes(version.Facts))
}

// factsWords say what a version says of the session: 10:00–11:45 AM, reflective supervision, led by Ruth.
func (v sheetView) factsWords(f attendance.Facts, names map[roster.PersonID]string) string {
	words := onBoth(f.Began, f.Ended, v.zone, v.clock) + ", " + kindNames[f.Kind] + ", " + placeWords(f.Modality, "")
	switch {
	case f.Lead == 0:
		words += ", nobody led"
	default:
		words += ", led by " + orUnknown(names[f.Lead])
	}
	if f.CoLead != 0 {
		words += " and " + orUnknown(names[f.CoLead])
	}
	return words
}
