package report

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"regexp"
	"strings"
)

// Table is a table on its way out: what it is about, the names of its columns, and its rows, the totals last.
type Table struct {
	Head    [][]string
	Columns []string
	Rows    [][]string
}

// CSV is the table as a file for a spreadsheet: UTF-8 with a byte-order mark, by which spreadsheets know it, lines that
// end in CR and LF (RFC 4180), the head above the columns with an empty line between, and every cell safe.
func (t Table) CSV() ([]byte, error) {
	var text bytes.Buffer
	text.WriteString("\ufeff")
	w := csv.NewWriter(&text)
	w.UseCRLF = true
	rows := append([][]string{}, t.Head...)
	rows = append(rows, []string{""}, t.Columns)
	for _, row := range append(rows, t.Rows...) {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = Safe(cell)
		}
		if err := w.Write(cells); err != nil {
			return nil, fmt.Errorf("write a table: %w", err)
		}
	}
	w.Flush()
	return text.Bytes(), w.Error()
}

// formula is what a spreadsheet takes for one: where a cell begins, blanks aside, or what would be a cell to one that
// splits lines at semicolons or tabs. To that one the quotes around our cells may mean nothing, so a line ends there too.
var formula = regexp.MustCompile(`(^|[;\t\r\n])([ \x{a0}"]*[=+\-@＝＋－＠])`)

// Safe is a cell that no spreadsheet takes for a formula, whatever it separates cells by: an apostrophe stands before
// what begins like one, and before a cell that begins with a tab or the end of a line.
func Safe(cell string) string {
	safe := formula.ReplaceAllString(cell, "${1}'${2}")
	if cell != "" && strings.ContainsRune("\t\r\n", rune(cell[0])) {
		return "'" + safe
	}
	return safe
}
