package rulebook

import "strconv"

// Clause is one rule of an edition in words, with what it rests on.
type Clause struct {
	Basis
	Title   string   // what it is about: "Infant Family Specialist"
	Text    string   // what it says, in whole sentences
	Sources []Source // those of the Basis, in words

	key string // the same in every edition that has this rule
}

// Change tells what becomes of a rule where another edition comes.
type Change string

// The changes.
const (
	Same    Change = "the same"
	Altered Change = "changed"
	Added   Change = "added"
	Removed Change = "removed"
)

// Pair is one rule as two editions have it.
type Pair struct {
	Before, After *Clause // nil where that edition has no such rule; never both
}

// Change tells what becomes of the rule. Another source, or another confidence in it, is a change too: an hour may wait for
// a coordinator for that alone.
func (p Pair) Change() Change {
	switch {
	case p.Before == nil:
		return Added
	case p.After == nil:
		return Removed
	case p.Before.Title != p.After.Title || p.Before.Text != p.After.Text || p.Before.Confidence != p.After.Confidence || !sameSources(p.Before.Sources, p.After.Sources):
		return Altered
	default:
		return Same
	}
}

// Title is what the rule is about, as the later edition says it.
func (p Pair) Title() string {
	if p.After != nil {
		return p.After.Title
	}
	return p.Before.Title
}

// Chapter is a part of the rules as two editions have it.
type Chapter struct {
	Title string
	Pairs []Pair // in the order of the earlier edition; what is added comes after what stands before it in the later one
}

// Beside sets two editions side by side, chapter by chapter. Everything that stands in a file is in it, judged by or only
// shown; nothing that is only order or spelling of the file is.
func Beside(before, after *Edition) []Chapter {
	var chapters []Chapter
	for _, c := range []struct {
		title   string
		clauses func(*Edition) []Clause
	}{
		{"What each category asks for", (*Edition).categoryClauses},
		{"Who may give the hours", (*Edition).providerClauses},
		{"How hours are counted", (*Edition).creditClauses},
		{"Renewal", (*Edition).renewalClauses},
		{"The associations", (*Edition).associationClauses},
		{"What is asked for beside the hours", (*Edition).requirementClauses},
		{"Sources", (*Edition).sourceClauses},
	} {
		chapters = append(chapters, Chapter{c.title, pairs(before.cited(c.clauses(before)), after.cited(c.clauses(after)))})
	}
	return chapters
}

// cited has clauses say their sources in words. Of several about one thing each has a key of its own.
func (e *Edition) cited(clauses []Clause) []Clause {
	known := make(map[string]int, len(clauses))
	for i := range clauses {
		c := &clauses[i]
		c.Sources = e.SourcesOf(c.Basis)
		known[c.key]++
		if n := known[c.key]; n > 1 {
			c.key += " " + strconv.Itoa(n)
		}
	}
	return clauses
}

// pairs puts the clauses of one key beside each other.
func pairs(before, after []Clause) []Pair {
	later := make(map[string]int, len(after))
	for i, c := range after {
		later[c.key] = i
	}
	known := make(map[string]bool, len(before))
	for _, c := range before {
		known[c.key] = true
	}
	var all []Pair
	next := 0 // the first clause of the later edition that has not been looked at
	for i := range before {
		place, stays := later[before[i].key]
		if !stays {
			all = append(all, Pair{Before: &before[i]})
			continue
		}
		for ; next < place; next++ {
			if !known[after[next].key] {
				all = append(all, Pair{After: &after[next]})
			}
		}
		next = max(next, place+1)
		all = append(all, Pair{&before[i], &after[place]})
	}
	for ; next < len(after); next++ {
		if !known[after[next].key] {
			all = append(all, Pair{After: &after[next]})
		}
	}
	return all
}

// sameSources tells whether the same is cited in the same words, whatever the keys.
func sameSources(a, b []Source) bool {
	if len(a) != len(b) {
		return false
	}
	cited := make(map[string]int)
	for i := range a {
		cited[a[i].Text]++
		cited[b[i].Text]--
	}
	for _, n := range cited {
		if n != 0 {
			return false
		}
	}
	return true
}
