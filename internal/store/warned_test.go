package store_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/dbtest"
	"attune/internal/roster"
	"attune/internal/rulebook"
	"attune/internal/schedule"
)

// crowded is an office with three groups of the same people, one of them larger than the rules like it, and a fortnight of
// sessions at any time and led by anybody, many at once.
func crowded(t *testing.T, db dbtest.Database, random *rand.Rand) (office, []schedule.SessionID) {
	t.Helper()
	o := opened(t, db, noon)
	o.exec(`delete from sessions`)
	o.exec(`update groups set capacity = 3`)
	for id := 11; id < 18; id++ {
		o.exec(`insert into people (id, external_id, association, name, email, region, calendar_version, calendar_changed_at) values (?, ?, 'CT', 'Guest', '', '', 0, ?)`, id, fmt.Sprint("p", id), noon)
		o.exec(`insert into memberships (group_id, person_id, starts_on) values (3, ?, '2026-01-01')`, id)
	}
	o.exec(`insert into groups (id, external_id, association, name, provider_id, time_zone, kind, format, modality, capacity, place, funding) values
		(4, 'g4', 'CT', 'Tuesday circle', 3, 'America/New_York', 'reflective', 'group', 'virtual', 5, '', ''),
		(5, 'g5', 'CT', 'Friday circle', 4, 'America/New_York', 'reflective', 'group', 'virtual', 0, '', '')`)
	o.exec(`insert into memberships (group_id, person_id, starts_on, ends_on) values (3, 6, '2026-01-01', null), (4, 1, '2026-01-01', '2026-12-05'), (4, 4, '2026-12-02', null), (4, 6, '2026-01-01', null),
		(4, 7, '2026-01-01', null), (5, 1, '2026-12-03', null), (5, 3, '2026-01-01', null), (5, 6, '2026-01-01', null), (5, 7, '2026-01-01', '2026-12-04')`)
	o.exec(`insert into employments (person_id, program_id, role, fte_milli, serves, supervises, starts_on) select id, 7, 'practitioner', 1000, 'IMH+ECMH', '', '2020-01-01' from people`)
	o.exec(`insert into targets (person_id, category, degree, opened_on) select id, 'IFS', 'none', '2026-01-01' from people`)
	o.exec(`insert into credentials (person_id, category, status, degree, starts_on, ends_on) values
		(2, 'IMHM-C', 'endorsed', 'masters', '2020-01-01', null), (3, 'IMHM-C', 'endorsed', 'masters', '2020-01-01', '2026-12-04')`)
	var planned []schedule.SessionID
	for i := range 60 {
		p := schedule.Proposal{
			External: roster.External(fmt.Sprint("attune-", i)), Group: roster.GroupID(3 + i%3), Minutes: 30 * (1 + random.IntN(4)),
			Begins: schedule.Wall{Day: day.MustParse("2026-12-01").AddDays(random.IntN(8)), Minute: 540 + 30*random.IntN(10)},
			Lead:   []roster.PersonID{0, 0, bea, cyd, dee, flo}[random.IntN(6)], Kind: []roster.Kind{"", "", "", roster.Administrative}[random.IntN(4)],
		}
		id, err := o.PlanSession(t.Context(), p, "account:1", func(g schedule.Ground) (schedule.Session, error) { return p.Session(g, noon) })
		if err == nil { // its group may be in a session then already
			planned = append(planned, id)
		}
	}
	return o, planned
}

// attend holds a session as it was planned, with everybody there, and verifies it.
func (o office) attend(id schedule.SessionID) {
	o.t.Helper()
	_, err := o.UpdateSheet(o.t.Context(), id, "account:9", func(s attendance.Sheet) (attendance.Change, error) {
		d := attendance.Draft{Revision: s.Revision, Began: s.Session.Starts, Ended: s.Session.Ends()}
		for _, m := range s.Roster {
			d.Marks = append(d.Marks, attendance.Mark{Person: m, Code: attendance.Present})
		}
		return s.Verify(d, attendance.Signer{Account: 9}, noon.AddDate(0, 1, 0))
	})
	if err != nil {
		o.t.Fatalf("verify session %d: %v", id, err)
	}
}

// coming is what speaks against a session, to somebody who may see everybody.
func (o office) coming(id schedule.SessionID, rules *rulebook.Edition) (schedule.Session, schedule.Outlook) {
	o.t.Helper()
	s, err := o.Standing(o.t.Context(), id, schedule.Change{})
	if err != nil {
		o.t.Fatal(err)
	}
	everything := schedule.Reader{Session: func(schedule.Engagement) bool { return true }, Targets: func(schedule.Seat) bool { return true }}
	return s.Session, s.Ground.Look(schedule.Change{}.At(s.Session, s.Ground.Zone), s.Session, rules.ServesTarget, everything)
}

