package main

import (
	"fmt"

	"attune/internal/store"
)

// migrateVerb is `attune migrate`.
type migrateVerb struct {
	Up     migrateUpVerb     `cmd:"" help:"Apply the migrations that are missing."`
	Status migrateStatusVerb `cmd:"" help:"Tell how far the schema has come."`
}

// Help is shown below the verbs.
func (migrateVerb) Help() string { return "Example: attune migrate up" }

// migrateUpVerb is `attune migrate up`.
type migrateUpVerb struct{}

// Help is shown below the verb's flags.
func (migrateUpVerb) Help() string { return "Example: attune migrate up" }

// Run brings the schema up to date; several at once apply each migration once.
func (migrateUpVerb) Run(o *office) error {
	db, err := o.connect()
	if err != nil {
		return err
	}
	defer o.close(db)
	applied, err := db.Migrate(o)
	if err != nil {
		return err
	}
	for _, name := range applied {
		fmt.Fprintln(o.stdout, "applied", name)
	}
	return tellSchema(o, db)
}

// migrateStatusVerb is `attune migrate status`.
type migrateStatusVerb struct{}

// Help is shown below the verb's flags.
func (migrateStatusVerb) Help() string { return "Example: attune migrate status" }

// Run tells the schema's version and what is missing; it changes nothing.
func (migrateStatusVerb) Run(o *office) error {
	db, err := o.connect()
	if err != nil {
		return err
	}
	defer o.close(db)
	return tellSchema(o, db)
}

func tellSchema(o *office, db *store.Store) error {
	schema, err := db.SchemaStatus(o)
	if err != nil {
		return err
	}
	fmt.Fprintf(o.stdout, "The schema is at version %d; this binary needs %d.\n", schema.Version, schema.Binary)
	for _, name := range schema.Pending {
		fmt.Fprintln(o.stdout, "missing", name)
	}
	return nil
}

// connect opens the database whatever its schema.
func (o *office) connect() (*store.Store, error) {
	return store.Connect(o, o.settings.DatabaseURL, store.Options{Now: o.now, Log: o.logger()})
}
