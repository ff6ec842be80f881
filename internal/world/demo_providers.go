package world

import (
	"attune/internal/day"
	"attune/internal/roster"
)

// guides are the people who lead the groups of the demo, by what the script needs each for.
type guides struct {
	mentor     roster.PersonID // IMHM-C
	provider   roster.PersonID // whom the demo signs in: IMHS with ERS, in every generation of the rules
	steadfast  roster.PersonID // IFS with ERS
	lapsed     roster.PersonID // IMHS with ERS until five months ago
	emerging   roster.PersonID // IFS with an emerging ERS
	clinician  roster.PersonID // IMHS, never ERS: qualifies nobody from 2025 on
	elder      roster.PersonID // IMHM-C
	consultant roster.PersonID // IMHM-C, of Rhode Island
	supervisor roster.PersonID // of a home-visiting program; no credential
}

// lapse is the last day on which the lapsed provider's credentials were good.
func (s *stage) lapse() day.Date { return s.ago(150) }

// lastIFRS is the last day of the category that came before the add-on ERS (rules.yaml, provider_sets, FS).
var lastIFRS = day.MustParse("2024-12-31")

// bringProviders brings those who lead. Their first renewal falls due in the year the meetings begin.
func (s *stage) bringProviders() {
	g := &s.guides
	g.mentor = s.leader(s.places.cedar, "IMH+ECMH", s.endorsed("IMHM-C", "masters", s.years(4, 6, 3)))
	g.provider = s.leader(s.places.harbor, "IMH",
		s.endorsed("IMHS", "masters", s.years(4, 5, 11)),
		roster.Credential{Category: "ERS", Status: roster.Emerging, Span: day.Span{From: s.years(4, 9, 1), To: s.years(3, 5, 31)}},
		s.endorsed("ERS", "", s.years(3, 6, 1)))
	g.steadfast = s.leader(s.places.stone, "IMH+ECMH",
		s.endorsed("IFS", "bachelors", s.years(4, 4, 20)),
		s.endorsed("ERS", "", s.years(4, 11, 1)))
	if from := s.years(4, 10, 1); from < lastIFRS {
		s.holds(g.steadfast, roster.Credential{Category: "IFRS", Status: roster.Endorsed, Degree: "bachelors", Span: day.Span{From: from, To: lastIFRS}})
	}
	g.lapsed = s.leader(s.places.river, "IMH",
		roster.Credential{Category: "IMHS", Status: roster.Endorsed, Degree: "masters", Span: day.Span{From: s.years(4, 3, 14), To: s.lapse()}},
		roster.Credential{Category: "ERS", Status: roster.Endorsed, Span: day.Span{From: s.years(4, 11, 15), To: s.lapse()}})
	g.emerging = s.leader(s.places.maple, "IMH",
		s.endorsed("IFS", "masters", s.years(3, 3, 9)),
		roster.Credential{Category: "ERS", Status: roster.Emerging, Span: day.Span{From: s.since(10)}})
	g.clinician = s.leader(s.places.cedar, "IMH",
		roster.Credential{Category: "IMHS", Status: roster.Vetted, Degree: "masters", Span: day.Span{From: s.years(6, 2, 1), To: s.years(4, 1, 31)}},
		s.endorsed("IMHS", "masters", s.years(4, 2, 1)))
	g.elder = s.leader(s.places.lantern, "IMH+ECMH", s.endorsed("IMHM-C", "masters", s.years(4, 8, 20)))
	g.consultant = s.visitor(roster.Supervisor)
	s.holds(g.consultant, s.endorsed("IMHM-C", "masters", s.years(5, 1, 22)))
	g.supervisor = s.leader(s.places.river, "IMH")

	s.cast.Provider = s.external(g.provider)
	s.plays(g.provider, EndorsedProvider)
	s.plays(g.emerging, EmergingProvider)
	s.plays(g.lapsed, LapsedProvider)
	s.plays(g.mentor, PeerRenewal)
	s.steady[g.elder], s.steady[g.steadfast], s.steady[g.clinician] = true, true, true
}

// leader is somebody who supervises in a program, with credentials.
func (s *stage) leader(p roster.ProgramID, tracks roster.Tracks, credentials ...roster.Credential) roster.PersonID {
	id := s.person(Connecticut, s.region(p))
	s.works(id, roster.Employment{
		Program: p, Role: roster.Supervisor, FTE: 800, Serves: "IMH", Supervises: tracks, Span: day.Span{From: s.years(7, 9, 5)},
	})
	for _, c := range credentials {
		s.holds(id, c)
	}
	return id
}

// visitor is somebody of another association.
func (s *stage) visitor(role roster.EmploymentRole) roster.PersonID {
	id := s.person("RI", s.region(s.places.narrow))
	s.works(id, roster.Employment{Program: s.places.narrow, Role: role, FTE: 750, Serves: "IMH", Span: day.Span{From: s.years(6, 2, 12)}})
	return id
}

func (s *stage) endorsed(category roster.Category, degree roster.Degree, from day.Date) roster.Credential {
	return roster.Credential{Category: category, Status: roster.Endorsed, Degree: degree, Span: day.Span{From: from}}
}
