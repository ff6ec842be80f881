package rulebook

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// reader walks the file and notes every mistake instead of stopping at the first.
type reader struct{ problems Problems }

// refuse notes a mistake.
func (r *reader) refuse(line int, format string, args ...any) {
	r.problems = append(r.problems, Problem{line, fmt.Sprintf(format, args...)})
}

// syntaxLine finds the line in a complaint of the YAML library, which has no other form for it than text.
var syntaxLine = regexp.MustCompile(`line (\d+): (.*)`)

// document reads the text into one mapping; nil, with a problem noted, where it is none.
func (r *reader) document(data []byte) *yaml.Node {
	var doc, more yaml.Node
	in := yaml.NewDecoder(bytes.NewReader(data))
	err := in.Decode(&doc)
	if err == nil {
		err = in.Decode(&more)
	}
	switch {
	case err == nil:
		r.refuse(more.Line, "The file must be one document; a second begins here.")
		return nil
	case !errors.Is(err, io.EOF):
		line, what := 1, strings.TrimPrefix(err.Error(), "yaml: ")
		if m := syntaxLine.FindStringSubmatch(what); m != nil {
			line, _ = strconv.Atoi(m[1])
			what = m[2]
		}
		r.refuse(line, "This is not YAML: %s.", what)
		return nil
	}
	if doc.Kind != yaml.DocumentNode || doc.Content[0].Kind != yaml.MappingNode {
		r.refuse(1, "The file holds no rules: it must begin with \"schema: %s\".", schema)
		return nil
	}
	return doc.Content[0]
}

// vocabulary is the keys a section knows; source, confidence and note are known to all. In a closed section any
// other key is refused, since leaving it out would change a verdict. In an open one a key that rules.md does not
// name is information, unless it is misspelt or a rule that has no meaning there.
type vocabulary struct {
	keys   []string
	closed bool
}

func open(keys ...string) vocabulary   { return vocabulary{keys, false} }
func closed(keys ...string) vocabulary { return vocabulary{keys, true} }

// rulesElsewhere are the keys that decide something somewhere: out of place they would be passed over in silence.
var rulesElsewhere = []string{
	"earn_hours", "providers", "requires_any", "emerging_months", "window", "min_months", "max_months", "max_sources",
	"majority_from_one", "action", "group_size", "modalities", "allowed", "any", "category", "add_on", "emerging",
	"provider_degree", "applicant_degree", "hours", "hours_per_year", "categories", "first_due", "cycle_start",
	"exceptions", "held_years", "peer_counts", "renewal_spread", "provider_action", "vetted", "until", "opened_before",
	"earn", "focus", "provided_hours", "time_zone",
}

// section is a mapping of the file under its name in sentences: "categories IFS", "provider_sets FS, range 2".
type section struct {
	r     *reader
	name  string
	line  int
	order []string
	keys  map[string]*yaml.Node
	nodes map[string]*yaml.Node
	void  bool // it is no mapping, which has been told
}

// section opens a mapping; of anything else it notes a problem and opens an empty one.
func (r *reader) section(name string, line int, n *yaml.Node, words vocabulary) section {
	s := r.free(name, line, n)
	for _, key := range s.order {
		r.checkKey(name, s.keys[key], words)
	}
	return s
}

// free opens a mapping whose keys are names that the file itself gives (categories, associations, …).
func (r *reader) free(name string, line int, n *yaml.Node) section {
	s := section{r: r, name: name, line: line, keys: map[string]*yaml.Node{}, nodes: map[string]*yaml.Node{}}
	if n.Kind != yaml.MappingNode {
		r.refuse(line, "%s must hold keys with values.", name)
		s.void = true
		return s
	}
	for i := 0; i < len(n.Content); i += 2 {
		key := n.Content[i]
		if s.keys[key.Value] != nil {
			continue // sweep has told that it is there twice
		}
		s.order = append(s.order, key.Value)
		s.keys[key.Value], s.nodes[key.Value] = key, n.Content[i+1]
	}
	return s
}

func (r *reader) checkKey(name string, key *yaml.Node, words vocabulary) {
	known := append(slices.Clone(words.keys), "source", "confidence")
	if slices.Contains(known, key.Value) || key.Value == "note" {
		return
	}
	guess := meant(key.Value, known)
	switch {
	case guess != "":
		r.refuse(key.Line, "%s has no key %q%s", name, key.Value, guess)
	case words.closed:
		r.refuse(key.Line, "%s has no key %q; it takes %s.", name, key.Value, strings.Join(words.keys, ", "))
	case slices.Contains(rulesElsewhere, key.Value):
		r.refuse(key.Line, "%s has no key %q; there it would decide nothing.", name, key.Value)
	}
}

// has tells whether the key is there with a value; null and the empty text are none.
func (s section) has(key string) bool {
	n := s.nodes[key]
	return n != nil && n.ShortTag() != "!!null" && (n.Kind != yaml.ScalarNode || n.Value != "")
}

// lineOf is the line of a key, and the section's own where the key is not there.
func (s section) lineOf(key string) int {
	if k := s.keys[key]; k != nil {
		return k.Line
	}
	return s.line
}

// wants notes that a key is missing; false where it is.
func (s section) wants(key string) bool {
	has := s.has(key)
	if !has && !s.void {
		s.r.refuse(s.lineOf(key), "%s lacks %s.", s.name, key)
	}
	return has
}

func (s section) refuse(key, format string, args ...any) {
	s.r.refuse(s.lineOf(key), "%s: %s", s.name, fmt.Sprintf(format, args...))
}

// part opens a mapping inside the section, which must be there.
func (s section) part(key string, words vocabulary) section {
	return s.r.section(s.name+", "+key, s.lineOf(key), s.nodes[key], words)
}

// parts opens a list of mappings, or a single one written without a list; none where the key is not there.
func (s section) parts(key, noun string, words vocabulary) []section {
	if !s.has(key) {
		return nil
	}
	n := s.nodes[key]
	if n.Kind == yaml.MappingNode {
		return []section{s.r.section(s.name+", "+noun, s.lineOf(key), n, words)}
	}
	if n.Kind != yaml.SequenceNode {
		s.refuse(key, "%s must be a list.", key)
		return nil
	}
	var all []section
	for i, item := range n.Content {
		all = append(all, s.r.section(fmt.Sprintf("%s, %s %d", s.name, noun, i+1), item.Line, item, words))
	}
	return all
}
