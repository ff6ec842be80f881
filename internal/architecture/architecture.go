// Package architecture holds the laws of the house: which room stands on which floor, who may see whom, and what
// shape code keeps.
//
// It hands over Breaches: every place in a tree of Go files that breaks a law, each with the law's reason. It reads
// files and knows nothing of what they do. It serves tests only; the plan of the rooms is in plan.go.
package architecture

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// Breach is one place that breaks a law.
type Breach struct {
	Where string // file and line, or the room
	What  string
	Why   string // the law's reason
}

// String is the breach in one line.
func (b Breach) String() string { return fmt.Sprintf("%s: %s (%s)", b.Where, b.What, b.Why) }

// Breaches reads the tree of a module below root and tells every breach of the plan, in the order of files.
// It fails where a file cannot be read or parsed.
func Breaches(root string, plan Plan) ([]Breach, error) {
	h, err := read(root)
	if err != nil {
		return nil, err
	}
	var all []Breach
	for _, law := range []func(*house, Plan) []Breach{rooms, imports, libraries, clocks, comments, names, sizes, tests} {
		all = append(all, law(h, plan)...)
	}
	slices.SortStableFunc(all, func(a, b Breach) int { return strings.Compare(a.Where, b.Where) })
	return all, nil
}

// house is a tree of Go files, read.
type house struct {
	module string
	set    *token.FileSet
	files  []file
}

// file is one Go file.
type file struct {
	path   string // from the root, with slashes
	room   string // the folder
	test   bool   // compiled into tests only
	lines  int
	syntax *ast.File
}

// read parses all Go files below root. Folders that are modules of their own, test data and hidden ones are left out.
func read(root string) (*house, error) {
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		return nil, fmt.Errorf("reading the module's name: %w", err)
	}
	first, _, _ := strings.Cut(string(mod), "\n")
	h := &house{module: strings.TrimSpace(strings.TrimPrefix(first, "module ")), set: token.NewFileSet()}
	err = fs.WalkDir(os.DirFS(root), ".", func(at string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && foreign(root, at):
			return fs.SkipDir
		case entry.IsDir() || path.Ext(at) != ".go":
			return nil
		}
		return h.add(root, at)
	})
	return h, err
}

// foreign tells whether a folder is none of the house.
func foreign(root, dir string) bool {
	if dir == "." {
		return false
	}
	name := path.Base(dir)
	if strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") || name == "testdata" || name == "node_modules" {
		return true
	}
	_, err := os.Stat(filepath.Join(root, filepath.FromSlash(dir), "go.mod"))
	return err == nil
}

func (h *house) add(root, at string) error {
	text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(at)))
	if err != nil {
		return err
	}
	syntax, err := parser.ParseFile(h.set, at, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	h.files = append(h.files, file{
		path: at, room: path.Dir(at), test: strings.HasSuffix(at, "_test.go"),
		lines: bytes.Count(text, []byte("\n")), syntax: syntax,
	})
	return nil
}

// at is the place of a node, as file and line.
func (h *house) at(node ast.Node) string {
	p := h.set.Position(node.Pos())
	return fmt.Sprintf("%s:%d", p.Filename, p.Line)
}

// rooms breaches: a room that stands on no floor.
func rooms(h *house, plan Plan) []Breach {
	var found []Breach
	seen := make(map[string]bool)
	for _, f := range h.files {
		if _, planned := plan.Rooms[f.room]; planned || seen[f.room] {
			continue
		}
		seen[f.room] = true
		found = append(found, Breach{f.room, "stands on no floor of internal/architecture/plan.go", "a new room is a decision"})
	}
	return found
}
