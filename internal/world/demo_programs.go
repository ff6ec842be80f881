package world

import (
	"fmt"

	"attune/internal/day"
	"attune/internal/roster"
)

// places are the programs of the demo by the name the script uses.
type places struct {
	harbor, stone, river, nurses, lantern, maple, eastern, cedar roster.ProgramID
	narrow                                                       roster.ProgramID // in Rhode Island
}

func (s *stage) openPrograms() {
	s.places = places{
		harbor:  s.program("Little Harbor Birth to Three", "birth_to_three", "", "South Central", Connecticut),
		stone:   s.program("Stone Bridge Early Intervention", "birth_to_three", "", "North Central", Connecticut),
		river:   s.program("River Meadow Parents as Teachers", "home_visiting", "pat", "Northwest", Connecticut),
		nurses:  s.program("Tidewater Nurse Home Visiting", "home_visiting", "nfp", "Eastern", Connecticut),
		lantern: s.program("Lantern Street Family Team", "home_visiting", "child_first", "Southwest", Connecticut),
		maple:   s.program("Maple Knoll Early Head Start", "early_head_start", "ehs", "North Central", Connecticut),
		eastern: s.program("Quiet Corner Child and Family Services", "child_welfare", "", "Eastern", Connecticut),
		cedar:   s.program("Cedar Court Infant and Family Clinic", "clinic", "", "South Central", Connecticut),
		narrow:  s.program("Narrow Bay Healthy Families", "home_visiting", "hfa", "Newport County", "RI"),
	}
}

func (s *stage) program(name string, kind roster.ProgramKind, model roster.Model, region string, a roster.Association) roster.ProgramID {
	id := roster.ProgramID(len(s.world.Programs) + 1)
	s.world.Programs = append(s.world.Programs, roster.Program{
		ID: id, External: roster.External(fmt.Sprintf("pr%02d", id)), Name: name,
		Kind: kind, Model: model, Region: region, Association: a,
	})
	return id
}

func (s *stage) region(p roster.ProgramID) string { return s.world.Programs[p-1].Region }

// bringManagers gives every program of the association one.
func (s *stage) bringManagers() {
	for _, p := range s.world.Programs {
		if p.Association != Connecticut {
			continue
		}
		m := s.person(Connecticut, p.Region)
		s.works(m, roster.Employment{
			Program: p.ID, Role: roster.Manager, FTE: 1000, Supervises: "IMH", Span: day.Span{From: s.years(6, 9, int(p.ID))},
		})
		switch p.ID {
		case s.places.harbor:
			s.cast.Manager, s.cast.Program = s.external(m), p.External
		case s.places.maple:
			s.aims(m, "IMHM-P", "masters", s.since(9))
		case s.places.eastern:
			s.holds(m, roster.Credential{Category: "IMHM-P", Status: roster.Endorsed, Degree: "masters", Span: day.Span{From: s.years(4, 3, 2)}})
		}
	}
}
