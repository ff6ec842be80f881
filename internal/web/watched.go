package web

import (
	"context"
	"fmt"

	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/rulebook"
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

// watched fills in how the groups of an association went in the last three months, and whose credentials end in the next.
func (w *web) watched(ctx context.Context, view *coordinatedView, code roster.Association, today day.Date, edition *rulebook.Edition) error {
	if err := w.healthAtHome(ctx, view, code, today); err != nil {
		return err
	}
	list, err := w.Store.Endings(ctx, code, day.Span{From: today, To: today.AddDays(endsWithin)})
	if err != nil {
		return err
	}
	s := explainer{edition: edition}
	for _, e := range list[:min(len(list), mostEnding)] {
		row := endingRow{
			Name: e.Person.Name, Href: fmt.Sprintf("%s/%d", atPeople, e.Person.ID), Last: plainDate(e.Credential.Span.To),
			What: fmt.Sprintf("%s, %s", s.title(e.Credential.Category), e.Credential.Status),
		}
		for _, g := range e.Groups {
			row.Groups = append(row.Groups, navLink{Href: fmt.Sprintf("/groups/%d", g.ID), Text: g.Name})
		}
		view.Ending = append(view.Ending, row)
	}
	view.MoreEnd = len(list) - len(view.Ending)
	return nil
}

// healthAtHome says how the groups of an association went in the last three months.
func (w *web) healthAtHome(ctx context.Context, view *coordinatedView, code roster.Association, today day.Date) error {
	days := day.Span{From: today.AddMonths(-3).AddDays(1), To: today}
	list, err := w.Store.Courses(ctx, 0, []roster.Association{code}, days, 0)
	view.Health, view.HealthAt = healthWords(worstFirst(list, days)), queryAt(atHealth, askedFor(days).query())
	return err
}
