package exchange

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// The longest texts a bundle may hold, in letters.
const (
	longestID     = 100
	longestName   = 200
	longestReason = 2000
)

// The years a date may lie in; anything else is a slip of the hand.
const firstYear, lastYear = 1900, 2199

// text reads a text of one line. It may be empty unless it is required.
func (t *table) text(column string, required bool) string {
	text, _ := t.plain(column, required, longestName, "")
	return text
}

// lines reads a text that may have several lines; it may not be empty.
func (t *table) lines(column string) string {
	text, _ := t.plain(column, true, longestReason, "\n\t")
	return text
}

// plain reads a text without control characters, but for those that are allowed; false where something is wrong with it.
func (t *table) plain(column string, required bool, longest int, allowed string) (string, bool) {
	text := t.cell(column)
	switch flaw := flawOf(text, allowed); {
	case flaw != "":
		t.wrong(column, flaw, "save the file as UTF-8 and take such characters out")
	case utf8.RuneCountInString(text) > longest:
		t.wrong(column, fmt.Sprintf("%s is longer than %d letters", quoted(text), longest), "shorten it")
	case required && strings.TrimSpace(text) == "":
		t.wrong(column, "the cell is empty", "fill it in")
	default:
		return text, true
	}
	return text, false
}

// flawOf says what keeps a text from being shown as it is; empty for nothing.
func flawOf(text, allowed string) string {
	if !utf8.ValidString(text) {
		return quoted(text) + " is not UTF-8"
	}
	for _, r := range text {
		if (unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r == '\ufeff') && !strings.ContainsRune(allowed, r) {
			return fmt.Sprintf("%s holds the control character %U", quoted(text), r)
		}
	}
	return ""
}

// email reads an address; it may be empty.
func (t *table) email(column string) string {
	text, fine := t.plain(column, false, longestName, "")
	if text == "" || !fine {
		return text
	}
	name, host, _ := strings.Cut(text, "@")
	if name == "" || host == "" || strings.Contains(host, "@") || strings.ContainsFunc(text, unicode.IsSpace) {
		t.wrong(column, quoted(text)+" is not an e-mail address", "write one such as name@example.org, or leave the cell empty")
	}
	return text
}

// word reads one of the words allowed in a column; it may be empty where the empty word is one of them.
func word[T ~string](t *table, column string, allowed []T) T {
	given := T(t.cell(column))
	if i := slices.Index(allowed, given); i >= 0 {
		return allowed[i] // not given, which would keep the whole row in memory
	}
	what := quoted(string(given)) + " is not a word of this column"
	if given == "" {
		what = "the cell is empty"
	}
	t.wrong(column, what, choose(string(given), allowed))
	return given
}

// date reads a day. It may be empty, the zero Date, unless it is required.
func (t *table) date(column string, required bool) day.Date {
	text := t.cell(column)
	d, err := day.Parse(text)
	switch {
	case err != nil:
		t.wrong(column, quoted(text)+" is not a day of the calendar", "write it as year-month-day, such as 2026-03-08")
		return 0
	case text == "" && required:
		t.wrong(column, "the cell is empty", "write a date such as 2026-03-08")
	case d != 0 && !likely(d.Year()):
		t.wrong(column, fmt.Sprintf("the year %d cannot be meant", d.Year()), "write a date such as 2026-03-08")
	}
	return d
}

func likely(year int) bool { return firstYear <= year && year <= lastYear }

// span reads the columns from and to; to may be empty.
func (t *table) span() day.Span {
	span := day.Span{From: t.date("from", true), To: t.date("to", false)}
	if span.To != 0 && span.To < span.From {
		t.wrong("to", fmt.Sprintf("%s is before %s, where it begins", span.To, span.From), "write the last day, or leave the cell empty while there is none")
	}
	return span
}

// number reads a whole number from least to most.
func (t *table) number(column string, least, most int) int {
	text := t.cell(column)
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > most || strings.HasPrefix(text, "+") {
		t.wrong(column, quoted(text)+" is not a number that can stand here", fmt.Sprintf("write a whole number from %d to %d", least, most))
	}
	return n
}

// cents reads an amount of money in cents; nil where the cell is empty.
func (t *table) cents(column string) *int {
	if t.cell(column) == "" {
		return nil
	}
	n := t.number(column, 0, math.MaxInt32)
	return &n
}

// share reads a share of full time: a decimal from 0 to 2 with at most three places.
func (t *table) share(column string) roster.FTE {
	text := t.cell(column)
	share, fine := roster.ParseFTE(text)
	if !fine {
		t.wrong(column, quoted(text)+" is not a share of full time", "write a number from 0.0 to 2.0 with at most three places, such as 0.5")
	}
	return share
}

// instant reads a moment, in UTC to the microsecond. An empty cell is the zero time.
func (t *table) instant(column string) time.Time {
	text := t.cell(column)
	if text == "" {
		return time.Time{}
	}
	moment, err := time.Parse(time.RFC3339Nano, text)
	if err != nil || !likely(moment.Year()) {
		t.wrong(column, quoted(text)+" is not an instant", "write it with its offset, such as 2026-03-08T15:00:00Z")
		return time.Time{}
	}
	return toMicrosecond(moment)
}

// toMicrosecond is an instant as it can be stored.
func toMicrosecond(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// wall reads a local time.
func (t *table) wall(column string) schedule.Wall {
	text := t.cell(column)
	w, err := schedule.ParseWall(text)
	if err != nil || text == "" || !likely(w.Day.Year()) {
		t.wrong(column, quoted(text)+" is not a local time", "write it without a zone, such as 2026-03-08T10:00")
	}
	return w
}

// several reads words of a list, joined by semicolons in any order; none where the cell is empty.
func several[T ~string](t *table, column string, allowed []T) roster.Several[T] {
	text := t.cell(column)
	if text == "" {
		return ""
	}
	var chosen []T
	for given := range strings.SplitSeq(text, ";") {
		word := T(strings.TrimSpace(given))
		switch {
		case !slices.Contains(allowed, word):
			t.wrong(column, quoted(given)+" is not a word of this column", choose(string(word), allowed)+"; several are joined by semicolons")
		case slices.Contains(chosen, word):
			t.wrong(column, quoted(given)+" stands twice", "keep one of them")
		}
		chosen = append(chosen, word)
	}
	return roster.SeveralOf(allowed, chosen)
}
