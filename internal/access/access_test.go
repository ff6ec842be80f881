package access_test

import (
	"slices"
	"testing"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/fault"
	"attune/internal/roster"
)

// The people of the table. Ada is in Bea's group in Connecticut and works in program 7; until the end of 2025 she worked in program 8.
const (
	ada roster.PersonID = 10 + iota
	cyd                 // no tie to Ada
	bea                 // provides the group
	dan                 // led the session
	eve                 // co-led it
	fay                 // provides another group
	gus                 // manages program 7
	hal                 // manages program 8
	ida                 // coordinates Connecticut, and sat in the session
)

var actors = map[string]access.Actor{
	"herself":               {Account: 1, Person: ada, Association: "CT"},
	"her feed's token":      {Person: ada, Association: "CT"},
	"another practitioner":  {Account: 2, Person: cyd, Association: "CT"},
	"provider":              {Account: 3, Person: bea, Association: "CT", Leads: true},
	"lead":                  {Account: 4, Person: dan, Association: "CT", Leads: true},
	"co-lead":               {Account: 5, Person: eve, Association: "MI", Leads: true},
	"another provider":      {Account: 6, Person: fay, Association: "CT", Leads: true},
	"manager":               {Account: 7, Person: gus, Association: "CT", Manages: []roster.ProgramID{7, 9}},
	"former manager":        {Account: 8, Person: hal, Association: "CT", Manages: []roster.ProgramID{8}},
	"coordinator":           {Account: 9, Coordinates: []roster.Association{"MI", "CT"}},
	"another's coordinator": {Account: 10, Coordinates: []roster.Association{"MI"}},
	"attending coordinator": {Account: 11, Person: ida, Association: "CT", Coordinates: []roster.Association{"CT"}},
	"operator":              {Account: 12, Operates: true},
}

func date(text string) day.Date { return day.MustParse(text) }

var hers = access.Person{
	ID:          ada,
	Association: "CT",
	Employments: []roster.Employment{
		{Program: 7, Span: day.Span{From: date("2022-01-01"), To: date("2022-12-31")}},
		{Program: 8, Span: day.Span{From: date("2023-01-01"), To: date("2025-12-31")}},
		{Program: 7, Span: day.Span{From: date("2026-01-01")}},
	},
	Today: date("2026-11-22"),
}

var session = access.Sheet{Association: "CT", Provider: bea, Lead: dan, CoLead: eve, Roster: []roster.PersonID{ada, ida}}

