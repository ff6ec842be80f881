package store

import "strings"

// sought is the condition that what is looked for (@search, of likeAnywhere) stands in one of the columns, whatever its case.
func (s *Store) sought(columns ...string) string {
	conditions := []string{`@search = '%%'`}
	for _, column := range columns {
		conditions = append(conditions, s.lower(column)+` like @search escape '!'`)
	}
	return ` (` + strings.Join(conditions, ` or `) + `) `
}

// likeAnywhere is the pattern of a text that stands anywhere in another, as it is written: % and _ mean themselves.
func likeAnywhere(search string) string {
	return "%" + strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(strings.ToLower(strings.TrimSpace(search))) + "%"
}
