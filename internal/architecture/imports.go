package architecture

import (
	"fmt"
	"go/ast"
	"slices"
	"strconv"
	"strings"
)

// imports breaches: a room that sees a room it may not.
func imports(h *house, plan Plan) []Breach {
	var found []Breach
	for _, f := range h.files {
		from, planned := plan.Rooms[f.room]
		if !planned {
			continue // a breach already
		}
		for _, spec := range f.syntax.Imports {
			room, ours := strings.CutPrefix(imported(spec), h.module+"/")
			to, known := plan.Rooms[room]
			if !ours || !known || room == f.room {
				continue
			}
			if why := forbidden(from, to, room, f.test); why != "" {
				found = append(found, Breach{h.at(spec), fmt.Sprintf("%s may not import %s", f.room, room), why})
			}
		}
	}
	return found
}

// forbidden is why one room may not import another; empty where it may.
func forbidden(from, to Room, name string, test bool) string {
	switch {
	case to.Tests && !test && !from.Tests:
		return "examples and throwaway databases are for tests; what the product needs is a room of the product"
	case to.Tests, slices.Contains(from.Beside, name):
		return ""
	case test && from.Floor >= adapter:
		return whyFloors(to.Floor <= from.Floor)
	case from.Never == name:
		return "only cmd sees both web and store: pages ask small interfaces, and can be read without knowing SQL"
	case from.Floor == to.Floor && from.Floor == domain:
		return "roster < schedule < ledger < attendance, rulebook < endorsement: what comes first doesn't know what is made of it"
	default:
		return whyFloors(to.Floor < from.Floor)
	}
}

func whyFloors(may bool) string {
	if may {
		return ""
	}
	return "a room sees floors below its own, and beside itself only whom the plan names: so each can be understood without the rest"
}

// libraries breaches: a third-party package in a room that may not know it.
func libraries(h *house, plan Plan) []Breach {
	var found []Breach
	for _, f := range h.files {
		for _, spec := range f.syntax.Imports {
			name := imported(spec)
			if !thirdParty(name, h.module) {
				continue
			}
			i := slices.IndexFunc(plan.Libraries, func(l Library) bool { return strings.HasPrefix(name+"/", l.Path+"/") })
			if i < 0 {
				found = append(found, Breach{h.at(spec), "no room is named for " + name, "a new dependency is a decision"})
			} else if l := plan.Libraries[i]; !mayKnow(plan, l, f) {
				found = append(found, Breach{h.at(spec), f.room + " may not know " + name, "one third-party library, one room: so it can be replaced there"})
			}
		}
	}
	return found
}

func mayKnow(plan Plan, l Library, f file) bool {
	if l.Rooms == nil {
		return f.test || plan.Rooms[f.room].Tests
	}
	return slices.Contains(l.Rooms, f.room)
}

// thirdParty tells a module's package from the standard library's, whose first element has no dot, and from ours.
func thirdParty(name, module string) bool {
	first, _, _ := strings.Cut(name, "/")
	return strings.Contains(first, ".") && name != module && !strings.HasPrefix(name, module+"/")
}

// clocks breaches: the wall clock asked on the two lowest floors, and init functions anywhere.
func clocks(h *house, plan Plan) []Breach {
	var found []Breach
	for _, f := range h.files {
		if f.test {
			continue
		}
		low := plan.Rooms[f.room].Floor <= domain
		ast.Inspect(f.syntax, func(node ast.Node) bool {
			switch n := node.(type) {
			case *ast.SelectorExpr:
				if low && isCall(n, "time", "Now", "Since", "Until") {
					found = append(found, Breach{h.at(n), "asks the wall clock", "time comes in as an argument: so any day can be tested"})
				}
			case *ast.FuncDecl:
				if n.Recv == nil && n.Name.Name == "init" {
					found = append(found, Breach{h.at(n), "func init", "nothing happens but what main begins"})
				}
			}
			return true
		})
	}
	return found
}

func imported(spec *ast.ImportSpec) string {
	name, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		return spec.Path.Value // the parser lets none pass
	}
	return name
}

func isCall(sel *ast.SelectorExpr, of string, names ...string) bool {
	x, ok := sel.X.(*ast.Ident)
	return ok && x.Name == of && slices.Contains(names, sel.Sel.Name)
}
