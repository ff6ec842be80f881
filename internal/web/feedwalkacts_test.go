package web_test

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// one is any of these sessions: to come, of a status; nil where there is none.
func (w *feedWalk) one(status schedule.Status) *schedule.Session {
	w.Helper()
	var found []schedule.Session
	for _, s := range w.stored() {
		if s.Status == status && s.Starts.After(w.clock()) {
			found = append(found, s)
		}
	}
	slices.SortFunc(found, func(a, b schedule.Session) int { return cmp.Compare(a.ID, b.ID) })
	if len(found) == 0 {
		return nil
	}
	return &found[w.dice.IntN(len(found))]
}

// by is who plans the sessions of a group.
func (w *feedWalk) by(group roster.GroupID) *visitor {
	if group == w.group("bay") {
		return w.people["zoe"]
	}
	return w.people["ruth"]
}

// tries fills a form in and does it, looking first where it asks for that; false where it is refused.
func (w *feedWalk) tries(b *visitor, path string, answers ...string) bool {
	w.Helper()
	a := b.get(path)
	if a.StatusCode != http.StatusOK {
		return false
	}
	form := formIn(a.body)
	for pair := range slices.Chunk(answers, 2) {
		form.Set(pair[0], pair[1])
	}
	form.Set("step", "look")
	if a = b.post(path, form); a.StatusCode == http.StatusOK && strings.Contains(a.body, "Look before it is done") {
		form = formIn(a.body)
	} else if a.StatusCode == http.StatusInternalServerError {
		w.Errorf("%s %q: %s", path, answers, a.Status)
	}
	form.Set("step", "do")
	return w.did(b, path, form)
}

func (w *feedWalk) did(b *visitor, path string, form url.Values) bool {
	w.Helper()
	a := b.post(path, form)
	if a.StatusCode == http.StatusInternalServerError {
		w.Errorf("%s %v: %s\n%s", path, form, a.Status, w.log)
	}
	return a.StatusCode == http.StatusSeeOther
}

func (w *feedWalk) any(texts ...string) string { return texts[w.dice.IntN(len(texts))] }

// aDay is a day of the next six weeks, as forms take it.
func (w *feedWalk) aDay() string {
	return w.clock().AddDate(0, 0, 1+w.dice.IntN(42)).Format(time.DateOnly)
}

func (w *feedWalk) onOne(status schedule.Status, act string, answers ...string) bool {
	w.Helper()
	s := w.one(status)
	return s != nil && w.tries(w.by(s.Group), fmt.Sprintf("/sessions/%d/%s", s.ID, act), answers...)
}

func (w *feedWalk) moves() bool {
	return w.onOne(schedule.Scheduled, "plan", "day", w.aDay(), "begins", w.any("08:00", "10:00", "16:30"))
}

func (w *feedWalk) changes() bool {
	return w.onOne(schedule.Scheduled, "plan", "minutes", w.any("45", "60", "90"), "place", w.any("Elm Street 2", "", "Ufer 3, Zimmer 👶"), "modality", w.any("", "virtual", "in_person"), "reach", w.any("this", "following", "all"))
}

func (w *feedWalk) leads() bool {
	return w.onOne(schedule.Scheduled, "plan", "lead", w.any("Vic Adler", "Ruth Okonkwo", "Zoe Tan", "Ana Lindqvist", "nobody"))
}

func (w *feedWalk) cancels() bool  { return w.onOne(schedule.Scheduled, "cancel") }
func (w *feedWalk) restores() bool { return w.onOne(schedule.Cancelled, "restore") }

func (w *feedWalk) makesUp() bool {
	return w.onOne(schedule.Cancelled, "make-up", "day", w.aDay(), "begins", w.any("07:00", "18:30"))
}

func (w *feedWalk) plans() bool {
	group := w.any("thursday", "bay")
	return w.tries(w.by(w.group(group)), fmt.Sprintf("/groups/%d/sessions/new", w.group(group)), "day", w.aDay(), "begins", w.any("09:00", "13:00"), "ends", "14:00")
}

func (w *feedWalk) plansSeries() bool {
	group := w.any("thursday", "bay")
	return w.tries(w.by(w.group(group)), fmt.Sprintf("/groups/%d/series/new", w.group(group)), "day", w.aDay(), "begins", "19:00", "ends", "20:00", "count", w.any("3", "5"))
}

// correct is the coordinator's form about the circle.
func (w *feedWalk) corrects(answers ...string) bool {
	w.Helper()
	return w.tries(w.people["cora@example.org"], fmt.Sprintf("/groups/%d/correct", w.group("thursday")), append(answers, "reason", "It is so.")...)
}

func (w *feedWalk) renames() bool {
	return w.corrects("name", w.any("Thursday circle", "Friday circle", "Ühmchen, Kreis; 👶 ", "Circle "+strings.Repeat("of many words ", 5)))
}

func (w *feedWalk) replaces() bool {
	return w.corrects("place", w.any("Main Street 5", "Harbor Hall", "Dock 7; second floor"))
}

func (w *feedWalk) goesOnline() bool {
	return w.corrects("modality", w.any("virtual", "in_person"), "provider", w.any("ruth", "vic"), "kind", w.any("reflective", "peer", "training"))
}

func (w *feedWalk) showsCall() bool { return w.corrects("call", w.any("page", "calendar")) }

func (w *feedWalk) namesPerson() bool {
	return w.tries(w.people["cora@example.org"], fmt.Sprintf("/people/%d/correct", w.person("ana")), "name", w.any("Ana Lindqvist", "Ana Müller", "Ana Lind"), "reason", "She married.")
}

