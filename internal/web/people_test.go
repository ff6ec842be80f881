package web_test

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"attune/internal/access"
	"attune/internal/dbtest"
	"attune/internal/roster"
)

// fact are the parameters of the address of a person's first fact of a matter.
func (v *town) fact(external string, matter roster.Matter) map[string]string {
	v.Helper()
	id := v.person(external)
	record, err := v.store.Record(context.Background(), id)
	if err != nil {
		v.Fatal(err)
	}
	for _, k := range record.Facts {
		if k.Fact.Matter() == matter {
			return ids(":id", id, ":matter", matter, ":fact", k.ID)
		}
	}
	v.Fatalf("%s has no %s", external, matter)
	return nil
}

// factAt is the address of a person's first fact of a matter.
func (v *town) factAt(external string, matter roster.Matter) string {
	v.Helper()
	path := "/people/:id/:matter/:fact"
	for name, value := range v.fact(external, matter) {
		path = strings.ReplaceAll(path, name, value)
	}
	return path
}

// fill is the form of a page with some answers.
func (b *visitor) fill(path string, answers ...string) url.Values {
	b.Helper()
	form := formIn(b.page(path).body)
	for i := 0; i+1 < len(answers); i += 2 {
		form.Set(answers[i], answers[i+1])
	}
	return form
}

// decides fills a form in, looks at what it does, and does it; what comes back is the page of the look.
func (b *visitor) decides(path string, answers ...string) answer {
	b.Helper()
	form := b.fill(path, answers...)
	form.Set("step", "look")
	look := b.post(path, form)
	if look.StatusCode != http.StatusOK || !strings.Contains(look.body, "Look before it is done") {
		b.Fatalf("looking at %s: %s\n%s", path, look.Status, look.body)
	}
	form = formIn(look.body)
	form.Set("step", "do")
	for range 2 { // a double click
		if a := b.post(path, form); a.StatusCode != http.StatusSeeOther {
			b.Fatalf("doing %s: %s\n%s", path, a.Status, a.body)
		}
	}
	return look
}

func (v *town) told(association roster.Association, act string) int {
	v.Helper()
	rows, err := v.store.HistoryOf(context.Background(), association, 0, 10000)
	if err != nil {
		v.Fatal(err)
	}
	n := 0
	for _, r := range rows {
		if r.Act == act && strings.HasPrefix(r.Actor, "account:") {
			n++
		}
	}
	return n
}

func TestACoordinatorBringsSomebodyOnRecord(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("cora@example.org")
		b.page("/programs/new").mustNot(v.T, "wrong") // before anything was answered
		b.decides("/programs/new", "name", "Cove Birth to Three", "kind", "birth_to_three")
		b.page("/programs").must(v.T, "Cove Birth to Three")
		b.decides("/people/new", "name", "  Gil   Soto ", "email", "Gil@Example.org", "region", "Eastern")
		list := b.page("/people?q=soto")
		list.must(v.T, "Gil Soto", "gil@example.org")
		path := regexp.MustCompile(`/people/\d+`).FindString(list.body)
		b.page(path).must(v.T, "No employment is on record", "No credential is on record")
		work := path + "/employment/new" // in one of two programs, and with whom: neither is presumed
		unsaid := b.post(work, b.fill(work, "role", "practitioner", "from", "2026-01-01", "step", "do"))
		unsaid.must(v.T, `id="program-wrong"`, `id="serves-wrong"`)
		unsaid.mustNot(v.T, `id="supervises-wrong"`)
		b.decides(work, "program", fmt.Sprint(v.program("harbor")), "role", "practitioner", "serves", "IMH", "from", "2026-01-01")
		b.decides(path+"/target/new", "category", "IFS", "degree", "bachelors")
		b.decides(path+"/credential/new", "category", "IFA", "status", "endorsed", "from", "2024-05-01", "to", "2026-06-30")
		b.page(path).must(v.T, "Practitioner, ", "serves IMH", "since 1 January 2026", "from 1 May 2024 to 30 June 2026", "ended")
		for act, want := range map[string]int{"person.added": 1, "program.added": 1, "employment.added": 1, "target.added": 1, "credential.added": 1} {
			if got := v.told("CT", act); got != want {
				v.Errorf("history tells %s %d times, want %d", act, got, want)
			}
		}
		v.as("ana").get("/people").mustNot(v.T, "Gil Soto")
	})
}

