package signin

import (
	"context"
	"fmt"
	"time"

	"attune/internal/access"
	"attune/internal/fault"
)

// KeptFactors changes second factors that are set up.
type KeptFactors interface {
	// RenewRecovery keeps new recovery codes, by their hashes, in place of all that there were, marks the step whose code
	// asked for it as used, and tells the holder. It is false where that step, or a later one, was used before.
	RenewRecovery(ctx context.Context, account access.AccountID, at int64, codes []string, now time.Time) (bool, error)
	// HasRecovery tells whether an account has an unused recovery code with that hash.
	HasRecovery(ctx context.Context, account access.AccountID, hash string) (bool, error)
	// EndFactor takes an account's second factor and its recovery codes away where its role needs none, and tells its
	// holder. It is Forbidden where its role needs one.
	EndFactor(ctx context.Context, account access.AccountID, now time.Time) error
}

// Renew makes the recovery codes of a second factor anew, shown by a code of its authenticator, and gives them; those before
// work no longer. Page is a secret of the page that asks, so that a double click is answered with the same ones. It
// fails with NotFound where there is no second factor, Invalid where the code is not right, and TooMany where codes were
// tried too often.
func (d *Desk) Renew(ctx context.Context, account access.AccountID, page access.Token, code string) ([]string, error) {
	if err := d.limitCodes(ctx, account); err != nil {
		return nil, err
	}
	f, secret, err := d.keptFactor(ctx, account)
	if err != nil {
		return nil, err
	}
	now := d.now()
	codes, hashes := d.seal.recovery(account, append([]byte(page.Hash()), f.Sealed...))
	if f.Last >= now.Unix()/step-2*skew {
		if same, err := d.store.HasRecovery(ctx, account, hashes[0]); err != nil || same {
			return codes, err // the second click
		}
	}
	at, right := stepOf(secret, code, now)
	if !right {
		return nil, wrongCode()
	}
	switch renewed, err := d.store.RenewRecovery(ctx, account, at, hashes, now); {
	case err != nil:
		return nil, fmt.Errorf("renew recovery codes: %w", err)
	case !renewed:
		return nil, wrongCode()
	}
	return codes, nil
}

// keptFactor is the second factor of an account and the secret that its authenticator has.
func (d *Desk) keptFactor(ctx context.Context, account access.AccountID) (Factor, string, error) {
	f, err := d.store.FactorOf(ctx, account)
	switch {
	case err != nil:
		return Factor{}, "", fmt.Errorf("look for a second factor: %w", err)
	case f.Sealed == nil:
		return Factor{}, "", noFactor()
	case d.seal == nil:
		return Factor{}, "", noSeal()
	}
	secret, err := d.seal.open(account, f.Sealed)
	return f, secret, err
}

// GiveUp takes a second factor away that its holder's role does not need, shown by a code of it or a recovery code. It
// fails with NotFound where there is none, Forbidden where the role needs it, and like Confirm.
func (d *Desk) GiveUp(ctx context.Context, account access.AccountID, code string) error {
	f, err := d.store.FactorOf(ctx, account)
	switch {
	case err != nil:
		return fmt.Errorf("look for a second factor: %w", err)
	case f.Sealed == nil:
		return noFactor()
	case f.Asked:
		return access.NeedsFactor()
	}
	if err := d.limitCodes(ctx, account); err != nil {
		return err
	}
	switch right, err := d.confirms(ctx, account, code); {
	case err != nil:
		return fmt.Errorf("confirm by a code: %w", err)
	case !right:
		return wrongCode()
	}
	if err := d.store.EndFactor(ctx, account, d.now()); err != nil {
		return fmt.Errorf("give a second factor up: %w", err)
	}
	return nil
}

func noFactor() error {
	return fault.New(fault.NotFound, "Your account has no second factor.")
}
