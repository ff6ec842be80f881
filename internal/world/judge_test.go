package world_test

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/ledger"
	"attune/internal/roster"
	"attune/internal/rulebook"
	"attune/internal/schedule"
	"attune/internal/world"
)

// TestDemoPartsAreWhatTheyPromise judges everybody who plays a part, on days all over the calendar.
func TestDemoPartsAreWhatTheyPromise(t *testing.T) {
	t.Parallel()
	days := map[string]time.Time{}
	for name, at := range moments {
		days[name] = clock(t, at)
	}
	for today := day.MustParse("2026-01-01"); today < day.MustParse("2029-01-01"); today = today.AddDays(41) {
		days[today.String()] = today.Begins(newYork(t)).Add(13 * time.Hour)
	}
	for name, now := range days {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, cast := demo(t, now)
			today := day.At(now, newYork(t))
			wantPromises(t, w, cast, today)
		})
	}
}

// hearing is what the rules say about one person on a day.
type hearing struct {
	today day.Date
	all   []rulebook.Judgement
}

var promises = map[world.Part]func(hearing) bool{
	world.JustBegun: func(h hearing) bool {
		j := h.earning("IFS")
		return 0 < j.Counted && j.Counted <= 360 && j.Held == 0
	},
	world.Halfway: func(h hearing) bool {
		j := h.earning("IFS")
		return j.Required*4/10 <= j.Counted && j.Counted <= j.Required*6/10
	},
	world.HeldHours: func(h hearing) bool {
		j := h.earning("IFS")
		return !j.Satisfied && j.Counted > 0 && h.minutes("IFS", rulebook.ProviderLapsed) == j.Held && j.Held >= 240
	},
	world.DecidedHours: func(h hearing) bool {
		counted, rejected := 0, 0
		for _, e := range h.earning("IFS").Entries {
			switch {
			case e.Reason == rulebook.Decided && e.Verdict == rulebook.Counted:
				counted++
			case e.Reason == rulebook.Decided && e.Verdict == rulebook.Rejected:
				rejected++
			}
		}
		return counted == 1 && rejected == 1
	},
	world.UnqualifiedProvider: func(h hearing) bool {
		j := h.earning("IFS")
		return j.Counted == 0 && j.Held > 0 && h.minutes("IFS", rulebook.ProviderNotQualified) == j.Held
	},
	world.Satisfied: func(h hearing) bool {
		j := h.earning("IFS")
		return j.Satisfied && len(j.Missing) == 0 && len(j.Warnings) == 0
	},
	world.OverWindow: func(h hearing) bool {
		return !h.earning("IFS").Satisfied && h.minutes("IFS", rulebook.OutsideWindow) > 0
	},
	world.MonthsMissing: func(h hearing) bool {
		return slices.Equal(h.earning("IFS").Missing, []rulebook.Missing{rulebook.MissingMonths})
	},
	world.NoMajority: func(h hearing) bool {
		return slices.Equal(h.earning("IFS").Warnings, []rulebook.Warning{rulebook.NoMajoritySource})
	},
	world.TooManySources: func(h hearing) bool {
		return slices.Contains(h.earning("IFS").Warnings, rulebook.TooManySources)
	},
	world.WorkUnknown: func(h hearing) bool {
		j := h.earning("IFS")
		return j.Held > 0 && h.minutes("IFS", rulebook.WorkUnknown) == j.Held && j.Counted == 0
	},
	world.OtherTrack: func(h hearing) bool {
		return h.earning("IFS").Counted == 0 && h.minutes("IFS", rulebook.NotServingTrack) > 0
	},
	world.Overlapping: func(h hearing) bool {
		return h.minutes("IFS", rulebook.Overlap) > 0 && h.earning("IFS").Counted > 0
	},
	world.LargeGroup: func(h hearing) bool {
		return slices.Contains(h.earning("IFS").Warnings, rulebook.GroupOverCap)
	},
	world.NoHoursAsked: func(h hearing) bool {
		j := h.earning("IFA")
		return j.Satisfied && j.Required == 0 && len(j.Missing) == 0
	},
	world.MentorTarget: func(h hearing) bool {
		j := h.earning("IMHM-C")
		return !j.Satisfied && j.Required == 3000 && j.Counted > 1200
	},
	world.RenewalDone: func(h hearing) bool {
		over := h.renewals("IFS", 1)
		return len(over) >= 3 && !slices.ContainsFunc(over, func(j rulebook.Judgement) bool { return !j.Satisfied })
	},
	world.RenewalBehind: func(h hearing) bool {
		over := h.renewals("IFS", 1)
		return len(over) == 2 && !over[1].Satisfied && over[1].Counted > 0
	},
	world.RenewalDue: func(h hearing) bool {
		all := h.renewals("IFS", 0)
		return len(all) == 1 && all[0].Purpose.Period == strconv.Itoa(h.today.Year()) && !all[0].Satisfied
	},
	world.PeerRenewal: func(h hearing) bool {
		over := h.renewals("IMHM-C", 1)
		last := over[len(over)-1]
		return last.Satisfied && last.Required == 600 && !slices.ContainsFunc(last.Entries, func(e rulebook.Judged) bool { return e.Verdict != rulebook.Counted })
	},
	world.EmergingProvider: func(h hearing) bool { return len(h.renewals("IFS", 0)) > 0 },
	world.EndorsedProvider: func(h hearing) bool {
		return !slices.ContainsFunc(h.renewals("IMHS", 1), func(j rulebook.Judgement) bool { return !j.Satisfied })
	},
	world.LapsedProvider: func(h hearing) bool {
		// No renewal falls due for the year in which the credential ended (rules.md, 5.5).
		ended := h.today.AddDays(-150).Year()
		all := h.renewals("IMHS", 0)
		return len(all) > 0 && all[len(all)-1].Purpose.Period == strconv.Itoa(ended-1)
	},
	world.Visitor: func(h hearing) bool { return h.earning("IFS").Counted > 0 },
	world.Left:    func(h hearing) bool { return h.earning("IFS").Counted > 0 },
}

