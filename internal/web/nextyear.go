package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/fault"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// Copier copies groups to their next year.
type Copier interface {
	// Copyable are the groups that a person provides, and all of the associations, that met in the year before now: by name,
	// at most limit, from after that group on where it is not zero.
	Copyable(ctx context.Context, person roster.PersonID, associations []roster.Association, now time.Time, after roster.GroupID, limit int) ([]schedule.Copying, error)
	// Seasoned are such groups, in the order of the proposals, with what the series that are proposed for each stand on.
	Seasoned(ctx context.Context, list []schedule.Copying, proposals []schedule.CopyProposal) ([]schedule.Copying, error)
	// CopyGroup writes the copy that decide lays out, once of one group, and gives its id.
	CopyGroup(ctx context.Context, p schedule.CopyProposal, by string, decide func(schedule.Copying) (schedule.Copied, error)) (roster.GroupID, error)
}

const atNextYear = "/groups/next-year"

// How the page of the next year opens.
const (
	copiesOnAPage = 20
	answerWithin  = 21  // days for those who are asked
	tickedWithin  = 183 // days: a group that meets longer than that is not ticked
)

// nextYearPage shows the groups of the last year as they would be copied to the next.
type nextYearPage struct {
	frame
	ID      string
	Problem string // of the whole; empty for none
	Answer  fieldView
	Groups  []copyView
	Copied  []copiedView
	After   string // of the page that it is, and address of the next; empty for none
	More    string
}

// copyView is one group as it would be copied.
type copyView struct {
	Name     string // that its questions begin with
	Href     string // of the group
	Was      string // its name
	Provider string
	Met      string // until when it meets
	Ticked   bool
	Called   fieldView // how the copy is called
	Problems []string
	Asked    string // who is asked, and until when
	Notes    []string
	Series   []copySeriesView
	Seen     string // tells this copy from others
	Open     bool   // something in the questions is not right
}

// copySeriesView is one series of the copy.
type copySeriesView struct {
	Note   string // where its days come from; empty where it had them
	Words  string // empty where it cannot be laid out yet
	Leave  string // name of the question whether it is not carried on; empty of the only one
	Left   bool   // it is not
	Days   string // 38 days, 2 of them left out
	Dates  *datesView
	Fields []fieldView
}

// copiedView is a group that was copied already, with what became of those who were asked.
type copiedView struct {
	Was, Name string
	Href      string // of the copy
	Sum       string // 3 come, 1 does not, 2 have not answered yet.
	Said      []saidView
}

// saidView is what somebody said who was asked.
type saidView struct{ Name, Words string }

// nextYear answers GET and POST /groups/next-year.
func (w *web) nextYear(c echo.Context) error {
	actor, _ := actorIn(c)
	if !copiesGroups(actor) {
		return access.Nowhere()
	}
	id, err := newIn(c)
	if err != nil {
		return err
	}
	n := &yearAhead{web: w, c: c, actor: actor, id: id, refused: make(map[roster.GroupID]error), open: findingIn(c, atNextYear, "")}
	if !isRead(c) {
		if n.sent, err = c.FormParams(); err != nil {
			return formFault(err)
		}
	}
	list, err := n.copyable()
	if err != nil {
		return err
	}
	n.askAnswer(list)
	if n.sent.Get("step") == stepDo && n.answer.Problem == "" {
		if err := n.write(list); err != nil {
			return err
		}
		if len(n.refused) == 0 {
			return c.Redirect(http.StatusSeeOther, n.here())
		}
		if list, err = n.copyable(); err != nil {
			return err
		}
	}
	return n.show(list)
}

// copiesGroups tells whether there can be groups that the actor may copy to their next year.
func copiesGroups(actor access.Actor) bool { return actor.Leads || len(actor.Coordinates) > 0 }

// yearAhead is the groups of somebody on their way from the page to the store.
type yearAhead struct {
	*web
	c       echo.Context
	actor   access.Actor
	id      roster.External
	sent    url.Values // nil: the page is opened, not sent
	open    finding
	more    string
	answer  fieldView
	names   map[roster.PersonID]string // of who provides the groups of the page and leads their series
	until   day.Date                   // last day for answers
	refused map[roster.GroupID]error   // why a group was not copied
}

// here is the address of the page.
func (n *yearAhead) here() string {
	if n.open.after == 0 {
		return atNextYear
	}
	return n.open.more(n.open.after)
}

// copyable are the groups of the page.
func (n *yearAhead) copyable() ([]schedule.Copying, error) {
	list, err := n.Store.Copyable(n.c.Request().Context(), n.actor.Person, n.actor.Coordinates, n.Now(), roster.GroupID(n.open.after), copiesOnAPage+1)
	if n.more = ""; len(list) > copiesOnAPage {
		list = list[:copiesOnAPage]
		n.more = n.open.more(int64(list[copiesOnAPage-1].Record.Group.ID))
	}
	if err != nil {
		return nil, err
	}
	return list, n.name(list)
}

// name finds the names of who provides groups and leads their series, of all of them at once.
func (n *yearAhead) name(list []schedule.Copying) (err error) {
	var leads []roster.PersonID
	var circles []roster.Circle
	for _, of := range list {
		circles = append(circles, circleToCopy(of))
		for _, c := range of.Carry(n.today(of)) {
			leads = append(leads, c.Lead, c.CoLead)
		}
	}
	n.names, err = n.namesOf(n.c, leads, circles...)
	return err
}

func circleToCopy(of schedule.Copying) roster.Circle {
	return roster.Circle{Group: of.Record.Group, ProviderName: of.Provider}
}

// today is the day it is where a group meets.
func (n *yearAhead) today(of schedule.Copying) day.Date {
	return day.At(n.Now(), zoneNamed(of.Record.Group.TimeZone))
}

