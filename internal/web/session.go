package web

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/ledger"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// Sheets are sessions' attendance sheets.
type Sheets interface {
	// Sheet is a session's sheet as it stands; NotFound where there is no such session.
	Sheet(ctx context.Context, id schedule.SessionID) (attendance.Sheet, error)
	// ReceiveSheet locks the session, loads its sheet, lets decide say what becomes of it, and saves that with the id of the
	// form; one that was kept before changes nothing. Brought are people whom the decision may put on it.
	ReceiveSheet(ctx context.Context, sending attendance.Sending, actor string, decide func(attendance.Sheet) (attendance.Change, error), brought ...roster.PersonID) (attendance.Sheet, error)
	// SheetReceived tells whether a form of a sheet arrived and was kept before.
	SheetReceived(ctx context.Context, sending attendance.Sending) (bool, error)
	// SheetNames are the names of people, and of who stands behind the account that verified.
	SheetNames(ctx context.Context, people []roster.PersonID, account access.AccountID) (map[roster.PersonID]string, string, error)
	// Versions are the verified versions of a session's sheet, oldest first.
	Versions(ctx context.Context, id schedule.SessionID) ([]attendance.Version, error)
	// Amendments are the turns of a session's amendments that were kept without a signature, oldest first.
	Amendments(ctx context.Context, id schedule.SessionID) ([]attendance.Prepared, error)
	// Belongs tells whether a person is a member of a group on a day.
	Belongs(ctx context.Context, person roster.PersonID, group roster.GroupID, on day.Date) (bool, error)
}

// sessionHead is what every page of a session begins with.
type sessionHead struct {
	Group     string
	GroupHref string
	Date      string // Thursday 12 November 2026
	Planned   string // 10:00–11:45 AM
	clocks
	What   string // reflective supervision, group
	Place  string
	Join   string // where people meet online; empty where nobody said, and where nobody will be
	Lead   string // who leads as planned; empty where nobody does
	Usual  string // who else leads the others of its series or group; empty where it is as always
	Aside  string // that it is none of the series of its group; empty where there is none, or it is
	State  string
	Class  string
	Others []relatedView // what it makes up for, what takes place instead of it
	Replan replanLinks
	Past   string // address of its history; empty for who came with the key to its sheet alone
}

// sessionPage is a session for somebody who does not take its attendance: the facts and their own part in it.
type sessionPage struct {
	frame
	Session  sessionHead
	Mark     string  // the reader's own, in words; empty where there is none
	Credit   minutes // what it came to
	Took     string  // from when to when it took place; empty where nobody came
	Signed   bool    // the sheet is verified
	Amended  bool    // and waits to be verified again
	Verdicts []verdictView
	Trail    []turnView     // what each verified version said of the reader
	Roster   []expectedView // who is expected, for who leads it before it has begun
	Ahead    *aheadView
	Hearing  string // how far its last change has got into calendars, for who plans or leads it; empty for nothing to tell
	Early    bool   // the reader takes attendance, but it has not begun
	Past     bool   // it is over, and was not cancelled
	Closing  closing
	Disputes disputesView
}

// opensBefore is how long before its planned start a session's sheet can be opened: some groups begin early.
const opensBefore = time.Hour

// sheetView is a loaded sheet with all that showing it takes.
type sheetView struct {
	attendance.Sheet
	names  map[roster.PersonID]string
	signer string // who stands behind the account that verified; empty for nobody
	zone   *time.Location
	clock  *time.Location // the reader's
	now    time.Time
	past   string // address of its history; empty where the reader came with its key

	// Others are what it makes up for and what takes place instead of it; it is replaced where anything does.
	others   []relatedView
	replaced bool
	// firstPlanned tells of a make-up whether the reader plans the sessions of the group whose session it makes up for.
	firstPlanned bool

	// stands is the sheet itself, where this is what an amendment proposes for it; nil where it is the sheet.
	stands *attendance.Sheet

	// Guests and leaders are whom a form brings in that the sheet does not hold: to be marked, and as who led.
	guests, leaders []roster.PersonID
}

// session answers GET /sessions/{id}: the sheet as a form for who takes it, what was verified, or the session's facts.
func (w *web) session(c echo.Context) error {
	actor, _ := actorIn(c)
	sheet, err := w.sheetView(c)
	if err != nil {
		return err
	}
	subject, err := w.seen(c, actor, sheet)
	if err != nil {
		return err
	}
	takes := access.May(actor, access.TakeSheet, subject) == nil
	switch {
	case sheet.Session.Status == schedule.Cancelled || access.May(actor, access.SeeSheet, subject) != nil:
		return w.sessionFacts(c, actor, sheet, subject, http.StatusOK, said{})
	case sheet.State == attendance.Verified:
		return w.showVerified(c, actor, sheet, subject, http.StatusOK, said{})
	case !takes || w.Now().Before(sheet.Session.Starts.Add(-opensBefore)):
		return w.sessionFacts(c, actor, sheet, subject, http.StatusOK, said{})
	default:
		return w.sheetToKeep(c, w.sheet(c, sheet, formOf(sheet)))
	}
}

