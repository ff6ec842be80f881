package notice

import (
	"fmt"
	"slices"

	"attune/internal/attendance"
	"attune/internal/ledger"
	"attune/internal/roster"
)

// OfSheet is whom a change of a sheet has to be told to. Of an amendment that was signed these are the people whose hour it
// changed, each of their own hour and of nobody else's, those who answer for the sheet, and who had prepared it; of one that
// waits, those who may sign it. Who made the change is not told of it.
func OfSheet(c attendance.Change) []Notice {
	switch c.Act {
	case attendance.Prepares, attendance.TakesBack:
		return ofAmendment(c)
	case attendance.Amended:
		return append(ofAmended(c), ofPrepared(c)...)
	default:
		return ofPrepared(c)
	}
}

// ofAmended tells of an amendment that was signed.
func ofAmended(c attendance.Change) []Notice {
	var notices []Notice
	told := []roster.PersonID{0, c.By.Person}
	for _, shift := range c.Shifts() {
		if !slices.Contains(told, shift.Person) {
			notices = append(notices, hourAmended(c.Sheet, shift))
			told = append(told, shift.Person)
		}
	}
	for _, person := range answering(c.Sheet, told...) {
		notices = append(notices, sheetAmended(c, person))
	}
	return notices
}

// answering are who answers for a sheet, but for some.
func answering(s attendance.Sheet, but ...roster.PersonID) []roster.PersonID {
	var people []roster.PersonID
	for _, person := range []roster.PersonID{s.Group.Provider, s.Facts.Lead, s.Facts.CoLead} {
		if person != 0 && !slices.Contains(but, person) && !slices.Contains(people, person) {
			people = append(people, person)
		}
	}
	return people
}

// hourAmended tells somebody what an amendment made of their hour.
func hourAmended(s attendance.Sheet, shift attendance.Shift) Notice {
	n := about(s, shift.Person)
	n.Topic, n.Fact = Hours, fmt.Sprintf("sheet.amended:%d:%d", s.Session.ID, s.Version)
	n.Subject = "Your hour of " + sheetDay(s) + " was corrected"
	n.Lines = []string{
		fmt.Sprintf("The sheet of %s on %s was corrected and verified again.", s.Group.Name, sheetDay(s)),
		fmt.Sprintf("%s were %s, and are now %s.", belonging[shift.Direction], hour(shift.Before), hour(shift.After)),
	}
	if shift.Before.Minutes == shift.After.Minutes {
		n.Lines[1] = fmt.Sprintf("%s are %s as before; what was recorded about the session changed: who led it, what kind of meeting it was, or what it was about.",
			belonging[shift.Direction], hour(shift.After))
	}
	stands := "Whether it counts shows on your page within a quarter of an hour. If it is not right, say so there."
	if s.Facts.Kind == roster.Training {
		stands = "It was in-service training: these are training hours, on your page from now on. If they are not right, say so there."
	}
	n.Lines = append(n.Lines, stands)
	n.Why = "It is your own hour."
	return n
}

// belonging begins a sentence about somebody's minutes.
var belonging = map[ledger.Direction]string{ledger.Received: "The minutes you received", ledger.Provided: "The minutes you provided"}

func hour(e ledger.Entry) string {
	if e.Minutes == 0 {
		return "none"
	}
	return fmt.Sprint(e.Minutes)
}

// sheetAmended tells who answers for a sheet that it was amended.
func sheetAmended(c attendance.Change, person roster.PersonID) Notice {
	n := about(c.Sheet, person)
	n.Topic, n.Fact = Sheets, fmt.Sprintf("sheet.amended:%d:%d", c.Sheet.Session.ID, c.Sheet.Version)
	n.Subject = fmt.Sprintf("The sheet of %s on %s was amended", c.Sheet.Group.Name, sheetDay(c.Sheet))
	n.Lines = []string{
		"Somebody else corrected what was verified, and verified it again. What stood before and what stands now are side by side on the session's page, with the reason.",
	}
	n.Why = "You lead this session, or provide its group."
	return n
}

// about is the beginning of every notice about a sheet to one person.
func about(s attendance.Sheet, person roster.PersonID) Notice {
	n := Notice{To: Recipient{Person: person}, Association: s.Home[person], Action: Action{Words: "Open the session", Path: pageOf(s.Session.ID)}}
	if n.Association == "" {
		n.Association = s.Session.Association
	}
	return n
}

// sheetDay is the day of the session on its own clock: 12 November 2026.
func sheetDay(s attendance.Sheet) string { return s.Session.Local.Day.Format("2 January 2006") }
