package rulebook

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"attune/internal/day"
)

// text is a scalar as it is written; empty where the key is not there.
func (s section) text(key string) string {
	if !s.has(key) {
		return ""
	}
	if n := s.nodes[key]; n.Kind == yaml.ScalarNode {
		return n.Value
	}
	s.refuse(key, "%s must be a text.", key)
	return ""
}

// info is a scalar that nothing rests on; empty where the key is not there or holds more than a scalar.
func (s section) info(key string) string {
	if n := s.nodes[key]; n != nil && n.Kind == yaml.ScalarNode && s.has(key) {
		return n.Value
	}
	return ""
}

// word is a text that must be one of a few; the first of them where the key is not there.
func (s section) word(key string, known ...string) string {
	if !s.has(key) {
		return known[0]
	}
	word := s.text(key)
	if word != "" && !slices.Contains(known, word) {
		s.refuse(key, "%s cannot be %q; it is one of %s%s", key, word, strings.Join(known, ", "), stop(meant(word, known)))
	}
	return word
}

// stop ends a sentence that a question has not ended.
func stop(guess string) string {
	if guess == "" {
		return "."
	}
	return guess
}

// list is a list of texts.
func (s section) list(key string) []*yaml.Node {
	if !s.has(key) {
		return nil
	}
	n := s.nodes[key]
	if n.Kind != yaml.SequenceNode {
		s.refuse(key, "%s must be a list such as [A, B].", key)
		return nil
	}
	var all []*yaml.Node
	for _, item := range n.Content {
		if item.Kind != yaml.ScalarNode || item.ShortTag() == "!!null" {
			s.r.refuse(item.Line, "%s: %s must be a list of texts.", s.name, key)
			continue
		}
		all = append(all, item)
	}
	return all
}

// number is a whole number, not below least; least where the key is not there.
func (s section) number(key string, least int) int {
	if !s.has(key) {
		return least
	}
	n := s.nodes[key]
	v, err := strconv.Atoi(n.Value)
	if n.ShortTag() != "!!int" || err != nil || v < least || v > math.MaxInt32 {
		s.refuse(key, "%s must be a whole number from %d, not %s.", key, least, shown(n))
		return least
	}
	return v
}

// minutes is hours given as a number that makes whole minutes; 0 where the key is not there.
func (s section) minutes(key string) int {
	if !s.has(key) {
		return 0
	}
	n := s.nodes[key]
	hours, err := strconv.ParseFloat(n.Value, 64)
	minutes := math.Round(hours * 60)
	number := n.ShortTag() == "!!int" || n.ShortTag() == "!!float"
	if !number || err != nil || hours < 0 || hours > 1e6 || math.Abs(minutes-hours*60) > 1e-6 {
		s.refuse(key, "%s must be a number of hours that makes whole minutes, not %s.", key, shown(n))
		return 0
	}
	return int(minutes)
}

// flag is true or false; unsaid where the key is not there.
func (s section) flag(key string, unsaid bool) bool {
	if !s.has(key) {
		return unsaid
	}
	switch n := s.nodes[key]; {
	case n.ShortTag() == "!!bool" && strings.EqualFold(n.Value, "true"):
		return true
	case n.ShortTag() == "!!bool" && strings.EqualFold(n.Value, "false"):
		return false
	default:
		s.refuse(key, "%s must be true or false, not %s.", key, shown(n))
		return unsaid
	}
}

// date is a day; the zero Date where the key is not there or null.
func (s section) date(key string) day.Date {
	if !s.has(key) {
		return 0
	}
	n := s.nodes[key]
	d, err := day.Parse(n.Value)
	if n.Kind != yaml.ScalarNode || err != nil || d == 0 {
		s.refuse(key, "%s must be a day such as 2026-03-08, not %s.", key, shown(n))
		return 0
	}
	return d
}

// basis is the section's own source and confidence; their words have been checked by sweep.
func (s section) basis() Basis {
	b := Basis{Confidence: Confidence(s.text("confidence"))}
	if n := s.nodes["source"]; n != nil {
		for _, item := range n.Content {
			b.Source = append(b.Source, item.Value)
		}
	}
	return b
}

// shown is a value in a sentence about it.
func shown(n *yaml.Node) string {
	if n.Kind != yaml.ScalarNode {
		return "a list or a group of keys"
	}
	return strconv.Quote(n.Value)
}