// outcome is what became of one session once all were held: how many of its members lost minutes of it to another session,
// or cost another minutes, and how many hours failed for want of a provider.
type outcome struct {
	crosswise, hidden, unserved int // hidden: those that the overlap took whole, so that nobody asked for the provider
	received                    int
}

// What is said against sessions before they are held is what the rules decide of them afterwards, where everything comes as
// it was planned: no overlap, no lapsed provider and no group too large without a warning, and no warning without one of these.
func TestWarningsBeforeAreVerdictsAfter(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same sessions each time
		o, planned := crowded(t, db, random)
		rules, err := o.Edition(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		outlooks, sessions := make(map[schedule.SessionID]schedule.Outlook), make(map[schedule.SessionID]schedule.Session)
		for _, id := range planned {
			sessions[id], outlooks[id] = o.coming(id, rules)
		}
		for _, id := range planned {
			o.attend(id)
		}
		became, over := o.became(rules, sessions)
		busy, lacking, large := 0, 0, 0
		for _, id := range planned {
			looked, is := outlooks[id], became[id]
			if looked.SeatsBusy.Count != is.crosswise || looked.SeatsBusy.OrMore {
				t.Errorf("session %d: %d members are warned of at once elsewhere, and %d were", id, looked.SeatsBusy.Count, is.crosswise)
			}
			unserved := 0
			for _, u := range looked.Unserved {
				unserved += u.Members.Count
			}
			if unserved < is.unserved || unserved > is.unserved+is.hidden {
				t.Errorf("session %d: %d members are warned that it does not count, and for %d it failed; %d more overlap", id, unserved, is.unserved, is.hidden)
			}
			if warned := looked.Receiving > rules.GroupSize().Max; warned != (is.received > rules.GroupSize().Max) {
				t.Errorf("session %d: of the size it is warned %v, and %d received hours", id, warned, is.received)
			} else if warned && sessions[id].Kind == "" {
				large++
			}
			busy, lacking = busy+is.crosswise, lacking+is.unserved
		}
		if busy < 10 || lacking < 10 || large < 3 || over == 0 {
			t.Errorf("%d overlaps, %d without a provider, %d of too many, %d warned of it: too few to tell", busy, lacking, large, over)
		}
	})
}

// became is what the rules made of sessions, and how many people they warn of a group that is too large.
func (o office) became(rules *rulebook.Edition, sessions map[schedule.SessionID]schedule.Session) (map[schedule.SessionID]outcome, int) {
	o.t.Helper()
	var ids []roster.PersonID
	for id := range roster.PersonID(20) {
		ids = append(ids, id)
	}
	facts, err := o.Facts(o.t.Context(), ids)
	if err != nil {
		o.t.Fatal(err)
	}
	became, over := make(map[schedule.SessionID]outcome), 0
	for _, f := range facts {
		judged, err := rules.Judge(f, day.MustParse("2027-01-15"))
		if err != nil {
			o.t.Fatal(err)
		}
		i := slices.IndexFunc(judged, func(j rulebook.Judgement) bool { return j.Purpose.Kind == rulebook.Earning })
		if slices.Contains(judged[i].Warnings, rulebook.GroupOverCap) {
			over++
		}
		of := func(id schedule.SessionID) rulebook.Judged {
			return judged[i].Entries[slices.IndexFunc(judged[i].Entries, func(e rulebook.Judged) bool { return e.Session == id })]
		}
		for _, e := range f.Received {
			s, is := sessions[e.Session], became[e.Session]
			reflective := s.Kind == ""
			if reflective {
				is.received++
			}
			crosswise := false
			for i, other := range slices.Concat(f.Received, f.Provided) {
				if other.Session == e.Session || !overlap(s, sessions[other.Session]) {
					continue
				}
				crosswise = true
				both := reflective && sessions[other.Session].Kind == "" && i < len(f.Received)
				if lost := of(e.Session).Reason == rulebook.Overlap || of(e.Session).Minutes < e.Minutes; both && !lost &&
					of(other.Session).Reason != rulebook.Overlap && of(other.Session).Minutes == other.Minutes {
					o.t.Errorf("sessions %d and %d of person %d overlap, and neither lost anything", e.Session, other.Session, f.Person.ID)
				}
			}
			if lost := of(e.Session).Minutes < e.Minutes || of(e.Session).Reason == rulebook.Overlap; lost && !crosswise {
				o.t.Errorf("session %d of person %d lost minutes to none", e.Session, f.Person.ID)
			}
			if crosswise {
				is.crosswise++
			}
			switch of(e.Session).Reason {
			case rulebook.Overlap:
				is.hidden++
			case rulebook.ProviderLapsed, rulebook.ProviderNotQualified:
				is.unserved++
			}
			became[e.Session] = is
		}
	}
	return became, over
}

func overlap(a, b schedule.Session) bool {
	return a.Starts.Before(b.Ends()) && b.Starts.Before(a.Ends())
}
