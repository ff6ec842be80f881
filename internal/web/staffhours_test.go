package web_test

import (
	"encoding/csv"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"attune/internal/dbtest"
)

// seasons is a spring in three programs, worked out by hand below. Max manages Oak and Elm, Nel manages Ash. Ana works
// at Oak from March to June, and from May at Elm, too; Tia moves from Ash to Oak on 1 May; Ben left Oak on 15 April;
// Ruth provides, and is of Oak's staff since May. Gus is of Washington, where it is three hours earlier, and works at
// Oak all the time. =Eve is there so that a spreadsheet meets a name that looks like a formula.
var seasons = map[string]string{
	"people.csv": `
person_id,name,email,association,region
ana,Ana Lind,,CT,
ben,Ben Hall,,CT,
tia,Tia Moss,,CT,
ruth,Ruth Oak,,CT,
max,Max Moor,,CT,
nel,Nel Park,,CT,
eve,=Eve(),,CT,
gus,Gus West,,WA,`,
	"programs.csv": `
program_id,name,kind,model,region,association
oak,Oak,birth_to_three,,,CT
elm,Elm,birth_to_three,,,CT
ash,Ash,birth_to_three,,,CT`,
	"employment.csv": `
person_id,program_id,role,fte,serves,supervises,from,to
ana,oak,practitioner,0.5,IMH,,2026-03-01,2026-06-30
ana,elm,practitioner,0.5,IMH,,2026-05-01,
tia,ash,practitioner,1.0,IMH,,2026-01-01,2026-04-30
tia,oak,practitioner,1.0,IMH,,2026-05-01,
ben,oak,practitioner,1.0,IMH,,2024-01-01,2026-04-15
ruth,oak,supervisor,1.0,,IMH,2026-05-01,
gus,oak,practitioner,1.0,IMH,,2024-01-01,
eve,elm,practitioner,1.0,IMH,,2024-01-01,
max,oak,manager,1.0,,,2024-01-01,
max,elm,manager,1.0,,,2024-01-01,
nel,ash,manager,1.0,,,2024-01-01,`,
	"credentials.csv": `
person_id,category,status,degree,from,to
ruth,IMHM-C,endorsed,masters,2018-05-01,`,
	"targets.csv": `
person_id,category,degree,opened_on
ana,IFS,bachelors,2026-01-05`,
	"groups.csv": `
group_id,name,provider_id,association,time_zone,kind,format,modality,capacity,place,program_id
owls,Owls,ruth,CT,America/New_York,reflective,group,in_person,20,,
peers,Peers,ruth,CT,America/New_York,peer,group,in_person,20,,`,
	"memberships.csv": `
group_id,person_id,from,to
owls,ana,2025-01-01,
owls,tia,2025-01-01,
owls,ben,2025-01-01,
owls,gus,2025-01-01,
peers,ana,2025-01-01,`,
	// The last half hour of February, the first of March, a long one in May, and the last and first of June and July.
	"sessions.csv": `
session_id,group_id,starts,minutes,status,actual_start,actual_end,lead_id,co_lead_id,kind,modality,sheet
feb,owls,2026-02-28T23:30,60,held,2026-03-01T04:30:00Z,2026-03-01T05:30:00Z,,,,,verified
mar,owls,2026-03-01T00:00,60,held,2026-03-01T05:00:00Z,2026-03-01T06:00:00Z,,,,,verified
apr,peers,2026-04-10T10:00,45,held,2026-04-10T14:00:00Z,2026-04-10T14:45:00Z,,,,,verified
draft,owls,2026-04-20T10:00,120,held,2026-04-20T14:00:00Z,2026-04-20T16:00:00Z,,,,,open
may,owls,2026-05-10T10:00,120,held,2026-05-10T14:00:00Z,2026-05-10T16:00:00Z,,,,,verified
gone,owls,2026-05-20T10:00,120,cancelled,,,,,,,
jun,owls,2026-06-30T23:30,60,held,2026-07-01T03:30:00Z,2026-07-01T04:30:00Z,,,,,verified
jul,owls,2026-07-01T00:00,60,held,2026-07-01T04:00:00Z,2026-07-01T05:00:00Z,,,,,verified`,
	"attendance.csv": attended("present,"),
}

