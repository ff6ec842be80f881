package web_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"attune/internal/browser"
)

// task is something that somebody comes to do, a line of the click bar.
type task string

const (
	takeAttendance  task = "take attendance of a group and sign it"
	fromReminder    task = "take it from the reminder's mail"
	recordLate      task = "record that somebody came late"
	correctSigned   task = "correct a signed sheet"
	seeProgress     task = "see progress and what is missing"
	disputeMark     task = "dispute a mark, with a sentence"
	auditNumber     task = "audit one number: figure, sessions, history"
	staffHours      task = "hours of the staff for a period"
	staffHoursFile  task = "the same as a file"
	missingSheets   task = "sessions without attendance"
	addThirty       task = "add thirty people"
	somebodyLeaves  task = "somebody leaves"
	inviteOnRecord  task = "invite somebody on record"
	closeAccount    task = "close somebody's account"
	cancelSession   task = "cancel one session, with whom that concerns"
	copyYear        task = "copy last year's groups to the next, each with its days to look at"
	askForPlace     task = "ask for a place in an open group"
	takePlace       task = "take the place that is offered"
	goOn            task = "say whether one goes on in the next year"
	answerPlace     task = "say yes to somebody who asks for a place"
	moveMember      task = "move a member to another group, with what that means"
	makeUpFor       task = "plan a make-up, with whom that concerns"
	auditColleague  task = "audit a number of one's staff, from their page"
	auditProvided   task = "audit the hours one provided: figure, sessions, a session"
	groupTrouble    task = "which group goes worst, and its sessions"
	planTraining    task = "make a training and plan its series twice a year, both looked at"
	coverGap        task = "which programs have nobody endorsed or on track"
	publishCoverage task = "put the coverage on the web, with what everybody would read"
	logTraining     task = "log a training"
	confirmMany     task = "confirm many pieces of evidence at once"
	whatIfOther     task = "what one's hours would be for another category"
	groupThatFits   task = "an open group that would bring it in time"
	sayCannotCome   task = "say that one cannot come"
	subscribe       task = "subscribe to a private calendar, but for the calendar's own question"
	auditStaff      task = "audit a number of the table of staff: figure, sessions, history"
	pastOfARow      task = "the history of a row of the table of staff"
	employmentOf    task = "employment of somebody of one's staff"
	comingVerdicts  task = "whose verdicts a coming edition of the rules would change"
	modelMeasure    task = "the home-visiting model's own measure of one's staff"
	checkAll        task = "what the check finds"
)

// bar is how many clicks a task may take, typing not counted, from a signed-in home page where it does not say what from. A
// mark that is chosen on a sheet is one more each.
var bar = map[task]struct {
	most int
	from string
}{
	takeAttendance:  {3, ""},
	fromReminder:    {2, "the sheet that the mail opens"},
	recordLate:      {1, "the sheet"},
	correctSigned:   {3, ""},
	seeProgress:     {1, ""},
	disputeMark:     {2, ""},
	auditNumber:     {2, ""},
	staffHours:      {1, ""},
	staffHoursFile:  {2, ""},
	missingSheets:   {1, ""},
	addThirty:       {4, ""},
	somebodyLeaves:  {2, ""},
	inviteOnRecord:  {4, ""},
	closeAccount:    {4, ""},
	cancelSession:   {2, ""},
	copyYear:        {2, ""},
	askForPlace:     {2, ""},
	takePlace:       {1, ""},
	goOn:            {1, ""},
	answerPlace:     {2, ""},
	moveMember:      {3, "the page of the group"},
	makeUpFor:       {3, ""},
	auditColleague:  {2, "the page of somebody of the staff"},
	auditProvided:   {2, ""},
	groupTrouble:    {2, ""},
	planTraining:    {7, ""},
	coverGap:        {2, ""},
	publishCoverage: {2, "the page of the coverage"},
	logTraining:     {3, ""},
	confirmMany:     {2, ""},
	whatIfOther:     {2, ""},
	groupThatFits:   {1, ""},
	sayCannotCome:   {1, ""},
	subscribe:       {2, ""},
	auditStaff:      {2, "the table of staff"},
	employmentOf:    {2, ""},
	modelMeasure:    {1, ""},
	checkAll:        {1, ""},
	comingVerdicts:  {1, ""},
	pastOfARow:      {2, "the table of staff"},
}

// onSheets are the tasks that are counted live. Every other task is done without scripts, and so are these, in the tests
// called WithoutScripts.
var onSheets = map[task]bool{takeAttendance: true, fromReminder: true, recordLate: true, correctSigned: true}

// counting begins a task where the page is. What comes back ends it: it fails where the browser was clicked more often than
// the bar lets it, beside so many marks that were chosen.
func counting(t *testing.T, p *browser.Page, what task, marks int) (done func()) {
	t.Helper()
	if at, err := url.Parse(p.Address()); err != nil || bar[what].from == "" && at.Path != "/" {
		t.Errorf("%s: it begins at %s, not at home", what, at)
	}
	p.Scripts(onSheets[what])
	before := p.Clicks()
	return func() {
		t.Helper()
		p.Scripts(true)
		if n, most := p.Clicks()-before, bar[what].most+marks; n > most || n == 0 {
			t.Errorf("%s: %d clicks, at most %d are wanted", what, n, most)
		}
	}
}

// Each line of the bar has a journey in a browser that counts.
func TestEachLineOfTheBarIsCounted(t *testing.T) {
	t.Parallel()
	names, counted := make(map[string]bool), make(map[string]bool)
	for _, file := range testFiles(t) {
		for _, d := range file.Decls {
			switch is := d.(type) {
			case *ast.GenDecl:
				for _, spec := range is.Specs {
					if value, of := spec.(*ast.ValueSpec); of && is.Tok == token.CONST && isOf(value, "task") {
						names[value.Names[0].Name] = true
					}
				}
			case *ast.FuncDecl:
				if strings.HasPrefix(is.Name.Name, "Test") && strings.HasSuffix(is.Name.Name, "InABrowser") {
					ast.Inspect(is, func(n ast.Node) bool { return note(n, counted) })
				}
			}
		}
	}
	if len(names) != len(bar) || len(names) == 0 {
		t.Errorf("%d tasks have names, %d a line of the bar", len(names), len(bar))
	}
	for name := range names {
		if !counted[name] {
			t.Errorf("no journey in a browser counts %s", name)
		}
	}
}

// note remembers what a call of counting counts.
func note(n ast.Node, counted map[string]bool) bool {
	if call, is := n.(*ast.CallExpr); is && len(call.Args) == 4 {
		if name, plain := call.Fun.(*ast.Ident); plain && name.Name == "counting" {
			if what, named := call.Args[2].(*ast.Ident); named {
				counted[what.Name] = true
			}
		}
	}
	return true
}

func isOf(value *ast.ValueSpec, name string) bool {
	is, plain := value.Type.(*ast.Ident)
	return plain && is.Name == name
}

// testFiles are the tests of this package, parsed.
func testFiles(t *testing.T) []*ast.File {
	t.Helper()
	paths, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	files := make([]*ast.File, len(paths))
	for i, path := range paths {
		if files[i], err = parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution); err != nil {
			t.Fatal(err)
		}
	}
	return files
}
