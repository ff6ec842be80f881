package access

import (
	"attune/internal/day"
	"attune/internal/fault"
)

// BackdatedDays is how many days before today employment may begin where a manager puts it on record. Its days open
// the hours of those days to them, so that what lies longer ago takes somebody who sees those hours anyway.
const BackdatedDays = 31

// Begins is nil where the actor may put employment of the person on record from that first day on, and a Misfit at
// from, of kind Invalid, where somebody else has to: nobody who is no coordinator puts their own on record, or a manager
// whose time ends could stay. Whether they may employ the person at all is asked before.
func (p Person) Begins(actor Actor, from day.Date) error {
	earliest := p.Today.AddDays(-BackdatedDays)
	switch {
	case May(actor, KeepRecord, p) == nil:
		return nil
	case actor.is(p.ID):
		return &Misfit{"from", fault.New(fault.Invalid, "Your own employment is put on record by your coordinator, or by another manager of the program. Ask them.")}
	case from >= earliest:
		return nil
	}
	return &Misfit{"from", fault.New(fault.Invalid, "Employment from before %s is put on record by the coordinator. Ask them, or give a later day.", earliest.Format("2 January 2006"))}
}
