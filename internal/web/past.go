package web

import (
	"cmp"
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/history"
	"attune/internal/jobs"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// Past is the history as pages tell it.
type Past interface {
	// Past is a page of the history of one thing and what belongs to it: lines older than the mark, newest first.
	Past(ctx context.Context, of history.Scope, older history.Mark, limit int) ([]history.Line, error)
	// PastNames are who and what some lines speak of.
	PastNames(ctx context.Context, lines []history.Line) (history.Names, error)
	// RunsBefore are the newest runs of a duty that were planned before an instant, newest first; of all where it is zero.
	RunsBefore(ctx context.Context, duty string, planned time.Time, n int) ([]jobs.Run, error)
	// PastAbout is what something on record is about: whose it is, in which program or group; access.Nowhere where there is none.
	PastAbout(ctx context.Context, matter roster.Matter, id int64) (history.About, error)
}

const (
	atPast   = "/history/:kind/:id"
	pastPath = "/history/"
	// pastAtOnce is how many lines one page of a history has.
	pastAtOnce = 30
)

// pastAt is the address of the history of a thing.
func pastAt[ID ~int64](kind roster.Matter, id ID) string {
	return fmt.Sprintf("%s%s/%d", pastPath, kind, id)
}

// pastOfPurpose is the address of the history of what somebody earns or renews in a category.
func pastOfPurpose(person roster.PersonID, category roster.Category) string {
	return queryIn(pastAt(roster.PersonMatter, person), "category", string(category))
}

// pastPage is the history of something, newest first.
type pastPage struct {
	frame
	Back  navLink
	Of    string // whose or what's history it is
	Lead  string // what is told here
	Note  string // what is told of it elsewhere; empty where nothing is
	Lines []pastLine
	Older string // the address of the next page; empty on the last
	Later bool   // there are newer lines than these
	First string // the address of the newest
}

// pastLine is one thing that happened.
type pastLine struct {
	When    string
	Says    string // who did what
	To      string // to what, as far as it is kept; empty where that is the thing itself
	Changes []pastChange
	Reason  string // as it was given
}

// pastChange is one field of a record, before and after.
type pastChange struct {
	What    string
	Was, Is string // both empty: that it changed is all that is kept
}

// pastOf is a thing whose history somebody asks for, once they may see it.
type pastOf struct {
	of      string
	back    navLink
	note    string
	scope   history.Scope
	known   map[roster.PersonID]bool // who is named to whoever sees the thing
	reasons bool                     // the reader sees why something was done
	staffOf []roster.ProgramID       // the only programs that are named to them; nil: all
	duty    string                   // whose runs these are, which are kept apart from the chain; empty: none
}

// pasts are the kinds of things with a history, each with what asks whether the actor may see it.
var pasts = map[string]func(w *web, c echo.Context, actor access.Actor) (pastOf, error){
	string(roster.PersonMatter):     (*web).pastOfPerson,
	string(roster.EmploymentMatter): (*web).pastOfFact,
	string(roster.CredentialMatter): (*web).pastOfFact,
	string(roster.TargetMatter):     (*web).pastOfFact,
	string(roster.GroupMatter):      (*web).pastOfGroup,
	string(roster.ProgramMatter):    (*web).pastOfProgram,
	string(roster.MembershipMatter): (*web).pastOfPlace,
	string(roster.RequestMatter):    (*web).pastOfPlace,
	"evidence":                      (*web).pastOfFact,
	"closure":                       (*web).pastOfClosure,
	"notice":                        (*web).pastOfMail,
	"association":                   (*web).pastOfAssociation,
	"duty":                          (*web).pastOfDuty,
	"session":                       (*web).pastOfSession,
	"feed":                          (*web).pastOfFeed,
	"invitation":                    (*web).pastOfInvitation,
	"account":                       (*web).pastOfAccount,
}

// past answers GET /history/{kind}/{id}.
func (w *web) past(c echo.Context) error {
	actor, _ := actorIn(c)
	look, known := pasts[c.Param("kind")]
	if !known {
		return access.Nowhere()
	}
	is, err := look(w, c, actor)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	edition, err := w.rules.get(ctx)
	if err != nil {
		return err
	}
	older, clock := markIn(c.QueryParam("older")), ownClock(edition, actor)
	page := pastPage{
		frame: w.narrow(c, "History", ""), Back: is.back, Of: is.of, Lead: "What was done, the newest first. Nothing is ever taken out of it.", Note: is.note,
		Later: older != history.Mark{}, First: queryIn(c.Request().URL.Path, "category", string(is.scope.Category)),
	}
	var last history.Mark
	if is.duty != "" {
		page.Lead = "When it ran, the newest first. Runs are kept for a year, and those that did nothing for a month."
		page.Lines, last, err = w.pastRuns(ctx, is.duty, older.At, clock)
	} else {
		page.Lines, last, err = w.pastLines(ctx, teller{pastOf: is, actor: actor, edition: edition, clock: clock}, older)
	}
	if err != nil {
		return err
	}
	if len(page.Lines) > pastAtOnce {
		page.Lines = page.Lines[:pastAtOnce]
		page.Older = queryIn(c.Request().URL.Path, "category", string(is.scope.Category), "older", markOf(last))
	}
	return w.render(c, http.StatusOK, "past", page)
}

// pastLines are the lines of one page and, where there are more, one of the next; the mark is that of the last on the page.
func (w *web) pastLines(ctx context.Context, tells teller, older history.Mark) ([]pastLine, history.Mark, error) {
	lines, err := w.Store.Past(ctx, tells.scope, older, pastAtOnce+1)
	if err != nil {
		return nil, older, err
	}
	if tells.names, err = w.Store.PastNames(ctx, lines); err != nil {
		return nil, older, err
	}
	views, last := make([]pastLine, len(lines)), older
	for i, l := range lines {
		views[i] = tells.line(l)
		if i < pastAtOnce {
			last = l.Mark()
		}
	}
	return views, last, nil
}

// pastRuns are the runs of a duty as the lines of a history.
func (w *web) pastRuns(ctx context.Context, duty string, before time.Time, clock *time.Location) ([]pastLine, history.Mark, error) {
	runs, err := w.Store.RunsBefore(ctx, duty, before, pastAtOnce+1)
	views, last := make([]pastLine, len(runs)), history.Mark{At: before}
	for i, run := range runs {
		views[i] = pastRun(run, clock)
		if i < pastAtOnce {
			last = history.Mark{At: run.Planned, Seq: 1}
		}
	}
	return views, last, err
}

// pastRun is a run as a line.
func pastRun(run jobs.Run, clock *time.Location) pastLine {
	v := pastLine{When: moment(run.Planned, clock), Says: "It ran", To: run.Sentence}
	switch {
	case run.Finished.IsZero():
		v.Says = "It runs, or was left half done"
	case run.Failures > 0:
		v.Says = "It ran, with " + count(run.Failures, "failure", "failures")
	}
	return v
}

// pastOfDuty is when a duty ran, and what came of it.
func (w *web) pastOfDuty(c echo.Context, actor access.Actor) (pastOf, error) {
	i := slices.IndexFunc(w.Duties, func(d jobs.Duty) bool { return d.Name == c.Param("id") })
	if i < 0 {
		return pastOf{}, access.Nowhere()
	}
	duty := w.Duties[i]
	return pastOf{of: cmp.Or(duty.Title, duty.Name), back: navLink{Href: atHome + "#duties", Text: "Home"}, duty: duty.Name}, access.May(actor, access.SeeDuties, access.Installation{})
}

// markOf is a mark as an address carries it.
func markOf(m history.Mark) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d %d %s", m.At.UnixMicro(), m.Seq, m.Association))
}

