package exchange_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"attune/internal/day"
	"attune/internal/dbtest"
	"attune/internal/portfolio"
	"attune/internal/roster"
)

// evidenceHeader has all columns of evidence.csv.
const evidenceHeader = "evidence_id,person_id,matter,on,given_on,category,what,title,minutes,supervision,equity,areas,months,confirmed_on,confirmed_by,refused_on,refused_by,reason,withdrawn_on\n"

// shown is the circle with one piece of evidence of each kind, in every state.
func shown() bundle {
	b := circle()
	b["evidence.csv"] = evidenceHeader +
		"e1,a,training,2026-03-06,2026-03-09,,,Touchpoints,390,90,60,communicating;reflection,,2026-03-20,Cora Quist,,,,\n" +
		"e2,a,education,2018-05-20,2026-01-09,,bachelors,,,,,,,,,,,,\n" +
		"e3,a,work,2025-12-31,2026-01-09,IFS,,,,,,,26,,,2026-01-20,Cora Quist,\"Three years are asked for, as of today\",\n" +
		"e4,a,reference,2026-05-01,,IFS,provider,,,,,,,,,,,,\n" +
		"e5,a,reference,2026-05-01,2026-05-20,IFS,supervisor,,,,,,,2026-05-21,Cora Quist,2026-06-01,Max Moreau,Of another applicant,\n" +
		"e6,a,agreement,2026-02-01,2026-02-02,,code_of_ethics,,,,,,,,,,,,2026-02-03\n" +
		"e7,b,membership,2026-01-05,2026-01-05,,2026,,,,,,,2026-01-06,Cora Quist,,,,\n" +
		"e1,b,exam,2026-04-10,2026-04-12,IMHS,,,,,,,,,,,,,2026-04-13\n"
	return b
}

func TestEvidenceGoesOutAsItCameIn(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		dir := shown().write(t)
		take(t, db, dir, morning)
		exported := give(t, db)
		if diff := cmp.Diff(evidenceRows(t, dir), evidenceRows(t, exported)); diff != "" {
			t.Errorf("exported rows differ (-imported +exported):\n%s", diff)
		}
		before := dump(t, db)
		for _, again := range []string{dir, exported} {
			if report := take(t, db, again, morning.Add(time.Hour)); report.Changed() {
				t.Errorf("import of %s again reports changes: %+v", again, report)
			}
		}
		if diff := cmp.Diff(before, dump(t, db)); diff != "" {
			t.Errorf("a second import changed (-before +after):\n%s", diff)
		}
		expect(t, db, "history", `select act from history where subject like 'evidence:%' order by act`, slices.Sorted(slices.Values([]string{
			"evidence.given", "evidence.confirmed", "evidence.given", "evidence.given", "evidence.refused", "evidence.asked",
			"evidence.given", "evidence.confirmed", "evidence.refused", "evidence.given", "evidence.withdrawn", "evidence.given", "evidence.confirmed",
			"evidence.given", "evidence.withdrawn",
		}))...)
		p, err := db.Store.Portfolio(t.Context(), personOf(t, db, "a"))
		if err != nil || len(p.Evidence) != 6 {
			t.Fatalf("%d pieces, %v", len(p.Evidence), err)
		}
		i := slices.IndexFunc(p.Evidence, func(e portfolio.Evidence) bool { return e.Matter == portfolio.TrainingMatter })
		if last := p.Evidence[i].Last(); last.Name != "Cora Quist (elsewhere)" || last.Word != portfolio.Confirmed {
			t.Errorf("the training was %s by %q", last.Word, last.Name)
		}
	})
}

// Where nobody has anything to show there is no such file, and columns in which nothing stands are left out.
func TestEvidenceGoesOutOnlyWhereItSaysSomething(t *testing.T) {
	t.Parallel()
	db := dbtest.SQLite(t)
	take(t, db, circle().write(t), morning)
	if _, there := contents(t, give(t, db))["evidence.csv"]; there {
		t.Error("nobody has anything to show, and there is a file of it")
	}
	few := "evidence_id,person_id,matter,on,given_on,what\ne2,a,education,2018-05-20,2026-01-09,bachelors\n"
	take(t, db, bundle{"evidence.csv": few}.write(t), morning)
	if diff := cmp.Diff(few, contents(t, give(t, db))["evidence.csv"]); diff != "" {
		t.Errorf("the file (-want +got):\n%s", diff)
	}
}

