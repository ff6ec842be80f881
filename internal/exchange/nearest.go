package exchange

import (
	"strings"
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

// nearest is the word that the given one most likely misspells: the one with the fewest letters changed, at most
// a third of it. It is empty where none is that near.
func nearest(given string, words []string) string {
	best, fewest := "", len([]rune(given))/3+1
	for _, word := range words {
		if n := changes(strings.ToLower(given), strings.ToLower(word)); n < fewest || n == fewest && best == "" && n < len(word) {
			best, fewest = word, n
		}
	}
	return best
}

// changes is how many letters must be put in, left out, replaced or swapped with their neighbour to turn a into b.
func changes(a, b string) int {
	from, to := []rune(a), []rune(b)
	var before []int
	last := make([]int, len(to)+1)
	for j := range last {
		last[j] = j
	}
	for i, letter := range from {
		row := append(make([]int, 0, len(to)+1), i+1)
		for j, other := range to {
			cost := min(last[j+1], row[j]) + 1
			if letter == other {
				cost = last[j]
			}
			cost = min(cost, last[j]+1)
			if i > 0 && j > 0 && letter == to[j-1] && from[i-1] == other {
				cost = min(cost, before[j-1]+1)
			}
			row = append(row, cost)
		}
		before, last = last, row
	}
	return last[len(to)]
}
