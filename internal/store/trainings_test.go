package store_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/dbtest"
	"attune/internal/endorsement"
	"attune/internal/ledger"
	"attune/internal/roster"
	"attune/internal/schedule"
	"attune/internal/store"
)

// training makes the office's group a training about equity.
func (o office) training() {
	o.t.Helper()
	o.exec(`update groups set kind = 'training', areas = 'communicating;reflection', of_which = 'dei', meant_for = 'head_start;child_welfare' where id = 3`)
}

// trained is what somebody received in trainings, and how many minutes that is.
func (o office) trained(person roster.PersonID) (list []ledger.Trained, minutes int) {
	o.t.Helper()
	_, list, err := o.Lines(o.t.Context(), person)
	if err != nil {
		o.t.Fatal(err)
	}
	for _, t := range list {
		minutes += t.Minutes
	}
	return list, minutes
}

// Ninety minutes that Ada attends and Bea leads are training hours of Ada's, verified by Bea; nobody received or provided any
// supervision by them, whoever asks.
func TestWhatIsAttendedOfATrainingIsNoSupervision(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, afterwards)
		o.earning()
		o.training()
		by := o.account("p2")
		sheet, err := o.UpdateSheet(t.Context(), monday, by.ID.String(), func(s attendance.Sheet) (attendance.Change, error) {
			return s.Verify(present(), attendance.Signer{Account: int64(by.ID), Person: bea}, afterwards)
		})
		if err != nil || len(sheet.Standing) != 2 || sheet.Standing[0].Kind != roster.Training {
			t.Fatalf("verified: %+v, %v", sheet.Standing, err)
		}

		list, minutes := o.trained(ada)
		if len(list) != 1 || minutes != 90 {
			t.Fatalf("Ada trained %d minutes: %+v", minutes, list)
		}
		got := list[0]
		if got.Session != monday || got.Group != "Monday circle" || got.LeadName != "Bea" || got.Signer != "Bea" || !got.SignedAt.Equal(afterwards) ||
			got.About(roster.EquityTopic) != 90 || got.About(roster.SupervisionTopic) != 0 || !got.Syllabus.Areas.Has("communicating") {
			t.Errorf("it is %+v", got)
		}
		if _, minutes := o.trained(bea); minutes != 0 {
			t.Errorf("who led it was trained for %d minutes", minutes)
		}

		o.supervisedNot(ada, bea)
		o.push()
		judgements, err := o.Judgements(t.Context(), ada)
		if err != nil || len(judgements) != 1 {
			t.Fatalf("judged: %+v, %v", judgements, err)
		}
		if j := judgements[0]; len(j.Entries) != 0 || j.Counted+j.Held+j.Rejected != 0 {
			t.Errorf("her IFS rests on %+v", j)
		}
	})
}

// supervisedNot finds that nobody of some has any hour of supervision, nor is to have one by sheets that nobody has signed.
func (o office) supervisedNot(people ...roster.PersonID) {
	o.t.Helper()
	facts, err := o.Facts(o.t.Context(), people)
	if err != nil {
		o.t.Fatal(err)
	}
	for _, f := range facts {
		if len(f.Received)+len(f.Provided) != 0 {
			o.t.Errorf("facts of %s: %+v, %+v", f.Person.Name, f.Received, f.Provided)
		}
	}
	for _, person := range people {
		if lines, _, err := o.Lines(o.t.Context(), person); err != nil || len(lines) != 0 {
			o.t.Errorf("lines of person %d: %+v, %v", person, lines, err)
		}
	}
	for _, person := range people {
		if lines, err := o.ProvidedLines(o.t.Context(), person, noon.AddDate(-1, 0, 0), noon.AddDate(1, 0, 0)); err != nil || len(lines) != 0 {
			o.t.Errorf("person %d provided %+v, %v", person, lines, err)
		}
	}
	year := day.Span{From: day.MustParse("2026-01-01"), To: day.MustParse("2026-12-31")}
	tenures, err := o.Tenures(o.t.Context(), []roster.ProgramID{7, 8}, year, 0)
	if err != nil || len(tenures) == 0 {
		o.t.Fatalf("tenures: %+v, %v", tenures, err)
	}
	for _, t := range tenures {
		if len(t.Lines)+len(t.Unverified) != 0 {
			o.t.Errorf("hours of %s: %+v, %+v", t.Person.Name, t.Lines, t.Unverified)
		}
	}
}

