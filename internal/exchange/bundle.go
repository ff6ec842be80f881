// Package exchange owns the bundle: a folder of CSV files that holds an association's people, programs, groups,
// sessions and attendance, read by import and written back by export (formats.md).
//
// It hands over Import and Export. It decides what a bundle may say, what is new in it, and what that does to the
// sheets that were verified already; how an outcome becomes ledger entries is attendance's, what an hour is worth
// the rulebook's, and how things are kept the store's (its Store).
package exchange

import "slices"

// A file is one file of a bundle.
type file struct {
	name     string
	columns  []column
	optional bool // may be missing, and is exported only if it says something
}

// A column is one column of a file. An optional one may be missing, and is exported only if it says something.
type column struct {
	name     string
	optional bool
}

// The files of a bundle, in the order in which each refers only to those before it. Their columns stand in the
// order of formats.md, which is the order of an export.
var (
	peopleFile      = file{name: "people.csv", columns: must("person_id", "name", "email", "association", "region")}
	programsFile    = file{name: "programs.csv", columns: must("program_id", "name", "kind", "model", "region", "association")}
	employmentFile  = file{name: "employment.csv", columns: must("person_id", "program_id", "role", "fte", "serves", "supervises", "from", "to")}
	credentialsFile = file{name: "credentials.csv", columns: must("person_id", "category", "status", "degree", "from", "to")}
	targetsFile     = file{name: "targets.csv", columns: must("person_id", "category", "degree", "opened_on")}
	groupsFile      = file{name: "groups.csv", columns: append(
		must("group_id", "name", "provider_id", "association", "time_zone", "kind", "format", "modality", "capacity", "place"),
		may("program_id", "funding", "cost_cents", "areas", "of_which", "meant_for")...)}
	membershipsFile = file{name: "memberships.csv", columns: must("group_id", "person_id", "from", "to")}
	sessionsFile    = file{name: "sessions.csv", columns: append(
		must("session_id", "group_id", "starts", "minutes", "status", "actual_start", "actual_end", "lead_id", "co_lead_id", "kind", "modality"),
		may("sheet")...)}
	attendanceFile = file{name: "attendance.csv", columns: must("session_id", "person_id", "mark", "intervals", "focus")}
	decisionsFile  = file{name: "decisions.csv", optional: true, columns: must(
		"session_id", "person_id", "purpose", "category", "period", "verdict", "reason", "decided_by", "decided_on")}
	evidenceFile = file{name: "evidence.csv", optional: true, columns: append(
		must("evidence_id", "person_id", "matter", "on", "given_on"),
		may("category", "what", "title", "minutes", "supervision", "equity", "areas", "months",
			"confirmed_on", "confirmed_by", "refused_on", "refused_by", "reason", "withdrawn_on")...)}

	files = []file{
		peopleFile, programsFile, employmentFile, credentialsFile, targetsFile,
		groupsFile, membershipsFile, sessionsFile, attendanceFile, decisionsFile, evidenceFile,
	}
)

// nobody, as a session's lead, says that nobody led; an empty lead is the group's provider.
const nobody = "-"

func must(names ...string) []column { return columns(false, names) }

func may(names ...string) []column { return columns(true, names) }

func columns(optional bool, names []string) []column {
	list := make([]column, len(names))
	for i, name := range names {
		list[i] = column{name, optional}
	}
	return list
}

// place is where a column stands in formats.md, from 0; -1 for a column the file does not have.
func (f file) place(name string) int {
	return slices.IndexFunc(f.columns, func(c column) bool { return c.name == name })
}

// names are the names of the file's columns.
func (f file) names() []string {
	list := make([]string, len(f.columns))
	for i, c := range f.columns {
		list[i] = c.name
	}
	return list
}

// fileNames are the names of all files of a bundle.
func fileNames() []string {
	list := make([]string, len(files))
	for i, f := range files {
		list[i] = f.name
	}
	return list
}
