package store_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"attune/internal/day"
	"attune/internal/dbtest"
	"attune/internal/fault"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// aYear has the Monday circle meet twice a month on Mondays from January to November as a series, with Ada and Eli in it
// and Flo until June; what was there before is gone.
func (o office) aYear() schedule.CopyProposal {
	o.t.Helper()
	o.exec(`delete from sessions`)
	o.exec(`insert into memberships (group_id, person_id, starts_on, ends_on) values (3, 5, '2026-02-01', null), (3, 6, '2026-01-01', '2026-06-30')`)
	weeks := schedule.Rhythm{Every: 2, Unit: schedule.Weeks, Weekdays: []time.Weekday{time.Monday}, From: day.MustParse("2026-01-05"), Until: day.MustParse("2026-11-30")}
	year := schedule.SeriesProposal{External: "attune-mondays", Group: 3, Rhythm: weeks, Meeting: schedule.Meeting{Minute: 540, Minutes: 60, Lead: cyd, Place: "Room 4"}, Through: true}
	if _, err := o.plan(year); err != nil {
		o.t.Fatal(err)
	}
	return o.nextYear()
}

// nextYear is the copy of the Monday circle as its year proposes it, to be answered within three weeks.
func (o office) nextYear() schedule.CopyProposal {
	o.t.Helper()
	list, err := o.Copyable(o.t.Context(), bea, nil, noon, 0, 10)
	if err != nil || len(list) != 1 {
		o.t.Fatalf("%d groups of Bea's met: %v", len(list), err)
	}
	p := schedule.CopyProposal{External: "attune-next", Of: 3, Name: "Monday circle 2027", Answer: day.MustParse("2026-12-13")}
	for i, c := range list[0].Carry(day.MustParse("2026-11-22")) {
		p.Series = append(p.Series, schedule.SeriesProposal{External: roster.External(fmt.Sprintf("attune-next-%d", i)), Group: 3, Rhythm: c.Rhythm, Meeting: c.Meeting, Through: c.Through})
	}
	return p
}

// copy copies a group as Bea.
func (o office) copy(p schedule.CopyProposal) (roster.GroupID, error) {
	return o.CopyGroup(o.t.Context(), p, "account:1", func(c schedule.Copying) (schedule.Copied, error) { return p.Lay(c, noon) })
}

// seats are who belonged to a group from when to when, and how the requests for a place stand.
func (o office) seats(id roster.GroupID) []string {
	o.t.Helper()
	record, err := o.GroupRecord(o.t.Context(), id)
	if err != nil {
		o.t.Fatal(err)
	}
	var lines []string
	for _, k := range record.Members {
		lines = append(lines, fmt.Sprintf("%d %s to %s", k.Fact.Holder(), k.Fact.Days().From, k.Fact.Days().To))
	}
	for _, q := range record.Requests {
		line := fmt.Sprintf("%d %s from %s", q.Person, q.State, q.From)
		if q.State == roster.RequestOffered {
			line += q.Until.Format(" until 2006-01-02T15:04Z")
		}
		lines = append(lines, line)
	}
	return lines
}

func TestAGroupIsCopiedOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		p := o.aYear()
		before := o.number(`select count(*) from notices`)
		var clicks sync.WaitGroup
		ids, failed := make([]roster.GroupID, 4), make([]error, 4)
		for i := range ids { // two people, each twice
			q := p
			q.External = roster.External(fmt.Sprintf("attune-next%d", i/2))
			q.Series = slices.Clone(p.Series)
			q.Series[0].External = q.External + "-1"
			clicks.Go(func() { ids[i], failed[i] = o.copy(q) })
		}
		clicks.Wait()
		if err := errors.Join(failed...); err != nil || ids[0] == 0 || slices.Max(ids) != slices.Min(ids) {
			t.Fatalf("four clicks made %v: %v", ids, err)
		}
		next := ids[0]
		if diff := cmp.Diff([]string{
			"1 offered from 2027-01-04 until 2026-12-14T05:00Z", "5 offered from 2027-01-04 until 2026-12-14T05:00Z",
		}, o.seats(next)); diff != "" {
			t.Errorf("places in the copy (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]string{"1 2026-01-01 to 2027-01-03", "6 2026-01-01 to 2026-06-30", "5 2026-02-01 to 2027-01-03"}, o.seats(3)); diff != "" {
			t.Errorf("places in the group that was copied (-want +got):\n%s", diff)
		}
		record, _ := o.GroupRecord(t.Context(), next)
		old, _ := o.GroupRecord(t.Context(), 3)
		want := old.Group
		want.ID, want.Name, want.External = next, "Monday circle 2027", record.Group.External
		if diff := cmp.Diff(want, record.Group); diff != "" {
			t.Errorf("the copy is otherwise (-want +got):\n%s", diff)
		}
		list, err := o.Meetings(t.Context(), next, noon, noon.AddDate(2, 0, 0))
		if err != nil || len(list) != 24 || list[0].Session.Local.String() != "2027-01-04T09:00" || list[23].Session.Local.String() != "2027-11-22T09:00" ||
			list[0].Session.Lead != cyd || list[0].Session.Place != "Room 4" || list[0].Session.Series == 0 {
			t.Errorf("it meets %d times, first %+v: %v", len(list), list[0].Session, err)
		}
		for _, line := range []string{"account:1 group.added group:" + fmt.Sprint(next), "account:1 membership.updated membership:1", "account:1 request.offered request:2"} {
			if !slices.Contains(o.told("CT"), line) {
				t.Errorf("the history does not say %q: %q", line, o.told("CT"))
			}
		}
		if n := o.number(`select count(*) from notices where subject = 'Do you go on in Monday circle 2027?'`); n != 2 {
			t.Errorf("%d people are asked whether they go on", n)
		}
		told := o.number(`select count(*) from notices`) - before
		if offers := o.number(`select count(*) from notices where fact like 'place.offered:%'`); offers != 2 || told != 3 {
			t.Errorf("%d mails, %d of them offer a place; want one each to Ada and Eli, and to Cyd of the sessions", told, offers)
		}
	})
}

// What is refused leaves nothing behind.
func TestACopyThatIsRefusedIsNotThere(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		p := o.aYear()
		p.Answer = day.MustParse("2026-11-21")
		if id, err := o.copy(p); fault.KindOf(err) != fault.Invalid || id != 0 {
			t.Errorf("to be answered by yesterday: %d, %v", id, err)
		}
		p.Answer, p.Series[0].External = day.MustParse("2026-12-13"), "attune-mondays" // taken, so that it fails in the middle
		if _, err := o.copy(p); err == nil {
			t.Error("a second series has the id of the first")
		}
		for _, table := range []string{"groups", "series"} {
			if n := o.number(`select count(*) from ` + table); n != 1 {
				t.Errorf("%d %s are there", n, table)
			}
		}
		if n := o.number(`select count(*) from group_copies`) + o.number(`select count(*) from requests`); n != 0 {
			t.Errorf("%d rows of a copy are there", n)
		}
	})
}

// Beyond the group's room people wait, and those who waited before them go on waiting; the next is offered a place when one
// says no.
func TestWhoWaitsGoesOnWaiting(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		p := o.aYear()
		o.queue(cyd) // the group has room for one now, and two people in it
		o.exec(`insert into accounts (person_id, email, created_at, closed_at) values (5, 'eli@example.org', ?, ?)`, noon, noon)
		next, err := o.copy(p)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"1 offered from 2027-01-04 until 2026-12-14T05:00Z", "3 waiting from 2027-01-04"}, o.seats(next)); diff != "" {
			t.Errorf("Eli is gone, so Ada is asked and Cyd waits (-want +got):\n%s", diff)
		}
		if got := strings.Join(o.seats(3), ", "); !strings.Contains(got, "3 refused") {
			t.Errorf("in the group that was copied: %s", got)
		}
		record, _ := o.GroupRecord(t.Context(), next)
		_, err = o.ChangeGroup(t.Context(), record.Group.External, roster.Pen{By: "account:1"}, func(r roster.GroupRecord) ([]roster.Edit, error) {
			return single(r.Decline(r.Requests[0].ID, moment))
		})
		if got := o.seats(next); err != nil || got[0] != "1 declined from 2027-01-04" || !strings.HasPrefix(got[1], "3 offered") {
			t.Errorf("after Ada said no: %v, %v", got, err)
		}
	})
}

