package store

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"

	"gorm.io/gorm"

	"attune/internal/access"
	"attune/internal/endorsement"
	"attune/internal/exchange"
	"attune/internal/fault"
	"attune/internal/history"
	"attune/internal/notice"
	"attune/internal/roster"
)

// registry writes edits of the records, in the transaction of their change.
type registry struct {
	intake
	by    string // as history names them
	visit string // theirs, by the hash of its token; empty: none
}

// enter writes edits, why they were made, and what follows from them; the history last, with what was done beside them.
func (r registry) enter(edits []roster.Edit, beside ...history.Change) error {
	ripple, err := r.write(edits)
	if err != nil {
		return err
	}
	if err := r.spread(ripple); err != nil {
		return err
	}
	if err := r.explain(edits); err != nil {
		return err
	}
	if err := r.tellOfChanges(edits, each); err != nil {
		return err
	}
	if err := r.tellOfRequests(edits); err != nil {
		return err
	}
	rooms, err := r.newsOfPlans(r.by, ripple.Rooms)
	if err != nil {
		return err
	}
	retaught, err := r.retaughtBy(ripple.Syllabi, r.at)
	if err != nil {
		return err
	}
	ended, err := r.newsOfEnded(edits)
	if err != nil {
		return err
	}
	if err := tell(r.tx, r.at, append(append(rooms, ended...), r.newsOfSyllabi(ripple.Syllabi, retaught, whyOf(edits))...)...); err != nil {
		return err
	}
	offered, turned, err := r.offerPlaces(ripple.Places)
	if err != nil {
		return err
	}
	if len(turned)+len(ripple.Renamed)+len(ripple.Relocated) > 0 {
		if err := r.showOpen(turned); err != nil {
			return err
		}
	}
	return record(r.tx, r.at, slices.Concat(r.changes(edits), offered, beside)...)
}

// whyOf is the reason that edits were made for, which have one in common.
func whyOf(edits []roster.Edit) string {
	for _, e := range edits {
		if e.Reason != "" {
			return e.Reason
		}
	}
	return ""
}

// changes are what history says of edits.
func (r registry) changes(edits []roster.Edit) []history.Change {
	changes := make([]history.Change, len(edits))
	for i, e := range edits {
		changes[i] = history.Change{Association: e.Owner, Actor: r.by, Act: e.Act(), Subject: subjectOf(e)}
	}
	return changes
}

// mostForeseen is how many people are judged for a preview, so that it answers while somebody waits.
const mostForeseen = 300

// foresee writes edits without history, and tells what they do to whom. The transaction is taken back afterwards.
func (r registry) foresee(edits []roster.Edit) (endorsement.Foreseen, error) {
	var foreseen endorsement.Foreseen
	ripple := roster.NewRipple()
	for _, e := range edits {
		ripple.Note(e.Before, e.After)
	}
	concerned, err := r.concerned(ripple)
	if err != nil {
		return foreseen, err
	}
	slices.Sort(concerned)
	concerned = slices.DeleteFunc(slices.Compact(concerned), func(p roster.PersonID) bool { return p == 0 }) // new ones have no hours
	foreseen.Concerned = len(concerned)
	judged := concerned[:min(len(concerned), mostForeseen)]
	if foreseen.Before, err = factsOf(r.tx, judged); err != nil {
		return foreseen, err
	}
	if _, err := r.write(edits); err != nil {
		return foreseen, err
	}
	if foreseen.After, err = factsOf(r.tx, judged); err != nil {
		return foreseen, err
	}
	notices, err := r.newsOfChanges(edits, each)
	if err != nil {
		return foreseen, err
	}
	rooms, err := r.newsOfPlans(r.by, ripple.Rooms)
	if err != nil {
		return foreseen, err
	}
	retaught, err := r.retaughtBy(ripple.Syllabi, r.at)
	if err != nil {
		return foreseen, err
	}
	ended, err := r.newsOfEnded(edits)
	if err != nil {
		return foreseen, err
	}
	notices = append(append(append(notices, rooms...), ended...), r.newsOfSyllabi(ripple.Syllabi, retaught, whyOf(edits))...)
	for _, e := range ripple.Syllabi {
		foreseen.Retaught = append(foreseen.Retaught, retaught[e.ID]...)
	}
	placings, err := r.placings(edits)
	for _, p := range placings {
		notices = append(notices, notice.OfPlacing(p)...)
	}
	told := make(map[notice.Recipient]bool)
	for _, n := range notices {
		told[n.To] = true
	}
	foreseen.Told = len(told)
	return foreseen, err
}

