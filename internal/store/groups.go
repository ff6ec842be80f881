package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"attune/internal/fault"
	"attune/internal/roster"
)

// GroupByExternal finds the group with that external id; NotFound where there is none.
func (s *Store) GroupByExternal(ctx context.Context, id roster.External) (roster.Group, error) {
	var row groupScan
	err := s.ask(ctx).Raw(`select `+groupColumns+` from groups g where g.external_id = ?`, string(id)).Row().Scan(row.fields()...)
	if errors.Is(err, sql.ErrNoRows) {
		return roster.Group{}, fault.New(fault.NotFound, "There is no group with the id %q. Give the id from groups.csv.", id)
	}
	if err != nil {
		return roster.Group{}, fmt.Errorf("group %q: %w", id, translate(err))
	}
	return row.group(), nil
}
