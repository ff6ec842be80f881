package web

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/go-playground/form/v4"
	"github.com/labstack/echo/v4"

	"attune/internal/attendance"
	"attune/internal/fault"
	"attune/internal/ledger"
	"attune/internal/roster"
)

// sheetForm is a sheet as a browser sends it, and as it is shown again when it cannot be kept.
type sheetForm struct {
	Act      string       `form:"act"`      // verify, draft, everyone, count or more; amend or keep for what was verified; any after look-
	Amending string       `form:"amending"` // not empty: it is the form of a verified sheet
	Revision int          `form:"revision"`
	Began    string       `form:"began"` // on the session's clock
	Ended    string       `form:"ended"`
	Focus    string       `form:"focus"` // empty, a ledger.Focus, or focusEach
	People   []personForm `form:"people"`
	Reason   string       `form:"reason"` // of an amendment
	Led      string       `form:"led"`    // who led: an id, or nobody; empty where the form does not ask
	CoLed    string       `form:"coled"`
	Sending  string       `form:"sending"` // the form's own id, made with it
	By       int64        `form:"by"`      // whose form it is; 0 where it does not say
	Find     string       `form:"find"`    // a name or e-mail to look for
	// Addresses are the e-mails of people of other associations whom the form brings in.
	Addresses []addressForm `form:"addresses"`

	looks bool // it is only looked at: what the act would do is decided, and nothing is written
}

// personForm is one person's row of the sheet.
type personForm struct {
	Person int64  `form:"person"`
	Mark   string `form:"mark"`  // one of the choices; empty where nobody chose yet
	Came   string `form:"came"`  // of who was late
	Until  string `form:"until"` // when who was late left early, too; usually empty
	Left   string `form:"left"`  // of who left early
	// Minutes are how long who was late or left early was there, instead of the time; usually empty.
	Minutes string      `form:"minutes"`
	Again   []pieceForm `form:"again"` // when they were back, in order
	Focus   string      `form:"focus"` // of this person, where the form's is focusEach
}

// The choices for one person. Late and early are partial marks whose interval touches one end of the session.
const (
	choicePresent = "present"
	choiceLate    = "late"
	choiceEarly   = "early"
	choiceExcused = "excused"
	choiceAbsent  = "absent"
	choiceKept    = "kept" // a presence that the form's times cannot say, as it was recorded: it is kept or replaced
	focusEach     = "each" // people of one session differ
)

// The acts of the form.
const (
	actVerify   = "verify"
	actDraft    = "draft"
	actEveryone = "everyone"
	actCount    = "count" // shows what the form comes to, and keeps nothing
	actAmend    = "amend"
	actKeep     = "keep"      // an amendment, without signing it
	actTakeBack = "take-back" // leaves what was verified as it is
	actMore     = "more-"     // and a row: room for one more time that somebody was back; keeps nothing
	actLook     = "look-"     // and another act: what a browser still has is shown beside what stands; keeps nothing
)

// prefilled is how late or early somebody is taken to be until the time is corrected.
const prefilled = 15 * time.Minute

// mostRows is how many people a form may hold.
const mostRows = 500

// formDecoder reads posted forms into structs.
type formDecoder = *form.Decoder

func newFormDecoder() formDecoder {
	d := form.NewDecoder()
	d.SetMaxArraySize(mostRows)
	return d
}

// readForm reads a posted form. Where it cannot be read, the error says so: nothing of it is used.
func (w *web) readForm(c echo.Context, into any) error {
	values, err := c.FormParams() // and not FormValue, which takes a form that is too large for an empty one
	if err != nil {
		return formFault(err)
	}
	if err := w.decoder.Decode(into, values); err != nil {
		return formFault(err)
	}
	return nil
}

// formFault is why a form could not be read.
func formFault(err error) error {
	if he, ok := errors.AsType[*echo.HTTPError](err); ok && he.Code == http.StatusRequestEntityTooLarge {
		return err
	}
	return fault.Because(err, fault.Invalid, "That form could not be read. Go back, open the page again and send it once more.")
}

