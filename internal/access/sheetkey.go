package access

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"attune/internal/schedule"
)

// SheetKeyLasts is how long the key to a sheet works at most.
const SheetKeyLasts = 72 * time.Hour

// SheetKey opens one sheet to one person without signing in, until the sheet is verified. Its token is not here: only its
// hash is kept.
type SheetKey struct {
	Session   schedule.SessionID
	Account   AccountID
	Hash      TokenHash
	CreatedAt time.Time // UTC
	ExpiresAt time.Time // UTC, the first instant at which it no longer works
}

// SheetAddress is the address that opens a sheet: looking at it uses nothing up.
func SheetAddress(base string, session schedule.SessionID, t Token) string {
	return fmt.Sprintf("%s/sessions/%d?%s", strings.TrimSuffix(base, "/"), session, url.Values{"key": {t.Reveal()}}.Encode())
}
