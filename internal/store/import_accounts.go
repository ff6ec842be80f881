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
// had where somebody else signs in with the new one, where the new one is none, so that a bundle without e-mails locks
// nobody out, and where it opens more than the associations that the bundle is of. What became of each is said in place.
func (in intake) Readdress(of []roster.Association, moved []exchange.Readdressed) error {
	for part := range slices.Chunk(moved, chunk) {
		ids := make([]int64, len(part))
		whose := make(map[roster.PersonID]*exchange.Readdressed, len(part))
		for i := range part {
			ids[i], whose[part[i].Person.ID] = int64(part[i].Person.ID), &part[i]
		}
		open, err := accounts(in.tx, `closed_at is null and person_id in ?`, ids)
		if err != nil {
			return fmt.Errorf("accounts of people with another e-mail: %w", err)
		}
		for _, account := range open {
			if err := in.readdress(of, account, whose[account.Person]); err != nil {
				return fmt.Errorf("another e-mail of account %d: %w", account.ID, err)
			}
		}
	}
	return nil
}

// readdress has one account follow the record, where it can.
func (in intake) readdress(of []roster.Association, account access.Account, m *exchange.Readdressed) error {
	is, wrong := access.Email(m.Person.Email)
	if wrong != nil {
		is = ""
	}
	if is == account.Email {
		return nil
	}
	var err error
	if m.Kept, err = in.keeps(of, account, is, m); err != nil || m.Kept != "" {
		return err
	}
	m.Account = int64(account.ID)
	return readdress(in.tx, in.at, readdressing{account, is, m.Person.Association, notice.ByCoordinator, ""})
}

// keeps is why an account does not take the e-mail on record, which is given in its canonical form, empty for none.
func (in intake) keeps(of []roster.Association, account access.Account, is string, m *exchange.Readdressed) (exchange.Keeping, error) {
	was, never := access.Email(m.Was.Email)
	switch {
	case is == "":
		return exchange.NoOther, nil
	case account.Email != "" && (never != nil || account.Email != was):
		return exchange.OfItsOwn, nil
	}
	opens, err := addressOf(in.tx, in.at, m.Was)
	if err != nil {
		return "", err
	}
	if !opens.Follows(of) {
		return exchange.OpensMore, nil
	}
	taken, err := takenEmail(in.tx, m.Person)
	if taken {
		return exchange.TakenByOther, err
	}
	return "", err
}
