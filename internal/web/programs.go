package web

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/endorsement"
	"attune/internal/roster"
)

// programsPage lists the programs of the associations that the reader coordinates.
type programsPage struct {
	frame
	Find     finding
	Programs []programView
	More     string // address of the next page; empty on the last
}

// programView is one program of a list.
type programView struct {
	Name, About string
	Staff       string // address of its staff
	Correct     string
	Past        string // address of its history
}

var programKindNames = map[roster.ProgramKind]string{
	"birth_to_three": "Birth to Three", "home_visiting": "home visiting", "early_head_start": "Early Head Start", "head_start": "Head Start",
	"child_welfare": "child welfare", "clinic": "clinic", "other": "other",
}

var modelNames = map[roster.Model]string{
	"pat": "Parents as Teachers", "nfp": "Nurse-Family Partnership", "hfa": "Healthy Families America", "child_first": "Child First", "ehs": "Early Head Start",
	"other": "another model", "": "none",
}

// programs answers GET /programs.
func (w *web) programs(c echo.Context) error {
	actor, _ := actorIn(c)
	if len(actor.Coordinates) == 0 {
		return access.Nowhere()
	}
	page := programsPage{frame: w.narrow(c, "Programs", atPrograms), Find: findingIn(c, atPrograms, "Name or region")}
	list, err := w.Store.FindPrograms(c.Request().Context(), actor.Coordinates, page.Find.Search, roster.ProgramID(page.Find.after), onAPage+1)
	if err != nil {
		return err
	}
	list, page.More = pageOf(page.Find, list, func(p roster.Program) int64 { return int64(p.ID) })
	for _, p := range list {
		about := joined(programKindNames[p.Kind], p.Region)
		if p.Model != "" && modelNames[p.Model] != programKindNames[p.Kind] {
			about = joined(programKindNames[p.Kind], modelNames[p.Model], p.Region)
		}
		page.Programs = append(page.Programs, programView{p.Name, about, fmt.Sprintf("%s?program=%d", atStaff, p.ID), fmt.Sprintf("%s/%d", atPrograms, p.ID), pastAt(roster.ProgramMatter, p.ID)})
	}
	return w.render(c, http.StatusOK, "programs", page)
}

// programNew answers GET and POST /programs/new.
func (w *web) programNew(c echo.Context) error {
	actor, _ := actorIn(c)
	if len(actor.Coordinates) == 0 {
		return access.Nowhere()
	}
	return w.recordForm(c, func() (recordForm, error) {
		id, err := newIn(c)
		return w.programForm(c, actor, roster.Program{External: id}), err
	})
}

// programCorrect answers GET and POST /programs/{id}.
func (w *web) programCorrect(c echo.Context) error {
	actor, _ := actorIn(c)
	return w.recordForm(c, func() (recordForm, error) {
		id, err := idIn[roster.ProgramID](c, "id")
		if err != nil {
			return recordForm{}, err
		}
		found, err := w.Store.Programs(c.Request().Context(), []roster.ProgramID{id}, nil)
		if err != nil {
			return recordForm{}, err
		}
		if len(found) == 0 {
			return recordForm{}, access.Nowhere()
		}
		if err := access.May(actor, access.KeepRecords, access.Association{Code: found[0].Association}); err != nil {
			return recordForm{}, err
		}
		return w.programForm(c, actor, found[0]), nil
	})
}

// programForm is the form of a program that is new, or to be corrected.
func (w *web) programForm(c echo.Context, actor access.Actor, was roster.Program) recordForm {
	p, reason := was, ""
	page := formPage{
		frame: w.narrow(c, "Add a program", atPrograms), Back: navLink{Href: atPrograms, Text: "Programs"}, Heading: "Add a program",
		Action: atPrograms + "/new", ID: string(was.External), Revision: was.Revision(), Button: "Add",
	}
	if was.ID != 0 {
		page.frame, page.Heading, page.Action, page.Button = w.narrow(c, was.Name, atPrograms), was.Name, atPrograms+"/"+strconv.FormatInt(int64(was.ID), 10), "Correct"
	}
	return recordForm{
		page: page,
		ask: func(q *inquiry) {
			if was.ID == 0 {
				p.Association = w.associationQuestion(q, actor)
			}
			p.Name = q.line(fieldView{Name: "name", Label: "Name", Value: was.Name, Needed: true})
			p.Kind = choice(q, fieldView{Name: "kind", Label: "Kind", Needed: true}, was.Kind, withEmpty(optionsOf(roster.ProgramKinds, programKindNames), was.Kind))
			p.Model = choice(q, fieldView{Name: "model", Label: "Home-visiting model"}, was.Model, optionsOf(roster.Models, modelNames))
			p.Region = q.line(fieldView{Name: "region", Label: "Region", Value: was.Region, Hint: "It may be empty."})
			if was.ID != 0 {
				reason = q.reason("Kept with the correction.")
			}
		},
		put: func(pen roster.Pen, revision string) (endorsement.Foreseen, error) {
			return w.Store.ChangeProgram(c.Request().Context(), p.External, pen, func(is roster.Program) ([]roster.Edit, error) {
				if err := access.May(actor, access.KeepRecords, access.Association{Code: p.Association}); err != nil {
					return nil, err
				}
				if was.ID == 0 && is.ID != 0 {
					return nil, nil // a second click
				}
				edit, err := is.Become(p, reason)
				if stale := overtaken(revision, is.Revision()); was.ID != 0 && stale != nil && (err != nil || !edit.Nothing()) {
					return nil, stale
				}
				return []roster.Edit{edit}, err
			})
		},
		done: func() (string, error) { return atPrograms, nil },
	}
}
