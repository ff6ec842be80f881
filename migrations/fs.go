// Package migrations owns the schema: plain SQL files, one folder for each kind of database, numbered alike.
//
// It hands over the files, embedded. It knows neither the tool that applies them nor the code that reads the tables.
// Files only go forward, and an applied file is never edited: SUMS holds the checksum of each.
package migrations

import (
	"embed"
	"io/fs"
)

//go:embed postgres/*.sql sqlite/*.sql
var files embed.FS

// Postgres are the migrations of a PostgreSQL database, by file name.
func Postgres() fs.FS { return folder("postgres") }

// SQLite are the migrations of a SQLite file, by file name.
func SQLite() fs.FS { return folder("sqlite") }

func folder(name string) fs.FS {
	sub, err := fs.Sub(files, name)
	if err != nil {
		panic(err) // the name is written above: it cannot be wrong
	}
	return sub
}
