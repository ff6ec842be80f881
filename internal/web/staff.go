package web

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// Staff is who works where, and how far they are.
type Staff interface {
	// Programs are the programs of those ids and all of the associations, by name.
	Programs(ctx context.Context, ids []roster.ProgramID, associations []roster.Association) ([]roster.Program, error)
	// FindPrograms is a page of the programs of the associations, by name: those that search is in, from after that one on.
	FindPrograms(ctx context.Context, associations []roster.Association, search string, after roster.ProgramID, limit int) ([]roster.Program, error)
	// Standings are the people employed in one of the programs on the day, by name, at most limit of them, with their figures;
	// with the entries behind those where anything is missing, or all of them.
	Standings(ctx context.Context, programs []roster.ProgramID, today day.Date, limit int, entries bool) ([]endorsement.Standing, error)
	// Tenancies are the employments of people, by first day; only Program and Span are set.
	Tenancies(ctx context.Context, people []roster.PersonID) (map[roster.PersonID][]roster.Employment, error)
	// MissingSheets are the sessions of the last year that nobody verified and that people of the programs were to come to,
	// newest first, at most limit of them.
	MissingSheets(ctx context.Context, programs []roster.ProgramID, today day.Date, now time.Time, limit int) ([]endorsement.Missing, error)
	// Tenures are the people who work in one of the programs on one of the days, all or only one, with their hours.
	Tenures(ctx context.Context, programs []roster.ProgramID, days day.Span, only roster.PersonID) ([]endorsement.Tenure, error)
	// Toward are the purposes on record of the people who work in one of the programs on one of the days.
	Toward(ctx context.Context, programs []roster.ProgramID, days day.Span) (map[roster.PersonID][]rulebook.Purpose, error)
	// Colleague is a person with all their employments.
	Colleague(ctx context.Context, id roster.PersonID) (roster.Person, []roster.Employment, error)
}

// memberPage is one person of the staff with the purposes of their hours.
type memberPage struct {
	frame
	Back     navLink
	Name     string
	Purposes []purposeView
	Leave    string // address of the form; empty where the reader may not
	Way      string // where everything stands that their Endorsement asks for
	Past     string // address of the history of that
	Record   string // what is on record: employment, credentials, targets
	WhatIf   string // where their hours are judged for something else; empty where the reader may not
	Since    string // the days of which the reader sees entries, in words; empty for all
	Latest   []entryView
}

// member answers GET /staff/{person}, and with a purpose below it that purpose with its entries.
func (w *web) member(c echo.Context) error {
	actor, _ := actorIn(c)
	person, subject, s, err := w.colleague(c, actor)
	if err != nil {
		return err
	}
	if err := s.foresee(c.Request().Context(), w, person); err != nil {
		return err
	}
	seen := subject.Days(actor)
	if c.Param("purpose") != "" {
		page, err := s.page(c, person.ID, person.Association, seen)
		if err != nil {
			return err
		}
		page.frame, page.Of, page.Back = w.frame(c, person.Name, atStaff), person.Name, navLink{Href: s.base, Text: person.Name}
		page.frame.Columns = true
		return w.render(c, http.StatusOK, "purpose", page)
	}
	page := memberPage{
		frame: w.frame(c, person.Name, atStaff), Back: navLink{Href: atStaff, Text: "Staff"}, Name: person.Name,
		Purposes: s.purposes(person.Association), Since: daysWords(seen), Record: fmt.Sprintf("%s/%d", atPeople, person.ID), Past: pastAt(roster.PersonMatter, person.ID),
	}
	if access.May(actor, access.EndPlace, subject) == nil {
		page.Leave = fmt.Sprintf("%s/%d/leave", atPeople, person.ID)
	}
	page.Way = s.base + "/way"
	if access.May(actor, access.KeepTargets, subject) == nil {
		page.WhatIf = s.base + "/what-if"
	}
	s.lines = within(s.lines, seen, s.zone)
	page.Latest = s.latest(len(s.lines))
	return w.render(c, http.StatusOK, "member", page)
}

// colleague is whom the address names, where the actor may see their standing, with that.
func (w *web) colleague(c echo.Context, actor access.Actor) (roster.Person, access.Person, standing, error) {
	id, err := idIn[roster.PersonID](c, "person")
	if err != nil {
		return roster.Person{}, access.Person{}, standing{}, err
	}
	person, employments, err := w.Store.Colleague(c.Request().Context(), id)
	if err != nil {
		return person, access.Person{}, standing{}, err
	}
	edition, err := w.rules.get(c.Request().Context())
	if err != nil {
		return person, access.Person{}, standing{}, err
	}
	subject := access.Person{ID: id, Association: person.Association, Employments: employments, Today: w.today(edition, person.Association)}
	if err := access.May(actor, access.SeeStanding, subject); err != nil {
		return person, subject, standing{}, err
	}
	s, err := w.standingOf(c, id, person.Association, fmt.Sprintf("%s/%d", atStaff, id))
	return person, subject, s, err
}

// daysWords say of which days the reader sees entries; empty for all.
func daysWords(days access.Days) string {
	var words []string
	for _, span := range days {
		switch {
		case span == (day.Span{}):
			return ""
		case span.To == 0:
			words = append(words, "since "+plainDate(span.From))
		default:
			words = append(words, "from "+plainDate(span.From)+" to "+plainDate(span.To))
		}
	}
	return listed(words)
}
