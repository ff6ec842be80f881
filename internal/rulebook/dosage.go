package rulebook

import (
	"math"
	"strconv"

	"attune/internal/roster"
)

// Dosage is a home-visiting model's own monthly measure; it is never credit.
type Dosage struct {
	IndividualMinutes int        // a month, in individual reflective supervision
	HalfTimeMinutes   int        // the same for those employed below HalfTimeBelow
	HalfTimeBelow     roster.FTE // 0 where nobody gets less
}

// MinutesFor is the individual minutes a month that somebody with this share of full time should get.
func (d Dosage) MinutesFor(share roster.FTE) int {
	if share < d.HalfTimeBelow {
		return d.HalfTimeMinutes
	}
	return d.IndividualMinutes
}

// Dosage is what the model asks for; the second result is false where the edition says nothing of it. It stands in
// the part of the file that is information, so a value that is no number is taken as not said.
func (e *Edition) Dosage(m roster.Model) (Dosage, bool) {
	models, _ := e.requirements.Part("model_dosage")
	said, ok := models.Part(string(m))
	if !ok {
		return Dosage{}, false
	}
	return Dosage{
		IndividualMinutes: int(said.number("individual_minutes_a_month")),
		HalfTimeMinutes:   int(said.number("half_time_individual_minutes")),
		HalfTimeBelow:     roster.FTE(math.Round(1000 * said.number("half_time_below_fte"))),
	}, true
}

// number is the part of that key as a number; 0 where it is none.
func (i Info) number(key string) float64 {
	part, _ := i.Part(key)
	n, err := strconv.ParseFloat(part.Text, 64)
	if err != nil {
		return 0
	}
	return n
}
