package store

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"strings"
	"time"

	"gorm.io/gorm"

	"attune/internal/access"
	"attune/internal/fault"
	"attune/internal/history"
	"attune/internal/notice"
	"attune/internal/roster"
)

// due are the notices that are to be sent at @now and are nobody's just then.
const due = `sent_at is null and dropped_at is null and next_try_at <= @now and (leased_until is null or leased_until <= @now)`

// NoticesDue tells whether a notice waits to be sent. It is asked every second: it reads one entry of a small index.
func (s *Store) NoticesDue(ctx context.Context, now time.Time) (bool, error) {
	var found bool
	err := s.ask(ctx).Raw(`select exists (select 1 from notices where `+due+`)`, sql.Named("now", utc(now))).Row().Scan(&found)
	if err != nil {
		return false, fmt.Errorf("look into the outbox: %w", translate(err))
	}
	return found, nil
}

// NoticesWaiting is how many notices are neither sent nor dropped, those whose time has not come included.
func (s *Store) NoticesWaiting(ctx context.Context) (int, error) {
	var n int
	if err := s.ask(ctx).Raw(`select count(*) from notices where sent_at is null and dropped_at is null`).Row().Scan(&n); err != nil {
		return 0, fmt.Errorf("count the outbox: %w", translate(err))
	}
	return n, nil
}

// TakeNotice takes one notice that is due out of the outbox, for the caller alone until a moment: of several at once no two
// take the same. Who signs in is not kept waiting by the rest. NotFound where none is due.
func (s *Store) TakeNotice(ctx context.Context, now, until time.Time) (notice.Taken, error) {
	var taken notice.Taken
	err := s.change(ctx, func(tx *gorm.DB) error {
		var ids []int64
		err := tx.Raw(`update notices set tries = tries + 1, leased_until = @until
			where id = (select id from notices where `+due+` order by case topic when 'security' then 0 else 1 end, next_try_at, id limit 1 `+skipLocked(tx)+`)
			returning id`, map[string]any{"now": utc(now), "until": utc(until)}).Scan(&ids).Error
		if err != nil {
			return err
		}
		if len(ids) == 0 {
			return fault.New(fault.NotFound, "No notice is due.")
		}
		kept, err := noticeWith(tx, ids[0])
		taken = kept.Taken
		return err
	})
	if err != nil {
		return notice.Taken{}, fmt.Errorf("take a notice: %w", err)
	}
	return taken, nil
}

// NoticeAnew is a notice that was taken as things stand at now: whether what it asks for has been done meanwhile and, of a week
// ahead, what it says. It is a transaction of its own, so that one which fails does not give back what was taken.
func (s *Store) NoticeAnew(ctx context.Context, taken notice.Taken, now time.Time) (notice.Taken, error) {
	err := s.change(ctx, func(tx *gorm.DB) (err error) {
		if taken.Topic == notice.WeekAhead {
			taken.Done, err = weekAnew(tx, taken.ID, &taken.Notice, now)
		} else {
			taken.Done, err = done(tx, taken.Notice, now)
		}
		return err
	})
	if err != nil {
		return notice.Taken{}, fmt.Errorf("notice %d anew: %w", taken.ID, err)
	}
	return taken, nil
}

// done tells whether somebody has done meanwhile what a notice asks for. A session that was moved has another sheet to fill in.
func done(tx *gorm.DB, n notice.Notice, now time.Time) (done bool, err error) {
	if n.IsReminder() {
		return outdated(tx, n, now)
	}
	if w, is := n.Word(); is {
		return wordOutdated(tx, n, w, now)
	}
	e, is := n.Errand()
	switch {
	case !is:
		return false, nil
	case e.Person != 0:
		err = tx.Raw(`select exists (select 1 from disputes where session_id = ? and person_id = ? and round = ? and ends)`, int64(e.Session), int64(e.Person), e.Round).Row().Scan(&done)
	case e.Amended != 0:
		err = tx.Raw(`select not exists (select 1 from waiting_amendments where session_id = ?)`, int64(e.Session)).Row().Scan(&done)
	default:
		err = tx.Raw(`select not exists (select 1 from sessions s where s.id = ? and s.local_start = ? and s.status <> 'cancelled'
			and not exists (select 1 from sheets h where h.session_id = s.id and h.state = 'verified'))`, int64(e.Session), e.Planned).Row().Scan(&done)
	}
	return done, err
}

// skipLocked ends a SELECT whose rows nobody else has taken; SQLite has one writer at a time.
func skipLocked(tx *gorm.DB) string {
	if dialectOf(tx) == postgresql {
		return " for update skip locked"
	}
	return ""
}

