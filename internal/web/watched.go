package web

import (
	"fmt"

	"attune/internal/day"
	"attune/internal/roster"
)

// endingRow is a credential that ends.
type endingRow struct {
	Name, Href string
	What       string
	Last       string
	Groups     []navLink // that its holder provides
}

// How far ahead a home page tells of what ends, and of how much.
const (
	endsWithin = 90 // days
	mostEnding = 12
)

// soon are the days of which home tells what ends on them.
func soon(today day.Date) day.Span { return day.Span{From: today, To: today.AddDays(endsWithin)} }

// endingRows are the credentials of an association that end soon, and how many more there are.
func endingRows(at atHand, code roster.Association) (rows []endingRow, more int) {
	s := explainer{edition: at.edition}
	for _, e := range at.endings {
		if e.Person.Association != code || !soon(at.today[code]).Contains(e.Credential.Span.To) {
			continue
		}
		if len(rows) == mostEnding {
			more++
			continue
		}
		row := endingRow{
			Name: e.Person.Name, Href: fmt.Sprintf("%s/%d", atPeople, e.Person.ID), Last: plainDate(e.Credential.Span.To),
			What: fmt.Sprintf("%s, %s", s.title(e.Credential.Category), e.Credential.Status),
		}
		for _, g := range e.Groups {
			row.Groups = append(row.Groups, navLink{Href: fmt.Sprintf("/groups/%d", g.ID), Text: g.Name})
		}
		rows = append(rows, row)
	}
	return rows, more
}
