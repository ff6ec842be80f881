package web

import (
	"html/template"
	"io"
	"io/fs"
	"reflect"
	"strings"
	"testing"
	"text/template/parse"

	"attune/templates"
)

func TestEveryTemplateFitsItsStruct(t *testing.T) {
	t.Parallel()
	parsed := parsedPages(t)
	for name, data := range pageData {
		page, ok := parsed[name]
		if !ok {
			t.Errorf("page %s has no template", name)
			continue
		}
		for _, problem := range checkTemplate(page, "layout", reflect.TypeOf(data)) {
			t.Errorf("%s: %s", name, problem)
		}
	}
	for name := range parsed {
		if _, ok := pageData[name]; !ok {
			t.Errorf("template %s has no struct in pageData", name)
		}
	}
}

func TestEveryPageRendersEmptyAndFull(t *testing.T) {
	t.Parallel()
	for name, page := range parsedPages(t) {
		for _, data := range []any{pageData[name], filled(pageData[name])} {
			if err := page.ExecuteTemplate(io.Discard, "layout", data); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

// Browsers refuse scripts and styles inside a page: our policy has them do so.
func TestTemplatesCarryNoScriptOrStyleOfTheirOwn(t *testing.T) {
	t.Parallel()
	names, err := fs.Glob(templates.Pages(), "*.html")
	if err != nil || len(names) == 0 {
		t.Fatalf("templates: %v, %v", names, err)
	}
	for _, name := range names {
		body, err := fs.ReadFile(templates.Pages(), name)
		if err != nil {
			t.Fatal(err)
		}
		for _, banned := range []string{"<style", " style=", " onclick=", "javascript:", "<script>"} {
			if strings.Contains(string(body), banned) {
				t.Errorf("%s contains %q", name, banned)
			}
		}
	}
}

func TestTheCheckerFindsMistakes(t *testing.T) {
	t.Parallel()
	type inner struct{ Name string }
	type outer struct {
		frame
		List []inner
		One  inner
		Flag bool
	}
	for text, want := range map[string]string{
		`{{.Title}}{{range .List}}{{.Name}}{{end}}{{with .One}}{{.Name}}{{end}}`: "",
		`{{if .Flag}}{{.Misspelt}}{{end}}`:                                       "Misspelt",
		`{{range .List}}{{.Flag}}{{end}}`:                                        "Flag",
		`{{range .List}}{{$.Flag}}{{end}}`:                                       "",
		`{{range $i, $x := .List}}{{$i}}{{$x.Nmae}}{{end}}`:                      "Nmae",
		`{{template "part" .One}}`:                                               "Address",
		`{{template "absent" .}}`:                                                "absent",
		`{{if and .Flag .Missing}}x{{end}}`:                                      "Missing",
		`{{with .One}}{{else}}{{.Gone}}{{end}}`:                                  "Gone",
		`{{len .Lists}}`:                                                         "Lists",
	} {
		page := template.Must(template.New("layout").Parse(text))
		template.Must(page.New("part").Parse(`{{.Name}}{{.Address}}`))
		problems := strings.Join(checkTemplate(page, "layout", reflect.TypeFor[outer]()), "; ")
		if (want == "") != (problems == "") || !strings.Contains(problems, want) {
			t.Errorf("%s: problems %q, want one about %q", text, problems, want)
		}
	}
}

func parsedPages(t *testing.T) pages {
	t.Helper()
	a, err := loadAssets()
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := parsePages(a)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// filled is a page like the given one, with something in every field and two elements in every slice.
func filled(page any) any {
	v := reflect.New(reflect.TypeOf(page)).Elem()
	fill(v)
	return v.Interface()
}

func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString("something")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int32, reflect.Int64:
		v.SetInt(90)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0))
		fill(v.Index(1))
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() || f.Anonymous {
				fill(v.Field(i))
			}
		}
	}
}

// checkTemplate walks a template as it would be executed with data of the type, into every branch, and lists fields
// and templates that are not there. What it cannot type it does not judge.
func checkTemplate(page *template.Template, name string, data reflect.Type) []string {
	c := &checker{page: page, seen: make(map[seenTemplate]bool)}
	c.call(name, data)
	return c.problems
}

type seenTemplate struct {
	name string
	data reflect.Type
}

type checker struct {
	page     *template.Template
	seen     map[seenTemplate]bool
	problems []string
}

