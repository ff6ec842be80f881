package store

import (
	"context"
	"fmt"
	"sync"

	"gorm.io/gorm"

	"attune/internal/history"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// inForce remembers the edition last read: every page asks for it, and it seldom changes.
type inForce struct {
	mu      sync.Mutex
	id      int64 // of its row; 0: the one this binary carries
	edition *rulebook.Edition
}

// Edition is the edition of the rules in force: the newest one stored, or the one this binary carries where none is.
func (s *Store) Edition(ctx context.Context) (*rulebook.Edition, error) {
	var newest int64
	if err := s.ask(ctx).Raw(`select coalesce(max(id), 0) from editions`).Scan(&newest).Error; err != nil {
		return nil, fmt.Errorf("the edition in force: %w", err)
	}
	s.rules.mu.Lock()
	defer s.rules.mu.Unlock()
	if s.rules.edition != nil && s.rules.id == newest {
		return s.rules.edition, nil
	}
	edition, err := s.readEdition(ctx, newest)
	if err != nil {
		return nil, fmt.Errorf("edition %d of the rules: %w", newest, err)
	}
	s.rules.id, s.rules.edition = newest, edition
	return edition, nil
}

func (s *Store) readEdition(ctx context.Context, id int64) (*rulebook.Edition, error) {
	if id == 0 {
		return rulebook.Embedded()
	}
	var body string
	if err := s.ask(ctx).Raw(`select body from editions where id = ?`, id).Scan(&body).Error; err != nil {
		return nil, err
	}
	return rulebook.Load([]byte(body))
}

// PutInForce stores an edition, so that every instance judges by it from now on, and puts everybody on the due list.
// It returns false where that very edition is in force already.
func (s *Store) PutInForce(ctx context.Context, edition *rulebook.Edition, actor string) (bool, error) {
	force, err := s.Edition(ctx)
	if err != nil {
		return false, err
	}
	if force.Checksum() == edition.Checksum() {
		return false, nil
	}
	err = s.change(ctx, func(tx *gorm.DB) error {
		at := s.now()
		err := tx.Exec(`insert into editions (name, checksum, body, loaded_at) values (?, ?, ?, ?)`, edition.Name(), edition.Checksum(), edition.Body(), utc(at)).Error
		if err != nil {
			return err
		}
		if err := followRules(tx, edition); err != nil {
			return err
		}
		if err := everybodyDue(tx, at, "rules", "true").Error; err != nil {
			return err
		}
		changes, err := everywhere(tx, history.Change{Actor: actor, Act: "rules.loaded", Subject: "edition:" + edition.Checksum()})
		if err != nil {
			return err
		}
		return record(tx, at, changes...)
	})
	if err != nil {
		return false, fmt.Errorf("put edition %s in force: %w", edition.Name(), err)
	}
	return true, nil
}

// followRules has the associations that are known here take name and zone from an edition.
func followRules(tx *gorm.DB, edition *rulebook.Edition) error {
	for _, a := range edition.Associations() {
		err := tx.Exec(`update associations set name = ?, time_zone = ? where code = ? and (name <> ? or time_zone <> ?)`,
			a.Name, a.Zone.String(), string(a.Code), a.Name, a.Zone.String()).Error
		if err != nil {
			return err
		}
	}
	return nil
}

// everywhere is one change in each association's history, and in the installation's own.
func everywhere(tx *gorm.DB, change history.Change) ([]history.Change, error) {
	var codes []string
	err := tx.Raw(`select code from associations order by code`).Scan(&codes).Error
	changes := []history.Change{change}
	for _, code := range codes {
		change.Association = roster.Association(code)
		changes = append(changes, change)
	}
	return changes, err
}
