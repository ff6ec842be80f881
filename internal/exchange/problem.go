package exchange

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"attune/internal/fault"
)

// Problem is one mistake in a bundle.
type Problem struct {
	File   string // name of the file, without its folder
	Line   int    // from 1, the header included
	Column string // the column's name as formats.md has it; what the header says where it has no such column
	What   string // what is wrong, without a full stop
	Do     string // what to do about it, without a full stop
}

// String is file:line:column: what is wrong; what to do.
func (p Problem) String() string {
	return fmt.Sprintf("%s:%d:%s: %s; %s", p.File, p.Line, p.Column, p.What, p.Do)
}

// Problems are all mistakes of a bundle, by file in the order of formats.md, line and column; what is about no column of
// the format comes first. As an error they are Invalid, and their sentence names every one of them.
type Problems []Problem

// Error is the sentence.
func (p Problems) Error() string { return p.sentence() }

// Unwrap gives the problems' kind and sentence to package fault.
func (p Problems) Unwrap() error { return fault.New(fault.Invalid, "%s", p.sentence()) }

func (p Problems) sentence() string {
	var text strings.Builder
	mistakes := "1 mistake"
	if len(p) != 1 {
		mistakes = fmt.Sprintf("%d mistakes", len(p))
	}
	fmt.Fprintf(&text, "The bundle has %s, so nothing was changed. Mend them and import it again.", mistakes)
	for _, problem := range p {
		text.WriteString("\n" + problem.String())
	}
	return text.String()
}

// err is the problems in order as an error, and nil where there are none.
func (p Problems) err() error {
	if len(p) == 0 {
		return nil
	}
	order := fileNames()
	place := func(p Problem) (int, int) {
		f := slices.Index(order, p.File)
		return f, files[f].place(p.Column)
	}
	slices.SortFunc(p, func(a, b Problem) int {
		fileA, columnA := place(a)
		fileB, columnB := place(b)
		return cmp.Or(cmp.Compare(fileA, fileB), cmp.Compare(a.Line, b.Line), cmp.Compare(columnA, columnB), cmp.Compare(a.What, b.What))
	})
	return p
}

func (p *Problems) add(file string, line int, column, what, do string) {
	*p = append(*p, Problem{file, line, column, what, do})
}
