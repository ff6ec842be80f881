package rulebook_test

import (
	"fmt"
	"slices"
	"strings"

	"attune/internal/ledger"
	"attune/internal/rulebook"
)

// expect compares what the line says with what was judged; each difference is one text.
func (s *scene) expect(w *words) []string {
	if !s.asked {
		w.fail("say first as of which day")
		return nil
	}
	switch {
	case w.take("purposes"):
		return s.expectPurposes(w)
	case w.take("entry"):
		return s.expectEntry(w)
	default:
		return s.expectFigures(w)
	}
}

// expect purposes none | PURPOSE, PURPOSE, …
func (s *scene) expectPurposes(w *words) []string {
	want := strings.Join(w.all(), " ")
	got := "none"
	if len(s.judged) > 0 {
		names := make([]string, len(s.judged))
		for i, j := range s.judged {
			names[i] = nameOf(j.Purpose)
		}
		got = strings.Join(names, ", ")
	}
	return differ("purposes", want, got)
}

// expect PURPOSE [FIGURE VALUE]…
func (s *scene) expectFigures(w *words) []string {
	j := s.judgement(w, w.purpose())
	if w.wrong != "" {
		return nil
	}
	if w.done() {
		w.fail("it expects nothing of the purpose")
	}
	var failures []string
	for !w.done() {
		failures = append(failures, expectFigure(w, j)...)
	}
	return failures
}

func expectFigure(w *words, j rulebook.Judgement) []string {
	switch word := w.next(); word {
	case "required":
		return differ(word, w.duration(), j.Required)
	case "counted":
		return differ(word, w.duration(), j.Counted)
	case "held":
		return differ(word, w.duration(), j.Held)
	case "rejected":
		return differ(word, w.duration(), j.Rejected)
	case "months":
		return differ(word, w.number(), j.Months)
	case "entries":
		return differ(word, w.number(), len(j.Entries))
	case "provided":
		return differ(word, w.duration(), j.Provided.Had)
	case "focus":
		focus := oneOf(w, ledger.Focuses)
		return differ(word+" "+string(focus), w.duration(), focusHad(focus, j))
	case "satisfied":
		return differ(word, true, j.Satisfied)
	case "unsatisfied":
		return differ("satisfied", false, j.Satisfied)
	case "missing":
		return differ(word, w.list("minutes", "months", "focus", "provided"), join(j.Missing))
	case "warnings":
		return differ(word, w.list("group_over_cap", "no_majority_source", "too_many_sources"), join(j.Warnings))
	case "window":
		return differ(word, w.window(), strings.TrimSpace(j.Window.From.String()+" "+j.Window.To.String()))
	default:
		w.fail("%q is no figure", word)
		return nil
	}
}

func focusHad(f ledger.Focus, j rulebook.Judgement) int {
	for _, need := range j.FocusNeeds {
		if need.Focus == f {
			return need.Had
		}
	}
	return -1
}

// expect entry SESSION [for PURPOSE] VERDICT [REASON] [H:MM] [source KEYS]
func (s *scene) expectEntry(w *words) []string {
	name := w.next()
	j := s.judgementFor(w)
	if w.wrong != "" {
		return nil
	}
	session := s.entry(w, name)
	i := slices.IndexFunc(j.Entries, func(e rulebook.Judged) bool { return e.Session == session.Session })
	if w.take("absent") {
		return differ("entry", -1, i)
	}
	if i < 0 {
		w.fail("%s is not among the entries of %s", name, nameOf(j.Purpose))
		return nil
	}
	return compareEntry(w, j.Entries[i])
}

func compareEntry(w *words, got rulebook.Judged) []string {
	failures := differ("verdict", oneOf(w, []rulebook.Verdict{rulebook.Counted, rulebook.HeldBack, rulebook.Rejected}), got.Verdict)
	reason := rulebook.Reason("")
	if !w.done() && slices.Contains(reasons, rulebook.Reason(w.rest[0])) {
		reason = rulebook.Reason(w.next())
	}
	failures = append(failures, differ("reason", reason, got.Reason)...)
	if !w.done() && w.rest[0] != "source" {
		failures = append(failures, differ("minutes", w.duration(), got.Minutes)...)
	}
	if w.take("source") {
		want := strings.Join(w.all(), " ")
		failures = append(failures, differ("source", want, none(strings.Join(got.Source, " ")))...)
	}
	w.end()
	return failures
}

var reasons = []rulebook.Reason{
	rulebook.Overlap, rulebook.PeerSupervision, rulebook.NotReflective, rulebook.NoProvider, rulebook.WorkUnknown, rulebook.NotServingTrack,
	rulebook.ProviderLapsed, rulebook.ProviderNotQualified, rulebook.ModalityNotAllowed, rulebook.OutsideWindow, rulebook.Decided,
}

// judgementFor is that of the purpose named after `for`, and the only one there is where none is named.
func (s *scene) judgementFor(w *words) rulebook.Judgement {
	if w.take("for") {
		return s.judgement(w, w.purpose())
	}
	if len(s.judged) != 1 {
		w.fail("there are %d purposes; say for which", len(s.judged))
		return rulebook.Judgement{}
	}
	return s.judged[0]
}

func (s *scene) judgement(w *words, p rulebook.Purpose) rulebook.Judgement {
	for _, j := range s.judged {
		if j.Purpose == p {
			return j
		}
	}
	w.fail("nothing was judged for %s", nameOf(p))
	return rulebook.Judgement{}
}

func nameOf(p rulebook.Purpose) string {
	return strings.TrimSpace(fmt.Sprintf("%s %s %s", p.Kind, p.Category, p.Period))
}

func join[S ~string](words []S) string {
	plain := make([]string, len(words))
	for i, word := range words {
		plain[i] = string(word)
	}
	return none(strings.Join(plain, " "))
}

func none(text string) string {
	if text == "" {
		return "none"
	}
	return text
}

func differ[T comparable](what string, want, got T) []string {
	if want == got {
		return nil
	}
	return []string{fmt.Sprintf("%s: expected %v, got %v", what, want, got)}
}
