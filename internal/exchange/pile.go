package exchange

import (
	"cmp"
	"container/heap"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// A record is one row of attendance.csv without a mistake of its own.
type record struct {
	session, person ref
	line            int32
	mark, focus     uint8  // places in attendance.Codes and ledger.Focuses
	intervals       string // as ledger.Presence writes them
}

func (r record) compare(o record) int {
	return cmp.Or(cmp.Compare(r.session, o.session), cmp.Compare(r.person, o.person), cmp.Compare(r.line, o.line))
}

// heldRecords is how many records a pile keeps in memory: a few megabytes, however long attendance.csv is.
const heldRecords = 50_000

// A pile sorts records by session and person. What does not fit into memory waits in sorted runs, one temporary file
// each, that are merged each time the pile is walked.
type pile struct {
	parent string // folder for the temporary files; empty: the system's
	most   int    // records in memory
	held   []record
	folder string // made for the first run
	runs   []string
	err    error // of adding; told once all is read
}

func newPile(parent string, most int) *pile { return &pile{parent: parent, most: most} }

func (p *pile) add(r record) {
	if p.err != nil {
		return
	}
	p.held = append(p.held, r)
	if len(p.held) == p.most {
		p.err = p.spill()
	}
}

// spill sorts what is held and writes it as a run.
func (p *pile) spill() error {
	if p.folder == "" {
		folder, err := os.MkdirTemp(p.parent, "attune-import-")
		if err != nil {
			return fmt.Errorf("set attendance aside: %w", err)
		}
		p.folder = folder
	}
	slices.SortFunc(p.held, record.compare)
	name := filepath.Join(p.folder, fmt.Sprintf("run-%d", len(p.runs)))
	if err := writeRun(name, p.held); err != nil {
		return fmt.Errorf("set attendance aside: %w", err)
	}
	p.runs, p.held = append(p.runs, name), p.held[:0]
	return nil
}

// remove takes the temporary files away. The pile is not walked after it.
func (p *pile) remove() error {
	if p.folder == "" {
		return nil
	}
	return os.RemoveAll(p.folder)
}

// walk calls visit for each record in order. It may be called again.
func (p *pile) walk(visit func(record) error) error {
	slices.SortFunc(p.held, record.compare)
	var m merge
	defer m.close()
	if len(p.held) > 0 {
		m.cursors = append(m.cursors, &cursor{head: p.held[0], rest: p.held[1:]})
	}
	for _, name := range p.runs {
		c, err := openRun(name)
		if err != nil {
			return fmt.Errorf("read attendance again: %w", err)
		}
		m.cursors = append(m.cursors, c)
	}
	heap.Init(&m)
	for len(m.cursors) > 0 {
		if err := visit(m.cursors[0].head); err != nil {
			return err
		}
		if err := m.advance(); err != nil {
			return fmt.Errorf("read attendance again: %w", err)
		}
	}
	return nil
}
