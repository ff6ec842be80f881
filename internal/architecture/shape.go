package architecture

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"slices"
	"strings"
	"unicode"
)

// The longest that production code may be, in lines; long before that, it is looked at again.
const (
	longestFile     = 500
	longestFunction = 60
)

// comments breaches: a package that is not introduced, an exported name without its comment.
func comments(h *house, _ Plan) []Breach {
	var found []Breach
	introduced := make(map[string]bool)
	for _, f := range h.files {
		if f.test {
			continue
		}
		introduced[f.room] = introduced[f.room] || introduces(f)
		for _, decl := range f.syntax.Decls {
			for _, name := range undocumented(decl) {
				found = append(found, Breach{h.at(name), name.Name + " has no comment", "an exported name is a promise: its shape, unit and errors are said"})
			}
		}
	}
	for room, is := range introduced {
		if !is {
			found = append(found, Breach{room, "no package comment", "a package opens with what it owns, hands over and does not know"})
		}
	}
	return found
}

func introduces(f file) bool {
	text := f.syntax.Doc.Text()
	if f.syntax.Name.Name == "main" {
		return strings.HasPrefix(text, "Command ")
	}
	return strings.HasPrefix(text, "Package "+f.syntax.Name.Name+" ")
}

// undocumented are the exported names of a declaration that have no comment. The comment of a group stands for
// each of its names; methods of an unexported type are promised to nobody.
func undocumented(decl ast.Decl) []*ast.Ident {
	switch d := decl.(type) {
	case *ast.FuncDecl:
		if d.Doc == nil && d.Name.IsExported() && exportedReceiver(d) {
			return []*ast.Ident{d.Name}
		}
	case *ast.GenDecl:
		if d.Doc != nil {
			return nil
		}
		var bare []*ast.Ident
		for _, spec := range d.Specs {
			bare = append(bare, undocumentedIn(spec)...)
		}
		return bare
	}
	return nil
}

func undocumentedIn(spec ast.Spec) []*ast.Ident {
	var bare []*ast.Ident
	switch s := spec.(type) {
	case *ast.TypeSpec:
		if s.Doc == nil && s.Comment == nil && s.Name.IsExported() {
			bare = append(bare, s.Name)
		}
	case *ast.ValueSpec:
		for _, name := range s.Names {
			if s.Doc == nil && s.Comment == nil && name.IsExported() {
				bare = append(bare, name)
			}
		}
	}
	return bare
}

func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	t := d.Recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			t = x.X
		case *ast.IndexExpr:
			t = x.X
		case *ast.Ident:
			return x.IsExported()
		default:
			return true
		}
	}
}

// names breaches: a name that says nothing, for a room, a file or a declaration.
func names(h *house, _ Plan) []Breach {
	const why = "a thing is named for what it is about"
	var found []Breach
	for _, f := range h.files {
		base := strings.TrimSuffix(path.Base(f.path), ".go")
		if empty(base) || empty(f.syntax.Name.Name) {
			found = append(found, Breach{f.path, "util, common or helper in its name", why})
		}
		for _, decl := range f.syntax.Decls {
			for _, name := range declared(decl) {
				if empty(name.Name) {
					found = append(found, Breach{h.at(name), name.Name + ": util, common or helper in its name", why})
				} else if isType(decl) && strings.HasSuffix(name.Name, "Manager") && name.Name != "Manager" {
					found = append(found, Breach{h.at(name), name.Name + ": every type manages something", why})
				}
			}
		}
	}
	return found
}

// empty tells whether a name has one of the words that say nothing. It goes word by word: "commonality" is another.
func empty(name string) bool {
	return slices.ContainsFunc(words(name), func(word string) bool {
		return slices.Contains([]string{"util", "utils", "common", "helper", "helpers", "misc"}, word)
	})
}

// words splits camelCase and snake_case into words of small letters.
func words(name string) []string {
	spaced := make([]rune, 0, 2*len(name))
	for _, r := range name {
		if unicode.IsUpper(r) || r == '_' {
			spaced = append(spaced, ' ')
		}
		if r != '_' {
			spaced = append(spaced, unicode.ToLower(r))
		}
	}
	return strings.Fields(string(spaced))
}

// declared are the names that a declaration on the top level gives.
func declared(decl ast.Decl) []*ast.Ident {
	var given []*ast.Ident
	switch d := decl.(type) {
	case *ast.FuncDecl:
		given = append(given, d.Name)
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				given = append(given, s.Name)
			case *ast.ValueSpec:
				given = append(given, s.Names...)
			}
		}
	}
	return given
}

func isType(decl ast.Decl) bool {
	d, ok := decl.(*ast.GenDecl)
	return ok && d.Tok == token.TYPE
}

// sizes breaches: production code too long to be read at one go.
func sizes(h *house, _ Plan) []Breach {
	const why = "what is read at one go can be understood and changed alone"
	var found []Breach
	for _, f := range h.files {
		if f.test {
			continue
		}
		if f.lines > longestFile {
			found = append(found, Breach{f.path, fmt.Sprintf("%d lines, at most %d", f.lines, longestFile), why})
		}
		for _, decl := range f.syntax.Decls {
			d, ok := decl.(*ast.FuncDecl)
			if !ok {
				continue
			}
			if n := h.set.Position(d.End()).Line - h.set.Position(d.Pos()).Line + 1; n > longestFunction {
				found = append(found, Breach{h.at(d), fmt.Sprintf("%s has %d lines, at most %d", d.Name.Name, n, longestFunction), why})
			}
		}
	}
	return found
}