// write saves edits, gives what is added its id in place, and tells what follows.
func (r registry) write(edits []roster.Edit) (roster.Ripple, error) {
	ripple, newcomers := roster.NewRipple(), make(map[roster.External]roster.PersonID)
	for i := range edits {
		if fact, held := edits[i].After.(roster.Fact); held && edits[i].For != "" {
			edits[i].After = fact.HeldBy(newcomers[edits[i].For])
		}
		if err := r.save(&edits[i]); err != nil {
			return ripple, fmt.Errorf("%s %d: %w", edits[i].Act(), edits[i].ID, err)
		}
		if person, is := edits[i].After.(roster.Person); is {
			newcomers[person.External] = roster.PersonID(edits[i].ID)
		}
		ripple.Note(edits[i].Before, edits[i].After)
	}
	return ripple, nil
}

func (r registry) save(e *roster.Edit) error {
	switch {
	case e.Before == nil:
		return r.add(e)
	case e.After == nil:
		return one(r.tx.Exec(`delete from `+factTables[e.Matter()]+` where id = ?`, e.ID))
	default:
		return r.correct(*e)
	}
}

// factTables are where facts are kept.
var factTables = map[roster.Matter]string{
	roster.EmploymentMatter: "employments", roster.CredentialMatter: "credentials", roster.TargetMatter: "targets", roster.MembershipMatter: "memberships",
}

// add saves what is new, as an import saves it.
func (r registry) add(e *roster.Edit) error {
	var ids []int64
	var err error
	switch is := e.After.(type) {
	case roster.Person:
		list := []roster.Person{is}
		if err = r.know(e.Owner); err == nil {
			err = r.free(is)
		}
		if err == nil {
			err = r.savePeople(list)
		}
		ids = []int64{int64(list[0].ID)}
	case roster.Program:
		list := []roster.Program{is}
		if err = r.know(e.Owner); err == nil {
			err = r.savePrograms(list)
		}
		ids = []int64{int64(list[0].ID)}
	case roster.Group:
		list := []roster.Group{is}
		if err = r.know(e.Owner); err == nil {
			err = r.saveGroups(list)
		}
		ids = []int64{int64(list[0].ID)}
	case roster.Employment:
		ids, err = r.saveEmployments([]roster.Employment{is})
	case roster.Credential:
		ids, err = r.saveCredentials([]roster.Credential{is})
	case roster.Target:
		ids, err = r.saveTargets([]roster.Target{is})
	case roster.Membership:
		ids, err = r.saveMemberships([]roster.Membership{is})
	case roster.Request:
		return r.saveRequest(e)
	default:
		return fmt.Errorf("a %T cannot be added", is)
	}
	if err == nil {
		e.ID = ids[0]
	}
	return err
}

// know has the association stored, as the rules name it: what is its own refers to it.
func (r registry) know(code roster.Association) error {
	a, known := r.rules.Association(code)
	if !known {
		return fault.New(fault.Conflict, "The rules in force name no association %s, so nothing can be added to it. Ask whoever runs Attune for you.", code)
	}
	return r.saveAssociations([]exchange.Association{{Code: a.Code, Name: a.Name, TimeZone: a.Zone.String()}})
}

