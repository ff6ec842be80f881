package exchange

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"time"

	"attune/internal/roster"
	"attune/internal/rulebook"
)

// A bundle is all that was read of a folder. Things refer to each other by ref; what they are called in the
// installation is found out when the bundle is taken in. Attendance, of which there is most, waits on disk.
type bundle struct {
	rules        *rulebook.Edition
	associations []roster.Association      // codes of the rules
	categories   []roster.Category         // codes of the rules
	credentials  []roster.Category         // categories and add-ons
	zones        []string                  // of the associations, to suggest
	zoneOf       map[string]*time.Location // loaded so far

	people, programs, groups, sessions *names

	personRows     []personRow
	programRows    []programRow
	employmentRows []employmentRow
	credentialRows []credentialRow
	targetRows     []targetRow
	groupRows      []groupRow
	membershipRows []membershipRow
	sessionRows    []sessionRow // of ref i+1 in place i, where nothing is wrong
	decisionRows   []decisionRow
	evidenceRows   []evidenceRow
	attendance     *pile

	says map[string]bool // which of the groups' optional columns there are

	problems Problems
	pending  []reference // to be found in the store
	rows     map[string]int
}

func newBundle(rules *rulebook.Edition, attendance *pile) *bundle {
	b := &bundle{
		rules: rules, attendance: attendance, rows: make(map[string]int), says: make(map[string]bool),
		zoneOf: make(map[string]*time.Location),
		people: newNames(Person, peopleFile), programs: newNames(Program, programsFile),
		groups: newNames(Group, groupsFile), sessions: newNames(Session, sessionsFile),
	}
	for _, a := range rules.Associations() {
		b.associations = append(b.associations, a.Code)
		b.zones = append(b.zones, a.Zone.String())
	}
	for _, c := range rules.Categories() {
		b.categories = append(b.categories, c.Code)
	}
	b.credentials = slices.Clone(b.categories)
	for _, a := range rules.AddOns() {
		b.credentials = append(b.credentials, a.Code)
	}
	return b
}

// read reads all files of a folder; what is wrong with them is in the problems. The error is about the machine.
func (b *bundle) read(ctx context.Context, dir fs.FS, tell Progress) error {
	sizes, err := b.survey(dir)
	if err != nil {
		return err
	}
	watch := &watch{ctx: ctx, tell: tell}
	for _, size := range sizes {
		watch.total += size
	}
	readers := []func(*table){
		b.readPeople, b.readPrograms, b.readEmployment, b.readCredentials, b.readTargets,
		b.readGroups, b.readMemberships, b.readSessions, b.readAttendance, b.readDecisions, b.readEvidence,
	}
	for i, f := range files {
		if _, there := sizes[f.name]; !there {
			continue
		}
		if err := b.readFile(dir, f, watch, readers[i]); err != nil {
			return fmt.Errorf("read %s: %w", f.name, err)
		}
	}
	return b.attendance.err
}

// survey finds the files of the bundle, with their sizes.
func (b *bundle) survey(dir fs.FS) (map[string]int64, error) {
	entries, err := fs.ReadDir(dir, ".")
	if err != nil {
		return nil, fmt.Errorf("read the folder: %w", err)
	}
	sizes, others := make(map[string]int64), []string(nil)
	for _, entry := range entries {
		if !slices.Contains(fileNames(), entry.Name()) {
			others = append(others, entry.Name())
			continue
		}
		info, err := fs.Stat(dir, entry.Name())
		if err != nil {
			return nil, err
		}
		sizes[entry.Name()] = info.Size()
	}
	b.missed(sizes, others)
	return sizes, nil
}

// missed tells of files that are not there, and of those that are but for a slip in their name.
func (b *bundle) missed(sizes map[string]int64, others []string) {
	others = slices.DeleteFunc(others, func(name string) bool { return !strings.HasSuffix(strings.ToLower(name), ".csv") })
	for _, f := range files {
		if _, there := sizes[f.name]; there {
			continue
		}
		meant := nearest(f.name, others)
		switch {
		case meant != "":
			b.problems.add(f.name, 1, "1", "the file is missing", "rename "+meant+" if it is the one")
		case !f.optional:
			b.problems.add(f.name, 1, "1", "the file is missing", "add it, with its header alone if there is nothing to say: "+strings.Join(f.names(), ","))
		}
	}
}

func (b *bundle) readFile(dir fs.FS, f file, watch *watch, read func(*table)) error {
	from, err := dir.Open(f.name)
	if err != nil {
		return err
	}
	defer func() { _ = from.Close() }() // it was only read
	watch.from = from
	t, readable := openTable(f, watch, &b.problems)
	if readable {
		read(t)
		for _, n := range []*names{b.people, b.programs, b.groups, b.sessions} {
			n.whole = n.whole || n.file == f.name
		}
	}
	b.rows[f.name] = t.rows
	return t.err
}

// watch passes a file on, tells how far reading has come, and ends it when nobody waits for it any more.
type watch struct {
	ctx         context.Context
	tell        Progress
	from        io.Reader
	done, total int64
}

// Read is the file's, as long as the context lasts.
func (w *watch) Read(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := w.from.Read(p)
	w.done += int64(n)
	w.tell(Reading, w.done, w.total)
	return n, err
}

// wanted keeps a reference that no file has defined so far, to be looked up in the store.
func (b *bundle) wanted(t *table, column string, n *names, r ref) {
	if r != 0 && !n.defined(r) {
		at := t.at[t.file.place(column)]
		line, _ := t.csv.FieldPos(at)
		b.pending = append(b.pending, reference{t.file.name, line, column, n, r})
	}
}

// refer reads the id of a thing that this bundle or an earlier one defines.
func (b *bundle) refer(t *table, column string, n *names) ref {
	r := t.refer(column, n)
	b.wanted(t, column, n, r)
	return r
}

// mayRefer is refer for a cell that may be empty: the zero ref.
func (b *bundle) mayRefer(t *table, column string, n *names) ref {
	if t.cell(column) == "" {
		return 0
	}
	return b.refer(t, column, n)
}

func (b *bundle) association(t *table) roster.Association {
	given := roster.Association(t.cell("association"))
	if _, known := b.rules.Association(given); !known && given != "" {
		t.wrong("association", quoted(string(given))+" is not an association of the rules", choose(string(given), b.associations))
		return ""
	}
	return word(t, "association", b.associations)
}
