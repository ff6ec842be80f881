package attendance

import (
	"attune/internal/ledger"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// Resolve is what was so on the day where session and group say so: an empty lead, kind or modality is the group's.
func Resolve(session schedule.Session, group roster.Group) Facts {
	facts := Facts{Lead: session.Lead, CoLead: session.CoLead, Kind: session.Kind, Format: group.Format, Modality: session.Modality}
	if facts.Lead == 0 && !session.NobodyLed {
		facts.Lead = group.Provider
	}
	if facts.Kind == "" {
		facts.Kind = group.Kind
	}
	if facts.Modality == "" {
		facts.Modality = group.Modality
	}
	return facts
}

// Leads tells whether the person led or co-led: they provided the hour and receive nothing from it (rules.md, 1.3).
func (f Facts) Leads(person roster.PersonID) bool {
	return person != 0 && (person == f.Lead || person == f.CoLead)
}

// Was is the person's presence by this mark in a session with these facts: cut, merged, and nil for nobody there.
func (m Mark) Was(f Facts) ledger.Presence {
	switch m.Code {
	case Present:
		return ledger.Presence{{Start: f.Began, End: f.Ended}}
	case Partial:
		return m.Intervals.Within(f.Began, f.Ended)
	default:
		return nil
	}
}

// Minutes are the whole minutes the mark is worth to a supervisee in a session with these facts; 0 for its leads.
func (m Mark) Minutes(f Facts) int {
	if f.Leads(m.Person) {
		return 0
	}
	return m.Was(f).Minutes()
}

// Supervisees is how many of the marks make a received entry.
func Supervisees(f Facts, marks []Mark) int {
	n := 0
	for _, m := range marks {
		if m.Minutes(f) > 0 {
			n++
		}
	}
	return n
}

// credit is what a sheet of these facts and marks puts into the ledger as one version (rules.md, 1 and 2.1):
// an entry for each supervisee there for a whole minute, and one for lead and co-lead with the actual length.
func (s Sheet) credit(f Facts, marks []Mark, version int) []ledger.Entry {
	line := ledger.Entry{
		Session: s.Session.ID, SessionExternal: s.Session.External, Version: version, Started: f.Began, Ended: f.Ended,
		Lead: f.Lead, Kind: f.Kind, Format: f.Format, Modality: f.Modality, Supervisees: Supervisees(f, marks),
	}
	entries := make([]ledger.Entry, 0, len(marks)+2)
	for _, m := range marks {
		if minutes := m.Minutes(f); minutes > 0 {
			entry := line
			entry.Person, entry.Association, entry.Direction = m.Person, s.Home[m.Person], ledger.Received
			entry.Minutes, entry.Focus, entry.Presence = minutes, m.Focus, pieces(m.Was(f), f)
			entries = append(entries, entry)
		}
	}
	for _, lead := range f.leads() {
		entry := line
		entry.Person, entry.Association, entry.Direction = lead, s.Home[lead], ledger.Provided
		if entry.Minutes = entry.Attended().Minutes(); entry.Minutes > 0 {
			entries = append(entries, entry)
		}
	}
	return entries
}

// pieces is nil where the presence is the whole session, the form in which the ledger keeps most entries.
func pieces(p ledger.Presence, f Facts) ledger.Presence {
	if len(p) == 1 && p[0].Start.Equal(f.Began) && p[0].End.Equal(f.Ended) {
		return nil
	}
	return p
}

func (f Facts) leads() []roster.PersonID {
	var leads []roster.PersonID
	if f.Lead != 0 {
		leads = append(leads, f.Lead)
	}
	if f.CoLead != 0 && f.CoLead != f.Lead {
		leads = append(leads, f.CoLead)
	}
	return leads
}
