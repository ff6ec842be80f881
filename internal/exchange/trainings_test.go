package exchange_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"attune/internal/dbtest"
	"attune/internal/roster"
)

// taught is the circle as a training, about equity and for Head Start and child welfare.
func taught(t testing.TB) bundle {
	b := circle().but(t, "groups.csv", "place\n", "place,areas,of_which,meant_for\n")
	return b.but(t, "groups.csv", "reflective,group,in_person,8,Room 2\n", "training,group,in_person,8,Room 2,communicating;reflection,dei,head_start;child_welfare\n")
}

// What a training is about goes out as it came in, in columns of its own, and a second import of either changes nothing.
func TestATrainingGoesOutAsItCameIn(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		dir := taught(t).write(t)
		take(t, db, dir, morning)
		expect(t, db, "ledger", ledgerQuery,
			"s1 a received 1 in 120 l1 training in_person 2", "s1 b received 1 in 120 l1 training in_person 2", "s1 l1 provided 1 in 120 l1 training in_person 2")
		exported := give(t, db)
		if diff := cmp.Diff(rowsOf(t, dir), rowsOf(t, exported)); diff != "" {
			t.Errorf("exported rows differ (-imported +exported):\n%s", diff)
		}
		for _, again := range []string{dir, exported} {
			if report := take(t, db, again, morning.Add(time.Hour)); report.Changed() {
				t.Errorf("import of %s again reports changes: %+v", again, report)
			}
		}
	})
}

// A bundle that has no such columns says nothing of them; words may come in any order, and go out in that of the list.
func TestWhatABundleDoesNotSayOfATrainingStays(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		imported(t, db, taught(t).but(t, "groups.csv", "communicating;reflection", "reflection; communicating"))
		const syllabus = `select areas, of_which, meant_for from groups`
		expect(t, db, "as sent", syllabus, "communicating;reflection dei head_start;child_welfare")
		later(t, db, circle().but(t, "groups.csv", "Monday,l1,CT,America/New_York,reflective", "Tuesday,l1,CT,America/New_York,training"))
		expect(t, db, "renamed", `select name, areas, of_which, meant_for from groups`, "Tuesday communicating;reflection dei head_start;child_welfare")
	})
}

func TestAnAmendedMarkOfATrainingIsReversed(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		imported(t, db, taught(t))
		later(t, db, bundle{"attendance.csv": headers["attendance.csv"] + "\ns1,b,absent,,\n"})
		expect(t, db, "ledger", ledgerQuery,
			"s1 a received 1 in 120 l1 training in_person 2", "s1 b received 1 in 120 l1 training in_person 2", "s1 l1 provided 1 in 120 l1 training in_person 2",
			"s1 a received 1 back 120 l1 training in_person 2", "s1 b received 1 back 120 l1 training in_person 2", "s1 l1 provided 1 back 120 l1 training in_person 2",
			"s1 a received 2 in 120 l1 training in_person 1", "s1 l1 provided 2 in 120 l1 training in_person 1")
	})
}

func TestWhatCannotBeOfATraining(t *testing.T) {
	t.Parallel()
	const mixed = "all sessions of a training are training, and no other session is; leave the cell empty, or put the session into another group"
	for name, c := range map[string]struct {
		of   bundle
		want []string
	}{
		"a session of supervision in a training": {taught(t).but(t, "sessions.csv", "T16:00:00Z,,,,", "T16:00:00Z,,,reflective,"), []string{"sessions.csv:2:kind: " + mixed}},
		"a session of training in supervision":   {circle().but(t, "sessions.csv", "T16:00:00Z,,,,", "T16:00:00Z,,,training,"), []string{"sessions.csv:2:kind: " + mixed}},
		"a topic unheard of":                     {taught(t).but(t, "groups.csv", ",dei,", ",knitting,"), []string{`groups.csv:2:of_which: "knitting" is not a word of this column; write rsc_provision or dei; several are joined by semicolons`}},
		"a word twice":                           {taught(t).but(t, "groups.csv", ",dei,", ",dei;dei,"), []string{`groups.csv:2:of_which: "dei" stands twice; keep one of them`}},
		"areas of what is supervision": {taught(t).but(t, "groups.csv", "training,group", "peer,group"), []string{
			"groups.csv:2:areas: only a training has this; leave the cell empty, or write training as the group's kind",
			"groups.csv:2:of_which: only a training has this; leave the cell empty, or write training as the group's kind",
			"groups.csv:2:meant_for: only a training has this; leave the cell empty, or write training as the group's kind",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := refused(t, dbtest.SQLite(t), c.of.write(t))
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

// What somebody signed as supervision is none of a training's, nor the other way round, whatever a later bundle says of the group;
// what nobody signed may become one, once no session of it says otherwise.
func TestASignedGroupDoesNotBecomeATraining(t *testing.T) {
	t.Parallel()
	const signed = "groups.csv:2:kind: sessions of this group were verified as what it is, and supervision does not become training, nor training supervision; " +
		"leave its kind, and give the other a group of its own"
	const apart = "groups.csv:2:kind: sessions of this group have a kind of their own, and all of a training are training; " +
		"empty the kind of these sessions first, in a bundle of its own"
	open := func(b bundle) bundle {
		b = b.but(t, "sessions.csv", "held,2026-06-01T14:00:00Z,2026-06-01T16:00:00Z", "scheduled,,")
		delete(b, "attendance.csv")
		return b
	}
	for name, c := range map[string]struct {
		first, then bundle
		want        string // of the one problem; empty where there is none
	}{
		"supervision that was signed": {circle(), taught(t), signed},
		"a training that was signed":  {taught(t), circle(), signed},
		"with a session apart":        {open(circle()).but(t, "sessions.csv", "scheduled,,,,,,", "scheduled,,,,,peer,"), open(taught(t)), apart},
		"nothing signed":              {open(circle()), open(taught(t)), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
				imported(t, db, c.first)
				if c.want == "" {
					later(t, db, c.then)
					expect(t, db, "group", `select kind, of_which from groups`, "training dei")
				} else if diff := cmp.Diff([]string{c.want}, refused(t, db, c.then.write(t))); diff != "" {
					t.Errorf("problems (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// The competency areas that a bundle may name are those of the rules.
func TestTheWordsOfATrainingAreThoseOfTheRules(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff(roster.Areas, rules(t).Areas()); diff != "" {
		t.Errorf("competency areas (-here +rules):\n%s", diff)
	}
}

// A bundle that says otherwise what a training is about reaches what was verified before it, and tells whose hours these are; the
// first one tells nobody.
func TestWhatATrainingIsAboutChangesByABundleAloud(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		imported(t, db, taught(t))
		const told = `select count(*) from notices where topic = 'hours' and lines like '%2.00 hours before, 0.00 hours now%'`
		expect(t, db, "told of the first", `select count(*) from notices`, "0")
		later(t, db, taught(t).but(t, "groups.csv", ",dei,", ",,"))
		expect(t, db, "told of the second", told, "2")
	})
}
