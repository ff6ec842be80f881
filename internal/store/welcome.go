package store

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/fault"
	"attune/internal/history"
	"attune/internal/notice"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// Welcome does what an invitation comes to by decide's word: whoever is invited gets their place on the roster, their
// account and their role, and the mail that lets them in. Sent again before it was opened it changes nothing. It gives
// the invitation's id. Invalid where the rules know no such association; decide's own errors pass through.
func (s *Store) Welcome(ctx context.Context, i access.Invitation, by access.Inviter, decide func(access.Known) (access.Welcome, error)) (access.InvitationID, error) {
	home, err := s.association(ctx, i.Association)
	if err != nil {
		return 0, err
	}
	var id access.InvitationID
	err = s.change(ctx, func(tx *gorm.DB) error {
		at := s.clock()
		if err := putAssociation(tx, home); err != nil {
			return err
		}
		known, err := knownOf(tx, i, todayIn(home, at))
		if err != nil {
			return err
		}
		welcome, err := decide(known)
		if err != nil {
			return err
		}
		if id = welcome.Already; id != 0 {
			return nil
		}
		id, err = welcomeIn(tx, at, i, welcome, by)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("invite a %s: %w", i.Role, err)
	}
	return id, nil
}

// knownOf is what decides on an invitation. It keeps whoever else invites for the same association waiting, so that
// two who invite the same person make one of them.
func knownOf(tx *gorm.DB, i access.Invitation, today day.Date) (k access.Known, err error) {
	var locked []string
	if err := tx.Raw(`select code from associations where code = ?`+forUpdate(tx), string(i.Association)).Scan(&locked).Error; err != nil {
		return k, err
	}
	if k.Program, err = programSubject(tx, i.Program); err != nil {
		return k, err
	}
	steps := []func(*gorm.DB, access.Invitation, *access.Known) error{knownPeople, knownAccounts, knownPlace}
	k.Subject = access.Person{Association: i.Association, Today: today}
	for _, step := range steps {
		if err := step(tx, i, &k); err != nil {
			return k, err
		}
	}
	return k, nil
}

// knownPeople finds who has the e-mail, and whether that tells who is meant.
func knownPeople(tx *gorm.DB, i access.Invitation, k *access.Known) (err error) {
	if k.People, err = peopleWithEmail(tx, i.Email, i.Association); err != nil {
		return err
	}
	everywhere, err := peopleWithEmail(tx, i.Email, "")
	k.Elsewhere = len(everywhere) > len(k.People)
	if len(k.People) == 1 {
		k.Subject.ID = k.People[0].ID
	}
	return err
}

// knownAccounts finds the accounts that the invitation may mean, and what they have of it.
func knownAccounts(tx *gorm.DB, i access.Invitation, k *access.Known) (err error) {
	person := k.Subject.ID
	if person != 0 {
		k.Accounts, err = accounts(tx, `person_id = ?`, int64(person))
	} else {
		k.Accounts, err = accounts(tx, `email = ?`, i.Email)
	}
	if err != nil {
		return err
	}
	if i.OnRoster() || person != 0 {
		if k.Taken, err = takenForNew(tx, roster.Person{ID: person, Email: i.Email, Association: i.Association}); err != nil {
			return err
		}
	}
	if k.Waiting, err = waitingInvitation(tx, k.Accounts, i); err != nil {
		return err
	}
	k.Grantees, k.Granted, err = grantees(tx, person, i)
	return err
}

// knownPlace finds where the person works.
func knownPlace(tx *gorm.DB, _ access.Invitation, k *access.Known) error {
	return all(tx, &k.Subject.Employments, `select `+employmentColumns+` from employments where person_id in ?`, []roster.PersonID{k.Subject.ID}, plain(scanEmployment))
}

// grantees are the open accounts that the role of an invitation would go to, that of the person or one that only has the
// e-mail, and whether one of them has it.
func grantees(tx *gorm.DB, person roster.PersonID, i access.Invitation) (ids []access.AccountID, granted bool, err error) {
	found, err := accounts(tx, `closed_at is null and (person_id = ? or person_id is null and email = ?)`, int64(person), i.Email)
	if err != nil {
		return nil, false, err
	}
	for _, a := range found {
		ids = append(ids, a.ID)
	}
	err = tx.Raw(`select exists (select 1 from account_roles where account_id in ? and role = ? and association = ?)`,
		ids, string(i.Role), string(i.Association)).Row().Scan(&granted)
	return ids, granted, err
}

// todayIn is the day of an instant in an association, and in UTC where there is none.
func todayIn(a rulebook.Association, at time.Time) day.Date {
	if a.Zone == nil {
		return day.At(at, time.UTC)
	}
	return day.At(at, a.Zone)
}

// programSubject is a program as a subject of access; the zero one where there is none.
func programSubject(tx *gorm.DB, id roster.ProgramID) (access.Program, error) {
	var found []access.Program
	if id == 0 {
		return access.Program{}, nil
	}
	err := tx.Raw(`select id, association from programs where id = ?`, int64(id)).Scan(&found).Error
	if err != nil || len(found) == 0 {
		return access.Program{}, err
	}
	return found[0], nil
}

// waitingInvitation is an invitation of one of the accounts to the same that was neither opened nor taken back; zero
// where there is none.
func waitingInvitation(tx *gorm.DB, of []access.Account, i access.Invitation) (access.InvitationID, error) {
	ids := make([]int64, len(of))
	for n, a := range of {
		ids[n] = int64(a.ID)
	}
	var waiting []access.InvitationID
	err := tx.Raw(`select id from invitations where account_id in ? and role = ? and association = ? and coalesce(program_id, 0) = ?
		and opened_at is null and taken_back_at is null order by id desc limit 1`, ids, string(i.Role), string(i.Association), int64(i.Program)).Scan(&waiting).Error
	if err != nil || len(waiting) == 0 {
		return 0, err
	}
	return waiting[0], nil
}

// welcomeIn makes the place, the account and the invitation, and tells of it.
func welcomeIn(tx *gorm.DB, at time.Time, i access.Invitation, w access.Welcome, by access.Inviter) (access.InvitationID, error) {
	changes, err := reopen(tx, w.Reopens, i.Association, by.Account)
	if err != nil {
		return 0, err
	}
	account, more, err := invited(tx, at, i, w, by.Account)
	if err != nil {
		return 0, err
	}
	changes = append(changes, more...)
	var id access.InvitationID
	err = tx.Raw(`insert into invitations (account_id, association, role, program_id, invited_by, invited_at, sent, sent_at, expires_at)
		values (?, ?, ?, ?, ?, ?, 1, ?, ?) returning id`, int64(account.ID), string(i.Association), string(i.Role), idOrNil(i.Program), by.Account,
		utc(at), utc(at), utc(at.Add(notice.InvitationLasts))).Scan(&id).Error
	if err != nil {
		return 0, err
	}
	if err := tellInvited(tx, at, id, 1, account, i, by); err != nil {
		return 0, err
	}
	return id, record(tx, at, append(changes, history.Change{Association: i.Association, Actor: by.Account, Act: "invitation.sent", Subject: id.String()})...)
}

// invited is the account of whoever is invited, with the place on the roster and the role that the invitation gives.
func invited(tx *gorm.DB, at time.Time, i access.Invitation, w access.Welcome, by string) (access.Account, []history.Change, error) {
	if !i.OnRoster() {
		account, changes, err := invitee(tx, at, i, by)
		if err != nil {
			return access.Account{}, nil, err
		}
		granted, err := grant(tx, at, account.ID, i, by)
		return account, append(changes, granted...), err
	}
	person, changes, err := placed(tx, at, i, w, by)
	if err != nil {
		return access.Account{}, nil, err
	}
	account, more, err := accountOf(tx, at, person, by)
	return account, append(changes, more...), err
}

// placed puts whoever is invited on the roster, and into the program, as far as they are not there yet.
func placed(tx *gorm.DB, at time.Time, i access.Invitation, w access.Welcome, by string) (roster.Person, []history.Change, error) {
	in, person := intake{tx: tx, at: at}, w.Person
	var changes []history.Change
	if person.ID == 0 {
		person.External = roster.NewExternal()
		added := []roster.Person{person}
		if err := in.savePeople(added); err != nil {
			return roster.Person{}, nil, err
		}
		person = added[0]
		changes = append(changes, history.Change{Association: person.Association, Actor: by, Act: "person.added", Subject: fmt.Sprintf("person:%d", person.ID)})
	}
	if !w.Employs {
		return person, changes, nil
	}
	employment := i.Employment()
	employment.Person = person.ID
	ids, err := in.saveEmployments([]roster.Employment{employment})
	if err != nil {
		return roster.Person{}, nil, err
	}
	changes = append(changes, history.Change{Association: person.Association, Actor: by, Act: "employment.added", Subject: fmt.Sprintf("employment:%d", ids[0])})
	return person, changes, everybodyDue(tx, at, "an employment was added", `id = ?`, int64(person.ID)).Error
}

// reopen opens an account that was closed; zero is none. It goes by the e-mail that its holder has on record by now, and
// stays closed where somebody else signs in with that: with two of them neither could.
func reopen(tx *gorm.DB, account access.AccountID, association roster.Association, by string) ([]history.Change, error) {
	if account == 0 {
		return nil, nil
	}
	email, err := emailToOpen(tx, account)
	if err != nil {
		return nil, err
	}
	others, err := accountsWithEmail(tx, email)
	if err != nil {
		return nil, err
	}
	if email != "" && len(others) > 0 {
		return nil, fault.New(fault.Conflict, "Somebody else signs in with the e-mail address of this account by now, so it stays closed. Put another address of theirs on the record first; an account of nobody on the roster is invited anew, with another address.")
	}
	err = tx.Exec(`update accounts set closed_at = null, email = ? where id = ?`, email, int64(account)).Error
	return []history.Change{{Association: association, Actor: by, Act: "account.reopened", Subject: account.String()}}, err
}

// emailToOpen is the e-mail that a closed account goes by once it is open again: its person's, where there is one.
func emailToOpen(tx *gorm.DB, account access.AccountID) (string, error) {
	var rows []struct {
		Email    string
		PersonID int64
		OnRecord string
	}
	err := tx.Raw(`select a.email, coalesce(a.person_id, 0) as person_id, coalesce(p.email, '') as on_record
		from accounts a left join people p on p.id = a.person_id where a.id = ?`, int64(account)).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return "", err
	}
	if rows[0].PersonID == 0 {
		return rows[0].Email, nil
	}
	email, wrong := access.Email(rows[0].OnRecord)
	if wrong != nil {
		return "", nil // a roster takes any text; such a person signs in with a link that is handed to them
	}
	return email, nil
}

// tellInvited puts the mail that lets somebody in into the outbox.
func tellInvited(tx *gorm.DB, at time.Time, id access.InvitationID, sent int, account access.Account, i access.Invitation, by access.Inviter) error {
	to := notice.Recipient{Person: account.Person, Account: int64(account.ID)}
	if account.Person != 0 {
		to.Account = 0
	}
	place := string(i.Association)
	err := tx.Raw(`select coalesce((select name from programs where id = ?), (select name from associations where code = ?), '')`,
		int64(i.Program), string(i.Association)).Row().Scan(&place)
	if err != nil {
		return err
	}
	return tell(tx, at, notice.Invited(to, i.Association, fmt.Sprintf("%s:%d", id, sent), by.Name, i.Words(), place))
}
