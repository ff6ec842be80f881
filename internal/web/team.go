package web

import (
	"fmt"
	"net/url"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/roster"
)

// team is the staff that an address asks for: of one program, or of all that are the reader's.
type team struct {
	name     string           // the program's, or that these are all; empty where no program is the reader's
	of       roster.ProgramID // the one asked for; zero where these are several, or none
	programs []roster.Program // asked for, of which a page may leave some out
	among    []roster.Program // to choose from, by name
	all      bool             // those of several programs
	asked    string           // as the address has it; empty: what is shown where nobody asks
}

// allPrograms is how an address asks for the staff of all programs.
const allPrograms = "all"

// teamIn is the team that the address asks for. Where it does not say, it is the staff of all programs for who only
// manages, and of the first for a coordinator, whose programs may be many. It is access.Nowhere where there is no such
// program, and for who has no staff at all.
func (w *web) teamIn(c echo.Context, actor access.Actor) (team, error) {
	if len(actor.Manages) == 0 && len(actor.Coordinates) == 0 {
		return team{}, access.Nowhere()
	}
	list, err := w.Store.Programs(c.Request().Context(), actor.Manages, actor.Coordinates)
	if err != nil {
		return team{}, err
	}
	for _, p := range list {
		if err := access.May(actor, access.SeeStaff, access.Program{ID: p.ID, Association: p.Association}); err != nil {
			return team{}, err
		}
	}
	t := team{among: list, asked: c.QueryParam("program")}
	wanted := t.asked
	if wanted == "" && len(actor.Coordinates) == 0 {
		wanted = allPrograms
	}
	switch {
	case len(list) == 0 && t.asked == "":
		return t, nil
	case wanted == allPrograms && len(list) > 1:
		t.name, t.programs, t.all = "All programs", list, true
		return t, nil
	}
	for _, p := range list {
		if wanted == "" || wanted == allPrograms || wanted == fmt.Sprint(p.ID) {
			t.name, t.of, t.programs = p.Name, p.ID, []roster.Program{p}
			return t, nil
		}
	}
	return t, access.Nowhere()
}

// ids are those of the programs asked for.
func (t team) ids() []roster.ProgramID {
	ids := make([]roster.ProgramID, len(t.programs))
	for i, p := range t.programs {
		ids[i] = p.ID
	}
	return ids
}

// query is what an address says of the team and of the days.
func (t team) query(d askedDays) url.Values {
	q := d.query()
	if t.asked != "" {
		q.Set("program", t.asked)
	}
	return q
}

// chooseView asks which of several things a page is to be of.
type chooseView struct {
	Action, Name, Label string
	Options             []optionView
	Carried             []carriedView // what else the page is asked for
}

// choose asks which program a page of the staff is to be of; nil where there is one alone.
func (t team) choose(path string, carried ...carriedView) *chooseView {
	options := t.options()
	if options == nil {
		return nil
	}
	return &chooseView{Action: path, Name: "program", Label: "Program", Options: options, Carried: carried}
}

// options are the programs to choose from, and all; none where there is one alone.
func (t team) options() []optionView {
	if len(t.among) < 2 {
		return nil
	}
	options := []optionView{{allPrograms, "All programs", t.all}}
	for _, p := range t.among {
		options = append(options, optionView{fmt.Sprint(p.ID), p.Name, t.of == p.ID})
	}
	return options
}
