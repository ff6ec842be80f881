package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/fault"
	"attune/internal/roster"
)

const atCalendar = "/calendar"

// calendarPage is where one's calendar addresses are made, listed and ended.
type calendarPage struct {
	frame
	Year    string
	Feeds   []feedView
	Fields  []fieldView
	ID      string // the token of the address that the form makes: sent twice, it makes one
	Problem string // why none was made
}

// feedView is one address, which is never shown again.
type feedView struct {
	Name, Holds, Style string
	Read               string // when a program last read it, and which
	Behind             string // what that program has not seen yet; empty for nothing
	Change, Past       string
}

// mostFeedCircles is how many groups one is offered an address of alone.
const mostFeedCircles = 100

// calendar answers GET /calendar.
func (w *web) calendar(c echo.Context) error {
	return w.showCalendar(c, http.StatusOK, &inquiry{}, access.NewToken(), "")
}

// showCalendar shows the addresses, and the form for another as it was filled in.
func (w *web) showCalendar(c echo.Context, status int, q *inquiry, token access.Token, problem string) error {
	actor, err := w.keepsFeeds(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	edition, err := w.rules.get(ctx)
	if err != nil {
		return err
	}
	list, err := w.Store.FeedsOf(ctx, actor.Person)
	if err != nil {
		return err
	}
	page := calendarPage{frame: w.narrow(c, "Your calendars", ""), Year: atOwnYear, ID: token.Reveal(), Problem: problem}
	if len(q.fields) == 0 {
		circles, err := w.feedCircles(c, actor)
		if err != nil {
			return err
		}
		askFeed(q, access.Feed{}, actor.Leads, circles)
	}
	page.Fields = q.fields
	for _, f := range list {
		page.Feeds = append(page.Feeds, feedViewOf(f, w.Now(), ownClock(edition, actor)))
	}
	return w.render(c, status, "calendar", page)
}

// keepsFeeds is the actor, where they may keep calendar addresses of their own: everybody on the roster.
func (w *web) keepsFeeds(c echo.Context) (access.Actor, error) {
	actor, _ := actorIn(c)
	return actor, access.May(actor, access.KeepFeeds, access.Person{ID: actor.Person, Association: actor.Association})
}

// feedCircles are the groups that one may have an address of alone.
func (w *web) feedCircles(c echo.Context, actor access.Actor) ([]roster.Circle, error) {
	edition, err := w.rules.get(c.Request().Context())
	if err != nil {
		return nil, err
	}
	return w.Store.CirclesOf(c.Request().Context(), actor.Person, nil, w.today(edition, actor.Association), "", 0, mostFeedCircles)
}

// calendarMake answers POST /calendar: it makes an address and shows it, this once. The address is that of the form, so that
// a second click, or a page that is loaded again, shows the same and makes no other.
func (w *web) calendarMake(c echo.Context) error {
	actor, err := w.keepsFeeds(c)
	if err != nil {
		return err
	}
	circles, err := w.feedCircles(c, actor)
	if err != nil {
		return err
	}
	q := &inquiry{}
	if q.sent, err = c.FormParams(); err != nil {
		return formFault(err)
	}
	token, err := tokenIn(q.sent)
	if err != nil {
		return err
	}
	feed := access.Feed{Person: actor.Person}
	if q.sent.Has("holds") {
		feed = askFeed(q, feed, actor.Leads || q.sent.Get("holds") == holdsLed, circles) // they may have led something meanwhile
	}
	if q.wrong() {
		return w.showCalendar(c, http.StatusUnprocessableEntity, q, token, "")
	}
	made, err := w.Store.CreateFeed(c.Request().Context(), feed, token.Hash(), actor.Account.String())
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Conflict:
		sentence, _ := fault.SentenceOf(err)
		return w.showCalendar(c, http.StatusUnprocessableEntity, &inquiry{}, access.NewToken(), sentence)
	}
	if err != nil {
		return err
	}
	return w.showAddress(c, made, token)
}

// tokenIn is the token of the address that a form makes; a new one where it was sent without.
func tokenIn(sent url.Values) (access.Token, error) {
	if !sent.Has("id") {
		return access.NewToken(), nil
	}
	token, ok := access.ParseToken(sent.Get("id"))
	if !ok {
		return "", fault.New(fault.Invalid, "This is no form of ours. Open the page again, and make the address there.")
	}
	return token, nil
}

// What an address may hold, beside one group: groups are named by their id.
const (
	holdsAll  = "all"
	holdsLed  = "led"
	holdsOpen = "open"
)