// seen is the session as access judges it for the actor, or why it is not theirs to see. A verified sheet holds whoever was
// marked; a member of that day whom nobody marked sees the session all the same, as their calendar does.
func (w *web) seen(c echo.Context, actor access.Actor, v sheetView) (access.Sheet, error) {
	subject := v.subject()
	return w.seenBy(c, actor, subject, v.Session)
}

// seenBy is a session as access judges it for the actor, who is on its roster where they belong to its group on its day.
func (w *web) seenBy(c echo.Context, actor access.Actor, subject access.Sheet, s schedule.Session) (access.Sheet, error) {
	err := access.May(actor, access.SeeSession, subject)
	if err == nil || actor.Person == 0 {
		return subject, err
	}
	belongs, failed := w.Store.Belongs(c.Request().Context(), actor.Person, s.Group, s.Local.Day)
	if failed != nil || !belongs {
		return subject, cmp.Or(failed, err)
	}
	subject.Roster = append(slices.Clone(subject.Roster), actor.Person)
	return subject, access.May(actor, access.SeeSession, subject)
}

// sheetView loads the sheet that the address names.
func (w *web) sheetView(c echo.Context) (sheetView, error) {
	ctx := c.Request().Context()
	id, err := idIn[schedule.SessionID](c, "id")
	if err != nil {
		return sheetView{}, err
	}
	sheet, err := w.Store.Sheet(ctx, id)
	if err != nil {
		return sheetView{}, err
	}
	edition, err := w.rules.get(ctx)
	if err != nil {
		return sheetView{}, err
	}
	actor, _ := actorIn(c)
	v := sheetView{Sheet: sheet, zone: zoneNamed(sheet.Session.TimeZone), clock: ownClock(edition, actor), now: w.Now()}
	if actor.Sheet == 0 { // the key opens the sheet, and nothing beside it
		v.past = pastAt("session", id)
	}
	if v.names, v.signer, err = w.Store.SheetNames(ctx, v.everybody(), access.AccountID(sheet.VerifiedBy)); err != nil {
		return sheetView{}, err
	}
	v.sortRoster()
	return v, w.related(c, &v)
}

// sortRoster puts people in the order in which a roster lists them.
func (v sheetView) sortRoster() {
	slices.SortFunc(v.Roster, func(a, b roster.PersonID) int { return compareNames(v.names[a], v.names[b]) })
}

// everybody is whoever a page of the sheet may name.
func (v sheetView) everybody() []roster.PersonID {
	people := slices.Concat(v.Roster, v.mayLead())
	for _, d := range v.Disputes {
		people = append(people, d.Person)
	}
	if a := v.Amendment; a != nil {
		people = append(people, a.Leading.Lead, a.Leading.CoLead)
		for _, m := range a.Marks {
			people = append(people, m.Person)
		}
	}
	return people
}

// mayLead are the group's provider and whoever leads by the session or the sheet; zero where nobody does.
func (v sheetView) mayLead() []roster.PersonID {
	planned := v.planned()
	return []roster.PersonID{v.Group.Provider, v.Usual, planned.Lead, planned.CoLead, v.Facts.Lead, v.Facts.CoLead}
}

// planned are the facts as session and group have them; facts are those of the verified version where there is one.
func (v sheetView) planned() attendance.Facts { return attendance.Resolve(v.Session, v.Group) }

func (v sheetView) facts() attendance.Facts {
	if v.State == attendance.Verified {
		return v.Facts
	}
	return v.planned()
}

// subject is the sheet as access judges it.
func (v sheetView) subject() access.Sheet {
	if v.stands != nil { // what is proposed gives nobody a right
		return subjectOf(*v.stands)
	}
	return subjectOf(v.Sheet)
}

func subjectOf(s attendance.Sheet) access.Sheet {
	facts := attendance.Resolve(s.Session, s.Group)
	if s.State == attendance.Verified && !s.NobodyCame() { // whoever waited for nobody may still say that somebody came
		facts = s.Facts
	}
	return access.Sheet{Session: s.Session.ID, Association: s.Session.Association, Provider: s.Group.Provider, Lead: facts.Lead, CoLead: facts.CoLead, Roster: s.Roster}
}

func (v sheetView) head() sessionHead {
	s, facts := v.Session, v.facts()
	if v.NobodyCame() { // who led nobody waited all the same
		facts = v.planned()
	}
	h := sessionHead{
		Group: v.Group.Name, GroupHref: fmt.Sprintf("/groups/%d", v.Group.ID), Date: longDate(s.Local.Day),
		Planned: clockSpan(s.Starts, s.Ends(), v.zone), clocks: clocksOf(s.Starts, s.Ends(), v.zone, v.clock),
		What: meetingWords(facts.Kind, v.Group.Format), Place: placeWords(facts.Modality, s.PlaceIn(v.Group)),
		Lead: v.names[facts.Lead],
	}
	h.Others, h.Past = v.others, v.past
	if s.Status != schedule.Cancelled {
		h.Join = joinLink(facts.Modality, s.PlaceIn(v.Group))
		if facts.Lead != 0 && facts.Lead != v.Usual {
			h.Usual = v.names[v.Usual]
		}
		if v.Aside {
			h.Aside = byItself
		}
	}
	h.State, h.Class = stateWords(s, v.State, v.Amended(), v.now)
	return h
}