func (h hearing) earning(category roster.Category) rulebook.Judgement {
	for _, j := range h.all {
		if j.Purpose.Kind == rulebook.Earning && j.Purpose.Category == category {
			return j
		}
	}
	return rulebook.Judgement{}
}

// renewals are the periods of a category but for those that ended less than n years before this one does.
func (h hearing) renewals(category roster.Category, n int) []rulebook.Judgement {
	var some []rulebook.Judgement
	for _, j := range h.all {
		if j.Purpose.Kind == rulebook.Renewal && j.Purpose.Category == category && j.Purpose.Period <= strconv.Itoa(h.today.Year()-n) {
			some = append(some, j)
		}
	}
	return some
}

// minutes are those that did not count for a reason.
func (h hearing) minutes(category roster.Category, reason rulebook.Reason) int {
	sum := 0
	for _, e := range h.earning(category).Entries {
		if e.Reason == reason {
			sum += e.Minutes
		}
	}
	return sum
}

// TestPractitionerHasSomethingToSee judges the person whom the demo signs in.
func TestPractitionerHasSomethingToSee(t *testing.T) {
	t.Parallel()
	rules := embedded(t)
	for name, at := range moments {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now := clock(t, at)
			w, cast := demo(t, now)
			judged, err := rules.Judge(factsOf(w)[cast.Practitioner], day.At(now, newYork(t)))
			if err != nil || len(judged) != 1 {
				t.Fatalf("judged %d purposes (%v), want 1", len(judged), err)
			}
			j := judged[0]
			if j.Counted < 10*60 || j.Counted >= j.Required || j.Held == 0 || j.Rejected == 0 || len(j.Missing) == 0 {
				t.Errorf("counted %d of %d, held %d, rejected %d, missing %v", j.Counted, j.Required, j.Held, j.Rejected, j.Missing)
			}
			partly := slices.ContainsFunc(j.Entries, func(e rulebook.Judged) bool { return e.Verdict == rulebook.Counted && e.Minutes%60 != 0 })
			if !partly {
				t.Error("no hour of theirs is cut by coming late")
			}
		})
	}
}

