package rulebook_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"attune/internal/day"
	"attune/internal/ledger"
	"attune/internal/roster"
	"attune/internal/rulebook"
	"attune/internal/schedule"
)

// drawFacts invents a person with whatever history a bundle could bring: sessions that overlap, unknown leads, ended
// credentials, decisions on anything.
func drawFacts(t *rapid.T, e *rulebook.Edition) rulebook.Facts {
	associations := e.Associations()
	f := rulebook.Facts{
		Person: roster.Person{ID: 1, External: "p1", Association: associations[rapid.IntRange(0, len(associations)-1).Draw(t, "association")].Code},
		Leads:  map[roster.PersonID][]roster.Credential{},
	}
	f.Credentials = drawCredentials(t, e, 1, 3)
	for lead := roster.PersonID(2); lead <= 5; lead++ {
		f.Leads[lead] = drawCredentials(t, e, lead, 3)
	}
	for range rapid.IntRange(0, 2).Draw(t, "employments") {
		f.Employments = append(f.Employments, roster.Employment{
			Person: 1, Serves: rapid.SampledFrom(roster.TrackSets).Draw(t, "serves"),
			Supervises: rapid.SampledFrom(roster.TrackSets).Draw(t, "supervises"), Span: drawSpan(t),
		})
	}
	for _, c := range drawCategories(t, e, 2) {
		f.Targets = append(f.Targets, roster.Target{
			Person: 1, Category: c, Degree: rapid.SampledFrom(roster.Degrees).Draw(t, "degree"), OpenedOn: drawDay(t),
		})
	}
	for i := range rapid.IntRange(0, 25).Draw(t, "sessions") {
		f.Received = append(f.Received, drawEntry(t, schedule.SessionID(i+1)))
	}
	for range rapid.IntRange(0, 2).Draw(t, "given") {
		given := drawEntry(t, 1000)
		given.Direction, given.Lead = ledger.Provided, 1
		f.Provided = append(f.Provided, given)
	}
	f.Decisions = drawDecisions(t, f)
	return f
}

func drawDay(t *rapid.T) day.Date {
	return day.MustParse("2019-01-01").AddDays(rapid.IntRange(0, 9*365).Draw(t, "day"))
}

func drawSpan(t *rapid.T) day.Span {
	s := day.Span{From: drawDay(t)}
	if rapid.Bool().Draw(t, "ends") {
		s.To = s.From.AddDays(rapid.IntRange(0, 2000).Draw(t, "lasts"))
	}
	return s
}

func drawCategories(t *rapid.T, e *rulebook.Edition, most int) []roster.Category {
	var known []roster.Category
	for _, c := range e.Categories() {
		known = append(known, c.Code)
	}
	return rapid.SliceOfNDistinct(rapid.SampledFrom(known), 0, most, rapid.ID[roster.Category]).Draw(t, "categories")
}

func drawCredentials(t *rapid.T, e *rulebook.Edition, p roster.PersonID, most int) []roster.Credential {
	var all []roster.Credential
	categories := drawCategories(t, e, most)
	if rapid.Bool().Draw(t, "add-on") {
		categories = append(categories, "ERS")
	}
	for _, c := range categories {
		all = append(all, roster.Credential{
			Person: p, Category: c, Status: rapid.SampledFrom(roster.CredentialStatuses).Draw(t, "status"),
			Degree: rapid.SampledFrom(roster.Degrees).Draw(t, "degree"), Span: drawSpan(t),
		})
	}
	return all
}

// drawEntry is often on one of a few days, so that sessions overlap, and always of whole minutes.
func drawEntry(t *rapid.T, id schedule.SessionID) ledger.Entry {
	on := drawDay(t)
	if rapid.Bool().Draw(t, "crowded") {
		on = day.MustParse("2024-12-31").AddDays(rapid.IntRange(0, 2).Draw(t, "which"))
	}
	e := ledger.Entry{
		Session: id, SessionExternal: roster.External(fmt.Sprintf("s%d", id)), Person: 1, Direction: ledger.Received, Version: 1,
		Started: on.Begins(time.UTC).Add(time.Duration(rapid.IntRange(0, 24*60-1).Draw(t, "minute")) * time.Minute),
		Lead:    roster.PersonID(rapid.SampledFrom([]int{0, 2, 3, 4, 5, 6}).Draw(t, "lead")),
		Kind:    rapid.SampledFrom([]roster.Kind{roster.Reflective, roster.Reflective, roster.Reflective, roster.Peer, roster.Clinical}).Draw(t, "kind"),
		Format:  "group", Modality: rapid.SampledFrom(roster.Modalities).Draw(t, "modality"),
		Focus:       rapid.SampledFrom(ledger.Focuses).Draw(t, "focus"),
		Supervisees: rapid.IntRange(1, 12).Draw(t, "supervisees"),
	}
	length := rapid.IntRange(2, 600).Draw(t, "length")
	e.Ended = e.Started.Add(time.Duration(length) * time.Minute)
	if rapid.Bool().Draw(t, "partly") {
		cut := time.Duration(rapid.IntRange(1, length-1).Draw(t, "cut")) * time.Minute
		e.Presence = ledger.Presence{{Start: e.Started, End: e.Started.Add(cut)}}
	}
	e.Minutes = e.Attended().Minutes()
	return e
}

