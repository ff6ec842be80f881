package access

import (
	"slices"

	"attune/internal/roster"
)

// Guest is somebody as a subject who may be brought into a sheet that does not hold them: as a guest, or as who led.
type Guest struct {
	Sheet       Sheet
	Association roster.Association // the person's
	Named       bool               // the actor knows the person's e-mail
}

// Who fills in a sheet finds people of the group's association; of others only whom they know by their exact e-mail, so
// that nobody leafs through another association's people.
func (g Guest) grants(actor Actor) []Act {
	if !slices.Contains(g.Sheet.grants(actor), TakeSheet) || g.Association == "" || g.Association != g.Sheet.Association && !g.Named {
		return nil
	}
	return []Act{BringIn}
}
