package web

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"
)

// onAPage is how many rows a page of a list has.
const onAPage = 50

// finding is what the address of a list asks for, and the field above the list to ask it with.
type finding struct {
	At     string // address of the list
	Label  string // what is looked in: Name, e-mail or id
	Search string // part of it; empty: everything
	Then   string // what somebody is looked for; empty: to look at
	after  int64  // id of the row before the page; zero: the first page
}

// findingIn reads it from the address. What no id can be is the first page.
func findingIn(c echo.Context, at, label string) finding {
	after, err := strconv.ParseInt(c.QueryParam("after"), 10, 64)
	if err != nil {
		after = 0
	}
	return finding{At: at, Label: label, Search: typed(c, "q"), Then: typed(c, "then"), after: after}
}

// typed is a short text of the address, without what a page cannot show and no database keep.
func typed(c echo.Context, name string) string {
	text := []rune(strings.ToValidUTF8(strings.ReplaceAll(c.QueryParam(name), "\x00", ""), ""))
	return strings.TrimSpace(string(text[:min(len(text), longestLine)]))
}

// more is the address of the page after a row.
func (f finding) more(last int64) string {
	return queryIn(f.At, "q", f.Search, "then", f.Then, "after", fmt.Sprint(last))
}

// pageOf is a page of a list that was asked for one row more, and the address of the next; empty where there is none.
func pageOf[Row any](f finding, list []Row, id func(Row) int64) ([]Row, string) {
	if len(list) <= onAPage {
		return list, ""
	}
	list = list[:onAPage]
	return list, f.more(id(list[onAPage-1]))
}
