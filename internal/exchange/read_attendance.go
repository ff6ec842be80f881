package exchange

import (
	"slices"

	"attune/internal/attendance"
	"attune/internal/ledger"
)

// most pieces of presence in one session, and letters of the cell that holds them.
const mostIntervals = 50

func (b *bundle) readAttendance(t *table) {
	for t.next() {
		r := record{session: t.refer("session_id", b.sessions), person: t.refer("person_id", b.people), line: int32(t.line())}
		mark := word(t, "mark", attendance.Codes)
		r.mark = uint8(max(0, slices.Index(attendance.Codes, mark)))
		r.focus = uint8(max(0, slices.Index(ledger.Focuses, word(t, "focus", ledger.Focuses))))
		r.intervals = b.intervals(t, mark).String()
		if !t.bad {
			b.attendance.add(r)
			continue
		}
		b.wanted(t, "session_id", b.sessions, r.session)
		b.wanted(t, "person_id", b.people, r.person)
	}
}

// intervals reads when somebody was there of whom the mark says that they were there in part.
func (b *bundle) intervals(t *table, mark attendance.Code) ledger.Presence {
	text := t.cell("intervals")
	if mark != attendance.Partial {
		if text != "" && slices.Contains(attendance.Codes, mark) {
			t.wrong("intervals", "only a partial mark has intervals", "leave the cell empty, or write partial as the mark")
		}
		return nil
	}
	p, err := ledger.ParsePresence(text)
	switch {
	case text == "":
		t.wrong("intervals", "a partial mark says when the person was there, and this cell is empty", "write arrived/left, such as "+exampleInterval)
	case err != nil:
		t.wrong("intervals", quoted(text)+" is not a list of intervals", "write arrived/left as instants, several joined by a semicolon, such as "+exampleInterval)
	case len(p) > mostIntervals:
		t.wrong("intervals", "there are "+count(len(p), "interval"), "join those that touch")
	}
	for i, piece := range p {
		piece = ledger.Interval{Start: toMicrosecond(piece.Start), End: toMicrosecond(piece.End)}
		if p[i] = piece; piece.End.Before(piece.Start) || !likely(piece.Start.Year()) || !likely(piece.End.Year()) {
			t.wrong("intervals", quoted(text)+" has somebody leave before they arrived", "write arrived/left, such as "+exampleInterval)
			break
		}
	}
	return p
}

const exampleInterval = "2026-03-08T15:10:00Z/2026-03-08T16:30:00Z"
