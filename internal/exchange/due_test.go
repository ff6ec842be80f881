package exchange_test

import (
	"strings"
	"testing"

	"attune/internal/dbtest"
)

func TestWhoseFactsChangedIsDue(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file, old, new string
		due            []string
	}{
		"employment":                {"employment.csv", "practitioner,1.0,IMH,,2025-01-01,", "practitioner,1.0,IMH,,2025-01-01,2026-06-30", []string{"a"}},
		"another employment":        {"employment.csv", "2025-01-01,\n", "2025-01-01,\nb,x,supervisor,0.5,,IMH,2025-01-01,\n", []string{"b"}},
		"target":                    {"targets.csv", "a,IFS,none", "a,IFS,masters", []string{"a"}},
		"association":               {"people.csv", "Cleo,,CT", "Cleo,,MI", []string{"c"}},
		"credential of who led":     {"credentials.csv", "2020-01-01,", "2020-01-01,2026-05-31", []string{"a", "b", "l1"}},
		"new credential of a":       {"credentials.csv", "2020-01-01,\n", "2020-01-01,\na,IFA,endorsed,,2026-01-01,\n", []string{"a"}},
		"name":                      {"people.csv", "Ada", "Ada May", nil},
		"membership":                {"memberships.csv", "g,b,2026-01-01,", "g,b,2026-02-01,", nil},
		"a session that is planned": {"sessions.csv", "2026-07-06T10:00", "2026-07-06T11:00", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
				imported(t, db, circle())
				later(t, db, circle().but(t, c.file, c.old, c.new))
				expect(t, db, "due list", dueQuery, c.due...)
			})
		})
	}
}

func TestDecisionsAreForTheVersionThatStands(t *testing.T) {
	t.Parallel()
	const query = `select s.external_id, d.version, p.external_id, d.purpose, d.category, d.period, d.verdict, d.held_reason, d.reason, d.decided_by, d.decided_on
		from decisions d join sessions s on s.id = d.session_id join people p on p.id = d.person_id order by d.id`
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		decided := circle()
		decided["decisions.csv"] = "session_id,person_id,purpose,category,period,verdict,reason,decided_by,decided_on\n" +
			"s1,a,earning,IFS,,counted,\"Seen, on paper.\nTwice.\",Dana,2026-06-20\n"
		imported(t, db, circle())
		later(t, db, decided)
		const first = "s1 1 a earning IFS  counted  Seen, on paper.\nTwice. Dana 2026-06-20"
		expect(t, db, "decisions", query, first)
		expect(t, db, "due list", dueQuery, "a")
		expectHistory(t, db, "decision.added")

		ask(t, db, `update decisions set held_reason = 'work_unknown'`) // as the push does
		ask(t, db, `delete from due`)
		if report := take(t, db, decided.write(t), morning); report.Changed() {
			t.Errorf("the same decision again reports changes: %+v", report)
		}
		expect(t, db, "due list", dueQuery)
		if got := contents(t, give(t, db))["decisions.csv"]; got != decided["decisions.csv"] {
			t.Errorf("exported decisions are %q, want %q", got, decided["decisions.csv"])
		}

		changed := decided.but(t, "decisions.csv", ",counted,", ",rejected,")
		later(t, db, changed)
		expect(t, db, "what was decided before", strings.Replace(query, "from decisions", "from earlier_decisions", 1), "s1 1 a earning IFS  counted work_unknown Seen, on paper.\nTwice. Dana 2026-06-20")
		if got := contents(t, give(t, db))["decisions.csv"]; got != changed["decisions.csv"] {
			t.Errorf("exported decisions are %q, want %q", got, changed["decisions.csv"])
		}
		later(t, db, decided)
		ask(t, db, `update decisions set held_reason = 'work_unknown'`)

		later(t, db, decided.but(t, "attendance.csv", "s1,b,present", "s1,b,absent"))
		expect(t, db, "decisions once the sheet was amended", query,
			"s1 1 a earning IFS  counted work_unknown Seen, on paper.\nTwice. Dana 2026-06-20", "s1 2 a earning IFS  counted  Seen, on paper.\nTwice. Dana 2026-06-20")
	})
}

func TestLaterBundleAddsToWhatIsStored(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		imported(t, db, circle())
		// Everything it refers to came with the first bundle.
		later(t, db, bundle{
			"employment.csv":  headers["employment.csv"] + "\nb,x,practitioner,0.125,ECMH,,2025-01-01,\n",
			"memberships.csv": headers["memberships.csv"] + "\ng,l2,2026-06-01,\n",
			"groups.csv":      "group_id,name,provider_id,association,time_zone,kind,format,modality,capacity,place,program_id,cost_cents\nh,Tuesday,l2,CT,UTC,peer,group,virtual,8,,x,1250\n",
			"sessions.csv":    headers["sessions.csv"] + "\ns3,g,2026-06-08T10:00,120,held,2026-06-08T14:00:00Z,2026-06-08T16:00:00Z,,,,\n",
			"attendance.csv":  headers["attendance.csv"] + "\ns3,l1,present,,\ns3,a,present,,rsc_provision\ns1,l2,present,,\n",
		})
		expect(t, db, "sheets", sheetsQuery, "s1 held verified 2", "s3 held verified 1")
		expect(t, db, "entries that stand of s3", `select p.external_id, l.direction, l.focus from ledger l join people p on p.id = l.person_id
			join sessions s on s.id = l.session_id where s.external_id = 's3' order by 1`, "a received rsc_provision", "l1 provided ")
		expect(t, db, "shares of full time", `select p.external_id, e.fte_milli from employments e join people p on p.id = e.person_id order by 1`, "a 1000", "b 125")
		groups := table(t, give(t, db)+"/groups.csv")
		if len(groups) != 2 || groups[1]["program_id"] != "x" || groups[1]["cost_cents"] != "1250" || groups[0]["cost_cents"] != "" {
			t.Errorf("exported groups are %v, want h with its program and cost", groups)
		}
		if _, there := groups[0]["funding"]; there {
			t.Error("funding is exported, though no group says anything about it")
		}

		// A column that a bundle does not have says nothing about what is stored.
		later(t, db, bundle{"groups.csv": headers["groups.csv"] + "\nh,Wednesday,l2,CT,UTC,peer,group,virtual,8,\n"})
		expect(t, db, "groups", `select name, program_id is null, cost_cents from groups where external_id = 'h'`,
			map[string]string{"sqlite": "Wednesday 0 1250", "postgres": "Wednesday false 1250"}[db.Dialect])
	})
}

func TestGroupThatChangesItsAssociationTakesItsSessionsAlong(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		imported(t, db, circle())
		later(t, db, circle().but(t, "groups.csv", "l1,CT", "l1,MI"))
		expect(t, db, "owners", `select distinct association from sessions union all select distinct association from sheets`, "MI", "MI")
		expect(t, db, "owners of entries", `select distinct association from ledger`, "CT")
		expectHistory(t, db, "group.updated")
	})
}
