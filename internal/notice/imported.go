package notice

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"attune/internal/attendance"
	"attune/internal/roster"
)

// mostNamed is how many sheets a mail names at most.
const mostNamed = 20

// Imported gathers what one import changes of sheets that were verified before, so that each is told of all of it at once: those
// whose hours it changed, and those who answer for the sheets. A first import tells nobody.
type Imported struct {
	whom map[roster.PersonID]*corrected
}

// corrected is what one person is told.
type corrected struct {
	first         Notice // as if it were of the first sheet alone
	hours, sheets []string
	more          int // how many are not named
}

// Add takes a change of a sheet up, of which the group is known; one that reverses nothing concerns nobody.
func (i *Imported) Add(c attendance.Change) {
	if !Corrects(c) {
		return
	}
	name := fmt.Sprintf("%s, %s", c.Sheet.Group.Name, sheetDay(c.Sheet))
	told := []roster.PersonID{0}
	for _, shift := range c.Shifts() {
		who := i.of(c.Sheet, shift.Person)
		who.hours = who.named(who.hours, name+": "+movedWords(shift))
		told = append(told, shift.Person)
	}
	for _, person := range answering(c.Sheet, told...) {
		who := i.of(c.Sheet, person)
		who.sheets = who.named(who.sheets, name+".")
	}
}

// movedWords say what became of somebody's hour.
func movedWords(s attendance.Shift) string {
	whose := strings.ToLower(belonging[s.Direction])
	if s.Before.Minutes == s.After.Minutes {
		return fmt.Sprintf("%s are %s as before, and what was recorded about the session changed.", whose, hour(s.After))
	}
	return fmt.Sprintf("%s were %s, and are now %s.", whose, hour(s.Before), hour(s.After))
}

// Corrects tells whether a change touches what was verified before.
func Corrects(c attendance.Change) bool {
	return c.Act == attendance.Amended || len(c.Append) > 0 && c.Append[0].Reversal
}

func (i *Imported) of(s attendance.Sheet, person roster.PersonID) *corrected {
	if i.whom == nil {
		i.whom = make(map[roster.PersonID]*corrected)
	}
	if i.whom[person] == nil {
		i.whom[person] = &corrected{first: about(s, person)}
	}
	return i.whom[person]
}

// named is a list with one more line, or the same where enough are named.
func (c *corrected) named(list []string, line string) []string {
	if len(c.hours)+len(c.sheets) == mostNamed {
		c.more++
		return list
	}
	return append(list, line)
}

// Notices are one for each whom the import at a moment concerns, in the order of their ids.
func (i *Imported) Notices(at time.Time) []Notice {
	var notices []Notice
	for _, person := range slices.Sorted(maps.Keys(i.whom)) {
		notices = append(notices, i.whom[person].notice(at))
	}
	return notices
}

func (c *corrected) notice(at time.Time) Notice {
	n := c.first
	n.Topic, n.Subject, n.Why = Hours, "An import corrected hours of yours", "These are your own hours."
	n.Fact = fmt.Sprintf("import.amended:%d", at.UnixMicro())
	if len(c.hours) == 0 {
		n.Topic, n.Subject, n.Why = Sheets, "An import corrected sheets that you answer for", "You lead these sessions, or provide their group."
	}
	n.Lines = []string{"The coordinator of your association brought in records that correct what was verified."}
	n.Lines = append(n.Lines, c.hours...)
	if len(c.sheets) > 0 {
		n.Lines = append(append(n.Lines, "Sheets that you answer for, without an hour of your own that changed:"), c.sheets...)
	}
	if c.more > 0 {
		n.Lines = append(n.Lines, fmt.Sprintf("And %d more.", c.more))
	}
	n.Lines = append(n.Lines, "What stood before and what stands now are side by side on each session's page. If something is not right, say so there.")
	if len(c.hours)+len(c.sheets) > 1 {
		n.Action = Action{Words: "Open Attune", Path: "/"}
	}
	return n
}
