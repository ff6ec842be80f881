package exchange

import (
	"strconv"

	"attune/internal/day"
	"attune/internal/roster"
)

// The rows of the roster's files, each with the line it stands on. Ids within the values are zero until they are known.
type (
	personRow struct {
		line   int
		person ref
		is     roster.Person
	}
	programRow struct {
		line    int
		program ref
		is      roster.Program
	}
	employmentRow struct {
		line            int
		person, program ref
		is              roster.Employment
	}
	credentialRow struct {
		line   int
		person ref
		is     roster.Credential
	}
	targetRow struct {
		line   int
		person ref
		is     roster.Target
	}
)

func (b *bundle) readPeople(t *table) {
	for t.next() {
		r := t.define("person_id", b.people)
		p := roster.Person{
			Name: t.text("name", true), Email: t.email("email"), Association: b.association(t), Region: t.text("region", false),
		}
		if !t.bad {
			p.External = b.people.id(r)
			b.personRows = append(b.personRows, personRow{t.line(), r, p})
		}
	}
}

func (b *bundle) readPrograms(t *table) {
	for t.next() {
		r := t.define("program_id", b.programs)
		p := roster.Program{
			Name: t.text("name", true), Kind: word(t, "kind", roster.ProgramKinds), Model: word(t, "model", roster.Models),
			Region: t.text("region", false), Association: b.association(t),
		}
		if !t.bad {
			p.External = b.programs.id(r)
			b.programRows = append(b.programRows, programRow{t.line(), r, p})
		}
	}
}

func (b *bundle) readEmployment(t *table) {
	type key struct {
		person, program ref
		role            roster.EmploymentRole
		from            day.Date
	}
	seen := make(firsts[key])
	for t.next() {
		person, program := b.refer(t, "person_id", b.people), b.refer(t, "program_id", b.programs)
		e := roster.Employment{
			Role: word(t, "role", roster.EmploymentRoles), FTE: t.share("fte"),
			Serves: word(t, "serves", roster.TrackSets), Supervises: word(t, "supervises", roster.TrackSets), Span: t.span(),
		}
		if !t.bad && seen.first(t, "from", key{person, program, e.Role, e.Span.From}, "the person's employment in this role and program from this day") {
			b.employmentRows = append(b.employmentRows, employmentRow{t.line(), person, program, e})
		}
	}
}

func (b *bundle) readCredentials(t *table) {
	type key struct {
		person   ref
		category roster.Category
		from     day.Date
	}
	seen := make(firsts[key])
	for t.next() {
		person := b.refer(t, "person_id", b.people)
		c := roster.Credential{
			Category: word(t, "category", b.credentials), Status: word(t, "status", roster.CredentialStatuses),
			Degree: word(t, "degree", roster.Degrees), Span: t.span(),
		}
		if !t.bad && seen.first(t, "from", key{person, c.Category, c.Span.From}, "the person's credential of this category from this day") {
			b.credentialRows = append(b.credentialRows, credentialRow{t.line(), person, c})
		}
	}
}

func (b *bundle) readTargets(t *table) {
	type key struct {
		person   ref
		category roster.Category
	}
	seen := make(firsts[key])
	for t.next() {
		person := b.refer(t, "person_id", b.people)
		g := roster.Target{
			Category: b.category(t), Degree: word(t, "degree", roster.Degrees), OpenedOn: t.date("opened_on", true),
		}
		if !t.bad && seen.first(t, "category", key{person, g.Category}, "the person's target of this category") {
			b.targetRows = append(b.targetRows, targetRow{t.line(), person, g})
		}
	}
}

// category reads a category that can be earned; add-ons cannot.
func (b *bundle) category(t *table) roster.Category {
	given := roster.Category(t.cell("category"))
	if addOn, known := b.rules.AddOn(given); known {
		t.wrong("category", quoted(string(addOn.Code))+" is an add-on, and no target", "leave the row out, or write the category that is being earned")
		return given
	}
	return word(t, "category", b.categories)
}

// firsts tells the first row for a thing from a second one.
type firsts[K comparable] map[K]int

// first is false, and tells a problem, where an earlier row was for the same thing, named by what.
func (f firsts[K]) first(t *table, column string, key K, what string) bool {
	if earlier, twice := f[key]; twice {
		t.wrong(column, what+" stands on line "+strconv.Itoa(earlier)+" already", "keep one of the rows")
		return false
	}
	f[key] = t.line()
	return true
}
