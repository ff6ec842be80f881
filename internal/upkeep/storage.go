package upkeep

// Storage is what a database holds, as it says itself.
type Storage struct {
	Engine    string  // SQLite or PostgreSQL
	Bytes     int64   // of the whole database, its indexes included; what a file system adds is not known to it
	Estimated bool    // rows are the database's own estimate, not counted, at least of the largest tables
	Largest   []Table // the largest tables, the largest first
}

// Table is one table of a database.
type Table struct {
	Name  string
	Rows  int64 // negative: the database has not estimated them yet
	Bytes int64 // with its indexes; zero: the database doesn't tell
}

// MostTables is how many of the largest tables are told.
const MostTables = 6