// A sheet that nobody has signed gives nobody hours that would not be supervision, nor does a plan.
func TestATrainingThatIsToComeForetellsNoSupervision(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, afterwards)
		o.earning()
		o.training()
		if _, err := o.UpdateSheet(t.Context(), monday, "account:1", func(s attendance.Sheet) (attendance.Change, error) {
			return s.Save(present(), attendance.Signer{Account: 1, Person: bea}, afterwards)
		}); err != nil {
			t.Fatal(err)
		}
		o.supervisedNot(ada)
		edition, err := o.Edition(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		all, err := o.Prospects(t.Context(), []roster.Person{{ID: ada, Association: "CT"}}, noon.AddDate(0, -1, 0), noon.AddDate(0, 1, 0))
		if err != nil || len(all[ada].Planned) == 0 {
			t.Fatalf("planned: %+v, %v", all, err)
		}
		if hours := all[ada].Hours(edition); len(hours) != 0 {
			t.Errorf("the plan foretells %+v", hours)
		}
	})
}

// Whatever is verified, amended, voided and verified again, in a training and in a group of supervision side by side: training
// minutes are those of the standing sheets of the training, and hours of supervision those of the other.
func TestTrainingAndSupervisionAreKeptApart(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, afterwards)
		o.exec(`insert into groups (id, external_id, association, name, provider_id, time_zone, kind, format, modality, capacity, place, funding) values
			(4, 'g4', 'CT', 'Tuesday training', 2, 'America/New_York', 'training', 'group', 'virtual', 8, '', '')`)
		o.exec(`insert into memberships (group_id, person_id, starts_on) values (4, 1, '2026-01-01')`)
		o.exec(`update sessions set group_id = 4 where id = 2`)
		const training schedule.SessionID = 2
		standing := map[schedule.SessionID]int{}
		random := rand.New(rand.NewPCG(11, 24))
		for step := range 80 {
			session := []schedule.SessionID{training, monday}[random.IntN(2)]
			if standing[session] = 1 + random.IntN(90); random.IntN(4) > 0 {
				o.becomes(session, attendance.Verified, standing[session])
			} else {
				o.becomes(session, attendance.Dropped, 0)
				standing[session] = 0
			}
			facts, err := o.Facts(t.Context(), []roster.PersonID{ada})
			if err != nil {
				t.Fatal(err)
			}
			received := 0
			for _, e := range facts[0].Received {
				received += e.Minutes
			}
			if _, minutes := o.trained(ada); minutes != standing[training] || received != standing[monday] {
				t.Fatalf("after step %d there are %d minutes of training and %d of supervision, want %d and %d", step, minutes, received, standing[training], standing[monday])
			}
		}
	})
}

// becomes has a session's sheet stand as one of so many minutes that Ada was there, or as one that is dropped.
func (o office) becomes(session schedule.SessionID, state attendance.State, minutes int) {
	o.t.Helper()
	_, err := o.UpdateSheet(o.t.Context(), session, "account:1", func(s attendance.Sheet) (attendance.Change, error) {
		if state == attendance.Dropped && s.State == "" {
			return attendance.Change{}, nil
		}
		out := attendance.Outcome{State: state, Provenance: attendance.Taken, Reason: "it was so", By: 1, At: afterwards}
		if state == attendance.Verified {
			out.Facts = attendance.Resolve(s.Session, s.Group)
			out.Facts.Began, out.Facts.Ended = morning, morning.Add(time.Duration(minutes)*time.Minute)
			out.Marks = []attendance.Mark{{Person: ada, Code: attendance.Present}}
		}
		return s.Become(out), nil
	})
	if err != nil {
		o.t.Fatal(err)
	}
}

// A group that was signed for is a training for good, or never one; whoever corrects it is told, and nothing is written.
func TestASignedGroupStaysWhatItIs(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, afterwards)
		turn := func(kind roster.Kind) error {
			_, err := o.ChangeGroup(t.Context(), "g3", ink, func(r roster.GroupRecord) ([]roster.Edit, error) {
				next := r.Group
				next.Kind = kind
				edit, err := r.Become(next, "It is so.", day.MustParse("2026-11-23"))
				return []roster.Edit{edit}, err
			})
			return err
		}
		for _, kind := range []roster.Kind{roster.Training, roster.Clinical, roster.Training} {
			if err := turn(kind); err != nil {
				t.Fatalf("before anything is signed, to %s: %v", kind, err)
			}
		}
		if _, err := o.verify(present()); err != nil {
			t.Fatal(err)
		}
		if err := turn(roster.Reflective); err == nil || !strings.Contains(err.Error(), "cannot become supervision") {
			t.Errorf("signed: %v", err)
		}
		if _, minutes := o.trained(ada); minutes != 90 {
			t.Errorf("Ada trained %d minutes", minutes)
		}
		o.becomes(monday, attendance.Dropped, 0)
		if err := turn(roster.Reflective); err == nil {
			t.Error("what was signed and reversed was signed all the same")
		}
	})
}

