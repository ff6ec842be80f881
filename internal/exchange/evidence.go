package exchange

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"attune/internal/day"
	"attune/internal/portfolio"
	"attune/internal/roster"
)

// Brought is a piece of evidence with what a bundle says of it that is new here.
type Brought struct {
	Evidence portfolio.Evidence // as it stands here; with a zero ID it is new
	Fresh    []portfolio.Said   // oldest first, never empty
	Home     roster.Association // of its person
}

// keyOfEvidence is what is unique about evidence.
func keyOfEvidence(e portfolio.Evidence) evidenceKey { return evidenceKey{e.Person, e.Entry} }

// pieces is the evidence of those of whom a bundle has some.
type pieces struct {
	kept     map[evidenceKey]portfolio.Evidence
	standing map[ref][]portfolio.Evidence // what stands once the bundle is in, so that nothing is there twice
	homes    map[ref]roster.Association   // of people that the bundle brings
}

func (t *taking) recallEvidence() error {
	asked := make(map[roster.PersonID]ref)
	for _, row := range t.b.evidenceRows {
		if id := roster.PersonID(t.b.people.stored(row.person)); id != 0 {
			asked[id] = row.person
		}
	}
	known, err := t.in.Evidence(slices.Sorted(maps.Keys(asked)))
	t.pieces = pieces{keyed(known, keyOfEvidence), make(map[ref][]portfolio.Evidence), make(map[ref]roster.Association)}
	for _, row := range t.b.personRows {
		t.pieces.homes[row.person] = row.is.Association
	}
	for _, e := range known {
		t.pieces.standing[asked[e.Person]] = append(t.pieces.standing[asked[e.Person]], e)
	}
	return err
}

// checkEvidence tells of evidence that cannot be, that says another thing than what is kept under its id, or that goes against
// what was said of it here: that stands.
func (t *taking) checkEvidence() error {
	if err := t.recallEvidence(); err != nil {
		return err
	}
	var fresh []evidenceRow
	for _, row := range t.b.evidenceRows {
		if !t.checkPiece(row) {
			continue
		}
		if old, known := t.pieces.kept[evidenceKey{roster.PersonID(t.b.people.stored(row.person)), row.is.Entry}]; known {
			t.checkKept(row, old)
		} else {
			fresh = append(fresh, row)
		}
	}
	for _, row := range fresh {
		t.checkTwin(row)
	}
	return nil
}

// evidenceProblem tells of what is wrong with a row of evidence.
func (t *taking) evidenceProblem(row evidenceRow, column, what, do string) {
	t.b.problems.add(evidenceFile.name, row.line, column, what, do)
}

// checkPiece holds a row against what can be entered on a page today; false where something is wrong with it.
func (t *taking) checkPiece(row evidenceRow) bool {
	today := t.todayOf(row.person)
	first, last := row.said[0], row.said[len(row.said)-1]
	var refused *roster.Refused
	switch err := row.is.Check(t.b.rules, today); {
	case errors.As(err, &refused):
		t.evidenceProblem(row, evidenceColumn(refused.Field), "this cannot be of evidence that is "+string(row.is.Matter), lowered(refused.Error()))
	case first.On < row.is.On:
		t.evidenceProblem(row, string(first.Word)+"_on", fmt.Sprintf("%s is before %s, when it came to be", first.On, row.is.On), "mend one of the days")
	case last.On > today:
		t.evidenceProblem(row, string(last.Word)+"_on", last.On.String()+" is still to come", "write a day that is not later than today")
	default:
		return true
	}
	return false
}

// lowered is a sentence as it goes on after others: with a small letter, and without its full stop.
func lowered(sentence string) string {
	sentence = strings.TrimSuffix(sentence, ".")
	return strings.ToLower(sentence[:1]) + sentence[1:]
}

// todayOf is the day on which the bundle comes in, where somebody is at home.
func (t *taking) todayOf(person ref) day.Date {
	home := t.stored.people[roster.PersonID(t.b.people.stored(person))].Association
	if brought, is := t.pieces.homes[person]; is {
		home = brought
	}
	a, known := t.b.rules.Association(home)
	if !known {
		return day.At(t.at, t.at.Location())
	}
	return day.At(t.at, a.Zone)
}

// checkKept holds a row against the piece that is kept under its id.
func (t *taking) checkKept(row evidenceRow, old portfolio.Evidence) {
	if column := row.differs(old); column != "" {
		t.evidenceProblem(row, column, "it says another thing than what is kept under this id, and what evidence says never changes",
			"leave the row as it was, and give another piece an id of its own")
		return
	}
	fresh, against, fits := old.Brought(row.said)
	if !fits {
		here := old.Last()
		t.evidenceProblem(row, string(against.Word)+"_on", fmt.Sprintf("here it was %s on %s, and what was said here stands", here.Word, here.On),
			"leave the row out, or say in Attune what is to become of it")
		return
	}
	standing := t.pieces.standing[row.person]
	i := slices.IndexFunc(standing, func(e portfolio.Evidence) bool { return e.ID == old.ID })
	standing[i].Said = slices.Concat(old.Said, fresh)
}

// differs is the first column in which a row says another thing than a piece that is kept; empty where it says the same.
func (r evidenceRow) differs(old portfolio.Evidence) string {
	is, was := evidenceCells(r.is), evidenceCells(old)
	for _, c := range evidenceFile.columns {
		if is[c.name] != was[c.name] {
			return c.name
		}
	}
	return ""
}

// checkTwin tells of a new piece that says the same as another that stands, here or on a line before.
func (t *taking) checkTwin(row evidenceRow) {
	e := row.is
	e.Said = row.said
	if twin, found := e.Twin(t.pieces.standing[row.person]); found && e.Stands() {
		where := "on record here"
		if twin.ID == 0 {
			where = "in this file, under the id " + quoted(twin.Entry)
		}
		t.evidenceProblem(row, "evidence_id", "the same thing of the same person is "+where+" already", "leave the row out; it serves once")
		return
	}
	t.pieces.standing[row.person] = append(t.pieces.standing[row.person], e)
}

// takeEvidence takes in evidence, and what is new of what is known already.
func (t *taking) takeEvidence() error {
	var save []Brought
	for _, row := range t.b.evidenceRows {
		e := row.is
		e.Person = roster.PersonID(t.b.people.stored(row.person))
		old, known := t.pieces.kept[keyOfEvidence(e)]
		fresh, _, _ := old.Brought(row.said) // a zero piece is new, and was checked as it is read
		if !t.note(evidenceFile, known, len(fresh) == 0) {
			continue
		}
		if known {
			e = old
		}
		save = append(save, Brought{Evidence: e, Fresh: fresh, Home: t.home[e.Person]})
	}
	slices.SortStableFunc(save, func(a, b Brought) int { return cmp.Compare(a.Fresh[0].On, b.Fresh[0].On) }) // in the order in which they were entered
	if err := t.in.SaveEvidence(save); err != nil {
		return err
	}
	for _, piece := range save {
		for _, s := range piece.Fresh {
			t.events = append(t.events, event{piece.Home, "evidence." + string(s.Word), "evidence", int64(piece.Evidence.ID)})
		}
	}
	return nil
}