// markIn is the mark of an address; the zero Mark, before the newest line, where it is none.
func markIn(text string) history.Mark {
	plain, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return history.Mark{}
	}
	parts := strings.SplitN(string(plain), " ", 3)
	if len(parts) != 3 || strings.ToValidUTF8(parts[2], "") != parts[2] || strings.ContainsRune(parts[2], 0) {
		return history.Mark{}
	}
	at, wrong := strconv.ParseInt(parts[0], 10, 64)
	seq, bad := strconv.ParseInt(parts[1], 10, 64)
	when := time.UnixMicro(at).UTC()
	if wrong != nil || bad != nil || when.Year() < roster.FirstYear || when.Year() > roster.LastYear {
		return history.Mark{}
	}
	return history.Mark{At: when, Seq: seq, Association: roster.Association(parts[2])}
}

// pastOfPerson is all that happened to somebody's record. A manager is told of the employment in their own programs, and
// neither of hours that were decided on nor of evidence: they see how far somebody is.
func (w *web) pastOfPerson(c echo.Context, actor access.Actor) (pastOf, error) {
	id, err := idIn[roster.PersonID](c, "id")
	if err != nil {
		return pastOf{}, err
	}
	is, subject, err := w.pastOfRecord(c, actor, id)
	if err != nil {
		return is, err
	}
	is.scope.Subject, is.scope.Person = fmt.Sprintf("%s:%d", roster.PersonMatter, id), id
	is.scope.With = []roster.Matter{roster.EmploymentMatter, roster.CredentialMatter, roster.TargetMatter}
	if access.May(actor, access.SeeEvidence, subject) == nil {
		is.scope.With = append(is.scope.With, roster.MembershipMatter, roster.RequestMatter, "evidence")
	} else {
		is.scope.Acts = []string{"person.added", "person.updated"}
	}
	if category := roster.Category(typed(c, "category")); category != "" {
		edition, err := w.rules.get(c.Request().Context())
		if err != nil {
			return is, err
		}
		is.scope.Subject, is.scope.Category = "", category
		is.scope.With = []roster.Matter{roster.TargetMatter, roster.CredentialMatter}
		is.of = joined(is.of, explainer{edition: edition}.title(category))
		is.note = "What becomes of each hour is told with the session it is from."
	}
	return is, nil
}

