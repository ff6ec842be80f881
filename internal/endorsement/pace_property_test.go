package endorsement_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/ledger"
	"attune/internal/roster"
	"attune/internal/rulebook"
	"attune/internal/schedule"
)

// The day named by a pace is the first on which the rulebook itself says that neither minutes nor months are missing, given
// the hours that the pace presumes as entries of the ledger; and where it says never, there is none as far as it looks.
func TestAPaceIsWhatTheRulebookWillSay(t *testing.T) {
	t.Parallel()
	e := embedded(t)
	today := day.MustParse("2026-11-22")
	rapid.Check(t, func(t *rapid.T) {
		f := drawPast(t, today)
		judged := verdicts(t, e, f, today)
		for _, j := range judged {
			if !endorsement.Paced(j) || j.AsksNothing() {
				continue
			}
			planned := drawPlanned(t, today, f.Employments[0].Span.To)
			p := endorsement.PaceOf(e, f.Person.Association, j, judged, planned, today)
			holdsAgainst(t, e, f, j.Purpose, p.Rhythm, mentor)
			holdsAgainst(t, e, f, j.Purpose, p.Planned, elder)
			promisesNoMoreThanItsMonths(t, judged, j, p, today)
		}
	})
}

// promisesNoMoreThanItsMonths holds the hours of a rhythm against the months that come again: nothing is before today, no month to
// come has more than the richest of them or what it had itself, and where these have nothing, nothing comes.
func promisesNoMoreThanItsMonths(t *rapid.T, all []rulebook.Judgement, of rulebook.Judgement, p endorsement.Pace, today day.Date) {
	model, had := make(map[day.Month]int), make(map[day.Month]int)
	for _, j := range all {
		for _, e := range j.Entries {
			if j.Purpose.Category == of.Purpose.Category && (e.Verdict == rulebook.Counted || e.Reason == rulebook.OutsideWindow) {
				if had[e.Date.Month()] += e.Minutes; p.Basis.From != 0 && p.Basis.Contains(e.Date) {
					model[e.Date.Month()] += e.Minutes
				}
			}
		}
	}
	most, brings := 0, make(map[day.Month]int)
	for _, minutes := range model {
		most = max(most, minutes)
	}
	for _, hour := range p.Rhythm.Hours {
		if hour.Day < today || most == 0 {
			t.Fatalf("as of %s, by %v: %v", today, p.Basis, hour)
		}
		if hour.Day > today.AddDays(7) { // what is late comes within a week, and may be of the month before
			brings[hour.Day.Month()] += hour.Minutes
		}
	}
	for month, minutes := range brings {
		if minutes+had[month] > max(most, had[month]) {
			t.Fatalf("as of %s: %d minutes in %v beside %d, where the richest month had %d", today, minutes, month, had[month], most)
		}
	}
}

// holdsAgainst receives the hours of a course one day after the other, led by somebody, and judges.
func holdsAgainst(t *rapid.T, e *rulebook.Edition, f rulebook.Facts, purpose rulebook.Purpose, c endorsement.Course, lead roster.PersonID) {
	f.Received = slices.Clone(f.Received)
	at := time.Time{}
	if last := len(f.Received) - 1; last >= 0 {
		at = f.Received[last].Ended
	}
	for i, hour := range c.Hours {
		starts := hour.Day.Begins(time.UTC).Add(18 * time.Hour)
		if !starts.After(at) {
			starts = at
		}
		at = starts.Add(time.Duration(hour.Minutes) * time.Minute)
		f.Received = append(f.Received, received(schedule.SessionID(10_000+i), starts, hour.Minutes, lead))
		j := purposeIn(t, verdicts(t, e, f, hour.Day), purpose)
		switch there := !endorsement.Paced(j); {
		case there && (c.Reached == 0 || hour.Day < c.Reached):
			t.Fatalf("%v on %s: the rulebook says it is there, the pace %v", purpose, hour.Day, c.Reached)
		case hour.Day == c.Reached && i == len(c.Hours)-1 && (!there || j.Counted != c.After.Counted || j.Months != c.After.Months || j.Window != c.After.Window):
			t.Fatalf("%v on %s: the rulebook says %d minutes in %d months of %v, the pace %d in %d of %v", purpose, hour.Day, j.Counted, j.Months, j.Window, c.After.Counted, c.After.Months, c.After.Window)
		}
	}
}

// mentor leads whatever counts, and may come to an end; elder does not; nobody leads whatever is held or rejected.
const (
	mentor roster.PersonID = 2
	nobody roster.PersonID = 3
	elder  roster.PersonID = 4
)

