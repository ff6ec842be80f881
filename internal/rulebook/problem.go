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
	best, fewest := "", 2
	if len(word) > 4 {
		fewest = 3
	}
	for _, k := range known {
		if n := slips(strings.ToLower(word), strings.ToLower(k)); n < fewest {
			best, fewest = k, n
		}
	}
	return best, best != ""
}

// slips counts the letters missed, added, mistaken or swapped with a neighbour between two words.
func slips(a, b string) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
