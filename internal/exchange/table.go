package exchange

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// A table is one file of a bundle, read row by row. What is wrong with it goes to the problems; reading goes on, so
// that every mistake is told at once.
type table struct {
	file     file
	problems *Problems
	csv      *csv.Reader
	at       []int // where each column of the file stands in the header; missing where it does not
	width    int   // cells of the header
	cells    []string
	bad      bool // the row at hand has a problem
	rows     int  // read so far, the bad ones included
	err      error
}

// missing is the place of a column that the header does not have.
const missing = -1

// byteOrderMark may open a file; spreadsheets like to write it.
var byteOrderMark = []byte("\xef\xbb\xbf")

// openTable reads the header. The second result is false where the rows cannot be read.
func openTable(f file, from io.Reader, problems *Problems) (*table, bool) {
	buffered := bufio.NewReaderSize(from, 64<<10)
	if mark, err := buffered.Peek(len(byteOrderMark)); err == nil && bytes.Equal(mark, byteOrderMark) {
		_, _ = buffered.Discard(len(byteOrderMark)) // they were peeked at
	}
	t := &table{file: f, problems: problems, csv: csv.NewReader(buffered)}
	t.csv.FieldsPerRecord = -1 // counted in next, with a better sentence
	t.csv.ReuseRecord = true
	header, err := t.csv.Read()
	switch {
	case errors.Is(err, io.EOF):
		problems.add(f.name, 1, f.columns[0].name, "the file is empty", "give it the header "+strings.Join(f.names(), ","))
		return t, false
	case err != nil:
		t.garbled(err)
		return t, false
	}
	return t, t.header(header)
}

// header finds the columns. Rows are read as long as the first column, the id, is there.
func (t *table) header(header []string) bool {
	t.at, t.width = make([]int, len(t.file.columns)), len(header)
	for i := range t.at {
		t.at[i] = missing
	}
	for i, name := range header {
		switch place := t.file.place(name); {
		case place < 0:
			t.problems.add(t.file.name, 1, quoted(name), "there is no such column", "leave it out, or "+choose(name, t.file.names()))
		case t.at[place] != missing:
			t.problems.add(t.file.name, 1, name, "the column stands twice", "leave one of them out")
		default:
			t.at[place] = i
		}
	}
	for i, column := range t.file.columns {
		if t.at[i] == missing && !column.optional {
			t.problems.add(t.file.name, 1, column.name, "the column is missing", "add it to the header")
		}
	}
	return t.at[0] != missing
}

// next reads the next row that has a cell for each column; false at the end of the file.
func (t *table) next() bool {
	for {
		cells, err := t.csv.Read()
		switch {
		case errors.Is(err, io.EOF):
			return false
		case err != nil:
			t.rows++
			if !t.garbled(err) {
				return false
			}
		case len(cells) != t.width:
			t.rows++
			t.cells = cells
			t.problems.add(t.file.name, t.line(), "1", fmt.Sprintf("the row has %s, the header %d", count(len(cells), "cell"), t.width),
				"write one cell for each column, and put a text that holds a comma in double quotes")
		default:
			t.rows++
			t.cells, t.bad = cells, false
			return true
		}
	}
}

// garbled tells of a row that is no CSV, and whether reading can go on; what is not about CSV ends it.
func (t *table) garbled(err error) bool {
	var parse *csv.ParseError
	if !errors.As(err, &parse) {
		t.err = fmt.Errorf("read %s: %w", t.file.name, err)
		return false
	}
	t.problems.add(t.file.name, parse.Line, strconv.Itoa(parse.Column), "a double quote stands where none may stand, or is never closed",
		"put the whole cell in double quotes, and write a double quote inside it twice")
	return true
}

// line is the line on which the row at hand begins.
func (t *table) line() int {
	line, _ := t.csv.FieldPos(0)
	return line
}

// has tells whether the header has the column.
func (t *table) has(column string) bool { return t.at[t.file.place(column)] != missing }

// cell is the text of the row at hand in a column; empty where the header lacks the column, which was told once.
func (t *table) cell(column string) string {
	at := t.at[t.file.place(column)]
	if at == missing {
		return ""
	}
	return t.cells[at]
}

// wrong tells of a problem with the row at hand. A column that the header lacks has been told of once.
func (t *table) wrong(column, what, do string) {
	t.bad = true
	at := t.at[t.file.place(column)]
	if at == missing {
		return
	}
	line, _ := t.csv.FieldPos(at)
	t.problems.add(t.file.name, line, column, what, do)
}

// quoted is a text as a problem shows it: in quotes, cut where it is long.
func quoted(text string) string {
	const most = 40
	if letters := []rune(text); len(letters) > most {
		text = string(letters[:most]) + "…"
	}
	return strconv.Quote(text)
}

// count is "1 cell" or "3 cells".
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return strconv.Itoa(n) + " " + thing + "s"
}
