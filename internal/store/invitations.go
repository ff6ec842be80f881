package store

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"attune/internal/access"
	"attune/internal/fault"
	"attune/internal/history"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// Invite grants the role of an invitation to whoever has its e-mail: a person of the association, else an account
// that has it already, else a new account of nobody in the roster. Inviting twice changes nothing twice. It is Invalid
// where the rules know no such association, and Conflict where the e-mail does not tell who is meant.
func (s *Store) Invite(ctx context.Context, i access.Invitation, by string) (access.Account, error) {
	home, err := s.association(ctx, i.Association)
	if err != nil {
		return access.Account{}, err
	}
	var account access.Account
	err = s.change(ctx, func(tx *gorm.DB) error {
		at := s.now()
		if err := putAssociation(tx, home); err != nil {
			return err
		}
		found, changes, err := invitee(tx, at, i, by)
		if err != nil {
			return err
		}
		account = found
		granted, err := grant(tx, at, account.ID, i, by)
		if err != nil {
			return err
		}
		return record(tx, at, append(changes, granted...)...)
	})
	if err != nil {
		return access.Account{}, fmt.Errorf("invite a %s: %w", i.Role, err)
	}
	return account, nil
}

// association is what the rules in force say of an association, and the zero one for none.
func (s *Store) association(ctx context.Context, code roster.Association) (rulebook.Association, error) {
	if code == "" {
		return rulebook.Association{}, nil
	}
	edition, err := s.Edition(ctx)
	if err != nil {
		return rulebook.Association{}, err
	}
	known, ok := edition.Association(code)
	if !ok {
		return rulebook.Association{}, fault.New(fault.Invalid, "The rules know no association %q. attune rules show lists those they know.", code)
	}
	return known, nil
}

// putAssociation makes sure of the association's row, so that what it owns can name it.
func putAssociation(tx *gorm.DB, a rulebook.Association) error {
	if a.Code == "" {
		return nil
	}
	return tx.Exec(`insert into associations (code, name, time_zone) values (?, ?, ?) on conflict (code) do nothing`,
		string(a.Code), a.Name, a.Zone.String()).Error
}

// invitee is the account that an invitation is for, with what had to change for there to be one.
func invitee(tx *gorm.DB, at time.Time, i access.Invitation, by string) (access.Account, []history.Change, error) {
	people, err := peopleWithEmail(tx, i.Email, i.Association)
	if err != nil {
		return access.Account{}, nil, err
	}
	accounts, err := accountsWithEmail(tx, i.Email)
	switch {
	case err != nil:
		return access.Account{}, nil, err
	case len(people) > 1:
		return access.Account{}, nil, fault.New(fault.Conflict, "%d people have the e-mail %s, so it does not tell who is invited. Give one of them another in people.csv, and import it.", len(people), i.Email)
	case len(people) == 1:
		taken, err := takenForNew(tx, people[0])
		if err == nil && taken {
			err = fault.New(fault.Conflict, "%s", roster.TakenEmail)
		}
		if err != nil {
			return access.Account{}, nil, err
		}
		return accountOf(tx, at, people[0], by)
	case len(accounts) > 1:
		return access.Account{}, nil, fault.New(fault.Conflict, "%d accounts have the e-mail %s, so it does not tell who is invited. Invite with another e-mail of theirs.", len(accounts), i.Email)
	case len(accounts) == 1:
		return accounts[0], nil, nil
	}
	return createAccount(tx, at, roster.Person{Email: i.Email, Association: i.Association}, by)
}

// grant gives an account the role of an invitation, unless it has it.
func grant(tx *gorm.DB, at time.Time, account access.AccountID, i access.Invitation, by string) ([]history.Change, error) {
	done := tx.Exec(`insert into account_roles (account_id, role, association, granted_at) values (?, ?, ?, ?) on conflict do nothing`,
		int64(account), string(i.Role), string(i.Association), utc(at))
	if done.Error != nil || done.RowsAffected == 0 {
		return nil, done.Error
	}
	return []history.Change{{Association: i.Association, Actor: by, Act: string(i.Role) + ".granted", Subject: account.String()}}, nil
}

// OpenAccount is the account of the person with that external id, made where there is none, or else the account with
// that e-mail. It is NotFound where there is neither, Conflict where the account is closed or several have the e-mail.
func (s *Store) OpenAccount(ctx context.Context, who, by string) (access.Account, error) {
	var account access.Account
	err := s.change(ctx, func(tx *gorm.DB) error {
		person, err := personByExternal(tx, roster.External(who))
		if fault.KindOf(err) == fault.NotFound {
			account, err = accountWithEmail(tx, who)
			return err
		}
		if err != nil {
			return err
		}
		at := s.now()
		found, changes, err := accountOf(tx, at, person, by)
		if err != nil {
			return err
		}
		account = found
		return record(tx, at, changes...)
	})
	if err != nil {
		return access.Account{}, fmt.Errorf("open the account of %q: %w", who, err)
	}
	return account, nil
}

func accountWithEmail(tx *gorm.DB, text string) (access.Account, error) {
	email, err := access.Email(text)
	if err != nil {
		return access.Account{}, noAccount(text)
	}
	accounts, err := accountsWithEmail(tx, email)
	switch {
	case err != nil:
		return access.Account{}, err
	case len(accounts) == 0:
		return access.Account{}, noAccount(text)
	case len(accounts) > 1:
		return access.Account{}, fault.New(fault.Conflict, "%d accounts have the e-mail %s. Give the id of the person from people.csv instead.", len(accounts), email)
	}
	return accounts[0], nil
}

func noAccount(who string) error {
	return fault.New(fault.NotFound, "There is no person with the id %q, and no account with that e-mail. Give the id from people.csv, or invite them first.", who)
}
