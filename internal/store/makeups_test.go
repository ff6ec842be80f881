package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"attune/internal/attendance"
	"attune/internal/dbtest"
	"attune/internal/exchange"
	"attune/internal/fault"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// offering is an office with a second group, the Friday circle, which Cyd provides, and a session of the first that is
// to come, or has been, and was cancelled.
func offering(t *testing.T, db dbtest.Database, at string) (office, schedule.SessionID) {
	t.Helper()
	o := opened(t, db, noon)
	o.exec(`insert into groups (id, external_id, association, name, provider_id, time_zone, kind, format, modality, capacity, place, funding) values
		(4, 'g4', 'CT', 'Friday circle', 3, 'America/New_York', 'reflective', 'group', 'virtual', 8, '', '')`)
	lost, err := o.arrange(3, 0, "attune-lost", at)
	if err == nil {
		err = o.call(lost, schedule.Cancelled)
	}
	if err != nil {
		t.Fatal(err)
	}
	return o, lost
}

// arrange plans a session of a group that is to make up for another, zero for none.
func (o office) arrange(group roster.GroupID, makesUp schedule.SessionID, external, at string) (schedule.SessionID, error) {
	return o.arranging(group, makesUp, external, at, func() {})
}

// arranging is arrange with something else that happens before it is decided.
func (o office) arranging(group roster.GroupID, makesUp schedule.SessionID, external, at string, meanwhile func()) (schedule.SessionID, error) {
	begins, err := schedule.ParseWall(at)
	if err != nil {
		o.t.Error(err)
	}
	p := schedule.Proposal{External: roster.External(external), Group: group, Begins: begins, Minutes: 60, MakesUp: makesUp}
	return o.PlanSession(o.t.Context(), p, "account:1", func(g schedule.Ground) (schedule.Session, error) {
		meanwhile()
		return p.Session(g, noon)
	})
}

// call cancels a session or restores it: by its plan where it is to come, and by its sheet where it has been.
func (o office) call(id schedule.SessionID, status schedule.Status) error {
	return o.calling(id, status, func() {})
}

func (o office) calling(id schedule.SessionID, status schedule.Status, meanwhile func()) error {
	sheet, err := o.Sheet(o.t.Context(), id)
	if err != nil {
		return err
	}
	if sheet.Session.Starts.After(noon) {
		return o.ReplanSession(o.t.Context(), id, schedule.Change{}, "account:1", func(s schedule.Standing) (schedule.Session, error) {
			meanwhile()
			return s.Called(status, noon)
		})
	}
	_, err = o.UpdateSheet(o.t.Context(), id, "account:1", func(s attendance.Sheet) (attendance.Change, error) {
		meanwhile()
		if status == schedule.Cancelled {
			return s.CallOff(s.Revision, attendance.Signer{Account: 1, Person: bea}, noon)
		}
		return s.Restore(attendance.Signer{Account: 1, Person: bea}, noon)
	})
	return err
}

// taking are how many sessions of an occurrence take place.
func (o office) taking(first schedule.SessionID) int {
	return o.number(`select count(*) from sessions s left join session_plans t on t.session_id = s.id
		where s.status <> 'cancelled' and (s.id = ? or t.makes_up_for = ?)`, int64(first), int64(first))
}

// Of a session and what makes up for it one takes place, whichever way somebody tries to have two: before it would have been,
// and after.
func TestOfAnOccurrenceOneTakesPlace(t *testing.T) {
	t.Parallel()
	for when, days := range map[string][2]string{"to come": {"2026-12-03T09:00", "2026-12-04T09:00"}, "been": {"2026-11-17T09:00", "2026-11-18T09:00"}} {
		t.Run(when, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
				o, lost := offering(t, db, days[0])
				refused := func(what, says string, err error) {
					t.Helper()
					sentence, _ := fault.SentenceOf(err)
					if err == nil || !strings.Contains(sentence, says) || o.taking(lost) != 1 {
						t.Errorf("%s: %v, and %d take place", what, err, o.taking(lost))
					}
				}
				made, err := o.arrange(4, lost, "attune-made", days[1])
				if again, failed := o.arrange(4, lost, "attune-made", days[1]); again != made || errors.Join(err, failed) != nil {
					t.Fatalf("it was planned as %d and %d: %v, %v", made, again, err, failed)
				}
				refused("restoring what is made up for", "Another session makes up for this one, on", o.call(lost, schedule.Scheduled))
				_, err = o.arrange(3, lost, "attune-second", days[1])
				refused("a second make-up", "Another session makes up for the same one, on", err)
				_, err = o.arrange(3, made, "attune-third", days[1])
				if fault.KindOf(err) != fault.NotFound {
					t.Errorf("a make-up of a make-up: %v", err)
				}
				if err := errors.Join(o.call(made, schedule.Cancelled), o.call(lost, schedule.Scheduled)); err != nil {
					t.Fatalf("restored once nothing makes up for it: %v", err)
				}
				refused("restoring what it was made up with", "The session that this one makes up for takes place, on", o.call(made, schedule.Scheduled))
				_, err = o.arrange(4, lost, "attune-fourth", days[1])
				refused("making up for what takes place", "The session that this one makes up for takes place, on", err)
				if err := o.call(lost, schedule.Cancelled); err != nil {
					t.Fatal(err)
				}
				second, err := o.arrange(3, lost, "attune-fifth", days[1])
				if err != nil {
					t.Fatal(err)
				}
				refused("restoring the first make-up", "Another session makes up for the same one, on", o.call(made, schedule.Scheduled))
				if sheet, err := o.Sheet(t.Context(), second); err != nil || sheet.Session.MakesUp != lost {
					t.Errorf("it makes up for %d: %v", sheet.Session.MakesUp, err)
				}
			})
		})
	}
}