// drawPast invents somebody who earns or renews something and has met for some months up to a day.
func drawPast(t *rapid.T, today day.Date) rulebook.Facts {
	since := day.Span{From: day.MustParse("2015-01-01")}
	code := rapid.SampledFrom([]roster.Association{"CT", "MI", "WA", "KS", "NE", "FL", "SC"}).Draw(t, "association")
	f := rulebook.Facts{
		Person:      roster.Person{ID: 1, External: "p1", Association: code},
		Employments: []roster.Employment{{Person: 1, Serves: "IMH", Span: since}},
		Leads: map[roster.PersonID][]roster.Credential{
			mentor: {{Person: mentor, Category: "IMHM-C", Status: roster.Endorsed, Degree: "masters", Span: since}}, nobody: nil,
			elder: {{Person: elder, Category: "IMHM-C", Status: roster.Endorsed, Degree: "masters", Span: since}},
		},
	}
	if rapid.IntRange(0, 2).Draw(t, "the lead's end") == 0 {
		f.Leads[mentor][0].Span.To = today.AddDays(rapid.IntRange(-200, 600).Draw(t, "lead until"))
	}
	if rapid.IntRange(0, 2).Draw(t, "the work's end") == 0 {
		f.Employments[0].Span.To = today.AddDays(rapid.IntRange(-200, 600).Draw(t, "work until"))
	}
	category := rapid.SampledFrom([]roster.Category{"IFS", "IMHS", "IMHM-C"}).Draw(t, "category")
	if rapid.Bool().Draw(t, "renews") {
		f.Credentials = []roster.Credential{{
			Person: 1, Category: category, Status: roster.Endorsed, Degree: "masters",
			Span: day.Span{From: today.AddDays(-rapid.IntRange(100, 2000).Draw(t, "endorsed"))},
		}}
	} else {
		f.Targets = []roster.Target{{Person: 1, Category: category, Degree: "masters", OpenedOn: today}}
	}
	on := today.AddDays(-rapid.IntRange(0, 1200).Draw(t, "first"))
	length, apart := rapid.IntRange(30, 180).Draw(t, "length"), rapid.SampledFrom([]int{14, 28, 31, 61}).Draw(t, "apart")
	for id := schedule.SessionID(1); on <= today; id++ {
		e := received(id, on.Begins(time.UTC).Add(18*time.Hour), rapid.IntRange(length/2, length).Draw(t, "minutes"), mentor)
		if rapid.IntRange(0, 9).Draw(t, "led by nobody known") == 0 {
			e.Lead = nobody
		}
		e.Focus = rapid.SampledFrom(ledger.Focuses).Draw(t, "focus")
		f.Received = append(f.Received, e)
		on = on.AddDays(rapid.SampledFrom([]int{apart, apart, apart, apart, apart, 3 * apart, 300}).Draw(t, "later"))
	}
	return f
}

// drawPlanned are hours to come that would count: up to the last day of somebody's work; zero where it has none.
func drawPlanned(t *rapid.T, today, until day.Date) []rulebook.Presumed {
	var hours []rulebook.Presumed
	on := today
	for range rapid.IntRange(0, 30).Draw(t, "planned") {
		if on = on.AddDays(rapid.IntRange(1, 60).Draw(t, "days later")); until != 0 && on > until {
			break
		}
		hours = append(hours, rulebook.Presumed{Day: on, Minutes: rapid.IntRange(1, 240).Draw(t, "planned minutes")})
	}
	return hours
}

func received(id schedule.SessionID, starts time.Time, minutes int, lead roster.PersonID) ledger.Entry {
	return ledger.Entry{
		Session: id, SessionExternal: roster.External(fmt.Sprintf("s%05d", id)), Person: 1, Direction: ledger.Received, Version: 1, Minutes: minutes,
		Started: starts, Ended: starts.Add(time.Duration(minutes) * time.Minute), Lead: lead, Kind: roster.Reflective, Format: "group",
		Modality: roster.InPerson, Supervisees: 1,
	}
}

type fataler interface{ Fatalf(string, ...any) }

func verdicts(t fataler, e *rulebook.Edition, f rulebook.Facts, asOf day.Date) []rulebook.Judgement {
	judged, err := e.Judge(f, asOf)
	if err != nil {
		t.Fatalf("judge: %v", err)
	}
	return judged
}

func purposeIn(t fataler, judged []rulebook.Judgement, p rulebook.Purpose) rulebook.Judgement {
	for _, j := range judged {
		if j.Purpose == p {
			return j
		}
	}
	t.Fatalf("nothing is judged for %v", p)
	return rulebook.Judgement{}
}

func embedded(t *testing.T) *rulebook.Edition {
	t.Helper()
	e, err := rulebook.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return e
}
