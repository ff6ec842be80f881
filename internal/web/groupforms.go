package web

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// groupNew answers GET and POST /groups/new.
func (w *web) groupNew(c echo.Context) error {
	actor, _ := actorIn(c)
	if len(actor.Coordinates) == 0 {
		return access.Nowhere()
	}
	return w.recordForm(c, func() (recordForm, error) {
		id, err := newIn(c)
		if err != nil {
			return recordForm{}, err
		}
		was := roster.Group{External: id, Association: actor.Coordinates[0], Kind: roster.Reflective, Format: "group", Modality: roster.InPerson, Capacity: 8}
		return w.groupForm(c, actor, roster.GroupRecord{Group: was})
	})
}

// groupCorrect answers GET and POST /groups/{id}/correct.
func (w *web) groupCorrect(c echo.Context) error {
	return w.recordForm(c, func() (recordForm, error) {
		actor, record, err := w.groupFor(c)
		if err != nil {
			return recordForm{}, err
		}
		return w.groupForm(c, actor, record)
	})
}

// groupFor is the group that the address names, where the actor keeps it.
func (w *web) groupFor(c echo.Context) (access.Actor, roster.GroupRecord, error) {
	actor, _ := actorIn(c)
	id, err := idIn[roster.GroupID](c, "id")
	if err != nil {
		return actor, roster.GroupRecord{}, err
	}
	record, err := w.Store.GroupRecord(c.Request().Context(), id)
	if err != nil {
		return actor, record, err
	}
	circle, err := w.Store.Circle(c.Request().Context(), id, actor.Person)
	if err != nil {
		return actor, record, err
	}
	return actor, record, access.May(actor, access.KeepGroup, groupSubject(circle, 0))
}

var modalityNames = map[roster.Modality]string{roster.InPerson: "in person", roster.Virtual: "online"}

var formatNames = map[roster.Format]string{"individual": "one person with the provider", "group": "a group"}

// groupForm is the form of a group that is new, or to be corrected.
func (w *web) groupForm(c echo.Context, actor access.Actor, record roster.GroupRecord) (recordForm, error) {
	ctx := c.Request().Context()
	edition, err := w.rules.get(ctx)
	if err != nil {
		return recordForm{}, err
	}
	programs, err := w.Store.Programs(ctx, nil, actor.Coordinates)
	if err != nil {
		return recordForm{}, err
	}
	was := record.Group
	g, known, reason := was, was.ID != 0, ""
	here := "/groups"
	page := formPage{
		frame: w.narrow(c, "Add a group", atGroups), Back: navLink{Href: "/groups", Text: "Groups"}, Heading: "Add a group",
		Action: "/groups/new", ID: string(was.External), Revision: record.Revision(), Button: "Add",
	}
	provider := roster.Person{}
	if known {
		here = fmt.Sprintf("/groups/%d", was.ID)
		page.frame, page.Back, page.Heading = w.narrow(c, was.Name, atGroups), navLink{Href: here, Text: was.Name}, "Correct the group"
		page.Action, page.Button = here+"/correct", "Correct"
		held, err := w.Store.Record(ctx, was.Provider)
		if err != nil {
			return recordForm{}, err
		}
		provider = held.Person
	}
	var failed error
	return recordForm{
		page: page,
		ask: func(q *inquiry) {
			if !known {
				g.Association = w.associationQuestion(q, actor)
			}
			if g.TimeZone == "" || !known {
				g.TimeZone = w.zoneOf(edition, g.Association)
			}
			provider, failed = w.personQuestion(c, q, fieldView{Name: "provider", Label: "Provider", Hint: "Name, e-mail or id of whoever gives the supervision, or the training.", Needed: true}, actor, provider)
			g.Provider = provider.ID
			groupQuestions(q, &g, programs)
			if known {
				reason = q.reason("Kept with the correction.")
			}
		},
		put: func(pen roster.Pen, revision string) (endorsement.Foreseen, error) {
			if failed != nil {
				return endorsement.Foreseen{}, failed
			}
			return w.putGroup(c, actor, g, reason, pen, revision)
		},
		warn: func() []string { return w.doubts(c, actor, edition, g, provider) },
		done: func() (string, error) { // of one that was added, the members come next
			added, err := w.Store.GroupByExternal(ctx, g.External)
			return fmt.Sprintf("/groups/%d", added.ID), err
		},
	}, nil
}