// What a later bundle says goes on from what is known; what it leaves out means nothing.
func TestALaterBundleGoesOnWithEvidence(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		imported(t, db, shown())
		later(t, db, bundle{
			"evidence.csv": "evidence_id,person_id,matter,on,given_on,category,what,confirmed_on,confirmed_by\n" +
				"e4,a,reference,2026-05-01,2026-06-02,IFS,provider,2026-06-03,Cora Quist\n" + // asked for so far
				"e2,a,education,2018-05-20,2026-01-09,,bachelors,,\n" + // as it is known
				"e5,a,reference,2026-05-01,2026-05-20,IFS,supervisor,2026-05-21,Cora Quist\n", // as it was before it was refused
		})
		expect(t, db, "words", `select e.entry, w.word, w.said_on, w.said_by from evidence e join evidence_words w on w.evidence_id = e.id
			where e.entry in ('e2', 'e4', 'e5') order by e.entry, w.id`,
			"e2 given 2026-01-09 import",
			"e4 asked 2026-05-01 import", "e4 given 2026-06-02 import", "e4 confirmed 2026-06-03 bundle:Cora Quist",
			"e5 given 2026-05-20 import", "e5 confirmed 2026-05-21 bundle:Cora Quist", "e5 refused 2026-06-01 bundle:Max Moreau")
	})
}

// Whatever somebody has to show comes out of the installation it went into as it went in, whatever state it is in.
func TestAnyEvidenceGoesOutAsItCameIn(t *testing.T) {
	t.Parallel()
	lite, pg := dbtest.SQLite(t), dbtest.Postgres(t)
	rng := rand.New(rand.NewPCG(5, 27))
	for round := range 12 {
		b := circle()
		b["evidence.csv"] = evidenceHeader + anyEvidence(t, rng, round)
		dir := b.write(t)
		for _, db := range []dbtest.Database{lite, pg} {
			take(t, db, dir, morning)
			got := evidenceRows(t, give(t, db))
			for _, row := range evidenceRows(t, dir) {
				if !slices.Contains(got, row) {
					t.Fatalf("round %d, %s: gone is %s", round, db.Dialect, row)
				}
			}
			if report := take(t, db, give(t, db), morning.Add(time.Hour)); report.Changed() {
				t.Errorf("round %d, %s: an import of the export changes %+v", round, db.Dialect, report)
			}
		}
	}
}

// anyEvidence are rows of evidence as somebody might have it: ids are new in each round.
func anyEvidence(t testing.TB, rng *rand.Rand, round int) string {
	t.Helper()
	r := rules(t)
	pick := func(of ...string) string { return of[rng.IntN(len(of))] }
	var rows strings.Builder
	for i := range 30 {
		row := map[string]string{"evidence_id": fmt.Sprintf("r%d-%d", round, i), "person_id": pick("a", "b", "c")}
		on := rng.IntN(100)
		day := func(n int) string {
			return time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n).Format(time.DateOnly)
		}
		row["on"], row["given_on"] = day(on), day(on+rng.IntN(9))
		matter := portfolio.Matters[rng.IntN(3)] // of the others one person has only one
		if rng.IntN(3) == 0 {
			matter = portfolio.ReferenceMatter
		}
		row["matter"] = string(matter)
		switch matter {
		case portfolio.TrainingMatter:
			row["title"], row["minutes"] = fmt.Sprintf("\"Training, \"\"%d\"\" of %d\"", i, round), fmt.Sprint(60+rng.IntN(3000))
			row["supervision"], row["equity"] = pick("", "1", "60"), pick("", "1", "60")
			var areas []string
			for _, area := range r.Areas() {
				if rng.IntN(3) == 0 {
					areas = append(areas, string(area))
				}
			}
			row["areas"] = strings.Join(areas, ";")
		case portfolio.EducationMatter:
			row["what"] = pick("associates", "bachelors", "masters")
			row["withdrawn_on"] = day(on + 30) // so that another of the same may stand
		case portfolio.WorkMatter:
			row["category"], row["months"] = pick("IFS", "IMHS"), fmt.Sprint(1+rng.IntN(700))
		case portfolio.ReferenceMatter:
			row["category"], row["what"] = pick("IFS", "IMHM-C"), pick("provider", "supervisor", "teacher", "supervisee", "other")
			if rng.IntN(3) == 0 {
				row["given_on"] = ""
			}
		}
		if row["given_on"] != "" && rng.IntN(2) == 0 {
			row["confirmed_on"], row["confirmed_by"] = day(on+20), pick("Cora Quist", "account:1", "Ñusta O'Shea")
		}
		if row["given_on"] != "" && row["withdrawn_on"] == "" && rng.IntN(3) == 0 {
			row["refused_on"], row["refused_by"], row["reason"] = day(on+25), "Cora Quist", pick("Of another year", "\"A line\nand another\"")
		}
		var cells []string
		for column := range strings.SplitSeq(strings.TrimSpace(evidenceHeader), ",") {
			cells = append(cells, row[column])
		}
		rows.WriteString(strings.Join(cells, ",") + "\n")
	}
	return rows.String()
}