// drawDecisions are at most one for an entry and a purpose.
func drawDecisions(t *rapid.T, f rulebook.Facts) []rulebook.Decision {
	var all []rulebook.Decision
	for _, entry := range f.Received {
		if len(f.Targets) == 0 || rapid.IntRange(0, 3).Draw(t, "decided") > 0 {
			continue
		}
		target := rapid.SampledFrom(f.Targets).Draw(t, "target")
		all = append(all, rulebook.Decision{
			Session: entry.Session, Version: 1, Person: 1, Purpose: rulebook.Purpose{Kind: rulebook.Earning, Category: target.Category},
			Verdict:    rapid.SampledFrom([]rulebook.Verdict{rulebook.Counted, rulebook.Rejected}).Draw(t, "verdict"),
			HeldReason: rapid.SampledFrom([]rulebook.Reason{"", rulebook.WorkUnknown, rulebook.ProviderLapsed, rulebook.ProviderNotQualified}).Draw(t, "held"),
		})
	}
	return all
}

func judge(t *rapid.T, e *rulebook.Edition, f rulebook.Facts, asOf day.Date) []rulebook.Judgement {
	judged, err := e.Judge(f, asOf)
	if err != nil {
		t.Fatal(err)
	}
	return judged
}

// TestFiguresAddUp: the figures are sums of the entries shown, and what is missing follows from them.
func TestFiguresAddUp(t *testing.T) {
	t.Parallel()
	e := embedded(t)
	rapid.Check(t, func(t *rapid.T) {
		f, asOf := drawFacts(t, e), drawDay(t)
		for _, j := range judge(t, e, f, asOf) {
			sums, given, months := map[rulebook.Verdict]int{}, 0, map[day.Month]bool{}
			for _, entry := range j.Entries {
				sums[entry.Verdict] += entry.Minutes
				if entry.Date > asOf || entry.Minutes < 1 {
					t.Fatalf("%v shows %d minutes on %s", j.Purpose, entry.Minutes, entry.Date)
				}
				if entry.Verdict == rulebook.Counted {
					months[entry.Date.Month()] = true
				}
			}
			for _, g := range j.Sources {
				given += g.Minutes
			}
			got := []int{j.Counted, j.Held, j.Rejected, j.Months}
			if want := []int{sums[rulebook.Counted], sums[rulebook.HeldBack], sums[rulebook.Rejected], len(months)}; !slices.Equal(got, want) {
				t.Fatalf("%v: counted, held, rejected, months are %v, the entries make %v", j.Purpose, got, want)
			}
			if j.Satisfied != (len(j.Missing) == 0) || j.Required > 0 && slices.Contains(j.Missing, rulebook.MissingMinutes) != (j.Counted < j.Required) {
				t.Fatalf("%v: satisfied %v, missing %v with %d of %d", j.Purpose, j.Satisfied, j.Missing, j.Counted, j.Required)
			}
			if given > j.Counted || j.Missing == nil || j.Warnings == nil || j.Entries == nil || j.Sources == nil || !slices.IsSorted(j.Warnings) {
				t.Fatalf("%v: %+v", j.Purpose, j)
			}
		}
	})
}

// TestOrderOfFactsIsNothing: facts may come in any order, and are left as they were.
func TestOrderOfFactsIsNothing(t *testing.T) {
	t.Parallel()
	e := embedded(t)
	rapid.Check(t, func(t *rapid.T) {
		f, asOf := drawFacts(t, e), drawDay(t)
		want := judge(t, e, f, asOf)
		mixed := f
		mixed.Received = rapid.Permutation(f.Received).Draw(t, "received")
		mixed.Provided = rapid.Permutation(f.Provided).Draw(t, "provided")
		mixed.Targets = rapid.Permutation(f.Targets).Draw(t, "targets")
		mixed.Credentials = rapid.Permutation(f.Credentials).Draw(t, "credentials")
		mixed.Employments = rapid.Permutation(f.Employments).Draw(t, "employments")
		mixed.Decisions = rapid.Permutation(f.Decisions).Draw(t, "decisions")
		mixed.Leads = map[roster.PersonID][]roster.Credential{}
		for lead, held := range f.Leads {
			mixed.Leads[lead] = rapid.Permutation(held).Draw(t, "lead")
		}
		before := slices.Clone(mixed.Received)
		if diff := cmp.Diff(want, judge(t, e, mixed, asOf)); diff != "" {
			t.Fatalf("another order, another judgement:\n%s", diff)
		}
		if diff := cmp.Diff(before, mixed.Received); diff != "" {
			t.Fatalf("judging changed the facts:\n%s", diff)
		}
	})
}

