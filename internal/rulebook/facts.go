package rulebook

import (
	"strconv"
	"strings"
	"time"

	"attune/internal/day"
	"attune/internal/ledger"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// Facts is all that judging one person needs. Received holds standing entries only (ledger.Standing), in any order.
type Facts struct {
	Person      roster.Person
	Employments []roster.Employment
	Credentials []roster.Credential // the person's own
	Targets     []roster.Target
	Received    []ledger.Entry
	Provided    []ledger.Entry
	Leads       map[roster.PersonID][]roster.Credential // of everybody who led one of Received
	Decisions   []Decision
}

// Purpose is what an hour may serve: a target being earned, or one period of a renewal that is owed.
type Purpose struct {
	Kind     PurposeKind
	Category roster.Category
	Period   string // empty for earning; "2026" or "2025-2027" for a renewal
}

// Days are those on which an hour can serve the purpose at all: every day for a target, the years of a renewal's period.
func (p Purpose) Days() day.Span {
	if p.Kind == Earning {
		return day.Span{}
	}
	first, last, several := strings.Cut(p.Period, "-")
	if !several {
		last = first
	}
	from, _ := strconv.Atoi(first) // periods are written by period.String
	to, _ := strconv.Atoi(last)
	return period{first: from, last: to}.span()
}

// PurposeKind tells earning from renewing.
type PurposeKind string

// The kinds of purpose, in the order of a report.
const (
	Earning PurposeKind = "earning"
	Renewal PurposeKind = "renewal"
)

// Decision is a coordinator's word on one held entry for one purpose (rules.md, 3).
type Decision struct {
	Session    schedule.SessionID
	Version    int // of the sheet whose entry was held; it ends when that entry is reversed
	Person     roster.PersonID
	Purpose    Purpose
	Verdict    Verdict // Counted or Rejected
	HeldReason Reason  // why it was held; empty where nobody recorded it (a bundle): then any
	Reason     string  // the coordinator's sentence
	DecidedBy  string
	DecidedOn  day.Date
}

// Judgement is one purpose of one person, judged: the figures of a progress report and the entries behind them.
type Judgement struct {
	Purpose    Purpose
	Required   int // minutes
	Counted    int // minutes
	Held       int // minutes
	Rejected   int // minutes
	Months     int // distinct calendar months with counted minutes
	Window     day.Span
	Satisfied  bool
	Missing    []Missing // in the order minutes, months, focus, provided; empty, never nil
	Warnings   []Warning // alphabetical; empty, never nil
	Entries    []Judged  // by actual start, then session id
	MinMonths  int       // months asked for; 0 where none
	FocusNeeds []FocusNeed
	Provided   Need     // hours provided that the category asks for
	Sources    []Giver  // who gave the counted reflective minutes, most first; empty, never nil
	AskedBy    []string // keys into the edition's sources of the hours asked for
	MonthsBy   []string // keys into the edition's sources of the months asked for
}

// Judged is one received entry and its verdict for one purpose.
type Judged struct {
	Session  schedule.SessionID
	External roster.External // the session's
	Version  int
	Started  time.Time
	Date     day.Date // local, in the zone of the person's association
	Minutes  int      // what is left after overlap; the full minutes where the reason is Overlap
	Verdict  Verdict
	Reason   Reason   // empty where counted without a decision
	Source   []string // keys into the edition's sources; empty where rules.md itself decides
	HeldFor  Reason   // where a coordinator decided: the reason for which the entry was held
	Lead     roster.PersonID
	Focus    ledger.Focus
	Lapses   []day.Span // where it counts, or would in another window: the days from its own on, on which an hour like it would not, by what is on record
}

// Need is so many minutes asked for and so many had.
type Need struct{ Required, Had int }

// FocusNeed is a subtotal asked for in entries of one focus.
type FocusNeed struct {
	Focus ledger.Focus
	Need
}

// Giver is one provider and the counted reflective minutes that came from them.
type Giver struct {
	Lead    roster.PersonID
	Minutes int
}

// Verdict is what becomes of an entry.
type Verdict string

// The verdicts.
const (
	Counted  Verdict = "counted"
	HeldBack Verdict = "held"
	Rejected Verdict = "rejected"
)

// Reason is why an entry did not simply count; the codes are those of rules.md, 3.
type Reason string

// The reasons, in the order in which the first one that applies is taken.
const (
	Overlap              Reason = "overlap"
	PeerSupervision      Reason = "peer_supervision"
	NotReflective        Reason = "not_reflective"
	NoProvider           Reason = "no_provider"
	WorkUnknown          Reason = "work_unknown"
	NotServingTrack      Reason = "not_serving_track"
	ProviderLapsed       Reason = "provider_lapsed"
	ProviderNotQualified Reason = "provider_not_qualified"
	ModalityNotAllowed   Reason = "modality_not_allowed"
	OutsideWindow        Reason = "outside_window"
	Decided              Reason = "decided"
)

// Missing is what a purpose still lacks.
type Missing string

// What may be missing, in the order of a report.
const (
	MissingMinutes  Missing = "minutes"
	MissingMonths   Missing = "months"
	MissingFocus    Missing = "focus"
	MissingProvided Missing = "provided"
)

// Warning is something to look at that changes no figure.
type Warning string

// The warnings, alphabetical.
const (
	GroupOverCap     Warning = "group_over_cap"
	NoMajoritySource Warning = "no_majority_source"
	TooManySources   Warning = "too_many_sources"
)
