package web

import (
	"context"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/fault"
)

// Clocks are the zones of people's own clocks.
type Clocks interface {
	// ChooseClock keeps the zone of the clocks of whoever has an account, empty for their association's; Invalid where there
	// is no such zone.
	ChooseClock(ctx context.Context, account access.AccountID, zone string) error
}

const atClock = "/account/clock"

// clockView is the form about the reader's own clock.
type clockView struct {
	Zone    string // as chosen, or as it was typed; empty for the association's
	Home    string // the city whose clocks the association's are
	Shows   string // what that clock shows now
	Zones   []string
	Problem string
}

// clockProposal is what the home page proposes to a reader whose device goes by other clocks than the association's. A script
// shows it, where nothing was chosen yet; nothing is kept unless the reader says so.
type clockProposal struct {
	Asks bool
	Zone string // the association's
	City string
}

// usualZones are offered; any other can be written.
var usualZones = []string{
	"America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles", "America/Anchorage", "Pacific/Honolulu", "America/Puerto_Rico", "Pacific/Guam",
}

// clockOfAccount is the form with a zone in it, and what was wrong with that.
func clockOfAccount(now time.Time, home *time.Location, zone, problem string) clockView {
	v := clockView{Zone: zone, Home: zoneCity(home.String()), Zones: usualZones, Problem: problem}
	if problem == "" {
		clock := home
		if zone != "" {
			clock = zoneNamed(zone)
		}
		v.Shows = moment(now, clock)
	}
	return v
}

// clockForm is the zone that somebody chose.
type clockForm struct {
	Zone string `form:"zone"`
	From string `form:"from"` // home, where they were asked there
}

// readersClock is the own clock of who reads, and the other as long as nobody knows that.
func (w *web) readersClock(c echo.Context, other *time.Location) *time.Location {
	edition, err := w.rules.get(c.Request().Context())
	if err != nil {
		return other
	}
	actor, _ := actorIn(c)
	return ownClock(edition, actor)
}

// clockChoose answers POST /account/clock.
func (w *web) clockChoose(c echo.Context) error {
	actor, _ := actorIn(c)
	var f clockForm
	if err := w.readForm(c, &f); err != nil {
		return err
	}
	err := w.Store.ChooseClock(c.Request().Context(), actor.Account, f.Zone)
	if fault.KindOf(err) == fault.Invalid {
		sentence, _ := fault.SentenceOf(err)
		return w.showAccount(c, http.StatusUnprocessableEntity, f.Zone, sentence)
	}
	if err != nil {
		return err
	}
	if f.From == "home" {
		return c.Redirect(http.StatusSeeOther, atHome)
	}
	return c.Redirect(http.StatusSeeOther, atAccount+"#clock")
}
