// Package history owns the record of who changed what, and what makes tampering with it visible.
//
// It hands over Change, what is told of one change, and Head, the end of a chain, which seals changes into rows and
// verifies rows that were kept: each row carries the hash of the row before it, one chain for each association. Rows
// hold ids, never names or addresses, so that a person can be forgotten without breaking the chain. It does not know
// where rows are kept, nor what an act did.
package history

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"time"

	"attune/internal/roster"
)

// Change is one act of one actor on one thing, as the history records it.
type Change struct {
	Association roster.Association // owner of the chain the change is written to; empty: the installation's own
	Actor       string             // who did it: account:7, or the name of a duty or of the operator
	Act         string             // what was done: verify, amend, move, …
	Subject     string             // to what: session:12, person:3, …
}

// Row is a change in its place in the chain of its association.
type Row struct {
	Change
	Seq      int64     // 1 for the first row of the chain, without gaps
	At       time.Time // UTC, to the microsecond
	PrevHash string    // Hash of the row before; empty for the first
	Hash     string    // 64 hexadecimal digits over everything above
}

// Head is the end of a chain: its last row's number and hash. The zero Head is that of a chain without rows.
type Head struct {
	Seq  int64
	Hash string
}

// Append seals changes into the rows that follow the head, in the order given, and hands over the new head. The
// changes must all be of the chain's association; at is kept in UTC and cut to the microsecond.
func (h Head) Append(at time.Time, changes ...Change) ([]Row, Head) {
	rows := make([]Row, len(changes))
	for i, c := range changes {
		row := Row{Change: c, Seq: h.Seq + 1, At: at.UTC().Truncate(time.Microsecond), PrevHash: h.Hash}
		row.Hash = row.seal()
		rows[i], h = row, Head{Seq: row.Seq, Hash: row.Hash}
	}
	return rows, h
}

// Verify goes over the rows that follow the head, in the order of the chain, and hands over the head after the last.
// A row that is not as it was sealed, is missing, stands twice or is of another association than the row before ends it
// with a *Broken; the head is then the last one that held. Long chains are verified page by page, each from the head
// the page before ended with. That rows were cut off the end shows only against a head kept elsewhere.
func (h Head) Verify(association roster.Association, rows []Row) (Head, error) {
	for _, row := range rows {
		if why := h.flaw(association, row); why != "" {
			return h, &Broken{Association: association, Seq: row.Seq, Why: why}
		}
		h = Head{Seq: row.Seq, Hash: row.Hash}
	}
	return h, nil
}

func (h Head) flaw(association roster.Association, row Row) string {
	switch {
	case row.Association != association:
		return fmt.Sprintf("belongs to %s", row.Association)
	case row.Seq != h.Seq+1:
		return fmt.Sprintf("follows row %d", h.Seq)
	case row.PrevHash != h.Hash:
		return "does not carry the hash of the row before it"
	case row.Hash != row.seal():
		return "is not what was written"
	}
	return ""
}

// Broken names the first row of a chain that is not as it was written.
type Broken struct {
	Association roster.Association
	Seq         int64
	Why         string
}

// Error says which row it is and what is wrong with it.
func (b *Broken) Error() string {
	return fmt.Sprintf("history of %s: row %d %s", b.Association, b.Seq, b.Why)
}

// seal is the hash of a row: SHA-256 over its parts, texts each after their length so that no two rows have the same
// bytes, numbers in eight bytes, big end first. It must never change: rows already written could not be verified.
func (r Row) seal() string {
	sum := sha256.New()
	text(sum, r.PrevHash)
	text(sum, string(r.Association))
	number(sum, r.Seq)
	number(sum, r.At.UnixMicro())
	text(sum, r.Actor)
	text(sum, r.Act)
	text(sum, r.Subject)
	return hex.EncodeToString(sum.Sum(nil))
}

func text(sum hash.Hash, s string) {
	number(sum, int64(len(s)))
	sum.Write([]byte(s))
}

func number(sum hash.Hash, n int64) {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(n))
	sum.Write(b[:])
}
