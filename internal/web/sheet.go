package web

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/attendance"
	"attune/internal/ledger"
	"attune/internal/roster"
)

// sheetPage is the sheet as a form: when the session was held, a choice for each person, and what it comes to.
type sheetPage struct {
	frame
	Session    sessionHead
	Action     string
	Revision   int
	Sending    string // what this very form will be known by when it is sent
	By         int64  // the account of whom it was made for
	Began      timeField
	Ended      timeField
	Length     string // of the session, as 1:55; empty where the times say nothing
	Focus      []optionView
	Training   bool   // its hours are training hours
	About      string // what all of it is about, as its group says, where that leaves the sheet nothing to say; else empty
	People     []personField
	Problems   []string // what is wrong with the whole, or why it was not kept
	Conflict   bool     // somebody else saved it meanwhile
	Total      minutes
	Heads      int
	Unmarked   int    // how many rows need a mark and have none: who leads needs none
	Provides   string // who provides the session's length: the reader as "you"
	Provided   minutes
	ClockTurns bool   // clocks change that night: only the server can tell lengths
	Clocks     string // which times of day exist twice, or not at all, about the time of the session; empty for none
	Empty      bool   // nobody belongs to the group that day
	Drafted    bool   // a draft was saved before
	Amends     bool   // it replaces what was verified
	Prepared   string // who keeps an amendment that waits, and since when; empty where none does
	Begun      bool   // it should have begun, so it can be said that it did not, or that nobody came
	Reason     textField
	Leads      []optionView // who may have led, and who co-led
	CoLeads    []optionView
	LedBy      string // who is chosen, in words
	MayBring   bool   // somebody may be looked for who is not on the sheet
	Find       textField
	Found      []foundView
	Addresses  []addressForm // by which people of other associations were found
}

// textField is one input for a line or two of text.
type textField struct {
	Value, Problem string
}

// timeField is one time input.
type timeField struct {
	Value, Problem string
}

// optionView is one choice of a list.
type optionView struct {
	Value, Text string
	Chosen      bool
}

// personField is one person's row.
type personField struct {
	Index     int
	Person    int64
	Name      string
	Mark      string
	Came      string
	Until     string
	Left      string
	Minutes   string
	Again     []pieceForm // when they were back; the last is empty, for one more
	CameBack  bool        // one of them is filled in
	Focus     bool        // theirs was about giving reflective supervision
	Kept      string      // a presence that the form's times cannot say, in words; empty where there is none
	Credit    minutes
	Problem   string
	Away      bool   // they said ahead that they cannot come
	Meanwhile string // what somebody else saved, where it differs
}

// sheet shows a form of the sheet.
func (w *web) sheet(c echo.Context, v sheetView, f sheetForm) sheetPage {
	draft, wrong := f.draft(v)
	return w.sheetWith(c, v, f, draft, wrong)
}

func (w *web) sheetWith(c echo.Context, v sheetView, f sheetForm, draft attendance.Draft, wrong problems) sheetPage {
	actor, _ := actorIn(c)
	page := sheetPage{
		frame: w.frame(c, v.Group.Name, ""), Session: v.headFor(actor), Action: fmt.Sprintf("/sessions/%d", v.Session.ID), Revision: f.Revision,
		Sending: newSendingID(), By: int64(actor.Account), Began: timeField{f.Began, wrong.began}, Ended: timeField{f.Ended, wrong.ended}, Focus: focusOptions(f.Focus),
		Problems: wrong.whole, Empty: len(v.Roster)+len(v.guests) == 0, Drafted: v.State != "", ClockTurns: v.clockTurns(), Clocks: v.clockWords(),
		Amends: v.State == attendance.Verified, Begun: !v.Session.Starts.After(v.now), Reason: textField{f.Reason, wrong.reason},
	}
	if v.Amended() {
		page.Prepared = fmt.Sprintf("%s keeps this since %s.", v.Amendment.AuthorName, moment(v.Amendment.KeptAt, v.clock))
	}
	page.frame.Narrow = true
	if page.Training = v.Group.Kind == roster.Training; page.Training {
		page.Focus = trainingFocus(f.Focus)
		if v.Group.Syllabus.OfWhich.Has(roster.SupervisionTopic) {
			page.Focus, page.About = nil, aboutNames[roster.SupervisionTopic]
		}
	}
	facts := v.facts()
	facts.Began, facts.Ended = draft.Began, draft.Ended
	if l := draft.Leading; l != nil {
		facts.Lead, facts.CoLead = l.Lead, l.CoLead
	}
	page.Provides, page.LedBy = v.provides(actor, facts), cmp.Or(listed(v.leadNames(facts)), "nobody")
	page.Leads, page.CoLeads = v.leads(fmt.Sprint(facts.Lead), "nobody led"), v.leads(fmt.Sprint(facts.CoLead), "nobody")
	page.Find, page.Addresses = textField{Value: f.Find}, f.Addresses
	page.MayBring = access.May(actor, access.BringIn, access.Guest{Sheet: v.subject(), Association: v.Group.Association}) == nil
	timed := wrong.began == "" && wrong.ended == ""
	if timed {
		page.Provided = minutes(draft.Ended.Sub(draft.Began) / time.Minute)
		page.Length = page.Provided.Clock()
	}
	credit := make(map[roster.PersonID]minutes, len(draft.Marks))
	for _, m := range draft.Marks {
		credit[m.Person] = minutes(m.Minutes(facts))
	}
	fresh := formOf(v)
	for i, person := range slices.Concat(v.Roster, v.guests) {
		row := f.row(person, fresh)
		field := personField{
			Index: i, Person: int64(person), Name: orUnknown(v.names[person]), Mark: row.Mark, Came: row.Came, Until: row.Until, Left: row.Left,
			Minutes: row.Minutes, Again: roomy(row.Again), CameBack: len(row.Again) > 1 || !samePieces(row.Again, nil), Focus: row.Focus != "",
			Kept: v.kept(person), Problem: wrong.people[person],
		}
		if timed {
			field.Credit = credit[person]
			page.Total += field.Credit
		}
		if field.Credit > 0 {
			page.Heads++
		}
		if row.Mark == "" && !facts.Leads(person) {
			page.Unmarked++
		}
		field.Away = v.saidAway(roster.PersonID(field.Person))
		page.People = append(page.People, field)
	}
	return page
}

