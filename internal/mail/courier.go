package mail

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"attune/internal/access"
	"attune/internal/fault"
	"attune/internal/notice"
	"attune/internal/roster"
)

// Outbox is where notices wait.
type Outbox interface {
	// NoticesDue tells whether one is to be sent at now.
	NoticesDue(ctx context.Context, now time.Time) (bool, error)
	// TakeNotice takes one that is due, for the caller alone until a moment; NotFound where none is.
	TakeNotice(ctx context.Context, now, until time.Time) (notice.Taken, error)
	// NoticeAnew is one that was taken as things stand at now.
	NoticeAnew(ctx context.Context, taken notice.Taken, now time.Time) (notice.Taken, error)
	// SettleNotice keeps what became of one that was taken; Conflict where it is somebody else's by now.
	SettleNotice(ctx context.Context, taken notice.Taken, fate notice.Fate) error
}

// lease is how long a courier has one notice to itself: longer than a greeting and a message can take together, so that
// nobody else takes it up while it is on its way.
const lease = 2*Patience + time.Minute

// Looks between two rounds: at once while all is well, and more and more seldom while the server is away.
const (
	look       = time.Second
	lookSeldom = time.Minute
)

// Courier carries notices from the outbox to the mail server. Any number of couriers share one outbox, and no two of them
// carry the same notice: each takes one at a time for itself alone. A courier that dies loses nothing: what it had taken is
// taken again when its lease is over. Only one that dies between the server's answer and keeping it has a mail sent twice,
// both times under the same message id.
type Courier struct {
	outbox Outbox
	post   *Post
	writer *Writer
	opener *Opener
	clerk  Clerk
	now    func() time.Time
	log    *slog.Logger
}

// Clerk writes the file that goes with a mail: entries for calendars of those sessions that no calendar of whoever is told shows
// anyway, or is about to. Its Name is empty where none is left.
type Clerk func(ctx context.Context, to roster.PersonID, of []notice.Mention) (File, error)

// NewCourier makes a courier.
func NewCourier(outbox Outbox, post *Post, writer *Writer, opener *Opener, clerk Clerk, now func() time.Time, log *slog.Logger) *Courier {
	return &Courier{outbox, post, writer, opener, clerk, now, log}
}

// Round is what one round of a courier came to.
type Round struct {
	Sent    int
	Failed  int // to be tried again
	Dropped int // not to be tried again
}

// String tells of the round, for an operator.
func (r Round) String() string {
	return fmt.Sprintf("sent %d mails, %d wait for another try, %d were dropped", r.Sent, r.Failed, r.Dropped)
}

// Watch carries what is due as soon as it is, until the context ends. A mail that somebody waits for is on its way within a
// second or two, whichever instance it was asked of.
func (c *Courier) Watch(ctx context.Context) {
	pause := look
	for {
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
		_, err := c.guarded(ctx)
		switch {
		case err == nil:
			pause = look
		case ctx.Err() == nil:
			pause = min(2*pause, lookSeldom)
			c.log.Warn("mail waits", "error", err, "next look in", pause)
		}
	}
}

// guarded is a round whose panic is an error: a notice that no mail can be made of must not end the service.
func (c *Courier) guarded(ctx context.Context) (_ Round, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return c.Deliver(ctx)
}

// Deliver carries everything that is due, one notice after the other over one connection. One reader's failure stops nobody
// else's mail; a server that cannot be reached ends the round with an error.
func (c *Courier) Deliver(ctx context.Context) (Round, error) {
	var r round
	r.Courier = c
	defer r.hangUp()
	due, err := c.outbox.NoticesDue(ctx, c.now())
	for err == nil && due && ctx.Err() == nil {
		var taken notice.Taken
		now := c.now()
		taken, err = c.outbox.TakeNotice(ctx, now, now.Add(lease))
		if fault.KindOf(err) == fault.NotFound {
			return r.Round, nil
		}
		if err == nil {
			err = r.carry(ctx, taken)
		}
	}
	return r.Round, err
}

// round is a round under way, with its connection where there is one.
type round struct {
	*Courier
	Round
	open *Connection
}

func (r *round) hangUp() {
	if r.open != nil {
		_ = r.open.Close() // what was sent is sent
		r.open = nil
	}
}

