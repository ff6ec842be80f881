package endorsement_test

import (
	"testing"
	"time"

	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/ledger"
	"attune/internal/roster"
	"attune/internal/rulebook"
	"attune/internal/sample"
)

// What a change of the records would move, by rules.md, 4.3 and 5.4: not the minutes alone, but what is asked for and what was
// had of it. One hour of a mentor counts before and after, wherever it is; by rules.yaml Washington asks for 25 hours of one
// focus beside the 50 of IMHM-C, Florida for 25 hours provided, Kansas for no months, and Michigan's renewal of IMHM-C for
// six months.
func TestWhatAChangeMoves(t *testing.T) {
	t.Parallel()
	at := func(code roster.Association, changes ...func(*rulebook.Facts)) rulebook.Facts {
		return sample.Facts(append([]func(*rulebook.Facts){func(f *rulebook.Facts) {
			f.Person.Association, f.Targets[0].Category = code, "IMHM-C"
			f.Received = met("2026-06-10", 1, 1, 60)
		}}, changes...)...)
	}
	renewing := func(f *rulebook.Facts) {
		f.Targets = nil
		f.Credentials = []roster.Credential{{Person: f.Person.ID, Category: "IMHM-C", Status: roster.Endorsed, Span: day.Span{From: day.MustParse("2025-03-01")}}}
	}
	focus := func(f *rulebook.Facts) { f.Received[0].Focus = "rsc_provision" }
	gave := func(f *rulebook.Facts) {
		f.Provided = met("2026-03-10", 1, 1, 60)
		f.Provided[0].Direction = ledger.Provided
	}
	for name, row := range map[string]struct {
		before, after rulebook.Facts
		moves, asks   bool
	}{
		"an association that asks for the same":  {at("CT"), at("AZ"), false, false},
		"one that asks for a focus beside it":    {at("CT"), at("WA"), true, true},
		"one that asks for hours provided":       {at("CT"), at("FL"), true, true},
		"one that asks for no months":            {at("CT"), at("KS"), true, true},
		"one that spreads the renewal":           {at("CT", renewing), at("MI", renewing), true, true},
		"what was had of the focus":              {at("WA"), at("WA", focus), true, false},
		"a focus that nobody asks for":           {at("CT"), at("CT", focus), false, false},
		"what was provided":                      {at("FL"), at("FL", gave), true, false},
		"provided, where nobody asks for it":     {at("CT"), at("CT", gave), false, false},
		"an hour that is no more on record":      {at("CT"), at("CT", func(f *rulebook.Facts) { f.Received = nil }), true, false},
		"another category with as much to bring": {at("CT"), at("CT", func(f *rulebook.Facts) { f.Targets[0].Category = "IMHS" }), true, false},
	} {
		shifts, err := endorsement.Foreseen{Before: []rulebook.Facts{row.before}, After: []rulebook.Facts{row.after}}.
			Shifts(embedded(t), time.Date(2026, time.November, 22, 18, 0, 0, 0, time.UTC))
		if err != nil || len(shifts) > 0 != row.moves || row.moves && shifts[0].AsksElse() != row.asks {
			t.Errorf("%s: %+v, %v", name, shifts, err)
		}
	}
}
