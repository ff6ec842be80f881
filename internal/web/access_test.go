package web_test

import (
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"attune/internal/dbtest"
	"attune/internal/web"
)

// The walk of docs/access.md: every route as every role, of one's own and of others. To add a route, add its rows to
// the tables there, one of each subject it can be of. A subject that is not yet known gets a line in subjects below; a
// form that must not be empty gets one in forms. A form that changes something is sent in a world of its own, once by
// each role: the second must be answered like the first.

// walkers are the roles of the tables, with whom they are in the quay: an external id, or a coordinator's or operator's
// address. The order is that of the page; nobody is the one who is signed out.
var walkers = []struct{ role, who string }{
	{"practitioner", "pia"},
	{"provider", "ruth"},
	{"lead", "lea"},
	{"co-lead", "cole"},
	{"member", "ana"},
	{"manager", "max"},
	{"former manager", "fred"},
	{"coordinator", "cora@example.org"},
	{"other coordinator", "mia@example.org"},
	{"operator", "odd@example.org"},
	{"signed out", ""},
}

// several are the words of the tables that stand for more than one role.
var several = map[string]int{"the roster": 7, "everybody": 10, "anybody": 11}

// quay is the world of the tables: see docs/access.md, where each role stands for what it is to the group, the session,
// the member and the program.
var quay = map[string]string{
	"people.csv": `
person_id,name,email,association,region
pia,Pia Holm,,CT,
ruth,Ruth Okonkwo,,CT,
lea,Lea Voss,,CT,
cole,Cole Adair,,CT,
ana,Ana Lindqvist,ana@example.org,CT,
max,Max Moreau,,CT,
fred,Fred Baines,,CT,
zoe,Zoe Tan,,MI,
eli,Eli Brandt,,MI,`,
	"programs.csv": `
program_id,name,kind,model,region,association
harbor,Harbor Birth to Three,birth_to_three,,,CT
bay,Bay Home Visiting,home_visiting,pat,,MI`,
	"employment.csv": `
person_id,program_id,role,fte,serves,supervises,from,to
ana,harbor,practitioner,1.0,IMH,,2024-01-01,
max,harbor,manager,1.0,,,2026-01-01,
fred,harbor,manager,1.0,,,2020-01-01,2025-12-31
eli,bay,practitioner,1.0,IMH,,2024-01-01,`,
	"credentials.csv": `
person_id,category,status,degree,from,to
ruth,IMHM-C,endorsed,masters,2018-05-01,
lea,IMHM-C,endorsed,masters,2018-05-01,
zoe,IMHM-C,endorsed,masters,2018-05-01,`,
	"targets.csv": `
person_id,category,degree,opened_on
ana,IFS,bachelors,2026-01-05
eli,IFS,bachelors,2026-01-05`,
	"groups.csv": `
group_id,name,provider_id,association,time_zone,kind,format,modality,capacity,place,program_id
thursday,Thursday circle,ruth,CT,America/New_York,reflective,group,in_person,8,Main Street 5,harbor
bay,Bay circle,zoe,MI,America/Los_Angeles,reflective,group,virtual,8,,`,
	"memberships.csv": `
group_id,person_id,from,to
thursday,ana,2026-01-01,
bay,eli,2026-01-01,`,
	"sessions.csv": `
session_id,group_id,starts,minutes,status,actual_start,actual_end,lead_id,co_lead_id,kind,modality,sheet
t1,thursday,2026-11-19T10:00,120,scheduled,,,lea,cole,,,
b1,bay,2026-11-18T10:00,60,scheduled,,,,,,,
t2,thursday,2026-12-03T10:00,120,scheduled,,,lea,cole,,,
t3,thursday,2026-12-10T10:00,120,cancelled,,,lea,cole,,,
b2,bay,2026-12-03T10:00,60,scheduled,,,,,,,
b3,bay,2026-12-10T10:00,60,cancelled,,,,,,,
old,thursday,2023-06-01T10:00,60,held,2023-06-01T14:00:00Z,2023-06-01T15:00:00Z,,,,,verified
t0,thursday,2026-10-01T10:00,60,held,2026-10-01T14:00:00Z,2026-10-01T15:00:00Z,,,,,verified
b0,bay,2026-10-01T10:00,60,held,2026-10-01T17:00:00Z,2026-10-01T18:00:00Z,,,,,verified`,
	"attendance.csv": `
session_id,person_id,mark,intervals,focus
old,ana,present,,
t0,ana,present,,
b0,eli,present,,`,
}

// coordinate makes whoever holds an account a coordinator of the tables' association.
func coordinate(*town) url.Values {
	return url.Values{"act": {"give"}, "role": {"coordinator"}, "association": {"CT"}}
}

// forms are what is sent to an address whose empty form says too little about who may send it.
var forms = map[string]func(v *town) url.Values{
	"POST /accounts/:id/roles": coordinate,
	"POST /sign-in": func(v *town) url.Values {
		return formIn(v.stranger().get(strings.TrimPrefix(v.linkFor("ana"), v.url)).body)
	},
}

func TestEveryRouteAsEveryRole(t *testing.T) {
	t.Parallel()
	rows := accessRows(t)
	dir := bundle(t, quay)
	var reads []accessRow
	for _, row := range rows {
		if row.method == http.MethodGet {
			reads = append(reads, row)
			continue
		}
		t.Run(row.String(), func(t *testing.T) {
			t.Parallel()
			walk(quayside(t, dbtest.SQLite(t), dir), row)
		})
	}
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		walk(quayside(t, db, dir), reads...)
	})
}

