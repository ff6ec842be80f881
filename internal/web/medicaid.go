package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/portfolio"
	"attune/internal/report"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

const atMedicaid = atStaff + "/medicaid"

// medicaidPage is who of a staff may do what a state's Medicaid pays for, by what they hold today.
type medicaidPage struct {
	frame
	Back    navLink
	Choose  *chooseView // which program; nil where there is one alone
	Program string
	AsOf    string
	MadeOn  string     // the same day as a file has it
	Serves  string     // which of what people hold is looked at
	Rules   []noteView // what each association's state asks for
	Without []string   // associations of whose state the rules say nothing
	Rows    []billingRow
	Total   string
	Left    string // how many are left out, because their record is not the reader's to see
	File    string // address of the same as a file
}

// billingRow is one person in the programs of one association.
type billingRow struct {
	Name, Href, Programs, Endorsed string // Href is empty where the reader does not see how far they are
	State, Class                   string
}

// medicaid answers GET /staff/medicaid.
func (w *web) medicaid(c echo.Context) error {
	page, err := w.medicaidOf(c)
	if err != nil {
		return err
	}
	return w.render(c, http.StatusOK, "medicaid", page)
}

// medicaidOf is the page that the address asks for.
func (w *web) medicaidOf(c echo.Context) (medicaidPage, error) {
	actor, _ := actorIn(c)
	team, err := w.teamIn(c, actor)
	if err != nil {
		return medicaidPage{}, err
	}
	edition, err := w.rules.get(c.Request().Context())
	if err != nil {
		return medicaidPage{}, err
	}
	today := day.At(w.Now(), readersZone(edition, actor))
	page := medicaidPage{
		frame: w.narrow(c, "Medicaid", atStaff), Back: navLink{Href: queryAt(atStaff, team.query(askedDays{})), Text: "Staff"},
		Program: team.name, AsOf: plainDate(today), MadeOn: today.String(), Serves: billingServes, Choose: team.choose(atMedicaid),
	}
	asks := page.rules(edition, &team)
	if len(asks) == 0 {
		return page, nil
	}
	list, err := w.Store.Holdings(c.Request().Context(), team.ids(), today)
	if err != nil {
		return page, err
	}
	page.fill(edition, team, asks, w.today, list, func(h portfolio.Holding, act access.Act) bool {
		subject := access.Person{ID: h.Person.ID, Association: h.Person.Association, Employments: h.Employments, Today: w.today(edition, h.Person.Association)}
		return access.May(actor, act, subject) == nil
	})
	page.File = queryAt(atMedicaid+".csv", team.query(askedDays{}))
	return page, nil
}

// rules says what each association's state asks for, and leaves the team the programs of those that ask for something.
func (p *medicaidPage) rules(edition *rulebook.Edition, t *team) map[roster.Association]rulebook.Billing {
	asks := make(map[roster.Association]rulebook.Billing)
	told := make(map[roster.Association]bool)
	var programs []roster.Program
	for _, program := range t.programs {
		code := program.Association
		need, ok := edition.Billing(code)
		if ok {
			programs, asks[code] = append(programs, program), need
		}
		switch {
		case told[code]:
		case ok:
			p.Rules = append(p.Rules, noteView{billingWords(edition, code, need), edition.SourcesOf(need.Basis)})
		default:
			p.Without = append(p.Without, fmt.Sprintf("The rules on record say nothing of Medicaid for the %s.", associationName(edition, code)))
		}
		told[code] = true
	}
	t.programs = programs
	return asks
}

// billingWords say what a state asks for.
func billingWords(edition *rulebook.Edition, code roster.Association, asks rulebook.Billing) string {
	text := fmt.Sprintf("%s: %s or higher, or the same for older children", associationName(edition, code), asks.AtLeast)
	if asks.Preferred != "" {
		text += fmt.Sprintf("; %s or higher is preferred", asks.Preferred)
	}
	if asks.Note != "" {
		text += ". " + capital(asks.Note)
	}
	return text + "."
}

// fill puts everybody on the page whose record the reader sees, once for each association in whose programs they work: by what they
// hold today where their own association is.
func (p *medicaidPage) fill(edition *rulebook.Edition, t team, asks map[roster.Association]rulebook.Billing, today func(*rulebook.Edition, roster.Association) day.Date, list []portfolio.Holding, may func(portfolio.Holding, access.Act) bool) {
	counts, left := make(map[portfolio.Eligibility]int), 0
	for _, h := range list {
		if !may(h, access.SeeRecord) {
			left++
			continue
		}
		names := make(map[roster.Association][]string)
		for _, program := range t.programs {
			if slices.ContainsFunc(h.Employments, func(e roster.Employment) bool { return e.Program == program.ID }) {
				names[program.Association] = append(names[program.Association], program.Name)
			}
		}
		for _, a := range edition.Associations() {
			if len(names[a.Code]) == 0 {
				continue
			}
			is, endorsed := h.Bills(edition, asks[a.Code], today(edition, h.Person.Association))
			counts[is]++
			row := billingRow{h.Person.Name, "", strings.Join(names[a.Code], ", "), strings.Join(textsOf(endorsed), ", "), string(is), billingClass[is]}
			if may(h, access.SeeStanding) {
				row.Href = fmt.Sprintf("%s/%d", atStaff, h.Person.ID)
			}
			p.Rows = append(p.Rows, row)
		}
	}
	var words []string
	for _, is := range portfolio.Eligibilities {
		words = append(words, fmt.Sprintf("%d %s", counts[is], is))
	}
	p.Total = strings.Join(words, ", ")
	if left > 0 {
		p.Left = count(left, "person is", "people are") + " left out, whose record is not yours to see: they are of another association."
	}
}

// billingServes says what is looked at, whatever the state.
const billingServes = "Only what is endorsed and in force today serves; what is emerging or vetted does not."

// billingClass is the look of an eligibility, never the only sign.
var billingClass = map[portfolio.Eligibility]string{portfolio.Preferred: "counted", portfolio.Eligible: "counted", portfolio.Ineligible: "waits"}

// textsOf turns words of a kind into plain ones.
func textsOf[S ~string](words []S) []string {
	plain := make([]string, len(words))
	for i, word := range words {
		plain[i] = string(word)
	}
	return plain
}

// medicaidFile answers GET /staff/medicaid.csv: the same as a file.
func (w *web) medicaidFile(c echo.Context) error {
	page, err := w.medicaidOf(c)
	if err != nil {
		return err
	}
	if page.File == "" {
		return c.Redirect(http.StatusSeeOther, page.Back.Href)
	}
	table := report.Table{Head: [][]string{{"Eligible to bill Medicaid", page.Program}, {"As of", page.MadeOn}, {page.Serves}}, Columns: []string{"Name", "Program", "Endorsed today as", "Medicaid"}}
	for _, rule := range page.Rules {
		words := []string{rule.Text}
		for _, s := range rule.Sources {
			words = append(words, s.Text)
		}
		table.Head = append(table.Head, words)
	}
	for _, text := range append(slices.Clone(page.Without), page.Left) {
		if text != "" {
			table.Head = append(table.Head, []string{text})
		}
	}
	for _, row := range page.Rows {
		table.Rows = append(table.Rows, []string{row.Name, row.Programs, row.Endorsed, row.State})
	}
	table.Rows = append(table.Rows, []string{"Total", "", "", page.Total})
	return w.attach(c, "medicaid.csv", table)
}
