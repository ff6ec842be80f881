package web

import (
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/endorsement"
	"attune/internal/history"
	"attune/internal/roster"
)

// addressPage shows a calendar address, which is shown once.
type addressPage struct {
	frame
	Address  string
	Opens    template.URL // the same for programs that subscribe by themselves: webcal
	Picture  template.URL // the same as a QR code
	Programs []subscriptionView
	Change   string
}

// subscriptionView says how a calendar program subscribes, and how soon it hears of a change.
type subscriptionView struct {
	Name  string
	How   string
	Way   navLink // where that is done; the zero navLink for nowhere
	Heard string
}

// showAddress shows the address of a feed that was just made. No page of ours shows it again, and none is kept of it.
func (w *web) showAddress(c echo.Context, f access.Feed, token access.Token) error {
	address := access.FeedAddress(w.BaseURL, token)
	_, rest, _ := strings.Cut(address, "://")
	webcal := "webcal://" + rest
	picture, err := qrCode(webcal)
	if err != nil {
		return err
	}
	return w.render(c, http.StatusOK, "address", addressPage{
		frame: w.narrow(c, "Your calendar address", ""), Address: address, Opens: template.URL(webcal), Picture: picture, // our own address
		Programs: subscriptions(address), Change: fmt.Sprintf("%s/%d", atCalendar, f.ID),
	})
}

// subscriptions are the programs, and what is known of how soon each looks again (docs/decisions/0038-calendar-addresses.md).
func subscriptions(address string) []subscriptionView {
	outlook := func(host string) string {
		return "https://" + host + "/calendar/0/addfromweb?" + url.Values{"url": {address}, "name": {"Attune"}}.Encode()
	}
	return []subscriptionView{
		{
			Name: "Apple Calendar", How: "Open it with the button above, on the iPhone, iPad or Mac itself, or point the camera of the phone at the picture.",
			Heard: "Looks every five minutes to once a week, as you set it there.",
		},
		{
			Name: "Google Calendar", How: "On a computer: under “Other calendars”, add one from a URL, and paste the address. It then shows on the phone, too.",
			Way: navLink{Href: "https://calendar.google.com/calendar/r/settings/addbyurl", Text: "Add from a URL"}, Heard: "Looks every eight to twenty-four hours; nothing makes it look sooner.",
		},
		{Name: "Outlook.com", How: "Subscribe from the web with the address.", Way: navLink{Href: outlook("outlook.live.com"), Text: "Subscribe in Outlook.com"}, Heard: "Looks every three hours or so, and up to a day later."},
		{Name: "Microsoft 365", How: "The same with the account of your work.", Way: navLink{Href: outlook("outlook.office.com"), Text: "Subscribe in Microsoft 365"}, Heard: "Looks every three hours or so, and up to a day later."},
		{Name: "Thunderbird", How: "New calendar, on the network, and paste the address.", Heard: "Looks every thirty minutes, unless you set it otherwise."},
	}
}

// calendarChange answers GET and POST /calendar/{feed}: what an address shows is chosen anew, or it is ended.
func (w *web) calendarChange(c echo.Context) error {
	id, err := idIn[access.FeedID](c, "feed")
	if err != nil {
		return err
	}
	actor, _ := actorIn(c)
	return w.recordForm(c, func() (recordForm, error) {
		f, err := w.ownFeed(c, actor, id)
		if err != nil {
			return recordForm{}, err
		}
		edition, err := w.rules.get(c.Request().Context())
		if err != nil {
			return recordForm{}, err
		}
		return w.feedForm(c, actor, f, ownClock(edition, actor)), nil
	})
}

// ownFeed is the actor's living address of that id; access.Nowhere where there is none.
func (w *web) ownFeed(c echo.Context, actor access.Actor, id access.FeedID) (access.ListedFeed, error) {
	if err := access.May(actor, access.KeepFeeds, access.Person{ID: actor.Person, Association: actor.Association}); err != nil {
		return access.ListedFeed{}, err
	}
	list, err := w.Store.FeedsOf(c.Request().Context(), actor.Person)
	if err != nil {
		return access.ListedFeed{}, err
	}
	for _, f := range list {
		if f.ID == id {
			return f, nil
		}
	}
	return access.ListedFeed{}, access.Nowhere()
}

// feedForm is the form about an address of the actor's own, which it names as their list does, by that clock.
func (w *web) feedForm(c echo.Context, actor access.Actor, f access.ListedFeed, clock *time.Location) recordForm {
	ctx, by := c.Request().Context(), actor.Account.String()
	own := func(found access.Feed) error {
		return access.May(actor, access.KeepFeeds, access.Person{ID: found.Person, Association: actor.Association})
	}
	style, listed := f.FeedStyle, feedViewOf(f, w.Now(), clock)
	return recordForm{
		page: formPage{
			frame: w.narrow(c, "Your calendars", ""), Back: navLink{Href: atCalendar, Text: "Your calendars"}, Action: fmt.Sprintf("%s/%d", atCalendar, f.ID),
			Heading: "What this address shows: " + listed.Name, Lead: joined(listed.Holds, listed.Style) + ". Where you choose anew, the address stays, and calendars show it at their next look.",
			Straight: true, Button: "Keep this choice", Remove: "End this address",
		},
		ask: func(q *inquiry) { style = askFeed(q, f.Feed, false, nil).FeedStyle },
		put: func(pen roster.Pen, _ string) (endorsement.Foreseen, error) {
			if pen.Pencil {
				return endorsement.Foreseen{}, nil
			}
			return endorsement.Foreseen{}, w.Store.StyleFeed(ctx, f.ID, style, own, by)
		},
		remove: func(pen roster.Pen, _ string) (endorsement.Foreseen, error) {
			if pen.Pencil {
				return endorsement.Foreseen{}, nil
			}
			return endorsement.Foreseen{}, w.Store.RevokeFeed(ctx, f.ID, own, by)
		},
		sum: func() string {
			return "Calendars hear nothing any more at this address. What they have, they may keep: take the calendar out there, too."
		},
		done: func() (string, error) { return atCalendar, nil },
	}
}

// pastOfFeed is who made a calendar address of one's own, and what was chosen about it when.
func (w *web) pastOfFeed(c echo.Context, actor access.Actor) (pastOf, error) {
	id, err := idIn[access.FeedID](c, "id")
	if err != nil {
		return pastOf{}, err
	}
	f, err := w.ownFeed(c, actor, id)
	if err != nil {
		return pastOf{}, err
	}
	return pastOf{
		of: "A calendar address", back: navLink{Href: fmt.Sprintf("%s/%d", atCalendar, id), Text: "What it shows"}, reasons: true,
		scope: history.Scope{Subject: id.String(), Chains: []roster.Association{f.Association}},
	}, nil
}