func TestEvidenceThatCannotBe(t *testing.T) {
	t.Parallel()
	const stands = "leave the row out, or say in Attune what is to become of it"
	for name, c := range map[string]struct {
		old, new string // in the bundle that is imported after the first
		want     []string
	}{
		"a person unheard of":    {"e2,a,", "e2,z,", []string{`evidence.csv:3:person_id: there is no person "z", here or from an earlier bundle; add it to people.csv, or mend the id`}},
		"an id twice":            {"e4,a,", "e3,a,", []string{`evidence.csv:5:evidence_id: a piece of the person with this id stands on line 4 already; keep one of the rows`}},
		"no such matter":         {"e2,a,education", "e2,a,educatoin", []string{`evidence.csv:3:matter: "educatoin" is not a word of this column; write training, education, work, reference, agreement, membership or exam (did you mean education?)`}},
		"a title of a degree":    {",bachelors,,", ",bachelors,BA,", []string{`evidence.csv:3:title: nothing can stand here of evidence that is education; leave the cell empty`}},
		"an education unknown":   {",bachelors,", ",bachelor,", []string{`evidence.csv:3:what: "bachelor" is not a word of this column; write associates, bachelors, masters, cda or two_years_work (did you mean bachelors?)`}},
		"work without months":    {",26,", ",,", []string{`evidence.csv:4:months: this cannot be of evidence that is work; write a whole number of months from 1 to 720`}},
		"more about it than all": {"390,90,", "390,391,", []string{`evidence.csv:2:supervision: this cannot be of evidence that is training; this cannot be more than the whole training`}},
		"of tomorrow":            {"e4,a,reference,2026-05-01,,", "e4,a,reference,2026-07-02,,", []string{`evidence.csv:5:on: this cannot be of evidence that is reference; write a day that is not later than today`}},
		"confirmed tomorrow":     {"2026-03-20,Cora", "2026-07-02,Cora", []string{`evidence.csv:2:confirmed_on: 2026-07-02 is still to come; write a day that is not later than today`}},
		"given before it was":    {"2026-03-09", "2026-03-05", []string{`evidence.csv:2:given_on: 2026-03-05 is before 2026-03-06, when it came to be; mend one of the days`}},
		"confirmed before given": {"2026-03-20,Cora", "2026-03-08,Cora", []string{`evidence.csv:2:confirmed_on: 2026-03-08 is before 2026-03-09, when it was given; mend one of the days`}},
		"never given":            {"2018-05-20,2026-01-09", "2018-05-20,", []string{`evidence.csv:3:given_on: the cell is empty; write the day on which it was entered; only a reference can be asked for and not have come`}},
		"confirmed by nobody":    {"2026-03-20,Cora Quist", "2026-03-20,", []string{`evidence.csv:2:confirmed_by: the cell is empty; fill it in`}},
		"confirmed on no day":    {"2026-03-20,Cora Quist", ",Cora Quist", []string{`evidence.csv:2:confirmed_by: there is no day on which they did; write it in the column before, or leave the cell empty`}},
		"refused for no reason":  {"Of another applicant", "", []string{`evidence.csv:6:reason: the cell is empty; fill it in`}},
		"taken back too early":   {"Of another applicant,", "Of another applicant,2020-06-02", []string{`evidence.csv:6:withdrawn_on: 2020-06-02 is before 2026-06-01, when it was refused; mend one of the days`}},
		"confirmed, never given": {"e4,a,reference,2026-05-01,,IFS,provider,,,,,,,,", "e4,a,reference,2026-05-01,,IFS,provider,,,,,,,2026-05-02,Cora Quist", []string{`evidence.csv:5:confirmed_on: what was asked cannot be confirmed after it; keep the one that is so`}},
		"no minutes":             {",390,", ",0,", []string{`evidence.csv:2:minutes: "0" is not a number that can stand here; write a whole number from 1 to 32767`}},
		"an area twice":          {"communicating;reflection", "reflection;reflection", []string{`evidence.csv:2:areas: "reflection" stands twice; keep one of them`}},
		"another title":          {"Touchpoints", "Touch points", []string{`evidence.csv:2:title: it says another thing than what is kept under this id, and what evidence says never changes; leave the row as it was, and give another piece an id of its own`}},
		"the same again":         {"e7,b,", "e8,b,", []string{`evidence.csv:8:evidence_id: the same thing of the same person is on record here already; leave the row out; it serves once`}},
		"twice the same":         {"e7,b,membership,2026-01-05,2026-01-05,,2026,", "e8,b,membership,2026-01-05,2026-01-05,,2025,,,,,,,,,,,,\ne9,b,membership,2026-01-05,2026-01-05,,2025,", []string{`evidence.csv:9:evidence_id: the same thing of the same person is in this file, under the id "e8" already; leave the row out; it serves once`}},
		"another day":            {"2026-03-20,Cora", "2026-03-21,Cora", []string{"evidence.csv:2:confirmed_on: here it was confirmed on 2026-03-20, and what was said here stands; " + stands}},
		"another reason":         {"Of another applicant", "Late", []string{"evidence.csv:6:refused_on: here it was refused on 2026-06-01, and what was said here stands; " + stands}},
		"what was taken back":    {"code_of_ethics,,,,,,,,,,,,2026-02-03", "code_of_ethics,,,,,,,2026-02-03,Cora Quist,,,,", []string{"evidence.csv:7:confirmed_on: here it was withdrawn on 2026-02-03, and what was said here stands; " + stands}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := dbtest.SQLite(t)
			imported(t, db, shown())
			before := dump(t, db)
			if diff := cmp.Diff(c.want, refused(t, db, shown().but(t, "evidence.csv", c.old, c.new).write(t))); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(before, dump(t, db)); diff != "" {
				t.Errorf("a refused bundle changed (-before +after):\n%s", diff)
			}
		})
	}
}

