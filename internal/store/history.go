package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"attune/internal/history"
	"attune/internal/roster"
)

// record appends changes to the history of their associations, in the order given, in the transaction of the changes
// themselves. It is the last thing before the commit: it locks the head of each chain, and whoever else changes
// something in that association waits. Chains are locked in the order of their codes, so that two transactions with
// several associations cannot wait for each other.
func record(tx *gorm.DB, at time.Time, changes ...history.Change) error {
	if len(changes) == 0 {
		return nil
	}
	chains := make(map[roster.Association][]history.Change)
	for _, c := range changes {
		chains[c.Association] = append(chains[c.Association], c)
	}
	codes := slices.Sorted(maps.Keys(chains))
	heads, err := lockHeads(tx, codes)
	if err != nil {
		return fmt.Errorf("lock the history: %w", err)
	}
	for _, code := range codes {
		rows, head := heads[code].Append(at, chains[code]...)
		if err := appendHistory(tx, code, rows, head); err != nil {
			return fmt.Errorf("append to the history of %s: %w", code, err)
		}
	}
	return nil
}

// lockHeads gives the head of each chain, and makes those that are missing. An upsert that changes nothing locks and
// makes them one by one in the order of codes; locking first and making what was missing afterwards would not keep to
// that order, and two transactions could wait for each other.
func lockHeads(tx *gorm.DB, codes []roster.Association) (map[roster.Association]history.Head, error) {
	values := strings.Repeat(", (?, 0, '')", len(codes))[2:]
	args := make([]any, len(codes))
	for i, code := range codes {
		args[i] = code
	}
	rows, err := tx.Raw(`insert into history_heads (association, seq, hash) values `+values+`
		on conflict (association) do update set seq = history_heads.seq returning association, seq, hash`, args...).Rows()
	if err != nil {
		return nil, err
	}
	return scanHeads(rows)
}

func scanHeads(rows *sql.Rows) (map[roster.Association]history.Head, error) {
	defer rows.Close()
	heads := make(map[roster.Association]history.Head)
	for rows.Next() {
		var code roster.Association
		var head history.Head
		if err := rows.Scan(&code, &head.Seq, &head.Hash); err != nil {
			return nil, err
		}
		heads[code] = head
	}
	return heads, rows.Err()
}

func appendHistory(tx *gorm.DB, code roster.Association, rows []history.Row, head history.Head) error {
	b := bulk{into: `history (association, seq, at, actor, act, subject, prev_hash, hash)`, types: `text bigint timestamptz text text text text text`}
	err := b.write(tx, len(rows), func(i int) []any {
		r := rows[i]
		return []any{string(r.Association), r.Seq, r.At, r.Actor, r.Act, r.Subject, r.PrevHash, r.Hash}
	}, nil)
	if err != nil {
		return err
	}
	return tx.Exec("update history_heads set seq = ?, hash = ? where association = ?", head.Seq, head.Hash, code).Error
}

// HistoryOf is a page of an association's history: at most limit rows after a number, in the order of the chain.
func (s *Store) HistoryOf(ctx context.Context, association roster.Association, after int64, limit int) ([]history.Row, error) {
	rows, err := s.ask(ctx).Raw(`select association, seq, at, actor, act, subject, prev_hash, hash
		from history where association = ? and seq > ? order by seq limit ?`, association, after, limit).Rows()
	if err != nil {
		return nil, fmt.Errorf("read the history of %s: %w", association, err)
	}
	defer rows.Close()
	var page []history.Row
	for rows.Next() {
		var r history.Row
		if err := rows.Scan(&r.Association, &r.Seq, &r.At, &r.Actor, &r.Act, &r.Subject, &r.PrevHash, &r.Hash); err != nil {
			return nil, fmt.Errorf("read the history of %s: %w", association, err)
		}
		r.At = utc(r.At)
		page = append(page, r)
	}
	return page, rows.Err()
}

// HistoryHeads are the ends of all chains, as they were written beside them.
func (s *Store) HistoryHeads(ctx context.Context) (map[roster.Association]history.Head, error) {
	rows, err := s.ask(ctx).Raw("select association, seq, hash from history_heads").Rows()
	if err != nil {
		return nil, fmt.Errorf("read the heads of the history: %w", err)
	}
	heads, err := scanHeads(rows)
	if err != nil {
		return nil, fmt.Errorf("read the heads of the history: %w", err)
	}
	return heads, nil
}
