package web_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"attune/internal/jobs"
	"attune/internal/roster"
)

// employmentIn is the address of the form for somebody's employment that began on a day, and of its history.
func (v *town) employmentIn(who, from string) (form, past string) {
	v.Helper()
	record, err := v.store.Record(v.Context(), v.person(who))
	if err != nil {
		v.Fatal(err)
	}
	for _, k := range record.Facts {
		if e, is := k.Fact.(roster.Employment); is && e.Span.From.String() == from {
			return fmt.Sprintf("/people/%d/employment/%d", e.Person, k.ID), fmt.Sprintf("/history/employment/%d", k.ID)
		}
	}
	v.Fatalf("%s has no employment from %s", who, from)
	return "", ""
}

// A record's history says who did what to it, what it was before, and why: to each reader as much as they see of the record.
func TestTheHistoryOfARecord(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		ana, max, cora := v.as("ana"), v.as("max"), v.as("cora@example.org")
		atBay, bays := v.employmentIn("ana", "2024-01-01")
		atHarbor, harbors := v.employmentIn("ana", "2026-03-01")
		cora.decides(atBay, "to", "2026-02-20", "reason", "Bay wrote that it was the 20th")
		cora.decides(atHarbor, "fte", "0.8", "reason", "She works four days")
		max.decides(atHarbor, "to", "2027-06-30")
		cora.decides(fmt.Sprintf("/people/%d/correct", v.person("ana")), "name", "Ana Berg", "reason", "She married")
		record := fmt.Sprintf("/history/person/%d", v.person("ana"))
		said := []string{"Share of full time: 1.0, then 0.8", "“She works four days”", "Last day: none, then 30 June 2027", "Practitioner · Harbor Birth to Three · from 1 March 2026", "An import put employment on record", "Name changed; what it said is not kept"}
		elsewhere := []string{"Bay Home Visiting", "Last day: 28 February 2026, then 20 February 2026", "“Bay wrote that it was the 20th”"}
		a := ana.page(record)
		a.must(v.T, append(append(said, elsewhere...), "“She married”")...)
		a.must(v.T, "The coordinator changed employment", "A manager changed employment", "An import opened a target")
		a.mustNot(v.T, "Max Moreau", "cora@example.org", "Lindqvist")
		if newest, oldest := strings.Index(a.body, "She married"), strings.Index(a.body, "She works four days"); newest > oldest {
			v.Error("what was done last does not stand first")
		}
		a = cora.page(record)
		a.must(v.T, append(append(said, elsewhere...), "“She married”")...)
		a.must(v.T, "You changed employment", "Max Moreau changed employment")
		a = max.page(record)
		a.must(v.T, said...)
		a.must(v.T, "You changed employment", "The coordinator changed employment")
		a.mustNot(v.T, append(elsewhere, "Bay", "2024", "Thursday circle", "She married")...)
		ana.page(bays).must(v.T, elsewhere...)
		ana.page(bays).mustNot(v.T, "four days", "opened a target")
		max.page(harbors).must(v.T, "“She works four days”")
		if a := max.get(bays); a.StatusCode != http.StatusNotFound {
			v.Errorf("her manager asks for her employment elsewhere: %s", a.Status)
		}
	})
}