// pastOfRecord is what everything about a person's record has in common, once the actor may see it.
func (w *web) pastOfRecord(c echo.Context, actor access.Actor, id roster.PersonID) (pastOf, access.Person, error) {
	person, employments, err := w.Store.Colleague(c.Request().Context(), id)
	if err != nil {
		return pastOf{}, access.Person{}, err
	}
	edition, err := w.rules.get(c.Request().Context())
	if err != nil {
		return pastOf{}, access.Person{}, err
	}
	subject := access.Person{ID: id, Association: person.Association, Employments: employments, Today: w.today(edition, person.Association)}
	if err := access.May(actor, access.SeeRecord, subject); err != nil {
		return pastOf{}, subject, err
	}
	is := pastOf{
		of: person.Name, back: navLink{Href: fmt.Sprintf("%s/%d", atPeople, id), Text: person.Name},
		known: map[roster.PersonID]bool{id: true}, reasons: true, scope: history.Scope{Chains: []roster.Association{person.Association}},
	}
	if access.May(actor, access.SeeEvidence, subject) != nil {
		is.staffOf = actor.Manages
		is.scope.Programs = actor.Manages
	}
	return is, subject, nil
}

// pastOfFact is what happened to one employment, credential or target.
func (w *web) pastOfFact(c echo.Context, actor access.Actor) (pastOf, error) {
	id, err := idIn[roster.FactID](c, "id")
	if err != nil {
		return pastOf{}, err
	}
	matter := roster.Matter(c.Param("kind"))
	about, err := w.Store.PastAbout(c.Request().Context(), matter, int64(id))
	if err != nil {
		return pastOf{}, err
	}
	is, subject, err := w.pastOfRecord(c, actor, about.Person)
	if err != nil {
		return is, err
	}
	if matter == roster.EmploymentMatter && is.staffOf != nil && access.May(actor, access.KeepStaff, access.Program{ID: about.Program}) != nil {
		return pastOf{}, access.Nowhere() // where else somebody works is no manager's to know
	}
	if matter == "evidence" {
		if err := access.May(actor, access.SeeEvidence, subject); err != nil {
			return pastOf{}, err
		}
	}
	is.scope.Subject = fmt.Sprintf("%s:%d", matter, id)
	is.of = joined(is.of, pastMatters[matter])
	return is, nil
}

