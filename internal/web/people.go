package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/fault"
	"attune/internal/roster"
)

// Registry is what is on record about people and programs, and how it is written.
type Registry interface {
	// Roll is a page of the people of the associations, and of who is employed on the day in the programs; by name.
	Roll(ctx context.Context, associations []roster.Association, programs []roster.ProgramID, search string, after roster.PersonID, today day.Date, limit int) ([]roster.Listed, error)
	// PersonByExternal finds the person with that external id; NotFound where there is none.
	PersonByExternal(ctx context.Context, id roster.External) (roster.Person, error)
	// Record is everything on record about a person.
	Record(ctx context.Context, id roster.PersonID) (roster.Record, error)
	// ChangeRecord writes what decide says about a record, or in pencil sees whom it would concern.
	ChangeRecord(ctx context.Context, id roster.PersonID, pen roster.Pen, decide func(roster.Record) ([]roster.Edit, error)) (endorsement.Foreseen, error)
	// Leave does the same for what ends where somebody leaves, their account included.
	Leave(ctx context.Context, id roster.PersonID, pen roster.Pen, decide func(access.Leaving) (access.Parting, error)) (endorsement.Foreseen, error)
	// CorrectPerson does the same, and shows decide what the person's e-mail opens.
	CorrectPerson(ctx context.Context, id roster.PersonID, pen roster.Pen, decide func(roster.Record, access.Address) ([]roster.Edit, error)) (endorsement.Foreseen, error)
	// AddPeople does the same for people to be added, knowing the records of those with one of the e-mails or ids.
	AddPeople(ctx context.Context, association roster.Association, emails []string, ids []roster.External, pen roster.Pen, decide func([]roster.Record) ([]roster.Edit, error)) (endorsement.Foreseen, error)
	// GroupRecord is a group with everybody who ever belonged to it.
	GroupRecord(ctx context.Context, id roster.GroupID) (roster.GroupRecord, error)
	// GroupByExternal finds the group with that external id; NotFound where there is none.
	GroupByExternal(ctx context.Context, id roster.External) (roster.Group, error)
	// ChangeGroup does the same for the group of that external id, the zero Group where it is new.
	ChangeGroup(ctx context.Context, id roster.External, pen roster.Pen, decide func(roster.GroupRecord) ([]roster.Edit, error)) (endorsement.Foreseen, error)
	// ChangeProgram does the same for the program of that external id, the zero Program where it is new.
	ChangeProgram(ctx context.Context, id roster.External, pen roster.Pen, decide func(roster.Program) ([]roster.Edit, error)) (endorsement.Foreseen, error)
}

// peoplePage is a list of people to find somebody in.
type peoplePage struct {
	frame
	Find    finding
	People  []listedView
	More    string // address of the next page; empty on the last
	Adds    bool   // the reader may add people
	Leaving bool   // somebody is looked for who leaves
}

// listedView is one person of a list.
type listedView struct {
	Href, Name, Email, Work string
}

// people answers GET /people.
func (w *web) people(c echo.Context) error {
	actor, _ := actorIn(c)
	ctx := c.Request().Context()
	if len(actor.Manages) == 0 && len(actor.Coordinates) == 0 {
		return access.Nowhere()
	}
	edition, err := w.rules.get(ctx)
	if err != nil {
		return err
	}
	page := peoplePage{frame: w.frame(c, "People", atPeople), Find: findingIn(c, atPeople, "Name, e-mail or id"), Adds: len(actor.Coordinates) > 0}
	page.Leaving = page.Find.Then == thenLeave
	list, err := w.Store.Roll(ctx, actor.Coordinates, actor.Manages, page.Find.Search, roster.PersonID(page.Find.after), day.At(w.Now(), readersZone(edition, actor)), onAPage+1)
	if err != nil {
		return err
	}
	there := func(p roster.Person) string {
		if page.Leaving {
			return fmt.Sprintf("%s/%d/%s", atPeople, p.ID, thenLeave)
		}
		return fmt.Sprintf("%s/%d", atPeople, p.ID)
	}
	if called := exactly(list, page.Find.Search); page.Leaving && page.Find.Search != "" && len(called) == 1 {
		return c.Redirect(http.StatusSeeOther, there(called[0].Person))
	}
	list, page.More = pageOf(page.Find, list, func(l roster.Listed) int64 { return int64(l.Person.ID) })
	for _, p := range list {
		page.People = append(page.People, listedView{there(p.Person), p.Person.Name, p.Person.Email, workWords(p.Work)})
	}
	return w.render(c, http.StatusOK, "people", page)
}