// may lists, for a subject, what each actor may do; who is not named may do nothing, not even see it.
var may = []struct {
	name    string
	subject access.Subject
	acts    map[string][]access.Act
}{
	{"Ada's record", hers, map[string][]access.Act{
		"herself":               {access.SeeStanding, access.KeepFeeds, access.SeeRecord, access.KeepTargets, access.SeeEvidence, access.KeepEvidence},
		"her feed's token":      {access.SeeStanding, access.KeepFeeds, access.SeeRecord, access.KeepTargets, access.SeeEvidence, access.KeepEvidence},
		"manager":               {access.SeeStanding, access.SeeRecord, access.EndPlace},
		"coordinator":           {access.SeeStanding, access.SeeRecord, access.KeepRecord, access.KeepTargets, access.SeeEvidence, access.ConfirmEvidence, access.EndPlace, access.DecideHeld},
		"attending coordinator": {access.SeeStanding, access.SeeRecord, access.KeepRecord, access.KeepTargets, access.SeeEvidence, access.ConfirmEvidence, access.EndPlace, access.DecideHeld},
	}},
	{"an hour of Ada's in her present program", access.Entry{Of: hers, On: date("2026-03-01")}, map[string][]access.Act{
		"herself":               {access.SeeStanding, access.KeepFeeds, access.SeeRecord, access.KeepTargets, access.SeeEvidence, access.KeepEvidence, access.SeeEntry},
		"her feed's token":      {access.SeeStanding, access.KeepFeeds, access.SeeRecord, access.KeepTargets, access.SeeEvidence, access.KeepEvidence, access.SeeEntry},
		"manager":               {access.SeeStanding, access.SeeRecord, access.EndPlace, access.SeeEntry},
		"coordinator":           {access.SeeStanding, access.SeeRecord, access.KeepRecord, access.KeepTargets, access.SeeEvidence, access.ConfirmEvidence, access.EndPlace, access.DecideHeld, access.SeeEntry},
		"attending coordinator": {access.SeeStanding, access.SeeRecord, access.KeepRecord, access.KeepTargets, access.SeeEvidence, access.ConfirmEvidence, access.EndPlace, access.DecideHeld, access.SeeEntry},
	}},
	{"an hour of Ada's in the program before", access.Entry{Of: hers, On: date("2025-12-31")}, map[string][]access.Act{
		"herself":               {access.SeeStanding, access.KeepFeeds, access.SeeRecord, access.KeepTargets, access.SeeEvidence, access.KeepEvidence, access.SeeEntry},
		"her feed's token":      {access.SeeStanding, access.KeepFeeds, access.SeeRecord, access.KeepTargets, access.SeeEvidence, access.KeepEvidence, access.SeeEntry},
		"manager":               {access.SeeStanding, access.SeeRecord, access.EndPlace},
		"coordinator":           {access.SeeStanding, access.SeeRecord, access.KeepRecord, access.KeepTargets, access.SeeEvidence, access.ConfirmEvidence, access.EndPlace, access.DecideHeld, access.SeeEntry},
		"attending coordinator": {access.SeeStanding, access.SeeRecord, access.KeepRecord, access.KeepTargets, access.SeeEvidence, access.ConfirmEvidence, access.EndPlace, access.DecideHeld, access.SeeEntry},
	}},
	{"Ada's group", access.Group{Association: "CT", Provider: bea, Leads: []roster.PersonID{dan, eve}, Members: []roster.PersonID{ada}}, map[string][]access.Act{
		"herself":               {access.SeeGroup, access.Subscribe},
		"her feed's token":      {access.SeeGroup, access.Subscribe},
		"provider":              {access.SeeGroup, access.SeeMembers, access.PlanGroup, access.CopyGroup, access.AnswerRequest, access.Subscribe},
		"lead":                  {access.SeeGroup, access.Subscribe},
		"co-lead":               {access.SeeGroup, access.Subscribe},
		"coordinator":           {access.SeeGroup, access.SeeMembers, access.KeepGroup, access.PlanGroup, access.CopyGroup, access.AnswerRequest},
		"attending coordinator": {access.SeeGroup, access.SeeMembers, access.KeepGroup, access.PlanGroup, access.CopyGroup, access.AnswerRequest},
	}},
	{"the group of another provider", access.Group{Association: "CT", Provider: fay}, map[string][]access.Act{
		"another provider":      {access.SeeGroup, access.SeeMembers, access.PlanGroup, access.CopyGroup, access.AnswerRequest, access.Subscribe},
		"coordinator":           {access.SeeGroup, access.SeeMembers, access.KeepGroup, access.PlanGroup, access.CopyGroup, access.AnswerRequest},
		"attending coordinator": {access.SeeGroup, access.SeeMembers, access.KeepGroup, access.PlanGroup, access.CopyGroup, access.AnswerRequest},
	}},
	{"an open group of another provider", access.Group{Association: "CT", Provider: fay, Open: true}, map[string][]access.Act{
		"herself":               {access.AskPlace},
		"her feed's token":      {access.AskPlace},
		"another practitioner":  {access.AskPlace},
		"provider":              {access.AskPlace},
		"lead":                  {access.AskPlace},
		"another provider":      {access.SeeGroup, access.SeeMembers, access.PlanGroup, access.CopyGroup, access.AnswerRequest, access.Subscribe, access.AskPlace},
		"manager":               {access.AskPlace},
		"former manager":        {access.AskPlace},
		"coordinator":           {access.SeeGroup, access.SeeMembers, access.KeepGroup, access.PlanGroup, access.CopyGroup, access.AnswerRequest},
		"attending coordinator": {access.SeeGroup, access.SeeMembers, access.KeepGroup, access.PlanGroup, access.CopyGroup, access.AnswerRequest, access.AskPlace},
	}},
	{"Ada's request for a place", access.Request{Person: ada}, map[string][]access.Act{
		"herself":          {access.SettleRequest},
		"her feed's token": {access.SettleRequest},
	}},
	{"a session with Ada and a coordinator in it", session, map[string][]access.Act{
		"herself":               {access.SeeSession, access.SayAhead, access.DisputeMark},
		"her feed's token":      {access.SeeSession, access.SayAhead, access.DisputeMark},
		"provider":              {access.SeeSession, access.SeeSheet, access.TakeSheet, access.VerifySheet, access.AmendSheet},
		"lead":                  {access.SeeSession, access.SeeSheet, access.TakeSheet, access.VerifySheet, access.AmendSheet},
		"co-lead":               {access.SeeSession, access.SeeSheet, access.TakeSheet, access.VerifySheet, access.AmendSheet},
		"coordinator":           {access.SeeSession, access.SeeSheet, access.TakeSheet, access.VerifySheet, access.AmendSheet},
		"attending coordinator": {access.SeeSession, access.SeeSheet, access.SayAhead, access.DisputeMark},
	}},
	{"a session that Ada led herself, still on its roster", access.Sheet{Association: "CT", Provider: bea, Lead: ada, Roster: []roster.PersonID{ada}}, map[string][]access.Act{
		"herself":               {access.SeeSession, access.SeeSheet, access.TakeSheet, access.VerifySheet, access.AmendSheet},
		"her feed's token":      {access.SeeSession, access.SeeSheet, access.TakeSheet, access.VerifySheet, access.AmendSheet},
		"provider":              {access.SeeSession, access.SeeSheet, access.TakeSheet, access.VerifySheet, access.AmendSheet},
		"coordinator":           {access.SeeSession, access.SeeSheet, access.TakeSheet, access.VerifySheet, access.AmendSheet},
		"attending coordinator": {access.SeeSession, access.SeeSheet, access.TakeSheet, access.VerifySheet, access.AmendSheet},
	}},
	{"a session nobody led, the provider among the others", access.Sheet{Association: "CT", Provider: bea, Roster: []roster.PersonID{bea, ada}}, map[string][]access.Act{
		"herself":               {access.SeeSession, access.SayAhead, access.DisputeMark},
		"her feed's token":      {access.SeeSession, access.SayAhead, access.DisputeMark},
		"provider":              {access.SeeSession, access.SeeSheet, access.SayAhead, access.DisputeMark},
		"coordinator":           {access.SeeSession, access.SeeSheet, access.TakeSheet, access.VerifySheet, access.AmendSheet},
		"attending coordinator": {access.SeeSession, access.SeeSheet, access.TakeSheet, access.VerifySheet, access.AmendSheet},
	}},
	{"a session of Michigan with Ada as a guest", access.Sheet{Association: "MI", Provider: fay, Roster: []roster.PersonID{ada}}, map[string][]access.Act{
		"herself":               {access.SeeSession, access.SayAhead, access.DisputeMark},
		"her feed's token":      {access.SeeSession, access.SayAhead, access.DisputeMark},
		"another provider":      {access.SeeSession, access.SeeSheet, access.TakeSheet, access.VerifySheet, access.AmendSheet},
		"coordinator":           {access.SeeSession, access.SeeSheet, access.TakeSheet, access.VerifySheet, access.AmendSheet},
		"another's coordinator": {access.SeeSession, access.SeeSheet, access.TakeSheet, access.VerifySheet, access.AmendSheet},
	}},
	{"a guest of that session, of its association", access.Guest{Sheet: session, Association: "CT"}, map[string][]access.Act{
		"provider": {access.BringIn}, "lead": {access.BringIn}, "co-lead": {access.BringIn}, "coordinator": {access.BringIn},
	}},
	{"a guest of another association, by their e-mail", access.Guest{Sheet: session, Association: "MI", Named: true}, map[string][]access.Act{
		"provider": {access.BringIn}, "lead": {access.BringIn}, "co-lead": {access.BringIn}, "coordinator": {access.BringIn},
	}},
	{"somebody of another association", access.Guest{Sheet: session, Association: "MI"}, nil},
	{"the staff of program 7", access.Program{ID: 7, Association: "CT"}, map[string][]access.Act{
		"manager":               {access.SeeStaff, access.KeepStaff, access.InviteStaff},
		"coordinator":           {access.SeeStaff, access.KeepStaff, access.InviteStaff},
		"attending coordinator": {access.SeeStaff, access.KeepStaff, access.InviteStaff},
	}},
	{"Connecticut", access.Association{Code: "CT"}, map[string][]access.Act{
		"coordinator":           {access.SeeAssociation, access.PublishCoverage, access.KeepRecords, access.InviteStaff, access.KeepAccounts},
		"attending coordinator": {access.SeeAssociation, access.PublishCoverage, access.KeepRecords, access.InviteStaff, access.KeepAccounts},
	}},
	{"the installation", access.Installation{}, map[string][]access.Act{
		"operator": {access.SeeDuties, access.RunDuty, access.SeeUpkeep, access.SeeOutbox, access.KeepOutbox, access.KeepAccounts, access.KeepOperators},
	}},
	{"the coordinator's mail", access.Mailbox{Account: 9}, map[string][]access.Act{
		"coordinator": {access.ChooseMail},
	}},
	{"the mail of nobody", access.Mailbox{}, nil},
	{"Ada's e-mail", access.Address{Person: ada, Association: "CT", Account: access.Holder{Account: 1, Associations: []roster.Association{"CT"}}, Serves: []roster.Association{"CT"}}, map[string][]access.Act{
		"coordinator":           {access.SeeRecord, access.KeepAddress},
		"attending coordinator": {access.SeeRecord, access.KeepAddress},
	}},
	{"the e-mail of somebody of Connecticut who leads in Michigan, without an account", access.Address{Person: cyd, Association: "CT", Serves: []roster.Association{"CT", "MI"}}, map[string][]access.Act{
		"coordinator":           {access.SeeRecord, access.KeepAddress},
		"attending coordinator": {access.SeeRecord},
	}},
	{"the e-mail of somebody of Connecticut who coordinates Michigan", access.Address{Person: cyd, Association: "CT", Account: access.Holder{Account: 20, Associations: []roster.Association{"CT", "MI"}, Coordinates: []roster.Association{"MI"}}}, map[string][]access.Act{
		"coordinator":           {access.SeeRecord, access.KeepAddress},
		"attending coordinator": {access.SeeRecord},
	}},
	{"the e-mail of an operator on the roster", access.Address{Person: cyd, Association: "CT", Account: access.Holder{Account: 21, Associations: []roster.Association{"CT"}, Operates: true}}, map[string][]access.Act{
		"coordinator":           {access.SeeRecord},
		"attending coordinator": {access.SeeRecord},
	}},
	{"a coordinator's own e-mail", access.Address{Person: ida, Association: "CT", Account: access.Holder{Account: 11, Associations: []roster.Association{"CT"}, Coordinates: []roster.Association{"CT"}}, Serves: []roster.Association{"MI"}}, map[string][]access.Act{
		"coordinator":           {access.SeeRecord, access.KeepAddress},
		"attending coordinator": {access.SeeRecord, access.KeepAddress},
	}},
	{"an e-mail that was never filled in", access.Address{}, nil},
	{"the coordinators of Connecticut", access.Coordinators{Of: "CT"}, map[string][]access.Act{
		"coordinator":           {access.KeepCoordinators},
		"attending coordinator": {access.KeepCoordinators},
		"operator":              {access.KeepCoordinators},
	}},
	{"the coordinators of nothing", access.Coordinators{}, nil},
	{"Ada's account", access.Holder{Account: 1, Person: ada, Associations: []roster.Association{"CT"}}, map[string][]access.Act{
		"coordinator":           {access.SeeAccount, access.CloseAccount},
		"attending coordinator": {access.SeeAccount, access.CloseAccount},
		"operator":              {access.SeeAccount, access.CloseAccount},
	}},
	{"the account of somebody of Connecticut who coordinates Michigan", access.Holder{Account: 20, Person: cyd, Associations: []roster.Association{"CT", "MI"}, Coordinates: []roster.Association{"MI"}}, map[string][]access.Act{
		"coordinator":           {access.SeeAccount, access.CloseAccount},
		"attending coordinator": {access.SeeAccount},
		"another's coordinator": {access.SeeAccount},
		"operator":              {access.SeeAccount, access.CloseAccount},
	}},
	{"the coordinator's own account", access.Holder{Account: 9, Associations: []roster.Association{"CT", "MI"}, Coordinates: []roster.Association{"CT", "MI"}}, map[string][]access.Act{
		"coordinator":           {access.SeeAccount},
		"attending coordinator": {access.SeeAccount},
		"another's coordinator": {access.SeeAccount},
		"operator":              {access.SeeAccount, access.CloseAccount, access.ReaddressAccount},
	}},
	{"the operator's own account", access.Holder{Account: 12, Operates: true}, map[string][]access.Act{"operator": {access.SeeAccount}}},
	{"the account of an operator on the roster", access.Holder{Account: 21, Person: cyd, Associations: []roster.Association{"CT"}, Operates: true}, map[string][]access.Act{
		"coordinator":           {access.SeeAccount},
		"attending coordinator": {access.SeeAccount},
		"operator":              {access.SeeAccount, access.CloseAccount},
	}},
	{"an account that was never filled in", access.Holder{}, nil},
	{"facts that were never filled in", access.Sheet{}, nil},
	{"a guest who was never filled in", access.Guest{}, nil},
	{"a group that was never filled in", access.Group{}, nil},
	{"a person who was never filled in", access.Person{}, nil},
	{"a program that was never filled in", access.Program{}, nil},
	{"an association that was never filled in", access.Association{}, nil},
}