// An e-mail that somebody signs in with is nobody else's: whose it is is told of the coordinator's own association alone.
func TestAnEmailThatSomebodyElseSignsInWith(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		v.linkFor("ana")
		v.invites(access.Invitation{Email: "mo@example.org", Name: "Mo Reyes", Role: access.Provider, Association: "MI"})
		b := v.as("cora@example.org")
		for path, reason := range map[string]string{"/people/new": "", fmt.Sprintf("/people/%d/correct", v.person("ben")): "His own."} {
			for email, want := range map[string]string{"Ana@Example.org ": "Ana Lindqvist is on record with this e-mail", "mo@example.org": "This address cannot be used here."} {
				a := b.post(path, b.fill(path, "name", "Ada Hill", "email", email, "reason", reason, "step", "do"))
				if a.StatusCode != http.StatusUnprocessableEntity {
					v.Errorf("%s with %s: %s", path, email, a.Status)
				}
				a.must(v.T, `id="email-wrong"`, want)
				a.mustNot(v.T, "Reyes")
			}
		}
	})
}

func TestAChangeSaysWhoseVerdictsItMoves(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("cora@example.org")
		look := b.decides(v.factAt("ruth", roster.CredentialMatter), "to", "2026-09-30")
		look.must(v.T, "moves the verdicts of", "Ana Lindqvist", "Ben Hollis", "earning IFS", "hours counted, then")
		look.mustNot(v.T, "Eli Brandt")
		v.push()
		v.as("ana").page("/hours").must(v.T, ">2.00</data> counted")
	})
}

func TestACorrectionAsksWhy(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("cora@example.org")
		path := v.factAt("ben", roster.EmploymentMatter)
		a := b.post(path, b.fill(path, "fte", "0.5"))
		if a.StatusCode != http.StatusUnprocessableEntity {
			v.Fatalf("without a reason: %s", a.Status)
		}
		a.must(v.T, "Say why it is corrected", `value="0.5"`, `id="reason-wrong"`)
		b.decides(path, "fte", "0.5", "reason", "The letter says half time.")
		b.page(fmt.Sprintf("/people/%d", v.person("ben"))).must(v.T, "0.5 of full time")
		form := b.fill(path, "reason", "It was somebody else's.")
		form.Set("step", "remove")
		look := b.post(path, form)
		look.must(v.T, "moves the verdicts of 1 person", "Take it off the record")
		form = formIn(look.body)
		form.Set("step", "remove-do")
		if a := b.post(path, form); a.StatusCode != http.StatusSeeOther {
			v.Fatalf("taking it off: %s\n%s", a.Status, a.body)
		}
		b.page(fmt.Sprintf("/people/%d", v.person("ben"))).must(v.T, "No employment is on record")
	})
}

func TestTwoCoordinatorsAtOneRecord(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		v.invite("otto@example.org", "CT")
		cora, otto := v.as("cora@example.org"), v.as("otto@example.org")
		path := fmt.Sprintf("/people/%d/correct", v.person("ana"))
		mine := cora.fill(path, "name", "Ana L.", "reason", "She asked for it.", "step", "do")
		otto.decides(path, "region", "Western", "reason", "She moved.")
		a := cora.post(path, mine)
		if a.StatusCode != http.StatusConflict {
			v.Fatalf("the second: %s\n%s", a.Status, a.body)
		}
		a.must(v.T, "Somebody else was here", `value="Ana L."`, "On record now: Western", "On record now: Ana Lindqvist")
		again := formIn(a.body)
		again.Set("step", "do")
		if a := cora.post(path, again); a.StatusCode != http.StatusSeeOther {
			v.Errorf("once it was seen: %s\n%s", a.Status, a.body)
		}
	})
}

