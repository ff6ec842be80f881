package web

import (
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// coverPage is who covers one program on a day.
type coverPage struct {
	frame
	Back         navLink
	Past         string // address of its history
	Name, About  string
	AsOf         string
	State, Class string
	Endorsed     []covererView
	OnTrack      []covererView
	Unknown      string // why it does not say who was on track; empty where it does
	Staff        string // address of its staff
	Record       string // address of what is on record about it
}

// covererView is somebody who covers a program.
type covererView struct {
	Name, Href string // no address where their standing is not the reader's to see
	About      string
}

// coverOf answers GET /coverage/programs/{id}.
func (w *web) coverOf(c echo.Context) error {
	actor, _ := actorIn(c)
	ctx := c.Request().Context()
	id, err := idIn[roster.ProgramID](c, "id")
	if err != nil {
		return err
	}
	edition, err := w.rules.get(ctx)
	if err != nil {
		return err
	}
	found, err := w.Store.Programs(ctx, []roster.ProgramID{id}, nil)
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return access.Nowhere()
	}
	program := found[0]
	if err := access.May(actor, access.SeeAssociation, access.Association{Code: program.Association}); err != nil {
		return err
	}
	today := w.today(edition, program.Association)
	on := pastDay(c.QueryParam("on"), today)
	of := endorsement.Covered{Association: program.Association, Kind: program.Kind, Program: id}
	coverage, err := w.Store.Coverage(ctx, edition, of, on.AddDays(-7), today)
	if err != nil {
		return err
	}
	asked := askedCoverage{of: of.Association, kind: of.Kind, on: on, today: today}
	page := coverPage{
		frame: w.narrow(c, program.Name, ""), Back: navLink{Href: asked.at(atCoverage), Text: "Coverage"}, Name: program.Name,
		About: joined(programKindNames[program.Kind], regionName(program.Region)), AsOf: plainDate(on), Unknown: knownWords(coverage, on),
		Staff: fmt.Sprintf("%s?program=%d", atStaff, id), Record: fmt.Sprintf("%s/%d", atPrograms, id), Past: pastAt(roster.ProgramMatter, id),
	}
	cover := endorsement.Cover{}
	if list := coverage.On(on); len(list) > 0 {
		cover = list[0]
	}
	page.State, page.Class = coverWords[cover.State()].text, coverWords[cover.State()].class
	if err := w.coverers(c, &page, cover, edition, today); err != nil {
		return err
	}
	return w.render(c, http.StatusOK, "cover", page)
}

// coverers name those who cover a program, as far as the reader may see their standing.
func (w *web) coverers(c echo.Context, page *coverPage, cover endorsement.Cover, edition *rulebook.Edition, today day.Date) error {
	var ids []roster.PersonID
	for _, f := range append(cover.Endorsed, cover.OnTrack...) {
		ids = append(ids, f.Person)
	}
	people, err := w.Store.PeopleNamed(c.Request().Context(), ids)
	if err != nil {
		return err
	}
	actor, _ := actorIn(c)
	named := make(map[roster.PersonID]roster.Person, len(people))
	for _, p := range people {
		named[p.ID] = p
	}
	view := func(f endorsement.Footing, at, about string) covererView {
		p := named[f.Person]
		subject := access.Person{ID: p.ID, Association: p.Association, Today: w.today(edition, p.Association)}
		if access.May(actor, access.SeeStanding, subject) != nil {
			return covererView{Name: "Somebody of another association", About: about}
		}
		return covererView{p.Name, fmt.Sprintf("%s/%d", at, p.ID), about}
	}
	s := explainer{edition: edition}
	for _, f := range cover.Endorsed {
		page.Endorsed = append(page.Endorsed, view(f, atPeople, s.title(f.Category)+", here "+spanWords(f.Days, today)))
	}
	for _, f := range cover.OnTrack {
		page.OnTrack = append(page.OnTrack, view(f, atStaff, "On track and here "+spanWords(f.Days, today)))
	}
	return nil
}
