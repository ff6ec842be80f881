package web

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/ledger"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// turnView is one turn in the history of somebody's hour: what a version of the sheet said of them.
type turnView struct {
	What    string // verified, verified again, came in with an import
	Mark    string // empty where the version does not mark them
	Minutes minutes
}

// hourPage is one hour of somebody with what became of it, for who does not see its sheet.
type hourPage struct {
	frame
	Back  navLink
	Of    string
	Entry entryView
	Trail []turnView
}

// trailOf is what each version of a sheet said of a person, oldest first. Who signed is named where they answer for
// the sheet; of anybody else it is said that a coordinator did.
func trailOf(versions []attendance.Version, person roster.PersonID, zone, clock *time.Location) []turnView {
	turns := make([]turnView, len(versions))
	for i, v := range versions {
		by, again := "the coordinator", ""
		if v.Answers {
			by = v.Signer
		}
		if i > 0 {
			again = " again"
		}
		turns[i].What = fmt.Sprintf("Verified%s by %s on %s", again, by, moment(v.VerifiedAt, clock))
		if v.Signer == "" {
			turns[i].What = fmt.Sprintf("Came in verified%s with an import on %s", again, moment(v.VerifiedAt, clock))
		}
		if mark, marked := v.Mark(person); marked {
			turns[i].Mark, turns[i].Minutes = markWords(mark, v.Facts, zone, clock), minutes(mark.Minutes(v.Facts))
		}
	}
	return turns
}

// hour answers GET /staff/{person}/sessions/{id}: one hour of somebody, for who sees their entries and not the sheet.
func (w *web) hour(c echo.Context) error {
	actor, _ := actorIn(c)
	session, err := idIn[schedule.SessionID](c, "id")
	if err != nil {
		return err
	}
	person, subject, s, err := w.colleague(c, actor)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(s.lines, func(l ledger.Line) bool { return l.Session == session })
	if i < 0 {
		return access.Nowhere()
	}
	line := s.lines[i]
	if err := access.May(actor, access.SeeEntry, access.Entry{Of: subject, On: day.At(line.Started, s.zone)}); err != nil {
		return err
	}
	versions, err := w.Store.Versions(c.Request().Context(), session)
	if err != nil {
		return err
	}
	s.lines = []ledger.Line{line}
	page := hourPage{
		frame: w.narrow(c, person.Name, atStaff), Back: navLink{Href: s.base, Text: person.Name}, Of: person.Name, Entry: s.latest(1)[0],
		Trail: trailOf(versions, person.ID, zoneNamed(line.TimeZone), w.readersClock(c, s.zone)),
	}
	page.Entry.Href = ""
	return w.render(c, http.StatusOK, "hour", page)
}
