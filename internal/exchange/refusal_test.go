package exchange_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"attune/internal/dbtest"
	"attune/internal/exchange"
	"attune/internal/fault"
)

// refused imports a bundle that must be wrong, and returns what is wrong with it, line by line.
func refused(t testing.TB, db dbtest.Database, dir string) []string {
	t.Helper()
	_, err := exchange.Import(t.Context(), dir, db.Store, rules(t), morning, exchange.Options{})
	var problems exchange.Problems
	if !errors.As(err, &problems) {
		t.Fatalf("import of a bad bundle: %v, want problems", err)
	}
	lines := make([]string, len(problems))
	for i, p := range problems {
		lines[i] = p.String()
	}
	return lines
}

func TestEveryMistakeIsTold(t *testing.T) {
	t.Parallel()
	db := dbtest.SQLite(t)
	before := dump(t, db)
	const associations = "write CT, MI, AZ, WA, NC, NE, RI, PA, SC, KS or FL"
	for name, c := range map[string]struct {
		file, old, new string // in circle
		want           []string
	}{
		"association": {"people.csv", "Bea,,CT", "Bea,,CTT", []string{`people.csv:5:association: "CTT" is not an association of the rules; ` + associations + ` (did you mean CT?)`}},
		"no name":     {"people.csv", "Bea", "", []string{`people.csv:5:name: the cell is empty; fill it in`}},
		"address":     {"people.csv", "Bea,", "Bea,bea at example", []string{`people.csv:5:email: "bea at example" is not an e-mail address; write one such as name@example.org, or leave the cell empty`}},
		"person twice": {"people.csv", "c,Cleo", "a,Cleo", []string{
			`people.csv:6:person_id: "a" stands on line 4 already; keep one row for each person`,
			`memberships.csv:4:person_id: there is no person "c", here or from an earlier bundle; add it to people.csv, or mend the id`,
		}},
		"id that means nobody": {"people.csv", "c,Cleo,,CT,", "c,Cleo,,CT,\n-,Dash,,CT,", []string{`people.csv:7:person_id: no id can be "-": as a lead it says that nobody led; write another id`}},
		"id with a blank":      {"people.csv", "c,Cleo,,CT,", "c,Cleo,,CT,\nd ,Dee,,CT,", []string{`people.csv:7:person_id: "d " begins or ends with a blank; take the blank out`}},
		"control character":    {"people.csv", "Bea", "Be\ta", []string{`people.csv:5:name: "Be\ta" holds the control character U+0009; save the file as UTF-8 and take such characters out`}},
		"not UTF-8":            {"people.csv", "Bea", "B\xe9a", []string{`people.csv:5:name: "B\xe9a" is not UTF-8; save the file as UTF-8 and take such characters out`}},
		"too long":             {"people.csv", "Bea", strings.Repeat("é", 201), []string{`people.csv:5:name: "` + strings.Repeat("é", 40) + `…" is longer than 200 letters; shorten it`}},
		"too many cells": {"people.csv", "Bea,,CT,", "Bea,,CT,,", []string{
			`people.csv:5:1: the row has 6 cells, the header 5; write one cell for each column, and put a text that holds a comma in double quotes`,
			`memberships.csv:3:person_id: there is no person "b", here or from an earlier bundle; add it to people.csv, or mend the id`,
			`attendance.csv:3:person_id: there is no person "b", here or from an earlier bundle; add it to people.csv, or mend the id`,
		}},
		"stray quote": {"programs.csv", "Steps", `St"eps`, []string{
			`programs.csv:2:5: a double quote stands where none may stand, or is never closed; put the whole cell in double quotes, and write a double quote inside it twice`,
			`employment.csv:2:program_id: there is no program "x", here or from an earlier bundle; add it to programs.csv, or mend the id`,
		}},
		"unknown column": {"people.csv", "region", "regoin", []string{
			`people.csv:1:"regoin": there is no such column; leave it out, or write person_id, name, email, association or region (did you mean region?)`,
			`people.csv:1:region: the column is missing; add it to the header`,
		}},
		"column twice": {"targets.csv", "person_id,category,degree,opened_on\na,IFS,none,2026-01-01", "person_id,category,degree,opened_on,degree\na,IFS,none,2026-01-01,none", []string{`targets.csv:1:degree: the column stands twice; leave one of them out`}},
		"kind of program": {"programs.csv", "home_visiting,pat", "home_visit,pta", []string{
			`programs.csv:2:kind: "home_visit" is not a word of this column; write birth_to_three, home_visiting, early_head_start, head_start, child_welfare, clinic or other (did you mean home_visiting?)`,
			`programs.csv:2:model: "pta" is not a word of this column; write pat, nfp, hfa, child_first, ehs, other or leave it empty (did you mean pat?)`,
		}},
		"four places of a share":  {"employment.csv", "1.0,IMH", "0.3333,IMH", []string{`employment.csv:2:fte: "0.3333" is not a share of full time; write a number from 0.0 to 2.0 with at most three places, such as 0.5`}},
		"share above two":         {"employment.csv", "1.0,IMH", "2.001,IMH", []string{`employment.csv:2:fte: "2.001" is not a share of full time; write a number from 0.0 to 2.0 with at most three places, such as 0.5`}},
		"track":                   {"employment.csv", "1.0,IMH,", "1.0,ECMH+IMH,", []string{`employment.csv:2:serves: "ECMH+IMH" is not a word of this column; write IMH, ECMH, IMH+ECMH or leave it empty`}},
		"employment twice":        {"employment.csv", "2025-01-01,", "2025-01-01,\na,x,practitioner,0.5,,,2025-01-01,2025-02-01", []string{`employment.csv:3:from: the person's employment in this role and program from this day stands on line 2 already; keep one of the rows`}},
		"to before from":          {"employment.csv", "2025-01-01,", "2025-01-01,2024-12-31", []string{`employment.csv:2:to: 2024-12-31 is before 2025-01-01, where it begins; write the last day, or leave the cell empty while there is none`}},
		"no such day":             {"employment.csv", "2025-01-01,", "2025-02-29,", []string{`employment.csv:2:from: "2025-02-29" is not a day of the calendar; write it as year-month-day, such as 2026-03-08`}},
		"unlikely year":           {"employment.csv", "2025-01-01,", "0205-01-01,", []string{`employment.csv:2:from: the year 205 cannot be meant; write a date such as 2026-03-08`}},
		"category":                {"credentials.csv", "IMHM-C", "IMHMC", []string{`credentials.csv:2:category: "IMHMC" is not a word of this column; write IFA, ECFA, IFS, ECFS, IFRS, ECFRS, IMHS, ECMHS, IMHM-C, ECMHM-C, IMHM-P, ECMHM-P, IMHM-RF, ECMHM-RF or ERS (did you mean IMHM-C?)`}},
		"overlapping credentials": {"credentials.csv", "2020-01-01,", "2020-01-01,2024-06-30\nl1,IMHM-C,emerging,masters,2024-06-30,", []string{`credentials.csv:3:from: two credentials IMHM-C of one person overlap: from 2020-01-01 and from 2024-06-30; end the earlier one the day before the later one begins`}},
		"credential twice":        {"credentials.csv", "2020-01-01,", "2020-01-01,\nl1,IMHM-C,emerging,masters,2020-01-01,", []string{`credentials.csv:3:from: the person's credential of this category from this day stands on line 2 already; keep one of the rows`}},
		"target twice":            {"targets.csv", "2026-01-01", "2026-01-01\na,IFS,masters,2025-01-01", []string{`targets.csv:3:category: the person's target of this category stands on line 2 already; keep one of the rows`}},
		"add-on as a target":      {"targets.csv", "a,IFS", "a,ERS", []string{`targets.csv:2:category: "ERS" is an add-on, and no target; leave the row out, or write the category that is being earned`}},
		"no day of opening":       {"targets.csv", "2026-01-01", "", []string{`targets.csv:2:opened_on: the cell is empty; write a date such as 2026-03-08`}},
		"zone":                    {"groups.csv", "America/New_York", "America/NewYork", []string{`groups.csv:2:time_zone: "America/NewYork" is not a time zone; write an IANA name such as America/Detroit (did you mean America/New_York?)`}},
		"the machine's zone":      {"groups.csv", "America/New_York", "Local", []string{`groups.csv:2:time_zone: "Local" is not a time zone; write an IANA name such as America/Detroit`}},
		"capacity":                {"groups.csv", "in_person,8", "in_person,-1", []string{`groups.csv:2:capacity: "-1" is not a number that can stand here; write a whole number from 0 to 32767`}},
		"unknown provider":        {"groups.csv", "Monday,l1", "Monday,l9", []string{`groups.csv:2:provider_id: there is no person "l9", here or from an earlier bundle; add it to people.csv, or mend the id`}},
		"membership twice":        {"memberships.csv", "g,b,2026-01-01,", "g,a,2026-01-01,2026-03-01", []string{`memberships.csv:3:from: the person's membership from this day stands on line 2 already; keep one of the rows`}},
		"local time":              {"sessions.csv", "2026-07-06T10:00", "2026-07-06 10:00", []string{`sessions.csv:3:starts: "2026-07-06 10:00" is not a local time; write it without a zone, such as 2026-03-08T10:00`}},
		"no minutes":              {"sessions.csv", "10:00,120,scheduled", "10:00,0,scheduled", []string{`sessions.csv:3:minutes: "0" is not a number that can stand here; write a whole number from 1 to 10080`}},
		"held without times": {"sessions.csv", "120,held,2026-06-01T14:00:00Z,2026-06-01T16:00:00Z", "120,held,,", []string{
			`sessions.csv:2:actual_start: a held session has actual times, and this cell is empty; write an instant such as 2026-03-08T15:00:00Z`,
			`sessions.csv:2:actual_end: a held session has actual times, and this cell is empty; write an instant such as 2026-03-08T15:00:00Z`,
		}},
		"instant without offset": {"sessions.csv", "2026-06-01T14:00:00Z", "2026-06-01T14:00:00", []string{`sessions.csv:2:actual_start: "2026-06-01T14:00:00" is not an instant; write it with its offset, such as 2026-03-08T15:00:00Z`}},
		"ends when it begins":    {"sessions.csv", "2026-06-01T16:00:00Z", "2026-06-01T10:00:00-04:00", []string{`sessions.csv:2:actual_end: the session ends when it begins or before; write an end after its start`}},
		"longer than a day":      {"sessions.csv", "2026-06-01T16:00:00Z", "2026-06-02T14:00:01Z", []string{`sessions.csv:2:actual_end: the session lasts longer than a day; look at the days of its start and its end`}},
		"times of one planned":   {"sessions.csv", "scheduled,,", "scheduled,2026-07-06T14:00:00Z,", []string{`sessions.csv:3:actual_start: a session that is scheduled has none; leave the cell empty, or write held as its status`}},
		"nobody co-led":          {"sessions.csv", "scheduled,,,,,,", "scheduled,,,,-,,", []string{`sessions.csv:3:co_lead_id: no id can be "-": as a lead it says that nobody led; write another id`}},
		"not held": {"sessions.csv", "120,held,2026-06-01T14:00:00Z,2026-06-01T16:00:00Z", "120,cancelled,,", []string{
			`attendance.csv:2:session_id: the session is cancelled, and only one that was held has attendance; leave the row out, or mend the session's status`,
			`attendance.csv:3:session_id: the session is cancelled, and only one that was held has attendance; leave the row out, or mend the session's status`,
		}},
		"mark twice": {"attendance.csv", "s1,b,present,,", "s1,a,absent,,", []string{`attendance.csv:3:person_id: the person's mark for this session stands on line 2 already; keep one of the rows`}},
		"unknown in attendance": {"attendance.csv", "s1,b,present", "s9,z,present", []string{
			`attendance.csv:3:session_id: there is no session "s9", here or from an earlier bundle; add it to sessions.csv, or mend the id`,
			`attendance.csv:3:person_id: there is no person "z", here or from an earlier bundle; add it to people.csv, or mend the id`,
		}},
		"mark": {"attendance.csv", "s1,b,present,,", "s1,b,presnt,,rsc", []string{
			`attendance.csv:3:mark: "presnt" is not a word of this column; write present, partial, absent or excused (did you mean present?)`,
			`attendance.csv:3:focus: "rsc" is not a word of this column; write rsc_provision or leave it empty`,
		}},
		"partial without intervals": {"attendance.csv", "s1,b,present,,", "s1,b,partial,,", []string{`attendance.csv:3:intervals: a partial mark says when the person was there, and this cell is empty; write arrived/left, such as 2026-03-08T15:10:00Z/2026-03-08T16:30:00Z`}},
		"present with intervals":    {"attendance.csv", "s1,b,present,,", "s1,b,present,2026-06-01T14:00:00Z/2026-06-01T15:00:00Z,", []string{`attendance.csv:3:intervals: only a partial mark has intervals; leave the cell empty, or write partial as the mark`}},
		"half an interval":          {"attendance.csv", "s1,b,present,,", "s1,b,partial,2026-06-01T14:00:00Z/2026-06-01T15:00:00Z;2026-06-01T15:30:00Z,", []string{`attendance.csv:3:intervals: "2026-06-01T14:00:00Z/2026-06-01T15:00:00…" is not a list of intervals; write arrived/left as instants, several joined by a semicolon, such as 2026-03-08T15:10:00Z/2026-03-08T16:30:00Z`}},
		"left before they arrived":  {"attendance.csv", "s1,b,present,,", "s1,b,partial,2026-06-01T15:00:00Z/2026-06-01T14:59:59Z,", []string{`attendance.csv:3:intervals: "2026-06-01T15:00:00Z/2026-06-01T14:59:59…" has somebody leave before they arrived; write arrived/left, such as 2026-03-08T15:10:00Z/2026-03-08T16:30:00Z`}},
	} {
		if diff := cmp.Diff(c.want, refused(t, db, circle().but(t, c.file, c.old, c.new).write(t))); diff != "" {
			t.Errorf("%s: problems (-want +got):\n%s", name, diff)
		}
	}
	if diff := cmp.Diff(before, dump(t, db)); diff != "" {
		t.Errorf("refused bundles changed (-before +after):\n%s", diff)
	}
}