// thenLeave is what a list is looked through for by whoever has somebody leave.
const thenLeave = "leave"

// exactly are those of a list whose name, e-mail or id is the text, whatever its case; where it is nobody's, all of them.
func exactly(list []roster.Listed, text string) []roster.Listed {
	text = strings.ToLower(text)
	called := slices.DeleteFunc(slices.Clone(list), func(l roster.Listed) bool {
		p := l.Person
		return strings.ToLower(p.Name) != text && strings.ToLower(strings.TrimSpace(p.Email)) != text && strings.ToLower(string(p.External)) != text
	})
	if len(called) > 0 {
		return called
	}
	return list
}

func workWords(work []roster.Work) string {
	words := make([]string, len(work))
	for i, is := range work {
		words[i] = string(is.Role) + ", " + is.Program
	}
	return joined(words...)
}

// personNew answers GET and POST /people/new.
func (w *web) personNew(c echo.Context) error {
	actor, _ := actorIn(c)
	if len(actor.Coordinates) == 0 {
		return access.Nowhere()
	}
	return w.recordForm(c, func() (recordForm, error) { return w.newPerson(c, actor) })
}

func (w *web) newPerson(c echo.Context, actor access.Actor) (recordForm, error) {
	var p roster.Person
	id, err := newIn(c)
	p.External = id
	page := formPage{
		frame: w.narrow(c, "Add a person", atPeople), Back: navLink{Href: atPeople, Text: "People"}, Heading: "Add a person", Action: atPeople + "/new",
		Lead: "Whoever works with young children and their families, gives supervision or manages a program. Never a child or a family.", ID: string(p.External), Button: "Add",
	}
	return recordForm{
		page: page,
		ask: func(q *inquiry) {
			p.Association = w.associationQuestion(q, actor)
			personQuestions(q, &p)
		},
		put: func(pen roster.Pen, _ string) (endorsement.Foreseen, error) {
			if err := access.May(actor, access.KeepRecords, access.Association{Code: p.Association}); err != nil {
				return endorsement.Foreseen{}, err
			}
			return w.Store.AddPeople(c.Request().Context(), p.Association, []string{p.Email}, []roster.External{p.External}, pen, func(known []roster.Record) ([]roster.Edit, error) {
				return roster.Admit(p, known)
			})
		},
		done: func() (string, error) {
			added, err := w.Store.PersonByExternal(c.Request().Context(), p.External)
			return fmt.Sprintf("%s/%d", atPeople, added.ID), err
		},
	}, err
}

// newIn is the id of what a form adds: made when it is opened, and sent back with it, so that a second click adds
// nothing.
func newIn(c echo.Context) (roster.External, error) {
	if isRead(c) {
		return roster.NewExternal(), nil
	}
	form, err := c.FormParams()
	if err != nil {
		return "", formFault(err)
	}
	id := roster.External(form.Get("id"))
	if !id.Ours() {
		return "", fault.New(fault.Invalid, "That form could not be read. Go back, open the page again and send it once more.")
	}
	return id, nil
}

// narrow is a frame of one column.
func (w *web) narrow(c echo.Context, title, here string) frame {
	f := w.frame(c, title, here)
	f.Narrow = true
	return f
}

// associationQuestion asks for the association where the actor coordinates several.
func (w *web) associationQuestion(q *inquiry, actor access.Actor) roster.Association {
	if len(actor.Coordinates) == 1 {
		return actor.Coordinates[0]
	}
	options := make([]optionView, len(actor.Coordinates))
	for i, code := range actor.Coordinates {
		options[i] = optionView{Value: string(code), Text: string(code)}
	}
	return choice[roster.Association](q, fieldView{Name: "association", Label: "Association", Needed: true}, actor.Coordinates[0], options)
}

func personQuestions(q *inquiry, p *roster.Person) {
	p.Name = q.line(fieldView{Name: "name", Label: "Name", Value: p.Name, Needed: true})
	p.Email = q.email(fieldView{Name: "email", Label: "E-mail", Value: p.Email, Hint: "Sign-in links go there. It may be empty."})
	p.Region = q.line(fieldView{Name: "region", Label: "Region", Value: p.Region, Hint: "It may be empty."})
}

