package rulebook

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"attune/internal/roster"
)

// schema is the form of file that this package reads.
const schema = "attune-rules/1"

// Load reads an edition from its file and checks all of it. Where anything is wrong there is no edition, and the
// error is Problems: every mistake with its line and a sentence.
func Load(data []byte) (*Edition, error) {
	r := &reader{}
	root := r.document(data)
	if root == nil {
		return nil, r.problems
	}
	sum := sha256.Sum256(data)
	l := &loader{reader: r, edition: &Edition{checksum: hex.EncodeToString(sum[:]), body: string(data)}}
	l.load(root)
	if len(r.problems) > 0 {
		return nil, r.problems.sorted()
	}
	return l.edition, nil
}

// loader fills one edition, section by section, each resting on those before it.
type loader struct {
	*reader
	edition *Edition
}

func (l *loader) load(root *yaml.Node) {
	top := l.section("The file", 1, root, open("schema", "edition", "sources", "tracks", "categories", "add_ons", "earning",
		"credit", "provider_sets", "renewal", "requirements", "associations"))
	l.head(top)
	l.sources(top)
	l.sweep(root, slices.Sorted(maps.Keys(l.edition.sourceText)))
	for _, key := range []string{"tracks", "categories", "earning", "credit", "provider_sets", "renewal", "associations"} {
		if !top.wants(key) {
			return
		}
	}
	l.tracks(top)
	l.categories(top)
	l.addOns(top)
	l.credit(top)
	l.providerSets(top)
	l.renewal(top)
	l.associations(top)
	l.requirements(top)
}

// head reads what the file says of itself.
func (l *loader) head(top section) {
	if top.wants("schema") && top.text("schema") != schema {
		top.refuse("schema", "schema must be %q, the only form read here.", schema)
	}
	l.edition.name = strings.TrimSpace(top.text("edition"))
	if l.edition.name == "" {
		l.edition.name = l.edition.checksum[:12]
	}
}

func (l *loader) sources(top section) {
	l.edition.sourceText = map[string]string{}
	if !top.wants("sources") {
		return
	}
	all := l.free("sources", top.lineOf("sources"), top.nodes["sources"])
	for _, key := range all.order {
		text := all.text(key)
		l.edition.sources = append(l.edition.sources, Source{key, text})
		l.edition.sourceText[key] = text
	}
}

// tracks are two, because a twin is the same category in the other one, and must be those an employment can serve.
func (l *loader) tracks(top section) {
	all := l.free("tracks", top.lineOf("tracks"), top.nodes["tracks"])
	for _, key := range all.order {
		s := l.section("tracks "+key, all.lineOf(key), all.nodes[key], open("from_months", "to_months"))
		track := roster.Track(key)
		if !slices.Contains(roster.TrackSets, roster.Tracks(track)) || strings.Contains(key, "+") {
			l.refuse(s.line, "%s is no track that an employment can serve; these are IMH and ECMH.", key)
		}
		from, _ := strconv.Atoi(s.info("from_months"))
		to, _ := strconv.Atoi(s.info("to_months"))
		l.edition.tracks = append(l.edition.tracks, Track{s.basis(), track, from, to})
	}
	if len(all.order) != 2 {
		l.refuse(all.line, "There must be two tracks, because a twin is the same category in the other one.")
	}
}

// information keeps a piece of the file as it is, for showing.
func information(key string, n *yaml.Node) Info {
	info := Info{Key: key}
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i < len(n.Content); i += 2 {
			info.Parts = append(info.Parts, information(n.Content[i].Value, n.Content[i+1]))
		}
	case yaml.SequenceNode:
		for _, item := range n.Content {
			info.Parts = append(info.Parts, information("", item))
		}
	default:
		info.Text = n.Value
	}
	return info
}
