package history_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"attune/internal/history"
	"attune/internal/roster"
)

var at = time.Date(2026, 3, 8, 15, 4, 5, 123456000, time.UTC)

// TestTheSealNeverChanges holds the hash of a row computed by hand, from the bytes that the comment on seal describes:
// with another encoding, every chain already written would look tampered with.
func TestTheSealNeverChanges(t *testing.T) {
	t.Parallel()
	// Python: n = lambda x: struct.pack('>q', x); t = lambda s: n(len(s)) + s.encode(); sha256(t('') + t('CT') + n(1)
	// + n(1772982245123456) + t('account:7') + t('verify') + t('session:12')).hexdigest()
	const want = "ffaa0e3cb69889d1095d871a5e5d284ac241adcc5064ba1df28b721ad8236556"
	rows, _ := history.Head{}.Append(at, history.Change{Association: "CT", Actor: "account:7", Act: "verify", Subject: "session:12"})
	if rows[0].Hash != want {
		t.Errorf("the hash is %s, want %s", rows[0].Hash, want)
	}
}

func TestAppend(t *testing.T) {
	t.Parallel()
	verify := history.Change{Association: "CT", Actor: "account:7", Act: "verify", Subject: "session:12"}
	amend := history.Change{Association: "CT", Actor: "account:7", Act: "amend", Subject: "session:12"}
	rows, head := history.Head{}.Append(at.In(time.FixedZone("", -5*3600)).Add(999), verify, amend)
	want := []history.Row{
		{Change: verify, Seq: 1, At: at, PrevHash: "", Hash: rows[0].Hash},
		{Change: amend, Seq: 2, At: at, PrevHash: rows[0].Hash, Hash: rows[1].Hash},
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if head != (history.Head{Seq: 2, Hash: rows[1].Hash}) {
		t.Errorf("the head is %+v", head)
	}
	if none, same := head.Append(at); len(none) != 0 || same != head {
		t.Errorf("nothing appended gives %v and %+v", none, same)
	}
}

// TestEveryEditIsSeen changes one thing about one row of any chain.
func TestEveryEditIsSeen(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rows := chain(t, 1)
		i := rapid.IntRange(0, len(rows)-1).Draw(t, "row")
		r := &rows[i]
		other := func(s string) string {
			return rapid.String().Filter(func(o string) bool { return o != s }).Draw(t, "other")
		}
		seq := r.Seq
		switch rapid.IntRange(0, 7).Draw(t, "what") {
		case 0:
			r.Actor = other(r.Actor)
		case 1:
			r.Act = other(r.Act)
		case 2:
			r.Subject = other(r.Subject)
		case 3:
			r.At = r.At.Add(time.Duration(rapid.Int64Range(1, 1e9).Draw(t, "µs")) * time.Microsecond)
		case 4:
			r.PrevHash = other(r.PrevHash)
		case 5:
			r.Hash = other(r.Hash)
		case 6:
			r.Association += "x"
		case 7: // one text's beginning becomes the end of the text before it: in a row, the bytes stay the same
			all := r.Actor + r.Act + r.Subject + "x"
			r.Actor, r.Act, r.Subject = all[:len(r.Actor)+1], "", all[len(r.Actor)+1:]
		}
		wantBroken(t, rows, seq)
	})
}

// TestEveryGapIsSeen takes a row out, puts one in twice, or changes the places of two. Only an end that is cut off cannot
// be seen without a head kept elsewhere.
func TestEveryGapIsSeen(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rows := chain(t, 2)
		i := rapid.IntRange(0, len(rows)-2).Draw(t, "row")
		switch rapid.IntRange(0, 2).Draw(t, "what") {
		case 0:
			next := rows[i+1].Seq
			wantBroken(t, append(rows[:i:i], rows[i+1:]...), next)
		case 1:
			wantBroken(t, append(rows[:i+1:i+1], rows[i:]...), rows[i].Seq)
		case 2:
			rows[i], rows[i+1] = rows[i+1], rows[i]
			wantBroken(t, rows, rows[i].Seq)
		}
	})
}

// TestPagesJoin: a chain verified in pages ends where it ends in one.
func TestPagesJoin(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rows := chain(t, 1)
		whole, err := history.Head{}.Verify("CT", rows)
		if err != nil {
			t.Fatal(err)
		}
		cut := rapid.IntRange(0, len(rows)).Draw(t, "cut")
		head, err := history.Head{}.Verify("CT", rows[:cut])
		if err == nil {
			head, err = head.Verify("CT", rows[cut:])
		}
		if err != nil || head != whole {
			t.Errorf("in pages %+v (%v), in one %+v", head, err, whole)
		}
	})
}

// chain is a chain of CT with at least so many rows, appended in one or two goes.
func chain(t *rapid.T, least int) []history.Row {
	changes := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) history.Change {
		return history.Change{
			Association: roster.Association("CT"),
			Actor:       rapid.String().Draw(t, "actor"), Act: rapid.String().Draw(t, "act"), Subject: rapid.String().Draw(t, "subject"),
		}
	}), least, 8).Draw(t, "changes")
	cut := rapid.IntRange(0, len(changes)).Draw(t, "first")
	rows, head := history.Head{}.Append(at, changes[:cut]...)
	more, _ := head.Append(at.Add(time.Hour), changes[cut:]...)
	return append(rows, more...)
}

func wantBroken(t *rapid.T, rows []history.Row, seq int64) {
	t.Helper()
	_, err := history.Head{}.Verify("CT", rows)
	var broken *history.Broken
	if !errors.As(err, &broken) || broken.Seq != seq {
		t.Errorf("verifying says %v, want row %d named", err, seq)
	}
}
