package rulebook

import (
	"time"

	"attune/internal/day"
	"attune/internal/roster"
)

// Basis is what a rule rests on.
type Basis struct {
	Source     []string   // keys into the edition's sources; empty where the file names none
	Confidence Confidence // empty where the file says nothing
}

// Confidence is how sure the edition is of a rule.
type Confidence string

// The confidences. Nothing below Seen may turn a provider away by itself: the hour is held for a coordinator.
const (
	Seen     Confidence = "seen"     // read on the source's page
	SeenOld  Confidence = "seen_old" // read on an archived page
	Inferred Confidence = "inferred" // a reading that an association must confirm
)

// Source is one place that rules were taken from.
type Source struct{ Key, Text string }

// Track is an age band that people serve.
type Track struct {
	Basis
	Code                 roster.Track
	FromMonths, ToMonths int // information: ages from FromMonths up to, not including, ToMonths; both 0 where unsaid
}

// Category is a category of the Endorsement. Twins have one row in the file and two here, alike in all but code and track.
type Category struct {
	Basis
	Code        roster.Category
	Name        string          // information: what people call it; the code where the file does not say
	Twin        roster.Category // the same scope of practice in the other track
	Track       roster.Track
	Scope       string // information
	Exam        bool   // information
	EarnMinutes int    // received minutes to earn it; 0 where it asks for none. An association's earn may differ
	Providers   string // name of its provider set; empty where it has none, and then nobody qualifies
	track       *Track
	set         []Range
}

// AddOn is a credential that stands on a base category, such as ERS.
type AddOn struct {
	Basis
	Code           roster.Category
	RequiresAny    []roster.Category // its base categories as the file names them; their twins serve too
	EmergingMonths int               // how long an emerging holder may give qualifying hours; 0 is without end
	EarnFocus      *FocusNeed        // information; nil where the file says nothing
}

// Range is who may give a qualifying hour from a day up to, not including, another; the zero Date is open.
type Range struct {
	Basis
	From, To day.Date
	Any      []Alternative
}

// holds tells whether the range is in force on the local date.
func (g *Range) holds(d day.Date) bool { return g.From <= d && (g.To == 0 || d < g.To) }

// Alternative is one way to qualify as the provider of an hour (rules.md, 3, "Qualifies").
type Alternative struct {
	Category        roster.Category // empty where only an add-on is asked for
	AddOn           roster.Category // empty where only a category is asked for
	Emerging        bool            // status emerging serves too: of the add-on where there is one, else of the category
	ProviderDegree  roster.Degree   // of the category credential used; empty: any
	ApplicantDegree roster.Degree   // empty: any

	twin           roster.Category
	bases          []roster.Category // of an add-on: every category it may stand on here, twins included
	emergingMonths int
}

// names tells whether the category is the alternative's own or its twin.
func (a *Alternative) names(c roster.Category) bool {
	return a.Category != "" && (c == a.Category || c == a.twin)
}

// Window is the stretch of time in which a target's hours must lie, and the calendar months they must touch.
type Window struct {
	Basis
	MinMonths, MaxMonths int
}

// MaxSources is how many providers the hours should come from, at most. It only ever warns.
type MaxSources struct {
	Basis
	Value           int
	MajorityFromOne bool // one provider should give more than half
}

// GroupSize is how many supervisees a session should have, at most. It only ever warns.
type GroupSize struct {
	Basis
	Max int
}

// Modalities is how people may meet for an hour to count.
type Modalities struct {
	Basis
	Allowed []roster.Modality
}

// RenewalKind tells how often an association asks for renewal.
type RenewalKind string

// The kinds of renewal.
const (
	Annual    RenewalKind = "annual"    // each calendar year
	Triennial RenewalKind = "triennial" // each three calendar years from CycleStart
)

// FirstDue tells which year's renewal is the first that an endorsement owes. It plays no part in Triennial.
type FirstDue string

// The first years.
const (
	YearAfterEndorsement FirstDue = "year_after_endorsement"
	YearOfEndorsement    FirstDue = "year_of_endorsement"
)

// RenewalRule is what keeping an endorsement asks for.
type RenewalRule struct {
	Basis
	Kind       RenewalKind
	Minutes    int               // a year
	Categories []roster.Category // as the file names them; their twins owe it too
	FirstDue   FirstDue          // Annual only; an association may differ
	CycleStart day.Date          // Triennial only: 1 January of the first year of the first cycle
	Exceptions []Exception
	owing      map[roster.Category]bool
}

// Exception is what a renewal asks of those who have held the category, or its twin, for some years.
type Exception struct {
	Basis
	Category   roster.Category
	HeldYears  int
	Minutes    int  // a year, in place of the rule's
	PeerCounts bool // peer meetings count toward this renewal
	twin       roster.Category
}

// Association is one association's rules, defaults filled in.
type Association struct {
	Basis
	Code     roster.Association
	Name     string
	Zone     *time.Location
	Renewal  RenewalKind
	Due      string   // information: month and day by which renewals are handed in, 12-31
	FirstDue FirstDue // of annual renewals
	Holds    bool     // provider_action is hold: no provider is turned away without a coordinator
	Vetted   *Vetted  // nil where vetted providers do not serve
	Earn     []Earn
	Spread   []Spread
	Window   Window
	rule     *RenewalRule
}

// Vetted is until when, and for whom, providers who are vetted but not endorsed may serve.
type Vetted struct {
	Until        day.Date // the last day
	OpenedBefore day.Date // only for targets opened before this day; zero: for all
}

// Earn is how an association differs in what earning a category, or its twin, asks for.
type Earn struct {
	Category roster.Category
	Minutes  *int        // in place of the category's; nil where it does not differ
	Focus    []FocusNeed // subtotals asked for besides; Had is 0
	Provided int         // minutes of giving reflective supervision, asked for besides
}

// Spread is the distinct calendar months that the renewal of a category, or its twin, must touch.
type Spread struct {
	Basis
	Category  roster.Category
	MinMonths int
}

// Info is a piece of the file that people are shown and no verdict rests on: a text, or pieces under their keys.
type Info struct {
	Key   string // empty in a list
	Text  string // empty where there are Parts
	Parts []Info
}

// Part is the piece of that key; the second result is false where there is none.
func (i Info) Part(key string) (Info, bool) {
	for _, p := range i.Parts {
		if p.Key == key {
			return p, true
		}
	}
	return Info{}, false
}
