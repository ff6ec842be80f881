package store

import (
	"database/sql"
	"fmt"
	"slices"

	"attune/internal/exchange"
	"attune/internal/portfolio"
	"attune/internal/roster"
)

// Evidence is everything that people have to show, with all that was said of it, each person's oldest first.
func (in intake) Evidence(people []roster.PersonID) ([]portfolio.Evidence, error) {
	var list []portfolio.Evidence
	for part := range slices.Chunk(people, chunk) {
		some, err := evidenceOf(in.tx, `e.person_id in ?`, part)
		if err != nil {
			return nil, fmt.Errorf("evidence of %d people: %w", len(part), err)
		}
		list = append(list, some...)
	}
	return list, nil
}

// evidenceRef is what is unique about evidence, as the database returns it.
type evidenceRef struct {
	person int64
	entry  string
}

// SaveEvidence adds pieces that have no id yet, gives them one in place, and adds to each what is new of it.
func (in intake) SaveEvidence(pieces []exchange.Brought) error {
	places := placesOf(pieces, func(b exchange.Brought) evidenceRef {
		return evidenceRef{int64(b.Evidence.Person), b.Evidence.Entry}
	})
	b := bulk{
		into:  `evidence (person_id, association, entry, matter, category, what, dated, title, minutes, supervision_minutes, equity_minutes, areas, months, word)`,
		types: `bigint text text text text text date text integer integer integer text integer text`,
		then:  `on conflict (person_id, entry) do update set word = excluded.word returning id, person_id, entry`,
	}
	err := b.write(in.tx, len(pieces), func(i int) []any {
		e, last := pieces[i].Evidence, pieces[i].Fresh[len(pieces[i].Fresh)-1]
		return []any{
			int64(e.Person), string(pieces[i].Home), e.Entry, string(e.Matter), string(e.Category), e.What, dateCol(e.On), e.Title,
			e.Minutes, e.Supervision, e.Equity, areasCol(e.Areas), e.Months, string(last.Word),
		}
	}, func(rows *sql.Rows) error {
		var id portfolio.EvidenceID
		var k evidenceRef
		err := rows.Scan(&id, &k.person, &k.entry)
		pieces[places[k]].Evidence.ID = id
		return err
	})
	if err != nil {
		return err
	}
	return in.saveWords(pieces)
}

func (in intake) saveWords(pieces []exchange.Brought) error {
	type word struct {
		of   portfolio.EvidenceID
		said portfolio.Said
	}
	var words []word
	for _, piece := range pieces {
		for _, s := range piece.Fresh {
			words = append(words, word{piece.Evidence.ID, s})
		}
	}
	b := bulk{into: `evidence_words (evidence_id, word, said_on, reason, said_by, said_at)`, types: `bigint text date text text timestamptz`}
	return b.write(in.tx, len(words), func(i int) []any {
		s := words[i].said
		return []any{int64(words[i].of), string(s.Word), dateCol(s.On), s.Reason, s.By, in.at}
	}, nil)
}
