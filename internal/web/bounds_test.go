package web_test

import (
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"attune/internal/dbtest"
	"attune/internal/roster"
	"attune/internal/web"
)

// outlandish is what no form here is made for, in a field: it has to come back with a sentence, or to be taken for nothing.
var outlandish = map[string]string{
	"NUL":               marker + "\x00x",
	"control":           marker + "\x01\x1b[31m",
	"invalid UTF-8":     marker + "\xff\xfe\xc0",
	"a lone surrogate":  marker + "\xed\xa0\x80",
	"10,000 characters": strings.Repeat(marker+"é", 1112),
	"a huge number":     "99999999999999999999999",
	"the last number":   "9223372036854775807",
	"a negative number": "-1",
	"turned around":     marker + "\u202egnirts\u200b",
	markup:              marker + "<script>alert(1)</script>\r\nBcc: x",
}

// markup may be kept where sentences are, and is shown as it was typed.
const markup = "markup"

// marker is in what nobody may find again.
const marker = "HOSTILE "

// fieldNames are the names of all fields that any form here reads, as the source has them: a new one is among them by
// itself. Fields of rows come with the number of a row.
func fieldNames(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	tags := regexp.MustCompile("form:\"(\\w+)\"|fieldView\\{Name: \"(\\w+)\"|\\.Get\\(\"(\\w+)\"\\)|sent\\[\"(\\w+)\"\\]")
	names := make(map[string]bool)
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range tags.FindAllStringSubmatch(string(text), -1) {
			name := m[1] + m[2] + m[3] + m[4]
			names[name], names["people[0]."+name] = true, true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// posted is a route that takes forms, with somebody for whom it opens.
type posted struct {
	accessRow
	path, who string     // who as walkers have them; empty: who is signed out
	form      url.Values // as a page has it; empty where the act has no fields
}

// posts are the routes that take forms in a world, with each subject of docs/access.md for which they open to anybody.
func (v *town) posts(rows []accessRow) []posted {
	v.Helper()
	found := make(map[string]url.Values)
	browsers := make(map[string]*visitor)
	var list []posted
	for _, row := range rows {
		if len(row.opens) == 0 {
			continue
		}
		who, path := whoFor(row), row.path
		for name, value := range row.params(v) {
			path = strings.ReplaceAll(path, name, value)
		}
		if row.method != http.MethodGet {
			list = append(list, posted{row, path, who, nil})
			continue
		}
		if browsers[who] == nil {
			browsers[who] = v.someone(who)
		}
		maps.Copy(found, formsIn(browsers[who].get(path).body))
	}
	for i := range list {
		list[i].form = maps.Clone(found[list[i].path])
	}
	return list
}

// whoFor is somebody for whom a row opens: who is signed out where they may, else whoever sees most.
func whoFor(row accessRow) string {
	for _, role := range []string{"signed out", "coordinator", "operator", "other coordinator", "member", row.opens[0]} {
		if i := slices.IndexFunc(walkers, func(w struct{ role, who string }) bool { return w.role == role }); slices.Contains(row.opens, role) {
			return walkers[i].who
		}
	}
	return ""
}

func (v *town) someone(who string) *visitor {
	v.Helper()
	if who == "" {
		return v.stranger()
	}
	return v.as(who)
}

var formAction = regexp.MustCompile(`(?s)<form method="post" action="([^"]+)"[^>]*>(.*?)</form>`)

// formsIn are the forms of a page that change something, by where they go.
func formsIn(page string) map[string]url.Values {
	forms := make(map[string]url.Values)
	for _, m := range formAction.FindAllStringSubmatch(page, -1) {
		forms[m[1]] = fieldsIn(m[2])
	}
	return forms
}

// ledgerOfActs reads the histories of everybody on.
type ledgerOfActs map[roster.Association]int64

// news are the acts since it was read the last time.
func (l ledgerOfActs) news(v *town) string {
	v.Helper()
	var acts []string
	for _, code := range []roster.Association{"CT", "MI", ""} {
		rows, err := v.store.HistoryOf(v.Context(), code, l[code], 1000)
		if err != nil {
			v.Fatal(err)
		}
		for _, row := range rows {
			acts, l[code] = append(acts, row.Act), row.Seq
		}
	}
	return strings.Join(acts, " ")
}

// Whatever is sent to whichever form, nothing fails, and what cannot be meant changes nothing.
func TestEveryFormIsBounded(t *testing.T) {
	t.Parallel()
	rows, names, dir := accessRows(t), fieldNames(t), bundle(t, quay)
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		v := quayside(t, db, dir)
		for _, p := range v.posts(rows) {
			b, acts := v.someone(p.who), ledgerOfActs{}
			acts.news(v)
			bounded := func(what string, a answer, statuses ...int) {
				if a.StatusCode >= 500 || len(statuses) > 0 && !slices.Contains(statuses, a.StatusCode) || strings.Contains(a.body, "<script>alert(1)") ||
					a.StatusCode >= 400 && !strings.Contains(a.body, "<h1") {
					t.Errorf("%s, %s: %s\n%s", p.accessRow, what, a.Status, a.body)
				}
				if done := acts.news(v); done != "" && done != "password.changed" && !strings.HasSuffix(what, markup) { // a password is any text
					t.Errorf("%s, %s: %s, and did %s", p.accessRow, what, a.Status, done)
				}
			}
			x := strings.Repeat("x", 300<<10)
			bounded("too large", b.raw(p.path, formType, strings.NewReader(x)), http.StatusRequestEntityTooLarge)
			bounded("too large, chunked", b.raw(p.path, formType, io.MultiReader(strings.NewReader("a="), strings.NewReader(x))), http.StatusRequestEntityTooLarge)
			bounded("JSON", b.raw(p.path, "application/json", strings.NewReader(`{"step":"do"}`)), http.StatusUnprocessableEntity)
			bounded("plain text", b.raw(p.path, "text/plain", strings.NewReader(p.form.Encode())), http.StatusUnprocessableEntity)
			bounded("of no type", b.raw(p.path, "", strings.NewReader(p.form.Encode())), http.StatusUnprocessableEntity)
			bounded("a broken escape", b.raw(p.path, formType, strings.NewReader("a=%zz&"+p.form.Encode())), http.StatusUnprocessableEntity)
			bounded("a NUL", b.raw(p.path, formType, strings.NewReader("a=x%00&"+p.form.Encode())), http.StatusUnprocessableEntity)
			bounded("no UTF-8", b.raw(p.path, formType, strings.NewReader("%ff=x&"+p.form.Encode())), http.StatusUnprocessableEntity)
			if len(p.form) == 0 {
				continue // the act has no fields: whoever sends a form means it
			}
			b.post(p.path, p.form) // once as it is meant to be: a sheet then has its draft
			acts.news(v)
			if a := b.raw(p.path, formType, strings.NewReader(strings.Repeat("hours=1&people[9999].person=1&", 4000))); a.StatusCode >= 500 {
				t.Errorf("%s, many fields: %s", p.accessRow, a.Status)
			}
			acts.news(v)
			for _, kind := range soon(slices.Sorted(maps.Keys(outlandish))) {
				if text := outlandish[kind]; len(text) < 1000 {
					bounded("everything is "+kind, b.post(p.path, all(names, text)))
				}
			}
			for name := range p.form {
				kinds := []string{"NUL", "10,000 characters"}
				if db.Dialect == "postgres" {
					kinds = []string{"invalid UTF-8", "the last number"}
				}
				for _, kind := range soon(kinds) {
					form := maps.Clone(p.form)
					form[name] = []string{outlandish[kind]}
					bounded(name+" is "+kind, b.post(p.path, form))
				}
				without, twice := maps.Clone(p.form), maps.Clone(p.form)
				delete(without, name)
				twice[name] = append([]string{marker + "\x00"}, twice[name]...)
				bounded(name+" twice", b.post(p.path, twice))
				if a := b.post(p.path, without); a.StatusCode >= 500 {
					t.Errorf("%s, without %s: %s", p.accessRow, name, a.Status)
				}
				acts.news(v)
			}
		}
	})
}

