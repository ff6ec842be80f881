package exchange

import (
	"slices"
	"time"

	"attune/internal/roster"
)

// takePeople takes in associations, people and programs: what everything else refers to.
func (t *taking) takePeople() error {
	var save Roster
	var people, programs []ref
	var moved []Readdressed
	for _, row := range t.b.personRows {
		p := row.is
		p.ID = roster.PersonID(t.b.people.stored(row.person))
		old, known := t.stored.people[p.ID]
		if t.note(peopleFile, known, p == old) {
			save.People, people = append(save.People, p), append(people, row.person)
		}
	}
	for _, row := range t.b.programRows {
		p := row.is
		p.ID = roster.ProgramID(t.b.programs.stored(row.program))
		old, known := t.stored.programs[p.ID]
		if t.note(programsFile, known, p == old) {
			save.Programs, programs = append(save.Programs, p), append(programs, row.program)
		}
	}
	save.Associations = t.b.associationsUsed()
	if _, err := t.in.SaveRoster(&save); err != nil {
		return err
	}
	for i, p := range save.People {
		if old, known := t.stored.people[p.ID]; known && old.Email != p.Email {
			moved = append(moved, Readdressed{Person: p, Was: old})
		}
		t.tookPerson(people[i], p)
	}
	if err := t.readdress(moved); err != nil {
		return err
	}
	for i, p := range save.Programs {
		_, known := t.stored.programs[p.ID]
		t.b.programs.known[programs[i]-1] = int64(p.ID)
		t.record(p.Association, Program, known, int64(p.ID))
	}
	return nil
}

// readdress has accounts follow the e-mails of people.
func (t *taking) readdress(moved []Readdressed) error {
	if err := t.in.Readdress(t.b.associationsOfPeople(), moved); err != nil {
		return err
	}
	for _, m := range moved {
		if m.Account != 0 {
			t.events = append(t.events, event{m.Person.Association, "account.readdressed", "account", m.Account})
			t.report.Followed = append(t.report.Followed, m.Person.External)
		}
		if m.Kept != "" {
			t.report.Kept = append(t.report.Kept, Kept{m.Person.External, m.Kept})
		}
	}
	return nil
}

// tookPerson notes what follows from a person that is new or changed.
func (t *taking) tookPerson(r ref, p roster.Person) {
	old, known := t.stored.people[p.ID]
	t.b.people.known[r-1] = int64(p.ID)
	t.home[p.ID] = p.Association
	t.record(p.Association, Person, known, int64(p.ID))
	if known {
		t.ripple.Note(old, p)
	}
}

// associationsOfPeople are those whose people the bundle brings.
func (b *bundle) associationsOfPeople() []roster.Association {
	var list []roster.Association
	for _, row := range b.personRows {
		if !slices.Contains(list, row.is.Association) {
			list = append(list, row.is.Association)
		}
	}
	return list
}

// associationsUsed are the associations of the bundle's people, programs and groups, as the rules name them.
func (b *bundle) associationsUsed() []Association {
	used := make(map[roster.Association]bool)
	for _, row := range b.personRows {
		used[row.is.Association] = true
	}
	for _, row := range b.programRows {
		used[row.is.Association] = true
	}
	for _, row := range b.groupRows {
		used[row.is.Association] = true
	}
	var list []Association
	for _, a := range b.rules.Associations() {
		if used[a.Code] {
			list = append(list, Association{a.Code, a.Name, a.Zone.String()})
		}
	}
	return list
}

// takeGroups takes in groups, and keeps every group that the bundle uses at hand for its sessions.
func (t *taking) takeGroups() error {
	var save Roster
	var refs []ref
	for _, row := range t.b.groupRows {
		g := t.grouped(row)
		old, known := t.stored.groups[g.ID]
		if t.note(groupsFile, known, roster.SameGroup(g, old)) {
			save.Groups, refs = append(save.Groups, g), append(refs, row.group)
		}
	}
	if _, err := t.in.SaveRoster(&save); err != nil {
		return err
	}
	for i, g := range save.Groups {
		t.tookGroup(refs[i], g)
	}
	return t.gather(save.Groups)
}

// grouped is a row's group with its ids; what the bundle has no column for stays as it was.
func (t *taking) grouped(row groupRow) roster.Group {
	g := row.is
	g.ID = roster.GroupID(t.b.groups.stored(row.group))
	g.Provider, g.Program = roster.PersonID(t.b.people.stored(row.provider)), roster.ProgramID(t.b.programs.stored(row.program))
	old := t.stored.groups[g.ID]
	g.Open, g.CallShown = old.Open, old.CallShown
	if !t.b.says["program_id"] {
		g.Program = old.Program
	}
	if !t.b.says["funding"] {
		g.Funding = old.Funding
	}
	if !t.b.says["cost_cents"] {
		g.CostCents = old.CostCents
	}
	if g.Kind != roster.Training {
		return g
	}
	if !t.b.says["areas"] {
		g.Syllabus.Areas = old.Syllabus.Areas
	}
	if !t.b.says["of_which"] {
		g.Syllabus.OfWhich = old.Syllabus.OfWhich
	}
	if !t.b.says["meant_for"] {
		g.Syllabus.MeantFor = old.Syllabus.MeantFor
	}
	return g
}

// tookGroup notes what follows from a group that is new or changed.
func (t *taking) tookGroup(r ref, g roster.Group) {
	old, known := t.stored.groups[g.ID]
	t.b.groups.known[r-1] = int64(g.ID)
	t.record(g.Association, Group, known, int64(g.ID))
	if known {
		t.ripple.Note(old, g)
	}
}

// gather puts the groups as they are now where sessions look for them.
func (t *taking) gather(saved []roster.Group) error {
	for _, g := range saved {
		t.stored.groups[g.ID] = g
	}
	t.groups = make([]group, len(t.b.groups.ids))
	zones := make(map[string]*time.Location)
	for i, id := range t.b.groups.known {
		g, known := t.stored.groups[roster.GroupID(id)]
		if !known {
			continue
		}
		if zones[g.TimeZone] == nil {
			zone, err := time.LoadLocation(g.TimeZone)
			if err != nil {
				return err
			}
			zones[g.TimeZone] = zone
		}
		t.groups[i] = group{g, zones[g.TimeZone]}
	}
	return nil
}
