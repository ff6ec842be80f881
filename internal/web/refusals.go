package web

import (
	"fmt"
	"time"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
)

// refusalView is a piece of one's own evidence that the coordinator did not accept.
type refusalView struct {
	Title string
	Why   string // when, by whom and for which reason
	Href  string // its page, where it is taken back
	Anew  string // the form with which it is entered anew
}

// refusedAtHome fills in which evidence of theirs somebody still has to answer for.
func (w *web) refusedAtHome(c echo.Context, actor access.Actor, _ *time.Location, page *homePage) error {
	if actor.Person == 0 {
		return nil
	}
	list, err := w.Store.Refusals(c.Request().Context(), actor.Person)
	for _, e := range list {
		page.Refused = append(page.Refused, refusalView{
			Title: evidenceTitle(e), Why: capital(lastWords(e)), Href: pieceAt(e), Anew: fmt.Sprintf("%s/%s/new", atWay, e.Matter),
		})
	}
	return err
}