func TestMistakesAreToldByFileLineAndColumn(t *testing.T) {
	t.Parallel()
	bad := circle().but(t, "attendance.csv", "s1,a,present", "s1,a,here").but(t, "people.csv", "Ada,,CT", ",@,XX").but(t, "sessions.csv", "120,held", "x,hold")
	dir := bad.write(t)
	if err := os.Remove(filepath.Join(dir, "targets.csv")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "target.csv"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	var places []string
	for _, line := range refused(t, dbtest.SQLite(t), dir) {
		place, _, _ := strings.Cut(line, ": ")
		places = append(places, place)
	}
	want := []string{
		"people.csv:4:name", "people.csv:4:email", "people.csv:4:association",
		"targets.csv:1:1", "sessions.csv:2:minutes", "sessions.csv:2:status", "attendance.csv:2:mark",
	}
	if diff := cmp.Diff(want, places); diff != "" {
		t.Errorf("places of problems (-want +got):\n%s", diff)
	}
	_, err := exchange.Import(t.Context(), dir, dbtest.SQLite(t).Store, rules(t), morning, exchange.Options{})
	sentence, shown := fault.SentenceOf(err)
	if fault.KindOf(err) != fault.Invalid || !shown || strings.Count(sentence, "\n") != len(want) ||
		!strings.HasPrefix(sentence, "The bundle has 7 mistakes, so nothing was changed. Mend them and import it again.\npeople.csv:4:name: the cell is empty; fill it in\n") {
		t.Errorf("kind %v, sentence:\n%s", fault.KindOf(err), sentence)
	}
}

func TestMissingFilesAndFolders(t *testing.T) {
	t.Parallel()
	db := dbtest.SQLite(t)
	dir := circle().write(t)
	for _, name := range []string{"people.csv", "sessions.csv"} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	// What the missing files would have defined is not reported as unknown besides.
	want := []string{
		"people.csv:1:1: the file is missing; add it, with its header alone if there is nothing to say: " + headers["people.csv"],
		"sessions.csv:1:1: the file is missing; add it, with its header alone if there is nothing to say: " + headers["sessions.csv"] + ",sheet",
	}
	if diff := cmp.Diff(want, refused(t, db, dir)); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	_, err := exchange.Import(t.Context(), filepath.Join(dir, "nowhere"), db.Store, rules(t), morning, exchange.Options{})
	if fault.KindOf(err) != fault.Invalid {
		t.Errorf("import of a folder that is not there: %v, want Invalid", err)
	}
	empty := circle().write(t)
	if err := os.WriteFile(filepath.Join(empty, "programs.csv"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"programs.csv:1:program_id: the file is empty; give it the header " + headers["programs.csv"]}, refused(t, db, empty)); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

func TestWhatIsStoredForbids(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		imported(t, db, circle())
		for name, c := range map[string]struct {
			bundle bundle
			want   string
		}{
			"another group for a session": {
				bundle{
					"groups.csv":   headers["groups.csv"] + "\nh,Tuesday,l1,CT,UTC,peer,group,virtual,8,\n",
					"sessions.csv": headers["sessions.csv"] + "\ns2,h,2026-07-06T10:00,120,scheduled,,,,,,\n",
				},
				"sessions.csv:2:group_id: the session belongs to another group so far; leave it there, or give the session of the new group an id of its own",
			},
			"a person that becomes a group": {
				bundle{"groups.csv": headers["groups.csv"] + "\na,Ada's,l1,CT,UTC,peer,group,virtual,8,\n"},
				`groups.csv:2:group_id: "a" is the id of a person so far; give the group another id; an id keeps its kind`,
			},
			"a credential within one that is stored": {
				bundle{"credentials.csv": headers["credentials.csv"] + "\nl1,IMHM-C,emerging,,2019-01-01,2020-01-01\n"},
				"credentials.csv:2:from: two credentials IMHM-C of one person overlap: from 2019-01-01 and from 2020-01-01; end the earlier one the day before the later one begins",
			},
			"attendance of a session that is not held": {
				bundle{"attendance.csv": headers["attendance.csv"] + "\ns2,a,present,,\n"},
				"attendance.csv:2:session_id: the session is scheduled, and only one that was held has attendance; leave the row out, or mend the session's status",
			},
			"a decision about a session that is not held": {
				bundle{"decisions.csv": "session_id,person_id,purpose,category,period,verdict,reason,decided_by,decided_on\ns2,a,renewal,IFS,2026,rejected,No,Dana,2026-06-20\n"},
				"decisions.csv:2:session_id: the session's sheet is not verified, so there is no hour to decide about; leave the row out, or have the sheet verified",
			},
		} {
			if diff := cmp.Diff([]string{c.want}, refused(t, db, c.bundle.write(t))); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}
		// An id may name things of two kinds, as long as the bundle uses it for both.
		later(t, db, bundle{
			"groups.csv":      headers["groups.csv"] + "\na,Ada's,l1,CT,UTC,peer,group,virtual,8,\n",
			"memberships.csv": headers["memberships.csv"] + "\na,a,2026-01-01,\n",
		})
	})
}

