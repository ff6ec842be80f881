package endorsement_test

import (
	"strings"
	"testing"

	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/fault"
	"attune/internal/roster"
	"attune/internal/rulebook"
	"attune/internal/schedule"
)

func TestDecidingAHeldHour(t *testing.T) {
	t.Parallel()
	toward := rulebook.Purpose{Kind: rulebook.Earning, Category: "IFS"}
	a := endorsement.Awaiting{
		Person: roster.Person{ID: 3, Association: "CT"},
		Judgement: rulebook.Judgement{Purpose: toward, Entries: []rulebook.Judged{
			{Session: 7, Version: 2, Verdict: rulebook.HeldBack, Reason: rulebook.ProviderLapsed},
			{Session: 8, Version: 1, Verdict: rulebook.Counted},
		}},
	}
	key := endorsement.HeldKey{Person: 3, Purpose: toward, Session: 7, Version: 2}
	accept := endorsement.Word{Accept: true, By: "account:9", On: day.MustParse("2026-11-19")}
	reject := endorsement.Word{Reason: "No longer hers", By: "account:9", On: day.MustParse("2026-11-20")}
	d, news, err := a.Decide(key, accept)
	if err != nil || !news || d.Verdict != rulebook.Counted || d.HeldReason != rulebook.ProviderLapsed || d.Person != 3 || d.Version != 2 {
		t.Fatalf("%+v, %t: %v", d, news, err)
	}
	a.Decisions = []rulebook.Decision{d}
	if _, news, err := a.Decide(key, accept); err != nil || news {
		t.Errorf("a double click decides anew: %t, %v", news, err)
	}
	looked := key
	looked.Seen = rulebook.Counted
	if _, news, err := a.Decide(key, reject); fault.KindOf(err) != fault.Conflict || news {
		t.Errorf("deciding otherwise without having seen it: %t, %v", news, err)
	}
	if d, news, err := a.Decide(looked, reject); err != nil || !news || d.Verdict != rulebook.Rejected || d.Reason != "No longer hers" {
		t.Errorf("deciding otherwise: %+v, %t, %v", d, news, err)
	}
	amended, counted := key, key
	amended.Version, counted.Session, counted.Version = 1, 8, 1
	for name, story := range map[string]struct {
		key  endorsement.HeldKey
		word endorsement.Word
		want fault.Kind
	}{
		"of an earlier version":      {amended, accept, fault.Conflict},
		"of what counts anyway":      {counted, accept, fault.Conflict},
		"rejecting without a reason": {key, endorsement.Word{Reason: "\u200b "}, fault.Invalid},
		"a long reason":              {key, endorsement.Word{Accept: true, Reason: strings.Repeat("x", 501)}, fault.Invalid},
	} {
		if _, news, err := a.Decide(story.key, story.word); fault.KindOf(err) != story.want || err == nil || news {
			t.Errorf("%s: %t, %v", name, news, err)
		}
	}
	if _, err := endorsement.Find([]endorsement.Awaiting{a}, endorsement.HeldKey{Person: 4, Purpose: toward}); fault.KindOf(err) != fault.Conflict {
		t.Errorf("somebody else's hour: %v", err)
	}
}

// What was decided of an hour before is all that concerns it, for its purpose, but what stands.
func TestWhatWasDecidedBefore(t *testing.T) {
	t.Parallel()
	toward := rulebook.Purpose{Kind: rulebook.Earning, Category: "IFS"}
	hour := rulebook.Judged{Session: 7, Version: 2, Verdict: rulebook.HeldBack, Reason: rulebook.ProviderLapsed}
	said := func(session schedule.SessionID, version int, category roster.Category, held rulebook.Reason, reason string) endorsement.Spoken {
		return endorsement.Spoken{Name: "Cora", Decision: rulebook.Decision{
			Session: session, Version: version, Purpose: rulebook.Purpose{Kind: rulebook.Earning, Category: category}, Verdict: rulebook.Rejected, HeldReason: held, Reason: reason,
		}}
	}
	a := endorsement.Awaiting{Judgement: rulebook.Judgement{Purpose: toward, Entries: []rulebook.Judged{hour}}, Spoken: []endorsement.Spoken{
		said(7, 1, "IFS", rulebook.ProviderLapsed, "of the version before"), said(7, 2, "IFS", rulebook.ProviderLapsed, "replaced"),
		said(7, 2, "IFS", "ended", "ended"), said(7, 2, "IMHS", rulebook.ProviderLapsed, "another purpose"), said(8, 1, "IFS", rulebook.ProviderLapsed, "another hour"),
		said(7, 2, "IFS", rulebook.ProviderLapsed, "stands"),
	}}
	for want, stand := range map[string][]rulebook.Decision{
		"of the version before, replaced, ended":         {a.Spoken[5].Decision},
		"of the version before, replaced, ended, stands": nil,
	} {
		a.Decisions = stand
		var got []string
		for _, s := range a.Before(hour) {
			got = append(got, s.Reason)
		}
		if words := strings.Join(got, ", "); words != want {
			t.Errorf("before: %q, want %q", words, want)
		}
	}
}