func TestMay(t *testing.T) {
	t.Parallel()
	for _, row := range may {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			for name, actor := range actors {
				granted := row.acts[name]
				for _, act := range access.Acts {
					err := access.May(actor, act, row.subject)
					if got, want := answer(err), expected(act, granted); got != want {
						t.Errorf("%s, %s: %s; want %s", name, act, got, want)
					}
				}
			}
		})
	}
}

func expected(act access.Act, granted []access.Act) string {
	switch {
	case slices.Contains(granted, act):
		return "yes"
	case len(granted) == 0:
		return "not found"
	default:
		return "forbidden"
	}
}

func answer(err error) string {
	if err == nil {
		return "yes"
	}
	if sentence, ok := fault.SentenceOf(err); !ok || sentence == "" {
		return "no sentence"
	}
	switch fault.KindOf(err) {
	case fault.NotFound:
		return "not found"
	case fault.Forbidden:
		return "forbidden"
	default:
		return err.Error()
	}
}

func TestNobodyIsAskedToSignIn(t *testing.T) {
	t.Parallel()
	for _, act := range access.Acts {
		for _, row := range may {
			if kind := fault.KindOf(access.May(access.Actor{}, act, row.subject)); kind != fault.SignedOut {
				t.Errorf("nobody, %s on %s: kind %d; want SignedOut", act, row.name, kind)
			}
		}
	}
}