// headFor is the head with what its reader can still plan otherwise.
func (v sheetView) headFor(actor access.Actor) sessionHead {
	h := v.head()
	if access.May(actor, access.PlanGroup, access.Group{Association: v.Group.Association, Provider: v.Group.Provider}) == nil {
		h.Replan = replanLinksOf(v.Session, v.State, v.replaced, v.now)
		if v.Session.Status == schedule.Cancelled && v.firstPlanned && !v.replaced {
			h.Replan.MakeUp = fmt.Sprintf("/sessions/%d/make-up", v.Session.MakesUp)
		}
	}
	return h
}

// sessionFacts shows the session without its sheet: to a member with their own part, to who leads it before it begins.
func (w *web) sessionFacts(c echo.Context, actor access.Actor, v sheetView, subject access.Sheet, status int, typed said) error {
	page := sessionPage{
		frame: w.frame(c, v.Group.Name, ""), Session: v.headFor(actor), Signed: v.State == attendance.Verified, Amended: v.Amended(),
		Past: v.Session.Status != schedule.Cancelled && !v.Session.Ends().After(w.Now()), Closing: v.closing(actor),
		Disputes: v.disputes(actor, subject, typed), Ahead: v.ahead(actor, subject),
	}
	page.frame.Narrow = true
	if access.May(actor, access.TakeSheet, v.subject()) == nil && v.Session.Status == schedule.Scheduled {
		page.Early = true
		for _, person := range v.Roster {
			page.Roster = append(page.Roster, expectedView{orUnknown(v.names[person]), v.saidAway(person)})
		}
	}
	var err error
	if page.Hearing, err = w.hearing(c, actor, v); err != nil {
		return err
	}
	if page.Signed && actor.Person != 0 && !v.Facts.Leads(actor.Person) {
		if err := w.ownPart(c, actor, v, &page); err != nil {
			return err
		}
	}
	return w.render(c, status, "session", page)
}

// ownPart fills in the actor's own mark and what became of it.
func (w *web) ownPart(c echo.Context, actor access.Actor, v sheetView, page *sessionPage) error {
	for _, mark := range v.Marks {
		if mark.Person == actor.Person {
			page.Mark, page.Credit = markWords(mark, v.Facts, v.zone, v.clock), minutes(mark.Minutes(v.Facts))
			if !v.NobodyCame() {
				page.Took = onBoth(v.Facts.Began, v.Facts.Ended, v.zone, v.clock)
			}
		}
	}
	versions, err := w.Store.Versions(c.Request().Context(), v.Session.ID)
	if err != nil {
		return err
	}
	page.Trail = trailOf(versions, actor.Person, v.zone, v.clock)
	i := slices.IndexFunc(v.Standing, func(e ledger.Entry) bool { return e.Person == actor.Person && e.Direction == ledger.Received })
	if i < 0 {
		return nil
	}
	if v.Standing[i].Kind == roster.Training {
		page.Verdicts = []verdictView{{Class: "verified", Words: "training", Minutes: minutes(v.Standing[i].Minutes), Why: asTraining}}
		return nil
	}
	edition, err := w.rules.get(c.Request().Context())
	if err != nil {
		return err
	}
	judgements, err := w.Store.Judgements(c.Request().Context(), actor.Person)
	if err != nil {
		return err
	}
	s := standing{explainer: explainer{edition: edition, base: atHours, names: v.names}, judgements: judgements, zone: readersZone(edition, actor), lines: []ledger.Line{{Entry: v.Standing[i]}}}
	page.Verdicts = s.latest(1)[0].Verdicts
	return nil
}

// markWords say what a mark says: Present, Late, came at 10:15 AM, and so on. In the rows of a sheet the reader's clock is that of
// the session, which its head tells beside their own.
func markWords(m attendance.Mark, f attendance.Facts, zone, readers *time.Location) string {
	if m.Code != attendance.Partial {
		return capital(string(m.Code))
	}
	return partWords(m.Intervals, f.Began, f.Ended, zone, readers)
}

// partWords say when somebody was there who was not there all the time.
func partWords(was ledger.Presence, began, ended time.Time, zone, readers *time.Location) string {
	at := func(t time.Time) string { return day.OnBoth(clockTime(t, zone), t, time.Time{}, zone, readers) }
	if len(was) == 1 {
		came, left := was[0].Start.After(began), was[0].End.Before(ended)
		from, to := at(was[0].Start), at(was[0].End)
		switch {
		case came && left:
			return "Came at " + from + ", left at " + to
		case came:
			return "Late, came at " + from
		case left:
			return "Left early, at " + to
		}
	}
	pieces := make([]string, len(was))
	for i, piece := range was {
		pieces[i] = onBoth(piece.Start, piece.End, zone, readers)
	}
	return "There " + listed(pieces)
}
