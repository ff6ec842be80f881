package rulebook_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"gopkg.in/yaml.v3"

	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// words is the rest of a line of a script, read from the left. The first thing not understood is kept in wrong.
type words struct {
	rest  []string
	wrong string
}

func (w *words) fail(format string, args ...any) {
	if w.wrong == "" {
		w.wrong = fmt.Sprintf(format, args...)
	}
	w.rest = nil
}

func (w *words) done() bool { return len(w.rest) == 0 }

func (w *words) next() string {
	if w.done() {
		w.fail("the line ends too early")
		return ""
	}
	word := w.rest[0]
	w.rest = w.rest[1:]
	return word
}

// all takes the rest of the line.
func (w *words) all() []string {
	rest := w.rest
	w.rest = nil
	return rest
}

// take takes the word if it is next.
func (w *words) take(word string) bool {
	if w.done() || w.rest[0] != word {
		return false
	}
	w.rest = w.rest[1:]
	return true
}

func (w *words) expect(word string) {
	if got := w.next(); got != word && w.wrong == "" {
		w.fail("%q should be %q", got, word)
	}
}

func (w *words) end() {
	if !w.done() {
		w.fail("%q is too much", strings.Join(w.rest, " "))
	}
}

func (w *words) date() day.Date {
	word := w.next()
	d, err := day.Parse(word)
	if err != nil || d == 0 {
		w.fail("%q is not a day", word)
	}
	return d
}

func (w *words) number() int {
	word := w.next()
	n, err := strconv.Atoi(word)
	if err != nil {
		w.fail("%q is not a whole number", word)
	}
	return n
}

// duration is hours and minutes, 12:30, in minutes.
func (w *words) duration() int {
	word := w.next()
	before, after, ok := strings.Cut(word, ":")
	h, err1 := strconv.Atoi(before)
	m, err2 := strconv.Atoi(after)
	if !ok || err1 != nil || err2 != nil || len(after) != 2 || m > 59 {
		w.fail("%q is not hours and minutes such as 1:30", word)
	}
	return h*60 + m
}

// clock is a time of the day, 10:15 or 10:15:30, in seconds.
func (w *words) clock() int {
	word := w.next()
	for _, layout := range []string{"15:04", "15:04:05"} {
		if t, err := time.Parse(layout, word); err == nil {
			return t.Hour()*3600 + t.Minute()*60 + t.Second()
		}
	}
	w.fail("%q is not a time of the day", word)
	return 0
}

func (w *words) location() *time.Location {
	name := w.next()
	zone, err := time.LoadLocation(name)
	if err != nil {
		w.fail("there is no zone %q", name)
		return time.UTC
	}
	return zone
}

// purpose is `earning CATEGORY` or `renewal CATEGORY PERIOD`.
func (w *words) purpose() rulebook.Purpose {
	p := rulebook.Purpose{Kind: oneOf(w, []rulebook.PurposeKind{rulebook.Earning, rulebook.Renewal}), Category: roster.Category(w.next())}
	if p.Kind == rulebook.Renewal {
		p.Period = w.next()
	}
	return p
}

// list is `none` or some of the known words.
func (w *words) list(known ...string) string {
	if w.take("none") {
		return "none"
	}
	var found []string
	for !w.done() && slices.Contains(known, w.rest[0]) {
		found = append(found, w.next())
	}
	if found == nil {
		w.fail("a list of %s, or none, should stand here", strings.Join(known, ", "))
	}
	return strings.Join(found, " ")
}

// window is `none` or `D to D`.
func (w *words) window() string {
	if w.take("none") {
		return ""
	}
	from := w.date()
	w.expect("to")
	return from.String() + " " + w.date().String()
}

func oneOf[S ~string](w *words, known []S) S {
	word := S(w.next())
	if !slices.Contains(known, word) {
		w.fail("%q is not one of %v", word, known)
	}
	return word
}

// rule PATH = YAML | rule PATH removed: changes the rules of the case. A number in the path counts a list from 1.
func (s *scene) rule(w *words) {
	path := strings.Split(w.next(), ".")
	s.edition = nil
	var root yaml.Node
	if err := yaml.Unmarshal(s.rules, &root); err != nil {
		w.fail("%v", err)
		return
	}
	var value *yaml.Node
	if !w.take("removed") {
		w.expect("=")
		var doc yaml.Node
		if err := yaml.Unmarshal([]byte(strings.Join(w.all(), " ")), &doc); err != nil || len(doc.Content) != 1 {
			w.fail("that is no value (%v)", err)
			return
		}
		value = doc.Content[0]
	}
	if !change(root.Content[0], path, value) {
		w.fail("the rules have no %s", strings.Join(path, "."))
		return
	}
	s.rules, _ = yaml.Marshal(&root)
}

// change sets or removes what the path leads to; false where its beginning leads nowhere.
func change(n *yaml.Node, path []string, value *yaml.Node) bool {
	i := find(n, path[0])
	switch {
	case len(path) > 1:
		return i >= 0 && change(n.Content[i], path[1:], value)
	case value == nil && i >= 0 && n.Kind == yaml.MappingNode:
		n.Content = slices.Delete(n.Content, i-1, i+1)
	case value == nil && i >= 0:
		n.Content = slices.Delete(n.Content, i, i+1)
	case value == nil:
		return false
	case i >= 0:
		n.Content[i] = value
	case n.Kind == yaml.MappingNode:
		n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: path[0]}, value)
	default:
		return false
	}
	return true
}

// find is the index of the value of that key, or of the item of that number; -1 where there is none.
func find(n *yaml.Node, key string) int {
	if n.Kind == yaml.SequenceNode {
		if i, err := strconv.Atoi(key); err == nil && i >= 1 && i <= len(n.Content) {
			return i - 1
		}
		return -1
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return i + 1
		}
	}
	return -1
}

// embeddedOnce is the edition of every case that changes no rule.
var embeddedOnce = sync.OnceValue(func() *rulebook.Edition {
	e, err := rulebook.Embedded()
	if err != nil {
		panic(err) // TestEmbedded says it better
	}
	return e
})