// Every statement that reads the ledger says of what: of supervision, of trainings, or of all that a session or a version holds. A
// new reader is added here, with what it reads, or nobody knows whether training hours became hours of supervision by it.
func TestEveryReaderOfTheLedgerSaysOfWhat(t *testing.T) {
	t.Parallel()
	reads := map[string]string{
		"days.go":      "who has hours on a day, to be judged again",
		"facts.go":     "ofSupervision",
		"hours.go":     "ofSupervision",
		"import.go":    "who has hours of a lead, to be judged again",
		"sheetload.go": "all that stands of a sheet, to be reversed",
		"tenures.go":   "ofBoth; which linesOf keeps apart, and in them what is reversed",
		"trainings.go": "both, which Lines keeps apart",
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	reader := regexp.MustCompile(`(?i)\b(from|join)\s+ledger\b`)
	found := map[string]string{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(file, "_test.go") || !reader.Match(text) {
			continue
		}
		found[file] = reads[file]
		if of, _, _ := strings.Cut(reads[file], ";"); strings.HasPrefix(of, "of") && strings.Count(string(text), "+"+of) == 0 {
			t.Errorf("%s reads the ledger without %s", file, of)
		}
	}
	if diff := cmp.Diff(reads, found); diff != "" {
		t.Errorf("readers of the ledger (-known +found):\n%s", diff)
	}
}

// The check on what kind a group is of is widened in the text of the table: the file stays sound, and checks what it did.
func TestTheKindOfAGroupIsWidenedInPlace(t *testing.T) {
	t.Parallel()
	db := dbtest.SQLite(t)
	o := opened(t, db, afterwards)
	var sound string
	if err := store.Ask(t.Context(), o.Store).Raw(`pragma integrity_check`).Scan(&sound).Error; err != nil || sound != "ok" {
		t.Errorf("the file is %q: %v", sound, err)
	}
	if n := o.number(`select count(*) from pragma_foreign_key_check`); n != 0 {
		t.Errorf("%d references lead nowhere", n)
	}
	if err := o.Exec(t.Context(), `update groups set kind = 'party' where id = 3`); err == nil || !strings.Contains(fmt.Sprint(err), "groups_kind_check") {
		t.Errorf("a kind unheard of: %v", err)
	}
	o.training()
	if err := o.Exec(t.Context(), `update groups set kind = 'peer' where id = 3`); err == nil || !strings.Contains(fmt.Sprint(err), "groups_areas_check") {
		t.Errorf("areas of what is no training: %v", err)
	}
}

// Ninety minutes of Ada's that were verified are about equity, and then about nothing of that kind: a look at it names her and the
// minutes and tells nobody, doing it tells her once, and for whom it is meant is nobody's hour.
func TestACorrectionOfWhatATrainingIsAboutReachesVerifiedHoursAloud(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, afterwards)
		o.training()
		if _, err := o.verify(present()); err != nil {
			t.Fatal(err)
		}
		o.exec(`delete from notices`)
		becomes := func(pen roster.Pen, syllabus roster.Syllabus) endorsement.Foreseen {
			foreseen, err := o.ChangeGroup(t.Context(), "g3", pen, func(r roster.GroupRecord) ([]roster.Edit, error) {
				next := r.Group
				next.Syllabus = syllabus
				edit, err := r.Become(next, "It was not.", day.MustParse("2026-11-23"))
				return []roster.Edit{edit}, err
			})
			if err != nil {
				t.Fatal(err)
			}
			return foreseen
		}
		without := roster.Syllabus{Areas: "communicating;reflection", MeantFor: "head_start;child_welfare"}
		look := ink
		look.Pencil = true
		want := []ledger.Retaught{{Person: ada, Home: "CT", Minutes: 90, EquityBefore: 90}}
		if foreseen := becomes(look, without); !slices.Equal(foreseen.Retaught, want) || foreseen.Told != 1 || o.count("notices") != 0 {
			t.Errorf("a look: %+v, %d told, %d notices", foreseen.Retaught, foreseen.Told, o.count("notices"))
		}
		becomes(ink, without)
		becomes(ink, without)
		if n := o.number(`select count(*) from notices where person_id = 1 and topic = 'hours' and lines like '%1.50 hours before, 0.00 hours now%It was not.%'`); n != 1 || o.count("notices") != 1 {
			t.Errorf("Ada is told %d times, of %d notices", n, o.count("notices"))
		}
		if n := o.number(`select count(*) from corrections where before = '{"OfWhich":"dei"}' and after = '{"OfWhich":""}'`); n != 1 {
			t.Errorf("what it said is kept %d times", n)
		}
		becomes(ink, roster.Syllabus{Areas: "communicating;reflection"})
		if o.count("notices") != 1 {
			t.Errorf("for whom it is meant is told %d times", o.count("notices")-1)
		}
	})
}
