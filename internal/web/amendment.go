package web

import (
	"fmt"

	"attune/internal/attendance"
)

// waitingView is an amendment that waits to be verified.
type waitingView struct {
	amendmentView
	Open     string // its form; empty where it is not the reader's
	Action   string
	Revision int
}

// proposed is the sheet as the amendment that waits would have it.
func (v sheetView) proposed() sheetView {
	if v.stands != nil || !v.Amended() {
		return v
	}
	stands := v.Sheet
	v.stands, v.Sheet = &stands, v.Proposed()
	v.sortRoster()
	return v
}

// waiting shows the amendment that waits beside what it would replace; nil where none does.
func (v sheetView) waiting(open string) *waitingView {
	a := v.Amendment
	if a == nil {
		return nil
	}
	signed := attendance.Version{Facts: v.Facts, Marks: v.Marks, Signer: v.signer, VerifiedAt: v.VerifiedAt}
	kept := attendance.Version{Facts: v.Proposed().Facts, Marks: a.Marks, Signer: a.AuthorName, VerifiedAt: a.KeptAt, Reason: a.Reason}
	view := waitingView{v.amendment(signed, kept, v.names), open, fmt.Sprintf("/sessions/%d", v.Session.ID), v.Revision}
	view.Since = "Once verified"
	return &view
}

// takenBack are the amendments that were never signed, newest first, each in a sentence.
func (v sheetView) takenBack(turns []attendance.Prepared) []string {
	var words []string
	var kept attendance.Prepared
	for _, turn := range turns {
		switch turn.Turn {
		case attendance.AmendmentKept:
			kept = turn
		case attendance.AmendmentTakenBack:
			words = append([]string{v.keptWords(kept) + fmt.Sprintf(" %s took it back on %s.", turn.By, moment(turn.At, v.clock))}, words...)
		case attendance.AmendmentOvertaken:
			words = append([]string{v.keptWords(kept) + fmt.Sprintf(" Nothing was left of it on %s, after an import.", moment(turn.At, v.clock))}, words...)
		}
	}
	return words
}

// preparedBy is who had prepared a version of the sheet, in a sentence; empty where whoever signed it did.
func (v sheetView) preparedBy(turns []attendance.Prepared, version attendance.Version) string {
	var kept attendance.Prepared
	for _, turn := range turns {
		switch {
		case turn.Turn == attendance.AmendmentKept:
			kept = turn
		case turn.Turn == attendance.AmendmentSigned && turn.Version == version.Number && kept.By != version.Signer:
			return fmt.Sprintf("%s had prepared it on %s.", kept.By, moment(kept.At, v.clock))
		}
	}
	return ""
}

func (v sheetView) keptWords(kept attendance.Prepared) string {
	return fmt.Sprintf("%s prepared an amendment on %s: “%s”.", kept.By, moment(kept.At, v.clock), kept.Reason)
}
