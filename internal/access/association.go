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

// Installation is what runs the service as a subject: duties and accounts. It holds nobody's hours.
type Installation struct{}

func (p Program) grants(actor Actor) []Act {
	if actor.manages(p.ID) || actor.coordinates(p.Association) {
		return []Act{SeeStaff, KeepStaff}
	}
	return nil
}

func (a Association) grants(actor Actor) []Act {
	if actor.coordinates(a.Code) {
		return []Act{SeeAssociation, KeepRecords}
	}
	return nil
}

func (Installation) grants(actor Actor) []Act {
	if actor.Operates {
		return []Act{SeeDuties, RunDuty, SeeOutbox, KeepOutbox, KeepAccounts}
	}
	return nil
}