func TestWhichGroupsCanBeCopied(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		o.aYear()
		for i, g := range []struct {
			association, met, status string
			provider                 roster.PersonID
		}{
			{"CT", "2025-11-21", "held", bea}, {"CT", "2026-10-01", "cancelled", bea}, {"CT", "2026-12-01", "scheduled", bea}, {"CT", "2026-10-01", "held", cyd}, {"MI", "2026-10-01", "held", 7},
		} {
			o.exec(`insert into groups (id, external_id, association, name, provider_id, time_zone, kind, format, modality, capacity, place, funding)
				values (?, ?, ?, ?, ?, 'America/New_York', 'reflective', 'group', 'virtual', 8, '', '')`, 10+i, fmt.Sprintf("g1%d", i), g.association, fmt.Sprintf("Group %d", i), int64(g.provider))
			at := day.MustParse(g.met).Begins(time.UTC).Add(15 * time.Hour)
			o.exec(`insert into sessions (uid, external_id, group_id, association, local_start, time_zone, starts_at, minutes, status, nobody_led, kind, modality, sequence, moved_from, created_at, changed_at)
				values (?, ?, ?, ?, ?, 'America/New_York', ?, 90, ?, ?, '', '', 0, '', ?, ?)`, fmt.Sprintf("uid%d", i), fmt.Sprintf("t%d", i), 10+i, g.association, g.met+"T10:00", at, g.status, false, noon, noon)
		}
		for _, c := range []struct {
			about        string
			person       roster.PersonID
			associations []roster.Association
			after        roster.GroupID
			want         string
		}{
			{"of Bea, who provides: not what met a year ago, was cancelled, or is to meet for the first time", bea, nil, 0, "3"},
			{"of the coordinator", 0, []roster.Association{"CT"}, 0, "13 3"},
			{"the rest of them", 0, []roster.Association{"CT"}, 13, "3"},
			{"of who coordinates elsewhere and provides here", cyd, []roster.Association{"MI"}, 0, "13 14"},
			{"of a member", ada, nil, 0, ""},
		} {
			list, err := o.Copyable(t.Context(), c.person, c.associations, noon, c.after, 10)
			var ids []string
			for _, of := range list {
				ids = append(ids, fmt.Sprint(of.Record.Group.ID))
			}
			if got := strings.Join(ids, " "); got != c.want || err != nil {
				t.Errorf("%s: %q, want %q: %v", c.about, got, c.want, err)
			}
		}
	})
}

// A training stays one in its next year, about the same and meant for the same people, and whoever belongs to it is asked.
func TestATrainingIsCopiedAsOne(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		o.training()
		next, err := o.copy(o.aYear())
		if err != nil {
			t.Fatal(err)
		}
		record, err := o.GroupRecord(t.Context(), next)
		want := roster.Syllabus{Areas: "communicating;reflection", OfWhich: "dei", MeantFor: "head_start;child_welfare"}
		if err != nil || record.Group.Kind != roster.Training || record.Group.Syllabus != want {
			t.Errorf("the copy is %s about %+v: %v", record.Group.Kind, record.Group.Syllabus, err)
		}
		if diff := cmp.Diff([]string{
			"1 offered from 2027-01-04 until 2026-12-14T05:00Z", "5 offered from 2027-01-04 until 2026-12-14T05:00Z",
		}, o.seats(next)); diff != "" {
			t.Errorf("places in the copy (-want +got):\n%s", diff)
		}
		if n := o.number(`select count(*) from sessions where group_id <> 3 and kind = ''`); n != 24 {
			t.Errorf("%d sessions are of the copy's kind, want 24", n)
		}
	})
}