// putGroup writes a group; one without an id is new, and added once however often it is sent.
func (w *web) putGroup(c echo.Context, actor access.Actor, g roster.Group, reason string, pen roster.Pen, revision string) (endorsement.Foreseen, error) {
	return w.Store.ChangeGroup(c.Request().Context(), g.External, pen, func(is roster.GroupRecord) ([]roster.Edit, error) {
		if err := access.May(actor, access.KeepRecords, access.Association{Code: g.Association}); err != nil {
			return nil, err
		}
		if g.ID == 0 && is.Group.ID != 0 {
			return nil, nil // a second click
		}
		edit, err := is.Become(g, reason, day.At(w.Now(), zoneNamed(g.TimeZone)))
		if stale := overtaken(revision, is.Revision()); g.ID != 0 && stale != nil && (err != nil || !edit.Nothing()) {
			return nil, stale
		}
		return []roster.Edit{edit}, err
	})
}

func (w *web) zoneOf(edition *rulebook.Edition, code roster.Association) string {
	return readersZone(edition, access.Actor{Association: code}).String()
}

func groupQuestions(q *inquiry, g *roster.Group, programs []roster.Program) {
	g.Name = q.line(fieldView{Name: "name", Label: "Name", Value: g.Name, Needed: true, Hint: "It stands in calendars: never the name of a family."})
	options := []optionView{{Value: "", Text: "of the association itself"}}
	for _, p := range programs {
		options = append(options, optionView{Value: strconv.FormatInt(int64(p.ID), 10), Text: p.Name})
	}
	at := ""
	if g.Program != 0 {
		at = strconv.FormatInt(int64(g.Program), 10)
	}
	n, _ := strconv.ParseInt(choice(q, fieldView{Name: "program", Label: "Program"}, at, options), 10, 64)
	g.Program = roster.ProgramID(n)
	g.Kind = choice(q, fieldView{Name: "kind", Label: "Kind", Needed: true, Hint: "Of in-service training the hours are training hours, and never hours of reflective supervision."}, g.Kind, optionsOf(roster.GroupKinds, kindNames))
	syllabusQuestions(q, g)
	g.Format = choice(q, fieldView{Name: "format", Label: "Who meets", Needed: true}, g.Format, optionsOf(roster.Formats, formatNames))
	g.Modality = choice(q, fieldView{Name: "modality", Label: "How", Needed: true}, g.Modality, optionsOf(roster.Modalities, modalityNames))
	g.Place = q.line(fieldView{Name: "place", Label: "Place", Value: g.Place, Hint: "A room, or the address of the call; only members who are signed in see that, unless you choose otherwise."})
	g.CallShown = choice(q, fieldView{Name: "call", Label: "Where members find the address of the call", Needed: true, Hint: "A calendar is open to whoever has its address, and keeps what it has read."}, among(g.CallShown, callChoices), callChoices) == yes(callChoices)
	g.Open = choice(q, fieldView{Name: "open", Label: "Who may ask for a place", Needed: true, Hint: "Whoever asks comes once you or the provider say yes. They see when it meets and how much room there is, no name and no address of a call."}, among(g.Open, openChoices), openChoices) == yes(openChoices)
	g.Capacity, _ = q.number(fieldView{Name: "capacity", Label: "Room for", Value: strconv.Itoa(g.Capacity), Needed: true, Hint: "How many people beside who leads; 0 where nobody says."}, 0, 500)
	g.Funding = q.line(fieldView{Name: "funding", Label: "Who pays", Value: g.Funding, Hint: "It may be empty."})
	g.CostCents = q.cents(fieldView{Name: "cost", Label: "Cost of one session", Hint: "In dollars, such as 120 or 120.50. It may be empty."}, g.CostCents)
}

// What a form asks about a group that is so or is not, the quiet answer first.
var (
	openChoices = []optionView{{Value: "none", Text: "nobody: members are added"}, {Value: "all", Text: "people of the association: it is among the open groups"}}
	callChoices = []optionView{{Value: "page", Text: "in Attune, signed in"}, {Value: "calendar", Text: "in their calendars, too"}}
)

// among is the value of one of two answers.
func among(is bool, of []optionView) string {
	if is {
		return yes(of)
	}
	return of[0].Value
}

func yes(of []optionView) string { return of[1].Value }