// SettleNotice keeps what became of a notice that was taken. It is Conflict where it has been somebody else's since.
func (s *Store) SettleNotice(ctx context.Context, taken notice.Taken, fate notice.Fate) error {
	next := fate.NextTry
	if next.IsZero() {
		next = taken.Due
	}
	err := s.change(ctx, func(tx *gorm.DB) error {
		done := tx.Exec(`update notices set leased_until = null, next_try_at = ?, failure = ?, sent_at = ?, dropped_at = ?
			where id = ? and tries = ? and leased_until = ? and sent_at is null and dropped_at is null`,
			utc(next), fate.Failure, timeOrNil(fate.SentAt), timeOrNil(fate.DroppedAt), taken.ID, taken.Tries, utc(taken.Until))
		if done.Error == nil && done.RowsAffected == 0 {
			return fault.New(fault.Conflict, "Notice %d is somebody else's by now.", taken.ID)
		}
		return done.Error
	})
	if err != nil {
		return fmt.Errorf("settle notice %d: %w", taken.ID, err)
	}
	return nil
}

// AccountToTell is the account that somebody signs in to when a notice lets them in: that of the person, made where there is
// none, or the account that is told. It is NotFound where there is neither, and Conflict where it is closed.
func (s *Store) AccountToTell(ctx context.Context, to notice.Recipient) (access.AccountID, error) {
	account := access.AccountID(to.Account)
	err := s.change(ctx, func(tx *gorm.DB) error {
		if to.Person == 0 {
			_, err := homeOf(tx, account)
			return err
		}
		found, err := people(tx, `id = ?`, int64(to.Person))
		if err != nil || len(found) == 0 {
			return fault.Because(err, fault.NotFound, "There is no such person.")
		}
		at := s.now()
		opened, changes, err := accountOf(tx, at, found[0], access.TheCourier)
		account = opened.ID
		if err != nil {
			return err
		}
		return record(tx, at, changes...)
	})
	if err != nil {
		return 0, fmt.Errorf("the account of who is told: %w", err)
	}
	return account, nil
}

// Outbox is a page of the notices that have come so far, newest first: at most limit with an id below before, from the newest
// where that is zero.
func (s *Store) Outbox(ctx context.Context, standing notice.Standing, before int64, limit int) ([]notice.Kept, error) {
	come := map[notice.Standing]string{
		notice.Waiting: `n.sent_at is null and n.dropped_at is null`, notice.Dropped: `n.dropped_at is not null`, notice.Sent: `n.sent_at is not null`,
	}[standing]
	if before <= 0 {
		before = math.MaxInt64
	}
	kept, err := notices(s.ask(ctx), come+` and n.id < ?`, limit, before)
	if err != nil {
		return nil, fmt.Errorf("the outbox: %w", err)
	}
	return kept, nil
}

// Notice is one notice as it stands; access.Nowhere where there is none.
func (s *Store) Notice(ctx context.Context, id int64) (notice.Kept, error) {
	return noticeWith(s.ask(ctx), id)
}

func noticeWith(tx *gorm.DB, id int64) (notice.Kept, error) {
	kept, err := notices(tx, `n.id = ?`, 1, id)
	if err != nil {
		return notice.Kept{}, err
	}
	if len(kept) == 0 {
		return notice.Kept{}, access.Nowhere()
	}
	return kept[0], nil
}

// RetryNotice lets decide say how a notice is tried again, and keeps that.
func (s *Store) RetryNotice(ctx context.Context, id int64, by string, decide func(notice.Kept) (notice.Kept, error)) error {
	err := s.change(ctx, func(tx *gorm.DB) error {
		var locked []int64
		if err := tx.Raw(`select id from notices where id = ?`+forUpdate(tx), id).Scan(&locked).Error; err != nil {
			return err
		}
		kept, err := noticeWith(tx, id)
		if err != nil {
			return err
		}
		again, err := decide(kept)
		if err != nil {
			return err
		}
		err = tx.Exec(`update notices set tries = ?, next_try_at = ?, leased_until = null, failure = '', dropped_at = null where id = ?`,
			again.Tries, utc(again.Due), id).Error
		if err != nil {
			return err
		}
		return record(tx, s.clock(), history.Change{Association: kept.Association, Actor: by, Act: "mail.retried", Subject: fmt.Sprintf("notice:%d", id)})
	})
	if err != nil {
		return fmt.Errorf("try notice %d again: %w", id, err)
	}
	return nil
}

