package jobs

import "time"

// Condition is how a duty stands against its own schedule.
type Condition int

// The conditions, by the newest run on record.
const (
	NeverRan Condition = iota // no run is on record
	Running                   // its instance says that it lives
	LeftHalf                  // its instance died or stopped before the end; another takes it over, or nobody is there to
	Overdue                   // a firing since its end is not on record
	Failing                   // it ended with failures
	Ran                       // it ended well, and the next firing is still to come
)

// late is how long after its time a firing may be on record: an instance claims it within seconds.
const late = 2 * Patience

// Condition tells how the duty stands at a moment by its newest run, the zero one where there is none. Missed is the
// firing that an Overdue duty lacks, in UTC: the first after the run's end, since a duty is not fired beside itself. It
// fails where the schedule is none.
func (d Duty) Condition(newest Run, now time.Time) (is Condition, missed time.Time, err error) {
	switch {
	case newest.Planned.IsZero():
		return NeverRan, time.Time{}, nil
	case newest.Finished.IsZero() && now.Sub(newest.Heartbeat) >= Patience: // given back, the heartbeat is zero
		return LeftHalf, time.Time{}, nil
	case newest.Finished.IsZero():
		return Running, time.Time{}, nil
	}
	missed, err = d.Next(newest.Finished)
	switch {
	case err != nil:
		return Ran, time.Time{}, err
	case !missed.IsZero() && now.Sub(missed) >= late:
		return Overdue, missed, nil
	case newest.Failures > 0:
		return Failing, time.Time{}, nil
	}
	return Ran, time.Time{}, nil
}