// imports takes in a bundle by which one session takes place, which says nothing of other groups, and does something else meanwhile.
func (o office) imports(session schedule.SessionID, meanwhile func()) error {
	dir := o.t.TempDir()
	if _, err := exchange.Export(o.t.Context(), dir, o.Store); err != nil {
		return err
	}
	standing, err := o.Standing(o.t.Context(), session, schedule.Change{})
	if err != nil {
		return err
	}
	group := standing.Ground.Group.External
	for file, of := range map[string]roster.External{"sessions.csv": standing.External, "groups.csv": group, "memberships.csv": group} {
		was, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			return err
		}
		is, rows, _ := strings.Cut(string(was), "\n")
		for row := range strings.Lines("\n" + rows) {
			if strings.HasPrefix(row, string(of)+",") {
				is += "\n" + strings.TrimSuffix(strings.Replace(row, ",cancelled,", ",scheduled,", 1), "\n")
			}
		}
		if err := os.WriteFile(filepath.Join(dir, file), []byte(is+"\n"), 0o600); err != nil {
			return err
		}
	}
	edition, err := o.Edition(o.t.Context())
	if err != nil {
		return err
	}
	var once sync.Once
	_, err = exchange.Import(o.t.Context(), dir, o, edition, noon, exchange.Options{TempDir: o.t.TempDir(), Progress: func(phase exchange.Phase, _, _ int64) {
		if phase == exchange.Writing {
			once.Do(meanwhile)
		}
	}})
	return err
}

// Two who would have one occurrence take place twice wait for each other, in whatever group each of them is.
func TestTwoOfAnOccurrenceAtOnce(t *testing.T) {
	t.Parallel()
	type act func(o office, lost, made schedule.SessionID, meanwhile func()) error
	plan := func(external string, group roster.GroupID) act {
		return func(o office, lost, _ schedule.SessionID, meanwhile func()) error {
			_, err := o.arranging(group, lost, external, "2026-12-09T09:00", meanwhile)
			return err
		}
	}
	restoreLost := func(o office, lost, _ schedule.SessionID, meanwhile func()) error {
		return o.calling(lost, schedule.Scheduled, meanwhile)
	}
	restoreMade := func(o office, _, made schedule.SessionID, meanwhile func()) error {
		return o.calling(made, schedule.Scheduled, meanwhile)
	}
	importLost := func(o office, lost, _ schedule.SessionID, meanwhile func()) error { return o.imports(lost, meanwhile) }
	importMade := func(o office, _, made schedule.SessionID, meanwhile func()) error { return o.imports(made, meanwhile) }
	for name, c := range map[string]struct {
		at         string
		one, other act
	}{
		"a bundle with what is made up for, and a make-up restored":  {"2026-12-03T09:00", importLost, restoreMade},
		"a make-up restored, and a bundle with what it makes up for": {"2026-12-03T09:00", restoreMade, importLost},
		"a bundle with a make-up, and what it makes up for":          {"2026-12-03T09:00", importMade, restoreLost},
		"what is made up for, and a bundle with its make-up":         {"2026-12-03T09:00", restoreLost, importMade},
		"a bundle with what is made up for, and another make-up":     {"2026-12-03T09:00", importLost, plan("attune-a", 4)},
		"a make-up planned, and a bundle with what it makes up for":  {"2026-12-03T09:00", plan("attune-a", 4), importLost},
		"a make-up, and what it makes up for":                        {"2026-12-03T09:00", plan("attune-a", 4), restoreLost},
		"what is made up for, and a make-up":                         {"2026-12-03T09:00", restoreLost, plan("attune-a", 4)},
		"a make-up, and what did take place after all":               {"2026-11-17T09:00", plan("attune-a", 4), restoreLost},
		"what did take place after all, and a make-up":               {"2026-11-17T09:00", restoreLost, plan("attune-a", 4)},
		"two make-ups": {"2026-12-03T09:00", plan("attune-a", 4), plan("attune-b", 3)},
		"a make-up restored, and what it makes up for":          {"2026-12-03T09:00", restoreMade, restoreLost},
		"what is made up for, and a make-up restored":           {"2026-12-03T09:00", restoreLost, restoreMade},
		"what did take place after all, and a make-up restored": {"2026-11-17T09:00", restoreLost, restoreMade},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
				o, lost := offering(t, db, c.at)
				o.exec(`update people set email = ''`) // a bundle has none as odd as theirs
				made, err := o.arrange(4, lost, "attune-made", "2026-12-08T09:00")
				if err == nil {
					err = o.call(made, schedule.Cancelled)
				}
				if err != nil {
					t.Fatal(err)
				}
				done := make(chan error, 1)
				one := c.one(o, lost, made, func() {
					go func() { done <- c.other(o, lost, made, func() {}) }()
					o.untilOneWaits(db)
				})
				if other := <-done; one != nil || other == nil || o.taking(lost) != 1 {
					t.Errorf("%v and %v, and %d take place", one, other, o.taking(lost))
				}
			})
		})
	}
}