func all(names []string, text string) url.Values {
	form := make(url.Values)
	for _, name := range names {
		form[name] = []string{text}
	}
	return form
}

// soon are the first of some kinds where the tests are to be quick, and all of them otherwise.
func soon(kinds []string) []string {
	if testing.Short() {
		return kinds[:1]
	}
	return kinds
}

const formType = "application/x-www-form-urlencoded"

// raw posts a body as it is.
func (b *visitor) raw(path, contentType string, body io.Reader) answer {
	b.Helper()
	r := b.request(http.MethodPost, path, body)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	return b.do(r)
}

// Without signing in, every form is answered like a page that asks for it, whatever is in it.
func TestFormsOfWhoIsSignedOut(t *testing.T) {
	t.Parallel()
	v := quayside(t, dbtest.SQLite(t), bundle(t, quay))
	names := fieldNames(t)
	routes, err := web.Routes(v.config())
	if err != nil {
		t.Fatal(err)
	}
	acts := ledgerOfActs{}
	acts.news(v)
	for _, route := range routes {
		if route.Method != http.MethodPost || !route.SignedIn {
			continue
		}
		path := regexp.MustCompile(`:\w+`).ReplaceAllString(route.Path, "1")
		for _, kind := range []string{"NUL", markup} {
			text := outlandish[kind]
			if a := v.stranger().post(path, all(names, text)); !slices.Contains([]int{http.StatusUnauthorized, http.StatusUnprocessableEntity, http.StatusRequestEntityTooLarge}, a.StatusCode) {
				t.Errorf("%s, %s: %s", path, kind, a.Status)
			}
		}
		if a := v.stranger().raw(path, formType, strings.NewReader(strings.Repeat("x", 300<<10))); a.StatusCode != http.StatusRequestEntityTooLarge {
			t.Errorf("%s, too large: %s", path, a.Status)
		}
	}
	if done := acts.news(v); done != "" {
		t.Errorf("who is signed out did %s", done)
	}
}