// askFeed asks what an address is to show, that of somebody who leads of that, too; the answer is the feed with it.
func askFeed(q *inquiry, f access.Feed, leads bool, circles []roster.Circle) access.Feed {
	if f.Detail == "" {
		f.Detail = access.EverythingShown
	}
	if f.ID == 0 {
		holds := choice(q, fieldView{Name: "holds", Label: "Which sessions", Needed: true}, holdsAll, holdsOptions(leads, circles))
		id, _ := strconv.ParseInt(holds, 10, 64) // zero of what is no group
		f.Led, f.Open, f.Group = holds == holdsLed, holds == holdsOpen, roster.GroupID(id)
	}
	f.FeedStyle = askStyle(q, f.FeedStyle)
	if f.Open && f.Detail == access.BusyShown {
		q.named("detail").Problem = "Open groups take up nobody's time. Choose one of the others for them."
	}
	return f
}

// askStyle asks for what can be chosen anew of an address.
func askStyle(q *inquiry, s access.FeedStyle) access.FeedStyle {
	s.Name = q.line(fieldView{Name: "name", Label: "Where you use it", Value: s.Name, Hint: "Such as phone or work. It stands in this list alone."})
	s.Detail = choice(q, fieldView{Name: "detail", Label: "How much it says", Needed: true}, s.Detail, detailOptions)
	alarm := choice(q, fieldView{Name: "alarm", Label: "Reminder in the calendar", Needed: true, Hint: "Google, Outlook and, unless you allow it, Apple leave it out of what one subscribes to."}, strconv.Itoa(s.Alarm), alarmOptions())
	s.Alarm, _ = strconv.Atoi(alarm)
	gone := choice(q, fieldView{Name: "cancelled", Label: "Cancelled sessions", Needed: true}, cancelledWord(s.Uncancelled), cancelledOptions)
	s.Uncancelled = gone == "leave"
	return s
}

func holdsOptions(leads bool, circles []roster.Circle) []optionView {
	options := []optionView{{Value: holdsAll, Text: "All of mine"}}
	if leads {
		options = append(options, optionView{Value: holdsLed, Text: "Those that I lead"})
	}
	options = append(options, optionView{Value: holdsOpen, Text: "Those of open groups that I may join"})
	for _, c := range circles {
		options = append(options, optionView{Value: strconv.FormatInt(int64(c.ID), 10), Text: c.Name + " alone"})
	}
	return options
}

var detailOptions = []optionView{
	{Value: string(access.EverythingShown), Text: "Group, place and changes"},
	{Value: string(access.TitleShown), Text: "The group's name alone"},
	{Value: string(access.BusyShown), Text: "Busy, and nothing else"},
}

var cancelledOptions = []optionView{{Value: "stay", Text: "Stay, marked as cancelled"}, {Value: "leave", Text: "Leave the calendar"}}

func cancelledWord(leave bool) string {
	if leave {
		return "leave"
	}
	return "stay"
}

func alarmOptions() []optionView {
	options := make([]optionView, len(access.FeedAlarms))
	for i, minutes := range access.FeedAlarms {
		options[i] = optionView{Value: strconv.Itoa(minutes), Text: alarmWords(minutes)}
	}
	return options
}

func alarmWords(minutes int) string {
	switch {
	case minutes == 0:
		return "None"
	case minutes%(24*60) == 0:
		return count(minutes/(24*60), "day", "days") + " before"
	case minutes%60 == 0:
		return count(minutes/60, "hour", "hours") + " before"
	}
	return count(minutes, "minute", "minutes") + " before"
}

// feedViewOf shows an address in the list.
func feedViewOf(f access.ListedFeed, now time.Time, clock *time.Location) feedView {
	v := feedView{Name: f.Name, Holds: "All of yours", Change: fmt.Sprintf("%s/%d", atCalendar, f.ID), Past: pastAt("feed", f.ID), Read: "Not read by a calendar yet"}
	switch {
	case f.GroupName != "":
		v.Holds = f.GroupName
	case f.Led:
		v.Holds = "Those that you lead"
	case f.Open:
		v.Holds = "Open groups that you may join"
	}
	v.Style = joined(styleWords(f.FeedStyle)...)
	if v.Name == "" { // what it shows tells it from the others
		v.Name, v.Holds, v.Style = joined(v.Holds, v.Style), "Made on "+moment(f.CreatedAt, clock), ""
	}
	if f.Read.At.IsZero() {
		return v
	}
	v.Read = "Last read " + moment(f.Read.At, clock)
	if f.Read.By != "" {
		v.Read += " by " + f.Read.By
	}
	if f.Behind() {
		v.Behind = behindWords[f.Open]
	}
	return v
}

// behindWords say what a program has not seen yet, of one's own sessions and of open groups.
var behindWords = map[bool]string{
	false: "Before the last change in your sessions: it may not know of that yet.",
	true:  "Before the last change in open groups: it may not know of that yet.",
}

// styleWords say what is not as it is without being chosen.
func styleWords(s access.FeedStyle) []string {
	var words []string
	for _, o := range detailOptions[1:] {
		if o.Value == string(s.Detail) {
			words = append(words, o.Text)
		}
	}
	if s.Alarm > 0 {
		words = append(words, "reminder "+alarmWords(s.Alarm))
	}
	if s.Uncancelled {
		words = append(words, "without cancelled sessions")
	}
	return words
}
