package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// lakes is a program in Michigan and one in Connecticut. Max, of Michigan, manages both.
var lakes = map[string]string{
	"people.csv": `
person_id,name,email,association,region
amy,Amy Ash,,MI,
bob,Bob Birch,,MI,
cat,Cat Cedar,,MI,
dot,"=Dot, Dale",,MI,
eve,Eve Elm,,CT,
max,Max Moor,,MI,`,
	"programs.csv": `
program_id,name,kind,model,region,association
lake,Lake Home Visits,home_visiting,,,MI
coast,Coast Home Visits,home_visiting,,,CT`,
	"employment.csv": `
person_id,program_id,role,fte,serves,supervises,from,to
amy,lake,practitioner,1.0,IMH,,2024-01-01,
bob,lake,practitioner,1.0,IMH,,2024-01-01,
cat,lake,practitioner,1.0,IMH,,2024-01-01,2026-10-31
dot,lake,practitioner,1.0,IMH,,2024-01-01,
eve,coast,practitioner,0.5,IMH,,2024-01-01,
max,lake,manager,1.0,,,2026-01-01,
max,coast,manager,0.1,,,2026-01-01,`,
	"credentials.csv": `
person_id,category,status,degree,from,to
amy,ECMHS,endorsed,masters,2020-01-01,
amy,IFS,endorsed,masters,2018-01-01,
bob,IFS,endorsed,,2020-01-01,
cat,IMHS,endorsed,masters,2020-01-01,
dot,IMHS,endorsed,masters,2018-01-01,2026-11-18
eve,IMHS,endorsed,masters,2018-01-01,`,
	"targets.csv":     "\nperson_id,category,degree,opened_on",
	"groups.csv":      "\ngroup_id,name,provider_id,association,time_zone,kind,format,modality,capacity,place,program_id",
	"memberships.csv": "\ngroup_id,person_id,from,to",
	"sessions.csv":    "\nsession_id,group_id,starts,minutes,status,actual_start,actual_end,lead_id,co_lead_id,kind,modality,sheet",
	"attendance.csv":  "\nsession_id,person_id,mark,intervals,focus",
}

// By hand, on 19 November 2026: Amy's ECMHS is the twin of the preferred IMHS; Bob's IFS is the least; Cat left in October;
// Dot's IMHS ended the day before; Max holds nothing. Connecticut's state asks for nothing that is on record.
func TestWhoMayBillMedicaid(t *testing.T) {
	t.Parallel()
	inTown(t, lakes, func(v *town) {
		v.invite("mia@example.org", "MI")
		max := v.as("max")
		a := max.page("/staff/medicaid.csv")
		if !strings.HasPrefix(a.body, "\ufeff") || !strings.Contains(a.Header.Get("Content-Disposition"), `"medicaid.csv"`) {
			t.Errorf("the file begins %.20q, %s", a.body, a.Header.Get("Content-Disposition"))
		}
		head, rows, _ := strings.Cut(a.body, "\r\n\r\n")
		want := strings.Join([]string{
			"Name,Program,Endorsed today as,Medicaid",
			`"'=Dot, Dale",Lake Home Visits,,not eligible`,
			`Amy Ash,Lake Home Visits,"IFS, ECMHS",preferred`,
			"Bob Birch,Lake Home Visits,IFS,eligible",
			"Max Moor,Lake Home Visits,,not eligible",
			`Total,,,"1 preferred, 1 eligible, 2 not eligible"`, "",
		}, "\r\n")
		if rows != want {
			t.Errorf("the file is\n%s\nwant\n%s", rows, want)
		}
		for _, says := range []string{"IFS or higher", "IMHS or higher is preferred", "michiganimhhv.org", "As of,2026-11-19", "Only what is endorsed and in force today serves; what is emerging or vetted does not.", "say nothing of Medicaid for the Connecticut"} {
			if !strings.Contains(head, says) {
				t.Errorf("the head does not say %q:\n%s", says, head)
			}
		}
		page := max.page("/staff/medicaid")
		page.must(v.T, "Amy Ash", "Preferred", "1 preferred, 1 eligible, 2 not eligible", "M10", "say nothing of Medicaid for the Connecticut")
		page.mustNot(v.T, "Cat Cedar", "Eve Elm")
		amy := fmt.Sprintf(`<a href="/staff/%d">Amy Ash</a>`, v.person("amy"))
		page.must(v.T, amy, "Only what is endorsed and in force today serves")
		max.page(fmt.Sprintf("/staff/%d", v.person("amy"))).must(v.T, "Amy Ash")
		max.page("/staff").must(v.T, "/staff/medicaid")
		coast := fmt.Sprintf("/staff/medicaid?program=%d", v.program("coast"))
		max.page(coast).must(v.T, "say nothing of Medicaid for the Connecticut")
		if a := max.get(strings.Replace(coast, "medicaid?", "medicaid.csv?", 1)); a.StatusCode != http.StatusSeeOther {
			t.Errorf("a file where nothing is asked for: %s", a.Status)
		}
		v.as("mia@example.org").page("/staff/medicaid").must(v.T, amy)
		v.as("cora@example.org").page("/staff").mustNot(v.T, "/staff/medicaid")
		if a := v.as("amy").get("/staff/medicaid"); a.StatusCode != http.StatusNotFound {
			t.Errorf("somebody who manages nothing: %s", a.Status)
		}
	})
}

// Bob holds IFS in Michigan: his renewal of 2026 asks for 15 hours of training, one of them about equity, and for none about
// giving supervision, because he gave none; beside it stands the way to ERS, 12 hours received, 15 of training, 12 months.
func TestARenewalAndTheAddOnOnTheWay(t *testing.T) {
	t.Parallel()
	inTown(t, lakes, func(v *town) {
		page := v.as("bob").page("/hours/way")
		renewal, addOn, both := strings.Cut(page.body, "ERS, the add-on")
		if !both {
			t.Fatalf("no add-on on %s", page.body)
		}
		for _, says := range []string{"Renewal for 2026", "0.00 of 12 hours counted", "0.00 of 15 hours confirmed", "Training about equity", "0.00 of 1 hour confirmed", "Membership of the association in 2026", "C6"} {
			if !strings.Contains(renewal, says) {
				t.Errorf("the renewal does not say %q", says)
			}
		}
		if strings.Contains(renewal, "Training about giving supervision") {
			t.Error("the renewal asks who gave no supervision for training about it")
		}
		for _, says := range []string{"Next: hours received about giving supervision: 12.00 missing.", "0.00 of 12 hours", "Training about giving supervision", "0.00 of 15 hours confirmed", "0 of 12 months", "A4"} {
			if !strings.Contains(addOn, says) {
				t.Errorf("the add-on does not say %q", says)
			}
		}
		for _, opens := range []string{`<a href="/hours#all">Reflective supervision received about giving supervision</a>`, `<a href="#evidence">Training about giving supervision</a>`, `<a href="/hours/provided">Reflective supervision given</a>`} {
			if !strings.Contains(addOn, opens) {
				v.Errorf("the add-on has no %s", opens)
			}
		}
		v.as("bob").page("/hours/provided").must(v.T, "Hours I provided")
	})
}