// cents asks for an amount of money; nil where the answer is empty.
func (q *inquiry) cents(f fieldView, is *int) *int {
	if f.Kind = "text"; is != nil {
		f.Value = fmt.Sprintf("%d.%02d", *is/100, *is%100)
	}
	field := q.put(f)
	text := strings.TrimPrefix(strings.TrimSpace(field.Value), "$")
	if text == "" {
		return nil
	}
	whole, rest, _ := strings.Cut(text, ".")
	dollars, err := strconv.ParseUint(whole, 10, 24)
	part, wrong := strconv.ParseUint((rest + "00")[:2], 10, 8)
	if err != nil || wrong != nil || len(rest) > 2 {
		field.Problem = "Write an amount such as 120 or 120.50."
		return nil
	}
	n := int(dollars)*100 + int(part)
	field.Said = fmt.Sprintf("$%d.%02d", n/100, n%100)
	return &n
}

// personQuestion asks for somebody of the actor's associations, by name, e-mail or id.
func (w *web) personQuestion(c echo.Context, q *inquiry, f fieldView, actor access.Actor, is roster.Person) (roster.Person, error) {
	f.Kind, f.Most, f.Value = "text", longestLine, is.Name
	if is.ID != 0 {
		f.Value = string(is.External)
	}
	field := q.put(f)
	field.Value = strings.Join(strings.Fields(field.Value), " ")
	if field.check(""); field.Problem != "" || field.Value == "" || field.Value == string(is.External) {
		field.Said = is.Name
		if q.sent == nil {
			field.Problem = ""
		}
		return is, nil
	}
	list, err := w.Store.Roll(c.Request().Context(), actor.Coordinates, nil, field.Value, 0, 0, mostMeant+1)
	if err != nil {
		return roster.Person{}, err
	}
	list = exactly(list, field.Value)
	switch len(list) {
	case 0:
		field.Problem = "Nobody of your association has this name, e-mail or id. Look them up among the people, or add them first."
	case 1:
		field.Value, field.Said = string(list[0].Person.External), joined(list[0].Person.Name, list[0].Person.Email)
		return list[0].Person, nil
	default:
		names := make([]string, 0, mostMeant)
		for _, l := range list[:min(len(list), mostMeant)] {
			names = append(names, joined(l.Person.Name, l.Person.Email, string(l.Person.External)))
		}
		field.Problem = "More than one is meant by this: " + strings.Join(names, "; ") + ". Write the e-mail or the id."
	}
	return roster.Person{}, nil
}

// mostMeant is how many people a question names where several are meant.
const mostMeant = 6

// doubts say what the provider's credentials mean for the hours of a group, and until when to who may see them. They keep
// nobody from adding it.
func (w *web) doubts(c echo.Context, actor access.Actor, edition *rulebook.Edition, g roster.Group, provider roster.Person) []string {
	if g.Kind != roster.Reflective {
		return nil
	}
	record, err := w.Store.Record(c.Request().Context(), provider.ID)
	if err != nil {
		return nil
	}
	subject, err := w.subjectOf(c, record)
	if err != nil {
		return nil
	}
	sees := access.May(actor, access.SeeRecord, subject) == nil
	var held []roster.Credential
	var doubts []string
	today := w.today(edition, g.Association)
	for _, k := range record.Facts {
		if credential, is := k.Fact.(roster.Credential); is {
			if held = append(held, credential); sees && credential.Span.To >= today {
				doubts = append(doubts, fmt.Sprintf("%s of %s ends on %s. Hours after that count only by what else they hold then.", credential.Category, provider.Name, plainDate(credential.Span.To)))
			}
		}
	}
	served := edition.Serves(g.Association, held, today)
	if len(served) == 0 {
		return append(doubts, fmt.Sprintf("Nothing that %s holds today lets an hour of this group count toward any category. The group can be added all the same.", provider.Name))
	}
	var missed []string
	for _, category := range edition.Categories() {
		if !slices.Contains(served, category.Code) && category.EarnMinutes > 0 {
			missed = append(missed, string(category.Code))
		}
	}
	if len(missed) > 0 {
		doubts = append(doubts, fmt.Sprintf("With what %s holds today, hours of this group do not count toward %s.", provider.Name, listed(missed)))
	}
	return doubts
}

