package rulebook

import (
	"slices"

	"gopkg.in/yaml.v3"
)

// confidences are the words a confidence may be.
var confidences = []string{string(Seen), string(SeenOld), string(Inferred)}

// sweep checks what holds everywhere in the file, information included: no key twice, no reference in place of a
// value, every source one of the file's own, every confidence one of the three.
func (r *reader) sweep(n *yaml.Node, sources []string) {
	switch n.Kind {
	case yaml.AliasNode:
		r.refuse(n.Line, "*%s refers to another place; write the value out, so that each rule can be read where it stands.", n.Value)
	case yaml.SequenceNode:
		for _, item := range n.Content {
			r.sweep(item, sources)
		}
	case yaml.MappingNode:
		r.sweepMapping(n, sources)
	}
}

func (r *reader) sweepMapping(n *yaml.Node, sources []string) {
	first := map[string]int{}
	for i := 0; i < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if key.Kind != yaml.ScalarNode || key.ShortTag() == "!!merge" {
			r.refuse(key.Line, "A key must be a plain word.")
			continue
		}
		if line, twice := first[key.Value]; twice {
			r.refuse(key.Line, "%q is here twice; it first stands on line %d.", key.Value, line)
		} else {
			first[key.Value] = key.Line
		}
		switch key.Value {
		case "source":
			r.sweepSource(key, value, sources)
		case "confidence":
			r.sweepConfidence(value)
		default:
			r.sweep(value, sources)
		}
	}
}

func (r *reader) sweepSource(key, value *yaml.Node, sources []string) {
	if value.Kind != yaml.SequenceNode {
		r.refuse(key.Line, "source must be a list such as [C2, M1].")
		return
	}
	for _, item := range value.Content {
		if !slices.Contains(sources, item.Value) {
			r.refuse(item.Line, "%s is not among the sources%s", shown(item), stop(meant(item.Value, sources)))
		}
	}
}

func (r *reader) sweepConfidence(value *yaml.Node) {
	if value.Kind != yaml.ScalarNode || !slices.Contains(confidences, value.Value) {
		r.refuse(value.Line, "confidence cannot be %s; it is one of seen, seen_old, inferred%s", shown(value), stop(meant(value.Value, confidences)))
	}
}