// TestTheFutureChangesNothing: what begins after the judging day is as if it were not there.
func TestTheFutureChangesNothing(t *testing.T) {
	t.Parallel()
	e := embedded(t)
	rapid.Check(t, func(t *rapid.T) {
		f, asOf := drawFacts(t, e), drawDay(t)
		want := judge(t, e, f, asOf)
		more := drawEntry(t, 999)
		length := more.Ended.Sub(more.Started)
		more.Started = asOf.AddDays(rapid.IntRange(2, 400).Draw(t, "days later")).Begins(time.UTC)
		more.Ended, more.Presence = more.Started.Add(length), nil
		given := more
		given.Direction = ledger.Provided
		f.Received, f.Provided = append(f.Received, more), append(f.Provided, given)
		f.Targets = append(f.Targets, roster.Target{Person: 1, Category: "IMHM-RF", OpenedOn: asOf + 1})
		f.Credentials = append(f.Credentials, roster.Credential{Person: 1, Category: "IMHM-C", Status: roster.Endorsed, Span: day.Span{From: asOf + 1}})
		if diff := cmp.Diff(want, judge(t, e, f, asOf)); diff != "" {
			t.Fatalf("the future changed the past:\n%s", diff)
		}
	})
}

// TestNoBetterWindow tries every window there is: none holds more, and no later one as much (rules.md, 4.1).
func TestNoBetterWindow(t *testing.T) {
	t.Parallel()
	e := embedded(t)
	rapid.Check(t, func(t *rapid.T) {
		f := drawFacts(t, e)
		a, _ := e.Association(f.Person.Association)
		for _, j := range judge(t, e, f, day.MustParse("2029-01-01")) {
			if j.Purpose.Kind != rulebook.Earning {
				continue
			}
			countable := slices.DeleteFunc(slices.Clone(j.Entries), func(x rulebook.Judged) bool {
				return x.Verdict != rulebook.Counted && x.Reason != rulebook.OutsideWindow
			})
			most, latest := 0, day.Date(0)
			for _, first := range countable {
				sum := 0
				for _, x := range countable {
					if first.Date <= x.Date && x.Date < first.Date.AddMonths(a.Window.MaxMonths) {
						sum += x.Minutes
					}
				}
				if sum > most || sum == most && first.Date > latest {
					most, latest = sum, first.Date
				}
			}
			if j.Counted != most || j.Window.From != latest {
				t.Fatalf("%v: %d minutes from %s; best is %d from %s", j.Purpose, j.Counted, j.Window.From, most, latest)
			}
		}
	})
}

// TestTimeCountsOnce: what is left of reflective sessions after overlap is exactly the time spent in any of them.
func TestTimeCountsOnce(t *testing.T) {
	t.Parallel()
	e := embedded(t)
	rapid.Check(t, func(t *rapid.T) {
		f := drawFacts(t, e)
		f.Targets = []roster.Target{{Person: 1, Category: "IFS", OpenedOn: day.MustParse("2019-01-01")}}
		reflective := map[schedule.SessionID]bool{}
		var spent ledger.Presence
		for _, entry := range f.Received {
			if entry.Kind == roster.Reflective {
				reflective[entry.Session] = true
				spent = spent.Plus(entry.Attended())
			}
		}
		left := 0
		for _, x := range judge(t, e, f, day.MustParse("2029-01-01"))[0].Entries {
			if reflective[x.Session] && x.Reason != rulebook.Overlap {
				left += x.Minutes
			}
		}
		if left != spent.Minutes() {
			t.Fatalf("%d minutes are left of %d spent", left, spent.Minutes())
		}
	})
}

// FuzzLoad gives the loader broken files: it answers with an edition or with problems, each of a line that is there.
func FuzzLoad(f *testing.F) {
	f.Add(smallRules)
	f.Add("schema: attune-rules/1\ncategories: *x\n")
	f.Add("a: &a [*a]\n")
	f.Add("? [a, b]\n: c\n")
	f.Fuzz(func(t *testing.T, text string) {
		e, err := rulebook.Load([]byte(text))
		if (e == nil) == (err == nil) {
			t.Fatalf("edition %v, error %v", e, err)
		}
	})
}