// TestOnlyOneSitsInTwoPlaces looks for hours that two groups give one person at once.
func TestOnlyOneSitsInTwoPlaces(t *testing.T) {
	t.Parallel()
	for name, at := range moments {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, cast := demo(t, clock(t, at))
			for person, f := range factsOf(w) {
				slices.SortFunc(f.Received, func(a, b ledger.Entry) int { return a.Started.Compare(b.Started) })
				for i := range max(1, len(f.Received)) - 1 {
					a, b := f.Received[i], f.Received[i+1]
					if a.Ended.After(b.Started) && person != cast.Parts[world.Overlapping] {
						t.Errorf("%s sits in %s and %s at once", person, a.SessionExternal, b.SessionExternal)
					}
				}
			}
		})
	}
}

// factsOf is what the ledger would hold after an import, by who it is about.
func factsOf(w world.World) map[roster.External]rulebook.Facts {
	facts := make([]rulebook.Facts, len(w.People)+1)
	for _, p := range w.People {
		facts[p.ID].Person = p
		facts[p.ID].Leads = map[roster.PersonID][]roster.Credential{}
	}
	for _, e := range w.Employments {
		facts[e.Person].Employments = append(facts[e.Person].Employments, e)
	}
	for _, c := range w.Credentials {
		facts[c.Person].Credentials = append(facts[c.Person].Credentials, c)
	}
	for _, g := range w.Targets {
		facts[g.Person].Targets = append(facts[g.Person].Targets, g)
	}
	sessions := map[roster.External]schedule.SessionID{}
	for m := range w.Meetings() {
		m.Session.ID = schedule.SessionID(len(sessions) + 1)
		sessions[m.Session.External] = m.Session.ID
		if w.Groups[m.Session.Group-1].Kind == roster.Training {
			continue // no judgement reads hours of trainings
		}
		for _, e := range entries(w, m) {
			f := &facts[e.Person]
			if e.Direction == ledger.Provided {
				f.Provided = append(f.Provided, e)
				continue
			}
			f.Received = append(f.Received, e)
			f.Leads[e.Lead] = facts[e.Lead].Credentials
		}
	}
	for _, d := range w.Decisions {
		facts[d.Person].Decisions = append(facts[d.Person].Decisions, rulebook.Decision{
			Session: sessions[d.Session], Version: 1, Person: d.Person, Verdict: rulebook.Verdict(d.Verdict), Reason: d.Reason,
			Purpose:   rulebook.Purpose{Kind: rulebook.PurposeKind(d.Purpose), Category: d.Category, Period: d.Period},
			DecidedBy: d.DecidedBy, DecidedOn: d.DecidedOn,
		})
	}
	byID := make(map[roster.External]rulebook.Facts, len(facts))
	for _, f := range facts[1:] {
		byID[f.Person.External] = f
	}
	return byID
}

// entries are what a verified meeting puts into the ledger.
func entries(w world.World, m world.Meeting) []ledger.Entry {
	if m.Sheet != attendance.Verified {
		return nil
	}
	sheet := attendance.Sheet{Session: m.Session, Group: w.Groups[m.Session.Group-1]}
	facts := attendance.Resolve(m.Session, sheet.Group)
	facts.Began, facts.Ended = m.Began, m.Ended
	return sheet.Become(attendance.Outcome{State: attendance.Verified, Facts: facts, Marks: m.Marks}).Append
}

func embedded(t *testing.T) *rulebook.Edition {
	t.Helper()
	rules, err := rulebook.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return rules
}