// attended is who was there; ana is Ana's mark on 10 May, with its times.
func attended(ana string) string {
	lines := []string{"session_id,person_id,mark,intervals,focus"}
	for _, session := range []string{"feb", "mar", "may", "jun", "jul"} {
		for _, person := range []string{"ana", "ben", "gus", "tia"} {
			mark := "present,"
			if session == "may" && person == "ana" {
				mark = ana
			}
			lines = append(lines, session+","+person+","+mark+",")
		}
	}
	return strings.Join(append(lines, "apr,ana,present,,", "draft,ana,partial,2026-04-20T14:00:00Z/2026-04-20T15:30:00Z,", "draft,tia,excused,,"), "\n")
}

const spring = "from=2026-03-01&to=2026-06-30"

// figures are the rows of a table of hours as its file has them: name, then reflective and other received, reflective
// and other provided, not verified, and trainings.
func (b *visitor) figures(query string) []string {
	b.Helper()
	a := b.page("/staff/hours.csv?" + query)
	_, rows, found := strings.Cut(a.body, "\r\n\r\n")
	if a.Header.Get("Content-Type") != "text/csv; charset=utf-8" || a.Header.Get("Cache-Control") != "no-store" || !strings.HasPrefix(a.body, "\ufeffHours of staff,") || !found {
		b.Errorf("no file: %v\n%s", a.Header, a.body)
	}
	list, err := csv.NewReader(strings.NewReader(rows)).ReadAll()
	if err != nil || list[0][1] != "Toward" {
		b.Fatalf("the file: %v\n%s", err, rows)
	}
	var figures []string
	for _, row := range list[1:] {
		figures = append(figures, strings.Join(slices.Delete(row, 1, 2), ","))
	}
	return figures
}

func inSeasons(t *testing.T, story func(v *town)) {
	t.Helper()
	inTown(t, seasons, story)
}

