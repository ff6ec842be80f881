package exchange

import (
	"strings"

	"attune/internal/fault"
)

// choose says which words may stand in a place, and which of them was probably meant.
func choose[T ~string](given string, allowed []T) string {
	words := make([]string, 0, len(allowed)+1)
	empty := false
	for _, w := range allowed {
		if w == "" {
			empty = true
			continue
		}
		words = append(words, string(w))
	}
	advice := "write " + either(words)
	if empty {
		advice = "write " + either(append(words, "leave it empty"))
	}
	if meant := nearest(given, words); meant != "" {
		advice += " (did you mean " + meant + "?)"
	}
	return advice
}

// either is "a, b or c".
func either(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}

// nearest is the word that the given one most likely misspells: with at most a third of its letters changed, and some
// letter in common. It is empty where none is that near.
func nearest(given string, words []string) string {
	word, slips := fault.Nearest(given, words)
	if slips > len([]rune(given))/3 && slips > 1 || slips >= len(word) {
		return ""
	}
	return word
}
