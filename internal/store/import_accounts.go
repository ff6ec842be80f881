package store

import (
	"fmt"
	"slices"

	"attune/internal/access"
	"attune/internal/exchange"
	"attune/internal/notice"
	"attune/internal/roster"
)

// Readdress has the open accounts of people go by e-mails that are others now; see readdress. An account keeps the e-mail it
// had where somebody else signs in with the new one, and where the new one is none, so that a bundle without e-mails locks
// nobody out. What became of each is said in place.
func (in intake) Readdress(moved []exchange.Readdressed) error {
	for part := range slices.Chunk(moved, chunk) {
		ids := make([]int64, len(part))
		of := make(map[roster.PersonID]*exchange.Readdressed, len(part))
		for i := range part {
			ids[i], of[part[i].Person.ID] = int64(part[i].Person.ID), &part[i]
		}
		open, err := accounts(in.tx, `closed_at is null and person_id in ?`, ids)
		if err != nil {
			return fmt.Errorf("accounts of people with another e-mail: %w", err)
		}
		for _, account := range open {
			if err := in.readdress(account, of[account.Person]); err != nil {
				return fmt.Errorf("another e-mail of account %d: %w", account.ID, err)
			}
		}
	}
	return nil
}

// readdress has one account follow the record, where it can.
func (in intake) readdress(account access.Account, m *exchange.Readdressed) error {
	is, follows, err := in.follows(account, m)
	if m.Kept = !follows && account.Email != is; err != nil || !follows {
		return err
	}
	m.Account = int64(account.ID)
	return readdress(in.tx, in.at, readdressing{account, is, m.Person.Association, notice.ByCoordinator, ""})
}

// follows tells whether an account takes the e-mail on record, which is given in its canonical form, empty for none: one that goes
// by an e-mail of its own does not, and none takes one that somebody else signs in with.
func (in intake) follows(account access.Account, m *exchange.Readdressed) (string, bool, error) {
	is, wrong := access.Email(m.Person.Email)
	was, never := access.Email(m.Was)
	own := account.Email != "" && (never != nil || account.Email != was)
	if wrong != nil || is == account.Email || own {
		return is, false, nil
	}
	taken, err := takenEmail(in.tx, m.Person)
	return is, !taken, err
}
