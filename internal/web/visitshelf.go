package web

import (
	"context"
	"fmt"
	"time"

	"github.com/alexedwards/scs/v2"

	"attune/internal/access"
)

// visitShelf is the store as the session library asks for it: it hands over data, of which the store is told what
// a list of visits shows.
type visitShelf struct {
	Visits
	codec scs.Codec
}

// FindCtx is a visit's data.
func (s visitShelf) FindCtx(ctx context.Context, hash string) ([]byte, bool, error) {
	return s.FindVisit(ctx, hash)
}

// CommitCtx keeps a visit.
func (s visitShelf) CommitCtx(ctx context.Context, hash string, data []byte, expires time.Time) error {
	_, values, err := s.codec.Decode(data)
	if err != nil {
		return fmt.Errorf("read a visit: %w", err)
	}
	v := access.Visit{Hash: hash}
	account, in := values[keyAccount].(int64)
	if !in {
		account, _ = values[keyHalf].(int64) // theirs already, so that it ends with what ends their visits
	}
	v.Account = access.AccountID(account)
	v.Browser, _ = values[keyBrowser].(string)
	v.Way, _ = values[keyWay].(string)
	if began, ok := values[keyBegan].(int64); ok {
		v.Began = time.Unix(began, 0)
	}
	if seen, ok := values[keySeen].(int64); ok {
		v.Seen = time.Unix(seen, 0)
	}
	return s.KeepVisit(ctx, v, data, expires)
}

// DeleteCtx ends a visit.
func (s visitShelf) DeleteCtx(ctx context.Context, hash string) error {
	return s.EndVisit(ctx, hash)
}

// Find, Commit and Delete are without a context; the session manager asks for them in name only.
func (s visitShelf) Find(hash string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), hash)
}

// Commit is CommitCtx without a context.
func (s visitShelf) Commit(hash string, data []byte, expires time.Time) error {
	return s.CommitCtx(context.Background(), hash, data, expires)
}

// Delete is DeleteCtx without a context.
func (s visitShelf) Delete(hash string) error { return s.DeleteCtx(context.Background(), hash) }
