package exchange

import (
	"bytes"
	"context"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"pgregory.net/rapid"

	"attune/internal/roster"
	"attune/internal/rulebook"
)

// FuzzRead reads a bundle whose files are all the same bytes after their right header. Whatever they are, reading
// ends, every problem says where it is, and nothing that is kept would be refused by the store.
func FuzzRead(f *testing.F) {
	f.Add([]byte("p1,Ada,,CT,\n"))
	f.Add([]byte("s1,p1,partial,2026-03-08T15:00:00Z/2026-03-08T16:30:00Z,\n"))
	f.Add([]byte("s1,g1,2026-03-08T10:00,90,held,2026-03-08T14:00:00Z,2026-03-08T15:30:00Z,-,,,\r\n"))
	f.Add([]byte("\"p1\",\"A \"\"B\"\"\nC\",,CT,\n\"never closed"))
	f.Add([]byte("p1,x,practitioner,0.125,IMH+ECMH,,2020-02-29,2020-02-28\n\xff\xfe,\x00"))
	rules, err := rulebook.Embedded()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, rows []byte) {
		dir := fstest.MapFS{}
		for _, file := range files {
			header := strings.Join(file.names(), ",") + "\n"
			dir[file.name] = &fstest.MapFile{Data: append([]byte(header), rows...)}
		}
		pile := newPile(t.TempDir(), 3)
		b := newBundle(rules, pile)
		if err := b.read(context.Background(), dir, func(Phase, int64, int64) {}); err != nil {
			t.Fatal(err)
		}
		for _, p := range b.problems {
			if p.Line < 1 || p.Column == "" || p.What == "" || p.Do == "" || !slices.Contains(fileNames(), p.File) {
				t.Errorf("a problem that says too little: %q", p)
			}
		}
		for _, row := range b.personRows {
			if id := string(row.is.External); id == "" || !utf8.ValidString(id) || !utf8.ValidString(row.is.Name) || strings.ContainsAny(id+row.is.Name, "\x00\r\n") {
				t.Errorf("kept person %+v", row.is)
			}
		}
		for _, row := range b.employmentRows {
			if s := row.is.Span; s.From == 0 || s.To != 0 && s.To < s.From || row.is.FTE < 0 || row.is.FTE > 2000 {
				t.Errorf("kept employment %+v", row.is)
			}
		}
		for _, row := range b.sessionRows {
			if row.status != "" && (row.minutes < 1 || row.status == "held" && !row.began.Before(row.ended)) {
				t.Errorf("kept session %+v", row)
			}
		}
		if err := pile.walk(func(r record) error { return nil }); err != nil {
			t.Error(err)
		}
	})
}

func TestPileSortsWhatDoesNotFit(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		records := rapid.SliceOf(rapid.Custom(func(t *rapid.T) record {
			return record{
				session: ref(rapid.Int32Range(1, 5).Draw(t, "session")), person: ref(rapid.Int32Range(1, 5).Draw(t, "person")),
				line: rapid.Int32Range(2, 1<<30).Draw(t, "line"), mark: uint8(rapid.IntRange(0, 3).Draw(t, "mark")),
				focus: uint8(rapid.IntRange(0, 1).Draw(t, "focus")), intervals: rapid.String().Draw(t, "intervals"),
			}
		})).Draw(t, "records")
		p := newPile(parent, rapid.IntRange(1, 7).Draw(t, "in memory"))
		for _, r := range records {
			p.add(r)
		}
		if p.err != nil {
			t.Fatal(p.err)
		}
		want := slices.Clone(records)
		slices.SortStableFunc(want, record.compare)
		for range 2 { // it may be walked twice
			var got []record
			if err := p.walk(func(r record) error { got = append(got, r); return nil }); err != nil {
				t.Fatal(err)
			}
			for i := range want {
				if i >= len(got) || got[i].compare(want[i]) != 0 {
					t.Fatalf("walk gives %v, want %v", got, want)
				}
			}
			if !sameRecords(got, records) {
				t.Fatalf("walk gives %v of %v", got, records)
			}
		}
		if err := p.remove(); err != nil {
			t.Fatal(err)
		}
	})
	if left, err := os.ReadDir(parent); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// sameRecords tells whether two lists hold the same records, in whatever order.
func sameRecords(a, b []record) bool {
	count := make(map[record]int)
	for _, r := range a {
		count[r]++
	}
	for _, r := range b {
		count[r]--
	}
	for _, n := range count {
		if n != 0 {
			return false
		}
	}
	return true
}

func TestNearest(t *testing.T) {
	t.Parallel()
	words := []string{"present", "partial", "absent", "excused"}
	for given, want := range map[string]string{
		"presnt": "present", "PRESENT": "present", "abset": "absent", "exucsed": "excused", "here": "", "": "", "x": "", "particle": "partial",
	} {
		if got := nearest(given, words); got != want {
			t.Errorf("nearest(%q) = %q, want %q", given, got, want)
		}
	}
}

func TestSharesAreWrittenAsTheyAreRead(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]roster.FTE{"1.0": 1000, "0.5": 500, "0.125": 125, "2.0": 2000, "0.0": 0, "0.001": 1, "1.05": 1050} {
		var problems Problems
		header := strings.Join(employmentFile.names(), ",")
		table, _ := openTable(employmentFile, bytes.NewBufferString(header+"\na,x,practitioner,"+text+",,,2020-01-01,\n"), &problems)
		if !table.next() {
			t.Fatalf("no row: %v", problems)
		}
		if got := table.share("fte"); got != want || got.String() != text || len(problems) > 0 {
			t.Errorf("%s is read as %d thousandths and written as %s (%v)", text, got, got.String(), problems)
		}
	}
}
