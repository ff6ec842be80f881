package report

import (
	"bytes"
	"encoding/csv"
	"fmt"
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

// Safe is a cell that no spreadsheet takes for a formula: where it begins like one, blanks aside, an apostrophe stands
// before it.
func Safe(cell string) string {
	if strings.HasPrefix(cell, "\t") || strings.HasPrefix(cell, "\r") || strings.HasPrefix(cell, "\n") {
		return "'" + cell
	}
	if text := strings.TrimLeft(cell, " \u00a0"); text != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(text)[0]) {
		return "'" + cell
	}
	return cell
}
