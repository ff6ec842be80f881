package store

import "time"

// idOrNil is an id for a column that may be null: nil for nobody.
func idOrNil[ID ~int64](id ID) *int64 {
	if id == 0 {
		return nil
	}
	n := int64(id)
	return &n
}

// timeOrNil is an instant for a column that may be null: nil for the zero time.
func timeOrNil(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	u := utc(t)
	return &u
}