// Each figure, by hand. Ana received mar 1.00, may 2.00 and jun 1.00; feb is of the day before, jul of the day after.
// Tia's mar is of her time at Ash. For Gus mar was still February, and jul still June. Ruth gave may and jun.
func TestHoursOfSomeDaysWithinEmployment(t *testing.T) {
	t.Parallel()
	inSeasons(t, func(v *town) {
		oak, elm, ash := fmt.Sprintf("&program=%d", v.program("oak")), fmt.Sprintf("&program=%d", v.program("elm")), fmt.Sprintf("&program=%d", v.program("ash"))
		for _, row := range []struct {
			what, who, query string
			want             []string
		}{
			{"all that Max manages: nobody twice, and Ben left", "max", spring, []string{
				"'=Eve(),0.00,0.00,0.00,0.00,0.00,0.00", "Ana Lind,4.00,0.75,0.00,0.00,1.50,0.00", "Gus West,4.00,0.00,0.00,0.00,0.00,0.00", "Max Moor,0.00,0.00,0.00,0.00,0.00,0.00",
				"Ruth Oak,0.00,0.00,3.00,0.00,0.00,0.00", "Tia Moss,3.00,0.00,0.00,0.00,0.00,0.00", "All of them,11.00,0.75,3.00,0.00,1.50,0.00",
			}},
			{"Oak alone", "max", spring + oak, []string{
				"Ana Lind,4.00,0.75,0.00,0.00,1.50,0.00", "Gus West,4.00,0.00,0.00,0.00,0.00,0.00", "Max Moor,0.00,0.00,0.00,0.00,0.00,0.00", "Ruth Oak,0.00,0.00,3.00,0.00,0.00,0.00",
				"Tia Moss,3.00,0.00,0.00,0.00,0.00,0.00", "All of them,11.00,0.75,3.00,0.00,1.50,0.00",
			}},
			{"Elm alone, since May", "max", spring + elm, []string{
				"'=Eve(),0.00,0.00,0.00,0.00,0.00,0.00", "Ana Lind,3.00,0.00,0.00,0.00,0.00,0.00", "Max Moor,0.00,0.00,0.00,0.00,0.00,0.00", "All of them,3.00,0.00,0.00,0.00,0.00,0.00",
			}},
			{"one day", "max", "from=2026-06-30&to=2026-06-30" + oak, []string{
				"Ana Lind,1.00,0.00,0.00,0.00,0.00,0.00", "Gus West,2.00,0.00,0.00,0.00,0.00,0.00", "Max Moor,0.00,0.00,0.00,0.00,0.00,0.00", "Ruth Oak,0.00,0.00,1.00,0.00,0.00,0.00",
				"Tia Moss,1.00,0.00,0.00,0.00,0.00,0.00", "All of them,4.00,0.00,1.00,0.00,0.00,0.00",
			}},
			{"Ash, which Tia has left", "nel", spring, []string{"Nel Park,0.00,0.00,0.00,0.00,0.00,0.00", "All of them,0.00,0.00,0.00,0.00,0.00,0.00"}},
			{"Ash for the coordinator", "cora@example.org", spring + ash, []string{
				"Nel Park,0.00,0.00,0.00,0.00,0.00,0.00", "Tia Moss,1.00,0.00,0.00,0.00,0.00,0.00", "All of them,1.00,0.00,0.00,0.00,0.00,0.00",
			}},
			{"Oak for the coordinator: Ben, and not Gus", "cora@example.org", spring + oak, []string{
				"Ana Lind,4.00,0.75,0.00,0.00,1.50,0.00", "Ben Hall,1.00,0.00,0.00,0.00,0.00,0.00", "Max Moor,0.00,0.00,0.00,0.00,0.00,0.00",
				"Ruth Oak,0.00,0.00,3.00,0.00,0.00,0.00", "Tia Moss,3.00,0.00,0.00,0.00,0.00,0.00", "All of them,8.00,0.75,3.00,0.00,1.50,0.00",
			}},
		} {
			if diff := cmp.Diff(row.want, v.as(row.who).figures(row.query)); diff != "" {
				v.Errorf("%s (-want +got):\n%s", row.what, diff)
			}
		}
	})
}

// What was amended counts as it was amended: the reversed entry is in no figure.
func TestAmendedHoursCountOnce(t *testing.T) {
	t.Parallel()
	inSeasons(t, func(v *town) {
		later := maps.Clone(seasons)
		later["attendance.csv"] = attended("partial,2026-05-10T14:00:00Z/2026-05-10T15:15:00Z")
		v.importFrom(bundle(v.T, later))
		if got := v.as("max").figures(spring)[1]; got != "Ana Lind,3.25,0.75,0.00,0.00,1.50,0.00" {
			v.Errorf("after the amendment: %s", got)
		}
	})
}

var memberHoursLink = regexp.MustCompile(`<td role="cell" class="n" data-label="([^"]+)"><a href="([^"]+)"><data value="(\d+)"`)

