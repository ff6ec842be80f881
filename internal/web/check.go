package web

import (
	"context"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/upkeep"
)

// checkPage is what the check found.
type checkPage struct {
	frame
	At       string // when it was looked
	Summary  signView
	Findings []findingView
	Action   string
}

// findingView is one finding.
type findingView struct{ What, Says, Chip, Class string }

// findingWords are the chip of a finding and its class.
var findingWords = map[upkeep.State][2]string{
	upkeep.Fine: {"Fine", "counted"}, upkeep.ToSee: {"To see to", "waits"}, upkeep.Broken: {"Does not work", "todo"},
}

// check answers POST /check: what `attune check` says, looked at now. It changes nothing.
func (w *web) check(c echo.Context) error {
	actor, _ := actorIn(c)
	if err := access.May(actor, access.SeeUpkeep, access.Installation{}); err != nil {
		return err
	}
	edition, err := w.rules.get(c.Request().Context())
	if err != nil {
		return err
	}
	clock := ownClock(edition, actor)
	ctx, cancel := context.WithTimeout(c.Request().Context(), upkeep.Longest)
	defer cancel()
	page := checkPage{frame: w.frame(c, "Check", atCheck), At: moment(w.Now(), clock), Summary: fine.saying("Everything is as it should be.", ""), Action: atCheck}
	page.frame.Narrow = true
	gravest := upkeep.Fine
	for f := range w.Check.Look(ctx, func(t time.Time) string { return moment(t, clock) }) {
		if f.Err != nil {
			w.Log.ErrorContext(ctx, "check", "what", f.What, "error", f.Err)
		}
		words := findingWords[f.State]
		page.Findings = append(page.Findings, findingView{capital(f.What), capital(f.Sentence()), words[0], words[1]})
		gravest = max(gravest, f.State)
	}
	switch gravest {
	case upkeep.ToSee:
		page.Summary = toSeeTo.saying("Attune works. Something is to be seen to.", "")
	case upkeep.Broken:
		page.Summary = signView{Says: "Something keeps Attune from working.", Chip: "Does not work", Class: "todo"}
	}
	return w.render(c, http.StatusOK, "check", page)
}
