package main

import (
	"attune/internal/store"
)

// open opens the installation's database, ready for this binary.
func (o *office) open() (*store.Store, error) {
	return store.Open(o, o.settings.DatabaseURL, store.Options{Now: o.now, Log: o.logger()})
}

// close gives the database back; what was to be kept is kept by then.
func (o *office) close(db *store.Store) {
	if err := db.Close(); err != nil {
		o.logger().Warn("the database was not closed in order", "error", err)
	}
}
