package web

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/attendance"
	"attune/internal/roster"
)

// Directory finds whom a sheet may take in that does not hold them.
type Directory interface {
	// FindPeople are people of an association whose name has the text in it, by name, so many at most; where the text
	// is an e-mail, those with that very address, whatever their association.
	FindPeople(ctx context.Context, association roster.Association, text string, most int) ([]roster.Person, error)
	// PeopleNamed are the people with those ids that exist, in order of id.
	PeopleNamed(ctx context.Context, ids []roster.PersonID) ([]roster.Person, error)
}

// The acts of the form that bring somebody in, each followed by who: as a guest, as lead, as co-lead.
const (
	actFind    = "find"
	actGuest   = "guest-"
	actLed     = "led-"
	actCoLed   = "coled-"
	nobody     = "0" // as who led
	mostFound  = 12
	shortest   = 2   // characters of a name to look for
	longest    = 100 // likewise
	mostGuests = 50
)

// addressForm is the e-mail by which the form names somebody of another association.
type addressForm struct {
	Person int64  `form:"person"`
	Email  string `form:"email"`
}

// foundView is somebody who may be brought in.
type foundView struct {
	Person int64
	Name   string
	About  string // what tells two of one name apart
}

// brings changes the form by one of its acts that bring somebody in; false where it asks for something else.
func (f *sheetForm) brings() bool {
	for _, act := range []string{actGuest, actLed, actCoLed} {
		who, asked := strings.CutPrefix(f.Act, act)
		id, err := strconv.ParseInt(who, 10, 64)
		if !asked || err != nil {
			continue
		}
		switch isThere := slices.ContainsFunc(f.People, func(p personForm) bool { return p.Person == id }); {
		case act == actLed:
			f.Led = who
		case act == actCoLed:
			f.CoLed = who
		case !isThere:
			f.People = append(f.People, personForm{Person: id, Mark: choicePresent})
		}
		f.Find = ""
		return true
	}
	return false
}

// bringIn loads whom the form names and the sheet does not, as far as the actor may bring them in. Of others it says
// that they are nobody.
func (w *web) bringIn(c echo.Context, v *sheetView, f sheetForm) (string, error) {
	var ids []roster.PersonID
	add := func(id int64, but ...roster.PersonID) {
		if person := roster.PersonID(id); id != 0 && !slices.Contains(v.Roster, person) && !slices.Contains(but, person) && !slices.Contains(ids, person) {
			ids = append(ids, person)
		}
	}
	for _, row := range f.People {
		add(row.Person)
	}
	guests := len(ids)
	for _, text := range []string{f.Led, f.CoLed} {
		id, _ := strconv.ParseInt(text, 10, 64)
		add(id, v.mayLead()...)
	}
	if len(ids) == 0 {
		return "", nil
	}
	const problem = "Somebody on this form is nobody who can be added here. Look for them by name or e-mail and add them again."
	if len(ids) > mostGuests {
		return problem, nil
	}
	people, err := w.Store.PeopleNamed(c.Request().Context(), ids)
	if err != nil {
		return "", err
	}
	actor, _ := actorIn(c)
	brought := make(map[roster.PersonID]bool)
	for _, p := range people {
		subject := access.Guest{Sheet: v.subject(), Association: p.Association, Named: f.names(p)}
		if access.May(actor, access.BringIn, subject) == nil {
			v.names[p.ID], brought[p.ID] = p.Name, true
		}
	}
	for i, id := range ids {
		switch {
		case !brought[id]:
			return problem, nil
		case i < guests:
			v.guests = append(v.guests, id)
		default:
			v.leaders = append(v.leaders, id)
		}
	}
	return "", nil
}

// names tells whether the form knows a person by their e-mail.
func (f sheetForm) names(p roster.Person) bool {
	return slices.ContainsFunc(f.Addresses, func(a addressForm) bool {
		return a.Person == int64(p.ID) && p.Email != "" && strings.EqualFold(strings.TrimSpace(a.Email), p.Email)
	})
}

// find looks for whom the form asks for, and shows who may be brought in.
func (w *web) find(c echo.Context, v sheetView, f *sheetForm) (found []foundView, problem string, err error) {
	text := strings.Join(strings.Fields(f.Find), " ")
	if n := utf8.RuneCountInString(text); n < shortest || n > longest {
		return nil, fmt.Sprintf("Enter %d to %d characters of the name, or the whole e-mail.", shortest, longest), nil
	}
	people, err := w.Store.FindPeople(c.Request().Context(), v.Group.Association, text, mostFound)
	if err != nil {
		return nil, "", err
	}
	actor, _ := actorIn(c)
	for _, p := range people {
		named := p.Email != "" && strings.EqualFold(text, p.Email)
		if slices.Contains(v.Roster, p.ID) || access.May(actor, access.BringIn, access.Guest{Sheet: v.subject(), Association: p.Association, Named: named}) != nil {
			continue
		}
		view := foundView{Person: int64(p.ID), Name: p.Name, About: joined(p.Region, elsewhere(p.Association, v.Group.Association))}
		if found = append(found, view); named && p.Association != v.Group.Association {
			f.Addresses = append(f.Addresses, addressForm{int64(p.ID), text})
		}
	}
	if len(found) == 0 {
		problem = "Nobody else of that name is in this association. Somebody of another one is found by their whole e-mail."
	}
	return found, problem, nil
}

func elsewhere(theirs, here roster.Association) string {
	if theirs == here {
		return ""
	}
	return string(theirs)
}

// leading is who led by what the form says; nil where it says nothing.
func (f sheetForm) leading() *attendance.Leading {
	lead, err := strconv.ParseInt(f.Led, 10, 64)
	if err != nil {
		return nil
	}
	coLead, _ := strconv.ParseInt(f.CoLed, 10, 64)
	return &attendance.Leading{Lead: roster.PersonID(lead), CoLead: roster.PersonID(coLead)}
}

// leads are who may have led a session, as choices: who was to lead it, and whoever is on the sheet.
func (v sheetView) leads(chosen, none string) []optionView {
	options := []optionView{{Value: nobody, Text: none}}
	people := slices.Concat(v.mayLead(), v.leaders, v.Roster, v.guests)
	for i, person := range people {
		if person != 0 && slices.Index(people, person) == i {
			options = append(options, optionView{Value: fmt.Sprint(person), Text: orUnknown(v.names[person])})
		}
	}
	for i := range options {
		options[i].Chosen = options[i].Value == chosen
	}
	return options
}
