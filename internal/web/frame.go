package web

import (
	"time"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// frame is what every page has around it.
type frame struct {
	Title   string
	Nav     []navLink
	Account string // theirs, as scripts tell one reader of a browser from the next; empty where nobody is signed in
	Known   bool   // somebody has looked whose visit it is
	Visit   string // names the visit for scripts, see visitName; empty where nobody is signed in
	Who     string // whom the page greets; empty where nobody is signed in
	Narrow  bool   // one column for reading or filling in
	Alone   bool   // a page by itself: signing in, errors
	Columns bool   // two columns at a desk
}

// navLink is one way to go from every page.
type navLink struct {
	Href, Text string
	Here       bool
}

// The sections that a page can belong to: the addresses of the ways in the head of each page.
const (
	atHome       = "/"
	atHours      = "/hours"
	atGroups     = "/groups"
	atStaff      = "/staff"
	atStaffHours = "/staff/hours"
	atOutbox     = "/outbox"
	atCheck      = "/check"

	atAccount     = "/account"
	atPeople      = "/people"
	atPrograms    = "/programs"
	atAccounts    = "/accounts"
	atInvitations = "/invitations"
)

// frame is the frame of a page for whoever is signed in; here is the section the page belongs to, empty for none.
func (w *web) frame(c echo.Context, title, here string) frame {
	f := frame{Title: title}
	f.Visit, f.Known = visitIn(c)
	actor, ok := actorIn(c)
	if !ok {
		return f
	}
	f.Account = actor.Account.String()
	if actor.Sheet != 0 {
		return f // nothing else is open to them
	}
	f.Who = actor.Name
	for _, link := range ways(actor) {
		link.Here = link.Href == here
		f.Nav = append(f.Nav, link)
	}
	return f
}

// ways are the sections that have something for the actor.
func ways(a access.Actor) []navLink {
	links := []navLink{{Href: atHome, Text: "Home"}}
	if a.Person != 0 {
		links = append(links, navLink{Href: atHours, Text: "My hours"})
	}
	if a.Person != 0 || len(a.Coordinates) > 0 {
		links = append(links, navLink{Href: atGroups, Text: "Groups"})
	}
	if len(a.Manages) > 0 || len(a.Coordinates) > 0 {
		links = append(links, navLink{Href: atStaff, Text: "Staff"}, navLink{Href: atPeople, Text: "People"})
	}
	if len(a.Coordinates) > 0 {
		links = append(links, navLink{Href: atPrograms, Text: "Programs"})
	}
	if a.Operates {
		links = append(links, navLink{Href: atOutbox, Text: "Outbox"})
	}
	if len(a.Coordinates) > 0 || a.Operates {
		links = append(links, navLink{Href: atAccounts, Text: "Accounts"})
	}
	return links
}

// ownClock is the zone of the reader's own clocks: the one they chose, or readersZone.
func ownClock(edition *rulebook.Edition, a access.Actor) *time.Location {
	return clockOf(a, readersZone(edition, a))
}

// clockOf is the zone of the clocks that somebody chose, or the other where they chose none.
func clockOf(a access.Actor, other *time.Location) *time.Location {
	if a.TimeZone == "" {
		return other
	}
	return zoneNamed(a.TimeZone)
}

// readersZone is the zone in which the reader's days begin: that of their association, or of the first they coordinate.
func readersZone(edition *rulebook.Edition, a access.Actor) *time.Location {
	for _, code := range append([]roster.Association{a.Association}, a.Coordinates...) {
		if association, ok := edition.Association(code); ok {
			return association.Zone
		}
	}
	return time.UTC
}