func (w *feedWalk) joins() bool {
	return w.tries(w.people["cora@example.org"], fmt.Sprintf("/groups/%d/members/new", w.group("thursday")), "person", w.any("dan", "vic", "ana", "max"), "from", w.any(w.aDay(), w.clock().Format(time.DateOnly)))
}

func (w *feedWalk) parts() bool {
	record, err := w.store.GroupRecord(context.Background(), w.group("thursday"))
	if err != nil || len(record.Members) == 0 {
		w.Fatal(err)
	}
	k := record.Members[w.dice.IntN(len(record.Members))]
	return w.tries(w.people["cora@example.org"], fmt.Sprintf("/groups/%d/members/%d", w.group("thursday"), k.ID), "to", w.any(w.aDay(), w.clock().Format(time.DateOnly), ""), "reason", "They said so.")
}

func (w *feedWalk) styles() bool {
	f := w.feeds[w.dice.IntN(len(w.feeds))]
	b := w.people[f.owner]
	if b == nil {
		return false
	}
	path, detail := fmt.Sprintf("/calendar/%d", f.id), w.any("full", "title", "busy")
	form := b.fill(path, "detail", detail, "alarm", w.any("0", "10", "1440"), "cancelled", w.any("stay", "leave"), "step", "do")
	f.full = detail == "full"
	return w.did(b, path, form)
}

// changesKind has one session be of another kind than its group.
func (w *feedWalk) changesKind() bool {
	return w.onOne(schedule.Scheduled, "plan", "kind", w.any("", "reflective", "peer", "training"))
}

func (w *feedWalk) changesKindOfGroup() bool {
	return w.corrects("kind", w.any("reflective", "peer", "training"))
}

func (w *feedWalk) changesRhythm() bool {
	s := w.one(schedule.Scheduled)
	return s != nil && s.Series != 0 && w.tries(w.by(s.Group), fmt.Sprintf("/sessions/%d/rhythm", s.ID), "weekdays", strconv.Itoa(1+w.dice.IntN(5)))
}

// keepsSheet has a session that is over be verified, led by somebody else, called off, or restored.
func (w *feedWalk) keepsSheet() bool {
	var over []schedule.SessionID
	for _, s := range w.stored() {
		if s.Ends().Before(w.clock()) {
			over = append(over, s.ID)
		}
	}
	slices.Sort(over)
	by := attendance.Signer{Account: 1}
	act := w.dice.IntN(4)
	_, err := w.store.UpdateSheet(context.Background(), over[w.dice.IntN(len(over))], "account:1", func(s attendance.Sheet) (attendance.Change, error) {
		draft := attendance.Draft{Began: s.Session.Starts, Ended: s.Session.Ends(), Marks: everybodyPresent(s)}
		switch act {
		case 0:
			return s.CallOff(s.Revision, by, w.clock())
		case 1:
			return s.Restore(by, w.clock())
		case 2:
			draft.Leading = &attendance.Leading{Lead: w.person("vic")}
		}
		return s.Verify(draft, by, w.clock())
	})
	return err == nil
}

// opensOrCloses has a group be open, or not, with room for so many.
func (w *feedWalk) opensOrCloses() bool {
	_, err := w.store.ChangeGroup(context.Background(), roster.External(w.any("thursday", "thursday", "bay")), roster.Pen{By: "test"}, func(r roster.GroupRecord) ([]roster.Edit, error) {
		g := r.Group
		g.Open, g.Capacity = w.dice.IntN(4) > 0, 2+w.dice.IntN(6)
		edit, err := r.Become(g, "A test.", day.At(w.clock(), time.UTC))
		return []roster.Edit{edit}, err
	})
	return err == nil
}

// looksForRoom does what a duty does every five minutes.
func (w *feedWalk) looksForRoom() bool {
	n, err := w.store.LookAtOpenGroups(context.Background())
	if err != nil {
		w.Error(err)
	}
	return n > 0
}

// movesGroup has a bundle say that the circle of Bay is of another association.
func (w *feedWalk) movesGroup() bool {
	files := maps.Clone(harbor)
	files["groups.csv"] = strings.ReplaceAll(files["groups.csv"], "Bay circle,zoe,MI", "Bay circle,zoe,"+w.any("CT", "CT", "MI"))
	files["sessions.csv"], _, _ = strings.Cut(strings.TrimSpace(files["sessions.csv"]), "\n")
	files["attendance.csv"], _, _ = strings.Cut(strings.TrimSpace(files["attendance.csv"]), "\n")
	return imported(context.Background(), w.store, bundle(w.T, files), w.clock) == nil
}

// importsOthers brings in what another system says of three sessions.
func (w *feedWalk) importsOthers() bool {
	files := maps.Clone(harbor)
	lines := []string{"session_id,group_id,starts,minutes,status,actual_start,actual_end,lead_id,co_lead_id,kind,modality"}
	for _, id := range []string{"t6,thursday", "t7,thursday", "b2,bay"} {
		lines = append(lines, fmt.Sprintf("%s,%sT%s,%s,%s,,,%s,,%s,%s", id, w.aDay(), w.any("10:00", "11:00"), w.any("60", "120"),
			w.any("scheduled", "scheduled", "cancelled"), w.any("", "vic"), w.any("", "peer", "training"), w.any("", "virtual")))
	}
	files["sessions.csv"] = strings.Join(lines, "\n")
	files["attendance.csv"] = "session_id,person_id,mark,intervals,focus"
	return imported(context.Background(), w.store, bundle(w.T, files), w.clock) == nil
}

func (w *feedWalk) importsAgain() bool {
	return imported(context.Background(), w.store, w.imported, w.clock) == nil
}
