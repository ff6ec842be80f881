package access

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// Limit is how often something may be tried before it has to rest. Tries are counted from the first one on, for as
// long as Within says; the first one after that begins anew.
type Limit struct {
	What   string // what is tried and by what it is counted: link by address
	Of     string // hash of what it is counted by; see LimitOf
	Most   int
	Within time.Duration
}

// LimitOf is a limit of what is counted by a text, such as an e-mail address, of which only a hash is kept.
func LimitOf(what, text string, most int, within time.Duration) Limit {
	sum := sha256.Sum256([]byte(text))
	return Limit{What: what, Of: hex.EncodeToString(sum[:]), Most: most, Within: within}
}
