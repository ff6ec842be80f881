package exchange

import (
	"regexp"
	"strings"

	"attune/internal/roster"
	"attune/internal/rulebook"
)

type decisionRow struct {
	line            int
	session, person ref
	is              rulebook.Decision
}

// renewalPeriod is the form of a renewal's period: a year, or the first and last year of a cycle.
var renewalPeriod = regexp.MustCompile(`^[0-9]{4}(-[0-9]{4})?$`)

func (b *bundle) readDecisions(t *table) {
	type key struct {
		session, person ref
		purpose         rulebook.Purpose
	}
	seen := make(firsts[key])
	for t.next() {
		row := decisionRow{line: t.line(), session: b.refer(t, "session_id", b.sessions), person: b.refer(t, "person_id", b.people)}
		row.is.Purpose = b.purpose(t)
		row.is.Verdict = word(t, "verdict", []rulebook.Verdict{rulebook.Counted, rulebook.Rejected})
		row.is.Reason, row.is.DecidedBy, row.is.DecidedOn = t.lines("reason"), t.text("decided_by", true), t.date("decided_on", true)
		if !t.bad && seen.first(t, "session_id", key{row.session, row.person, row.is.Purpose}, "the decision on this hour for this purpose") {
			b.decisionRows = append(b.decisionRows, row)
		}
	}
}

// purpose reads what an hour was decided for.
func (b *bundle) purpose(t *table) rulebook.Purpose {
	p := rulebook.Purpose{
		Kind:     word(t, "purpose", []rulebook.PurposeKind{rulebook.Earning, rulebook.Renewal}),
		Category: roster.Category(b.category(t)), Period: strings.Clone(t.cell("period")),
	}
	switch {
	case p.Kind == rulebook.Earning && p.Period != "":
		t.wrong("period", "earning has no period", "leave the cell empty, or write renewal as the purpose")
	case p.Kind == rulebook.Renewal && !renewalPeriod.MatchString(p.Period):
		t.wrong("period", quoted(p.Period)+" is not a period of a renewal", "write a year such as 2026, or a cycle such as 2025-2027")
	}
	return p
}
