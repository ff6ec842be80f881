package store

import (
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"attune/internal/fault"
)

// address is where a database is, understood.
type address struct {
	dialect dialect
	path    string // of the SQLite file, absolute
	url     string // of the PostgreSQL database; may hold a password
}

// parseAddress reads sqlite:PATH, postgres://… and postgresql://…. Its faults never repeat the address: it may hold
// a password.
func parseAddress(text string) (address, error) {
	scheme, rest, _ := strings.Cut(text, ":")
	switch scheme {
	case "sqlite":
		return parseSQLite(rest)
	case "postgres", "postgresql":
		return address{dialect: postgresql, url: text}, nil
	}
	return address{}, fault.New(fault.Invalid,
		"The database address must begin with sqlite: and a path, such as sqlite:attune.db, or with postgres://, such as postgres://attune@db.example.org/attune.")
}

func parseSQLite(path string) (address, error) {
	switch {
	case path == "" || path == ":memory:":
		return address{}, fault.New(fault.Invalid, "The database address names no file; write sqlite: and a path, such as sqlite:attune.db.")
	case strings.HasPrefix(path, "//") && !strings.HasPrefix(path, "///"):
		return address{}, fault.New(fault.Invalid, "Write the path right after sqlite:, such as sqlite:attune.db or sqlite:/var/lib/attune/attune.db.")
	case strings.Contains(path, "?"):
		return address{}, fault.New(fault.Invalid, "The address of a database file takes no settings after a question mark; write sqlite: and the path alone.")
	}
	full, err := filepath.Abs(path)
	if err != nil {
		return address{}, fault.Because(err, fault.Invalid, "The path of the database file cannot be understood; write it in full, from the root.")
	}
	return address{dialect: sqlite, path: full}, nil
}

// lockPatience is how long SQLite waits for a lock that another process holds on the file.
const lockPatience = 5 * time.Second

// sqliteDSN is the data source name for a file: the settings of every handle, then its own.
func sqliteDSN(path string, own ...string) string {
	settings := append([]string{
		fmt.Sprintf("_pragma=busy_timeout(%d)", lockPatience.Milliseconds()),
		"_pragma=synchronous(FULL)", // what was acknowledged survives a power cut
		"_pragma=foreign_keys(1)",
		"_pragma=recursive_triggers(1)", // or INSERT OR REPLACE would slip past the triggers that refuse DELETE
		"_time_format=sqlite",
		"_timezone=UTC",
		"_dqs=0", // a misspelt column in double quotes is an error, not a text
	}, own...)
	return "file:" + (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath() + "?" + strings.Join(settings, "&")
}
