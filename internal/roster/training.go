package roster

import (
	"slices"
	"strings"
)

// Syllabus is what a training is about and for whom it is meant, said once of its group. The zero Syllabus says nothing, as any
// group does that is no training.
type Syllabus struct {
	Areas    Several[Area]        // the competency areas that it touches
	OfWhich  Several[Topic]       // what requirements ask for among training hours; all of each session is about it
	MeantFor Several[ProgramKind] // in programs of these kinds; empty for anybody. Who may ask for a place is another thing
}

// AboutAs tells whether both say that a training is about the same, for whomever it is meant.
func (s Syllabus) AboutAs(o Syllabus) bool { return s.Areas == o.Areas && s.OfWhich == o.OfWhich }

// Area is a competency area of in-service training, as requirements in the rules name it.
type Area string

// Areas are the competency areas, in the order of the rules (rules.yaml, competency_areas).
var Areas = []Area{
	"theoretical_foundations", "law_regulation_policy", "systems_expertise", "direct_service_skills",
	"working_with_others", "communicating", "thinking", "reflection",
}

// Topic is what some of the training hours that are asked for have to be about (rules.yaml, of_which).
type Topic string

// The topics.
const (
	SupervisionTopic Topic = "rsc_provision" // giving reflective supervision
	EquityTopic      Topic = "dei"           // diversity, equity and inclusion
)

// Topics are the topics that a bundle may name.
var Topics = []Topic{SupervisionTopic, EquityTopic}

// Several are words of one list, each once, in its order, joined by semicolons: as a bundle and the store have them.
type Several[W ~string] string

// SeveralOf are those words of a list that are among the chosen ones.
func SeveralOf[W ~string](list, chosen []W) Several[W] {
	var among []string
	for _, word := range list {
		if slices.Contains(chosen, word) {
			among = append(among, string(word))
		}
	}
	return Several[W](strings.Join(among, ";"))
}

// Words are the words, in order; nil for none.
func (s Several[W]) Words() []W {
	if s == "" {
		return nil
	}
	var words []W
	for word := range strings.SplitSeq(string(s), ";") {
		words = append(words, W(word))
	}
	return words
}

// Has tells whether a word is among them.
func (s Several[W]) Has(word W) bool { return slices.Contains(s.Words(), word) }
