package exchange

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"attune/internal/roster"
)

func (e *export) writePeople() error {
	e.people = make(map[roster.PersonID]roster.External)
	return e.fill(peopleFile, nil, func(put func(...string) error) error {
		return e.out.People(func(p roster.Person) error {
			e.people[p.ID] = p.External
			return put(string(p.External), p.Name, p.Email, string(p.Association), p.Region)
		})
	})
}

func (e *export) writePrograms() error {
	e.programs = make(map[roster.ProgramID]roster.External)
	return e.fill(programsFile, nil, func(put func(...string) error) error {
		return e.out.Programs(func(p roster.Program) error {
			e.programs[p.ID] = p.External
			return put(string(p.External), p.Name, string(p.Kind), string(p.Model), p.Region, string(p.Association))
		})
	})
}

func (e *export) writeEmployment() error {
	return e.fill(employmentFile, nil, func(put func(...string) error) error {
		return e.out.Employments(func(m roster.Employment) error {
			return put(e.person(m.Person), string(e.programs[m.Program]), string(m.Role), m.FTE.String(),
				string(m.Serves), string(m.Supervises), m.Span.From.String(), m.Span.To.String())
		})
	})
}

func (e *export) writeCredentials() error {
	return e.fill(credentialsFile, nil, func(put func(...string) error) error {
		return e.out.Credentials(func(c roster.Credential) error {
			return put(e.person(c.Person), string(c.Category), string(c.Status), string(c.Degree), c.Span.From.String(), c.Span.To.String())
		})
	})
}

func (e *export) writeTargets() error {
	return e.fill(targetsFile, nil, func(put func(...string) error) error {
		return e.out.Targets(func(t roster.Target) error {
			return put(e.person(t.Person), string(t.Category), string(t.Degree), t.OpenedOn.String())
		})
	})
}

// writeGroups writes each optional column only if any group says something there.
func (e *export) writeGroups() error {
	e.groups = make(map[roster.GroupID]group)
	var list []roster.Group
	err := e.out.Groups(func(g roster.Group) error {
		zone, err := time.LoadLocation(g.TimeZone)
		if err != nil {
			return fmt.Errorf("group %d: %w", g.ID, err)
		}
		e.groups[g.ID] = group{g, zone}
		list = append(list, g)
		return nil
	})
	if err != nil {
		return err
	}
	return e.fill(groupsFile, silentOf(list), func(put func(...string) error) error {
		for _, g := range list {
			if err := put(e.groupCells(g)...); err != nil {
				return err
			}
		}
		return nil
	})
}

// silentOf are the optional columns about which no group says anything.
func silentOf(list []roster.Group) []string {
	says := map[string]func(roster.Group) bool{
		"program_id": func(g roster.Group) bool { return g.Program != 0 },
		"funding":    func(g roster.Group) bool { return g.Funding != "" },
		"cost_cents": func(g roster.Group) bool { return g.CostCents != nil },
		"areas":      func(g roster.Group) bool { return g.Syllabus.Areas != "" },
		"of_which":   func(g roster.Group) bool { return g.Syllabus.OfWhich != "" },
		"meant_for":  func(g roster.Group) bool { return g.Syllabus.MeantFor != "" },
	}
	var silent []string
	for column, speaks := range says {
		if !slices.ContainsFunc(list, speaks) {
			silent = append(silent, column)
		}
	}
	return silent
}

func (e *export) groupCells(g roster.Group) []string {
	cost := ""
	if g.CostCents != nil {
		cost = strconv.Itoa(*g.CostCents)
	}
	return []string{
		string(g.External), g.Name, e.person(g.Provider), string(g.Association), g.TimeZone, string(g.Kind), string(g.Format),
		string(g.Modality), strconv.Itoa(g.Capacity), g.Place, string(e.programs[g.Program]), g.Funding, cost,
		string(g.Syllabus.Areas), string(g.Syllabus.OfWhich), string(g.Syllabus.MeantFor),
	}
}

func (e *export) writeMemberships() error {
	return e.fill(membershipsFile, nil, func(put func(...string) error) error {
		return e.out.Memberships(func(m roster.Membership) error {
			return put(string(e.groups[m.Group].External), e.person(m.Person), m.Span.From.String(), m.Span.To.String())
		})
	})
}

// person is a person's external id; empty for nobody.
func (e *export) person(id roster.PersonID) string { return string(e.people[id]) }
