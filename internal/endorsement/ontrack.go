package endorsement

import (
	"context"
	"fmt"

	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// OnTrack tells whether somebody is on the way to an endorsement as of a day, by their pace and no rule beside it: toward one
// of their targets neither minutes nor months are missing, or the rhythm of the last months brings both before the window
// closes. What is only planned promises nothing, nor do hours that wait; a focus and hours provided have no pace.
func OnTrack(edition *rulebook.Edition, code roster.Association, all []rulebook.Judgement, today day.Date) bool {
	for _, j := range all {
		if j.Purpose.Kind != rulebook.Earning {
			continue
		}
		if !Paced(j) {
			return true
		}
		if p := PaceOf(edition, code, j, all, nil, today); p.inTime(p.Rhythm) {
			return true
		}
	}
	return false
}

// Earner is somebody who has set out to earn something, or was on track when they were last looked at.
type Earner struct {
	Person     roster.Person        // id and association
	Judgements []rulebook.Judgement // as the last push left them, with their hours as a Standing has them
	OnTrack    bool                 // as they were last found
}

// Finding is a person who was found on track on a day, or no longer.
type Finding struct {
	Person  roster.PersonID
	OnTrack bool
	On      day.Date // local to the person's association
}

// Lookout is what looking for who is on track needs of the store.
type Lookout interface {
	// Earners are up to limit people who earn something or were last found on track, by id, after the given one.
	Earners(ctx context.Context, after roster.PersonID, limit int) ([]Earner, error)
	// LastDays are the associations known here.
	LastDays(ctx context.Context) (map[roster.Association]day.Date, error)
	// KeepFindings remembers who is on track from a day on, and who no longer is.
	KeepFindings(ctx context.Context, findings []Finding) error
	// KeepLooked remembers the days on which associations were looked through.
	KeepLooked(ctx context.Context, days map[roster.Association]day.Date) error
}

// lookouts is how many people are looked at, at a time.
const lookouts = 200

// LookOut finds who is on track today and remembers what changed since it was found last: nobody can tell later, since rules,
// decisions and targets are not those of then. It returns how many people it looked at, and for how many it was otherwise
// than before. A day counts as looked at only when everybody was.
func (t *Tracker) LookOut(ctx context.Context, lookout Lookout) (looked, changed int, err error) {
	edition, err := t.store.Edition(ctx)
	if err != nil {
		return 0, 0, fmt.Errorf("look out: the edition in force: %w", err)
	}
	for after := roster.PersonID(0); ; {
		page, err := lookout.Earners(ctx, after, lookouts)
		if err != nil {
			return looked, changed, fmt.Errorf("look out: who earns something: %w", err)
		}
		if len(page) == 0 {
			break
		}
		findings := t.find(edition, page)
		if err := lookout.KeepFindings(ctx, findings); err != nil {
			return looked, changed, fmt.Errorf("look out: %w", err)
		}
		looked, changed, after = looked+len(page), changed+len(findings), page[len(page)-1].Person.ID
	}
	known, err := lookout.LastDays(ctx)
	if err != nil {
		return looked, changed, fmt.Errorf("look out: the associations: %w", err)
	}
	days := make(map[roster.Association]day.Date, len(known))
	for code := range known {
		if a, ok := edition.Association(code); ok {
			days[code] = day.At(t.now(), a.Zone)
		}
	}
	return looked, changed, lookout.KeepLooked(ctx, days)
}

// find are those of whom something else is true than when they were last looked at. Whose association the rules do not name
// stays as they are.
func (t *Tracker) find(edition *rulebook.Edition, page []Earner) []Finding {
	var findings []Finding
	for _, e := range page {
		association, known := edition.Association(e.Person.Association)
		if !known {
			continue
		}
		today := day.At(t.now(), association.Zone)
		if on := OnTrack(edition, association.Code, e.Judgements, today); on != e.OnTrack {
			findings = append(findings, Finding{e.Person.ID, on, today})
		}
	}
	return findings
}
