package rulebook

import (
	"fmt"
	"strconv"

	"attune/internal/ledger"
)

// ExplainMissing says how much of it the purpose still lacks. A focus is explained by the first that falls short.
func (e *Edition) ExplainMissing(j Judgement, m Missing) Explanation {
	switch m {
	case MissingMinutes:
		return Explanation{Sentence: missingHours(j), Sources: e.askedBy(j)}
	case MissingMonths:
		return Explanation{
			Sentence: fmt.Sprintf("%d of %s with counted hours.", j.Months, counted(j.MinMonths, "calendar month")),
			Sources:  e.sourcesOf(j.MonthsBy),
		}
	case MissingFocus:
		return Explanation{Sentence: lackingFocus(j), Sources: e.askedBy(j)}
	case MissingProvided:
		return Explanation{
			Sentence: fmt.Sprintf("%s of %s of reflective supervision given to others.", hours(j.Provided.Had), hoursAsked(j.Provided.Required)),
			Sources:  e.askedBy(j),
		}
	default:
		return Explanation{}
	}
}

// ExplainWarning says what there is to look at; it changes no figure.
func (e *Edition) ExplainWarning(j Judgement, w Warning) Explanation {
	switch w {
	case GroupOverCap:
		return Explanation{
			Sentence: fmt.Sprintf("A counted session had more than %s present. It counts all the same.", counted(e.groupSize.Max, "supervisee")),
			Sources:  e.sourcesOf(e.groupSize.Source), Confidence: e.groupSize.Confidence,
		}
	case NoMajoritySource:
		return Explanation{
			Sentence: "No provider gave more than half of the counted hours. They count all the same.",
			Sources:  e.sourcesOf(e.maxSources.Source), Confidence: e.maxSources.Confidence,
		}
	case TooManySources:
		return Explanation{
			Sentence: fmt.Sprintf("The counted hours come from %s, and at most %d are advised. They count all the same.",
				counted(len(j.Sources), "provider"), e.maxSources.Value),
			Sources: e.sourcesOf(e.maxSources.Source), Confidence: e.maxSources.Confidence,
		}
	default:
		return Explanation{}
	}
}

// missingHours is "3.50 of 24 hours missing", and what of it may come from hours that wait.
func missingHours(j Judgement) string {
	text := fmt.Sprintf("%s of %s missing.", hours(j.Required-j.Counted), hoursAsked(j.Required))
	switch {
	case j.Held == 60:
		text += " 1.00 waits for the coordinator."
	case j.Held > 0:
		text += " " + hours(j.Held) + " wait for the coordinator."
	}
	return text
}

func lackingFocus(j Judgement) string {
	for _, need := range j.FocusNeeds {
		if need.Had < need.Required {
			return fmt.Sprintf("%s of %s about %s.", hours(need.Had), hoursAsked(need.Required), focusInWords(need.Focus))
		}
	}
	return ""
}

func focusInWords(f ledger.Focus) string {
	if f == ledger.RSCProvision {
		return "giving reflective supervision oneself"
	}
	return string(f)
}

// askedBy is where the hours of the purpose are asked for.
func (e *Edition) askedBy(j Judgement) []Source { return e.sourcesOf(j.AskedBy) }

// hours are minutes as a figure, with two decimals: 90 is 1.50.
func hours(minutes int) string { return strconv.FormatFloat(float64(minutes)/60, 'f', 2, 64) }

// hoursAsked are minutes as what a rule asks for: 1440 is "24 hours".
func hoursAsked(minutes int) string {
	if minutes%60 == 0 {
		return counted(minutes/60, "hour")
	}
	return hours(minutes) + " hours"
}

// counted is a number with its noun: "1 hour", "12 hours".
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}
