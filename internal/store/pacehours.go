package store

import (
	"fmt"
	"strconv"
	"strings"

	"attune/internal/day"
	"attune/internal/rulebook"
	"attune/internal/schedule"
)

// What stands in the column hours of progress, beside the document: 739677 90 7c 739800-739900 740000-;739684 60 8h; is an
// hour that counts, with the days on which one like it would not, and one that waits.
const (
	hourCounts  = 'c'
	hourOutside = 'w' // of the window
	hourWaits   = 'h'
)

// hoursOf writes the hours of a judgement that a pace is told by, and that a period sums: those that count, those that wait,
// and those outside the window, which may count in another. It is the one place that makes them of what was judged.
func hoursOf(j rulebook.Judgement) string {
	text := make([]byte, 0, 32*len(j.Entries))
	for i := range j.Entries {
		e := &j.Entries[i]
		mark := byte(hourCounts)
		switch {
		case e.Verdict == rulebook.Counted:
		case e.Reason == rulebook.OutsideWindow:
			mark = hourOutside
		case e.Verdict == rulebook.HeldBack:
			mark = hourWaits
		default:
			continue
		}
		text = append(strconv.AppendInt(text, int64(e.Date), 10), ' ')
		text = append(strconv.AppendInt(text, int64(e.Minutes), 10), ' ')
		text = append(strconv.AppendInt(text, int64(e.Session), 10), mark)
		for _, lapse := range e.Lapses {
			text = append(strconv.AppendInt(append(text, ' '), int64(lapse.From), 10), '-')
			if lapse.To != 0 {
				text = strconv.AppendInt(text, int64(lapse.To), 10)
			}
		}
		text = append(text, ';')
	}
	return string(text)
}

// readHours reads what hoursOf wrote, in its order: of each entry the session, the day, the minutes, the verdict with
// the reason outside_window, and the lapses.
func readHours(text string) ([]rulebook.Judged, error) {
	hours := make([]rulebook.Judged, 0, strings.Count(text, ";"))
	r := hourReader{text: text}
	for r.at < len(text) {
		hours = append(hours, rulebook.Judged{Date: day.Date(r.number(' ')), Minutes: int(r.number(' ')), Session: schedule.SessionID(r.number(0))})
		e := &hours[len(hours)-1]
		switch r.sign() {
		case hourCounts:
			e.Verdict = rulebook.Counted
		case hourOutside:
			e.Verdict, e.Reason = rulebook.Rejected, rulebook.OutsideWindow
		case hourWaits:
			e.Verdict = rulebook.HeldBack
		default:
			r.wrong = true
		}
		e.Lapses = r.lapses()
		if r.wrong {
			return nil, fmt.Errorf("hours of a pace: %q is wrong about its byte %d", text, r.at)
		}
	}
	return hours, nil
}

// hourReader walks through a text of hours.
type hourReader struct {
	text  string
	at    int
	wrong bool // it is not a text that hoursOf writes

	days  string // the last lapses as they are written, with what ends them
	spans []day.Span
}

// sign is the next byte; 0 at the end.
func (r *hourReader) sign() byte {
	if r.at == len(r.text) {
		return 0
	}
	r.at++
	return r.text[r.at-1]
}

// number is the next number, of one digit at least, with what ends it: nothing where that is 0.
func (r *hourReader) number(end byte) int64 {
	var n int64
	first := r.at
	for r.at < len(r.text) && '0' <= r.text[r.at] && r.text[r.at] <= '9' {
		n = 10*n + int64(r.text[r.at]-'0')
		r.at++
	}
	if r.at == first || end != 0 && r.sign() != end {
		r.wrong = true
	}
	return n
}

// lapses are the spans up to the end of the hour. Hours like one another have the same, and share them.
func (r *hourReader) lapses() []day.Span {
	if rest := r.text[r.at:]; r.days != "" && strings.HasPrefix(rest, r.days) {
		r.at += len(r.days)
		return r.spans
	}
	from := r.at
	for r.spans = nil; ; {
		switch r.sign() {
		case ';':
			r.days = r.text[from:r.at]
			return r.spans
		case ' ':
			r.spans = append(r.spans, r.span())
		default:
			r.wrong = true
			return nil
		}
	}
}

// span is a first day and, where it has one, a last.
func (r *hourReader) span() day.Span {
	s := day.Span{From: day.Date(r.number('-'))}
	if rest := r.text[r.at:]; rest != "" && rest[0] != ' ' && rest[0] != ';' {
		s.To = day.Date(r.number(0))
	}
	return s
}
