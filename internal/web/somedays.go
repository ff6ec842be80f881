package web

import (
	"fmt"
	"net/url"

	"github.com/labstack/echo/v4"

	"attune/internal/day"
	"attune/internal/roster"
)

// askedDays are the first and the last day that an address asks for, as they were typed. Both empty: this year so far.
type askedDays struct {
	from, to textField
}

// longestSpan is how many days a table of hours may be about: a renewal of three years, and the two before.
const longestSpan = 5 * 366

// daysIn are the days that the address asks for; where they cannot be right the asked ones say so.
func daysIn(c echo.Context, today day.Date) (day.Span, askedDays) {
	asked := askedDays{from: textField{Value: typed(c, "from")}, to: textField{Value: typed(c, "to")}}
	if asked.from.Value == "" && asked.to.Value == "" {
		return thisYear(today), asked
	}
	var days day.Span
	days.From, asked.from.Problem = dayTyped(asked.from.Value)
	days.To, asked.to.Problem = dayTyped(asked.to.Value)
	switch {
	case asked.wrong():
	case days.To < days.From:
		asked.to.Problem = fmt.Sprintf("The last day, %s, is before the first, %s. Correct one of them.", plainDate(days.To), plainDate(days.From))
	case int(days.To-days.From) >= longestSpan:
		asked.to.Problem = "These are more than five years. Choose a later first day, or an earlier last one."
	}
	return days, asked
}

// someDays are the days that an address asks for, where all of them are shown if it does not, or if they cannot be meant.
func someDays(c echo.Context, today day.Date) (day.Span, askedDays) {
	days, asked := daysIn(c, today)
	if asked.wrong() || asked.from.Value == "" && asked.to.Value == "" {
		return day.Span{}, askedDays{}
	}
	return days, asked
}

func dayTyped(text string) (day.Date, string) {
	d, err := day.Parse(text)
	switch {
	case err != nil || d == 0:
		return 0, "Write a day of the calendar, such as 2026-03-08."
	case d.Year() < roster.FirstYear || d.Year() > roster.LastYear:
		return 0, fmt.Sprintf("The year %d cannot be meant. Write a year from %d to %d.", d.Year(), roster.FirstYear, roster.LastYear)
	}
	return d, ""
}

func (a askedDays) wrong() bool { return a.from.Problem != "" || a.to.Problem != "" }

// query is what an address says of the days.
func (a askedDays) query() url.Values {
	q := url.Values{}
	if a.from.Value != "" || a.to.Value != "" {
		q.Set("from", a.from.Value)
		q.Set("to", a.to.Value)
	}
	return q
}

// The spans that a page offers, as of a day.

func thisYear(today day.Date) day.Span {
	return day.Span{From: day.Of(today.Year(), 1, 1), To: today}
}

func thisMonth(today day.Date) day.Span {
	year, month, _ := today.Civil()
	return day.Span{From: day.Of(year, month, 1), To: today}
}

func lastMonth(today day.Date) day.Span {
	first := thisMonth(today).From
	return day.Span{From: first.AddMonths(-1), To: first.AddDays(-1)}
}

// askedFor are days as an address asks for them.
func askedFor(days day.Span) askedDays {
	return askedDays{from: textField{Value: days.From.String()}, to: textField{Value: days.To.String()}}
}

// fromTo is from 1 January to 22 November 2026, or on one day.
func fromTo(days day.Span) string {
	if days.From == days.To {
		return "on " + plainDate(days.From)
	}
	return "from " + plainDate(days.From) + " to " + plainDate(days.To)
}