// What a coordinator of this installation confirmed is not refused, nor anything else, by a bundle; what waits here is.
func TestNoBundleGoesBeyondACoordinator(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		imported(t, db, shown())
		person := personOf(t, db, "a")
		today := day.MustParse("2026-06-30")
		decide := func(entry string, confirm bool) {
			t.Helper()
			err := db.Store.ChangeEvidence(t.Context(), person, "account:7", func(known []portfolio.Evidence) (portfolio.Step, error) {
				i := slices.IndexFunc(known, func(e portfolio.Evidence) bool { return e.Entry == entry })
				return known[i].Decide(confirm, "Of another school", len(known[i].Said), today, "account:7")
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		decide("e2", true)
		const header = "evidence_id,person_id,matter,on,given_on,what,confirmed_on,confirmed_by,refused_on,refused_by,reason\n"
		const row = "e2,a,education,2018-05-20,2026-01-09,bachelors,"
		later(t, db, bundle{"evidence.csv": header + row + ",,,,\n"}) // an older bundle
		later(t, db, bundle{"evidence.csv": header + row + "2026-06-30,account:7,,,\n"})
		for name, cells := range map[string]string{
			"confirmed on another day":    "2026-06-29,Cora Quist,,,",
			"refused after it":            "2026-06-30,Cora Quist,2026-07-01,Max Moreau,Of another school",
			"refused and never confirmed": ",,2026-06-30,Max Moreau,Of another school",
		} {
			if got := refused(t, db, bundle{"evidence.csv": header + row + cells + "\n"}.write(t)); len(got) != 1 || !strings.Contains(got[0], "here it was confirmed on 2026-06-30, and what was said here stands") {
				t.Errorf("%s: %q", name, got)
			}
		}
	})
}

// Whoever a bundle names is never taken for an account of this installation.
func TestNobodyOfABundleIsAnAccount(t *testing.T) {
	t.Parallel()
	db := dbtest.SQLite(t)
	imported(t, db, shown().but(t, "evidence.csv", "2026-03-20,Cora Quist", "2026-03-20,account:1"))
	expect(t, db, "who confirmed", `select w.said_by from evidence_words w join evidence e on e.id = w.evidence_id where e.matter = 'training' and w.word = 'confirmed'`, "bundle:account:1")
}

// evidenceRows are the rows of evidence of a bundle, empty cells left out, in no order that means anything.
func evidenceRows(t testing.TB, dir string) []string {
	t.Helper()
	var all []string
	for _, row := range table(t, filepath.Join(dir, "evidence.csv")) {
		maps.DeleteFunc(row, func(_, cell string) bool { return cell == "" })
		all = append(all, fmt.Sprint(row))
	}
	slices.Sort(all)
	return all
}

// personOf is the installation's id of somebody.
func personOf(t testing.TB, db dbtest.Database, external roster.External) roster.PersonID {
	t.Helper()
	p, err := db.Store.PersonByExternal(t.Context(), external)
	if err != nil {
		t.Fatal(err)
	}
	return p.ID
}
