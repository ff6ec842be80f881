package portfolio

import (
	"slices"

	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// Holding is somebody who works in some programs on a day, with what they hold.
type Holding struct {
	Person      roster.Person
	Employments []roster.Employment // those of that day in the programs; only Program, Role and Span are set
	Credentials []roster.Credential
}

// Eligibility is whether somebody may do what a state's Medicaid pays for.
type Eligibility string

// The eligibilities, best first.
const (
	Preferred  Eligibility = "preferred"
	Eligible   Eligibility = "eligible"
	Ineligible Eligibility = "not eligible"
)

// Eligibilities are all of them.
var Eligibilities = []Eligibility{Preferred, Eligible, Ineligible}

// Bills is whether somebody is eligible on a day by what they hold, and the categories in which they are endorsed that day. An
// emerging or a vetted credential is none yet, and no degree plays a part.
func (h Holding) Bills(rules *rulebook.Edition, asks rulebook.Billing, on day.Date) (Eligibility, []roster.Category) {
	is := Ineligible
	var endorsed []roster.Category
	for _, c := range h.Credentials {
		if c.Status != roster.Endorsed || !c.Span.Contains(on) {
			continue
		}
		if !slices.Contains(endorsed, c.Category) {
			endorsed = append(endorsed, c.Category)
		}
		if asks.Preferred != "" && rules.Reaches(c.Category, asks.Preferred) {
			is = Preferred
		} else if is == Ineligible && rules.Reaches(c.Category, asks.AtLeast) {
			is = Eligible
		}
	}
	return is, endorsed
}