// What an address asks for is bounded, too.
func TestEveryAddressIsBounded(t *testing.T) {
	t.Parallel()
	rows, dir := accessRows(t), bundle(t, quay)
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{"q": true, "after": true, "before": true, "from": true, "to": true}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`QueryParam\("(\w+)"\)`).FindAllStringSubmatch(string(text), -1) {
			names[m[1]] = true
		}
	}
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		v := quayside(t, db, dir)
		for _, row := range rows {
			if row.method != http.MethodGet || len(row.opens) == 0 {
				continue
			}
			b := v.someone(whoFor(row))
			path, _, _ := strings.Cut(row.path, "?")
			for _, odd := range []string{"%00%ff%ed%a0%80", "9223372036854775807", "-1", "3000000000"} {
				odd = regexp.MustCompile(`:\w+`).ReplaceAllString(path, odd)
				if a := b.get(odd); a.StatusCode >= 500 {
					t.Errorf("%s: %s", odd, a.Status)
				}
			}
			for name, value := range row.params(v) {
				path = strings.ReplaceAll(path, name, value)
			}
			ask := func(what string, query url.Values) {
				if a := b.get(path + "?" + query.Encode()); a.StatusCode >= 500 || strings.Contains(a.body, "<script>alert(1)") {
					t.Errorf("%s, %s: %s", row, what, a.Status)
				}
			}
			for _, kind := range soon([]string{"NUL", "invalid UTF-8", "a lone surrogate", "a huge number", "the last number", "a negative number", markup}) {
				ask("everything is "+kind, all(slices.Collect(maps.Keys(names)), outlandish[kind]))
			}
			for name := range names {
				ask(name+" is NUL", all([]string{name}, "1|\x00|\x00|\x00"))
				ask(name+" is the last number", all([]string{name}, outlandish["the last number"]))
			}
		}
	})
}