// Each figure opens exactly the entries that it is the sum of.
func TestEachFigureOfHoursOpensItsEntries(t *testing.T) {
	t.Parallel()
	inSeasons(t, func(v *town) {
		max := v.as("max")
		staff := max.page("/staff/hours?" + spring)
		max.page("/staff/hours.csv?"+spring).must(v.T, "Ruth Oak,\"IMHM-C, renewal 2026\",0.00")
		staff.must(v.T, "Hours from 1 March 2026 to 30 June 2026", "An hour counts once", "1 person is left out", `title="11:00">11.00`, "All programs")
		links := memberHoursLink.FindAllStringSubmatch(staff.body, -1)
		if len(links) != 6 {
			v.Errorf("%d figures open something, want 6: %q", len(links), links)
		}
		for _, m := range links {
			a := max.page(strings.ReplaceAll(m[2], "&amp;", "&"))
			a.must(v.T, `class="number"><data value="`+m[3]+`"`)
			total := 0
			for _, chip := range regexp.MustCompile(`chip \w+"><data value="(\d+)"`).FindAllStringSubmatch(a.body, -1) {
				n := 0
				_, _ = fmt.Sscan(chip[1], &n)
				total += n
			}
			if fmt.Sprint(total) != m[3] {
				v.Errorf("%s opens %d minutes, shows %s\n%s", m[2], total, m[3], a.body)
			}
		}
		ana := fmt.Sprintf("/staff/%d/hours?%s", v.person("ana"), spring)
		all := max.page(ana)
		all.must(v.T, "Sunday 1 March 2026", "Tuesday 30 June 2026", "Monday 20 April 2026", "not verified yet", "Friday 10 April 2026")
		all.mustNot(v.T, "28 February", "1 July 2026", `href="/sessions/`)
		max.page(ana+"&show=received-other").mustNot(v.T, "Sunday 1 March 2026")
		for who, path := range map[string]string{
			"nel": ana, "ana": ana, "max": fmt.Sprintf("/staff/%d/hours?%s", v.person("ben"), spring),
			"cora@example.org": fmt.Sprintf("/staff/%d/hours?%s&program=%d", v.person("gus"), spring, v.program("oak")),
		} {
			if a := v.as(who).get(path); a.StatusCode != http.StatusNotFound {
				v.Errorf("%s at %s: %s", who, path, a.Status)
			}
		}
		if a := max.get(ana + fmt.Sprintf("&program=%d", v.program("ash"))); a.StatusCode != http.StatusNotFound {
			v.Errorf("a program of somebody else: %s", a.Status)
		}
	})
}

// The days are remembered in the addresses of the page; where nobody says any, they are this year's.
func TestTheDaysOfHours(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, seasons))
	max := v.as("max")
	max.page("/staff/hours").must(t, "Hours from 1 January 2026 to 19 November 2026", `aria-current="true">This year`, "from=2026-10-01&amp;to=2026-10-31", "from=2026-11-01&amp;to=2026-11-19")
	some := max.page("/staff/hours?" + spring)
	some.must(t, fmt.Sprintf(`<option value="%d">`, v.program("elm")), "hours.csv?"+strings.ReplaceAll(spring, "&", "&amp;"))
	for name, row := range map[string]struct{ from, to, says string }{
		"no day":        {"soon", "2026-06-30", "Write a day of the calendar"},
		"no last day":   {"2026-06-30", "", "Write a day of the calendar"},
		"backwards":     {"2026-06-30", "2026-06-29", "is before the first"},
		"too long":      {"2001-01-01", "2026-06-30", "more than five years"},
		"no such day":   {"2026-02-30", "2026-06-30", "Write a day of the calendar"},
		"year 0":        {"0000-01-01", "2026-06-30", "Write a"},
		"markup":        {"<script>alert(1)</script>", "2026-06-30", "Write a day"},
		"NUL and bytes": {"2026-\x00\xff", "2026-06-30", "Write a day"},
		"very long":     {strings.Repeat("9", 10000), "2026-06-30", "Write a day"},
	} {
		query := url.Values{"from": {row.from}, "to": {row.to}}.Encode()
		a := max.get("/staff/hours?" + query)
		if a.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%s: %s", name, a.Status)
		}
		a.must(t, row.says, `aria-invalid="true"`)
		a.mustNot(t, "<script>alert", "CSV file")
		file := max.get("/staff/hours.csv?" + query)
		if file.StatusCode != http.StatusSeeOther || !strings.HasPrefix(file.Header.Get("Location"), "/staff/hours?") {
			t.Errorf("%s as a file: %s %s", name, file.Status, file.Header.Get("Location"))
		}
	}
}

