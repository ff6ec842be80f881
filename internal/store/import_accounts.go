package store

import (
	"fmt"
	"slices"

	"attune/internal/access"
	"attune/internal/exchange"
	"attune/internal/notice"
	"attune/internal/roster"
)

// following is an account that is to go by the e-mail on record, where nobody else keeps that.
type following struct {
	readdressing
	said *exchange.Readdressed // where what becomes of it is told
}

// Readdress has the open accounts of people go by e-mails that are others now; see readdress. An account keeps the e-mail it
// had where somebody else goes on signing in with the new one, where the new one is none, so that a bundle without e-mails
// locks nobody out, and where it opens more than the associations that the bundle is of. All are settled before any is
// written, so that two may exchange theirs. What became of each is said in place.
func (in intake) Readdress(of []roster.Association, moved []exchange.Readdressed) error {
	var follow []following
	for part := range slices.Chunk(moved, chunk) {
		some, err := in.followers(of, part)
		if err != nil {
			return fmt.Errorf("accounts of people with another e-mail: %w", err)
		}
		follow = append(follow, some...)
	}
	settled, err := in.settle(follow)
	if err != nil {
		return fmt.Errorf("who has the e-mails of a bundle: %w", err)
	}
	for _, f := range follow {
		if !settled[f.ID] {
			f.said.Kept = exchange.TakenByOther
			continue
		}
		f.said.Account = int64(f.ID)
		if err := readdress(in.tx, in.at, f.readdressing); err != nil {
			return fmt.Errorf("another e-mail of account %d: %w", f.ID, err)
		}
	}
	return nil
}

// followers are the open accounts of some people that are to follow the record, in the order of the bundle; of the others it
// says why they keep what they have.
func (in intake) followers(of []roster.Association, moved []exchange.Readdressed) ([]following, error) {
	ids := make([]int64, len(moved))
	for i, m := range moved {
		ids[i] = int64(m.Person.ID)
	}
	open, err := accounts(in.tx, `closed_at is null and person_id in ?`, ids)
	if err != nil {
		return nil, err
	}
	whose := make(map[roster.PersonID]access.Account, len(open))
	for _, account := range open {
		whose[account.Person] = account
	}
	var follow []following
	for i := range moved {
		m := &moved[i]
		account, has := whose[m.Person.ID]
		is, wrong := access.Email(m.Person.Email)
		if wrong != nil {
			is = ""
		}
		if !has || is == account.Email {
			continue
		}
		if m.Kept, err = in.keeps(of, account, is, m.Was); err != nil {
			return nil, fmt.Errorf("account %d: %w", account.ID, err)
		}
		if m.Kept == "" {
			follow = append(follow, following{readdressing{account, is, m.Person.Association, notice.ByCoordinator, ""}, m})
		}
	}
	return follow, nil
}

// keeps is why an account does not take the e-mail on record, whoever else has that; the e-mail is canonical, empty for none.
func (in intake) keeps(of []roster.Association, account access.Account, is string, before roster.Person) (exchange.Keeping, error) {
	was, never := access.Email(before.Email)
	switch {
	case is == "":
		return exchange.NoOther, nil
	case account.Email != "" && (never != nil || account.Email != was):
		return exchange.OfItsOwn, nil
	}
	opens, err := addressOf(in.tx, in.at, before)
	if err == nil && !opens.Follows(of) {
		return exchange.OpensMore, nil
	}
	return "", err
}

// settle tells which of them follow, given who signs in with what.
func (in intake) settle(follow []following) (map[access.AccountID]bool, error) {
	had := make(map[string][]access.AccountID)
	moves := make([]access.Move, len(follow))
	for i, f := range follow {
		moves[i] = access.Move{Account: f.ID, To: f.to}
	}
	for part := range slices.Chunk(moves, chunk) {
		to := make([]string, len(part))
		for i, m := range part {
			to[i] = m.To
		}
		holders, err := accountsWithEmail(in.tx, to...)
		if err != nil {
			return nil, err
		}
		for _, h := range holders {
			if !slices.Contains(had[h.Email], h.ID) {
				had[h.Email] = append(had[h.Email], h.ID)
			}
		}
	}
	return access.Settle(moves, had), nil
}