func TestDecisionsThatCannotBe(t *testing.T) {
	t.Parallel()
	b := circle()
	b["decisions.csv"] = `session_id,person_id,purpose,category,period,verdict,reason,decided_by,decided_on
s2,a,earning,IFS,,counted,Seen.,Dana,2026-06-20
s1,a,earning,ERS,2026,held,,,2026-06-20
s1,a,renewal,IFS,26,counted,Seen.,Dana,
s1,b,earning,IFS,,counted,Seen.,Dana,2026-06-20
s1,b,earning,IFS,,rejected,No.,Dana,2026-06-21
`
	want := []string{
		`decisions.csv:2:session_id: the session's sheet is not verified, so there is no hour to decide about; leave the row out, or have the sheet verified`,
		`decisions.csv:3:category: "ERS" is an add-on, and no target; leave the row out, or write the category that is being earned`,
		`decisions.csv:3:period: earning has no period; leave the cell empty, or write renewal as the purpose`,
		`decisions.csv:3:verdict: "held" is not a word of this column; write counted or rejected`,
		`decisions.csv:3:reason: the cell is empty; fill it in`,
		`decisions.csv:3:decided_by: the cell is empty; fill it in`,
		`decisions.csv:4:period: "26" is not a period of a renewal; write a year such as 2026, or a cycle such as 2025-2027`,
		`decisions.csv:4:decided_on: the cell is empty; write a date such as 2026-03-08`,
		`decisions.csv:6:session_id: the decision on this hour for this purpose stands on line 5 already; keep one of the rows`,
	}
	if diff := cmp.Diff(want, refused(t, dbtest.SQLite(t), b.write(t))); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

func TestFormsThatAreAllowed(t *testing.T) {
	t.Parallel()
	db := dbtest.SQLite(t)
	b := circle()
	// A byte-order mark, CRLF, columns in another order, quotes, an offset, and a session whose interval is empty.
	b["people.csv"] = "\xef\xbb\xbf\"association\",name,person_id,region,email\r\nCT,\"Lena \"\"L\"\", the 1st\",l1,,\r\nCT,Lou,l2,,\r\nCT,Ada,a,,\r\nCT,Bea,b,,\r\nCT,Cleo,c,,\r\n"
	b = b.but(t, "sessions.csv", "2026-06-01T14:00:00Z", "2026-06-01T10:00:00-04:00").
		but(t, "attendance.csv", "s1,b,present,", "s1,b,partial,2026-06-01T15:00:00Z/2026-06-01T15:00:00Z")
	take(t, db, b.write(t), morning)
	expect(t, db, "names", `select name from people where external_id = 'l1'`, `Lena "L", the 1st`)
	expect(t, db, "entries", `select p.external_id, l.minutes from ledger l join people p on p.id = l.person_id order by l.id`, "a 120", "l1 120")
}