// row is what was sent of a person; where nothing was, the row that a fresh form has, unmarked.
func (f sheetForm) row(person roster.PersonID, fresh sheetForm) personForm {
	for _, row := range f.People {
		if row.Person == int64(person) {
			return row
		}
	}
	for _, row := range fresh.People {
		if row.Person == int64(person) {
			row.Mark = ""
			return row
		}
	}
	return personForm{Person: int64(person)}
}

// kept is the recorded presence of a person whom none of the choices describes, in words.
func (v sheetView) kept(person roster.PersonID) string {
	began, ended := v.times()
	for _, m := range v.Marks {
		var row personForm
		if row.choose(m, began, ended, v.zone); m.Person == person && row.Mark == choiceKept {
			return partWords(m.Intervals, began, ended, v.zone, v.zone)
		}
	}
	return ""
}

// provides is who provides the hours of the session, as the sum at the foot says it.
func (v sheetView) provides(actor access.Actor, facts attendance.Facts) string {
	var who []string
	for _, lead := range []roster.PersonID{facts.Lead, facts.CoLead} {
		switch {
		case lead == 0:
		case lead == actor.Person:
			who = append(who, "you")
		default:
			who = append(who, orUnknown(v.names[lead]))
		}
	}
	return listed(who)
}

// leadNames are who led by the facts, by name.
func (v sheetView) leadNames(facts attendance.Facts) []string {
	var names []string
	for _, lead := range []roster.PersonID{facts.Lead, facts.CoLead} {
		if lead != 0 {
			names = append(names, orUnknown(v.names[lead]))
		}
	}
	return names
}

// clockTurns tells whether the clocks change on the day of the session or the next.
func (v sheetView) clockTurns() bool {
	day := v.Session.Local.Day
	_, before := day.Begins(v.zone).Zone()
	_, after := day.AddDays(2).Begins(v.zone).Zone()
	return before != after
}

// clockWords say which times of day exist twice, or not at all, about the time of the session, and what one means that is
// entered (formats.md).
func (v sheetView) clockWords() string {
	_, turns := v.Session.Starts.Add(-opensBefore).In(v.zone).ZoneBounds()
	if turns.IsZero() || turns.After(v.Session.Ends().Add(opensBefore)) {
		return ""
	}
	_, offset := turns.Add(-time.Second).In(v.zone).Zone()
	old, is := clockTime(turns, time.FixedZone("", offset)), clockTime(turns, v.zone)
	if _, now := turns.In(v.zone).Zone(); now > offset {
		return fmt.Sprintf("The clocks are put forward that night, and the times from %s to %s do not exist: one that is entered is taken as on the clock before.", old, is)
	}
	return fmt.Sprintf("The clocks are put back that night, and the times from %s to %s come twice: one that is entered means the first.", is, old)
}

func focusOptions(chosen string) []optionView { return focusesBeside("reflective practice", chosen) }

// trainingFocus are those of a training, which may have been about giving supervision for some of those who were there.
func trainingFocus(chosen string) []optionView { return focusesBeside("other things", chosen) }

// focusesBeside are what a session may have been about, beside what it is about otherwise.
func focusesBeside(otherwise, chosen string) []optionView {
	options := []optionView{
		{Value: "", Text: otherwise},
		{Value: string(ledger.RSCProvision), Text: "giving reflective supervision"},
		{Value: focusEach, Text: "it differs from person to person"},
	}
	for i := range options {
		options[i].Chosen = options[i].Value == chosen
	}
	return options
}