// Why a coordinator changed what somebody earns or holds is between the two of them; a manager reads why of employment in their
// own programs alone, and not where it was in another before.
func TestAManagerReadsReasonsOfTheirOwnProgramsAlone(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		ana, max, cora := v.as("ana"), v.as("max"), v.as("cora@example.org")
		atBay, bays := v.employmentIn("ana", "2024-01-01")
		atHarbor, _ := v.employmentIn("ana", "2026-03-01")
		cora.decides(atHarbor, "fte", "0.8", "reason", "She works four days")
		cora.decides(atBay, "program", fmt.Sprint(v.program("harbor")), "reason", "Bay let her go")
		record, err := v.store.Record(v.Context(), v.person("ana"))
		if err != nil {
			v.Fatal(err)
		}
		targets := []string{}
		for _, k := range record.Facts {
			if target, is := k.Fact.(roster.Target); is {
				cora.decides(fmt.Sprintf("/people/%d/target/%d", target.Person, k.ID), "degree", "masters", "reason", "Her diploma came late")
				targets = append(targets, fmt.Sprintf("/history/target/%d", k.ID))
			}
		}
		theirs := fmt.Sprintf("/history/person/%d", v.person("ana"))
		ana.page(theirs).must(v.T, "“She works four days”", "“Bay let her go”", "“Her diploma came late”")
		a := max.page(theirs)
		a.must(v.T, "“She works four days”", "changed a target", "another program, then Harbor Birth to Three")
		a.mustNot(v.T, "Bay", "diploma")
		for _, past := range append(targets, bays) {
			a := max.page(past)
			a.must(v.T, "The coordinator changed")
			a.mustNot(v.T, "Bay", "diploma")
		}
	})
}

// What is taken off the record is gone from it, and not from its history.
func TestTheHistoryTellsWhatIsGone(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		ana, cora := v.as("ana"), v.as("cora@example.org")
		atBay, bays := v.employmentIn("ana", "2024-01-01")
		form := cora.fill(atBay, "reason", "She never worked there")
		for _, step := range []string{"remove", "remove-do"} {
			form.Set("step", step)
			a := cora.post(atBay, form)
			if a.StatusCode >= http.StatusBadRequest {
				v.Fatalf("%s: %s\n%s", step, a.Status, a.body)
			}
		}
		record := fmt.Sprintf("/history/person/%d", v.person("ana"))
		ana.page(record).must(v.T, "The coordinator took employment off the record", "Practitioner · Bay Home Visiting · from 1 January 2024", "“She never worked there”")
		v.as("max").page(record).mustNot(v.T, "off the record", "Bay")
		if a := ana.get(bays); a.StatusCode != http.StatusNotFound {
			v.Errorf("what is off the record: %s", a.Status)
		}
	})
}

// A group's history tells its members what became of it, and only who sees the members what became of them, and why.
func TestTheHistoryOfAGroup(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		cora := v.as("cora@example.org")
		group := fmt.Sprintf("/groups/%d", v.group("thursday"))
		cora.decides(group+"/correct", "capacity", "6", "place", "Main Street 7", "reason", "The room is smaller")
		past := fmt.Sprintf("/history/group/%d", v.group("thursday"))
		changed := []string{"Room for: 8, then 6", "Place changed; what it said is not kept"}
		ana := v.as("ana").page(past)
		ana.must(v.T, append(changed, "The coordinator corrected the group", "An import added the group")...)
		ana.mustNot(v.T, "The room is smaller", "Ben Hollis", "place in a group", "Main Street")
		ruth := v.as("ruth").page(past)
		ruth.must(v.T, append(changed, "“The room is smaller”", "An import put a place in a group on record", "Ben Hollis · from 1 January 2026")...)
		for _, who := range []string{"max", "zoe", "odd@example.org"} {
			if a := v.as(who).get(past); a.StatusCode != http.StatusNotFound {
				v.Errorf("%s asks for the history of a group that is not theirs: %s", who, a.Status)
			}
		}
	})
}

// A session's history tells whoever receives it what became of it, and of what was said only what they said themself.
func TestTheHistoryOfASession(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		path := v.at("thursday", "2026-12-03T10:00")
		past := "/history/session/" + strings.TrimPrefix(path, "/sessions/")
		v.as("ben").post(path+"/absence", map[string][]string{"away": {"yes"}})
		ana, ben, ruth := v.as("ana").page(past), v.as("ben").page(past), v.as("ruth").page(past)
		ana.mustNot(v.T, "cannot come", "Ben")
		ana.must(v.T, "An import planned the session")
		ben.must(v.T, "You said ahead that you cannot come")
		ruth.must(v.T, "Ben Hollis said ahead that they cannot come")
		signed := v.verifiedToday(v.as("ruth"))
		v.as("ana").page("/history/session/"+strings.TrimPrefix(signed, "/sessions/")).must(v.T, "Ruth Okonkwo verified the sheet")
	})
}

