package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"gorm.io/gorm"

	"attune/internal/access"
	"attune/internal/history"
	"attune/internal/notice"
	"attune/internal/roster"
)

// listedInvitations is the beginning of every query that invitationsOf reads.
const listedInvitations = `select i.id, i.account_id, i.association, i.role, coalesce(i.program_id, 0), a.email, coalesce(p.name, a.email), coalesce(g.name, ''),
		coalesce(bp.name, b.email, ''), i.sent_at, i.expires_at, i.opened_at, i.taken_back_at
	from invitations i join accounts a on a.id = i.account_id left join people p on p.id = a.person_id left join programs g on g.id = i.program_id
	left join accounts b on i.invited_by = 'account:' || cast(b.id as text) left join people bp on bp.id = b.person_id `

// Invitations are those into the programs and associations and, where operators is true, those to operators and first
// coordinators; the newest first, at most limit, from after that one on where it is not zero. Search is a part of the name, or the e-mail.
func (s *Store) Invitations(ctx context.Context, programs []roster.ProgramID, associations []roster.Association, operators bool, search string, after access.InvitationID, limit int) ([]access.ListedInvitation, error) {
	list, err := invitationsOf(s.ask(ctx), `where (i.program_id in @programs or i.association in @associations or @operators and i.role in ('coordinator', 'operator'))
		and `+s.sought("coalesce(p.name, '')", "a.email")+` and (cast(@after as bigint) = 0 or i.id < @after) order by i.id desc limit @limit`,
		map[string]any{"programs": programs, "associations": associations, "operators": operators, "search": likeAnywhere(search), "after": int64(after), "limit": limit})
	if err != nil {
		return nil, fmt.Errorf("invitations: %w", err)
	}
	return list, nil
}

func invitationsOf(tx *gorm.DB, condition string, args map[string]any) ([]access.ListedInvitation, error) {
	rows, err := tx.Raw(listedInvitations+condition, args).Rows()
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var list []access.ListedInvitation
	for rows.Next() {
		var l access.ListedInvitation
		var opened, taken sql.NullTime
		if err := rows.Scan(&l.ID, &l.Account, &l.Association, &l.Role, &l.Program, &l.Email, &l.Who, &l.ProgramName, &l.By,
			&l.SentAt, &l.ExpiresAt, &opened, &taken); err != nil {
			return nil, err
		}
		l.SentAt, l.ExpiresAt, l.OpenedAt, l.TakenBackAt = utc(l.SentAt), utc(l.ExpiresAt), utc(opened.Time), utc(taken.Time)
		list = append(list, l)
	}
	return list, rows.Err()
}

// SendAgain sends an invitation once more, for another seven days, where decide lets it. Program is the one it names.
func (s *Store) SendAgain(ctx context.Context, id access.InvitationID, by access.Inviter, decide func(access.ListedInvitation, access.Program) error) error {
	return s.changeInvitation(ctx, id, decide, func(tx *gorm.DB, at time.Time, l access.ListedInvitation) error {
		var sent int
		err := tx.Raw(`update invitations set sent = sent + 1, sent_at = ?, expires_at = ? where id = ? returning sent`,
			utc(at), utc(at.Add(notice.InvitationLasts)), int64(id)).Scan(&sent).Error
		if err != nil {
			return err
		}
		of, err := accounts(tx, `id = ?`, int64(l.Account))
		if err != nil {
			return err
		}
		if err := tellInvited(tx, at, id, sent, of[0], l.Invitation, by); err != nil {
			return err
		}
		return record(tx, at, history.Change{Association: l.Association, Actor: by.Account, Act: "invitation.sent", Subject: id.String()})
	})
}

// TakeBack takes an invitation back, where decide lets it: its links are dead, mail that was not sent yet is not sent,
// and a role that was granted is taken. An account that nobody has used is closed where nothing else was offered to it.
// What it put on the roster stays there: people and employments are ended on their own pages.
func (s *Store) TakeBack(ctx context.Context, id access.InvitationID, by string, decide func(access.ListedInvitation, access.Program) error) error {
	return s.changeInvitation(ctx, id, decide, func(tx *gorm.DB, at time.Time, l access.ListedInvitation) error {
		if !l.TakenBackAt.IsZero() {
			return nil
		}
		if err := lockAccount(tx, l.Account); err != nil {
			return err
		}
		changes := []history.Change{{Association: l.Association, Actor: by, Act: "invitation.taken_back", Subject: id.String()}}
		for _, step := range []struct {
			statement string
			args      []any
		}{
			{`update invitations set taken_back_at = ? where id = ?`, []any{utc(at), int64(id)}},
			{`delete from sign_in_links where account_id = ? and used_at is null`, []any{int64(l.Account)}},
			{`update notices set dropped_at = ?, failure = 'The invitation was taken back.' where fact like ? and sent_at is null and dropped_at is null`, []any{utc(at), id.String() + ":%"}},
			{`delete from account_roles where account_id = ? and role = ? and association = ?`, []any{int64(l.Account), string(l.Role), string(l.Association)}},
		} {
			if err := tx.Exec(step.statement, step.args...).Error; err != nil {
				return err
			}
		}
		closed := tx.Exec(`update accounts set closed_at = ? where id = ? and closed_at is null
			and not exists (select 1 from last_sign_ins where account_id = accounts.id)
			and not exists (select 1 from account_roles where account_id = accounts.id)
			and not exists (select 1 from invitations where account_id = accounts.id and taken_back_at is null)`, utc(at), int64(l.Account))
		if closed.Error != nil {
			return closed.Error
		}
		if closed.RowsAffected > 0 {
			changes = append(changes, history.Change{Association: l.Association, Actor: by, Act: "account.closed", Subject: l.Account.String()})
		}
		return record(tx, at, changes...)
	})
}

// Invitation is one invitation, with the program that it names; access.Nowhere where there is none.
func (s *Store) Invitation(ctx context.Context, id access.InvitationID) (access.ListedInvitation, access.Program, error) {
	found, program, err := oneInvitation(s.ask(ctx), id)
	if err != nil {
		return found, program, fmt.Errorf("invitation %d: %w", id, err)
	}
	return found, program, nil
}

func oneInvitation(tx *gorm.DB, id access.InvitationID) (access.ListedInvitation, access.Program, error) {
	found, err := invitationsOf(tx, `where i.id = @id`, map[string]any{"id": int64(id)})
	switch {
	case err != nil:
		return access.ListedInvitation{}, access.Program{}, err
	case len(found) == 0:
		return access.ListedInvitation{}, access.Program{}, access.Nowhere()
	}
	program, err := programSubject(tx, found[0].Program)
	return found[0], program, err
}

// changeInvitation locks an invitation, asks decide, and does what is to be done. It is access.Nowhere where there is
// no such invitation.
func (s *Store) changeInvitation(ctx context.Context, id access.InvitationID, decide func(access.ListedInvitation, access.Program) error, do func(*gorm.DB, time.Time, access.ListedInvitation) error) error {
	err := s.change(ctx, func(tx *gorm.DB) error {
		var locked []int64
		if err := tx.Raw(`select id from invitations where id = ?`+forUpdate(tx), int64(id)).Scan(&locked).Error; err != nil {
			return err
		}
		found, program, err := oneInvitation(tx, id)
		if err != nil {
			return err
		}
		if err := decide(found, program); err != nil {
			return err
		}
		return do(tx, s.clock(), found)
	})
	if err != nil {
		return fmt.Errorf("change invitation %d: %w", id, err)
	}
	return nil
}
