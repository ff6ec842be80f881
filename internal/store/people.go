package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"attune/internal/fault"
	"attune/internal/roster"
)

// personRow is a row of people, without what the calendars keep there.
type personRow struct {
	ID          int64
	ExternalID  string
	Association string
	Name        string
	Email       string
	Region      string
}

// personColumns are the columns of a personRow.
const personColumns = `id, external_id, association, name, email, region`

func (r personRow) person() roster.Person {
	return roster.Person{
		ID: roster.PersonID(r.ID), External: roster.External(r.ExternalID), Name: r.Name, Email: r.Email,
		Association: roster.Association(r.Association), Region: r.Region,
	}
}

// PersonByExternal finds the person with that external id; NotFound where there is none.
func (s *Store) PersonByExternal(ctx context.Context, id roster.External) (roster.Person, error) {
	return personByExternal(s.ask(ctx), id)
}

func personByExternal(tx *gorm.DB, id roster.External) (roster.Person, error) {
	found, err := people(tx, `external_id = ?`, string(id))
	if err != nil {
		return roster.Person{}, fmt.Errorf("person %q: %w", id, err)
	}
	if len(found) == 0 {
		return roster.Person{}, fault.New(fault.NotFound, "There is no person with the id %q. Give the id from people.csv.", id)
	}
	return found[0], nil
}

// peopleWithEmail are the people with an e-mail, given in lower case, of an association or of all where it is empty.
func peopleWithEmail(tx *gorm.DB, email string, association roster.Association) ([]roster.Person, error) {
	return people(tx, `lower(trim(email)) = ? and ? in ('', association)`, email, string(association))
}

// FindPeople are people of an association whose name has the text in it, by name, so many at most; where the text is an
// e-mail, those with that very address, whatever their association.
func (s *Store) FindPeople(ctx context.Context, association roster.Association, text string, most int) ([]roster.Person, error) {
	var found []roster.Person
	var err error
	if strings.Contains(text, "@") {
		found, err = peopleWithEmail(s.ask(ctx), strings.ToLower(text), "")
	} else {
		found, err = people(s.ask(ctx), `association = ? and `+s.lower("name")+` like ? escape '!'`, string(association), likeAnywhere(text))
	}
	if err != nil {
		return nil, fmt.Errorf("find people: %w", err)
	}
	slices.SortStableFunc(found, func(a, b roster.Person) int { return cmp.Compare(a.Name, b.Name) })
	return found[:min(len(found), most)], nil
}

// PeopleNamed are the people with those ids that exist, in order of id.
func (s *Store) PeopleNamed(ctx context.Context, ids []roster.PersonID) ([]roster.Person, error) {
	found, err := people(s.ask(ctx), `id in ?`, ids)
	if err != nil {
		return nil, fmt.Errorf("%d people by id: %w", len(ids), err)
	}
	return found, nil
}

// people are those for whom the condition holds, in order of id.
func people(tx *gorm.DB, condition string, args ...any) ([]roster.Person, error) {
	var rows []personRow
	if err := tx.Raw(`select `+personColumns+` from people where `+condition+` order by id`, args...).Scan(&rows).Error; err != nil {
		return nil, err
	}
	found := make([]roster.Person, len(rows))
	for i, r := range rows {
		found[i] = r.person()
	}
	return found, nil
}
