package portfolio_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"attune/internal/day"
	"attune/internal/ledger"
	"attune/internal/portfolio"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

var today = day.MustParse("2026-11-19")

func rules(t *testing.T) *rulebook.Edition {
	t.Helper()
	e, err := rulebook.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// logged is a training of the log with the last word on it; hours of which so many about supervision and about equity.
func logged(word portfolio.Word, on string, hours, supervision, equity int) portfolio.Evidence {
	return portfolio.Evidence{
		Matter: portfolio.TrainingMatter, On: day.MustParse(on), Title: "Training", Minutes: 60 * hours, Supervision: 60 * supervision, Equity: 60 * equity,
		Said: []portfolio.Said{{Word: portfolio.Given}, {Word: word}},
	}
}

func shown(matter portfolio.Matter, category roster.Category, what string, word portfolio.Word) portfolio.Evidence {
	return portfolio.Evidence{Matter: matter, Category: category, What: what, On: today, Said: []portfolio.Said{{Word: word}}}
}

// standing is a way in short: each requirement with its state and, where it has figures, what there is of what is asked for.
func standing(w portfolio.Way) string {
	var rows []string
	for _, r := range w.Requirements {
		row := string(r.Kind)
		if r.What != "" {
			row += "/" + r.What
		}
		if r.Kind == portfolio.Kind(portfolio.WorkMatter) {
			row += fmt.Sprintf("/%d", r.Served)
		}
		row += " " + string(r.State)
		if r.Need > 0 {
			row += fmt.Sprintf(" %d+%d+%d of %d", r.Sum.Confirmed, r.Sum.Given, r.Sum.Asked, r.Need)
		}
		rows = append(rows, row)
	}
	return strings.Join(rows, ", ")
}

// With nothing entered, each category asks for what rules.yaml says, by hand: training in minutes (30 h = 1800, 33 = 1980,
// 48 = 2880; 15 of supervision = 900, 3 of equity = 180), education one of those named (IFS none, IFRS nothing is said), three
// references, the two agreements, membership of the year, and an exam where the category's row says so. A target opened before
// 2024-01-01 is not asked for the training of IMHM-C, which holds from then on. Nobody was judged yet, so that all hours miss.
func TestWhatEachCategoryAsksFor(t *testing.T) {
	t.Parallel()
	const (
		begin = "supervision missing, "
		end   = "work/0 unasked, reference missing 0+0+0 of 3, agreement/code_of_ethics missing 0+0+0 of 1, agreement/endorsement_agreement missing 0+0+0 of 1, membership/2026 missing 0+0+0 of 1"
		exam  = ", exam missing 0+0+0 of 1"
		asked = "education missing 0+0+0 of 1, "
		any   = "education unasked, "
	)
	mentor := "training missing 0+0+0 of 2880, training/rsc_provision missing 0+0+0 of 900, training/dei missing 0+0+0 of 180, "
	policy := "training missing 0+0+0 of 1980, training/dei missing 0+0+0 of 180, "
	for _, row := range []struct{ codes, opened, want string }{
		{"IFA ECFA", "2026-01-05", begin + "training missing 0+0+0 of 1800, " + asked + end},
		{"IFS ECFS", "2026-01-05", begin + "training missing 0+0+0 of 1800, " + any + end},
		{"IFRS ECFRS", "2026-01-05", begin + mentor + any + end},
		{"IMHS ECMHS", "2026-01-05", begin + "training missing 0+0+0 of 1800, " + asked + end + exam},
		{"IMHM-C ECMHM-C", "2024-01-01", begin + mentor + asked + end + exam},
		{"IMHM-C ECMHM-C", "2023-12-31", begin + strings.ReplaceAll(mentor, "missing", "unasked") + asked + end + exam},
		{"IMHM-P ECMHM-P IMHM-RF ECMHM-RF", "2020-01-01", begin + policy + asked + end + exam},
	} {
		for code := range strings.FieldsSeq(row.codes) {
			p := portfolio.Portfolio{Targets: []roster.Target{{Category: roster.Category(code), OpenedOn: day.MustParse(row.opened)}}}
			ways := p.Ways(rules(t), today)
			if len(ways) != 1 || standing(ways[0]) != row.want {
				t.Errorf("%s opened on %s:\n got %s\nwant %s", code, row.opened, standing(ways[0]), row.want)
			}
		}
	}
}

// By hand, toward IFRS (48 h = 2880 min, of which 15 h = 900 about supervision, 3 h = 180 about equity): confirmed 20 h with 10
// and 1; waiting 20 h with 5 and 2; 8 h of a session with 0 and 0, verified. 20 + 8 = 28 h = 1680 confirmed, 20 h = 1200 wait:
// 48 h are there, so all of it waits for the coordinator, as do the parts: 600 + 300 = 900, and 60 + 120 = 180. What was
// refused or taken back counts nothing.
func TestTrainingAddsUp(t *testing.T) {
	t.Parallel()
	p := portfolio.Portfolio{
		Targets: []roster.Target{{Category: "IFRS", OpenedOn: day.MustParse("2026-01-05")}},
		Evidence: []portfolio.Evidence{
			logged(portfolio.Confirmed, "2020-02-01", 20, 10, 1),
			logged(portfolio.Given, "2026-03-01", 20, 5, 2),
			logged(portfolio.Refused, "2026-04-01", 20, 20, 20),
			logged(portfolio.Withdrawn, "2026-05-01", 20, 20, 20),
		},
		Attended: []portfolio.Training{{On: day.MustParse("2026-06-01"), Minutes: 480, Standing: portfolio.Confirmed, Areas: []rulebook.Area{"thinking"}}},
	}
	got := standing(p.Ways(rules(t), today)[0])
	for _, want := range []string{"training waiting 1680+1200+0 of 2880", "training/rsc_provision waiting 600+300+0 of 900", "training/dei waiting 60+120+0 of 180"} {
		if !strings.Contains(got, want) {
			t.Errorf("%s lacks %s", got, want)
		}
	}
	areas := p.Areas(rules(t))
	if len(areas) != 8 || areas[6].Area != "thinking" || areas[6].Minutes != 480 || areas[6].Trainings != 1 || areas[0].Trainings != 0 {
		t.Errorf("areas: %+v", areas)
	}
	if all := p.Trainings(); len(all) != 5 || all[0].On != day.MustParse("2026-06-01") || all[4].On != day.MustParse("2020-02-01") {
		t.Errorf("trainings: %+v", all)
	}
}

// Toward IMHS: two references confirmed, one come, one asked for: two and one make three, which wait. Of another category's
// nothing counts. A bachelor's is not the master's asked for, and a master's is what an associate's is asked for.
func TestEvidenceOfOneTarget(t *testing.T) {
	t.Parallel()
	p := portfolio.Portfolio{
		Targets: []roster.Target{{Category: "IMHS", OpenedOn: day.MustParse("2026-01-05")}, {Category: "IFA", OpenedOn: day.MustParse("2026-01-05")}},
		Employments: []roster.Employment{
			{Serves: "IMH", Span: day.Span{From: day.MustParse("2025-11-30"), To: day.MustParse("2026-02-01")}},  // November to February: 4 months
			{Supervises: "IMH+ECMH", Span: day.Span{From: day.MustParse("2026-02-15")}},                          // February to November: 9 more
			{Serves: "ECMH", Span: day.Span{From: day.MustParse("2020-01-01"), To: day.MustParse("2020-12-31")}}, // the other age band
			{Serves: "IMH", Span: day.Span{From: day.MustParse("2026-12-01")}},                                   // not begun
		},
		Evidence: []portfolio.Evidence{
			shown(portfolio.ReferenceMatter, "IMHS", "provider", portfolio.Confirmed),
			shown(portfolio.ReferenceMatter, "IMHS", "supervisor", portfolio.Confirmed),
			shown(portfolio.ReferenceMatter, "IMHS", "other", portfolio.Given),
			shown(portfolio.ReferenceMatter, "IMHS", "other", portfolio.Asked),
			shown(portfolio.ReferenceMatter, "IMHM-C", "other", portfolio.Confirmed),
			shown(portfolio.EducationMatter, "", "bachelors", portfolio.Confirmed),
			shown(portfolio.AgreementMatter, "", "code_of_ethics", portfolio.Given),
			shown(portfolio.MembershipMatter, "", "2025", portfolio.Confirmed),
			shown(portfolio.ExamMatter, "IMHS", "", portfolio.Refused),
		},
	}
	ways := p.Ways(rules(t), today)
	want := "supervision missing, training missing 0+0+0 of 1800, education missing 0+0+0 of 1, work/13 unasked, reference waiting 2+1+1 of 3, " +
		"agreement/code_of_ethics waiting 0+1+0 of 1, agreement/endorsement_agreement missing 0+0+0 of 1, membership/2026 missing 0+0+0 of 1, exam missing 0+0+0 of 1"
	if got := standing(ways[0]); got != want {
		t.Errorf("IMHS:\n got %s\nwant %s", got, want)
	}
	if got := standing(ways[1]); !strings.Contains(got, "education done 1+0+0 of 1") || !strings.Contains(got, "reference missing 0+0+0 of 3") {
		t.Errorf("IFA: %s", got)
	}
	if next, ok := ways[0].Next(); !ok || next.Kind != portfolio.Supervision || ways[0].Left() != 8 {
		t.Errorf("next is %+v, %d left", next, ways[0].Left())
	}
}

// With all that IFS asks for confirmed and its hours judged enough, nothing is left; with one reference only asked for, that
// is what comes next.
func TestWhatIsNext(t *testing.T) {
	t.Parallel()
	p := portfolio.Portfolio{
		Targets:    []roster.Target{{Category: "IFS", OpenedOn: day.MustParse("2026-01-05")}},
		Judgements: []rulebook.Judgement{{Purpose: rulebook.Purpose{Kind: rulebook.Earning, Category: "IFS"}, Required: 1440, Counted: 1440, Satisfied: true}},
		Evidence: []portfolio.Evidence{
			logged(portfolio.Confirmed, "2026-02-01", 30, 0, 0),
			shown(portfolio.ReferenceMatter, "IFS", "provider", portfolio.Confirmed),
			shown(portfolio.ReferenceMatter, "IFS", "supervisor", portfolio.Confirmed),
			shown(portfolio.ReferenceMatter, "IFS", "other", portfolio.Confirmed),
			shown(portfolio.AgreementMatter, "", "code_of_ethics", portfolio.Confirmed),
			shown(portfolio.AgreementMatter, "", "endorsement_agreement", portfolio.Confirmed),
			shown(portfolio.MembershipMatter, "", "2026", portfolio.Confirmed),
		},
	}
	if next, ok := p.Ways(rules(t), today)[0].Next(); ok {
		t.Errorf("%+v is left: %s", next, standing(p.Ways(rules(t), today)[0]))
	}
	p.Evidence[3] = shown(portfolio.ReferenceMatter, "IFS", "other", portfolio.Asked)
	if next, ok := p.Ways(rules(t), today)[0].Next(); !ok || next.Kind != "reference" || next.State != portfolio.Coming {
		t.Errorf("next is %+v", next)
	}
}

// Twelve months with two hours each are what IFS asks for. Where one of them waits, all of it waits for the coordinator; where it is a
// minute too short, or the month is not its own, something is to be done still.
func TestHoursThatWaitMaySuffice(t *testing.T) {
	t.Parallel()
	first := day.MustParse("2025-12-10")
	for name, row := range map[string]struct {
		last    day.Date
		minutes int
		want    portfolio.State
	}{
		"they suffice":            {first.AddMonths(11), 120, portfolio.Waiting},
		"a minute is missing":     {first.AddMonths(11), 119, portfolio.Missing},
		"a month is missing":      {first.AddMonths(10).AddDays(1), 120, portfolio.Missing},
		"outside of every window": {first.AddMonths(24), 120, portfolio.Missing},
	} {
		j := rulebook.Judgement{Purpose: rulebook.Purpose{Kind: rulebook.Earning, Category: "IFS"}, Required: 1440, MinMonths: 12, Counted: 1320, Held: row.minutes, Months: 11, Missing: []rulebook.Missing{rulebook.MissingMinutes, rulebook.MissingMonths}}
		for i := range 11 {
			j.Entries = append(j.Entries, rulebook.Judged{Date: first.AddMonths(i), Minutes: 120, Verdict: rulebook.Counted})
		}
		j.Entries = append(j.Entries, rulebook.Judged{Date: row.last, Minutes: row.minutes, Verdict: rulebook.HeldBack})
		p := portfolio.Portfolio{
			Person: roster.Person{Association: "CT"}, Targets: []roster.Target{{Category: "IFS", OpenedOn: first}}, Judgements: []rulebook.Judgement{j},
		}
		if got := p.Ways(rules(t), today)[0].Requirements[0]; got.Kind != portfolio.Supervision || got.State != row.want {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// A renewal of 2026 asks for 15 h (900 min) of that year, one of them (60) about equity; three (180) about supervision of who
// provided some in that year, and of nobody else. Training of 2025 is not of it. In Nebraska a cycle asks for 45 h (2700), and
// of who was endorsed in its first year for the 30 h (1800) of the two others.
func TestRenewalsShowTheirTraining(t *testing.T) {
	t.Parallel()
	renewal := func(association roster.Association, period string, from string, provided ...ledger.Entry) string {
		purpose := rulebook.Purpose{Kind: rulebook.Renewal, Category: "IFS", Period: period}
		p := portfolio.Portfolio{
			Person:      roster.Person{Association: association},
			Credentials: []roster.Credential{{Category: "IFS", Status: roster.Endorsed, Span: day.Span{From: day.MustParse(from)}}},
			Judgements:  []rulebook.Judgement{{Purpose: purpose, Required: 720, Counted: 360}},
			Provided:    provided,
			Evidence: []portfolio.Evidence{
				logged(portfolio.Confirmed, "2025-12-31", 10, 1, 1), logged(portfolio.Confirmed, "2026-01-01", 10, 2, 0), logged(portfolio.Given, "2026-11-01", 5, 1, 1),
			},
		}
		ways := p.Ways(rules(t), today)
		if len(ways) != 2 || ways[0].Purpose != purpose { // the other is the one to ERS, which IFS is a base of
			t.Fatalf("%d ways", len(ways))
		}
		return standing(ways[0])
	}
	gave := func(at string) ledger.Entry {
		began, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		return ledger.Entry{Direction: ledger.Provided, Kind: roster.Reflective, Started: began, Minutes: 60}
	}
	const begin, end = "supervision missing 360+0+0 of 720, ", "membership/2026 missing 0+0+0 of 1"
	for _, row := range []struct{ got, want string }{
		{renewal("CT", "2026", "2018-05-01"), begin + "training waiting 600+300+0 of 900, training/dei waiting 0+60+0 of 60, " + end},
		{renewal("CT", "2026", "2018-05-01", gave("2026-01-01T04:59:59Z")), begin + "training waiting 600+300+0 of 900, training/dei waiting 0+60+0 of 60, " + end}, // still 2025 in Connecticut
		{renewal("CT", "2026", "2018-05-01", gave("2026-01-01T05:00:00Z")), begin + "training waiting 600+300+0 of 900, training/rsc_provision waiting 120+60+0 of 180, training/dei waiting 0+60+0 of 60, " + end},
		{renewal("CT", "2026", "2026-05-01"), begin + end},
		{renewal("NE", "2025-2027", "2018-05-01", gave("2026-03-01T12:00:00Z")), begin + "training missing 1200+300+0 of 2700, training/rsc_provision missing 180+60+0 of 540, training/dei missing 60+60+0 of 180, " + end},
		{renewal("NE", "2025-2027", "2025-05-01"), begin + "training missing 1200+300+0 of 1800, training/dei waiting 60+60+0 of 120, " + end},
	} {
		if row.got != row.want {
			t.Errorf("\n got %s\nwant %s", row.got, row.want)
		}
	}
}

// The way to ERS: 12 h (720 min) received about giving supervision, 15 h (900) of training about it, and twelve distinct months
// in which some was given. Dee received 1 h of that focus, and 2 h of none; gave in January 2026 and, by the clock of
// Connecticut, on the last day of January again.
func TestTheAddOnStandsBeside(t *testing.T) {
	t.Parallel()
	at := func(text string) time.Time {
		began, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return began
	}
	held := func(category roster.Category, status roster.CredentialStatus, from, to string) roster.Credential {
		span := day.Span{From: day.MustParse(from)}
		if to != "" {
			span.To = day.MustParse(to)
		}
		return roster.Credential{Category: category, Status: status, Span: span}
	}
	p := portfolio.Portfolio{
		Person: roster.Person{Association: "CT"},
		Received: []ledger.Entry{
			{Kind: roster.Reflective, Focus: ledger.RSCProvision, Minutes: 60, Started: at("2026-02-01T15:00:00Z")},
			{Kind: roster.Reflective, Minutes: 120, Started: at("2026-02-02T15:00:00Z")},
			{Kind: roster.Peer, Focus: ledger.RSCProvision, Minutes: 60, Started: at("2026-02-03T15:00:00Z")},
		},
		Provided: []ledger.Entry{
			{Kind: roster.Reflective, Minutes: 60, Started: at("2026-01-05T15:00:00Z")},
			{Kind: roster.Reflective, Minutes: 60, Started: at("2026-02-01T04:30:00Z")},
			{Kind: roster.Administrative, Minutes: 60, Started: at("2026-03-05T15:00:00Z")},
		},
		Evidence: []portfolio.Evidence{logged(portfolio.Confirmed, "2026-03-01", 20, 14, 0), logged(portfolio.Given, "2026-04-01", 1, 1, 0)},
	}
	const want = "focused/rsc_provision missing 60+0+0 of 720, training done 1200+60+0 of 900, training/rsc_provision waiting 840+60+0 of 900, providing missing 1+0+0 of 12"
	for _, row := range []struct {
		holds []roster.Credential
		shown bool
	}{
		{nil, false},
		{[]roster.Credential{held("IFS", roster.Endorsed, "2020-01-01", "")}, true},
		{[]roster.Credential{held("ECMHS", roster.Endorsed, "2020-01-01", "")}, true},
		{[]roster.Credential{held("IFS", roster.Emerging, "2020-01-01", "")}, false},
		{[]roster.Credential{held("IFS", roster.Endorsed, "2020-01-01", "2026-11-18")}, false},
		{[]roster.Credential{held("IMHM-C", roster.Endorsed, "2020-01-01", "")}, false},
		{[]roster.Credential{held("IMHM-C", roster.Endorsed, "2020-01-01", ""), held("ERS", roster.Emerging, "2026-01-01", "")}, true},
		{[]roster.Credential{held("IFS", roster.Endorsed, "2020-01-01", ""), held("ERS", roster.Endorsed, "2026-01-01", "")}, false},
	} {
		p.Credentials = row.holds
		ways := p.Ways(rules(t), today)
		if got := len(ways) == 1 && ways[0].Purpose.Category == "ERS" && standing(ways[0]) == want; got != row.shown || !row.shown && len(ways) > 0 {
			t.Errorf("%+v: %d ways", row.holds, len(ways))
			for _, w := range ways {
				t.Log(standing(w))
			}
		}
	}
}