// pastOfGroup is what happened to a group; to who sees its members also to their places, and why.
func (w *web) pastOfGroup(c echo.Context, actor access.Actor) (pastOf, error) {
	id, err := idIn[roster.GroupID](c, "id")
	if err != nil {
		return pastOf{}, err
	}
	circle, err := w.Store.Circle(c.Request().Context(), id, actor.Person)
	if err != nil {
		return pastOf{}, err
	}
	subject := groupSubject(circle, day.At(w.Now(), zoneNamed(circle.TimeZone)))
	if err := access.May(actor, access.SeeGroup, subject); err != nil {
		return pastOf{}, err
	}
	is := pastOf{
		of: circle.Name, back: navLink{Href: fmt.Sprintf("/groups/%d", id), Text: circle.Name},
		known: map[roster.PersonID]bool{circle.Provider: true}, reasons: access.May(actor, access.SeeMembers, subject) == nil,
		note: "What happened to a single session is told on its own page.",
		scope: history.Scope{
			Subject: fmt.Sprintf("%s:%d", roster.GroupMatter, id), Group: id, Chains: []roster.Association{circle.Association}, With: []roster.Matter{"series"},
		},
	}
	if is.reasons {
		is.scope.With = append(is.scope.With, roster.MembershipMatter, roster.RequestMatter)
	}
	return is, nil
}

// pastOfPlace is what happened to a place in a group, or to a request for one: for whose it is, and who sees the members.
func (w *web) pastOfPlace(c echo.Context, actor access.Actor) (pastOf, error) {
	id, err := idIn[roster.FactID](c, "id")
	if err != nil {
		return pastOf{}, err
	}
	about, err := w.Store.PastAbout(c.Request().Context(), roster.Matter(c.Param("kind")), int64(id))
	if err != nil {
		return pastOf{}, err
	}
	circle, err := w.Store.Circle(c.Request().Context(), about.Group, actor.Person)
	if err != nil {
		return pastOf{}, err
	}
	subject := access.Group{Association: circle.Association, Provider: circle.Provider}
	if actor.Person != about.Person || actor.Person == 0 {
		if err := access.May(actor, access.SeeMembers, subject); err != nil {
			return pastOf{}, err
		}
	}
	return pastOf{
		of: joined("A place in " + circle.Name), back: navLink{Href: fmt.Sprintf("/groups/%d", about.Group), Text: circle.Name}, reasons: true,
		known: map[roster.PersonID]bool{circle.Provider: true, about.Person: true},
		scope: history.Scope{Subject: fmt.Sprintf("%s:%d", c.Param("kind"), id), Chains: []roster.Association{circle.Association}},
	}, nil
}

// pastOfClosure is who had groups not meet.
func (w *web) pastOfClosure(c echo.Context, actor access.Actor) (pastOf, error) {
	id, err := idIn[schedule.ClosureID](c, "id")
	if err != nil {
		return pastOf{}, err
	}
	about, err := w.Store.PastAbout(c.Request().Context(), "closure", int64(id))
	if err != nil {
		return pastOf{}, err
	}
	return pastOf{
		of: joined(about.Word, since(about.From)), back: navLink{Href: "/closures", Text: "Closures"}, reasons: true,
		scope: history.Scope{Subject: fmt.Sprintf("closure:%d", id), Chains: []roster.Association{about.Of}},
	}, access.May(actor, access.SeeAssociation, access.Association{Code: about.Of})
}

// pastOfMail is what was done about a mail, and nothing of what it says.
func (w *web) pastOfMail(c echo.Context, actor access.Actor) (pastOf, error) {
	id, err := idIn[int64](c, "id")
	if err != nil {
		return pastOf{}, err
	}
	return pastOf{
		of: "A mail", back: navLink{Href: fmt.Sprintf("%s/%d", atOutbox, id), Text: "The mail"}, note: "How often it was tried, and what came of that, stands with the mail.",
		scope: history.Scope{Subject: fmt.Sprintf("notice:%d", id)},
	}, access.May(actor, access.SeeOutbox, access.Installation{})
}

