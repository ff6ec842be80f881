package world

import (
	"context"
	"fmt"

	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// Past is where what was found on days that are over is kept.
type Past interface {
	endorsement.People
	// KeepFindings remembers who is on track from a day on, and who no longer is.
	KeepFindings(ctx context.Context, findings []endorsement.Finding) error
	// KeepLooked remembers the days on which associations were looked through.
	KeepLooked(ctx context.Context, days map[roster.Association]day.Date) error
}

// LookBack keeps of an invented association who was on track on the last days of so many months, up to the one before today's:
// what the duty would have found, had it run then. What was found
// since is forgotten, to be found anew. Nobody can know that of a real one (decision 0028).
func LookBack(ctx context.Context, tracker *endorsement.Tracker, edition *rulebook.Edition, in Past, today day.Date, months int) error {
	year, month, _ := today.Civil()
	first, found := day.Of(year, month, 1), make(map[roster.PersonID]bool)
	if err := forget(ctx, tracker, in, first.AddMonths(1-months).AddDays(-1)); err != nil {
		return err
	}
	for n := months - 1; n >= 0; n-- {
		on := first.AddMonths(-n).AddDays(-1)
		var findings []endorsement.Finding
		looked := make(map[roster.Association]day.Date)
		err := tracker.Report(ctx, in, on, func(p roster.Person, judged []rulebook.Judgement) error {
			looked[p.Association] = on
			if is := endorsement.OnTrack(edition, p.Association, judged, on); is != found[p.ID] {
				found[p.ID] = is
				findings = append(findings, endorsement.Finding{Person: p.ID, OnTrack: is, On: on})
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("look back on %s: %w", on, err)
		}
		if err := in.KeepFindings(ctx, findings); err != nil {
			return err
		}
		if err := in.KeepLooked(ctx, looked); err != nil {
			return err
		}
	}
	return nil
}

// forget takes back what was found of anybody since a day.
func forget(ctx context.Context, tracker *endorsement.Tracker, in Past, since day.Date) error {
	var findings []endorsement.Finding
	err := tracker.Report(ctx, in, since, func(p roster.Person, _ []rulebook.Judgement) error {
		findings = append(findings, endorsement.Finding{Person: p.ID, On: since})
		return nil
	})
	if err != nil {
		return err
	}
	return in.KeepFindings(ctx, findings)
}