func TestAManagerBeginsAndEndsEmployment(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("max")
		ben := fmt.Sprintf("/people/%d", v.person("ben"))
		b.page("/people").must(v.T, "Ben Hollis", "Ana Lindqvist")
		b.page("/people").mustNot(v.T, "Eli Brandt", "Ruth Okonkwo", "Add a person")
		b.page(ben).mustNot(v.T, "Add a credential", "Open a target")
		b.page(fmt.Sprintf("/people/%d", v.person("ana"))).mustNot(v.T, "Bay Home Visiting")
		path := v.factAt("ben", roster.EmploymentMatter)
		form := b.fill(path)
		if form.Has("fte") || form.Has("from") {
			v.Errorf("a manager is asked for more than the last day: %v", form)
		}
		form.Set("fte", "0.1")
		form.Set("step", "remove-do")
		if a := b.post(path, form); a.StatusCode != http.StatusNotFound {
			v.Errorf("a manager takes employment off the record: %s", a.Status)
		}
		b.decides(path, "to", "2026-12-31", "fte", "0.1")
		b.page(ben).must(v.T, "from 1 January 2024 to 31 December 2026", "1.0 of full time")
		foreign := b.fill(ben+"/employment/new", "role", "supervisor", "serves", "nobody", "from", "2026-06-01", "program", fmt.Sprint(v.program("bay")))
		if a := b.post(ben+"/employment/new", foreign); a.StatusCode != http.StatusUnprocessableEntity {
			v.Errorf("employment in a program of somebody else: %s", a.Status)
		}
		old := b.post(ben+"/employment/new", b.fill(ben+"/employment/new", "role", "supervisor", "serves", "nobody", "from", "2026-10-18", "step", "do"))
		if old.StatusCode != http.StatusUnprocessableEntity {
			v.Errorf("employment long ago: %s", old.Status)
		}
		old.must(v.T, `id="from-wrong"`, "from before 19 October 2026 is put on record by the coordinator")
		b.page(ben).mustNot(v.T, "supervisor")
		b.decides(ben+"/employment/new", "role", "supervisor", "serves", "nobody", "from", "2026-10-19")
	})
}

func TestAPractitionerOpensAndWithdrawsATarget(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("ben")
		ben := fmt.Sprintf("/people/%d", v.person("ben"))
		b.page("/hours").must(v.T, ben)
		b.decides(ben+"/target/new", "category", "IMHS", "degree", "masters").must(v.T, "moves your own verdicts", "earning IMHS")
		again := b.post(ben+"/target/new", b.fill(ben+"/target/new", "category", "IMHS", "degree", "none", "from", "2020-01-01", "step", "look"))
		if again.StatusCode != http.StatusUnprocessableEntity {
			v.Errorf("the same target twice: %s", again.Status)
		}
		again.must(v.T, "is a target", `id="category-wrong"`)
		path := v.factAt("ben", roster.TargetMatter)
		form := b.fill(path)
		form.Set("step", "remove-do")
		if a := b.post(path, form); a.StatusCode != http.StatusSeeOther {
			v.Errorf("withdrawing: %s\n%s", a.Status, a.body)
		}
		if n := v.told("CT", "target.removed"); n != 1 {
			v.Errorf("history tells %d withdrawals", n)
		}
	})
}

// hostile are answers that nobody should get on record, or that have to be shown as they are.
var hostile = map[string]string{
	"empty": "", "blank": " \t ", "long": strings.Repeat("x", 10000), "html": `<script>alert("1")</script>`, "lines": "Ana\r\nBcc: x@example.org",
	"right to left": "Ana \u202egnol", "zero width": "A\u200bna", "null": "Ana\x00", "not UTF-8": "Ana\xff", "formula": "=cmd()",
}

