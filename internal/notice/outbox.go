package notice

import (
	"time"

	"attune/internal/fault"
)

// Taken is a notice that somebody has taken out of the outbox to send it. It is theirs for a while, and then anybody's
// again: who takes it and dies loses nothing but time.
type Taken struct {
	Notice
	ID       int64
	Name     string    // of who is told; empty where nobody of the roster is
	Address  string    // where they read mail now, as it was written; empty: nowhere
	Account  int64     // access.AccountID; zero: they have none
	Closed   bool      // the account is closed
	Declined bool      // they have declined the topic
	Done     bool      // what it asks for has been done meanwhile, or what it says is out of date
	Due      time.Time // UTC; when it was to be sent, or tried again
	Tries    int       // how often it was taken, this time included
	Until    time.Time // UTC; so long it is theirs who took it last; zero: nobody's
}

// Fate is what becomes of a notice that was taken. One of SentAt, DroppedAt and NextTry is set.
type Fate struct {
	SentAt    time.Time // UTC
	DroppedAt time.Time // UTC
	NextTry   time.Time // UTC
	Failure   string    // why it was not sent or, where it was, what it went without, for the operator; empty where nothing was amiss
}

// GivesUpAfter is how long a notice is tried: then it is no news any more.
const GivesUpAfter = 72 * time.Hour

// waits are the times between the first tries; all later ones are like the last.
var waits = []time.Duration{time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 6 * time.Hour}

// wait is the time between a try, counted from 1, and the next; false where all of them together took GivesUpAfter.
func wait(try int) (time.Duration, bool) {
	var passed time.Duration
	for i := range try {
		passed += waits[min(i, len(waits)-1)]
	}
	return waits[min(try, len(waits))-1], passed <= GivesUpAfter
}

// Hindrance is why the notice is not to be sent at all; empty where nothing stands in the way. What became of an account is
// told to whoever had it even when it is closed.
func (t Taken) Hindrance(now time.Time) string {
	switch {
	case t.Declined && t.Topic != Security:
		return "Its reader has declined mails of this kind."
	case t.Done:
		return "What it asks for was done meanwhile, or what it says is out of date."
	case t.Closed && t.Topic != Security:
		return "The account of its reader is closed."
	case t.Address == "":
		return "No e-mail address of its reader is known."
	case t.Tries == 1 && now.Sub(t.Due) > GivesUpAfter:
		return "It waited for more than three days before mail could be sent."
	}
	return ""
}

// Sent is the fate of a notice that the mail server has taken.
func (t Taken) Sent(now time.Time) Fate { return Fate{SentAt: now} }

// Dropped is the fate of a notice that nobody tries again.
func (t Taken) Dropped(why string, now time.Time) Fate { return Fate{DroppedAt: now, Failure: why} }

// Failed is the fate of a notice that could not be sent this time: it is tried again later and later, and at last dropped.
func (t Taken) Failed(why string, now time.Time) Fate {
	next, again := wait(t.Tries)
	if !again {
		return t.Dropped(why, now)
	}
	return Fate{NextTry: now.Add(next), Failure: why}
}

// Kept is a notice as it stands in the outbox.
type Kept struct {
	Taken
	CreatedAt time.Time // UTC
	Fate
}

// Standing is how far a notice has come.
type Standing string

// The standings.
const (
	Waiting Standing = "waiting" // to be sent, or tried again
	Dropped Standing = "dropped" // not sent, and not tried again
	Sent    Standing = "sent"
)

// Standings are all of them, in the order above.
var Standings = []Standing{Waiting, Dropped, Sent}

// Standing is how far it has come.
func (k Kept) Standing() Standing {
	switch {
	case !k.SentAt.IsZero():
		return Sent
	case !k.DroppedAt.IsZero():
		return Dropped
	default:
		return Waiting
	}
}

var errCleared = fault.New(fault.Conflict, "What this mail said was cleared away, as of all old ones, so it cannot be sent or handed over any more.")

// Cleared tells whether what the notice said is gone: of old ones only the fact is kept.
func (k Kept) Cleared() bool { return k.Subject == "" }

// HandOver is nil where somebody else than the mail server may be given what the notice leads to. It is Conflict where the
// mail has reached its reader: from then on it is theirs.
func (k Kept) HandOver() error {
	if k.Standing() == Sent {
		return fault.New(fault.Conflict, "This mail has reached its reader, and what it leads to is theirs. Whoever lost it asks for another.")
	}
	if k.Cleared() {
		return errCleared
	}
	return nil
}

// Retry is the notice once somebody has it tried again at now, as if for the first time. It is Conflict where it was sent, or
// is being sent: it would go out twice.
func (k Kept) Retry(now time.Time) (Kept, error) {
	switch {
	case k.Standing() == Sent:
		return Kept{}, fault.New(fault.Conflict, "This mail was sent meanwhile, so it is not sent again.")
	case k.Cleared():
		return Kept{}, errCleared
	case k.Until.After(now):
		return Kept{}, fault.New(fault.Conflict, "This mail is being sent just now. Look again in two minutes.")
	}
	k.Tries, k.Due, k.Until = 0, now, time.Time{}
	k.Fate = Fate{NextTry: now}
	return k, nil
}