// carry sends one notice and keeps what became of it, also when the context ends meanwhile.
func (r *round) carry(ctx context.Context, taken notice.Taken) error {
	fate, away := r.anew(ctx, taken)
	settle, cancel := context.WithTimeout(context.WithoutCancel(ctx), haste)
	defer cancel()
	if err := r.outbox.SettleNotice(settle, taken, fate); err != nil {
		return errors.Join(away, err)
	}
	switch {
	case !fate.SentAt.IsZero():
		r.Sent++
	case !fate.DroppedAt.IsZero():
		r.Dropped++
	default:
		r.Failed++
	}
	r.log.Info("mail", "notice", taken.ID, "topic", taken.Topic, "try", taken.Tries, "sent", !fate.SentAt.IsZero(), "dropped", !fate.DroppedAt.IsZero())
	return away
}

// anew looks at a notice once more before it is sent, and tells its fate where that fails: it waits, and others go on.
func (r *round) anew(ctx context.Context, taken notice.Taken) (notice.Fate, error) {
	now, err := r.outbox.NoticeAnew(ctx, taken, r.now())
	if err != nil {
		r.log.Error("a mail cannot be looked at anew", "notice", taken.ID, "error", err)
		return taken.Failed("It could not be looked at anew; the log tells why.", r.now()), nil
	}
	return r.send(ctx, now)
}

// send tries to send a notice and tells its fate. The error is that of a server which cannot be reached, and would not be
// for the next notice either.
func (r *round) send(ctx context.Context, taken notice.Taken) (notice.Fate, error) {
	if why := taken.Hindrance(r.now()); why != "" {
		return taken.Dropped(why, r.now()), nil
	}
	if err := r.connect(ctx); err != nil {
		sentence, _ := fault.SentenceOf(err)
		return taken.Failed(sentence, r.now()), err
	}
	without := lacking{round: r, taken: taken}
	entries, err := r.entries(ctx, taken.Notice)
	if again := without.note(ctx, "the entry for calendars", err); again {
		return without.failed(), nil
	}
	// The secret comes last: a server that is away must not leave a link behind for each try.
	address, note, err := r.opener.Open(ctx, taken.Notice, access.TheCourier)
	switch fault.KindOf(err) {
	case fault.NotFound, fault.Conflict:
		return taken.Dropped("What it leads to is not there any more: "+said(err)+".", r.now()), nil
	}
	if err != nil {
		return taken.Failed("Its address could not be made; the log tells why.", r.now()), err
	}
	absences, err := r.opener.Absences(ctx, taken.Notice)
	if again := without.note(ctx, "the address by which its reader says that they cannot come", err); again {
		return without.failed(), nil
	}
	message, err := r.writer.Write(taken.Notice, taken.ID, taken.Address, Enclosed{Address: address, Note: note, Absences: absences, Entries: entries})
	if err != nil {
		return taken.Failed("It could not be written; the log tells why.", r.now()), err
	}
	switch err := r.open.Send(message); {
	case err == nil:
		return without.sent(), nil
	case Refused(err):
		return taken.Dropped("The mail server refused it: "+err.Error()+".", r.now()), nil
	default:
		r.hangUp() // or the next one would fail of this one's trouble
		return taken.Failed("The mail server did not take it: "+err.Error()+".", r.now()), nil
	}
}

// lacking is what a notice goes without because it could not be made. The word matters more: the first time it waits a moment for
// what goes with it, the second it does not.
type lacking struct {
	*round
	taken notice.Taken
	what  []string
}

// note keeps that something could not be made, and tells whether the notice is to be tried again before it is sent without. Nothing
// is amiss with what was only broken off.
func (l *lacking) note(ctx context.Context, what string, err error) (again bool) {
	if err == nil {
		return false
	}
	l.log.Error("a mail lacks "+what, "notice", l.taken.ID, "error", err)
	l.what = append(l.what, what)
	return l.taken.Tries == 1 || ctx.Err() != nil
}

func (l *lacking) failed() notice.Fate {
	return l.taken.Failed("This could not be made yet: "+strings.Join(l.what, ", ")+"; the log tells why. It is tried once more, and goes without then.", l.now())
}

// sent is the fate of a notice that the server took, with what it went without, for the operator.
func (l *lacking) sent() notice.Fate {
	fate := l.taken.Sent(l.now())
	if len(l.what) > 0 {
		fate.Failure = "It went without what could not be made: " + strings.Join(l.what, ", ") + "; the log tells why."
	}
	return fate
}

// entries is the file of the sessions of which an entry goes with a notice.
func (r *round) entries(ctx context.Context, n notice.Notice) (File, error) {
	of := slices.DeleteFunc(slices.Clone(n.Sessions), func(m notice.Mention) bool { return !m.Entry })
	if n.To.Person == 0 || len(of) == 0 {
		return File{}, nil
	}
	return r.clerk(ctx, n.To.Person, of)
}

func (r *round) connect(ctx context.Context) (err error) {
	if r.open == nil {
		r.open, err = r.post.Open(ctx)
	}
	return err
}
