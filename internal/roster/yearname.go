package roster

import (
	"fmt"
	"regexp"
	"strconv"

	"attune/internal/day"
)

// yearWords are a year in a name, and what may be the one after it: 2025, 2025-26, 2025/2026.
var yearWords = regexp.MustCompile(`\b((?:19|20|21)\d\d)\b(?:(\s*[-–/]\s*)((?:19|20|21)?\d\d)\b)?`)

// LaterName is what a group is called so many years after it was called so, when it meets on the days of a span that is open
// to neither side: a year in its name is moved on, and a name without one has the span's added.
func LaterName(name string, years int, span day.Span) string {
	if !yearWords.MatchString(name) {
		return name + " " + yearsOf(span)
	}
	return yearWords.ReplaceAllStringFunc(name, func(words string) string {
		parts := yearWords.FindStringSubmatch(words)
		first, _ := strconv.Atoi(parts[1])
		second, _ := strconv.Atoi(parts[3])
		if parts[3] == "" || second%100 != (first+1)%100 {
			return strconv.Itoa(first+years) + parts[2] + parts[3]
		}
		next := strconv.Itoa(first + years + 1)
		return strconv.Itoa(first+years) + parts[2] + next[len(next)-len(parts[3]):]
	})
}

// yearsOf are the years of a span: 2027, or 2026-27.
func yearsOf(span day.Span) string {
	from, to := span.From.Year(), span.To.Year()
	if from == to {
		return strconv.Itoa(from)
	}
	return fmt.Sprintf("%d-%02d", from, to%100)
}