// askAnswer asks until when those who are asked may answer.
func (n *yearAhead) askAnswer(list []schedule.Copying) {
	today := day.At(n.Now(), time.UTC)
	if len(list) > 0 {
		today = n.today(list[0])
	}
	q := &inquiry{sent: n.sent}
	n.until = q.date(fieldView{
		Name: "answer", Label: "Members answer until", Needed: true,
		Hint: "That day included, and never past the first session. A place that nobody takes by then goes to whoever waits.",
	}, today.AddDays(answerWithin))
	if n.answer = q.fields[0]; n.answer.Problem == "" && n.until < today {
		n.answer.Problem = "This day is over. Leave those who are asked some days to answer."
	}
}

// write copies each group that is ticked by itself: what keeps one from it keeps none of the others.
func (n *yearAhead) write(list []schedule.Copying) error {
	for _, of := range list {
		if of.Copy.Group.ID != 0 || !n.ticked(of) {
			continue
		}
		y, err := n.copyOf(of)
		if err == nil {
			err = y.write()
		}
		if err != nil && fault.KindOf(err) == fault.Internal {
			return err
		}
		if err != nil {
			n.refused[of.Record.Group.ID] = err
		}
	}
	return nil
}

// copyName is what the questions about a group begin with.
func copyName(of schedule.Copying) string { return fmt.Sprintf("g%d.", of.Record.Group.ID) }

// ticked tells whether a group is to be copied: as the page opens, one whose year is over or soon will be.
func (n *yearAhead) ticked(of schedule.Copying) bool {
	if n.sent != nil {
		return n.sent.Has(copyName(of) + "copy")
	}
	today := n.today(of)
	return of.Last().To <= today.AddDays(tickedWithin) && len(of.Carry(today)) > 0
}

// show renders the groups as they would be copied.
func (n *yearAhead) show(list []schedule.Copying) error {
	page := nextYearPage{
		frame: n.narrow(n.c, "Plan next year", atGroups), ID: string(n.id), Answer: n.answer, More: n.more,
	}
	if n.open.after != 0 {
		page.After = strconv.FormatInt(n.open.after, 10)
	}
	status := http.StatusOK
	if n.answer.Problem != "" || len(n.refused) > 0 {
		status = http.StatusUnprocessableEntity
	}
	var err error
	if page.Copied, err = n.copied(list); err != nil {
		return err
	}
	copies, err := n.toCopy(list)
	if err != nil {
		return err
	}
	for _, y := range copies {
		view, err := y.look(n.refused[y.of.Record.Group.ID])
		if err != nil {
			return err
		}
		page.Groups = append(page.Groups, view)
	}
	return n.render(n.c, status, "next-year", page)
}

// toCopy are those of the groups that were not copied yet, on their way.
func (n *yearAhead) toCopy(list []schedule.Copying) ([]*yearCopy, error) {
	var copies []*yearCopy
	for _, of := range list {
		if of.Copy.Group.ID != 0 {
			continue
		}
		y, err := n.copyOf(of)
		if err != nil {
			return nil, err
		}
		copies = append(copies, y)
	}
	return copies, n.season(copies)
}

// season finds what the series of copies stand on, for all that can be laid out at once.
func (n *yearAhead) season(copies []*yearCopy) error {
	var ready []*yearCopy
	var list []schedule.Copying
	var proposals []schedule.CopyProposal
	for _, y := range copies {
		if y.answered() && y.check() == nil {
			ready, list, proposals = append(ready, y), append(list, y.of), append(proposals, y.p)
		}
	}
	seasoned, err := n.Store.Seasoned(n.c.Request().Context(), list, proposals)
	for i := range seasoned {
		ready[i].of = seasoned[i]
	}
	return err
}

// answers are what somebody who was asked can have said, of one and of many, in the order in which pages say it.
var answers = []struct {
	state     roster.RequestState
	one, many string
}{
	{roster.RequestTaken, "comes", "come"},
	{roster.RequestDeclined, "does not come", "do not come"},
	{roster.RequestLapsed, "did not answer in time", "did not answer in time"},
	{roster.RequestOffered, "has not answered yet", "have not answered yet"},
	{roster.RequestWaiting, "waits for a place", "wait for a place"},
}

// copied shows the groups that were copied, with who of those who were asked said what.
func (n *yearAhead) copied(list []schedule.Copying) ([]copiedView, error) {
	var asked []roster.PersonID
	for _, of := range list {
		for _, q := range of.Copy.Requests {
			asked = append(asked, q.Person)
		}
	}
	known, err := n.Store.PeopleNamed(n.c.Request().Context(), asked)
	if err != nil {
		return nil, err
	}
	names := make(map[roster.PersonID]string, len(known))
	for _, p := range known {
		names[p.ID] = p.Name
	}
	var views []copiedView
	for _, of := range list {
		if of.Copy.Group.ID != 0 {
			views = append(views, copiedOf(of, names))
		}
	}
	return views, nil
}

func copiedOf(of schedule.Copying, names map[roster.PersonID]string) copiedView {
	view := copiedView{Was: of.Record.Group.Name, Name: of.Copy.Group.Name, Href: fmt.Sprintf("/groups/%d", of.Copy.Group.ID), Sum: "Nobody was asked."}
	var words []string
	for _, a := range answers {
		said := 0
		for _, q := range of.Copy.Requests {
			if q.State == a.state {
				view.Said = append(view.Said, saidView{names[q.Person], a.one})
				said++
			}
		}
		if said > 0 {
			words = append(words, count(said, a.one, a.many))
		}
	}
	if len(words) > 0 {
		view.Sum = capital(strings.Join(words, ", ")) + "."
	}
	return view
}
