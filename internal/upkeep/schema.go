package upkeep

import "attune/internal/fault"

// Schema is how far the schema of a database has come, beside what this binary was built for. Versions are the
// numbers of the migration files.
type Schema struct {
	Version      int64    // of the database; zero where it was never migrated
	OldestBinary int64    // a binary built for an older version than this is no longer served
	Binary       int64    // what this binary was built for: its newest migration
	Pending      []string // file names of the migrations yet to come, in order
}

// Current tells whether every migration of this binary has been applied.
func (s Schema) Current() bool { return s.Version >= s.Binary }

// Serves tells whether this binary may use the database: it is current, and it still serves a binary this old.
func (s Schema) Serves() bool { return s.Current() && s.OldestBinary <= s.Binary }

// Refusal is nil where the schema serves this binary, and otherwise fault.Unavailable with a sentence that says what to do.
func (s Schema) Refusal() error {
	switch {
	case s.Serves():
		return nil
	case s.Version == 0:
		return fault.New(fault.Unavailable, "The database is empty; run attune migrate up, then start again.")
	case !s.Current():
		return fault.New(fault.Unavailable,
			"The database has schema version %d and this attune needs %d; run attune migrate up, then start again.", s.Version, s.Binary)
	}
	return fault.New(fault.Unavailable,
		"The database has schema version %d, which serves attune from version %d on, and this attune was built for %d; use a newer attune.",
		s.Version, s.OldestBinary, s.Binary)
}