// membership answers GET and POST /groups/{id}/members/new and /groups/{id}/members/{member}.
func (w *web) membership(c echo.Context) error {
	return w.recordForm(c, func() (recordForm, error) {
		actor, record, err := w.groupFor(c)
		if err != nil {
			return recordForm{}, err
		}
		edition, err := w.rules.get(c.Request().Context())
		if err != nil {
			return recordForm{}, err
		}
		g, reason := record.Group, ""
		here := fmt.Sprintf("/groups/%d", g.ID)
		m := roster.Membership{Group: g.ID}
		m.Span.From = w.today(edition, g.Association)
		page := formPage{
			frame: w.narrow(c, g.Name, atGroups), Back: navLink{Href: here, Text: g.Name}, Heading: "Add a member", Action: here + "/members/new",
			Revision: record.Revision(), Button: "Add",
		}
		id, _ := strconv.ParseInt(c.Param("member"), 10, 64)
		if c.Param("member") != "" {
			var held roster.Record
			if m, held, err = w.belonging(c, record, roster.FactID(id)); err != nil {
				return recordForm{}, err
			}
			page.Heading, page.Action, page.Button = held.Person.Name+" in this group", fmt.Sprintf("%s/members/%d", here, id), "Correct"
			page.Lead = "To end the membership, give its last day: what was before stays as it is. For anything else, say why."
		}
		waits, failed := false, error(nil)
		return recordForm{
			page: page,
			ask: func(q *inquiry) {
				if id == 0 {
					var person roster.Person
					person, failed = w.personQuestion(c, q, fieldView{Name: "person", Label: "Who", Hint: "Name, e-mail or id.", Needed: true}, actor, roster.Person{})
					m.Person = person.ID
				}
				if m.Span = q.span(m.Span); id == 0 {
					waits = waitsInstead(q, record, m.Person, m.Span.From)
				} else {
					reason = q.reason("Asked for where something is corrected, not where the membership only ends.")
				}
			},
			put: func(pen roster.Pen, revision string) (endorsement.Foreseen, error) {
				if failed != nil {
					return endorsement.Foreseen{}, failed
				}
				if waits {
					return w.enlist(c, actor, g, m.Person, m.Span.From, pen)
				}
				return w.putMembership(c, actor, g.External, roster.FactID(id), m, reason, pen, revision)
			},
			warn: func() []string { return w.freed(record, roster.FactID(id), m) },
			done: func() (string, error) { return here, nil },
		}, nil
	})
}

// belonging is a membership of a group, and what is on record about whoever it is of.
func (w *web) belonging(c echo.Context, of roster.GroupRecord, id roster.FactID) (roster.Membership, roster.Record, error) {
	fact, err := roster.Record{Facts: of.Members}.Fact(roster.MembershipMatter, id)
	if err != nil {
		return roster.Membership{}, roster.Record{}, err
	}
	m := fact.(roster.Membership)
	held, err := w.Store.Record(c.Request().Context(), m.Person)
	return m, held, err
}

// freed says what becomes of a place that is free once a membership is as m says, where somebody waits for it.
func (w *web) freed(is roster.GroupRecord, id roster.FactID, m roster.Membership) []string {
	waiting, atOnce := is.Frees(id, m, day.At(w.Now(), zoneNamed(is.Group.TimeZone)))
	when := "at once"
	switch {
	case waiting == 0:
		return nil
	case !atOnce:
		when = "as its first day comes near"
	}
	return []string{fmt.Sprintf("%s for a place in %s. The one that becomes free is offered to the first of them %s, by mail.",
		count(waiting, "person waits", "people wait"), is.Group.Name, when)}
}

// putMembership writes a membership; one without an id is new.
func (w *web) putMembership(c echo.Context, actor access.Actor, group roster.External, id roster.FactID, m roster.Membership, reason string, pen roster.Pen, revision string) (endorsement.Foreseen, error) {
	return w.Store.ChangeGroup(c.Request().Context(), group, pen, func(is roster.GroupRecord) ([]roster.Edit, error) {
		if err := access.May(actor, access.KeepGroup, access.Group{Association: is.Group.Association}); err != nil {
			return nil, err
		}
		if id == 0 { // the room there is now decides, whatever the form was made from
			edit, err := is.Admit(m)
			if err == nil && edit.Nothing() && pen.Pencil { // once it was looked at, it is a second click
				err = roster.Refuse("person", "They belong to this group already, on just these days. There is nothing to add.")
			}
			return []roster.Edit{edit}, err
		}
		edit, err := is.Correct(id, m, reason)
		if stale := overtaken(revision, is.Revision()); stale != nil && (err != nil || !edit.Nothing()) {
			return nil, stale
		}
		return []roster.Edit{edit}, err
	})
}
