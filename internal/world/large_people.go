package world

import (
	"strconv"

	"attune/internal/day"
	"attune/internal/roster"
)

var regions = []string{"North", "East", "South", "West", "Central", ""}

// programs are what the programs of a large world are like, in turn.
var programs = []roster.Program{
	{Name: "Birth to Three", Kind: "birth_to_three"},
	{Name: "Parents as Teachers", Kind: "home_visiting", Model: "pat"},
	{Name: "Early Head Start", Kind: "early_head_start", Model: "ehs"},
	{Name: "Nurse Home Visiting", Kind: "home_visiting", Model: "nfp"},
	{Name: "Child and Family Services", Kind: "child_welfare"},
	{Name: "Healthy Families", Kind: "home_visiting", Model: "hfa"},
	{Name: "Infant and Family Clinic", Kind: "clinic"},
	{Name: "Head Start", Kind: "head_start"},
	{Name: "Family Team", Kind: "home_visiting", Model: "child_first"},
	{Name: "Family Resource Center", Kind: "other", Model: "other"},
}

// settle brings the people of one association in: of every program's staff the first is its manager, of every few
// people one leads groups, and everybody else is supervised and has something to earn or to renew.
func (b *builder) settle(t *town) {
	var program roster.ProgramID
	for i := range t.people {
		if i%perProgram == 0 {
			program = b.program(t)
		}
		id := b.person(t)
		switch {
		case i%perProgram == 0:
			b.employ(id, program, roster.Manager)
		case i%perProvider == 1:
			b.employ(id, program, roster.Supervisor)
			b.qualify(id, len(t.providers))
			t.providers = append(t.providers, id)
			t.supervised = append(t.supervised, id)
		default:
			b.intend(id, b.employ(id, program, roster.Practitioner))
			t.supervised = append(t.supervised, id)
		}
	}
}

func (b *builder) program(t *town) roster.ProgramID {
	n := len(b.world.Programs)
	p := programs[n%len(programs)]
	p.ID, p.External = roster.ProgramID(n+1), numbered("pr", 5, n+1)
	p.Name = family(pick(b.rng, fullNames)) + " " + p.Name
	p.Region, p.Association = pick(b.rng, regions), t.code
	b.world.Programs = append(b.world.Programs, p)
	return p.ID
}

func (b *builder) person(t *town) roster.PersonID {
	n := len(b.world.People) + 1
	external := numbered("p", 7, n)
	b.world.People = append(b.world.People, roster.Person{
		ID: roster.PersonID(n), External: external, Name: given(pick(b.rng, fullNames)) + " " + family(pick(b.rng, fullNames)),
		Email: string(external) + "@example.org", Association: t.code, Region: pick(b.rng, regions),
	})
	return roster.PersonID(n)
}

// employ gives the tracks that the person serves. A few have no employment on record, a few changed it midway.
func (b *builder) employ(id roster.PersonID, p roster.ProgramID, role roster.EmploymentRole) roster.Tracks {
	e := roster.Employment{
		Person: id, Program: p, Role: role, FTE: pick(b.rng, []roster.FTE{1000, 1000, 800, 500}),
		Serves: pick(b.rng, []roster.Tracks{"IMH", "IMH", "IMH", "ECMH", "IMH+ECMH"}),
		Span:   day.Span{From: b.begin.AddDays(-b.rng.IntN(1500))},
	}
	switch roll := b.rng.IntN(100); {
	case role != roster.Practitioner:
		e.Supervises = "IMH+ECMH"
	case roll < 3:
		return e.Serves
	case roll < 9:
		again := e
		e.Span.To = b.midway()
		again.Span.From = e.Span.To.AddDays(1 + b.rng.IntN(120))
		b.world.Employments = append(b.world.Employments, again)
	}
	b.world.Employments = append(b.world.Employments, e)
	return e.Serves
}

// qualify gives the n-th provider of an association credentials: most qualify under every generation of the rules,
// some under one, one never did, and one's came to an end midway.
func (b *builder) qualify(id roster.PersonID, n int) {
	from := b.begin.AddDays(-30 - b.rng.IntN(900))
	hold := func(category roster.Category, status roster.CredentialStatus, degree roster.Degree, span day.Span) {
		b.world.Credentials = append(b.world.Credentials, roster.Credential{Person: id, Category: category, Status: status, Degree: degree, Span: span})
	}
	open, mid := day.Span{From: from}, b.midway()
	switch n % 10 {
	case 0:
		hold("IMHM-C", roster.Endorsed, "masters", open)
	case 1, 4, 7:
		hold("IMHS", roster.Endorsed, "masters", open)
		hold("ERS", roster.Endorsed, "", open)
	case 2:
		hold("IFS", roster.Endorsed, "bachelors", open)
		hold("ERS", roster.Emerging, "", day.Span{From: from, To: mid})
		hold("ERS", roster.Endorsed, "", day.Span{From: mid + 1})
	case 3:
		hold("ECMHM-C", roster.Endorsed, "masters", open)
	case 5:
		hold("IMHS", roster.Endorsed, "masters", day.Span{From: from, To: mid})
		hold("ERS", roster.Endorsed, "", day.Span{From: from, To: mid})
	case 6:
		hold("IFRS", roster.Emerging, "masters", open)
	case 8:
		hold("IMHS", roster.Vetted, "masters", open)
	}
}

// intend gives a practitioner something to earn or to renew, in the track they serve.
func (b *builder) intend(id roster.PersonID, serves roster.Tracks) {
	roll, from := b.rng.IntN(100), b.begin.AddDays(b.rng.IntN(600)-300)
	degree := pick(b.rng, []roster.Degree{"bachelors", "bachelors", "masters", "none", ""})
	specialist, clinician := roster.Category("IFS"), roster.Category("IMHS")
	if serves == "ECMH" {
		specialist, clinician = "ECFS", "ECMHS"
	}
	switch {
	case roll < 50:
		b.aim(id, specialist, degree, from)
	case roll < 65:
		b.aim(id, clinician, "masters", from)
	case roll < 70:
		b.aim(id, "IFA", degree, from)
	case roll < 75:
		b.aim(id, "IMHM-C", "masters", from)
	case roll < 80: // endorsed, and on the way to the next
		b.aim(id, clinician, "masters", from.AddDays(200))
		fallthrough
	case roll < 95:
		b.world.Credentials = append(b.world.Credentials, roster.Credential{
			Person: id, Category: specialist, Status: roster.Endorsed, Degree: degree, Span: day.Span{From: from},
		})
	}
}

func (b *builder) aim(id roster.PersonID, category roster.Category, degree roster.Degree, openedOn day.Date) {
	b.world.Targets = append(b.world.Targets, roster.Target{Person: id, Category: category, Degree: degree, OpenedOn: openedOn})
}

// midway is a day in the middle half of the years of meetings.
func (b *builder) midway() day.Date {
	length := int(b.size.Until - b.begin)
	return b.begin.AddDays(length/4 + b.rng.IntN(length/2+1))
}

// numbered is an external id: a prefix and a number of at least so many digits.
func numbered(prefix string, digits, n int) roster.External {
	text := strconv.Itoa(n)
	for len(text) < digits {
		text = "0" + text
	}
	return roster.External(prefix + text)
}