// Why a sheet was amended is on the session's page for whoever sees who was there, and so in its history; who was only to receive it
// reads it in neither. What was only prepared says why as well, and the signature before has no reason.
func TestTheHistoryOfASessionSaysWhyItWasAmended(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		ruth, cora := v.as("ruth"), v.as("cora@example.org")
		path := v.verifiedToday(ruth)
		past := "/history/session/" + strings.TrimPrefix(path, "/sessions/")
		v.passes(time.Minute)
		kept := toAmend(ruth, path, "Ben came late, he says")
		kept.Set("people[1].mark", "late")
		kept.Set("people[1].came", "10:30")
		kept.Set("act", "keep")
		ruth.post(path, kept)
		v.passes(time.Minute)
		form := toAmend(cora, path, "Ben left at half past eleven")
		form.Set("people[1].mark", "early")
		form.Set("people[1].left", "11:30")
		if a := cora.post(path, form); a.StatusCode != http.StatusSeeOther {
			v.Fatalf("amending: %s", a.Status)
		}
		for _, who := range []*visitor{ruth, cora} {
			page := who.page(past)
			page.must(v.T, "“Ben came late, he says”", "“Ben left at half past eleven”", "verified the sheet again, amended")
			if strings.Count(page.body, "“") != 2 {
				v.Errorf("%d reasons, want 2:\n%s", strings.Count(page.body, "“"), page.body)
			}
		}
		v.as("ana").page(past).mustNot(v.T, "half past eleven", "Ben came late")
	})
}

// An account's history tells its holder how they came in, and nobody else; of whom it is anybody's, it names nobody who is not
// to be named.
func TestTheHistoryOfAnAccount(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		past := "/history/account/" + v.accountOf("ana")[":id"]
		v.as("ana").page(past).must(v.T, "You signed in with a link", "opened this account")
		for _, who := range []string{"cora@example.org", "odd@example.org"} {
			a := v.as(who).page(past)
			a.must(v.T, "opened this account")
			a.mustNot(v.T, "signed in")
		}
	})
}

// A duty's history is its runs, the newest first, with what went wrong.
func TestTheHistoryOfADuty(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		ended := func(minutes, failures int, sentence string) {
			at := noon.Add(-time.Duration(minutes) * time.Minute)
			run := jobs.Run{Firing: jobs.Firing{Duty: "push", Planned: at, Attempt: 1}, Instance: "here", Started: at, Heartbeat: at}
			if claimed, err := v.store.ClaimRun(v.Context(), run); err != nil || !claimed {
				v.Fatalf("claiming: %t, %v", claimed, err)
			}
			run.Outcome, run.Finished = jobs.Outcome{Done: 3, Failures: failures, Sentence: sentence}, at.Add(time.Second)
			if err := v.store.KeepRun(v.Context(), run); err != nil {
				v.Fatal(err)
			}
		}
		for i := range 31 { // one more than a page
			ended(15*(31-i), 0, fmt.Sprintf("judged %d people", 100+i))
		}
		ended(0, 1, "judged 2 people, 1 left for the next run")
		odd := v.as("odd@example.org")
		a := odd.page("/history/duty/push")
		a.must(v.T, "It ran, with 1 failure.", "judged 2 people, 1 left for the next run", "judged 130 people", "judged 102 people")
		a.mustNot(v.T, "judged 101 people")
		older := regexp.MustCompile(`href="(/history/duty/push\?older=[^"]+)">Older`).FindStringSubmatch(a.body)
		if older == nil {
			v.Fatalf("no way to older runs:\n%s", a.body)
		}
		a = odd.page(older[1])
		a.must(v.T, "judged 101 people", "judged 100 people", "The newest")
		a.mustNot(v.T, "judged 102 people", ">Older")
		if a := v.as("cora@example.org").get("/history/duty/push"); a.StatusCode != http.StatusNotFound {
			v.Errorf("a coordinator asks for the runs: %s", a.Status)
		}
	})
}
