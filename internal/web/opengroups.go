package web

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/fault"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// Places are places in groups, and who asks for one.
type Places interface {
	// OpenGroups are the open groups of an association, by name, with when they meet from an instant on until another.
	OpenGroups(ctx context.Context, association roster.Association, from, to time.Time) ([]roster.OpenGroup, error)
	// Pending are a person's requests that are not over, and those to be answered by whoever provides the group or
	// coordinates one of the associations.
	Pending(ctx context.Context, person roster.PersonID, associations []roster.Association) ([]roster.Pending, error)
	// MoveMember has decide look at two groups, locked, and writes what it decides about who belongs to them.
	MoveMember(ctx context.Context, from, to roster.GroupID, pen roster.Pen, decide func(from, to roster.GroupRecord) ([]roster.Edit, error)) (endorsement.Foreseen, error)
}

const atOpenGroups = "/groups/open"

// How much of when an open group meets is told.
const (
	meetsWithin = 62 * 24 * time.Hour
	mostMeets   = 3
)

// openGroupsPage lists the groups in which the reader may ask for a place.
type openGroupsPage struct {
	frame
	Asked  []placeView // the reader's own requests in groups that are not open
	Groups []openGroupView
}

// openGroupView is one of them; no member is named, and no address of a call.
type openGroupView struct {
	Anchor                      string
	Name, Provider, What, Where string
	Toward                      string   // what the provider's hours would count toward, of what the reader earns
	Syllabus                    string   // of a training: what it is about and for whom
	Within                      string   // the time to come within which it is said when it meets
	Meets                       []string // when, next
	Room                        string   // 3 places, or full and how many wait
	Action                      string
	From                        string // the day that is proposed to begin on
	Asks                        bool   // the reader may ask
	Belongs                     bool
	Mine                        *placeView
	Problem                     string
}

// placeView is the reader's own request for a place.
type placeView struct {
	Group   string
	Words   string // how it stands
	Action  string
	Past    string // address of the history of the request
	Offered bool
	GoesOn  bool // it is whether they go on in a group of theirs that has a next year
}

// openGroups answers GET /groups/open.
func (w *web) openGroups(c echo.Context) error {
	return w.showOpenGroups(c, http.StatusOK, 0, "")
}

// showOpenGroups shows the open groups, with what was wrong with what was sent about one of them.
func (w *web) showOpenGroups(c echo.Context, status int, of roster.GroupID, problem string) error {
	actor, _ := actorIn(c)
	if actor.Person == 0 {
		return access.Nowhere()
	}
	ctx, now := c.Request().Context(), w.Now()
	edition, err := w.rules.get(ctx)
	if err != nil {
		return err
	}
	record, err := w.Store.Record(ctx, actor.Person)
	if err != nil {
		return err
	}
	list, err := w.Store.OpenGroups(ctx, actor.Association, now, now.Add(meetsWithin))
	if err != nil {
		return err
	}
	own, err := w.ownPlaces(c, actor)
	if err != nil {
		return err
	}
	page := openGroupsPage{frame: w.narrow(c, "Open groups", atGroups)}
	for _, g := range list {
		view := w.openGroup(edition, actor, record, g)
		if view.Mine = own[g.Group.ID]; view.Mine != nil {
			view.Asks = false
			delete(own, g.Group.ID)
		}
		if g.Group.ID == of {
			view.Problem, view.From = problem, c.FormValue("from")
		}
		page.Groups = append(page.Groups, view)
	}
	for _, id := range slices.Sorted(maps.Keys(own)) {
		page.Asked = append(page.Asked, *own[id])
	}
	return w.render(c, status, "opengroups", page)
}

