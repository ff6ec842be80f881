package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"time"

	"gorm.io/gorm"

	"attune/internal/exchange"
	"attune/internal/history"
	"attune/internal/notice"
	"attune/internal/roster"
	"attune/internal/rulebook"
	"attune/internal/schedule"
)

// TakeIn opens the one write transaction of an import, hands it to take, and commits where take returns nil. On
// PostgreSQL a second import waits for the first; SQLite lets no two write transactions run at once anyway. There, too,
// an import is told to go by indexes alone: it asks for everything by key, of tables that may have grown a hundredfold
// since the planner last counted them.
func (s *Store) TakeIn(ctx context.Context, at time.Time, take func(exchange.Intake) error) error {
	rules, err := s.Edition(ctx)
	if err != nil {
		return err
	}
	return s.change(ctx, func(tx *gorm.DB) error {
		in := intake{tx: tx, at: utc(at), cause: "import", rules: rules, corrected: &notice.Imported{}, replanned: &replanned{had: make(audience)}, answered: new([]history.Change)}
		if dialectOf(tx) == sqlite {
			return withLargeCache(tx, func() error { return take(in) })
		}
		if err := tx.Exec(`select pg_advisory_xact_lock(hashtext('attune import'))`).Error; err != nil {
			return fmt.Errorf("wait for another import: %w", err)
		}
		if err := tx.Exec(`set local enable_seqscan = off`).Error; err != nil {
			return fmt.Errorf("have the import ask by key: %w", err)
		}
		return take(in)
	})
}

// withLargeCache gives SQLite's writer 64 MB of memory for as long as fn lasts: an import writes all over the indexes,
// and what does not fit goes to the disk and back.
func withLargeCache(tx *gorm.DB, fn func() error) error {
	var usual int
	if err := tx.Raw(`pragma cache_size`).Scan(&usual).Error; err != nil {
		return fmt.Errorf("read the size of the cache: %w", err)
	}
	if err := tx.Exec(`pragma cache_size = -65536`).Error; err != nil {
		return fmt.Errorf("enlarge the cache: %w", err)
	}
	return errors.Join(fn(), tx.WithContext(context.Background()).Exec(fmt.Sprintf(`pragma cache_size = %d`, usual)).Error)
}

// intake is the transaction of an import.
type intake struct {
	tx    *gorm.DB
	at    time.Time // that everything is stamped with
	cause string    // what puts people on the due list
	rules *rulebook.Edition

	replanned *replanned        // whom it has to tell what became of sessions; nil where none is planned
	corrected *notice.Imported  // what becomes of sheets that were verified before; nil where none is saved
	answered  *[]history.Change // what the history is to say of disputes that ended with that; likewise
}

var _ exchange.Intake = intake{}

// tables are where things with external ids are kept.
var tables = map[exchange.Thing]string{
	exchange.Person: "people", exchange.Program: "programs", exchange.Group: "groups", exchange.Session: "sessions",
}

