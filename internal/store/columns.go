package store

import (
	"database/sql/driver"
	"fmt"
	"time"

	"attune/internal/day"
)

// utc is an instant as both databases keep it: in UTC, to the microsecond. The zero time stays zero.
func utc(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC().Truncate(time.Microsecond)
}

// dateCol is a day.Date in a row or a parameter: null for the zero Date.
type dateCol day.Date

// GormDataType keeps gorm from taking the column for a number.
func (dateCol) GormDataType() string { return "date" }

// Value is 2006-01-02, or null.
func (d dateCol) Value() (driver.Value, error) {
	if d == 0 {
		return nil, nil
	}
	return day.Date(d).String(), nil
}

// Scan takes what the drivers hand over: an instant at midnight for a column, a text for an expression.
func (d *dateCol) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*d = 0
	case time.Time:
		*d = dateCol(day.Of(v.Date()))
	case []byte:
		return d.parse(string(v))
	case string:
		return d.parse(v)
	default:
		return fmt.Errorf("a %T is no date", src)
	}
	return nil
}

func (d *dateCol) parse(text string) error {
	parsed, err := day.Parse(text)
	*d = dateCol(parsed)
	return err
}
