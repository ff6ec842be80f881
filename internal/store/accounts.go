package store

import (
	"database/sql"
	"time"

	"gorm.io/gorm"

	"attune/internal/access"
	"attune/internal/fault"
	"attune/internal/history"
	"attune/internal/roster"
)

// accountOf is the one account of a person, made where there is none: an account that was invited with the person's
// e-mail before the roster knew them becomes theirs. It comes with what had to change.
func accountOf(tx *gorm.DB, at time.Time, person roster.Person, by string) (access.Account, []history.Change, error) {
	if err := lockPerson(tx, person.ID); err != nil {
		return access.Account{}, nil, err
	}
	account, err := accountOfPerson(tx, person.ID)
	if fault.KindOf(err) != fault.NotFound {
		return account, nil, err
	}
	email, err := access.Email(person.Email)
	if err != nil {
		email = "" // a roster takes any text; such a person signs in with a link that is handed to them
	}
	person.Email = email
	invited, err := invitedAs(tx, person)
	switch {
	case err != nil:
		return access.Account{}, nil, err
	case len(invited) == 0:
		if err := apart(tx, &person); err != nil {
			return access.Account{}, nil, err
		}
		return createAccount(tx, at, person, by)
	}
	return linkAccount(tx, invited[0], person, by)
}

// invitedAs is the account that was invited with a person's e-mail. An e-mail in a roster proves nothing: where others
// share it, or where the account has a role outside the person's association, the account is not taken for theirs.
func invitedAs(tx *gorm.DB, person roster.Person) ([]access.Account, error) {
	if person.Email == "" {
		return nil, nil
	}
	sharing, err := peopleWithEmail(tx, person.Email, "")
	if err != nil || len(sharing) != 1 {
		return nil, err
	}
	return accounts(tx, `email = ? and person_id is null and closed_at is null
		and not exists (select 1 from account_roles r where r.account_id = accounts.id and r.association <> ?)`, person.Email, string(person.Association))
}

// apart takes from somebody who is to have a new account an e-mail with which an account of nobody on a roster is open, or one
// with a role outside their association: with two of them neither could sign in with it. People of rosters may share
// theirs.
func apart(tx *gorm.DB, person *roster.Person) error {
	others, err := accounts(tx, `email = ? and closed_at is null and (person_id is null
		or exists (select 1 from account_roles r where r.account_id = accounts.id and r.association <> ?))`,
		person.Email, string(person.Association))
	if len(others) > 0 {
		person.Email = ""
	}
	return err
}

// takenEmail tells whether an open account that is not the person's has their e-mail. One of nobody on the roster, with
// roles in their association alone, becomes theirs where they have none, and is not counted.
func takenEmail(tx *gorm.DB, person roster.Person) (bool, error) {
	email, wrong := access.Email(person.Email)
	if wrong != nil {
		return false, nil // nobody signs in with it
	}
	others, err := accounts(tx, `email = ? and closed_at is null and coalesce(person_id, -1) <> ?
		and (person_id is not null or exists (select 1 from accounts o where o.person_id = ?)
			or exists (select 1 from account_roles r where r.account_id = accounts.id and r.association <> ?))`,
		email, int64(person.ID), int64(person.ID), string(person.Association))
	return len(others) > 0, err
}

// takenForNew is takenEmail of somebody who has no open account yet; whoever has one needs no other.
func takenForNew(tx *gorm.DB, person roster.Person) (bool, error) {
	own, err := accounts(tx, `person_id = ? and closed_at is null`, int64(person.ID))
	if err != nil || len(own) > 0 {
		return false, err
	}
	return takenEmail(tx, person)
}

// lockAccount makes whoever else wants to change the account wait, and whoever acts with it.
func lockAccount(tx *gorm.DB, account access.AccountID) error {
	return lockRows(tx, "accounts", []access.AccountID{account})
}

// linkAccount makes an account of nobody in the roster that of a person.
func linkAccount(tx *gorm.DB, account access.Account, person roster.Person, by string) (access.Account, []history.Change, error) {
	account.Person = person.ID
	err := tx.Exec(`update accounts set person_id = ? where id = ?`, int64(person.ID), int64(account.ID)).Error
	return account, []history.Change{{Association: person.Association, Actor: by, Act: "account.linked", Subject: account.ID.String()}}, err
}

// createAccount makes an account of a person, or of nobody in the roster where the person has no id.
func createAccount(tx *gorm.DB, at time.Time, person roster.Person, by string) (access.Account, []history.Change, error) {
	account := access.Account{Person: person.ID, Email: person.Email, CreatedAt: utc(at)}
	err := tx.Raw(`insert into accounts (person_id, email, created_at) values (?, ?, ?) returning id`,
		idOrNil(person.ID), person.Email, utc(at)).Scan(&account.ID).Error
	if err != nil {
		return access.Account{}, nil, err
	}
	return account, []history.Change{{Association: person.Association, Actor: by, Act: "account.created", Subject: account.ID.String()}}, nil
}

// accountOfPerson is the account of a person; NotFound where there is none, Conflict where it is closed.
func accountOfPerson(tx *gorm.DB, person roster.PersonID) (access.Account, error) {
	accounts, err := accounts(tx, `person_id = ?`, int64(person))
	switch {
	case err != nil:
		return access.Account{}, err
	case len(accounts) == 0:
		return access.Account{}, fault.New(fault.NotFound, "This person has no account.")
	case !accounts[0].ClosedAt.IsZero():
		return access.Account{}, fault.New(fault.Conflict, "The account of this person was closed on %s, and a closed account stays closed.", accounts[0].ClosedAt.Format(time.DateOnly))
	}
	return accounts[0], nil
}

// accountsWithEmail are the open accounts with one of some canonical e-mails.
func accountsWithEmail(tx *gorm.DB, emails ...string) ([]access.Account, error) {
	return accounts(tx, `email in ? and closed_at is null`, emails)
}

// cameIn keeps that somebody signed in, however they did, and that they took their invitations up.
func cameIn(tx *gorm.DB, at time.Time, account access.AccountID) error {
	err := tx.Exec(`insert into last_sign_ins (account_id, signed_in_at) values (?, ?)
		on conflict (account_id) do update set signed_in_at = excluded.signed_in_at`, int64(account), utc(at)).Error
	if err != nil {
		return err
	}
	return tx.Exec(`update invitations set opened_at = ? where account_id = ? and opened_at is null and taken_back_at is null`, utc(at), int64(account)).Error
}

// accountRow is a row of accounts.
type accountRow struct {
	ID        int64
	PersonID  sql.NullInt64
	Email     string
	CreatedAt time.Time
	ClosedAt  sql.NullTime

	SignedInAt sql.NullTime
}

func (r accountRow) account() access.Account {
	return access.Account{
		ID: access.AccountID(r.ID), Person: roster.PersonID(r.PersonID.Int64), Email: r.Email,
		CreatedAt: utc(r.CreatedAt), ClosedAt: utc(r.ClosedAt.Time), SignedInAt: utc(r.SignedInAt.Time),
	}
}

// accounts are those for which the condition holds, oldest first.
func accounts(tx *gorm.DB, condition string, args ...any) ([]access.Account, error) {
	var rows []accountRow
	err := tx.Raw(`select id, person_id, email, created_at, closed_at, signed_in_at
		from accounts left join last_sign_ins on account_id = id where `+condition+` order by id`, args...).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	found := make([]access.Account, len(rows))
	for i, r := range rows {
		found[i] = r.account()
	}
	return found, nil
}
