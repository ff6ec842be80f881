package access

import "attune/internal/roster"

// Program is a program's staff table as a subject.
type Program struct {
	ID          roster.ProgramID
	Association roster.Association
}

// Association is an association's own lists as a subject.
type Association struct {
	Code roster.Association
}

// Coordinators are those who coordinate an association, as a subject: operators choose the first of them, and see
// nothing else of the association.
type Coordinators struct {
	Of roster.Association
}

// Installation is what runs the service as a subject: duties and accounts. It holds nobody's hours.
type Installation struct{}

func (p Program) grants(actor Actor) []Act {
	if actor.manages(p.ID) || actor.coordinates(p.Association) {
		return []Act{SeeStaff, KeepStaff, InviteStaff}
	}
	return nil
}

func (a Association) grants(actor Actor) []Act {
	if actor.coordinates(a.Code) {
		return []Act{SeeAssociation, PublishCoverage, KeepRecords, InviteStaff, KeepAccounts}
	}
	return nil
}

func (c Coordinators) grants(actor Actor) []Act {
	if actor.coordinates(c.Of) || actor.Operates && c.Of != "" {
		return []Act{KeepCoordinators}
	}
	return nil
}

func (Installation) grants(actor Actor) []Act {
	if actor.Operates {
		return []Act{SeeDuties, RunDuty, SeeUpkeep, SeeOutbox, KeepOutbox, KeepAccounts, KeepOperators}
	}
	return nil
}
