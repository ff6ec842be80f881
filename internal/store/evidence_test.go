package store_test

import (
	"fmt"
	"testing"

	"gorm.io/gorm"

	"attune/internal/day"
	"attune/internal/dbtest"
	"attune/internal/portfolio"
	"attune/internal/roster"
	"attune/internal/store"
)

// What evidence says is kept by the database itself; only its last word moves on, and the words before stay.
func TestEvidenceIsKept(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		for _, statement := range []string{
			`insert into associations (code, name, time_zone) values ('CT', 'Connecticut', 'America/New_York')`,
			`insert into people (id, external_id, association, name, email, region, calendar_version, calendar_changed_at) values (2, 'p2', 'CT', 'Bea', '', '', 0, '2026-11-01 12:00:00+00:00')`,
		} {
			if err := store.Change(t.Context(), db.Store, func(tx *gorm.DB) error { return tx.Exec(statement).Error }); err != nil {
				t.Fatal(err)
			}
		}
		const person roster.PersonID = 2
		on := day.MustParse("2026-11-01")
		var kept []portfolio.Evidence
		change := func(decide func([]portfolio.Evidence) (portfolio.Step, error)) {
			t.Helper()
			if err := db.Store.ChangeEvidence(t.Context(), person, "test", decide); err != nil {
				t.Fatal(err)
			}
		}
		change(func(known []portfolio.Evidence) (portfolio.Step, error) {
			return portfolio.Enter(known, portfolio.Evidence{Entry: "a", Matter: portfolio.TrainingMatter, On: on, Title: "Touchpoints", Minutes: 390, Equity: 60, Areas: nil}, 0, on, "test")
		})
		change(func(known []portfolio.Evidence) (portfolio.Step, error) {
			kept = known
			return known[0].Decide(false, "Of last year", 1, on, "somebody")
		})
		if len(kept) != 1 || kept[0].Title != "Touchpoints" || kept[0].Minutes != 390 || kept[0].Equity != 60 || kept[0].On != on || kept[0].Last().Word != portfolio.Given {
			t.Errorf("what was entered comes back as %+v", kept)
		}
		for _, statement := range []string{
			`update evidence set title = 'another'`,
			`update evidence set minutes = 1`,
			`update evidence set dated = '2026-01-01'`,
			`delete from evidence`,
			`update evidence_words set reason = ''`,
			`delete from evidence_words`,
		} {
			wantRefused(t, db, statement)
		}
		p, err := db.Store.Portfolio(t.Context(), person)
		if err != nil || len(p.Evidence) != 1 || fmt.Sprintf("%d %s %s %s", len(p.Evidence[0].Said), p.Evidence[0].Last().Word, p.Evidence[0].Last().Reason, p.Evidence[0].Last().By) != "2 refused Of last year somebody" {
			t.Errorf("%+v, %v", p.Evidence, err)
		}
	})
}
