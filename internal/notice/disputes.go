package notice

import (
	"fmt"
	"slices"
	"time"

	"attune/internal/attendance"
	"attune/internal/roster"
)

// OfDispute is whom a step of a dispute has to be told to: whoever's turn it is now. What was written is not in the mail; it
// stands on the session's page. Who took the step is not told of it.
func OfDispute(step attendance.Step) []Notice {
	switch step.Turn {
	case attendance.Opened, attendance.Withdrawn:
		return toAnswer(step)
	case attendance.Declined, attendance.Corrected:
		return []Notice{answered(step)}
	default:
		return nil
	}
}

// toAnswer tells those who answer for a sheet that somebody disputes their mark, or no longer does.
func toAnswer(step attendance.Step) []Notice {
	s := step.Sheet
	told := []roster.PersonID{0, step.By.Person}
	var notices []Notice
	for _, person := range []roster.PersonID{s.Group.Provider, s.Facts.Lead, s.Facts.CoLead} {
		if slices.Contains(told, person) {
			continue
		}
		told = append(told, person)
		n := disputeNotice(step, person)
		n.Topic, n.Why = Sheets, "You lead this session, or provide its group."
		n.Subject = fmt.Sprintf("Somebody says that the sheet of %s on %s is not right", s.Group.Name, sheetDay(s))
		n.Lines = []string{"Somebody on the sheet says that their own mark is not right. What they wrote is on the session's page. Amend the sheet, or say why it stands."}
		if step.Turn == attendance.Withdrawn {
			n.Subject = fmt.Sprintf("The sheet of %s on %s is no longer disputed", s.Group.Name, sheetDay(s))
			n.Lines = []string{"Whoever said that their mark was not right has taken it back. There is nothing to do."}
		}
		notices = append(notices, n)
	}
	return notices
}

// answered tells whoever disputed their mark what came of it.
func answered(step attendance.Step) Notice {
	s := step.Sheet
	n := disputeNotice(step, step.Person)
	n.Topic, n.Why = Hours, "You said that this hour was not right."
	n.Subject = "What you said of " + sheetDay(s) + " was answered"
	n.Lines = []string{fmt.Sprintf("Your mark in %s on %s stands as it is. Why is on the session's page; if you still think otherwise, say so there or ask your coordinator.", s.Group.Name, sheetDay(s))}
	if step.Turn == attendance.Corrected {
		n.Lines = []string{fmt.Sprintf("Your mark in %s on %s was corrected. What it says now is on the session's page.", s.Group.Name, sheetDay(s))}
	}
	return n
}

// longTold is for how many days a dispute is looked at that is open for too long: what is older was told, or came with an import.
const longTold = 60

// OfLongDispute is who is to be told at now that a dispute has been open for longer than a week: those who coordinate. The
// notices are the same each time they are asked for; whoever keeps them tells each once.
func OfLongDispute(d attendance.Disputed, coordinators []Recipient, now time.Time) []Notice {
	if !d.Long(now) || now.After(d.OpenedAt.AddDate(0, 0, longTold)) {
		return nil
	}
	session := d.Meeting.Session
	on := session.Local.Day.Format("2 January 2006")
	var notices []Notice
	for _, to := range coordinators {
		if to.Person != 0 && to.Person == d.Person {
			continue
		}
		notices = append(notices, Notice{
			To: to, Association: session.Association, Topic: Sheets,
			Fact:    Errand{Session: session.ID, Person: d.Person, Round: d.Round}.fact(""),
			Subject: fmt.Sprintf("A disputed mark waits: %s, %s", d.Meeting.Group.Name, on),
			Lines: []string{
				fmt.Sprintf("For more than a week somebody has said that their own mark in %s on %s is not right, and nobody has answered.", d.Meeting.Group.Name, on),
				"Remind whoever leads the session, or answer yourself: amend the sheet, or say why the mark stands.",
			},
			Action: Action{Words: "Open the session", Path: pageOf(session.ID)},
			Why:    "You coordinate the association of this group.",
		})
	}
	return notices
}

func disputeNotice(step attendance.Step, to roster.PersonID) Notice {
	n := about(step.Sheet, to)
	n.Fact = fmt.Sprintf("dispute.%s:%d:%d:%d", step.Turn, step.Sheet.Session.ID, step.Person, step.Round)
	return n
}
