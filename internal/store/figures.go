package store

import (
	"database/sql"
	"encoding/json"

	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// figureColumns are the figures of progress r with the hours of a pace. The document, which is the longer by far, is read
// only of a row from before these stood beside it.
const figureColumns = `r.purpose, r.category, r.period, r.required, r.counted, r.held, r.rejected, r.months, r.min_months,
	r.window_from, r.window_to, r.satisfied, r.missing, r.warnings, r.hours, case when r.hours is null then r.details end`

// figureRow is the figureColumns of one row, or of none, where all are null.
type figureRow struct {
	Purpose, Category, Period                            sql.NullString
	Required, Counted, Held, Rejected, Months, MinMonths sql.NullInt64
	From, To                                             dateCol
	Satisfied                                            sql.NullBool
	Missing, Warnings, Hours, Details                    sql.NullString
}

// fields are where a row is scanned into, in the order of figureColumns.
func (f *figureRow) fields() []any {
	return []any{
		&f.Purpose, &f.Category, &f.Period, &f.Required, &f.Counted, &f.Held, &f.Rejected, &f.Months, &f.MinMonths,
		&f.From, &f.To, &f.Satisfied, &f.Missing, &f.Warnings, &f.Hours, &f.Details,
	}
}

func (f *figureRow) purpose() rulebook.Purpose {
	return rulebook.Purpose{Kind: rulebook.PurposeKind(f.Purpose.String), Category: roster.Category(f.Category.String), Period: f.Period.String}
}

// judgement is the figures, and apart from them the hours as readHours reads them. What else a document says is not in it:
// what was given by whom, and of which focus.
func (f *figureRow) judgement() (rulebook.Judgement, string, error) {
	j := rulebook.Judgement{
		Purpose: f.purpose(), Required: int(f.Required.Int64), Counted: int(f.Counted.Int64), Held: int(f.Held.Int64), Rejected: int(f.Rejected.Int64),
		Months: int(f.Months.Int64), MinMonths: int(f.MinMonths.Int64), Window: day.Span{From: day.Date(f.From), To: day.Date(f.To)}, Satisfied: f.Satisfied.Bool,
		Missing: split[rulebook.Missing](f.Missing.String), Warnings: split[rulebook.Warning](f.Warnings.String),
	}
	if f.Hours.Valid {
		return j, f.Hours.String, nil
	}
	var d details
	var whole rulebook.Judgement
	if err := json.Unmarshal([]byte(f.Details.String), &d); err != nil {
		return j, "", err
	}
	j.MinMonths = d.MinMonths
	err := d.into(&whole)
	return j, hoursOf(whole), err
}
