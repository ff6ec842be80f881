package exchange

import (
	"slices"
	"strconv"

	"attune/internal/portfolio"
	"attune/internal/roster"
)

// writeEvidence leaves no file where nobody has anything to show, and out the optional columns in which nothing stands. It
// looks at everything twice, and keeps none of it.
func (e *export) writeEvidence() error {
	var silent []string
	for _, c := range evidenceFile.columns {
		if c.optional {
			silent = append(silent, c.name)
		}
	}
	some := false
	err := e.out.Evidence(func(is portfolio.Evidence) error {
		some = true
		cells := e.evidenceRow(is)
		silent = slices.DeleteFunc(silent, func(column string) bool { return cells[evidenceFile.place(column)] != "" })
		return nil
	})
	if err != nil || !some {
		return err
	}
	return e.fill(evidenceFile, silent, func(put func(...string) error) error {
		return e.out.Evidence(func(is portfolio.Evidence) error { return put(e.evidenceRow(is)...) })
	})
}

// evidenceRow is a piece of evidence as its row.
func (e *export) evidenceRow(is portfolio.Evidence) []string {
	cells := make([]string, len(evidenceFile.columns))
	put := func(column, text string) { cells[evidenceFile.place(column)] = text }
	put("evidence_id", is.Entry)
	put("person_id", e.person(is.Person))
	for column, text := range evidenceCells(is) {
		put(column, text)
	}
	for _, s := range is.Said {
		if s.Word == portfolio.Asked {
			continue // on the day that the evidence is of
		}
		put(string(s.Word)+"_on", s.On.String())
		if s.Word == portfolio.Confirmed || s.Word == portfolio.Refused {
			put(string(s.Word)+"_by", s.Speaker())
		}
		if s.Reason != "" {
			put("reason", s.Reason)
		}
	}
	return cells
}

// evidenceCells are what evidence says, by column.
func evidenceCells(is portfolio.Evidence) map[string]string {
	return map[string]string{
		"matter": string(is.Matter), "on": is.On.String(), "category": string(is.Category), "what": is.What, "title": is.Title,
		"minutes": orEmpty(is.Minutes), "supervision": orEmpty(is.Supervision), "equity": orEmpty(is.Equity),
		"areas": string(roster.SeveralOf(roster.Areas, is.Areas)), "months": orEmpty(is.Months),
	}
}

// orEmpty is a number, and empty for zero.
func orEmpty(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