// correct writes what stands in place of what was there.
func (r registry) correct(e roster.Edit) error {
	switch is := e.After.(type) {
	case roster.Person:
		return r.correctPerson(e.Before.(roster.Person), is)
	case roster.Program:
		return r.savePrograms([]roster.Program{is})
	case roster.Group:
		return r.saveGroups([]roster.Group{is})
	case roster.Employment:
		return one(r.tx.Exec(`update employments set program_id = ?, role = ?, fte_milli = ?, serves = ?, supervises = ?, starts_on = ?, ends_on = ? where id = ?`,
			int64(is.Program), string(is.Role), int(is.FTE), string(is.Serves), string(is.Supervises), dateCol(is.Span.From), dateCol(is.Span.To), e.ID))
	case roster.Credential:
		return one(r.tx.Exec(`update credentials set category = ?, status = ?, degree = ?, starts_on = ?, ends_on = ? where id = ?`,
			string(is.Category), string(is.Status), string(is.Degree), dateCol(is.Span.From), dateCol(is.Span.To), e.ID))
	case roster.Target:
		return one(r.tx.Exec(`update targets set category = ?, degree = ?, opened_on = ? where id = ?`, string(is.Category), string(is.Degree), dateCol(is.OpenedOn), e.ID))
	case roster.Membership:
		return one(r.tx.Exec(`update memberships set starts_on = ?, ends_on = ? where id = ?`, dateCol(is.Span.From), dateCol(is.Span.To), e.ID))
	case roster.Request:
		return r.turnRequest(is)
	default:
		return fmt.Errorf("a %T cannot be corrected", is)
	}
}

// correctPerson writes a person's name, e-mail and region. Whoever signs in with the e-mail goes on with the new one;
// see readdress.
func (r registry) correctPerson(old, is roster.Person) error {
	if old.Email != is.Email {
		if err := r.free(is); err != nil {
			return err
		}
	}
	if err := one(r.tx.Exec(`update people set name = ?, email = ?, region = ? where id = ?`, is.Name, is.Email, is.Region, int64(is.ID))); err != nil || old.Email == is.Email {
		return err
	}
	open, err := accounts(r.tx, `person_id = ? and closed_at is null and email <> ?`, int64(is.ID), is.Email)
	if err != nil || len(open) == 0 {
		return err
	}
	return readdress(r.tx, r.at, readdressing{open[0], is.Email, is.Association, notice.ByCoordinator, r.visit})
}

// free refuses a person's e-mail where somebody else signs in with it: two who share one can neither. Who that is is told
// where it is somebody of the person's own association, whom whoever writes its records sees anyway.
func (r registry) free(p roster.Person) error {
	taken, err := takenEmail(r.tx, p)
	if err != nil || !taken {
		return err
	}
	email, err := access.Email(p.Email)
	if err != nil {
		return err
	}
	holders, err := people(r.tx, `association = ? and id in (select person_id from accounts where email = ? and closed_at is null and person_id <> ?)`,
		string(p.Association), email, int64(p.ID))
	if err != nil {
		return err
	}
	if len(holders) == 1 {
		return roster.RefuseEmail(roster.HasEmail(holders[0]))
	}
	return roster.RefuseEmail(roster.TakenEmail)
}

// one wants a statement to have found its row: records are locked when they are looked at, but an import does not wait.
func one(done *gorm.DB) error {
	if done.Error == nil && done.RowsAffected == 0 {
		return fault.New(fault.Conflict, "Somebody changed the same thing at the same moment, and nothing was saved. Load the page again to see it.")
	}
	return done.Error
}

