package exchange

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"attune/internal/attendance"
	"attune/internal/fault"
	"attune/internal/portfolio"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// Source is where a bundle comes out of.
type Source interface {
	// GiveOut hands give everything as it stood at one moment.
	GiveOut(ctx context.Context, give func(Outlet) error) error
}

// Outlet is everything an installation knows at one moment. Each method visits its things in the order of their
// external ids, byte by byte, one after the other; a visit may not ask the Outlet anything.
type Outlet interface {
	People(visit func(roster.Person) error) error
	Programs(visit func(roster.Program) error) error
	Employments(visit func(roster.Employment) error) error
	Credentials(visit func(roster.Credential) error) error
	Targets(visit func(roster.Target) error) error
	Groups(visit func(roster.Group) error) error
	Memberships(visit func(roster.Membership) error) error
	// Unsigned tells whether there is a held session whose sheet is not verified.
	Unsigned() (bool, error)
	// Meetings visits all sessions with what stands of their sheets; Group, Roster, Marks, Standing and Home are empty.
	Meetings(visit func(attendance.Sheet) error) error
	// Marks visits the marks that stand of held sessions: those verified, and drafts of sheets that are not.
	Marks(visit func(session roster.External, mark attendance.Mark) error) error
	// Decisions visits the decisions about versions of sheets that stand.
	Decisions(visit func(session roster.External, decision rulebook.Decision) error) error
	// Evidence visits everything that people have to show, with all that was said of it.
	Evidence(visit func(portfolio.Evidence) error) error
}

// Export writes everything the source knows as a bundle into a folder, which is made where it is missing, and tells
// how many rows each file has. A folder with files of a bundle in it is refused as Invalid. The files appear all
// together, once each is complete, for their owner's eyes alone: they hold names and addresses.
func Export(ctx context.Context, dir string, source Source) (Report, error) {
	if err := makeRoom(dir); err != nil {
		return Report{}, err
	}
	e := &export{dir: dir}
	err := source.GiveOut(ctx, e.write)
	if err == nil {
		err = e.publish()
	}
	if err != nil {
		return Report{}, fmt.Errorf("export to %s: %w", dir, errors.Join(err, e.discard()))
	}
	return e.report, nil
}

// makeRoom makes the folder, and refuses one that holds files of a bundle.
func makeRoom(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fault.Because(err, fault.Invalid, "The folder %q cannot be made. Give another one.", dir)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fault.Because(err, fault.Invalid, "The folder %q cannot be read. Give another one.", dir)
	}
	for _, entry := range entries {
		if slices.Contains(fileNames(), entry.Name()) {
			return fault.New(fault.Invalid, "The folder %q holds %s already. Give an empty folder, so that two exports do not mix.", dir, entry.Name())
		}
	}
	return nil
}

// An export is a bundle being written: under other names first, so that half a bundle is never taken for a whole one.
type export struct {
	dir      string
	out      Outlet
	report   Report
	written  []draftFile
	people   map[roster.PersonID]roster.External
	programs map[roster.ProgramID]roster.External
	groups   map[roster.GroupID]group
}

// draftFile is a file under its name for the time being.
type draftFile struct{ name, path string }

func (e *export) write(out Outlet) error {
	e.out = out
	steps := []func() error{
		e.writePeople, e.writePrograms, e.writeEmployment, e.writeCredentials, e.writeTargets,
		e.writeGroups, e.writeMemberships, e.writeSessions, e.writeAttendance, e.writeDecisions, e.writeEvidence,
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// fill writes one file: its header, without the optional columns that say nothing, and the rows that fill it.
func (e *export) fill(f file, silent []string, rows func(put func(cells ...string) error) error) (err error) {
	to, err := os.CreateTemp(e.dir, "."+f.name+"-*") // for its owner alone
	if err != nil {
		return err
	}
	e.written = append(e.written, draftFile{f.name, to.Name()})
	defer func() { err = errors.Join(err, to.Close()) }()
	w := csv.NewWriter(to)
	speaking := func(cells []string) []string {
		kept := cells[:0]
		for i, c := range f.columns {
			if !slices.Contains(silent, c.name) {
				kept = append(kept, cells[i])
			}
		}
		return kept
	}
	if err := w.Write(speaking(f.names())); err != nil {
		return err
	}
	count := e.report.of(f)
	err = rows(func(cells ...string) error {
		count.Rows++
		return w.Write(speaking(cells))
	})
	if err != nil {
		return err
	}
	w.Flush()
	return errors.Join(w.Error(), to.Sync())
}

// publish gives all files their names.
func (e *export) publish() error {
	for i, f := range e.written {
		name := filepath.Join(e.dir, f.name)
		if err := os.Rename(f.path, name); err != nil {
			return err
		}
		e.written[i].path = name
	}
	return nil
}

// discard takes away what was written.
func (e *export) discard() error {
	var failed error
	for _, f := range e.written {
		if err := os.Remove(f.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			failed = errors.Join(failed, err)
		}
	}
	return failed
}

// forget takes the last file back.
func (e *export) forget(f file) error {
	last := len(e.written) - 1
	path := e.written[last].path
	e.written = e.written[:last]
	e.report.Files = slices.DeleteFunc(e.report.Files, func(c Count) bool { return c.File == f.name })
	return os.Remove(path)
}