func TestMissingAndInvisibleAnswerAlike(t *testing.T) {
	t.Parallel()
	invisible := access.May(actors["another practitioner"], access.SeeSheet, session)
	if invisible == nil || invisible.Error() != access.Nowhere().Error() {
		t.Errorf("invisible answers %v, missing %v", invisible, access.Nowhere())
	}
}

func TestDaysOfAManagerEndAndBeginWithTheEmployment(t *testing.T) {
	t.Parallel()
	for on, want := range map[string]bool{
		"2021-12-31": false, "2022-01-01": true, "2022-12-31": true, // an earlier stay in the program they manage
		"2023-01-01": false, "2025-12-31": false, // with somebody else
		"2026-01-01": true, "2026-11-22": true, "2027-05-01": true,
	} {
		if got := hers.Days(actors["manager"]).Has(date(on)); got != want {
			t.Errorf("manager sees the hour of %s: %t; want %t", on, got, want)
		}
	}
}

func TestWhoHasLeftIsNoLongerStaff(t *testing.T) {
	t.Parallel()
	left := hers
	left.Employments = []roster.Employment{{Program: 7, Span: day.Span{From: date("2022-01-01"), To: date("2026-11-21")}}}
	if err := access.May(actors["manager"], access.SeeStanding, left); fault.KindOf(err) != fault.NotFound {
		t.Errorf("the day after leaving: %v; want not found", err)
	}
	left.Today = date("2026-11-21")
	if err := access.May(actors["manager"], access.SeeStanding, left); err != nil {
		t.Errorf("on the last day: %v; want none", err)
	}
}

