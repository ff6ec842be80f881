package rulebook_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"attune/internal/day"
	"attune/internal/ledger"
	"attune/internal/rulebook"
)

// earning is a target of IFS in a window of its own.
func earning() rulebook.Judgement {
	return rulebook.Judgement{
		Purpose:  rulebook.Purpose{Kind: rulebook.Earning, Category: "IFS"},
		Required: 24 * 60, Window: day.Span{From: day.MustParse("2026-01-10"), To: day.MustParse("2028-01-09")},
	}
}

func entryOn(date string, v rulebook.Verdict, r rulebook.Reason, sources ...string) rulebook.Judged {
	return rulebook.Judged{Date: day.MustParse(date), Minutes: 60, Verdict: v, Reason: r, Source: sources}
}

// TestExplain wants the whole sentence of each reason, its number in the table, and what it rests on.
func TestExplain(t *testing.T) {
	t.Parallel()
	const waits = " The hour waits for the coordinator."
	for _, x := range []struct {
		name   string
		entry  rulebook.Judged
		says   string
		number int
		rests  string
	}{
		{
			"counted", entryOn("2026-02-01", rulebook.Counted, "", "A4"),
			"This hour counts toward Infant Family Specialist.", 0,
			"Source: infancyonward.org, Endorsed Reflective Supervisor add-on (Indiana).",
		},
		{
			"overlap", entryOn("2026-02-01", rulebook.Rejected, rulebook.Overlap),
			"All of this time lies inside another session that began earlier, and the same time counts once.", 1,
			"Attune's own rule, where no source decides.",
		},
		{
			"peers", entryOn("2026-02-01", rulebook.Rejected, rulebook.PeerSupervision),
			"Colleagues meeting without a provider do not count toward Infant Family Specialist.", 2,
			"Attune's own rule, where no source decides.",
		},
		{
			"another kind", entryOn("2026-02-01", rulebook.Rejected, rulebook.NotReflective),
			"This session was not reflective supervision, so it does not count toward Infant Family Specialist.", 3,
			"Attune's own rule, where no source decides.",
		},
		{
			"nobody led", entryOn("2026-02-01", rulebook.Rejected, rulebook.NoProvider),
			"Nobody is recorded as having led this session, so there was no provider who could make it count.", 4,
			"Attune's own rule, where no source decides.",
		},
		{
			"no work on record", entryOn("2026-02-01", rulebook.HeldBack, rulebook.WorkUnknown),
			"No employment is on record, so nobody can tell which children were served on that day." + waits, 5,
			"Attune's own rule, where no source decides.",
		},
		{
			"another track", entryOn("2026-02-01", rulebook.Rejected, rulebook.NotServingTrack, "C2"),
			"On that day no employment on record served children up to 36 months, directly or by supervising staff who do.", 6,
			"Source: ct-aimh.org, Infant Family Specialist requirements.",
		},
		{
			"lapsed, held by the association", entryOn("2026-02-01", rulebook.HeldBack, rulebook.ProviderLapsed, "A3", "A10"),
			"The provider's credential had ended before that day." + waits, 7,
			"Source: itmhca.org, endorsement policies (Arizona); pa-aimh.org, renewal (Pennsylvania, two versions).",
		},
		{
			"lapsed, rejected", entryOn("2026-02-01", rulebook.Rejected, rulebook.ProviderLapsed, "A3"),
			"The provider's credential had ended before that day.", 7,
			"Source: itmhca.org, endorsement policies (Arizona).",
		},
		{
			"lapsed, by a rule of an archived page", entryOn("2021-02-01", rulebook.HeldBack, rulebook.ProviderLapsed, "M1"),
			"The provider's credential had ended before that day. The rule was read on an archived page, so it turns no hour away by itself: the hour waits for the coordinator.", 7,
			"Source: mi-aimh.org, reflective supervision and consultation FAQ.",
		},
		{
			"unqualified, held", entryOn("2026-02-01", rulebook.HeldBack, rulebook.ProviderNotQualified, "A3"),
			"The provider's credential could not be confirmed for that day." + waits, 8,
			"Source: itmhca.org, endorsement policies (Arizona).",
		},
		{
			"unqualified, rejected", entryOn("2026-02-01", rulebook.Rejected, rulebook.ProviderNotQualified, "A3"),
			"The provider held no credential on that day that serves for Infant Family Specialist.", 8,
			"Source: itmhca.org, endorsement policies (Arizona).",
		},
		{
			"modality", entryOn("2026-02-01", rulebook.Rejected, rulebook.ModalityNotAllowed, "A2"),
			"The session took place in a way that does not count; what counts is in person or virtual.", 9,
			"Source: itmhca.org, endorsement renewal (Arizona).",
		},
		{
			"outside the window", entryOn("2025-02-01", rulebook.Rejected, rulebook.OutsideWindow, "A21"),
			"This hour lies outside the best window for Infant Family Specialist, 10 January 2026 to 9 January 2028.", 10,
			"Source: kaimh.org, apply (Kansas).",
		},
		{
			"let count", entryOn("2026-02-01", rulebook.Counted, rulebook.Decided, "A3"),
			"The coordinator has looked at this hour and lets it count.", 0,
			"Source: itmhca.org, endorsement policies (Arizona).",
		},
		{
			"not let count", entryOn("2026-02-01", rulebook.Rejected, rulebook.Decided, "A3"),
			"The coordinator has looked at this hour and does not let it count.", 0,
			"Source: itmhca.org, endorsement policies (Arizona).",
		},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			got := embedded(t).Explain(earning(), x.entry)
			if diff := cmp.Diff([]any{x.says, x.number, x.rests}, []any{got.Sentence, got.Reason, got.Rests()}); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// TestExplainRenewal names the renewal and its period, and the confidence of a rule that is only a reading.
func TestExplainRenewal(t *testing.T) {
	t.Parallel()
	e := embedded(t)
	j := rulebook.Judgement{Purpose: rulebook.Purpose{Kind: rulebook.Renewal, Category: "ECMHS", Period: "2025-2027"}, Required: 36 * 60}
	peers := e.Explain(j, entryOn("2026-02-01", rulebook.Rejected, rulebook.PeerSupervision))
	if want := "Colleagues meeting without a provider do not count toward the renewal of Early Childhood Mental Health Specialist for 2025-2027."; peers.Sentence != want {
		t.Errorf("got %q, want %q", peers.Sentence, want)
	}
	track := e.Explain(j, entryOn("2026-02-01", rulebook.Rejected, rulebook.NotServingTrack, "C3"))
	if want := "On that day no employment on record served children of 36 to 72 months, directly or by supervising staff who do."; track.Sentence != want {
		t.Errorf("got %q, want %q", track.Sentence, want)
	}
	lapsed := e.Explain(j, entryOn("2026-02-01", rulebook.HeldBack, rulebook.ProviderLapsed, "A3"))
	want := "The provider's credential had ended before that day. The rule is a reading that the association has yet to confirm, so it turns no hour away by itself: the hour waits for the coordinator."
	if lapsed.Sentence != want || lapsed.Confidence != rulebook.Inferred {
		t.Errorf("got %q (%s), want %q (inferred)", lapsed.Sentence, lapsed.Confidence, want)
	}
}

// TestExplainNoHours: where a category asks for no hours the page says so and shows no reasons (rules.md, 6).
func TestExplainNoHours(t *testing.T) {
	t.Parallel()
	j := rulebook.Judgement{Purpose: rulebook.Purpose{Kind: rulebook.Earning, Category: "IFA"}, Satisfied: true}
	got := embedded(t).Explain(j, entryOn("2026-02-01", rulebook.Rejected, rulebook.ProviderNotQualified, "A15"))
	if !j.AsksNothing() || got.Reason != 0 || got.Sentence != "Infant Family Associate asks for no hours of reflective supervision." {
		t.Errorf("got %+v", got)
	}
}

func TestExplainMissing(t *testing.T) {
	t.Parallel()
	j := earning()
	j.Counted, j.Held, j.Months, j.MinMonths = 18*60+30, 120, 10, 12
	j.FocusNeeds = []rulebook.FocusNeed{{Focus: ledger.RSCProvision, Need: rulebook.Need{Required: 1500, Had: 1195}}}
	j.Provided = rulebook.Need{Required: 60, Had: 59}
	j.AskedBy, j.MonthsBy = []string{"C2"}, []string{"A21"}
	for missing, want := range map[rulebook.Missing]string{
		rulebook.MissingMinutes:  "5.50 of 24 hours missing. 2.00 wait for the coordinator. Source: ct-aimh.org, Infant Family Specialist requirements.",
		rulebook.MissingMonths:   "10 of 12 calendar months with counted hours. Source: kaimh.org, apply (Kansas).",
		rulebook.MissingFocus:    "19.92 of 25 hours about giving reflective supervision oneself. Source: ct-aimh.org, Infant Family Specialist requirements.",
		rulebook.MissingProvided: "0.98 of 1 hour of reflective supervision given to others. Source: ct-aimh.org, Infant Family Specialist requirements.",
	} {
		x := embedded(t).ExplainMissing(j, missing)
		if got := x.Sentence + " " + x.Rests(); got != want {
			t.Errorf("%s: got %q, want %q", missing, got, want)
		}
	}
	j.Counted, j.Held = 24*60-1, 0
	if got := embedded(t).ExplainMissing(j, rulebook.MissingMinutes).Sentence; got != "0.02 of 24 hours missing." {
		t.Errorf("one minute missing: %q", got)
	}
}

func TestExplainWarning(t *testing.T) {
	t.Parallel()
	j := earning()
	j.Sources = []rulebook.Giver{{Lead: 1, Minutes: 60}, {Lead: 2, Minutes: 60}, {Lead: 3, Minutes: 60}}
	for warning, want := range map[rulebook.Warning]string{
		rulebook.GroupOverCap:     "A counted session had more than 8 supervisees present. It counts all the same.",
		rulebook.NoMajoritySource: "No provider gave more than half of the counted hours. They count all the same.",
		rulebook.TooManySources:   "The counted hours come from 3 providers, and at most 2 are advised. They count all the same.",
	} {
		x := embedded(t).ExplainWarning(j, warning)
		if x.Sentence != want || !strings.HasPrefix(x.Rests(), "Source: ") || x.Confidence == rulebook.Seen {
			t.Errorf("%s: got %q, %q, %q; want %q", warning, x.Sentence, x.Rests(), x.Confidence, want)
		}
	}
}
