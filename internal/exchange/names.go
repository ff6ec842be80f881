package exchange

import (
	"strconv"
	"strings"
	"unicode"

	"attune/internal/roster"
)

// Thing is a kind of thing that has ids of its own. The same id may name a person and a program.
type Thing string

// The kinds of things with ids.
const (
	Person  Thing = "person"
	Program Thing = "program"
	Group   Thing = "group"
	Session Thing = "session"
)

// A ref is an id of a bundle in short: its place among the ids of its kind, from 1. The zero ref is no id.
type ref int32

// names are all ids of one kind that a bundle uses, in the order of their first use.
type names struct {
	thing Thing
	file  string // which defines them
	refs  map[roster.External]ref
	ids   []roster.External
	lines []int32 // the line that defines each; 0 for one that is only used
	whole bool    // the file could be read: an id it does not define is not in it
	known []int64 // the installation's id of each, once asked for; 0: not stored
}

func newNames(thing Thing, file file) *names {
	return &names{thing: thing, file: file.name, refs: make(map[roster.External]ref)}
}

func (n *names) ref(id string) ref {
	if r, known := n.refs[roster.External(id)]; known {
		return r
	}
	own := roster.External(strings.Clone(id)) // a cell keeps its whole row in memory
	n.ids, n.lines = append(n.ids, own), append(n.lines, 0)
	n.refs[own] = ref(len(n.ids))
	return ref(len(n.ids))
}

func (n *names) id(r ref) roster.External { return n.ids[r-1] }

func (n *names) defined(r ref) bool { return n.lines[r-1] != 0 }

// stored is the installation's id of a name; 0 for the zero ref and for what is not stored.
func (n *names) stored(r ref) int64 {
	if r == 0 {
		return 0
	}
	return n.known[r-1]
}

// reference is a use of an id that its file did not define; it may be stored.
type reference struct {
	file   string
	line   int
	column string
	names  *names
	ref    ref
}

// define reads the id that a row gives to a thing; a second row for the same thing is a problem.
func (t *table) define(column string, n *names) ref {
	id, fine := t.id(column)
	if !fine {
		return 0
	}
	r := n.ref(id)
	if first := n.lines[r-1]; first != 0 {
		t.wrong(column, quoted(id)+" stands on line "+strconv.Itoa(int(first))+" already", "keep one row for each "+string(n.thing))
		return r
	}
	n.lines[r-1] = int32(t.line())
	return r
}

// refer reads the id of a thing; whether there is such a thing is checked once all is read.
func (t *table) refer(column string, n *names) ref {
	id, fine := t.id(column)
	if !fine {
		return 0
	}
	return n.ref(id)
}

// id reads an id; the second result is false where the cell holds none, which has been told.
func (t *table) id(column string) (string, bool) {
	id := t.cell(column)
	switch {
	case id == "":
		t.wrong(column, "the cell is empty", "write an id")
	case flawOf(id, "") != "":
		t.wrong(column, flawOf(id, ""), "save the file as UTF-8 and take such characters out")
	case strings.TrimFunc(id, unicode.IsSpace) != id:
		t.wrong(column, quoted(id)+" begins or ends with a blank", "take the blank out")
	case len([]rune(id)) > longestID:
		t.wrong(column, quoted(id)+" is too long for an id", "keep ids to "+strconv.Itoa(longestID)+" letters")
	case id == nobody:
		t.wrong(column, "no id can be "+quoted(id)+": as a lead it says that nobody led", "write another id")
	default:
		return id, true
	}
	return id, false
}
