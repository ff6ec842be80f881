// Package sample owns one valid example of each noun, for tests.
//
// It hands over builders: sample.Person() is right as it stands, and a test changes only what it is about,
// sample.Person(func(p *roster.Person) { p.Association = "RI" }). The examples belong together: one practitioner of
// Connecticut, Supervisee, who earns IFS in one group of one provider, Lead, and one session of it whose hour counts.
package sample

import (
	"time"

	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/ledger"
	"attune/internal/roster"
	"attune/internal/rulebook"
	"attune/internal/schedule"
)

// The two people of the examples.
const (
	Supervisee roster.PersonID = 1
	Lead       roster.PersonID = 2
)

// Today is a day on which the session of the examples is over: a Wednesday in the summer half of the year.
var Today = day.MustParse("2026-06-10")

// Person is the practitioner.
func Person(changes ...func(*roster.Person)) roster.Person {
	return with(roster.Person{
		ID: Supervisee, External: "p1", Name: "Ana Lindqvist", Email: "ana@example.org", Association: "CT", Region: "Eastern",
	}, changes)
}

// Provider is the person who leads.
func Provider(changes ...func(*roster.Person)) roster.Person {
	return with(roster.Person{
		ID: Lead, External: "p2", Name: "Ruth Okonkwo", Email: "ruth@example.org", Association: "CT", Region: "Eastern",
	}, changes)
}

// Program is where the practitioner works.
func Program(changes ...func(*roster.Program)) roster.Program {
	return with(roster.Program{
		ID: 1, External: "pr1", Name: "Harbor Birth to Three", Kind: "birth_to_three", Region: "Eastern", Association: "CT",
	}, changes)
}

// Employment is the practitioner's: full time with families of infants, from 2020 on.
func Employment(changes ...func(*roster.Employment)) roster.Employment {
	return with(roster.Employment{
		Person: Supervisee, Program: 1, Role: roster.Practitioner, FTE: 1000, Serves: "IMH", Span: since("2020-01-06"),
	}, changes)
}

// Credential is the provider's: a mentor, who qualifies for every category in every year.
func Credential(changes ...func(*roster.Credential)) roster.Credential {
	return with(roster.Credential{
		Person: Lead, Category: "IMHM-C", Status: roster.Endorsed, Degree: "masters", Span: since("2018-05-01"),
	}, changes)
}

// Target is the practitioner's.
func Target(changes ...func(*roster.Target)) roster.Target {
	return with(roster.Target{Person: Supervisee, Category: "IFS", Degree: "bachelors", OpenedOn: day.MustParse("2026-01-05")}, changes)
}

// Group is the one the provider leads, in person, on a clock that changes twice a year.
func Group(changes ...func(*roster.Group)) roster.Group {
	return with(roster.Group{
		ID: 1, External: "g1", Name: "Tuesday Circle", Provider: Lead, Association: "CT", TimeZone: "America/New_York",
		Kind: roster.Reflective, Format: "group", Modality: roster.InPerson, Capacity: 8, Place: "Main St 5",
	}, changes)
}

// Membership is the practitioner's in the group.
func Membership(changes ...func(*roster.Membership)) roster.Membership {
	return with(roster.Membership{Group: 1, Person: Supervisee, Span: since("2026-01-05")}, changes)
}

// Session is one of the group, held as planned: 9 June 2026, 10:00 to 12:00.
func Session(changes ...func(*schedule.Session)) schedule.Session {
	planned := time.Date(2026, time.April, 1, 12, 0, 0, 0, time.UTC)
	return with(schedule.Session{
		ID: 1, External: "s1", UID: "0e3b1f0c-5a57-4c68-9d0c-2f1d3a4b5c6d", Group: 1, Association: "CT",
		Local: schedule.Wall{Day: Today - 1, Minute: 600}, TimeZone: "America/New_York", Starts: began, Minutes: 120,
		Status: schedule.Held, CreatedAt: planned, ChangedAt: planned,
	}, changes)
}

// When the session of the examples took place.
var (
	began = time.Date(2026, time.June, 9, 14, 0, 0, 0, time.UTC)
	ended = began.Add(2 * time.Hour)
)

// Mark is the practitioner's: there from the beginning to the end.
func Mark(changes ...func(*attendance.Mark)) attendance.Mark {
	return with(attendance.Mark{Person: Supervisee, Code: attendance.Present}, changes)
}

// Sheet is the session's, filled in and not yet verified.
func Sheet(changes ...func(*attendance.Sheet)) attendance.Sheet {
	return with(attendance.Sheet{
		Session: Session(), Group: Group(), State: attendance.Open, Revision: 1, Began: began, Ended: ended,
		Roster: []roster.PersonID{Supervisee}, Marks: []attendance.Mark{Mark()},
		Home: map[roster.PersonID]roster.Association{Supervisee: "CT", Lead: "CT"},
	}, changes)
}

// Entry is what the practitioner received in the session.
func Entry(changes ...func(*ledger.Entry)) ledger.Entry {
	return with(ledger.Entry{
		Session: 1, SessionExternal: "s1", Person: Supervisee, Association: "CT", Direction: ledger.Received, Version: 1,
		Minutes: 120, Started: began, Ended: ended, Lead: Lead,
		Kind: roster.Reflective, Format: "group", Modality: roster.InPerson, Supervisees: 1,
	}, changes)
}

// Facts are the practitioner's: the target and the one entry, which counts toward it.
func Facts(changes ...func(*rulebook.Facts)) rulebook.Facts {
	return with(rulebook.Facts{
		Person: Person(), Employments: []roster.Employment{Employment()}, Targets: []roster.Target{Target()},
		Received: []ledger.Entry{Entry()}, Leads: map[roster.PersonID][]roster.Credential{Lead: {Credential()}},
	}, changes)
}

// with is a thing after some changes, in their order.
func with[T any](thing T, changes []func(*T)) T {
	for _, change := range changes {
		change(&thing)
	}
	return thing
}

func since(first string) day.Span { return day.Span{From: day.MustParse(first)} }
