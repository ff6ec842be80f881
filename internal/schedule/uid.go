package schedule

import (
	"crypto/rand"
	"fmt"
)

// UID is a session's name in calendars: a UUID, given at birth and never used again for another.
type UID string

// NewUID is a random UUID (RFC 9562, version 4).
func NewUID() UID {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return UID(fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:]))
}
