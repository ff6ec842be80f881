package endorsement

import (
	"time"

	"attune/internal/day"
	"attune/internal/ledger"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// Dose is what somebody received in one month of their work in one program, beside what the program's home-visiting model
// asks for. It is the model's measure and never credit: whoever led, an hour of a verified sheet is in it.
type Dose struct {
	Days       day.Span // the month
	Worked     bool     // on one of its days, up to today, they worked in the program
	Whole      bool     // they worked there on each of its days, and it is over
	Individual int      // minutes of individual reflective supervision received
	Group      int      // the same in a group; the model's measure leaves them out
	Asked      int      // individual minutes
}

// Short tells whether a whole month had less than is asked for. Of a part of a month nothing is said: the model asks for
// months.
func (d Dose) Short() bool { return d.Whole && d.Individual < d.Asked }

// Doses are the twelve months of a year, as of a day, of the tenure's work in one program, by days local to the zone of
// the person's association. What is asked for goes by the share of full time in that program, that of all employments
// there together; where it changes within a month, by the larger: the model says nothing of parts of a month, and no month
// is to look complete that may not be.
func (t Tenure) Doses(program roster.ProgramID, asks rulebook.Dosage, year int, today day.Date, zone *time.Location) []Dose {
	t = t.apart()
	doses := make([]Dose, 12)
	for i := range doses {
		d := &doses[i]
		d.Days.From = day.Of(year, time.January+time.Month(i), 1)
		d.Days.To = d.Days.From.AddMonths(1).AddDays(-1)
		d.Whole = d.Days.To < today
		for on := d.Days.From; on <= d.Days.To; on++ {
			share, works := t.share(program, on)
			d.Whole = d.Whole && works
			if works && on <= today {
				d.Worked, d.Asked = true, max(d.Asked, asks.MinutesFor(share))
			}
		}
		for _, l := range t.During(d.Days, []roster.ProgramID{program}, zone).In(ReceivedReflective) {
			d.add(l.Entry)
		}
	}
	return doses
}

// apart is the tenure with the reflective hours received that stand, each without the time that an earlier one has taken: nobody is
// in two sessions at once.
func (t Tenure) apart() Tenure {
	lines := t.In(ReceivedReflective)
	entries := make([]ledger.Entry, len(lines))
	for i, l := range lines {
		entries[i] = l.Entry
	}
	for i, minutes := range rulebook.Apart(entries) {
		lines[i].Minutes = minutes
	}
	t.Lines = lines
	return t
}

func (d *Dose) add(e ledger.Entry) {
	if e.Format == "individual" {
		d.Individual += e.Minutes
	} else {
		d.Group += e.Minutes
	}
}

// share is how much of full time the person works in the program on a day; false where they do not.
func (t Tenure) share(program roster.ProgramID, on day.Date) (roster.FTE, bool) {
	share, works := roster.FTE(0), false
	for _, e := range t.Employments {
		if e.Program == program && e.Span.Contains(on) {
			share, works = share+e.FTE, true
		}
	}
	return share, works
}
