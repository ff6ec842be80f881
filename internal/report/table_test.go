package report_test

import (
	"encoding/csv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"attune/internal/report"
)

func TestATableAsAFile(t *testing.T) {
	t.Parallel()
	table := report.Table{Head: [][]string{{"Hours of staff", "Oak, \"the\" program"}, {"From", "2026-03-01"}}, Columns: []string{"Name", "Hours"}, Rows: [][]string{{"Ana\nLind", "1.50"}, {"=1+1", "0.00"}}}
	text, err := table.CSV()
	want := "\ufeffHours of staff,\"Oak, \"\"the\"\" program\"\r\nFrom,2026-03-01\r\n\r\nName,Hours\r\n\"Ana\r\nLind\",1.50\r\n'=1+1,0.00\r\n"
	if diff := cmp.Diff(want, string(text)); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	reader := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(text), "\ufeff")))
	reader.FieldsPerRecord = -1
	if rows, err := reader.ReadAll(); err != nil || len(rows) != 5 {
		t.Errorf("read back: %d rows, %v", len(rows), err)
	}
}

// What a spreadsheet would take for a formula begins with an apostrophe, also where it would only be a cell of its own to
// one that splits lines at semicolons or tabs; anything else is left alone.
func TestSafeCells(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]string{
		"": "", "Ana": "Ana", "1.50": "1.50", "a=b": "a=b", "O'Hara": "O'Hara", "'tis": "'tis",
		"=cmd()": "'=cmd()", "+1": "'+1", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)", "  =1": "'  =1", "\u00a0=1": "'\u00a0=1", "＝1": "'＝1",
		"\t=1": "'\t'=1", "\r=1": "'\r'=1", "\n=1": "'\n'=1", "\tAna": "'\tAna",
		"Ada;=HYPERLINK(A1)": "Ada;'=HYPERLINK(A1)", "Ada; \u00a0+1;-2": "Ada;' \u00a0+1;'-2", ";;@A": ";;'@A", "Ada\t=1": "Ada\t'=1",
		"Ada\n=1": "Ada\n'=1", "Ada\r\n＝1": "Ada\r\n'＝1", `Ada;"=1"`: `Ada;'"=1"`, "Ada; Ben": "Ada; Ben", "1;2-3\ta=b": "1;2-3\ta=b",
	} {
		if got := report.Safe(cell); got != want {
			t.Errorf("%q: %q, want %q", cell, got, want)
		}
	}
}
