package portfolio

import (
	"slices"
	"strings"
)

// elsewhere begins the name of whoever a bundle says has confirmed or refused something: nobody's account here.
const elsewhere = "bundle:"

// Elsewhere is who said a word, as history names them, where a bundle brings it: their name stands for them.
func Elsewhere(name string) string { return elsewhere + name }

// Speaker is the name of who said a word, without saying where.
func (s Said) Speaker() string {
	if name, is := strings.CutPrefix(s.By, elsewhere); is {
		return name
	}
	return s.Name
}

// SaidElsewhere tells whether a bundle brought the word.
func (s Said) SaidElsewhere() bool { return strings.HasPrefix(s.By, elsewhere) }

// next are the words that can follow one: each is said once of a piece at most.
var next = map[Word][]Word{
	"":        {Asked, Given},
	Asked:     {Given, Withdrawn},
	Given:     {Confirmed, Refused, Withdrawn},
	Confirmed: {Refused, Withdrawn},
	Refused:   {Withdrawn},
}

// Brought is what of the words that a bundle has on a piece is new here. What was said here stands: false, with the word that
// does not fit, where the two disagree about a word, where one cannot follow what was said last, and where it would go beyond
// what a coordinator of this installation confirmed or refused.
func (e Evidence) Brought(words []Said) (fresh []Said, against Said, fits bool) {
	last := e.Last()
	for _, w := range words {
		if here, said := e.said(w.Word); said {
			if here.On != w.On || here.Reason != w.Reason {
				return nil, w, false
			}
			continue
		}
		if w.Word == Asked && len(e.Said) > 0 {
			continue // it has come since, and when it was asked for is what it says
		}
		decided := last.Word == Confirmed || last.Word == Refused
		if decided && !last.SaidElsewhere() || !last.Word.Precedes(w.Word) {
			return nil, w, false
		}
		fresh, last = append(fresh, w), w
	}
	return fresh, Said{}, true
}

// said is what was said of the piece in that word.
func (e Evidence) said(word Word) (Said, bool) {
	for _, s := range e.Said {
		if s.Word == word {
			return s, true
		}
	}
	return Said{}, false
}

// Precedes tells whether another word can be said after this one, of any evidence.
func (w Word) Precedes(other Word) bool { return slices.Contains(next[w], other) }

// Twin is evidence that stands and says the same as another piece, of what there can be one of; false where there is none.
func (e Evidence) Twin(known []Evidence) (Evidence, bool) { return same(known, e) }
