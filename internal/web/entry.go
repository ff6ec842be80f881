package web

import (
	"fmt"
	"time"

	"attune/internal/day"
	"attune/internal/ledger"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// entryView is one received hour with what became of it: its verdict for each purpose it may serve.
type entryView struct {
	Anchor   string
	Href     string // the session's page; empty where the reader has no way there
	Dispute  string // where the reader says that it is not right; empty where it is not theirs to say
	Disputed bool   // they said so, and nobody has answered yet
	Date     string // Thursday 12 November 2026
	Group    string
	Lead     string // empty where nobody led
	Note     string // how much of the session the person was there
	Amended  bool   // its sheet waits to be verified again
	Verdicts []verdictView
}

// verdictView is the verdict on an hour for one purpose.
type verdictView struct {
	Class   string // counted, waits, rejected or verified: the look, never the only sign
	Minutes minutes
	Words   string // counted, waits for the coordinator, not counted
	For     string // the purpose; empty where there is no doubt
	Why     string // one or two sentences; empty where words and minutes say it all
	Code    string // the reason's code: an anchor among the rules; empty where none applies
	Sources []rulebook.Source
	OwnRule bool // no source decides, so Attune's own rule does
}

// verdictWords are the words and the look of each verdict. A held hour waits for the coordinator (rules.md, 6).
var verdictWords = map[rulebook.Verdict][2]string{
	rulebook.Counted:  {"counted", "counted"},
	rulebook.HeldBack: {"waits", "waits for the coordinator"},
	rulebook.Rejected: {"rejected", "not counted"},
}

// leadNames are the names of everybody who led one of the entries.
func leadNames(lines []ledger.Line) map[roster.PersonID]string {
	names := make(map[roster.PersonID]string)
	for _, line := range lines {
		names[line.Lead] = line.LeadName
	}
	return names
}

// entry shows a line of the ledger without a verdict yet.
func entry(line ledger.Line, on day.Date) entryView {
	return entryView{
		Anchor: fmt.Sprintf("session-%d", line.Session), Href: fmt.Sprintf("/sessions/%d", line.Session), Date: longDate(on),
		Group: line.Group, Lead: line.LeadName, Note: thereFor(line), Amended: line.Amended,
	}
}

// entry shows a line of the ledger; who reads their own sees the session, and may say of it that it is not right.
func (s standing) entry(line ledger.Line, on day.Date) entryView {
	v := entry(line, on)
	if s.base != atHours {
		v.Href = s.base + v.Href
		return v
	}
	if v.Disputed = s.disputed[line.Session]; !v.Disputed {
		v.Dispute = v.Href + "/dispute"
	}
	return v
}

// thereFor tells how much of a session somebody was there for; empty where it was all of it.
func thereFor(line ledger.Line) string {
	whole := int(line.Ended.Sub(line.Started) / time.Minute)
	if line.Presence == nil || line.Minutes == whole {
		return ""
	}
	return fmt.Sprintf("There for %s of %s hours.", minutes(line.Minutes).Hours(), minutes(whole).Hours())
}

// verdict shows what became of an entry; full is what it had before an overlap was taken off.
func (s explainer) verdict(j rulebook.Judgement, e rulebook.Judged, full int) verdictView {
	x := s.edition.Explain(j, e)
	words := verdictWords[e.Verdict]
	v := verdictView{
		Class: words[0], Words: words[1], Minutes: minutes(e.Minutes), Why: x.Sentence, Code: string(e.Reason),
		Sources: x.Sources, OwnRule: len(x.Sources) == 0,
	}
	if e.Reason != rulebook.Overlap && e.Minutes < full {
		v.Why += fmt.Sprintf(" %s of it was taken off, because it lies inside another session.", minutes(full-e.Minutes).Hours())
	}
	return v
}

// unjudged is the verdict on an hour that was verified since the last push.
func unjudged(line ledger.Line) verdictView {
	return verdictView{Class: "verified", Words: "verified", Minutes: minutes(line.Minutes), Why: "Verified a moment ago. Whether it counts shows here within a quarter of an hour."}
}

// short is the purpose in a few words, for lists in which several purposes stand.
func (s explainer) short(p rulebook.Purpose) string {
	if p.Kind == rulebook.Renewal {
		return "renewal " + p.Period
	}
	return "earning " + string(p.Category)
}
