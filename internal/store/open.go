// Package store owns the rows: it reads and writes everything that lasts, on SQLite and on PostgreSQL alike.
//
// It hands over questions and acts of the domain as methods of Store, domain types in and out. Public methods open the
// transaction, unexported functions take one; the decision inside a change is passed in by the caller and belongs to
// the domain. It is the only room that knows gorm, SQL drivers and the migration tool. Of who asks it knows only whether
// they still have the roles they came with; it does not know whether they may, nor how anything looks.
// The order in which rows are locked stands in locks.go.
package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"slices"
	"sync/atomic"
	"time"

	"gorm.io/gorm"

	"attune/internal/access"
	"attune/internal/fault"
)

// Store is an open database. It is safe for use by many goroutines.
type Store struct {
	dialect dialect
	write   *gorm.DB // SQLite: one connection, immediate transactions; PostgreSQL: the pool
	read    *gorm.DB // SQLite: eight connections that cannot write; PostgreSQL: the same pool
	now     func() time.Time
	log     *slog.Logger
	rules   inForce

	letters string // what PostgreSQL's lower() is told, so that it knows every letter; see knowLetters

	ranged atomic.Bool // the schema says which binaries it serves; see readRange
}

// Options are what a Store is given beside the address of its database. The zero Options will do.
type Options struct {
	Now      func() time.Time // the clock for what is stamped; the machine's where nil
	Log      *slog.Logger     // told of slow statements and of migrations; nothing is told where nil
	MaxConns int              // most connections to PostgreSQL at a time; 16 where zero
}

// Open opens the database at an address, ready for use by this binary.
// An address is sqlite:PATH or postgres://…; a wrong one is fault.Invalid, one that does not answer fault.Unavailable.
// A SQLite file that is missing or older is brought up to date; any other schema that is not this binary's is refused
// with fault.Unavailable and a sentence that says what to do.
func Open(ctx context.Context, address string, opts Options) (*Store, error) {
	s, err := Connect(ctx, address, opts)
	if err != nil {
		return nil, err
	}
	if err := cmp.Or(s.ready(ctx), s.knowLetters(ctx)); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// Connect opens the database at an address, whatever its schema: for migrating, checking and restoring.
// Its errors are those of Open, but for the schema.
func Connect(ctx context.Context, address string, opts Options) (*Store, error) {
	a, err := parseAddress(address)
	if err != nil {
		return nil, err
	}
	s := &Store{dialect: a.dialect, now: opts.Now, log: opts.Log}
	if s.now == nil {
		s.now = time.Now
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if err := s.dial(a, opts); err != nil {
		return nil, err
	}
	for _, db := range s.handles() {
		if err := s.opens(db.WithContext(ctx)); err != nil {
			s.Close()
			return nil, err
		}
	}
	return s, nil
}

// dial makes the two handles; no connection is made yet.
func (s *Store) dial(a address, opts Options) error {
	if a.dialect == postgresql {
		pool, err := postgresPool(a, opts)
		if err != nil {
			return err
		}
		s.write, err = s.handle(pool)
		s.read = s.write
		return err
	}
	writer, reader, err := sqlitePools(a)
	if err != nil {
		return err
	}
	if s.write, err = s.handle(writer); err != nil {
		return err
	}
	s.read, err = s.handle(reader)
	return err
}

// handles are the open ones, each once; the writer first: on SQLite it turns on the write-ahead log.
func (s *Store) handles() []*gorm.DB {
	if s.read == s.write || s.read == nil {
		return []*gorm.DB{s.write}
	}
	return []*gorm.DB{s.write, s.read}
}

// handle is gorm on a pool, configured the one way this room uses it.
func (s *Store) handle(pool *sql.DB) (*gorm.DB, error) {
	return gorm.Open(s.dialect.on(pool), &gorm.Config{
		SkipDefaultTransaction: true,  // transactions are opened by change alone
		TranslateError:         true,  // see translate
		QueryFields:            true,  // columns by name: an added one disturbs no running query
		PrepareStmt:            false, // connections keep statements already (see keptConn); gorm's own cache outlives changed tables
		CreateBatchSize:        500,
		NowFunc:                s.clock,
		Logger:                 &tracer{log: s.log},
		DisableAutomaticPing:   true,
	})
}

// Close gives back all connections. A Store is not used after it.
func (s *Store) Close() error {
	var failed []error
	for _, db := range slices.Backward(s.handles()) { // the writer last: on SQLite it folds the log into the file
		pool, err := db.DB()
		if err == nil {
			err = pool.Close()
		}
		failed = append(failed, err)
	}
	return errors.Join(failed...)
}

// Ping asks whether the database answers; fault.Unavailable where it does not.
func (s *Store) Ping(ctx context.Context) error { return s.answers(s.ask(ctx)) }

// opens waits for the first answer of a handle. While another process turns a file's write-ahead log on, or folds it in
// as the last to leave, SQLite refuses at once instead of waiting as it does for other locks, so the waiting is done here.
func (s *Store) opens(db *gorm.DB) error {
	patience := time.NewTimer(lockPatience)
	defer patience.Stop()
	for {
		err := s.answers(db)
		if !isLocked(err) {
			return err
		}
		select {
		case <-patience.C:
			return err
		case <-db.Statement.Context.Done():
			return db.Statement.Context.Err()
		case <-time.After(lockPatience / 500):
		}
	}
}

// answers asks one handle. The first question on each makes a connection with all its settings.
func (s *Store) answers(db *gorm.DB) error {
	var one int
	err := db.Raw("select 1").Scan(&one).Error
	switch {
	case err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded):
		return err
	case s.dialect == sqlite:
		return fault.Because(err, fault.Unavailable, "The database file cannot be used; check that it is a SQLite file, whole, and not locked by another program.")
	}
	return fault.Because(err, fault.Unavailable, "The database cannot be reached; check its address, and that it runs and lets this user in.")
}

// change runs fn in the one write transaction: committed where fn returns nil, rolled back otherwise. Inside, only tx
// may be used: on SQLite the writer is one connection, and asking the Store for another would wait for ever.
// Where the context says who acts (access.Acting), fn runs only while they have every role they were let in with.
func (s *Store) change(ctx context.Context, fn func(tx *gorm.DB) error) error {
	return translate(s.write.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if actor, named := access.ActingIn(ctx); named {
			if err := s.keepStanding(tx, actor); err != nil {
				return err
			}
		}
		return fn(tx)
	}))
}

// ask is for reading, outside a transaction. Writing through it fails on SQLite.
func (s *Store) ask(ctx context.Context) *gorm.DB {
	return s.read.WithContext(ctx)
}

// clock is the present instant, as it can be stored.
func (s *Store) clock() time.Time { return utc(s.now()) }
