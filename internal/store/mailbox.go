package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"attune/internal/access"
	"attune/internal/fault"
	"attune/internal/history"
	"attune/internal/notice"
)

// Reader is how an account gets mail; NotFound where there is none.
func (s *Store) Reader(ctx context.Context, account access.AccountID) (notice.Reader, error) {
	return readerOf(s.ask(ctx), account)
}

// ChooseMail lets decide say what mail an account wants, and keeps that. Where nothing changes, nothing is written.
func (s *Store) ChooseMail(ctx context.Context, account access.AccountID, decide func(notice.Reader) (notice.Reader, error)) error {
	err := s.change(ctx, func(tx *gorm.DB) error {
		home, err := homeOf(tx, account)
		if err != nil {
			return err
		}
		if err := lockAccount(tx, account); err != nil {
			return err
		}
		before, err := readerOf(tx, account)
		if err != nil {
			return err
		}
		after, err := decide(before)
		if err != nil || slices.Equal(before.Declined, after.Declined) && slices.Equal(before.Wished, after.Wished) {
			return err
		}
		if err := tx.Exec(`delete from declined_topics where account_id = ?`, int64(account)).Error; err != nil {
			return err
		}
		at := s.clock()
		for _, topic := range after.Declined {
			if err := tx.Exec(`insert into declined_topics (account_id, topic, declined_at) values (?, ?, ?)`, int64(account), string(topic), at).Error; err != nil {
				return err
			}
		}
		if err := tx.Exec(`delete from wished_topics where account_id = ?`, int64(account)).Error; err != nil {
			return err
		}
		for _, topic := range after.Wished {
			if err := tx.Exec(`insert into wished_topics (account_id, topic, wished_at) values (?, ?, ?)`, int64(account), string(topic), at).Error; err != nil {
				return err
			}
		}
		return record(tx, at, history.Change{Association: home, Actor: account.String(), Act: "mail.chosen", Subject: account.String()})
	})
	if err != nil {
		return fmt.Errorf("choose mail of account %d: %w", account, err)
	}
	return nil
}

func readerOf(tx *gorm.DB, account access.AccountID) (notice.Reader, error) {
	var r notice.Reader
	err := tx.Raw(`select coalesce(nullif(a.email, ''), p.email, '') from accounts a left join people p on p.id = a.person_id where a.id = ?`, int64(account)).Row().Scan(&r.Address)
	if errors.Is(err, sql.ErrNoRows) {
		return r, fault.New(fault.NotFound, "There is no such account.")
	}
	if err != nil {
		return r, fmt.Errorf("where account %d reads mail: %w", account, translate(err))
	}
	if r.Address, err = access.Email(r.Address); err != nil {
		r.Address = "" // a roster takes any text
	}
	var declined []notice.Topic // what is on wish is in the other table
	if err := tx.Raw(`select topic from declined_topics where account_id = ? union all select topic from wished_topics where account_id = ?`, int64(account), int64(account)).Scan(&declined).Error; err != nil {
		return r, fmt.Errorf("what account %d declines: %w", account, err)
	}
	for _, topic := range notice.Topics {
		switch {
		case !slices.Contains(declined, topic):
		case slices.Contains(notice.OnWish, topic):
			r.Wished = append(r.Wished, topic)
		default:
			r.Declined = append(r.Declined, topic)
		}
	}
	return r, nil
}
