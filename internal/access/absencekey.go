package access

import (
	"net/url"
	"strings"
	"time"

	"attune/internal/schedule"
)

// AbsenceKey lets one person say that they cannot come to one session, or can after all, without signing in, until it begins. Its
// token is not here: only its hash is kept.
type AbsenceKey struct {
	Session   schedule.SessionID
	Account   AccountID
	Hash      TokenHash
	CreatedAt time.Time // UTC
}

// AbsencePath is where somebody says by a key that they cannot come.
const AbsencePath = "/absence"

// AbsenceAddress is the address at which somebody says so: opening it changes nothing, a button there does.
func AbsenceAddress(base string, t Token) string {
	return strings.TrimSuffix(base, "/") + AbsencePath + "/" + url.PathEscape(t.Reveal())
}
