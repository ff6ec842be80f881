package exchange

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"attune/internal/fault"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// Options are what an import may be told beside where the bundle is. The zero Options will do.
type Options struct {
	DryRun   bool     // do everything, tell what it did, and take it back
	Progress Progress // told how far the import is, often; nothing is told where nil
	TempDir  string   // where attendance waits to be sorted; empty: the system's folder
}

// Progress is told how far an import is: done of total in the phase's own unit, bytes for Reading, rows of attendance for
// Checking, sessions for Writing. It is called often and must be quick.
type Progress func(phase Phase, done, total int64)

// Phase is a part of an import.
type Phase string

// The phases of an import, in their order.
const (
	Reading  Phase = "reading"
	Checking Phase = "checking"
	Writing  Phase = "writing"
)

// Import takes the bundle in a folder into the store, all of it or, where anything is wrong with it, nothing. The
// report says what became of each file's rows; a dry run goes the same way, reports the same, and changes nothing.
// Rules say which associations and categories there are; now stamps what is written.
// What is wrong with the bundle comes back as Problems, all of them; a folder that is not there is Invalid.
func Import(ctx context.Context, dir string, store Store, rules *rulebook.Edition, now time.Time, options Options) (Report, error) {
	if options.Progress == nil {
		options.Progress = func(Phase, int64, int64) {}
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return Report{}, fault.Because(err, fault.Invalid, "There is no folder %q to import. Give the folder that holds people.csv and the other files.", dir)
	}
	pile := newPile(options.TempDir, heldRecords)
	report, err := importFrom(ctx, newBundle(rules, pile), dir, store, now, options)
	return report, errors.Join(err, pile.remove())
}

func importFrom(ctx context.Context, b *bundle, dir string, store Store, now time.Time, options Options) (Report, error) {
	if err := b.read(ctx, os.DirFS(dir), options.Progress); err != nil {
		return Report{}, fmt.Errorf("import %s: %w", dir, err)
	}
	now = toMicrosecond(now)
	var report Report
	err := store.TakeIn(ctx, now, func(in Intake) error {
		t := newTaking(ctx, b, in, now, options.Progress)
		if err := t.run(); err != nil {
			return err
		}
		report = t.report
		if options.DryRun {
			return errRehearsed
		}
		return nil
	})
	var problems Problems
	switch {
	case errors.As(err, &problems):
		return Report{}, problems
	case err != nil && !errors.Is(err, errRehearsed):
		return Report{}, fmt.Errorf("import %s: %w", dir, err)
	}
	return report, nil
}

// errRehearsed takes a dry run back.
var errRehearsed = errors.New("rehearsed")

// Report is what an import did, file by file in the order of formats.md.
type Report struct {
	Files []Count

	Followed []roster.External // people whose account goes by another e-mail now
	Kept     []Kept            // people whose e-mail is another one now, and whose account keeps the one it had

	Doubled []Doubling // by group, then by when the later of the two begins
}

// Kept is somebody whose account keeps the e-mail it had.
type Kept struct {
	Person  roster.External
	Because Keeping
}

// Count is what became of the rows of one file. Each row is in one of the last four.
type Count struct {
	File      string
	Rows      int // read
	Added     int // new things, and marks of sheets that were not verified before
	Updated   int // things that were stored already, and differed
	Unchanged int
	Amended   int // rows that differ from a sheet verified before, so that it was reversed or verified anew
}

// Changed tells whether the import changed anything.
func (r Report) Changed() bool {
	for _, c := range r.Files {
		if c.Unchanged != c.Rows {
			return true
		}
	}
	return false
}

// of is the count of a file, to be added to.
func (r *Report) of(f file) *Count {
	for i := range r.Files {
		if r.Files[i].File == f.name {
			return &r.Files[i]
		}
	}
	r.Files = append(r.Files, Count{File: f.name})
	return &r.Files[len(r.Files)-1]
}