func (w *web) openGroup(edition *rulebook.Edition, actor access.Actor, reader roster.Record, g roster.OpenGroup) openGroupView {
	zone, clock := zoneNamed(g.Group.TimeZone), ownClock(edition, actor)
	today := day.At(w.Now(), zone)
	first := today
	if len(g.Sittings) > 0 {
		first = g.Sittings[0].Day
	}
	v := openGroupView{
		Anchor: openGroupAnchor(g.Group.ID), Within: "two months",
		Name: g.Group.Name, Provider: g.ProviderName, What: capital(meetingWords(g.Group.Kind, g.Group.Format)), Where: modalityNames[g.Group.Modality],
		Toward: toward(edition, reader, g, today), Syllabus: syllabusOf(g.Group.Syllabus).Words(), Room: roomWords(g, first), Action: fmt.Sprintf("/groups/%d/place", g.Group.ID), From: first.String(),
	}
	if g.Group.Kind == roster.Training {
		v.Within = "year"
	}
	if g.Group.Modality == roster.InPerson {
		v.Where = placeWords(g.Group.Modality, roster.Room(g.Group.Place))
	}
	for _, s := range g.Sittings[:min(len(g.Sittings), mostMeets)] {
		v.Meets = append(v.Meets, longDate(s.Day)+", "+day.OnBoth(clockTime(s.Starts, zone), s.Starts, time.Time{}, zone, clock))
	}
	v.Belongs = g.Belongs(actor.Person, today)
	v.Asks = !v.Belongs && g.Group.Provider != actor.Person
	return v
}

// toward says which of the reader's targets an hour of the group would count toward, as planning does.
func toward(edition *rulebook.Edition, reader roster.Record, g roster.OpenGroup, today day.Date) string {
	if g.Group.Kind == roster.Training {
		return "Its hours would be training hours. " + asTraining
	}
	var serves, others []string
	for _, k := range reader.Facts {
		t, is := k.Fact.(roster.Target)
		switch {
		case !is:
		case g.Group.Kind == roster.Reflective && edition.ServesTarget(reader.Person.Association, g.Credentials, t, today):
			serves = append(serves, string(t.Category))
		default:
			others = append(others, string(t.Category))
		}
	}
	switch {
	case len(serves) > 0 && len(others) > 0:
		return fmt.Sprintf("Its hours would count toward your %s, not toward your %s.", listed(serves), listed(others))
	case len(serves) > 0:
		return fmt.Sprintf("Its hours would count toward your %s.", listed(serves))
	case len(others) > 0:
		return fmt.Sprintf("Its hours would not count toward your %s.", listed(others))
	default:
		return ""
	}
}

// roomWords say how much room there is from a day on.
func roomWords(g roster.OpenGroup, from day.Date) string {
	waiting := len(g.Line())
	free, known := g.Free(from)
	switch {
	case !known:
		return "There is room."
	case free > 0:
		return count(free, "place", "places") + " free."
	case waiting > 0:
		return fmt.Sprintf("Full; %s.", count(waiting, "waits", "wait"))
	default:
		return "Full; nobody waits."
	}
}

// ownPlaces are the reader's own requests that are not over, by group.
func (w *web) ownPlaces(c echo.Context, actor access.Actor) (map[roster.GroupID]*placeView, error) {
	list, err := w.Store.Pending(c.Request().Context(), actor.Person, nil)
	own := make(map[roster.GroupID]*placeView)
	for _, p := range list {
		if p.Person == actor.Person {
			own[p.Group] = placeOf(p, w.Now())
		}
	}
	return own, err
}

// placeOf is how somebody's own request stands.
func placeOf(p roster.Pending, now time.Time) *placeView {
	v := &placeView{Group: p.GroupName, Action: fmt.Sprintf("/groups/%d/place", p.Group), Past: pastAt(roster.RequestMatter, p.ID)}
	switch {
	case p.State == roster.RequestAsked:
		v.Words = fmt.Sprintf("You asked for a place from %s on. The group's provider or your coordinator answers.", plainDate(p.From))
	case p.State == roster.RequestWaiting:
		v.Words = fmt.Sprintf("You are on the waiting list, %s.", rankWords(p.Before+1, p.Waiting))
	case p.Keeps(now):
		v.Offered = true
		v.Words = fmt.Sprintf("A place from %s on is kept for you until %s.", plainDate(p.From), lasting(p.Until, zoneNamed(p.TimeZone)))
		if v.GoesOn = p.GoesOn != ""; v.GoesOn {
			v.Words = fmt.Sprintf("%s goes on as this group from %s on. Do you go on? Your place is kept until %s; without an answer it goes to whoever waits next.",
				p.GoesOn, plainDate(p.From), lasting(p.Until, zoneNamed(p.TimeZone)))
		}
	default:
		v.Words = "The place that was kept for you is not kept any more."
	}
	return v
}