// personCorrect answers GET and POST /people/{id}/correct.
func (w *web) personCorrect(c echo.Context) error {
	return w.recordForm(c, func() (recordForm, error) {
		actor, record, err := w.recordFor(c, access.KeepRecord)
		if err != nil {
			return recordForm{}, err
		}
		p, reason := record.Person, ""
		here := fmt.Sprintf("%s/%d", atPeople, p.ID)
		page := formPage{
			frame: w.narrow(c, p.Name, atPeople), Back: navLink{Href: here, Text: p.Name}, Heading: "Correct name, e-mail or region",
			Action: here + "/correct", Revision: record.Revision(), Button: "Correct",
		}
		return recordForm{
			page: page,
			ask: func(q *inquiry) {
				personQuestions(q, &p)
				reason = q.reason("Kept with the correction.")
			},
			put: func(pen roster.Pen, revision string) (endorsement.Foreseen, error) {
				return w.Store.CorrectPerson(c.Request().Context(), p.ID, pen, func(r roster.Record, address access.Address) ([]roster.Edit, error) {
					return w.decided(c, actor, access.KeepRecord, revision, r, func(r roster.Record) (roster.Edit, error) {
						if err := address.Change(actor, r.Person, p); err != nil {
							return roster.Edit{}, err
						}
						return r.Rename(p, reason)
					})
				})
			},
			done: func() (string, error) { return here, nil },
		}, nil
	})
}

// recordFor is the record that the address names, where the actor may do the act to the person.
func (w *web) recordFor(c echo.Context, act access.Act) (access.Actor, roster.Record, error) {
	actor, _ := actorIn(c)
	id, err := idIn[roster.PersonID](c, "id")
	if err != nil {
		return actor, roster.Record{}, err
	}
	record, err := w.Store.Record(c.Request().Context(), id)
	if err != nil {
		return actor, record, err
	}
	subject, err := w.subjectOf(c, record)
	if err != nil {
		return actor, record, err
	}
	return actor, record, access.May(actor, act, subject)
}

// subjectOf is a person as access judges them today.
func (w *web) subjectOf(c echo.Context, record roster.Record) (access.Person, error) {
	edition, err := w.rules.get(c.Request().Context())
	if err != nil {
		return access.Person{}, err
	}
	subject := access.Person{ID: record.Person.ID, Association: record.Person.Association, Today: w.today(edition, record.Person.Association)}
	for _, k := range record.Facts {
		if e, is := k.Fact.(roster.Employment); is {
			subject.Employments = append(subject.Employments, e)
		}
	}
	return subject, nil
}

// shown is a record without what its reader may not see of it: where else somebody works is no manager's to know.
func shown(actor access.Actor, subject access.Person, record roster.Record) roster.Record {
	if access.May(actor, access.KeepRecord, subject) == nil || access.May(actor, access.KeepTargets, subject) == nil {
		return record
	}
	record.Facts = slices.DeleteFunc(slices.Clone(record.Facts), func(k roster.Kept) bool {
		e, is := k.Fact.(roster.Employment)
		return is && access.May(actor, access.KeepStaff, access.Program{ID: e.Program}) != nil
	})
	return record
}

// deciding writes a decision on a person's record; see decided.
func (w *web) deciding(c echo.Context, actor access.Actor, id roster.PersonID, act access.Act, decide func(roster.Record) (roster.Edit, error)) func(roster.Pen, string) (endorsement.Foreseen, error) {
	return func(pen roster.Pen, revision string) (endorsement.Foreseen, error) {
		return w.Store.ChangeRecord(c.Request().Context(), id, pen, func(r roster.Record) ([]roster.Edit, error) {
			return w.decided(c, actor, act, revision, r, decide)
		})
	}
}

// decided is a decision on a person's record: who may is asked again when it is this request's turn, and nothing is
// written where the record is not the one that the form was made from, unless it says the same already.
func (w *web) decided(c echo.Context, actor access.Actor, act access.Act, revision string, r roster.Record, decide func(roster.Record) (roster.Edit, error)) ([]roster.Edit, error) {
	subject, err := w.subjectOf(c, r)
	if err != nil {
		return nil, err
	}
	if err := access.May(actor, act, subject); err != nil {
		return nil, err
	}
	edit, err := decide(r)
	if stale := overtaken(revision, r.Revision()); stale != nil && (err != nil || !edit.Nothing()) {
		return nil, stale
	}
	return []roster.Edit{edit}, err
}