// scope is what a name stands for inside a template; a nil type is one that is not known.
type scope struct {
	dot  reflect.Type
	vars map[string]reflect.Type
}

func (s scope) with(name string, of reflect.Type) scope {
	vars := map[string]reflect.Type{name: of}
	for k, v := range s.vars {
		if k != name {
			vars[k] = v
		}
	}
	return scope{s.dot, vars}
}

func (c *checker) problem(text string) { c.problems = append(c.problems, text) }

func (c *checker) call(name string, data reflect.Type) {
	if key := (seenTemplate{name, data}); c.seen[key] {
		return
	} else {
		c.seen[key] = true
	}
	called := c.page.Lookup(name)
	if called == nil || called.Tree == nil {
		c.problem("no template " + name)
		return
	}
	c.list(called.Tree.Root, scope{data, map[string]reflect.Type{"$": data}})
}

func (c *checker) list(list *parse.ListNode, s scope) {
	if list == nil {
		return
	}
	for _, node := range list.Nodes {
		switch n := node.(type) {
		case *parse.ActionNode:
			_, s = c.pipe(n.Pipe, s)
		case *parse.IfNode:
			_, inner := c.pipe(n.Pipe, s)
			c.list(n.List, inner)
			c.list(n.ElseList, inner)
		case *parse.WithNode:
			of, inner := c.pipe(n.Pipe, s)
			c.list(n.List, scope{of, inner.vars})
			c.list(n.ElseList, inner)
		case *parse.RangeNode:
			c.rangeOver(n, s)
		case *parse.TemplateNode:
			var of reflect.Type
			if n.Pipe != nil {
				of, _ = c.pipe(n.Pipe, s)
			}
			c.call(n.Name, of)
		}
	}
}

func (c *checker) rangeOver(n *parse.RangeNode, s scope) {
	declared := n.Pipe.Decl
	bare := *n.Pipe
	bare.Decl = nil
	of, _ := c.pipe(&bare, s)
	var element reflect.Type
	if of != nil && (of.Kind() == reflect.Slice || of.Kind() == reflect.Map || of.Kind() == reflect.Array) {
		element = of.Elem()
	}
	inner := scope{element, s.vars}
	if len(declared) > 0 {
		inner = inner.with(declared[len(declared)-1].Ident[0], element)
	}
	if len(declared) > 1 {
		inner = inner.with(declared[0].Ident[0], nil)
	}
	c.list(n.List, inner)
	c.list(n.ElseList, s)
}

// pipe is the type of a pipeline's value, and the scope with what it declares.
func (c *checker) pipe(p *parse.PipeNode, s scope) (reflect.Type, scope) {
	var of reflect.Type
	for i, command := range p.Cmds {
		last := c.command(command, s)
		if of = last; i > 0 {
			of = nil // the result of a function
		}
	}
	for _, v := range p.Decl {
		s = s.with(v.Ident[0], of)
	}
	return of, s
}

func (c *checker) command(command *parse.CommandNode, s scope) reflect.Type {
	var first reflect.Type
	for i, arg := range command.Args {
		of := c.arg(arg, s)
		if i == 0 {
			first = of
		}
	}
	if len(command.Args) > 1 {
		return nil
	}
	return first
}

func (c *checker) arg(node parse.Node, s scope) reflect.Type {
	switch n := node.(type) {
	case *parse.DotNode:
		return s.dot
	case *parse.FieldNode:
		return c.fields(s.dot, n.Ident)
	case *parse.VariableNode:
		return c.fields(s.vars[n.Ident[0]], n.Ident[1:])
	case *parse.ChainNode:
		return c.fields(c.arg(n.Node, s), n.Field)
	case *parse.PipeNode:
		of, _ := c.pipe(n, s)
		return of
	default:
		return nil
	}
}

// fields follows field and method names from a type.
func (c *checker) fields(of reflect.Type, names []string) reflect.Type {
	for _, name := range names {
		if of == nil {
			return nil
		}
		if method, ok := of.MethodByName(name); ok {
			of = method.Type.Out(0)
			continue
		}
		base := of
		if base.Kind() == reflect.Pointer {
			base = base.Elem()
		}
		if base.Kind() != reflect.Struct {
			c.problem(base.String() + " has no " + name)
			return nil
		}
		field, ok := base.FieldByName(name)
		if !ok {
			c.problem(base.String() + " has no " + name)
			return nil
		}
		of = field.Type
	}
	return of
}
