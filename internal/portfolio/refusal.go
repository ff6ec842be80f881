package portfolio

import (
	"slices"
	"strings"
)

// Unanswered are the pieces that a coordinator refused and that their person has neither taken back nor replaced since, in the
// order in which they come.
func Unanswered(known []Evidence) []Evidence {
	var list []Evidence
	for _, e := range known {
		if e.Last().Word == Refused && !slices.ContainsFunc(known, e.replacedBy) {
			list = append(list, e)
		}
	}
	return list
}

// replacedBy tells whether another piece that stands was entered in place of one that was refused: since it was, and for the
// same. A training is the same on the same day or of much the same title.
func (e Evidence) replacedBy(other Evidence) bool {
	if !other.Stands() || other.ID <= e.ID || other.Said[0].At.Before(e.Last().At) || other.Matter != e.Matter || other.Category != e.Category || other.What != e.What {
		return false
	}
	return e.Matter != TrainingMatter || other.On == e.On || muchTheSame(e.Title, other.Title)
}

// muchTheSame tells whether a title is another, or a part of it, but for how they are spelt.
func muchTheSame(a, b string) bool {
	a, b = bare(a), bare(b)
	return a != "" && b != "" && (strings.Contains(a, b) || strings.Contains(b, a))
}
