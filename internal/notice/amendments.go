package notice

import (
	"fmt"
	"slices"

	"attune/internal/attendance"
	"attune/internal/roster"
)

// ofAmendment tells those who answer for a sheet that an amendment waits for a signature, once for each amendment however often
// it is kept again, or that it was taken back; the latter also who had prepared it.
func ofAmendment(c attendance.Change) []Notice {
	s := c.Sheet
	if c.Turn == attendance.AmendmentKept && !s.Amendment.KeptAt.Equal(s.Amendment.Since) {
		return nil
	}
	var notices []Notice
	for _, person := range answering(s, c.By.Person, c.Prepared.Person) {
		if supervised(s, person) {
			continue // who provides the group by now may have been a supervisee then, and cannot sign
		}
		n := about(s, person)
		n.Topic, n.Fact = Sheets, fmt.Sprintf("%s:%d:%d", c.Act, s.Session.ID, s.Revision)
		n.Why = "You lead this session, or provide its group."
		n.Subject = fmt.Sprintf("An amendment of the sheet of %s on %s waits to be verified", s.Group.Name, sheetDay(s))
		n.Lines = []string{
			"Somebody corrected what was verified and did not sign it. Until somebody does, the signature is void, and the hours stand as they were verified before.",
			"What would change, and why, is on the session's page. Verify it there, put it right, or take it back.",
		}
		if c.Turn == attendance.AmendmentTakenBack {
			n.Subject = fmt.Sprintf("The amendment of the sheet of %s on %s was taken back", s.Group.Name, sheetDay(s))
			n.Lines = []string{"What was verified before stands as it was. There is nothing to do."}
		}
		notices = append(notices, n)
	}
	return append(notices, ofPrepared(c)...)
}

// supervised tells whether a sheet, or the amendment of it that waits, marks somebody as a supervisee.
func supervised(s attendance.Sheet, person roster.PersonID) bool {
	proposed := s.Proposed()
	return !proposed.Facts.Leads(person) && slices.ContainsFunc(slices.Concat(s.Marks, proposed.Marks), func(m attendance.Mark) bool { return m.Person == person })
}

// OfImport is whom an import's change of a sheet has to be told to by itself: who had prepared the amendment that it ended.
// Everybody else is told of all that came with it at once; see Imported.
func OfImport(c attendance.Change) []Notice { return ofPrepared(c) }

// ofPrepared tells who had prepared an amendment what became of it; nobody where they did that themself, or hear of it anyway
// because they answer for the sheet.
func ofPrepared(c attendance.Change) []Notice {
	ended := map[attendance.AmendmentTurn]string{
		attendance.AmendmentSigned:    "It was verified, as you had prepared it or changed once more. What stands now is on the session's page.",
		attendance.AmendmentTakenBack: "It was taken back, and what was verified before stands as it was. It is kept on the session's page, with your reason.",
		attendance.AmendmentOvertaken: "An import changed the session meanwhile, so that nothing is left to amend. What stands now is on the session's page.",
	}[c.Turn]
	author := c.Prepared
	if ended == "" || author == c.By || author == (attendance.Signer{}) {
		return nil
	}
	if c.Turn == attendance.AmendmentSigned {
		for _, person := range answering(c.Sheet) {
			if person == author.Person {
				return nil
			}
		}
	}
	n := about(c.Sheet, author.Person)
	if author.Person == 0 {
		n.To, n.Association = Recipient{Account: author.Account}, c.Sheet.Session.Association
	}
	n.Topic, n.Fact = Sheets, fmt.Sprintf("amendment.%s:%d:%d", c.Turn, c.Sheet.Session.ID, c.Sheet.Revision)
	n.Subject = fmt.Sprintf("The amendment that you prepared: %s, %s", c.Sheet.Group.Name, sheetDay(c.Sheet))
	n.Lines = []string{ended}
	n.Why = "You prepared it."
	return []Notice{n}
}
