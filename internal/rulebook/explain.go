package rulebook

import (
	"fmt"
	"strings"

	"attune/internal/roster"
)

// ownRule is what stands in place of a source where none decides.
const ownRule = "Attune's own rule, where no source decides."

// dateInWords is how a day is written in a sentence.
const dateInWords = "2 January 2006"

// Explanation is why an hour, a gap or a warning is as it is, in words for the person whose hours they are.
type Explanation struct {
	Sentence   string     // one or two sentences, each ending in a full stop
	Reason     int        // the number of the reason in the table of rules.md, 3; 0 where it is none of them
	Sources    []Source   // where the rule was taken from; empty where it is Attune's own
	Confidence Confidence // of the provider rule used; empty where none was
}

// Rests is the line about sources under the sentence.
func (x Explanation) Rests() string {
	if len(x.Sources) == 0 {
		return ownRule
	}
	texts := make([]string, len(x.Sources))
	for i, s := range x.Sources {
		texts[i] = s.Text
	}
	return "Source: " + strings.Join(texts, "; ") + "."
}

// reasonOrder numbers the reasons as the table of rules.md, 3 does.
var reasonOrder = map[Reason]int{
	Overlap: 1, PeerSupervision: 2, NotReflective: 3, NoProvider: 4, WorkUnknown: 5, NotServingTrack: 6,
	ProviderLapsed: 7, ProviderNotQualified: 8, ModalityNotAllowed: 9, OutsideWindow: 10,
}

// AsksNothing tells whether the category asks for no hours: then a page says so and shows no reasons (rules.md, 6).
func (j Judgement) AsksNothing() bool { return j.Required == 0 }

// Explain says why an entry of the judgement has its verdict.
func (e *Edition) Explain(j Judgement, entry Judged) Explanation {
	if j.AsksNothing() {
		return Explanation{Sentence: fmt.Sprintf("%s asks for no hours of reflective supervision.", e.called(j.Purpose.Category))}
	}
	x := Explanation{Reason: reasonOrder[entry.Reason], Sources: e.sourcesOf(entry.Source)}
	x.Sentence = e.why(j, entry)
	if entry.Reason == ProviderLapsed || entry.Reason == ProviderNotQualified {
		x.Confidence = e.confidenceOn(j.Purpose.Category, entry)
	}
	if entry.Verdict == HeldBack {
		x.Sentence += held(x.Confidence)
	}
	return x
}

// why is the reason in a sentence, without what follows from it for a held hour.
func (e *Edition) why(j Judgement, entry Judged) string {
	switch entry.Reason {
	case Overlap:
		return "All of this time lies inside another session that began earlier, and the same time counts once."
	case PeerSupervision:
		return "Colleagues meeting without a provider do not count toward " + e.goal(j) + "."
	case NotReflective:
		return "This session was not reflective supervision, so it does not count toward " + e.goal(j) + "."
	case NoProvider:
		return "Nobody is recorded as having led this session, so there was no provider who could make it count."
	case WorkUnknown:
		return "No employment is on record, so nobody can tell which children were served on that day."
	case NotServingTrack:
		return "On that day no employment on record served " + e.children(j.Purpose.Category) + ", directly or by supervising staff who do."
	case ProviderLapsed:
		return "The provider's credential had ended before that day."
	case ProviderNotQualified:
		return e.unconfirmed(j, entry)
	case ModalityNotAllowed:
		return "The session took place in a way that does not count; what counts is " + e.allowedWays() + "."
	case OutsideWindow:
		return fmt.Sprintf("This hour lies outside the best window for %s, %s to %s.", e.called(j.Purpose.Category),
			j.Window.From.Format(dateInWords), j.Window.To.Format(dateInWords))
	case Decided:
		return decisionInWords(entry.Verdict)
	default:
		return "This hour counts toward " + e.goal(j) + "."
	}
}

// held is the sentence that follows the reason of an hour that waits.
func held(c Confidence) string {
	switch c {
	case SeenOld:
		return " The rule was read on an archived page, so it turns no hour away by itself: the hour waits for the coordinator."
	case Inferred:
		return " The rule is a reading that the association has yet to confirm, so it turns no hour away by itself: the hour waits for the coordinator."
	default:
		return " The hour waits for the coordinator."
	}
}

func (e *Edition) unconfirmed(j Judgement, entry Judged) string {
	if entry.Verdict == HeldBack {
		return "The provider's credential could not be confirmed for that day."
	}
	return "The provider held no credential on that day that serves for " + e.called(j.Purpose.Category) + "."
}

func decisionInWords(v Verdict) string {
	if v == Counted {
		return "The coordinator has looked at this hour and lets it count."
	}
	return "The coordinator has looked at this hour and does not let it count."
}

// goal is the purpose in words: "Infant Family Specialist", "the renewal of Infant Family Specialist for 2026".
func (e *Edition) goal(j Judgement) string {
	name := e.called(j.Purpose.Category)
	if j.Purpose.Kind == Renewal {
		return "the renewal of " + name + " for " + j.Purpose.Period
	}
	return name
}

// called is the category's name in words.
func (e *Edition) called(code roster.Category) string {
	if c := e.byCategory[code]; c != nil {
		return c.Name
	}
	return string(code)
}

// children are those of the category's age band.
func (e *Edition) children(code roster.Category) string {
	c := e.byCategory[code]
	switch {
	case c == nil || c.track.ToMonths == 0:
		return "the age band of this category"
	case c.track.FromMonths == 0:
		return fmt.Sprintf("children up to %d months", c.track.ToMonths)
	default:
		return fmt.Sprintf("children of %d to %d months", c.track.FromMonths, c.track.ToMonths)
	}
}

func (e *Edition) allowedWays() string {
	ways := make([]string, len(e.modalities.Allowed))
	for i, m := range e.modalities.Allowed {
		ways[i] = strings.ReplaceAll(string(m), "_", " ")
	}
	return strings.Join(ways, " or ")
}

// confidenceOn is that of the provider rule in force when the session took place; empty where there was none.
func (e *Edition) confidenceOn(code roster.Category, entry Judged) Confidence {
	c := e.byCategory[code]
	if c == nil {
		return ""
	}
	if g := c.rangeOn(entry.Date); g != nil {
		return g.Confidence
	}
	return ""
}

// sourcesOf are the sources of those keys.
func (e *Edition) sourcesOf(keys []string) []Source {
	var sources []Source
	for _, key := range keys {
		sources = append(sources, Source{key, e.sourceText[key]})
	}
	return sources
}
