package web

import (
	"cmp"
	"fmt"
	"strconv"

	"attune/internal/access"
	"attune/internal/upkeep"
)

// accountsView is who may sign in, in numbers.
type accountsView struct {
	MaySign  string   // how many
	Roles    []string // how many of each role
	SignedIn string   // how many did lately
	Invited  string   // invitations that nobody has opened
	Closed   string   // empty where none is
}

// storageView is what the database holds.
type storageView struct {
	Size      string // 4.2 MB in SQLite
	Estimated bool   // rows are an estimate
	Sized     bool   // each table says its size
	Tables    []tableView
}

// tableView is one of the largest tables.
type tableView struct{ Name, Rows, Size string }

// schemaSign says how the schema stands to this binary.
func schemaSign(s upkeep.Schema) signView {
	if err := s.Refusal(); err != nil {
		return toSeeTo.saying(upkeep.Finding{Err: err}.Sentence(), "")
	}
	return fine.saying(fmt.Sprintf("Schema version %d of %d, for binaries from version %d on.", s.Version, s.Binary, s.OldestBinary), "")
}

// accountsOf words how many may sign in. Roles that nobody has are left out, but the two that somebody has to have.
func accountsOf(n access.Headcount) accountsView {
	view := accountsView{
		MaySign:  count(n.Open, "account may sign in", "accounts may sign in"),
		SignedIn: fmt.Sprintf("Signed in within a day: %d; within a week: %d; within 30 days: %d; never: %d.", n.Day, n.Week, n.Month, n.Never),
		Invited:  capital(cmp.Or(none(n.Invited, "no invitation waits"), count(n.Invited, "invitation waits", "invitations wait"))) + " to be opened",
	}
	if n.Lapsed > 0 {
		view.Invited += ", and " + count(n.Lapsed, "has", "have") + " expired unopened"
	}
	if n.Closed > 0 {
		view.Closed = count(n.Closed, "account is", "accounts are") + " closed."
	}
	for _, r := range []struct {
		n         int
		one, many string
		needed    bool
	}{
		{n.Practitioners, "practitioner", "practitioners", false},
		{n.Providers, "provider", "providers", false},
		{n.Managers, "manager", "managers", false},
		{n.Coordinators, "coordinator", "coordinators", true},
		{n.Operators, "operator", "operators", true},
	} {
		if r.n > 0 || r.needed {
			view.Roles = append(view.Roles, count(r.n, r.one, r.many))
		}
	}
	return view
}

// none is the words for zero, and otherwise empty.
func none(n int, words string) string {
	if n == 0 {
		return words
	}
	return ""
}

// storageOf words what the database holds.
func storageOf(s upkeep.Storage) storageView {
	view := storageView{Size: fmt.Sprintf("%s in %s", sizeWords(s.Bytes), s.Engine), Estimated: s.Estimated}
	for _, t := range s.Largest {
		row := tableView{Name: t.Name, Rows: inThousands(t.Rows)}
		if t.Rows < 0 {
			row.Rows = "not estimated yet"
		}
		if t.Bytes > 0 {
			row.Size, view.Sized = sizeWords(t.Bytes), true
		}
		view.Tables = append(view.Tables, row)
	}
	return view
}

// sizeWords is a size as disks are sold: 999 bytes, 4.2 MB.
func sizeWords(bytes int64) string {
	if bytes < 1000 {
		return count(int(bytes), "byte", "bytes")
	}
	size := float64(bytes)
	for _, unit := range []string{"kB", "MB", "GB"} {
		if size /= 1000; size < 999.95 {
			return fmt.Sprintf("%.1f %s", size, unit)
		}
	}
	return fmt.Sprintf("%.1f TB", size/1000)
}

// inThousands is a number with a comma before each three digits: 1,234,567.
func inThousands(n int64) string {
	digits := strconv.FormatInt(n, 10)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
