package fault

import "strings"

// Nearest is the known word that takes the fewest slips of the pen to turn into the given one, and how many: letters
// put in, left out, replaced, or swapped with their neighbour; upper and lower case are alike. Of equals the first.
// A caller that suggests it decides how many slips still make a suggestion. It is empty where no word is known.
func Nearest(given string, known []string) (word string, slips int) {
	for _, k := range known {
		if n := slipsBetween(strings.ToLower(given), strings.ToLower(k)); word == "" || n < slips {
			word, slips = k, n
		}
	}
	return word, slips
}

// slipsBetween is the optimal string alignment distance, row by row.
func slipsBetween(a, b string) int {
	from, to := []rune(a), []rune(b)
	before, last, row := make([]int, len(to)+1), make([]int, len(to)+1), make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i := range from {
		before, last, row = last, row, before
		row[0] = i + 1
		for j := range to {
			replaced := last[j]
			if from[i] != to[j] {
				replaced++
			}
			row[j+1] = min(replaced, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && from[i] == to[j-1] && from[i-1] == to[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
	}
	return row[len(to)]
}
