package exchange

import (
	"math"
	"slices"
	"strings"
	"time"

	"attune/internal/day"
	"attune/internal/roster"
)

type groupRow struct {
	line                     int
	group, provider, program ref
	is                       roster.Group
	zone                     *time.Location
}

type membershipRow struct {
	line          int
	group, person ref
	span          day.Span
}

func (b *bundle) readGroups(t *table) {
	for _, c := range t.file.columns {
		b.says[c.name] = c.optional && t.has(c.name)
	}
	for t.next() {
		row := groupRow{line: t.line(), group: t.define("group_id", b.groups), provider: b.refer(t, "provider_id", b.people)}
		row.is = roster.Group{
			Name: t.text("name", true), Association: b.association(t),
			Kind: word(t, "kind", roster.GroupKinds), Format: word(t, "format", roster.Formats), Modality: word(t, "modality", roster.Modalities),
			Capacity: t.number("capacity", 0, math.MaxInt16), Place: t.text("place", false),
		}
		if row.zone = b.zone(t); row.zone != nil {
			row.is.TimeZone = row.zone.String()
		}
		row.program, row.is.Funding, row.is.CostCents = b.mayRefer(t, "program_id", b.programs), t.text("funding", false), t.cents("cost_cents")
		row.is.Syllabus = syllabus(t, row.is.Kind)
		if !t.bad {
			row.is.External = b.groups.id(row.group)
			b.groupRows = append(b.groupRows, row)
		}
	}
}

// syllabus reads what a training is about and for whom; of any other group these cells are empty.
func syllabus(t *table, kind roster.Kind) roster.Syllabus {
	if kind != roster.Training {
		for _, column := range []string{"areas", "of_which", "meant_for"} {
			if t.cell(column) != "" {
				t.wrong(column, "only a training has this", "leave the cell empty, or write training as the group's kind")
			}
		}
		return roster.Syllabus{}
	}
	return roster.Syllabus{Areas: several(t, "areas", roster.Areas), OfWhich: several(t, "of_which", roster.Topics), MeantFor: several(t, "meant_for", roster.ProgramKinds)}
}

// zone reads an IANA time zone; nil where the cell names none. Local is a zone of package time, not of the world.
func (b *bundle) zone(t *table) *time.Location {
	name := t.cell("time_zone")
	if known := b.zoneOf[name]; known != nil {
		return known
	}
	zone, err := time.LoadLocation(name)
	if err != nil || name == "" || name == "Local" {
		advice := "write an IANA name such as America/Detroit"
		if meant := nearest(name, slices.Concat(b.zones, usualZones)); meant != "" {
			advice += " (did you mean " + meant + "?)"
		}
		t.wrong("time_zone", quoted(name)+" is not a time zone", advice)
		return nil
	}
	b.zoneOf[strings.Clone(name)] = zone
	return zone
}

// usualZones are zones to suggest beside those of the associations.
var usualZones = []string{
	"America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles", "America/Anchorage",
	"Pacific/Honolulu", "America/Puerto_Rico", "America/Indiana/Indianapolis", "UTC",
}

func (b *bundle) readMemberships(t *table) {
	type key struct {
		group, person ref
		from          day.Date
	}
	seen := make(firsts[key])
	for t.next() {
		row := membershipRow{t.line(), b.refer(t, "group_id", b.groups), b.refer(t, "person_id", b.people), t.span()}
		if !t.bad && seen.first(t, "from", key{row.group, row.person, row.span.From}, "the person's membership from this day") {
			b.membershipRows = append(b.membershipRows, row)
		}
	}
}
