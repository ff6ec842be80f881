package attendance

import (
	"fmt"
	"time"

	"attune/internal/fault"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// CallOff is the change that says of a session that it did not take place: it is cancelled, in calendars too, and its
// draft is dropped. Saying so twice changes nothing. It fails with Conflict where the sheet is verified, or was changed
// since the revision given.
func (s Sheet) CallOff(revision int, by Signer, now time.Time) (Change, error) {
	switch {
	case s.Session.Status == schedule.Cancelled:
		return Change{Sheet: s}, nil
	case s.State == Verified:
		return Change{}, fault.New(fault.Conflict, "This sheet was verified meanwhile, so the session took place. Nothing was changed; if that is wrong, amend the sheet.")
	case s.Session.Starts.After(now):
		return Change{}, fault.New(fault.Invalid, "This session is still to come. Whether it took place can be said once it should have begun.")
	case revision != s.Revision:
		return Change{}, overtaken()
	}
	next := s
	next.State, next.Marks, next.Began, next.Ended = Dropped, nil, time.Time{}, time.Time{}
	return next.turn(schedule.Cancelled, CalledOff, by, now), nil
}

// Restore is the change that says that a session took place after all: it stands in calendars again, with an empty sheet.
// Where it is not cancelled, nothing changes. It fails with Conflict where the group has another session at that time, or
// another of its occurrence takes place.
func (s Sheet) Restore(by Signer, now time.Time) (Change, error) {
	switch {
	case s.Session.Status != schedule.Cancelled:
		return Change{Sheet: s}, nil
	case s.Session.Starts.After(now):
		return Change{}, fault.New(fault.Invalid, "This session is still to come. Whether it took place can be said once it should have begun.")
	}
	zone, err := time.LoadLocation(s.Session.TimeZone)
	if err != nil {
		return Change{}, fmt.Errorf("zone of session %d: %w", s.Session.ID, err)
	}
	if replaced := s.Session.Replaced(s.Instead, zone); replaced != "" {
		return Change{}, fault.New(fault.Conflict, "%s Nothing was changed.", replaced)
	}
	if doubled := s.Session.Doubled(s.Beside, zone); doubled != "" {
		return Change{}, fault.New(fault.Conflict, "%s Nothing was changed; if that one did not take place, say so on its sheet first.", doubled)
	}
	if s.State == "" {
		s.State = Dropped // an import may cancel a session that nobody has begun a sheet of
	}
	return s.turn(schedule.Scheduled, Restored, by, now), nil
}

// turn is the change of the sheet's session to another status, as calendars shall see it.
func (s Sheet) turn(status schedule.Status, act Act, by Signer, now time.Time) Change {
	s.Revision++
	s.Session = s.Session.Raised(s.Session, now)
	s.Session.Status = status
	return Change{Sheet: s, Act: act, By: by}
}

// Close is the change that signs a sheet to whose session nobody came: all are absent, but for whom the draft excuses, and
// nobody led, so that nobody is credited with anything. The session is over at its planned end, or now where that is still
// to come. Closing twice changes nothing. It fails as Verify does.
func (s Sheet) Close(d Draft, by Signer, now time.Time) (Change, error) {
	if s.NobodyCame() {
		return Change{Sheet: s}, nil
	}
	d.Began, d.Ended, d.Leading = s.Session.Starts, s.Session.Ends(), &Leading{}
	d.closes, d.Guests = true, nil
	if d.Ended.After(now) {
		d.Ended = now
	}
	excused := make(map[roster.PersonID]bool)
	for _, m := range d.Marks {
		excused[m.Person] = m.Code == Excused
	}
	d.Marks = nil
	for _, person := range s.Roster {
		mark := Mark{Person: person, Code: Absent}
		if excused[person] {
			mark.Code = Excused
		}
		d.Marks = append(d.Marks, mark)
	}
	return s.Verify(d, by, now)
}

// NobodyCame tells whether the sheet is signed as one that nobody came to. It credits nobody.
func (s Sheet) NobodyCame() bool {
	return s.State == Verified && len(s.Standing) == 0 && s.Facts.Lead == 0 && s.Facts.CoLead == 0
}

// Reopen is the change that takes the signature off a sheet that nobody came to: it is a draft again. Where it is none,
// nothing changes. It fails with Conflict where somebody was credited: such a sheet is amended.
func (s Sheet) Reopen(by Signer, now time.Time) (Change, error) {
	switch {
	case s.State != Verified:
		return Change{Sheet: s}, nil
	case !s.NobodyCame():
		return Change{}, fault.New(fault.Conflict, "Somebody else said meanwhile who was there, and verified it. Nothing was changed; if it is wrong, amend the sheet.")
	}
	change := s.Become(Outcome{State: Open, Facts: s.Facts, Marks: s.Marks, By: by.Account, At: now})
	change.By = by
	return change, nil
}

func overtaken() error {
	return fault.New(fault.Conflict, "Somebody else saved this sheet while you were writing. Nothing was changed; compare and save again.")
}