// SweepNotices clears what notices said that were sent or dropped before a moment: from then on only their facts are known, so
// that nobody is told the same twice, and of those to a bare address nothing. What has waited in vain since before that
// moment, as where no mail server is set, is dropped and cleared likewise. What was settled before another moment is deleted
// whole. It returns how many notices it touched.
func (s *Store) SweepNotices(ctx context.Context, said, known time.Time) (int, error) {
	const inVain = `sent_at is null and dropped_at is null and next_try_at < ?`
	swept := 0
	for _, old := range []struct {
		query string
		until time.Time
	}{
		{`delete from notices where coalesce(sent_at, dropped_at) < ?`, known},
		{`delete from notices where email <> '' and ` + inVain, said},
		{`update notices set dropped_at = next_try_at, leased_until = null, failure = 'Nothing could be sent for 30 days.' where ` + inVain, said},
		{`delete from notices where email <> '' and coalesce(sent_at, dropped_at) < ?`, said},
		{`update notices set subject = '', lines = '', sessions = '', action_words = '', action_path = '', opens = '', why = ''
			where subject <> '' and coalesce(sent_at, dropped_at) < ?`, said},
	} {
		done := s.write.WithContext(ctx).Exec(old.query, utc(old.until))
		if done.Error != nil {
			return swept, fmt.Errorf("sweep notices: %w", done.Error)
		}
		swept += int(done.RowsAffected)
	}
	return swept, nil
}

// outboxRow is a row of notices with what is known of its reader now.
type outboxRow struct {
	ID                                           int64
	Association                                  string
	PersonID, AccountID                          sql.NullInt64
	Email, Topic, Fact, Subject, Lines, Sessions string
	ActionWords, ActionPath, Opens, Why, Failure string
	LastsMinutes, Tries                          int
	CreatedAt, NextTryAt                         time.Time
	LeasedUntil, SentAt, DroppedAt               sql.NullTime
	Name, Address                                string
	Reader                                       int64
	Closed, Declined                             bool
}

// notices are those for which the condition on n holds, newest first, at most limit. The address is that of the reader's account, which
// they sign in with; else that of the roster.
func notices(tx *gorm.DB, condition string, limit int, args ...any) ([]notice.Kept, error) {
	var rows []outboxRow
	err := tx.Raw(`select n.id, n.association, n.person_id, n.account_id, n.email, n.topic, n.fact, n.subject, n.lines, n.sessions,
			n.action_words, n.action_path, n.opens, n.lasts_minutes, n.why, n.failure, n.tries,
			n.created_at, n.next_try_at, n.leased_until, n.sent_at, n.dropped_at,
			coalesce(p.name, '') as name, coalesce(nullif(n.email, ''), nullif(a.email, ''), p.email, '') as address,
			coalesce(a.id, 0) as reader, a.closed_at is not null as closed,
			exists (select 1 from declined_topics d where d.account_id = a.id and d.topic = n.topic)
				or n.topic in ('hour_before', 'week') and not exists (select 1 from wished_topics w where w.account_id = a.id and w.topic = n.topic) as declined
		from notices n left join people p on p.id = n.person_id
		left join accounts a on a.id = n.account_id or a.person_id = n.person_id
		where `+condition+` order by n.id desc limit ?`, append(args, limit)...).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read notices: %w", translate(err))
	}
	kept := make([]notice.Kept, len(rows))
	for i, r := range rows {
		if kept[i], err = r.kept(); err != nil {
			return nil, err
		}
	}
	return kept, nil
}

func (r outboxRow) kept() (notice.Kept, error) {
	mentions, err := mentionsIn(r.Sessions)
	if err != nil {
		return notice.Kept{}, err
	}
	n := notice.Notice{
		To:          notice.Recipient{Person: roster.PersonID(r.PersonID.Int64), Account: r.AccountID.Int64, Email: r.Email},
		Association: roster.Association(r.Association), Topic: notice.Topic(r.Topic), Fact: r.Fact, Subject: r.Subject, Why: r.Why, Sessions: mentions,
		Action: notice.Action{Words: r.ActionWords, Path: r.ActionPath, Opens: notice.Opening(r.Opens), Lasts: time.Duration(r.LastsMinutes) * time.Minute},
	}
	if r.Lines != "" {
		n.Lines = strings.Split(r.Lines, "\n")
	}
	address, err := access.Email(r.Address)
	if err != nil {
		address = "" // a roster takes any text
	}
	return notice.Kept{
		Taken: notice.Taken{
			Notice: n, ID: r.ID, Name: r.Name, Address: address, Account: r.Reader, Closed: r.Closed, Declined: r.Declined,
			Due: utc(r.NextTryAt), Tries: r.Tries, Until: utc(r.LeasedUntil.Time),
		},
		CreatedAt: utc(r.CreatedAt),
		Fate:      notice.Fate{SentAt: utc(r.SentAt.Time), DroppedAt: utc(r.DroppedAt.Time), NextTry: utc(r.NextTryAt), Failure: r.Failure},
	}, nil
}