// quayside is the world of the tables, served.
func quayside(t *testing.T, db dbtest.Database, dir string) *town {
	t.Helper()
	v := settle(t, db, noon, dir)
	v.invite("cora@example.org", "CT")
	v.invite("mia@example.org", "MI")
	v.invite("odd@example.org", "")
	v.issuer("ana@example.org")
	return v
}

// walk asks for the addresses of some rows as every role.
func walk(v *town, rows ...accessRow) {
	v.Helper()
	asked := make(map[string]bool)
	routes, err := web.Routes(v.config())
	if err != nil {
		v.Fatal(err)
	}
	for _, r := range routes {
		asked[r.Method+" "+r.Path] = r.SignedIn
	}
	browsers := make(map[string]*visitor)
	for _, w := range walkers {
		if browsers[w.role] = v.stranger(); w.who != "" {
			browsers[w.role] = v.as(w.who)
		}
	}
	for _, row := range rows {
		path := row.path
		for name, value := range row.params(v) {
			path = strings.ReplaceAll(path, name, value)
		}
		for _, w := range walkers {
			var form url.Values
			if fill := forms[row.route()]; fill != nil {
				form = fill(v)
			}
			a := browsers[w.role].send(row.method, path, form)
			if got, want := outcome(a), row.expects(w.role, asked[row.route()]); got != want {
				v.Errorf("%s as %s: %s (%s); docs/access.md says %s", row, w.role, got, a.Status, want)
			}
		}
	}
}

// send asks with any method, from our own site.
func (b *visitor) send(method, path string, form url.Values) answer {
	b.Helper()
	if method == http.MethodPost {
		return b.post(path, form)
	}
	return b.do(b.request(method, path, nil))
}

// outcome is how an answer reads in the tables. A form that comes back with what is wrong in it was let in.
func outcome(a answer) string {
	to := a.Header.Get("Location")
	switch {
	case a.StatusCode == http.StatusUnauthorized, a.StatusCode == http.StatusSeeOther && a.Request.Method == http.MethodGet && strings.HasPrefix(to, "/sign-in"):
		return "sign in"
	case a.StatusCode == http.StatusNotFound:
		return "nothing there"
	case a.StatusCode == http.StatusForbidden:
		return "refused"
	case slices.Contains([]int{http.StatusOK, http.StatusSeeOther, http.StatusUnprocessableEntity, http.StatusConflict}, a.StatusCode):
		return "opens"
	default:
		return a.Status
	}
}

// accessRow is a row of the tables of docs/access.md.
type accessRow struct {
	method, path, subject string
	opens, refused        []string
}

func (r accessRow) String() string {
	return strings.TrimSpace(r.method + " " + r.path + " " + r.subject)
}

// route is the route that the row's address takes, as the table of routes has it.
func (r accessRow) route() string {
	path, _, _ := strings.Cut(r.path, "?")
	return r.method + " " + path
}

func (r accessRow) params(v *town) map[string]string {
	v.Helper()
	if r.subject == "" {
		return nil
	}
	find, known := subjects[r.subject]
	if !known {
		v.Fatalf("docs/access.md speaks of %q; give it a line in subjects", r.subject)
	}
	return find(v)
}

// expects is what the row says of a role; asked tells whether who is signed out is asked to sign in there.
func (r accessRow) expects(role string, asked bool) string {
	switch {
	case slices.Contains(r.opens, role):
		return "opens"
	case asked && role == "signed out":
		return "sign in"
	case slices.Contains(r.refused, role):
		return "refused"
	default:
		return "nothing there"
	}
}

var accessLine = regexp.MustCompile("^\\|[^|]*\\| `(GET|POST) ([^`]+)` \\|([^|]*)\\|([^|]*)\\|([^|]*)\\|$")

// accessRows reads the tables.
func accessRows(t *testing.T) []accessRow {
	t.Helper()
	page, err := os.ReadFile("../../docs/access.md")
	if err != nil {
		t.Fatal(err)
	}
	var rows []accessRow
	for line := range strings.Lines(string(page)) {
		if m := accessLine.FindStringSubmatch(strings.TrimSpace(line)); m != nil {
			rows = append(rows, accessRow{m[1], m[2], strings.TrimSpace(m[3]), rolesIn(t, m[4]), rolesIn(t, m[5])})
		}
	}
	return rows
}

// rolesIn are the roles that a cell names.
func rolesIn(t *testing.T, cell string) []string {
	t.Helper()
	var roles []string
	for word := range strings.SplitSeq(cell, ",") {
		word = strings.TrimSpace(word)
		n, all := several[word]
		i := slices.IndexFunc(walkers, func(w struct{ role, who string }) bool { return w.role == word })
		switch {
		case word == "":
		case all:
			for _, w := range walkers[:n] {
				roles = append(roles, w.role)
			}
		case i >= 0:
			roles = append(roles, word)
		default:
			t.Errorf("docs/access.md names %q, which is no role of the walk", word)
		}
	}
	return roles
}

// A route that the tables leave out is a route nobody thought of; one that takes an id is walked with two.
func TestTheTablesNameEveryRoute(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, quay))
	routes, err := web.Routes(v.config())
	if err != nil {
		t.Fatal(err)
	}
	named, served := make(map[string]int), make(map[string]bool)
	for _, row := range accessRows(t) {
		named[row.route()]++
	}
	for _, r := range routes {
		route, wanted := r.Method+" "+r.Path, 1
		if served[route] = true; strings.Contains(r.Path, ":") {
			wanted = 2
		}
		if named[route] < wanted {
			t.Errorf("docs/access.md has %d rows of %s, want %d: who may, and of whose", named[route], route, wanted)
		}
	}
	for route := range named {
		if !served[route] {
			t.Errorf("docs/access.md speaks of %s, which nobody serves", route)
		}
	}
}