// formOf is the form of a sheet as it stands; one that nobody has begun has the planned times and no marks.
func formOf(v sheetView) sheetForm {
	began, ended := v.times()
	f := sheetForm{Revision: v.Revision, Began: clockText(began, v.zone), Ended: clockText(ended, v.zone)}
	marks := make(map[roster.PersonID]attendance.Mark, len(v.Marks))
	for _, m := range v.Marks {
		marks[m.Person] = m
	}
	for _, person := range v.Roster {
		row := personForm{Person: int64(person), Came: clockText(began.Add(prefilled), v.zone), Left: clockText(ended.Add(-prefilled), v.zone)}
		if mark, ok := marks[person]; ok {
			row.choose(mark, began, ended, v.zone)
		}
		f.People = append(f.People, row)
	}
	f.Focus = focusOf(v.Marks)
	facts := v.facts()
	f.Led, f.CoLed = fmt.Sprint(facts.Lead), fmt.Sprint(facts.CoLead)
	if v.Amended() {
		f.Reason = v.Amendment.Reason
	}
	return f
}

// times are the actual times of the sheet or, until it has any, the planned ones.
func (v sheetView) times() (began, ended time.Time) {
	if v.Began.IsZero() {
		return v.Session.Starts, v.Session.Ends()
	}
	return v.Began, v.Ended
}

// choose shows a mark as one of the choices.
func (p *personForm) choose(m attendance.Mark, began, ended time.Time, zone *time.Location) {
	p.Mark, p.Focus = string(m.Code), string(m.Focus)
	if m.Code != attendance.Partial {
		return
	}
	if !p.recall(m.Intervals, began, ended, zone) {
		p.Mark = choiceKept
	}
}

func focusOf(marks []attendance.Mark) string {
	if _, same := sharedFocus(marks); !same {
		return focusEach
	}
	for _, m := range marks {
		if m.Focus != "" {
			return string(m.Focus)
		}
	}
	return ""
}

// problems are what is wrong with a form: of the whole, and by person.
type problems struct {
	began, ended string
	reason       string
	whole        []string
	people       map[roster.PersonID]string
}

func (p *problems) any() bool {
	return p.began != "" || p.ended != "" || p.reason != "" || len(p.whole) > 0 || len(p.people) > 0
}

func (p *problems) of(person roster.PersonID, sentence string) {
	if p.people == nil {
		p.people = make(map[roster.PersonID]string)
	}
	p.people[person] = sentence
}

// draft turns what was typed into a draft of the sheet. Times are typed on the session's clock and without a day: the
// beginning is the one nearest to what was planned, the end the first after it, so that a session may cross midnight.
// A time that was not changed stays the instant it was, also where clocks show it twice.
func (f sheetForm) draft(v sheetView) (attendance.Draft, problems) {
	var wrong problems
	d := attendance.Draft{Revision: f.Revision, Reason: strings.TrimSpace(f.Reason), Leading: f.leading(), Guests: v.guests}
	began, ended := v.times()
	clock := dial{v.zone, v.Session.Local}
	if d.Began, wrong.began = clock.nearest(f.Began, v.Session.Starts, began); wrong.began != "" {
		return d, wrong
	}
	if d.Ended, wrong.ended = clock.after(f.Ended, d.Began, ended); wrong.ended != "" {
		return d, wrong
	}
	was := make(map[roster.PersonID]attendance.Mark, len(v.Marks))
	for _, m := range v.Marks {
		was[m.Person] = m
	}
	for _, row := range f.People {
		if row.Mark == "" {
			continue
		}
		person := roster.PersonID(row.Person)
		mark, problem := row.mark(d, clock, was[person], f.Focus)
		if problem != "" {
			wrong.of(person, problem)
			continue
		}
		d.Marks = append(d.Marks, mark)
	}
	return d, wrong
}

// mark is the person's mark, or what is wrong with it. Was is the mark they have so far.
func (p personForm) mark(d attendance.Draft, clock dial, was attendance.Mark, focus string) (attendance.Mark, string) {
	m := attendance.Mark{Person: roster.PersonID(p.Person)}
	switch p.Mark {
	case choicePresent, choiceExcused, choiceAbsent:
		m.Code = attendance.Code(p.Mark)
	case choiceKept:
		m.Code, m.Intervals = attendance.Partial, was.Intervals
	case choiceLate, choiceEarly:
		there, problem := p.presence(d, clock, was.Intervals)
		if problem != "" {
			return m, problem
		}
		m.Code, m.Intervals = attendance.Partial, there
	default:
		return m, "Choose one of the marks."
	}
	if m.Code == attendance.Present || m.Code == attendance.Partial {
		m.Focus = ledger.Focus(focus)
		if focus == focusEach {
			m.Focus = ledger.Focus(p.Focus)
		}
	}
	return m, ""
}