// pastOfAssociation is which rules came into force, and who had its coverage read by everybody.
func (w *web) pastOfAssociation(c echo.Context, actor access.Actor) (pastOf, error) {
	code := roster.Association(c.Param("id"))
	edition, err := w.rules.get(c.Request().Context())
	if err != nil {
		return pastOf{}, err
	}
	return pastOf{
		of: associationName(edition, code), back: navLink{Href: atHome, Text: "Home"}, reasons: true,
		scope: history.Scope{Subject: "association:" + string(code), Chains: []roster.Association{code, ""}, With: []roster.Matter{"edition"}},
	}, access.May(actor, access.SeeAssociation, access.Association{Code: code})
}

// pastOfProgram is what happened to a program.
func (w *web) pastOfProgram(c echo.Context, actor access.Actor) (pastOf, error) {
	id, err := idIn[roster.ProgramID](c, "id")
	if err != nil {
		return pastOf{}, err
	}
	found, err := w.Store.Programs(c.Request().Context(), []roster.ProgramID{id}, nil)
	if err == nil && len(found) == 0 {
		err = access.Nowhere()
	}
	if err != nil {
		return pastOf{}, err
	}
	program := found[0]
	if err := access.May(actor, access.SeeStaff, access.Program{ID: id, Association: program.Association}); err != nil {
		return pastOf{}, err
	}
	return pastOf{
		of: program.Name, back: navLink{Href: fmt.Sprintf("/staff?program=%d", id), Text: "Staff of " + program.Name}, reasons: true,
		scope: history.Scope{Subject: fmt.Sprintf("%s:%d", roster.ProgramMatter, id), Chains: []roster.Association{program.Association}},
	}, nil
}

// pastOfSession is what was planned otherwise of a session, and what became of its sheet. Who was to receive it is told of
// that, of what they said themself, and not why, nor what others said.
func (w *web) pastOfSession(c echo.Context, actor access.Actor) (pastOf, error) {
	id, err := idIn[schedule.SessionID](c, "id")
	if err != nil {
		return pastOf{}, err
	}
	sheet, err := w.Store.Sheet(c.Request().Context(), id)
	if err != nil {
		return pastOf{}, err
	}
	subject, err := w.seenBy(c, actor, subjectOf(sheet), sheet.Session)
	if err != nil {
		return pastOf{}, err
	}
	facts := sheetView{Sheet: sheet}.facts()
	is := pastOf{
		of:      joined(sheet.Group.Name, longDate(sheet.Session.Local.Day)),
		back:    navLink{Href: fmt.Sprintf("/sessions/%d", id), Text: "The session"},
		known:   map[roster.PersonID]bool{sheet.Group.Provider: true, facts.Lead: true, facts.CoLead: true},
		reasons: access.May(actor, access.SeeSheet, subject) == nil,
		scope:   history.Scope{Subject: fmt.Sprintf("session:%d", id), Chains: []roster.Association{sheet.Session.Association}},
	}
	for _, person := range sheet.Roster {
		is.known[person] = is.known[person] || is.reasons // who sees the sheet sees who is on it
	}
	if !is.reasons {
		is.scope.Acts, is.scope.But = seenBySupervisees, actor.Account.String()
	}
	return is, nil
}

// pastOfAccount is what became of an account. Its holder is also told how they came in; nobody else is.
func (w *web) pastOfAccount(c echo.Context, actor access.Actor) (pastOf, error) {
	id, err := idIn[access.AccountID](c, "id")
	if err != nil {
		return pastOf{}, err
	}
	l, err := w.Store.Holder(c.Request().Context(), id)
	if err != nil {
		return pastOf{}, err
	}
	is := pastOf{
		of: l.Name, back: navLink{Href: "/account", Text: "Account"}, known: map[roster.PersonID]bool{l.Person: l.Person != 0}, reasons: true,
		scope: history.Scope{Subject: id.String()},
	}
	if id != actor.Account {
		if err := access.May(actor, access.SeeAccount, l.Holder()); err != nil {
			return pastOf{}, err
		}
		is.back, is.scope.Acts = navLink{Href: fmt.Sprintf("/accounts/%d", id), Text: l.Name}, seenByKeepers
		if !actor.Operates {
			is.scope.Chains = append([]roster.Association{""}, actor.Coordinates...)
		}
	}
	return is, nil
}
