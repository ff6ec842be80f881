package web

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"strings"
	"sync"

	"github.com/labstack/echo/v4"

	"attune/templates"
)

// pages are the parsed templates by the name of their file, without the ending. Each page has one struct, named in
// pageData; a test holds every template against its struct.
type pages map[string]*template.Template

// pageData is the struct that each page is rendered from.
var pageData = map[string]any{
	"error":      errorPage{},
	"check":      checkPage{},
	"sign-in":    signInPage{},
	"asked":      askedPage{},
	"leaving":    leavingPage{},
	"account":    accountPage{},
	"enter":      enterPage{},
	"code":       codePage{},
	"factor":     factorPage{},
	"kept":       keptPage{},
	"codes":      codesPage{},
	"password":   passwordPage{},
	"home":       homePage{},
	"hours":      hoursPage{},
	"purpose":    purposePage{},
	"groups":     groupsPage{},
	"opengroups": openGroupsPage{},
	"group":      groupPage{},
	"session":    sessionPage{},
	"sheet":      sheetPage{},
	"verified":   verifiedPage{},
	"disputes":   disputesPage{},
	"held":       heldPage{},
	"way":        wayPage{},
	"evidence":   evidencePage{},
	"medicaid":   medicaidPage{},
	"key":        keyPage{},
	"absence":    absencePage{},
	"mail":       mailboxPage{},
	"outbox":     outboxPage{},
	"letter":     letterPage{},
	"staff":      staffPage{},
	"member":     memberPage{},
	"hour":       hourPage{},
	"past":       pastPage{},
	"model":      modelPage{},
	"whatif":     whatIfPage{},
	"calendar":   calendarPage{},
	"address":    addressPage{},
	"coverage":   coveragePage{},
	"cover":      coverPage{},
	"publish":    publishPage{},
	"health":     healthPage{},
	"coming":     comingPage{},
	"recast":     recastPage{},
	"course":     coursePage{},
	"provided":   providedPage{},

	"memberhours": memberHoursPage{},
	"staffhours":  staffHoursPage{},

	"public-coverage": publicCoveragePage{},

	"rules":    rulesPage{},
	"people":   peoplePage{},
	"person":   personPage{},
	"programs": programsPage{},
	"form":     formPage{},
	"closures": closuresPage{},
	"year":     yearPage{},

	"next-year": nextYearPage{},

	"invitations": invitationsPage{},
	"invite":      invitePage{},
	"accounts":    accountsPage{},
	"holder":      holderPage{},
	"closing":     closePage{},

	"without-signal": withoutSignalPage{},

	"gallery": galleryPage{},
}

// look is what pages are made of.
type look struct {
	pages  pages
	assets *assets
}

// embedded is the look of this binary. It is read once, however many handlers there are: it is the same for all, and
// nobody changes it.
var embedded = sync.OnceValues(func() (look, error) {
	assets, err := loadAssets()
	if err != nil {
		return look{}, err
	}
	pages, err := parsePages(assets)
	return look{pages, assets}, err
})

// parsePages parses each page with the layout and the parts that pages share.
func parsePages(a *assets) (pages, error) {
	files := templates.Pages()
	shared, err := template.New("").Funcs(template.FuncMap{"asset": a.address, "capital": capital}).ParseFS(files, "layout.html", "parts.html")
	if err != nil {
		return nil, fmt.Errorf("parse templates: %w", err)
	}
	names, err := fs.Glob(files, "*.html")
	if err != nil {
		return nil, fmt.Errorf("list templates: %w", err)
	}
	parsed := make(pages)
	for _, file := range names {
		name := strings.TrimSuffix(path.Base(file), ".html")
		if name == "layout" || name == "parts" {
			continue
		}
		own, err := shared.Clone()
		if err == nil {
			own, err = own.ParseFS(files, file)
		}
		if err != nil {
			return nil, fmt.Errorf("parse template %s: %w", name, err)
		}
		parsed[name] = own
	}
	return parsed, nil
}

// render answers with a page. Nothing is sent before all of it is there, so a template that fails is an error page
// and not half a page.
func (w *web) render(c echo.Context, status int, name string, data any) error {
	var page bytes.Buffer
	if err := w.pages[name].ExecuteTemplate(&page, "layout", data); err != nil {
		return fmt.Errorf("render %s: %w", name, err)
	}
	cache := "private, no-cache"
	if _, personal := actorIn(c); personal {
		cache = "no-store" // or the page stays a press of the back button away from whoever uses the browser next
	}
	c.Response().Header().Set("Cache-Control", cache)
	return c.HTMLBlob(status, page.Bytes())
}