// Trainings that Ana attended stand apart, in no sum, for Max of the days since she came to Harbor; of what was before he is
// told nothing.
func TestTrainingsOfStaffStandApart(t *testing.T) {
	t.Parallel()
	files := maps.Clone(harbor)
	files["groups.csv"] += "\nfeelings,First Feelings,vic,CT,America/New_York,training,group,in_person,8,Main Street 5,harbor"
	files["memberships.csv"] += "\nfeelings,ana,2026-01-01,"
	files["sessions.csv"] += `
f0,feelings,2026-02-09T09:00,180,held,2026-02-09T14:00:00Z,2026-02-09T17:00:00Z,,,,,verified
f1,feelings,2026-10-05T09:00,120,held,2026-10-05T13:00:00Z,2026-10-05T15:00:00Z,,,,,verified`
	files["attendance.csv"] += "\nf0,ana,present,,\nf1,ana,present,,"
	inTown(t, files, func(v *town) {
		path := fmt.Sprintf("/staff/%d/hours", v.person("ana"))
		max := v.as("max")
		page := max.page(path + "?from=2026-01-01&to=2026-11-19")
		page.must(v.T, `<section id="training">`, `title="2:00">2.00</data> training hours in 1 verified session.`, "First Feelings", "never count as such.")
		page.mustNot(v.T, "9 February 2026", "the whole way", `<a href="/sessions/`)
		supervised, _, _ := strings.Cut(page.body, `<section id="training">`)
		if strings.Contains(supervised, "First Feelings") {
			v.Error("a training is listed among hours of supervision")
		}
		for _, days := range []string{"?from=2026-01-01&to=2026-02-28", "?from=2026-10-06&to=2026-11-19"} {
			if a := max.get(path + days); strings.Contains(a.body, "First Feelings") {
				v.Errorf("%s: %s\n%s", days, a.Status, a.body)
			}
		}
		max.page(path+"?from=2026-10-05&to=2026-10-05").must(v.T, "No session of supervision on these days.", `<section id="training">`)
	})
}

// The table of the staff has the hours of trainings beside those of supervision, by hand for 2026: Ana's 1.75 and 2.00 of the circle
// since she came to Harbor and 1.50 not verified, Ben's 6.00 and 1.91; and of the two trainings that Ana attended the one of
// October. Its figure opens that session, and no figure of supervision holds it.
func TestTheTableOfHoursHasTrainingsBeside(t *testing.T) {
	t.Parallel()
	files := maps.Clone(harbor)
	files["groups.csv"] += "\nfeelings,First Feelings,vic,CT,America/New_York,training,group,in_person,8,Main Street 5,harbor"
	files["memberships.csv"] += "\nfeelings,ana,2026-01-01,"
	files["sessions.csv"] += `
f0,feelings,2026-02-09T09:00,180,held,2026-02-09T14:00:00Z,2026-02-09T17:00:00Z,,,,,verified
f1,feelings,2026-10-05T09:00,120,held,2026-10-05T13:00:00Z,2026-10-05T15:00:00Z,,,,,verified`
	files["attendance.csv"] += "\nf0,ana,present,,\nf1,ana,present,,"
	inTown(t, files, func(v *town) {
		max := v.as("max")
		year := "from=2026-01-01&to=2026-11-19"
		want := []string{
			"Ana Lindqvist,3.75,0.00,0.00,0.00,1.50,2.00", "Ben Hollis,6.00,0.00,0.00,0.00,1.91,0.00", "Cleo Rivera,0.00,0.00,0.00,0.00,0.00,0.00",
			"Dan Farrow,0.00,0.00,0.00,0.00,0.00,0.00", "Max Moreau,0.00,0.00,0.00,0.00,0.00,0.00", "All of them,9.75,0.00,0.00,0.00,3.41,2.00",
		}
		if diff := cmp.Diff(want, max.figures(year)); diff != "" {
			v.Errorf("the table (-want +got):\n%s", diff)
		}
		page := max.page("/staff/hours?" + year)
		opens := fmt.Sprintf("/staff/%d/hours?%s#training", v.person("ana"), year)
		page.must(v.T, `data-label="Training"><a href="`+strings.ReplaceAll(opens, "&", "&amp;")+`"><data value="120"`, "never count as such")
		max.page(opens).must(v.T, `<section id="training">`, "First Feelings", "Monday 5 October 2026")
		october := max.figures("from=2026-10-05&to=2026-10-05")
		if got := october[len(october)-1]; got != "All of them,0.00,0.00,0.00,0.00,0.00,2.00" {
			v.Errorf("on the day of the training alone: %s", got)
		}
	})
}
