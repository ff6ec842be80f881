package attendance

import (
	"cmp"
	"slices"

	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// Gathering is a session of a group as far as the group's health goes: one that was to take place.
type Gathering struct {
	Session  schedule.SessionID
	On       day.Date        // that it was planned for, on the group's clock
	Took     bool            // it took place
	Off      bool            // it was cancelled
	MadeUp   bool            // it was cancelled, and another is, or was, in its place
	Lead     roster.PersonID // who led, of one that took place; zero for nobody
	LeadName string
	Marked   int // people with a verified mark
	Attended int // of these, who were there, if only for a part
}

// Course is a group with how it went on some days.
type Course struct {
	Group        roster.Group
	ProviderName string              // the name of who provides it
	Members      []roster.Membership // each with whose it is and its days; somebody's may overlap
	Gatherings   []Gathering         // of those days, by day; up to today
}

// Health is how a group goes, on some days.
type Health struct {
	Days              day.Span
	Took, Off, MadeUp int // sessions that took place, that were cancelled, and those of them with another in their place
	Open              int // sessions that are over, of which nobody has said whether they took place
	ByProvider        int // sessions that its provider led
	ByNobody          int // sessions that nobody led
	Leads, Changes    int // how many people led, and how often somebody else led than the time before
	Marked, Attended  int // marks, and those of people who were there
	SizeFrom, SizeTo  int // members on the first of the days, and on the last
	individual        bool
	peers             bool
	training          bool
}

// The measures of a group's health, in per cent and people. They are Attune's own, to look at groups by; no association asks
// for them.
const (
	MostCancelled  = 25 // per cent of the sessions that may be cancelled without another in their place
	LeastByUsual   = 75 // per cent of the sessions that the group's provider should lead
	LeastAttending = 75 // per cent of the marks that should be of people who were there
	LeastMembers   = 3  // people in a group
	LeastKept      = 67 // per cent of the members at the beginning that there should be at the end
)

// Concern is something about a group to look at.
type Concern string

// The concerns, in the order in which they are told.
const (
	NotMeeting    Concern = "not_meeting"
	ManyCancelled Concern = "many_cancelled"
	OftenOthers   Concern = "often_others"
	FewAttending  Concern = "few_attending"
	Shrinking     Concern = "shrinking"
	SmallGroup    Concern = "small"
)

// Health is how the group went on some days.
func (c Course) Health(days day.Span) Health {
	h := Health{Days: days, SizeFrom: c.Size(days.From), SizeTo: c.Size(days.To), individual: c.Group.Format == "individual", peers: c.Group.Kind == roster.Peer, training: c.Group.Kind == roster.Training}
	var leads []roster.PersonID
	for _, g := range c.Gatherings {
		if !days.Contains(g.On) {
			continue
		}
		switch {
		case g.Off:
			h.Off++
			if g.MadeUp {
				h.MadeUp++
			}
			continue
		case !g.Took:
			h.Open++
			continue
		}
		h.Took, h.Marked, h.Attended = h.Took+1, h.Marked+g.Marked, h.Attended+g.Attended
		switch g.Lead {
		case c.Group.Provider:
			h.ByProvider++
		case 0:
			h.ByNobody++
		}
		if n := len(leads); n > 0 && leads[n-1] != g.Lead {
			h.Changes++
		}
		leads = append(leads, g.Lead)
	}
	slices.Sort(leads)
	h.Leads = len(slices.Compact(leads))
	return h
}

// Size is how many people belong to the group on a day.
func (c Course) Size(on day.Date) int {
	belong := make(map[roster.PersonID]bool)
	for _, m := range c.Members {
		if m.Span.Contains(on) {
			belong[m.Person] = true
		}
	}
	return len(belong)
}

// Concerns are what there is to look at.
func (h Health) Concerns() []Concern {
	var list []Concern
	add := func(c Concern, applies bool) {
		if applies {
			list = append(list, c)
		}
	}
	add(NotMeeting, h.Took == 0 && h.SizeTo > 0 && !h.training) // a training may be half a year apart from the next
	add(ManyCancelled, h.Took > 0 && percent(h.Off-h.MadeUp, h.Took+h.Off) > MostCancelled)
	add(OftenOthers, percent(h.ByProvider, h.Led()) < LeastByUsual)
	add(FewAttending, h.Marked > 0 && percent(h.Attended, h.Marked) < LeastAttending)
	add(Shrinking, !h.individual && h.SizeFrom > 0 && percent(h.SizeTo, h.SizeFrom) < LeastKept)
	add(SmallGroup, !h.individual && h.SizeTo > 0 && h.SizeTo < LeastMembers)
	return list
}

// Led is how many sessions somebody had to lead: of those of peers, who may meet without a lead, only those that had one.
func (h Health) Led() int {
	if h.peers {
		return h.Took - h.ByNobody
	}
	return h.Took
}

// Idle tells whether there is nothing to say of the group: nobody belongs to it, and no session was to take place.
func (h Health) Idle() bool { return h.SizeTo == 0 && h.Took+h.Off+h.Open == 0 }

// percent is a share of a hundred, rounded down; of nothing it is all.
func percent(part, whole int) int {
	if whole == 0 {
		return 100
	}
	return 100 * part / whole
}

// Attendance is the share of the marks, in per cent and rounded down, that are of people who were there.
func (h Health) Attendance() int { return percent(h.Attended, h.Marked) }

// Continuity is the share of the sessions that somebody had to lead which the provider led, likewise.
func (h Health) Continuity() int { return percent(h.ByProvider, h.Led()) }

// WorstFirst orders healths: by how much there is to look at, and then by who comes.
func WorstFirst(a, b Health) int {
	return cmp.Or(cmp.Compare(len(b.Concerns()), len(a.Concerns())), cmp.Compare(a.Attendance(), b.Attendance()), cmp.Compare(a.Continuity(), b.Continuity()))
}