// A key opens one sheet and nothing else, whatever its holder may do when they are signed in.
func TestAKeyIsForOneSheet(t *testing.T) {
	t.Parallel()
	all := access.Actor{Account: 2, Person: bea, Association: "CT", Manages: []roster.ProgramID{7}, Coordinates: []roster.Association{"CT"}, Operates: true}
	mine := session
	mine.Session = 12
	other := mine
	other.Session = 13
	for name, row := range map[string]struct {
		subject access.Subject
		acts    []access.Act
	}{
		"the sheet":      {mine, []access.Act{access.SeeSession, access.SeeSheet, access.TakeSheet, access.VerifySheet, access.AmendSheet}},
		"another":        {other, nil},
		"oneself":        {access.Person{ID: bea, Association: "CT"}, nil},
		"the group":      {access.Group{Association: "CT", Provider: bea}, nil},
		"the lists":      {access.Association{Code: "CT"}, nil},
		"a program":      {access.Program{ID: 7, Association: "CT"}, nil},
		"what runs it":   {access.Installation{}, nil},
		"one's own hour": {access.Entry{Of: access.Person{ID: bea, Association: "CT"}}, nil},
	} {
		var may []access.Act
		for _, act := range access.Acts {
			if access.May(all.WithKey(12), act, row.subject) == nil {
				may = append(may, act)
			}
		}
		if !slices.Equal(may, row.acts) {
			t.Errorf("%s: %v, want %v", name, may, row.acts)
		}
	}
	if err := access.May(access.Actor{Account: 3, Person: ada, Coordinates: []roster.Association{"CT"}}.WithKey(12), access.TakeSheet, mine); err == nil {
		t.Error("a coordinator's key opens a sheet that they do not lead")
	}
}
