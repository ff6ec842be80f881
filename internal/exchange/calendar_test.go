package exchange_test

import (
	"testing"

	"attune/internal/dbtest"
)

func TestWhatShowsInACalendarRaisesIt(t *testing.T) {
	t.Parallel()
	// c was a member until 2026-05-31, so c sees neither session; l2 leads nothing yet.
	for name, c := range map[string]struct {
		change         func(*testing.T, bundle) bundle
		plan, calendar []string // of s1 and s2, and of those whose calendars were raised
	}{
		"moved": {
			sessions("s2,g,2026-07-06T10:00,120", "s2,g,2026-07-07T09:30,120"),
			[]string{"s1 0  as made", "s2 1 2026-07-06T10:00 changed"},
			[]string{"a", "b", "l1"},
		},
		"longer": {
			sessions("2026-07-06T10:00,120", "2026-07-06T10:00,90"),
			[]string{"s1 0  as made", "s2 1  changed"},
			[]string{"a", "b", "l1"},
		},
		"cancelled": {
			sessions("120,scheduled", "120,cancelled"),
			[]string{"s1 0  as made", "s2 1  changed"},
			[]string{"a", "b", "l1"},
		},
		"on a screen": {
			sessions("scheduled,,,,,,", "scheduled,,,,,,virtual"),
			[]string{"s1 0  as made", "s2 1  changed"},
			[]string{"a", "b", "l1"},
		},
		"moved to where c was a member": {
			sessions("s2,g,2026-07-06T10:00", "s2,g,2026-05-04T10:00"),
			[]string{"s1 0  as made", "s2 1 2026-07-06T10:00 changed"},
			[]string{"a", "b", "c", "l1"},
		},
		"another lead": {
			sessions("scheduled,,,,,,", "scheduled,,,l2,,,"),
			[]string{"s1 0  as made", "s2 0  as made"},
			[]string{"a", "b", "l1", "l2"},
		},
		"the group renamed": {
			groups("Monday", "Mondays"),
			[]string{"s1 1  changed", "s2 1  changed"},
			[]string{"a", "b", "c", "l1"},
		},
		"the group in another room": {
			groups("Room 2", "Room 3"),
			[]string{"s1 1  changed", "s2 1  changed"},
			[]string{"a", "b", "c", "l1"},
		},
		"the group on a screen": {
			groups("in_person", "virtual"),
			[]string{"s1 1  changed", "s2 1  changed"},
			[]string{"a", "b", "c", "l1"},
		},
		"the group renamed and a session moved": {
			func(t *testing.T, b bundle) bundle {
				return groups("Monday", "Mondays")(t, sessions("s2,g,2026-07-06T10:00", "s2,g,2026-07-06T11:00")(t, b))
			},
			[]string{"s1 1  changed", "s2 1 2026-07-06T10:00 changed"},
			[]string{"a", "b", "c", "l1"},
		},
		"the group led by another": {
			groups("Monday,l1", "Monday,l2"),
			[]string{"s1 0  as made", "s2 0  as made"},
			[]string{"l1", "l2"},
		},
		"a membership ended": {
			func(t *testing.T, b bundle) bundle {
				return b.but(t, "memberships.csv", "g,b,2026-01-01,", "g,b,2026-01-01,2026-06-30")
			},
			[]string{"s1 0  as made", "s2 0  as made"},
			[]string{"b"},
		},
		"a person renamed": {
			func(t *testing.T, b bundle) bundle { return b.but(t, "people.csv", "Ada", "Ada May") },
			[]string{"s1 0  as made", "s2 0  as made"},
			[]string{"a"},
		},
		"held as planned": { // nothing that a calendar shows
			sessions("120,scheduled,,", "120,held,2026-07-06T14:00:00Z,2026-07-06T16:00:00Z"),
			[]string{"s1 0  as made", "s2 0  as made"},
			nil,
		},
		"another address": {
			func(t *testing.T, b bundle) bundle { return b.but(t, "people.csv", "Ada,", "Ada,ada@example.org") },
			[]string{"s1 0  as made", "s2 0  as made"},
			nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := imported(t, dbtest.SQLite(t), circle())
			ask(t, db, `update people set calendar_version = 0`)
			later(t, db, c.change(t, circle()))
			expect(t, db, "sessions", `select external_id, sequence, moved_from, case when changed_at = created_at then 'as made' else 'changed' end from sessions order by 1`, c.plan...)
			expect(t, db, "calendars raised", `select external_id from people where calendar_version > 0 order by 1`, c.calendar...)
			expect(t, db, "calendars raised more than once", `select external_id from people where calendar_version > 1 order by 1`)
		})
	}
}

func sessions(old, new string) func(*testing.T, bundle) bundle {
	return func(t *testing.T, b bundle) bundle { return b.but(t, "sessions.csv", old, new) }
}

