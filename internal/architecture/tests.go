package architecture

import (
	"go/ast"
	"strings"
)

// tests breaches: a test that is left out, that waits for the wall clock, or that cannot run beside others.
func tests(h *house, _ Plan) []Breach {
	var found []Breach
	for _, f := range h.files {
		if !f.test {
			continue
		}
		found = append(found, skips(h, f)...)
		if !sees(f, "testing/synctest") { // where time is not the wall's
			found = append(found, sleeps(h, f)...)
		}
		found = append(found, alone(h, f)...)
	}
	return found
}

// skips breaches: a test that leaves itself out.
func skips(h *house, f file) []Breach {
	var found []Breach
	ast.Inspect(f.syntax, func(node ast.Node) bool {
		if sel, ok := node.(*ast.SelectorExpr); ok && (isCall(sel, "t", "Skip", "Skipf", "SkipNow") || isCall(sel, "b", "Skip", "Skipf", "SkipNow")) {
			found = append(found, Breach{h.at(sel), "skips", "a test that did not run proves nothing; it fails with the remedy"})
		}
		return true
	})
	return found
}

// sleeps breaches: a test that waits a fixed time. Looking again and again whether something of another process has
// happened is a loop with a condition, and allowed.
func sleeps(h *house, f file) []Breach {
	var found []Breach
	ast.Inspect(f.syntax, func(node ast.Node) bool {
		if _, loop := node.(*ast.ForStmt); loop {
			return false
		}
		if sel, ok := node.(*ast.SelectorExpr); ok && isCall(sel, "time", "Sleep") {
			found = append(found, Breach{h.at(sel), "sleeps", "a wait of a fixed length is too long or too short; wait for what is to happen"})
		}
		return true
	})
	return found
}

// alone breaches: a test that does not run beside the others.
func alone(h *house, f file) []Breach {
	var found []Breach
	for _, decl := range f.syntax.Decls {
		d, ok := decl.(*ast.FuncDecl)
		if !ok || d.Recv != nil || d.Name.Name == "TestMain" || !strings.HasPrefix(d.Name.Name, "Test") || calls(d, "t", "Parallel") {
			continue
		}
		found = append(found, Breach{h.at(d), d.Name.Name + " does not call t.Parallel", "every test builds its own world and runs beside the others"})
	}
	return found
}

// calls tells whether a function's body itself, not one that it only defines, makes the call.
func calls(d *ast.FuncDecl, of, name string) bool {
	for _, stmt := range d.Body.List {
		expr, ok := stmt.(*ast.ExprStmt)
		if !ok {
			continue
		}
		if call, ok := expr.X.(*ast.CallExpr); ok {
			if sel, ok := call.Fun.(*ast.SelectorExpr); ok && isCall(sel, of, name) {
				return true
			}
		}
	}
	return false
}

func sees(f file, name string) bool {
	for _, spec := range f.syntax.Imports {
		if imported(spec) == name {
			return true
		}
	}
	return false
}
