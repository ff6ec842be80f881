package web

import (
	"cmp"
	"slices"
	"strings"

	"attune/internal/endorsement"
)

// staffColumn is a column of the staff table; its key stands in addresses.
type staffColumn struct {
	key, text string
	number    bool
	down      bool // who sorts by it wants the most first
	within    bool // on the page it stands in the column before it
}

// staffColumns are all of them, in their order; where nobody says, the table is sorted by the first.
var staffColumns = []staffColumn{
	{key: "name", text: "Name"},
	{key: "program", text: "Program"},
	{key: "toward", text: "Toward"},
	{key: "counted", text: "Counted", number: true, down: true},
	{key: "waiting", text: "Waiting", number: true, down: true},
	{key: "missing", text: "Missing", number: true, down: true},
	{key: "months", text: "Months", number: true, down: true},
	{key: "pace", text: "At this pace"},
	{key: "window", text: "Window closes"},
	{key: "due", text: "Renewal due"},
}

// sortKey is what a row is sorted by in a column: a text, or a number. Rows that have none stand last, either way.
type sortKey struct {
	none   bool
	text   string
	number int
}

// never is after every day on which something can be reached.
const never = 1 << 40

// keyed is the row with what it is sorted by.
func (r staffRow) keyed(l endorsement.StandingLine) staffRow {
	j, figures := l.Judgement, r.Word == ""
	number := func(n int) sortKey { return sortKey{none: !figures, number: n} }
	r.by = map[string]sortKey{
		"name": {text: strings.ToLower(r.Name)}, "program": {text: strings.ToLower(r.Program)}, "toward": {none: r.Toward == "", text: strings.ToLower(r.Toward)},
		"counted": number(j.Counted), "waiting": number(j.Held), "missing": number(int(r.Missing)), "months": number(j.Months),
		"pace":   paceKey(l, figures),
		"window": {none: r.Window == "", number: int(r.window)},
		"due":    {none: r.due == 0, number: int(r.due)},
	}
	return r
}

// paceKey sorts by when it is reached: what is never reached after all that is, and what has no pace last.
func paceKey(l endorsement.StandingLine, figures bool) sortKey {
	reached := l.Pace.Soonest()
	switch {
	case !figures || l.Bearing == endorsement.Done || l.Bearing == endorsement.Over || l.Bearing == endorsement.Apart:
		return sortKey{none: true}
	case reached == 0:
		return sortKey{number: never}
	default:
		return sortKey{number: int(reached)}
	}
}

// sortRows sorts rows that stand by name.
func sortRows(rows []staffRow, column string, down bool) {
	slices.SortStableFunc(rows, func(a, b staffRow) int {
		x, hasX := a.by[column]
		y, hasY := b.by[column]
		x.none, y.none = x.none || !hasX, y.none || !hasY
		switch {
		case x.none || y.none:
			return boolOrder(x.none) - boolOrder(y.none)
		case down:
			x, y = y, x
		}
		return cmp.Or(strings.Compare(x.text, y.text), cmp.Compare(x.number, y.number))
	})
}

func boolOrder(b bool) int {
	if b {
		return 1
	}
	return 0
}

// heads are the heads of the columns: the one that the table is sorted by turns it round.
func (a staffAsked) heads(t team) []staffHead {
	heads := make([]staffHead, len(a.columns()))
	for i, col := range a.columns() {
		h := staffHead{Text: col.text, Number: col.number, Within: col.within}
		if col.key == "program" && len(t.programs) == 1 {
			h.Text = "Work"
		}
		down := col.down
		if col.key == a.sort {
			h.Sorted, down = "ascending", !a.down
			if a.down {
				h.Sorted = "descending"
			}
		}
		key := col.key
		if down {
			key = "-" + key
		}
		h.Href = a.at(key, 1)
		heads[i] = h
	}
	return heads
}

// orders are what the table can be sorted by, for who has no heads to press: on a phone each row is a leaf of its own.
func (a staffAsked) orders(heads []staffHead) []optionView {
	var orders []optionView
	for i, col := range a.columns() {
		key, here := col.key, col.key == a.sort
		if col.down {
			key = "-" + key
		}
		orders = append(orders, optionView{key, heads[i].Text, here && a.down == col.down})
		if here && a.down != col.down {
			orders = append(orders, optionView{a.Sort, heads[i].Text + ", the other way round", true})
		}
	}
	return orders
}