// explain keeps the reasons for which something was corrected; a request that takes a step is not.
func (r registry) explain(edits []roster.Edit) error {
	corrected := slices.DeleteFunc(slices.Clone(edits), func(e roster.Edit) bool { return e.Before == nil || e.Matter() == roster.RequestMatter })
	b := bulk{
		into:  `corrections (association, subject, person_id, group_id, before, after, reason, corrected_by, corrected_at)`,
		types: `text text bigint bigint text text text text timestamptz`,
	}
	return b.write(r.tx, len(corrected), func(i int) []any {
		e := corrected[i]
		before, after := contents(e)
		person, group := holdersOfFact(e)
		return []any{string(e.Owner), subjectOf(e), int64(person), int64(group), before, after, e.Reason, r.by, r.at}
	}, nil)
}

// holdersOfFact are the person whose fact was corrected, and the group it is a place in: what is taken off the record is
// found by them alone. Zero of what is no fact.
func holdersOfFact(e roster.Edit) (roster.PersonID, roster.GroupID) {
	switch was := e.Before.(type) {
	case roster.Membership:
		return was.Person, was.Group
	case roster.Fact:
		return was.Holder(), 0
	default:
		return 0, 0
	}
}

// contents are what stood on record before and after: all of a fact, and of anything else the fields that differ.
func contents(e roster.Edit) (before, after string) {
	if was, dated := e.Before.(roster.Fact); dated {
		is, _ := e.After.(roster.Fact)
		return factText(was), factText(is)
	}
	return differing(e.Before, e.After)
}

// keptFields are those whose values are kept where they differ: codes, numbers and ids. Of any other only its name is, since
// names and addresses must stay where they can be forgotten.
var keptFields = []string{"Association", "Provider", "TimeZone", "Kind", "Format", "Modality", "Capacity", "Program", "Open", "CallShown", "Model"}

// differing are the fields in which two values of one type differ, as JSON of each.
func differing(a, b any) (before, after string) {
	had, has := make(map[string]string), make(map[string]string)
	was, is := reflect.ValueOf(a), reflect.ValueOf(b)
	for i := range was.NumField() {
		name, old, now := was.Type().Field(i).Name, was.Field(i).Interface(), is.Field(i).Interface()
		switch {
		case reflect.DeepEqual(old, now):
		case name == "Syllabus":
			syllabusFields(old.(roster.Syllabus), now.(roster.Syllabus), had, has)
		case slices.Contains(keptFields, name):
			had[name], has[name] = fmt.Sprint(old), fmt.Sprint(now)
		default:
			had[name], has[name] = "", ""
		}
	}
	return text(had), text(has)
}

// syllabusFields are the parts in which what a training is about differs, each with its values: they are words of lists.
func syllabusFields(old, now roster.Syllabus, had, has map[string]string) {
	for part, words := range map[string][2]string{
		"Areas": {string(old.Areas), string(now.Areas)}, "OfWhich": {string(old.OfWhich), string(now.OfWhich)}, "MeantFor": {string(old.MeantFor), string(now.MeantFor)},
	} {
		if words[0] != words[1] {
			had[part], has[part] = words[0], words[1]
		}
	}
}

// text is a value as JSON.
func text(of any) string {
	written, err := json.Marshal(of)
	if err != nil {
		panic(err) // plain values all the way down
	}
	return string(written)
}

// factText is a fact as JSON, in the words of the bundle's columns; empty for none.
func factText(f roster.Fact) string {
	if f == nil {
		return ""
	}
	fields := map[string]any{"from": f.Days().From.String(), "to": f.Days().To.String()}
	switch is := f.(type) {
	case roster.Employment:
		fields["program"], fields["role"], fields["fte"], fields["serves"], fields["supervises"] = is.Program, is.Role, is.FTE.String(), is.Serves, is.Supervises
	case roster.Credential:
		fields["category"], fields["status"], fields["degree"] = is.Category, is.Status, is.Degree
	case roster.Target:
		fields["category"], fields["degree"] = is.Category, is.Degree
	case roster.Membership:
		fields["group"] = is.Group
	}
	return text(fields)
}

func subjectOf(e roster.Edit) string { return fmt.Sprintf("%s:%d", e.Matter(), e.ID) }
