package store

import "context"

// Exec runs a statement for tests that need rows no method writes, or want to break a rule of the schema.
func (s *Store) Exec(ctx context.Context, statement string, args ...any) error {
	return s.write.WithContext(ctx).Exec(statement, args...).Error
}
