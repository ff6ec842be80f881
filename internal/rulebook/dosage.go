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
	Sources           []Source   // where the measure was taken from
	HalfTime          Confidence // of the minutes below full time
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
		Sources:           e.sourcesOf(said.list("source")),
		HalfTime:          Confidence(said.text("half_time_confidence")),
	}, true
}

// text is the part of that key as a text; empty where it is none.
func (i Info) text(key string) string {
	part, _ := i.Part(key)
	return part.Text
}

// list are the texts in the part of that key.
func (i Info) list(key string) []string {
	part, _ := i.Part(key)
	var texts []string
	for _, p := range part.Parts {
		texts = append(texts, p.Text)
	}
	return texts
}

// number is the part of that key as a number; 0 where it is none.
func (i Info) number(key string) float64 {
	n, err := strconv.ParseFloat(i.text(key), 64)
	if err != nil {
		return 0
	}
	return n
}
