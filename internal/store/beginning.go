package store

import (
	"context"
	"fmt"

	"attune/internal/roster"
)

// Beginning is how far an association has come in being set up, in one statement.
func (s *Store) Beginning(ctx context.Context, code roster.Association) (roster.Beginning, error) {
	b := roster.Beginning{Association: code}
	err := s.ask(ctx).Raw(`select exists (select 1 from programs where association = @code), exists (select 1 from people where association = @code),
			exists (select 1 from groups g join memberships m on m.group_id = g.id where g.association = @code),
			exists (select 1 from sessions where association = @code)`,
		map[string]any{"code": string(code)}).Row().Scan(&b.Programs, &b.People, &b.Groups, &b.Sessions)
	if err != nil {
		return b, fmt.Errorf("beginning of %s: %w", code, err)
	}
	return b, nil
}

// Coordinated tells whether any open account coordinates any association.
func (s *Store) Coordinated(ctx context.Context) (bool, error) {
	var coordinated bool
	err := s.ask(ctx).Raw(`select exists (select 1 from account_roles r join accounts a on a.id = r.account_id where r.role = 'coordinator' and a.closed_at is null)`).
		Row().Scan(&coordinated)
	if err != nil {
		return false, fmt.Errorf("whether anybody coordinates: %w", err)
	}
	return coordinated, nil
}