// lasting is an instant until which something lasts, as moment says it, or the end of a day.
func lasting(until time.Time, clock *time.Location) string {
	if last, is := day.EndOf(until, clock); is {
		return "the end of " + plainDate(last)
	}
	return moment(until, clock)
}

// rankWords are where somebody stands in a line: 2nd of 3.
func rankWords(place, of int) string {
	end := "th"
	switch {
	case place%100 >= 11 && place%100 <= 13:
	case place%10 == 1:
		end = "st"
	case place%10 == 2:
		end = "nd"
	case place%10 == 3:
		end = "rd"
	}
	return fmt.Sprintf("%d%s of %d", place, end, max(of, place))
}

// place answers POST /groups/{id}/place: somebody asks for a place for themself, or says what becomes of their asking.
func (w *web) place(c echo.Context) error {
	var f struct {
		Step string `form:"step"` // ask, take, decline or withdraw
		From string `form:"from"` // of asking: the first day
	}
	if err := w.readForm(c, &f); err != nil {
		return err
	}
	actor, _ := actorIn(c)
	id, err := idIn[roster.GroupID](c, "id")
	if err != nil {
		return err
	}
	record, err := w.Store.GroupRecord(c.Request().Context(), id)
	if err != nil {
		return err
	}
	to := atOpenGroups
	switch f.Step {
	case "take":
		to = fmt.Sprintf("/groups/%d", id)
	case "decline":
		to = "/"
	}
	_, err = w.Store.ChangeGroup(c.Request().Context(), record.Group.External, roster.Pen{By: actor.Account.String()}, func(is roster.GroupRecord) ([]roster.Edit, error) {
		at := roster.Moment{Now: w.Now(), Today: day.At(w.Now(), zoneNamed(is.Group.TimeZone))}
		if f.Step == "ask" || f.Step == "" {
			return asksForPlace(actor, is, f.From, at)
		}
		return settled(actor, is, f.Step, at)
	})
	var refused *roster.Refused
	if errors.As(err, &refused) && f.Step != "take" {
		return w.showOpenGroups(c, http.StatusUnprocessableEntity, id, refused.Error())
	}
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, to)
}

// asksForPlace decides on somebody who asks for a place from a day on, as they wrote it.
func asksForPlace(actor access.Actor, is roster.GroupRecord, from string, at roster.Moment) ([]roster.Edit, error) {
	subject := access.Group{Association: is.Group.Association, Provider: is.Group.Provider, Open: is.Group.Open}
	if err := access.May(actor, access.AskPlace, subject); err != nil {
		return nil, err
	}
	first, err := day.Parse(from)
	if err != nil || first == 0 {
		return nil, roster.Refuse("from", "Write the first day as year-month-day, such as 2026-03-08.")
	}
	edit, err := is.Ask(actor.Person, first, at)
	return []roster.Edit{edit}, err
}

// settled decides what becomes of somebody's own request, the last they made.
func settled(actor access.Actor, is roster.GroupRecord, step string, at roster.Moment) ([]roster.Edit, error) {
	q, asked := is.LatestOf(actor.Person)
	if !asked {
		return nil, access.Nowhere()
	}
	err := access.May(actor, access.SettleRequest, access.Request{Person: q.Person})
	if err != nil {
		return nil, err
	}
	var edit roster.Edit
	switch step {
	case "take":
		return is.Take(q.ID, at)
	case "decline":
		edit, err = is.Decline(q.ID, at)
	case "withdraw":
		edit, err = is.Withdraw(q.ID, at)
	default:
		err = fault.New(fault.Invalid, "That form could not be read. Go back, open the page again and send it once more.")
	}
	return []roster.Edit{edit}, err
}
