package store_test

import (
	"fmt"
	"strings"
	"testing"

	"attune/internal/day"
	"attune/internal/dbtest"
	"attune/internal/endorsement"
	"attune/internal/fault"
	"attune/internal/roster"
)

var (
	ink    = roster.Pen{By: "account:9"}
	pencil = roster.Pen{By: "account:9", Pencil: true}
)

// write changes a person's record.
func (o office) write(id roster.PersonID, pen roster.Pen, decide func(roster.Record) (roster.Edit, error)) endorsement.Foreseen {
	o.t.Helper()
	foreseen, err := o.ChangeRecord(o.t.Context(), id, pen, func(r roster.Record) ([]roster.Edit, error) {
		edit, err := decide(r)
		return []roster.Edit{edit}, err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return foreseen
}

// due are the people on the due list, which is emptied.
func (o office) due() string {
	o.t.Helper()
	list, err := o.Due(o.t.Context(), endorsement.Due{}, 100)
	if err != nil {
		o.t.Fatal(err)
	}
	var ids []string
	for _, d := range list {
		ids = append(ids, fmt.Sprint(d.Person))
	}
	o.exec(`delete from due`)
	return strings.Join(ids, " ")
}

func since(from, to string) day.Span {
	return day.Span{From: day.MustParse(from), To: day.MustParse(to)}
}

func TestARecordIsWritten(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, afterwards)
		held := roster.Credential{Person: flo, Category: "IFS", Status: roster.Endorsed, Degree: "masters", Span: since("2024-03-01", "")}
		o.write(flo, ink, func(r roster.Record) (roster.Edit, error) { return r.Add(held) })
		record, err := o.Record(t.Context(), flo)
		if err != nil || len(record.Facts) != 1 || record.Facts[0].Fact != held || record.Person.Name != "Flo" {
			t.Fatalf("on record: %+v, %v", record, err)
		}
		id := record.Facts[0].ID
		o.write(flo, ink, func(r roster.Record) (roster.Edit, error) { return r.Add(held) }) // a second click
		later := held
		later.Span.From = day.MustParse("2024-04-01")
		o.write(flo, ink, func(r roster.Record) (roster.Edit, error) { return r.Correct(id, later, "The certificate says April.") })
		o.write(flo, ink, func(r roster.Record) (roster.Edit, error) {
			return r.Remove(roster.CredentialMatter, id, "It was somebody else's.")
		})
		if record, err = o.Record(t.Context(), flo); err != nil || len(record.Facts) != 0 {
			t.Errorf("after taking it off: %+v, %v", record.Facts, err)
		}
		subject := fmt.Sprintf(" credential:%d", id)
		o.wantTold("CT", "account:9 credential.added"+subject, "account:9 credential.updated"+subject, "account:9 credential.removed"+subject)
		if n := o.number(`select count(*) from corrections where subject = ? and reason <> '' and before like '%2024-0%'`, strings.TrimSpace(subject)); n != 2 {
			t.Errorf("%d corrections are explained; want 2", n)
		}
		if due := o.due(); due != "6" {
			t.Errorf("due are %s; want Flo", due)
		}
	})
}

func TestACredentialConcernsWhoeverReceivedHoursByIt(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, afterwards)
		o.earning()
		if _, err := o.verify(present()); err != nil {
			t.Fatal(err)
		}
		o.push()
		beas, err := o.Record(t.Context(), bea)
		if err != nil || len(beas.Facts) != 1 {
			t.Fatalf("Bea's record: %+v, %v", beas, err)
		}
		ending := func(r roster.Record) (roster.Edit, error) {
			c := r.Facts[0].Fact.(roster.Credential)
			c.Span.To = day.MustParse("2026-10-31")
			return r.Correct(r.Facts[0].ID, c, "")
		}
		history := len(o.told("CT"))
		foreseen := o.write(bea, pencil, ending)
		edition, err := o.Edition(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		shifts, err := foreseen.Shifts(edition, afterwards)
		if err != nil || foreseen.Concerned != 2 || len(shifts) == 0 {
			t.Fatalf("foreseen: %d concerned, %+v, %v", foreseen.Concerned, shifts, err)
		}
		for _, s := range shifts {
			before, after := s.Counted()
			if s.Purpose.Category == "IFS" && (s.Person.ID != ada || before != 90 || after != 0) {
				t.Errorf("foreseen for %s: %d, then %d minutes", s.Person.Name, before, after)
			}
		}
		still, err := o.Record(t.Context(), bea)
		if err != nil || still.Revision() != beas.Revision() || o.due() != "" || len(o.told("CT")) != history || o.count("corrections") != 0 {
			t.Errorf("the pencil left something behind: %+v, %v", still, err)
		}
		o.write(bea, ink, ending)
		if due := o.due(); due != "1 2" {
			t.Errorf("due are %s; want Ada and Bea", due)
		}
	})
}

func TestPeopleAreAddedOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		if db.Dialect == "postgres" { // the office gave its people their ids itself
			o.exec(`alter table people alter column id restart with 100`)
		}
		hal := roster.Person{External: roster.NewExternal(), Name: "Hal", Email: "hal@example.org", Association: "RI"}
		work := roster.Employment{Program: 7, Role: roster.Practitioner, FTE: 1000, Serves: "IMH", Span: since("2026-12-01", "")}
		for range 2 { // a double click
			_, err := o.AddPeople(t.Context(), "RI", []string{"hal@example.org"}, []roster.External{hal.External}, ink, func(known []roster.Record) ([]roster.Edit, error) {
				if len(known) > 0 {
					return nil, nil
				}
				return []roster.Edit{{Owner: "RI", After: hal}, {Owner: "RI", After: work, For: hal.External}}, nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		person, err := o.PersonByExternal(t.Context(), hal.External)
		if err != nil {
			t.Fatal(err)
		}
		record, err := o.Record(t.Context(), person.ID)
		if err != nil || len(record.Facts) != 1 || record.Facts[0].Fact != work.HeldBy(person.ID) {
			t.Errorf("Hal's record: %+v, %v", record, err)
		}
		o.wantTold("RI", fmt.Sprintf("account:9 person.added person:%d", person.ID), fmt.Sprintf("account:9 employment.added employment:%d", record.Facts[0].ID))
		if due := o.due(); due != fmt.Sprint(person.ID) {
			t.Errorf("due: %s", due)
		}
	})
}

// TestNobodyIsTakenFromAnotherAssociation sends a form under the id of somebody who belongs elsewhere.
func TestNobodyIsTakenFromAnotherAssociation(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		_, err := o.AddPeople(t.Context(), "CT", nil, []roster.External{"p7"}, ink, func([]roster.Record) ([]roster.Edit, error) {
			return []roster.Edit{{Owner: "CT", After: roster.Person{External: "p7", Name: "Mine", Email: "mine@example.org", Association: "CT"}}}, nil
		})
		gus, failed := o.PersonByExternal(t.Context(), "p7")
		if fault.KindOf(err) != fault.Conflict || failed != nil || gus.Name != "Gus" || gus.Association != "MI" {
			t.Errorf("%v; it left %+v, %v", err, gus, failed)
		}
	})
}

func TestAnAssociationOfNoRulesTakesNobody(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		_, err := o.AddPeople(t.Context(), "XX", nil, nil, ink, func([]roster.Record) ([]roster.Edit, error) {
			return []roster.Edit{{Owner: "XX", After: roster.Person{External: roster.NewExternal(), Name: "Hal", Association: "XX"}}}, nil
		})
		if fault.KindOf(err) != fault.Conflict || o.count("people") != 7 {
			t.Errorf("%d people: %v", o.count("people"), err)
		}
	})
}

func TestAnotherAddressIsTheAccountsToo(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		o.account("p5")
		o.write(eli, ink, func(r roster.Record) (roster.Edit, error) {
			p := r.Person
			p.Email = "eli@example.net"
			return r.Rename(p, "A new provider of mail.")
		})
		if n := o.number(`select count(*) from accounts where email = 'eli@example.net'`); n != 1 {
			t.Error("the account keeps the old address")
		}
		if n := o.number(`select count(*) from notices where recipient = 'eli@example.org' and topic = 'security'`); n != 1 {
			t.Errorf("the old address was told %d times", n)
		}
		if n := o.number(`select count(*) from corrections where before = '{"Email":""}' and after = before and reason <> ''`); n != 1 {
			t.Error("the correction is not explained, or holds more than the field's name")
		}
	})
}

func TestAProgramIsAddedOnceAndCorrected(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		if db.Dialect == "postgres" {
			o.exec(`alter table programs alter column id restart with 100`)
		}
		id := roster.NewExternal()
		put := func(p roster.Program) {
			t.Helper()
			_, err := o.ChangeProgram(t.Context(), id, ink, func(was roster.Program) ([]roster.Edit, error) {
				p.ID = was.ID
				edit, err := was.Become(p, "The sign over the door.")
				return []roster.Edit{edit}, err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		harbor := roster.Program{External: id, Name: "Harbor", Kind: "clinic", Association: "CT"}
		put(harbor)
		put(harbor)
		harbor.Name = "Harbour"
		put(harbor)
		programs, err := o.Programs(t.Context(), nil, []roster.Association{"CT"})
		if err != nil || len(programs) != 3 || programs[1].Name != "Harbour" {
			t.Errorf("programs: %+v, %v", programs, err)
		}
		o.wantTold("CT", fmt.Sprintf("account:9 program.added program:%d", programs[1].ID), fmt.Sprintf("account:9 program.updated program:%d", programs[1].ID))
	})
}
