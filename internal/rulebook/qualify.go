package rulebook

import (
	"attune/internal/day"
	"attune/internal/roster"
)

// standing is what the credentials of a lead make of them as the provider of one hour.
type standing int

const (
	unqualified standing = iota // reason 8
	lapsed                      // reason 7
	vouched                     // qualified by status vetted
	qualified
)

// standing is the lead's on the date, for the purpose, by the range in force that day (nil: none).
func (h *hearing) standing(a *aim, g *Range, lead []roster.Credential, d day.Date) standing {
	if g == nil {
		return unqualified
	}
	for i := range g.Any {
		if g.Any[i].qualifies(lead, a.degree, d) {
			return qualified
		}
	}
	if h.association.vettedServe(d, a.opened) && g.vouches(lead, d) {
		return vouched
	}
	if g.lapsed(lead, d) {
		return lapsed
	}
	return unqualified
}

// rangeOn is the range of the category's provider set that holds the date; nil where there is none.
func (c *Category) rangeOn(d day.Date) *Range {
	for i := range c.set {
		if c.set[i].holds(d) {
			return &c.set[i]
		}
	}
	return nil
}

// qualifies tells whether the lead's credentials satisfy the alternative on the date.
func (a *Alternative) qualifies(lead []roster.Credential, applicant roster.Degree, d day.Date) bool {
	if a.ApplicantDegree != "" && applicant != a.ApplicantDegree {
		return false
	}
	if a.AddOn == "" {
		return a.heldAsCategory(lead, d)
	}
	return a.heldAsAddOn(lead, d) && a.stands(lead, d)
}

func (a *Alternative) heldAsCategory(lead []roster.Credential, d day.Date) bool {
	for i := range lead {
		c := &lead[i]
		if a.names(c.Category) && a.accepts(c.Status) && c.Span.Contains(d) && a.degreeMatches(c) {
			return true
		}
	}
	return false
}

func (a *Alternative) heldAsAddOn(lead []roster.Credential, d day.Date) bool {
	for i := range lead {
		c := &lead[i]
		if c.Category == a.AddOn && a.accepts(c.Status) && c.Span.Contains(d) && a.young(c, d) {
			return true
		}
	}
	return false
}

// young tells whether an emerging holder may still give qualifying hours; an endorsed one always may.
func (a *Alternative) young(c *roster.Credential, d day.Date) bool {
	return c.Status != roster.Emerging || a.emergingMonths == 0 || d < c.Span.From.AddMonths(a.emergingMonths)
}

// stands tells whether an endorsed base category is active under the add-on.
func (a *Alternative) stands(lead []roster.Credential, d day.Date) bool {
	for i := range lead {
		c := &lead[i]
		if c.Status == roster.Endorsed && c.Span.Contains(d) && a.isBase(c.Category) && a.degreeMatches(c) {
			return true
		}
	}
	return false
}

func (a *Alternative) isBase(c roster.Category) bool {
	for _, base := range a.bases {
		if c == base {
			return true
		}
	}
	return false
}

// accepts tells whether a credential of that status serves: endorsed, and emerging where it is allowed.
func (a *Alternative) accepts(s roster.CredentialStatus) bool {
	return s == roster.Endorsed || a.Emerging && s == roster.Emerging
}

func (a *Alternative) degreeMatches(c *roster.Credential) bool {
	return a.ProviderDegree == "" || c.Degree == a.ProviderDegree
}

// vouches tells whether the lead is vetted, on the date, for a category that any alternative names. Degrees play
// no part.
func (g *Range) vouches(lead []roster.Credential, d day.Date) bool {
	for i := range lead {
		c := &lead[i]
		if c.Status != roster.Vetted || !c.Span.Contains(d) {
			continue
		}
		for j := range g.Any {
			if g.Any[j].names(c.Category) {
				return true
			}
		}
	}
	return false
}

// lapsed tells whether a credential of the lead that an alternative names, in a status it accepts, ended before the
// date (rules.md, 3, "Reason 7 in full"). Ends are taken as recorded; degrees and the age of an emerging status play
// no part.
func (g *Range) lapsed(lead []roster.Credential, d day.Date) bool {
	for i := range lead {
		c := &lead[i]
		if !c.Span.EndedBefore(d) {
			continue
		}
		for j := range g.Any {
			if g.Any[j].wouldTake(c) {
				return true
			}
		}
	}
	return false
}

// wouldTake tells whether the alternative names the credential and accepts its status. Beside an add-on the category
// is the base, which has to be endorsed; emerging is said of the add-on.
func (a *Alternative) wouldTake(c *roster.Credential) bool {
	switch {
	case a.AddOn != "" && c.Category == a.AddOn:
		return a.accepts(c.Status)
	case !a.names(c.Category):
		return false
	case a.AddOn != "":
		return c.Status == roster.Endorsed
	default:
		return a.accepts(c.Status)
	}
}