// Find gives the ids of things of one kind by their external ids; things that are not stored are left out.
func (in intake) Find(thing exchange.Thing, ids []roster.External) (map[roster.External]int64, error) {
	found := make(map[roster.External]int64)
	err := eachOf(in.tx, `select id, external_id from `+tables[thing]+` where external_id in ?`, ids, func(rows *sql.Rows) error {
		var id int64
		var external roster.External
		if err := rows.Scan(&id, &external); err != nil {
			return err
		}
		found[external] = id
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("find what is stored in %s: %w", tables[thing], err)
	}
	return found, nil
}

// audienceBySession is in whose calendars sessions stand. The sessions are picked first and by id alone: asked for those
// without a lead, PostgreSQL would walk all there are.
const audienceBySession = `with planned as (select id, group_id, substr(local_start, 1, 10) as day, lead_id, nobody_led, co_lead_id from sessions where id in ?)
	select p.id, m.person_id from planned p join memberships m on m.group_id = p.group_id
		and cast(m.starts_on as text) <= p.day and (m.ends_on is null or cast(m.ends_on as text) >= p.day)
	union select id, lead_id from planned where lead_id is not null
	union select id, co_lead_id from planned where co_lead_id is not null
	union select p.id, g.provider_id from planned p join groups g on g.id = p.group_id where p.lead_id is null and not p.nobody_led`

// Audience is in whose calendars the sessions stand: members on the planned day, and who leads. It is takesPart seen
// from the sessions.
func (in intake) Audience(ids []schedule.SessionID) ([]roster.PersonID, error) {
	var people []roster.PersonID
	for part := range slices.Chunk(ids, chunk) {
		var some []roster.PersonID
		if err := in.tx.Raw(`select distinct person_id from (`+audienceBySession+`) a`, part).Scan(&some).Error; err != nil {
			return nil, fmt.Errorf("whose calendars show %d sessions: %w", len(part), err)
		}
		people = append(people, some...)
	}
	return people, nil
}

// Conclude writes what follows from all that was saved: calendars, due list, notices, and last the history.
func (in intake) Conclude(r roster.Ripple, changes iter.Seq[history.Change]) error {
	if err := in.spread(r); err != nil {
		return err
	}
	if err := in.tellOfChanges(r.Credentials, in.moving); err != nil {
		return err
	}
	retaught, err := in.retaughtBy(r.Syllabi, in.at.Add(-time.Microsecond))
	if err != nil {
		return err
	}
	news, err := in.newsOfPlans(in.cause, r.Rooms)
	if err != nil {
		return err
	}
	if err := tell(in.tx, in.at, append(news, in.newsOfSyllabi(r.Syllabi, retaught, "")...)...); err != nil {
		return err
	}
	if err := tell(in.tx, in.at, in.corrected.Notices(in.at)...); err != nil {
		return err
	}
	rehomed, err := in.rehomeOpen(r.Rehomed)
	if err != nil {
		return err
	}
	offered, turned, err := (registry{intake: in, by: in.cause}).offerPlaces(r.Places)
	if err != nil {
		return err
	}
	*in.answered = append(*in.answered, offered...)
	if err := in.showOpen(append(rehomed, turned...)); err != nil {
		return err
	}
	return in.chronicle(func(yield func(history.Change) bool) {
		for change := range changes {
			if !yield(change) {
				return
			}
		}
		slices.Values(*in.answered)(yield)
	})
}

// spread raises the calendars that changes show in, and puts on the due list whom they concern.
func (in intake) spread(r roster.Ripple) error {
	if err := in.retitle(r.Renamed, ``); err != nil {
		return err
	}
	if err := in.retitle(r.Relocated, `and modality = ''`); err != nil {
		return err
	}
	calendars := slices.Collect(maps.Keys(r.Calendars))
	for part := range slices.Chunk(slices.Concat(r.Renamed, r.Relocated), chunk) {
		people, err := in.circle(part)
		if err != nil {
			return err
		}
		calendars = append(calendars, people...)
	}
	if err := raiseCalendars(in.tx, in.at, calendars); err != nil {
		return err
	}
	due, err := in.concerned(r)
	if err != nil {
		return err
	}
	return markDue(in.tx, in.at, in.cause, due)
}

// concerned is everybody who has to be judged again.
func (in intake) concerned(r roster.Ripple) ([]roster.PersonID, error) {
	receivers, err := in.ledBy(slices.Sorted(maps.Keys(r.LedBy)))
	return slices.Concat(slices.Sorted(maps.Keys(r.Due)), receivers), err
}

// retitle raises the sessions of groups that look different in calendars, but for those that this import raised already.
func (in intake) retitle(groups []roster.GroupID, condition string) error {
	second := in.at.Truncate(time.Second)
	for part := range slices.Chunk(groups, chunk) {
		var late []struct { // changed in this very second, or later by the clock of another instance
			ID        int64
			Sequence  int
			ChangedAt time.Time
		}
		err := in.tx.Raw(`select id, sequence, changed_at from sessions where group_id in ? and changed_at >= ? and changed_at <> ? `+condition, part, second, in.at).Scan(&late).Error
		if err != nil {
			return fmt.Errorf("sessions of %d groups that were changed just now: %w", len(part), err)
		}
		err = in.tx.Exec(`update sessions set sequence = sequence + 1, changed_at = ? where group_id in ? and changed_at < ? `+condition, in.at, part, second).Error
		for i := 0; i < len(late) && err == nil; i++ {
			next := schedule.Session{}.Raised(schedule.Session{Sequence: late[i].Sequence, ChangedAt: late[i].ChangedAt}, in.at)
			err = in.tx.Exec(`update sessions set sequence = ?, changed_at = ? where id = ?`, next.Sequence, next.ChangedAt, late[i].ID).Error
		}
		if err != nil {
			return fmt.Errorf("raise the sessions of %d groups: %w", len(part), err)
		}
	}
	return nil
}

// circle is everybody who sees sessions of the groups.
func (in intake) circle(groups []roster.GroupID) ([]roster.PersonID, error) {
	var people []roster.PersonID
	err := in.tx.Raw(`select person_id from memberships where group_id in @groups
		union select provider_id from groups where id in @groups
		union select lead_id from sessions where group_id in @groups and lead_id is not null
		union select co_lead_id from sessions where group_id in @groups and co_lead_id is not null`, map[string]any{"groups": groups}).Scan(&people).Error
	if err != nil {
		return nil, fmt.Errorf("who sees %d groups: %w", len(groups), err)
	}
	return people, nil
}

// ledBy is everybody who received hours from the leads.
func (in intake) ledBy(leads []roster.PersonID) ([]roster.PersonID, error) {
	var people []roster.PersonID
	for part := range slices.Chunk(leads, chunk) {
		var some []roster.PersonID
		err := in.tx.Raw(`select distinct l.person_id from sheet_versions v
			join ledger l on l.session_id = v.session_id and l.version = v.version and l.direction = 'received' where v.lead_id in ?`, part).Scan(&some).Error
		if err != nil {
			return nil, fmt.Errorf("who received hours from %d people: %w", len(part), err)
		}
		people = append(people, some...)
	}
	return people, nil
}

// chronicle writes the history, some thousand changes at a time.
func (in intake) chronicle(changes iter.Seq[history.Change]) error {
	var some []history.Change
	for change := range changes {
		if some = append(some, change); len(some) == chunk {
			if err := record(in.tx, in.at, some...); err != nil {
				return err
			}
			some = some[:0]
		}
	}
	if len(some) == 0 {
		return nil
	}
	return record(in.tx, in.at, some...)
}

// eachOf runs a query over a long list, some thousand at a time, and hands every row to scan.
func eachOf[T any](tx *gorm.DB, query string, list []T, scan func(*sql.Rows) error) error {
	g := gathering{tx: tx}
	for part := range slices.Chunk(list, chunk) {
		if err := g.each(scan, query, part); err != nil {
			return err
		}
	}
	return nil
}
