package schedule

import (
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"time"
)

// UID is a session's name in calendars: a UUID, given at birth and never used again for another.
type UID string

// NewUID is a UUID of a moment (RFC 9562, version 7): its milliseconds and 74 random bits. Sessions that are planned together,
// as those of a series are, have their first third in common, so that a feed packs smaller and the index of all UIDs grows at
// one end; when a session was planned its feed says anyway.
func NewUID(at time.Time) UID {
	var b [16]byte
	_, _ = rand.Read(b[6:]) // never fails
	binary.BigEndian.PutUint32(b[:4], uint32(at.UnixMilli()>>16))
	binary.BigEndian.PutUint16(b[4:6], uint16(at.UnixMilli()))
	b[6], b[8] = b[6]&0x0f|0x70, b[8]&0x3f|0x80
	return UID(fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:]))
}
