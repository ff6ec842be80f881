package web

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"attune/internal/attendance"
	"attune/internal/ledger"
)

// pieceForm is a time for which somebody was back, on the session's clock. Empty where nobody filled it in.
type pieceForm struct {
	From string `form:"from"`
	To   string `form:"to"` // empty: until the end
}

// blank tells whether nobody filled it in.
func (p pieceForm) blank() bool {
	return strings.TrimSpace(p.From) == "" && strings.TrimSpace(p.To) == ""
}

// mostPieces is how many times a form takes for one person: nobody comes back more often.
const mostPieces = 12

// recall shows a presence as the times of a late or early mark; false where they cannot say it: pieces that overlap, lie
// outside the session or out of order, as a bundle may bring them.
func (p *personForm) recall(was ledger.Presence, began, ended time.Time, zone *time.Location) bool {
	if !tidy(was, began, ended) || len(was) > mostPieces {
		return false
	}
	switch first := was[0]; {
	case first.Start.After(began):
		p.Mark, p.Came, p.Until = choiceLate, clockText(first.Start, zone), untilText(first.End, ended, zone)
	case first.End.Before(ended):
		p.Mark, p.Left = choiceEarly, clockText(first.End, zone)
	default:
		return false
	}
	for _, piece := range was[1:] {
		p.Again = append(p.Again, pieceForm{clockText(piece.Start, zone), untilText(piece.End, ended, zone)})
	}
	return true
}

// untilText is the end of a piece as the form has it: empty where it is the session's.
func untilText(end, ended time.Time, zone *time.Location) string {
	if end.Equal(ended) {
		return ""
	}
	return clockText(end, zone)
}

// tidy tells whether pieces lie in the session, one after the other.
func tidy(was ledger.Presence, began, ended time.Time) bool {
	free := began
	for _, piece := range was {
		if piece.Start.Before(free) || !piece.End.After(piece.Start) || piece.End.After(ended) {
			return false
		}
		free = piece.End
	}
	return len(was) > 0
}

// presence is when somebody was there who came late or left early, or what is wrong with what was typed of it.
func (p personForm) presence(d attendance.Draft, clock dial, was ledger.Presence) (ledger.Presence, string) {
	before := func(i int) ledger.Interval {
		if i < len(was) {
			return was[i]
		}
		return ledger.Interval{}
	}
	first, problem := p.piece(d, clock, before(0))
	if problem != "" {
		return nil, problem
	}
	there := ledger.Presence{first}
	for _, again := range p.Again {
		if again.blank() {
			continue
		}
		if strings.TrimSpace(p.Minutes) != "" {
			return nil, "Enter either the minutes or every time they came and left: minutes do not say when they were away."
		}
		piece, problem := again.piece(d, clock, there[len(there)-1], before(len(there)))
		if problem != "" {
			return nil, problem
		}
		if there = append(there, piece); len(there) > mostPieces {
			return nil, fmt.Sprintf("That is more than %d times. Leave out the shortest times away.", mostPieces)
		}
	}
	return there, ""
}

// piece is the first time somebody was there.
func (p personForm) piece(d attendance.Draft, clock dial, before ledger.Interval) (ledger.Interval, string) {
	piece := ledger.Interval{Start: d.Began, End: d.Ended}
	var problem string
	if p.Mark == choiceLate && strings.TrimSpace(p.Until) != "" {
		if piece.End, problem = clock.within(p.Until, d, before.End, "left"); problem != "" {
			return piece, problem
		}
	}
	switch {
	case strings.TrimSpace(p.Minutes) != "":
		return p.spent(piece, clock)
	case p.Mark == choiceEarly:
		piece.End, problem = clock.within(p.Left, d, before.End, "left")
	default:
		piece.Start, problem = clock.within(p.Came, d, before.Start, "came")
	}
	if problem == "" && !piece.End.After(piece.Start) {
		problem = fmt.Sprintf("Came at %s and left at %s: the second has to be later. Correct one, or choose Absent.",
			clockTime(piece.Start, clock.zone), clockTime(piece.End, clock.zone))
	}
	return piece, problem
}

// spent shortens a time to the minutes typed: who came late was there at its end, who left early at its beginning.
func (p personForm) spent(piece ledger.Interval, clock dial) (ledger.Interval, string) {
	most := int(piece.End.Sub(piece.Start) / time.Minute)
	n, err := strconv.Atoi(strings.TrimSpace(p.Minutes))
	switch {
	case err != nil || n < 1:
		return piece, "Enter how many whole minutes they were there, such as 90, or leave the minutes empty and enter the time."
	case n >= most && strings.TrimSpace(p.Until) != "" && p.Mark == choiceLate:
		return piece, fmt.Sprintf("Until they left at %s there were only %d minutes. Correct the minutes, or choose another mark.", clockTime(piece.End, clock.zone), most)
	case n >= most:
		return piece, fmt.Sprintf("The session lasted %d minutes. Enter fewer, or choose Present.", most)
	}
	if length := time.Duration(n) * time.Minute; p.Mark == choiceEarly {
		piece.End = piece.Start.Add(length)
	} else {
		piece.Start = piece.End.Add(-length)
	}
	return piece, ""
}

// piece is a time somebody was back, after the one before; old is what stood there so far.
func (p pieceForm) piece(d attendance.Draft, clock dial, last, old ledger.Interval) (ledger.Interval, string) {
	piece := ledger.Interval{End: d.Ended}
	if !last.End.Before(d.Ended) {
		return piece, fmt.Sprintf("They came back at %s, but nothing says when they had left before. Enter that, too.", clock.said(p.From))
	}
	var problem string
	if piece.Start, problem = clock.within(p.From, d, old.Start, "came back"); problem != "" {
		return piece, problem
	}
	if strings.TrimSpace(p.To) != "" {
		if piece.End, problem = clock.within(p.To, d, old.End, "left"); problem != "" {
			return piece, problem
		}
	}
	switch {
	case piece.Start.Before(last.End):
		problem = fmt.Sprintf("Left at %s and came back at %s: the second has to be later.", clockTime(last.End, clock.zone), clockTime(piece.Start, clock.zone))
	case !piece.End.After(piece.Start):
		problem = fmt.Sprintf("Came back at %s and left at %s: the second has to be later.", clockTime(piece.Start, clock.zone), clockTime(piece.End, clock.zone))
	}
	return piece, problem
}

// roomy is the pieces with an empty one at the end, for one more.
func roomy(pieces []pieceForm) []pieceForm {
	if len(pieces) > 0 && pieces[len(pieces)-1].blank() {
		return pieces
	}
	return append(slices.Clone(pieces), pieceForm{})
}

// samePieces compares what two rows say of coming back.
func samePieces(a, b []pieceForm) bool {
	filled := func(pieces []pieceForm) string {
		var text strings.Builder
		for _, p := range pieces {
			if !p.blank() {
				fmt.Fprintf(&text, "%s-%s ", strings.TrimSpace(p.From), strings.TrimSpace(p.To))
			}
		}
		return text.String()
	}
	return filled(a) == filled(b)
}
