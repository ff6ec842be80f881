package endorsement

import (
	"context"
	"errors"
	"fmt"
	"time"

	"attune/internal/day"
	"attune/internal/roster"
)

// Calendar is what the walk of the days needs of the store.
type Calendar interface {
	// LastDays are the associations known here, each with the last local day that was begun; zero for none.
	LastDays(ctx context.Context) (map[roster.Association]day.Date, error)
	// BeginDays puts on the due list whom days after since, up to and including today, bring something new:
	// a target, credential or employment that begins, or ended the day before, or an entry dated so; everybody of
	// the association where everybody is true. It remembers today as the last day. It returns how many it put there.
	BeginDays(ctx context.Context, turn Turn) (int, error)
}

// Turn is the step of one association from the last day that was begun to today.
type Turn struct {
	Association roster.Association
	Zone        *time.Location
	Since       day.Date // the last day begun before; zero: none yet
	Today       day.Date
	Everybody   bool // a renewal year begins within, or no day was begun yet
}

// BeginDays puts on the due list whom a new day concerns, for each association in which a new local day has begun
// since the last walk. A night that was missed is made up for by the next walk. It returns how many people it put
// there; the associations that failed are joined in the error and walked again next time.
func (t *Tracker) BeginDays(ctx context.Context, calendar Calendar) (int, error) {
	edition, err := t.store.Edition(ctx)
	if err != nil {
		return 0, fmt.Errorf("days: the edition in force: %w", err)
	}
	last, err := calendar.LastDays(ctx)
	if err != nil {
		return 0, fmt.Errorf("days: the last days: %w", err)
	}
	due, failures := 0, []error(nil)
	for association, since := range last {
		known, ok := edition.Association(association)
		if !ok {
			continue
		}
		today := day.At(t.now(), known.Zone)
		if today <= since {
			continue
		}
		n, err := calendar.BeginDays(ctx, Turn{association, known.Zone, since, today, since == 0 || today.Year() > since.Year()})
		if err != nil {
			failures = append(failures, fmt.Errorf("days: %s: %w", association, err))
		}
		due += n
	}
	return due, errors.Join(failures...)
}