func TestHostileAnswersComeBack(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	v.invite("cora@example.org", "CT")
	b := v.as("cora@example.org")
	harmless := map[string]bool{"html": true, "lines": true, "formula": true} // shown as text, on one line
	for _, path := range []string{
		"/people/new", "/programs/new", fmt.Sprintf("/people/%d/correct", v.person("ana")), v.factAt("ana", roster.EmploymentMatter),
		v.factAt("ruth", roster.CredentialMatter), v.factAt("ana", roster.TargetMatter), fmt.Sprintf("/people/%d/employment/new", v.person("ana")),
	} {
		fields := b.fill(path)
		for name := range fields {
			if name == "revision" || name == "step" || name == "reason" || name == "id" && strings.HasPrefix(path, "/people/") && path != "/people/new" {
				continue
			}
			for kind, text := range hostile {
				form := b.fill(path, name, text, "step", "do", "reason", "because")
				if form.Get("name") == "" && name != "name" {
					form.Set("name", "Somebody")
				}
				a := b.post(path, form)
				if strings.Contains(a.body, "<script>alert") {
					t.Errorf("%s, %s is %s: the page runs it", path, name, kind)
				}
				switch fine := a.StatusCode == http.StatusUnprocessableEntity || a.StatusCode == http.StatusSeeOther && (name == "name" || name == "region") && harmless[kind]; {
				case fine:
				case a.StatusCode == http.StatusSeeOther && (kind == "empty" || kind == "blank"): // most answers may be left out
				default:
					t.Errorf("%s, %s is %s: %s", path, name, kind, a.Status)
				}
			}
		}
	}
}

func TestListsAreFoundInPageByPage(t *testing.T) {
	t.Parallel()
	files := maps.Clone(harbor)
	for i := range 120 {
		files["people.csv"] += fmt.Sprintf("\nn%03d,Nora %03d,,CT,", i, i)
		files["programs.csv"] += fmt.Sprintf("\nn%03d,Nora House %03d,clinic,,,CT", i, i)
		files["groups.csv"] += fmt.Sprintf("\nn%03d,Nora %03d,ruth,CT,America/New_York,reflective,group,in_person,8,,", i, i)
	}
	inTown(t, files, func(v *town) {
		b := v.as("cora@example.org")
		for list, empty := range map[string]string{"/people": "Nobody you may see", "/programs": "No program has this", "/groups": "None of these groups"} {
			seen, path, pages := make(map[string]int), list+"?q=NORA", 0
			for path != "" {
				page := b.page(path)
				for _, name := range regexp.MustCompile(`Nora (House )?\d+</a>`).FindAllString(page.body, -1) {
					seen[name]++
				}
				path, pages = "", pages+1
				if m := regexp.MustCompile(`href="(` + list + `\?[^"]*after[^"]*)"`).FindStringSubmatch(page.body); m != nil {
					path = strings.ReplaceAll(m[1], "&amp;", "&")
				}
			}
			if len(seen) != 120 || pages != 3 {
				v.Errorf("%s: %d rows on %d pages", list, len(seen), pages)
			}
			for _, hostile := range []string{"%", "' or 1=1 --", "<script>alert(1)</script>", "zz\x00", "zz\xff", "\u202e", strings.Repeat("x", 10_000)} {
				found := b.page(list + "?" + url.Values{"q": {hostile}}.Encode())
				found.must(v.T, empty)
				found.mustNot(v.T, "<script>alert")
			}
		}
	})
}

// Who reads their own target wrong corrects it: the form asks for the reason that a correction needs.
func TestATargetIsCorrected(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		ana := v.as("ana")
		path := fmt.Sprintf("/people/%d/target/%v", v.person("ana"), v.fact("ana", roster.TargetMatter)[":fact"])
		ana.get(path).must(v.T, "not where the target is withdrawn")
		form := ana.fill(path, "degree", "masters", "step", "do")
		if !form.Has("reason") {
			v.Error("the form does not ask why")
		}
		ana.decides(path, "degree", "masters", "reason", "I pressed the wrong one")
		record, err := v.store.Record(v.Context(), v.person("ana"))
		if err != nil {
			v.Fatal(err)
		}
		for _, k := range record.Facts {
			if target, is := k.Fact.(roster.Target); is && target.Degree != "masters" {
				v.Errorf("the degree is %q", target.Degree)
			}
		}
	})
}
