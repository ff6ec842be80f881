package web

import (
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// personPage is what is on record about somebody.
type personPage struct {
	frame
	Back        navLink
	Name, About string // about: association and region
	Email       string
	Standing    string  // address of their figures
	Past        string  // address of the history of their record
	Correct     string  // address of the form; empty where the reader may not
	Leave       string  // address of the form; empty where the reader may not
	Door        navLink // the way to their account, or to inviting them; empty where neither is the reader's
	Parts       []factsView
}

// factsView is one matter of a record.
type factsView struct {
	Title string
	Empty string
	Add   string // address of the form; empty where the reader may not
	Words string // of the way there
	Facts []factView
}

// factView is one fact.
type factView struct {
	What, About, Days string
	Over              bool
	Change            string // address of the form; empty where the reader may not
	Past              string // address of its history
}

// person answers GET /people/{id}.
func (w *web) person(c echo.Context) error {
	actor, record, err := w.recordFor(c, access.SeeRecord)
	if err != nil {
		return err
	}
	edition, err := w.rules.get(c.Request().Context())
	if err != nil {
		return err
	}
	subject, err := w.subjectOf(c, record)
	if err != nil {
		return err
	}
	programs, err := w.programNames(c, record)
	if err != nil {
		return err
	}
	p := record.Person
	here := fmt.Sprintf("%s/%d", atPeople, p.ID)
	page := personPage{
		frame: w.narrow(c, p.Name, atPeople), Back: navLink{Href: atPeople, Text: "People"}, Name: p.Name, Email: p.Email,
		About: joined(associationName(edition, p.Association), p.Region), Standing: fmt.Sprintf("%s/%d", atStaff, p.ID), Past: pastAt(roster.PersonMatter, p.ID),
	}
	may := func(act access.Act) bool { return access.May(actor, act, subject) == nil }
	if may(access.KeepRecord) {
		page.Correct = here + "/correct"
	}
	if may(access.EndPlace) {
		page.Leave = here + "/leave"
	}
	keepsStaff := func(program roster.ProgramID) bool {
		return access.May(actor, access.KeepStaff, access.Program{ID: program, Association: programs[program].Association}) == nil
	}
	record = shown(actor, subject, record)
	employs := may(access.KeepRecord) || len(actor.Manages) > 0 && actor.Person != p.ID
	show := recordView{here: here, today: subject.Today, edition: edition, programs: programs}
	page.Parts = []factsView{
		show.part(record, roster.EmploymentMatter, employs, func(f roster.Fact) bool { return keepsStaff(f.(roster.Employment).Program) }),
		show.part(record, roster.CredentialMatter, may(access.KeepRecord), func(roster.Fact) bool { return may(access.KeepRecord) }),
		show.part(record, roster.TargetMatter, may(access.KeepTargets), func(roster.Fact) bool { return may(access.KeepTargets) }),
	}
	if page.Door, err = w.door(c, actor, p); err != nil {
		return err
	}
	if may(access.KeepFeeds) { // one's own
		page.Back = navLink{Href: atHours, Text: "My hours"}
	}
	return w.render(c, http.StatusOK, "person", page)
}

// programNames are the programs that a record's employments are in, as far as the reader's scope goes; each by its id.
func (w *web) programNames(c echo.Context, record roster.Record) (map[roster.ProgramID]roster.Program, error) {
	var ids []roster.ProgramID
	for _, k := range record.Facts {
		if e, is := k.Fact.(roster.Employment); is {
			ids = append(ids, e.Program)
		}
	}
	list, err := w.Store.Programs(c.Request().Context(), ids, nil)
	named := make(map[roster.ProgramID]roster.Program, len(list))
	for _, p := range list {
		named[p.ID] = p
	}
	return named, err
}

func associationName(edition *rulebook.Edition, code roster.Association) string {
	if a, known := edition.Association(code); known {
		return a.Name
	}
	return string(code)
}

// recordView shows facts.
type recordView struct {
	here     string // address of the record
	today    day.Date
	edition  *rulebook.Edition
	programs map[roster.ProgramID]roster.Program
}

var matterWords = map[roster.Matter][3]string{
	roster.EmploymentMatter: {"Employment", "No employment is on record. Without one, no hour can count: nobody knows whom the person serves.", "Add employment"},
	roster.CredentialMatter: {"Credentials", "No credential is on record.", "Add a credential"},
	roster.TargetMatter:     {"Targets", "No category is being earned.", "Open a target"},
}

func (v recordView) part(record roster.Record, matter roster.Matter, adds bool, changes func(roster.Fact) bool) factsView {
	words := matterWords[matter]
	part := factsView{Title: words[0], Empty: words[1], Words: words[2]}
	if adds {
		part.Add = fmt.Sprintf("%s/%s/new", v.here, matter)
	}
	for _, k := range record.Facts {
		if k.Fact.Matter() != matter {
			continue
		}
		view := v.fact(k.Fact)
		view.Past = pastAt(matter, k.ID)
		if changes(k.Fact) {
			view.Change = fmt.Sprintf("%s/%s/%d", v.here, matter, k.ID)
		}
		part.Facts = append(part.Facts, view)
	}
	return part
}

func (v recordView) fact(f roster.Fact) factView {
	view := factView{Days: spanWords(f.Days(), v.today), Over: f.Days().EndedBefore(v.today)}
	s := explainer{edition: v.edition}
	switch is := f.(type) {
	case roster.Employment:
		view.What = capital(string(is.Role)) + ", " + v.programs[is.Program].Name
		view.About = joined(is.FTE.String()+" of full time", tracksWords("serves", is.Serves), tracksWords("supervises who serve", is.Supervises))
	case roster.Credential:
		view.What, view.About = s.title(is.Category), joined(string(is.Status), degreeWords(is.Degree))
	case roster.Target:
		view.What, view.About = s.title(is.Category), degreeWords(is.Degree)
	}
	return view
}

// spanWords are since 1 March 2025, from … to …, or opened on.
func spanWords(span day.Span, today day.Date) string {
	switch {
	case span.To != 0:
		return "from " + plainDate(span.From) + " to " + plainDate(span.To)
	case span.From > today:
		return "from " + plainDate(span.From)
	default:
		return "since " + plainDate(span.From)
	}
}

func tracksWords(verb string, tracks roster.Tracks) string {
	if tracks == "" {
		return ""
	}
	return verb + " " + string(tracks)
}

var degreeNames = map[roster.Degree]string{"bachelors": "bachelor's degree", "masters": "master's degree or more", "none": "no degree", "": ""}

func degreeWords(d roster.Degree) string { return degreeNames[d] }
