package rulebook

import (
	"fmt"
	"slices"
	"strings"

	"attune/internal/fault"
)

// Problem is one mistake in a file of rules.
type Problem struct {
	Line     int // from 1
	Sentence string
}

// Problems is every mistake found in a file of rules, by line. As an error it lists them, one a line, and is a
// fault of kind Invalid whose sentence may be shown.
type Problems []Problem

// Error lists the problems, one a line.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, problem := range p {
		lines[i] = fmt.Sprintf("line %d: %s", problem.Line, problem.Sentence)
	}
	return strings.Join(lines, "\n")
}

// Unwrap gives the fault, so that fault.SentenceOf and fault.KindOf see it.
func (p Problems) Unwrap() error { return fault.New(fault.Invalid, "%s", p.Error()) }

// sorted is the problems by line; those of one line stay in the order they were found.
func (p Problems) sorted() Problems {
	slices.SortStableFunc(p, func(a, b Problem) int { return a.Line - b.Line })
	return p
}

// meant is `; did you mean "…"?` with the nearest known word, and nothing where none is near.
func meant(word string, known []string) string {
	near, ok := nearest(word, known)
	if !ok {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", near)
}

// nearest is the known word that a slip or two of the pen turn into this one: one slip in words of up to four
// letters, two in longer ones.
func nearest(word string, known []string) (string, bool) {
	most := 1
	if len(word) > 4 {
		most = 2
	}
	best, slips := fault.Nearest(word, known)
	return best, best != "" && slips <= most
}