func groups(old, new string) func(*testing.T, bundle) bundle {
	return func(t *testing.T, b bundle) bundle { return b.but(t, "groups.csv", old, new) }
}

func TestCalendarsOfBothDatabases(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		imported(t, db, circle())
		ask(t, db, `update people set calendar_version = 0`)
		moved := groups("Monday", "Mondays")(t, sessions("s2,g,2026-07-06T10:00", "s2,g,2026-07-06T11:00")(t, circle()))
		moved["sessions.csv"] += "s9,g,2026-05-04T10:00,60,scheduled,,,l2,,,\n"
		later(t, db, moved)
		expect(t, db, "sessions", `select external_id, sequence, moved_from from sessions order by 1`, "s1 1 ", "s2 1 2026-07-06T10:00", "s9 0 ")
		expect(t, db, "calendars", calendarQuery, "a 1", "b 1", "c 1", "l1 1", "l2 1")
	})
}

func TestTheGroupsClockDecidesWhenASessionIs(t *testing.T) {
	t.Parallel()
	db := dbtest.SQLite(t)
	b := circle()
	b["sessions.csv"] = headers["sessions.csv"] + `
twice,g,2026-11-01T01:30,60,scheduled,,,,,,
never,g,2026-03-08T02:30,60,scheduled,,,,,,
`
	b["attendance.csv"] = headers["attendance.csv"] + "\n"
	imported(t, db, b)
	const starts = `select external_id, starts_at, time_zone from sessions order by 1`
	// A time that exists twice is the first; one that does not exist takes the offset before the gap (formats.md).
	expect(t, db, "starts", starts, "never 2026-03-08T07:30:00Z America/New_York", "twice 2026-11-01T05:30:00Z America/New_York")

	later(t, db, b.but(t, "groups.csv", "America/New_York", "America/Chicago"))
	expect(t, db, "starts on another clock", starts, "never 2026-03-08T08:30:00Z America/Chicago", "twice 2026-11-01T06:30:00Z America/Chicago")
	expect(t, db, "where they stood", `select external_id, sequence, moved_from from sessions order by 1`, "never 1 2026-03-08T01:30", "twice 1 2026-11-01T00:30")
}

func TestSessionThatIsNotMentionedStaysWhenItsGroupMoves(t *testing.T) {
	t.Parallel()
	db := imported(t, dbtest.SQLite(t), circle())
	b := circle().but(t, "groups.csv", "America/New_York", "America/Chicago")
	b["sessions.csv"], b["attendance.csv"] = headers["sessions.csv"]+"\n", headers["attendance.csv"]+"\n"
	later(t, db, b)
	expect(t, db, "starts", `select external_id, starts_at from sessions order by 1`, "s1 2026-06-01T14:00:00Z", "s2 2026-07-06T14:00:00Z")
	exported := give(t, db)
	if got := table(t, exported+"/sessions.csv")[1]["starts"]; got != "2026-07-06T09:00" {
		t.Errorf("s2 is exported as %s, want its time on the group's new clock", got)
	}
	if report := take(t, db, exported, morning.Add(2)); report.Changed() {
		t.Errorf("import of the export reports changes: %+v", report)
	}
}

// What a bundle says of one session of a series is its own from then on, as if somebody had changed it alone: a change of
// the series leaves it.
func TestWhatABundleSaysOfASessionOfASeries(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		for name, c := range map[string]struct {
			change func(*testing.T, bundle) bundle
			want   string
		}{
			"the same":  {func(_ *testing.T, b bundle) bundle { return b }, "s2 2026-07-06 2 Room 4"},
			"moved":     {sessions("s2,g,2026-07-06T10:00,120", "s2,g,2026-07-07T09:30,120"), "s2 2026-07-06 3 Room 4"},
			"cancelled": {sessions("120,scheduled", "120,cancelled"), "s2 2026-07-06 130 Room 4"},
		} {
			t.Run(name, func(t *testing.T) {
				imported(t, db, circle())
				ask(t, db, `delete from session_plans`)
				ask(t, db, `delete from series`)
				ask(t, db, `insert into series (id, external_id, group_id, association, starts_on, rule, through, minute, minutes, kind, modality, place, version, created_at)
					select 1, 'attune-s', id, association, '2026-07-06', 'FREQ=WEEKLY;BYDAY=MO;COUNT=1', false, 600, 120, '', '', '', 1, '2026-05-01 12:00:00+00:00' from groups where external_id = 'g'`)
				ask(t, db, `insert into session_plans (session_id, series_id, due_on, own, place) select id, 1, '2026-07-06', 2, 'Room 4' from sessions where external_id = 's2'`)
				later(t, db, c.change(t, circle()))
				expect(t, db, "plans", `select s.external_id, cast(t.due_on as text), t.own, t.place from session_plans t join sessions s on s.id = t.session_id`, c.want)
			})
		}
	})
}
