package web

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/endorsement"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// publishedView is what everybody may read of an association's coverage: no names, and no small numbers.
type publishedView struct {
	Name    string // the association's
	AsOf    string
	Said    []string
	Regions []publishedRow
	Others  string // about the regions that are not shown; empty where all are
	Trend   chartView
	Least   int // the smallest number that is shown
}

// publishedRow is a region. A cell that is not shown is empty.
type publishedRow struct {
	Name                                 string
	Programs, Covered, Endorsed, Without string
}

// publicCoveragePage is the page that everybody may read.
type publicCoveragePage struct {
	frame
	Shows publishedView
}

// publishPage is where a coordinator decides whether everybody may read it, with what they would read.
type publishPage struct {
	frame
	Back    navLink
	Action  string
	Of      string // the association's code
	Past    string // address of the history of what is public
	Public  string // since when it is public; empty where it is not
	Address string // of the page that everybody may read, here
	Shows   publishedView
}

// publicAt is the address of the page that everybody may read.
func publicAt(code roster.Association) string { return "/public/coverage/" + string(code) }

// publication is what may be shown of an association now, in three statements.
func (w *web) publication(ctx context.Context, edition *rulebook.Edition, code roster.Association) (publishedView, error) {
	today := w.today(edition, code)
	on := endorsement.LastShown(today)
	points := endorsement.Points(endorsement.Monthly, on)
	of := endorsement.Covered{Association: code, Kind: birthToThree}
	coverage, err := w.Store.Coverage(ctx, edition, of, points[0].AddDays(-7), today)
	if err != nil {
		return publishedView{}, err
	}
	view := publishedView{Name: associationName(edition, code), AsOf: plainDate(on), Least: endorsement.LeastShown}
	p := coverage.Publish(on)
	view.Said = publishedWords(p)
	for _, r := range p.Regions {
		view.Regions = append(view.Regions, publishedRowOf(r))
	}
	if p.Others {
		view.Others = "What is not shown of a region is too small, or would tell a number of another that is."
	}
	f := trendFigures(birthToThree)
	for _, on := range points {
		f.addPublished(coverage.Publish(on))
	}
	view.Trend = f.draw()
	return view, nil
}

// publishedWords say the whole.
func publishedWords(p endorsement.Publication) []string {
	t, somebody := p.Total, "somebody who is endorsed or on track"
	if !p.Known {
		somebody = "somebody who is endorsed"
	}
	all := fmt.Sprintf("There are %d Birth to Three programs.", t.Programs())
	switch {
	case t.Detail == endorsement.ShownNothing:
		return []string{"There are too few Birth to Three programs to tell anything of them."}
	case t.Few == endorsement.FewWithout:
		return []string{all, fmt.Sprintf("All of them but fewer than %d have %s.", endorsement.LeastShown, somebody)}
	case t.Few == endorsement.FewCovered:
		return []string{all, fmt.Sprintf("Fewer than %d of them have %s.", endorsement.LeastShown, somebody)}
	case t.Detail == endorsement.ShownPrograms:
		return []string{all, "They are too few to tell how many have " + somebody + "."}
	case t.Detail == endorsement.ShownCovered:
		return []string{all, fmt.Sprintf("%d of them have %s, and %d have nobody yet.", t.Covered(), somebody, t.Without)}
	default:
		return []string{all, fmt.Sprintf("%d of them have somebody who is endorsed, %d more somebody on track, and %d have nobody yet.", t.Endorsed, t.OnTrack, t.Without)}
	}
}

func publishedRowOf(s endorsement.Shown) publishedRow {
	row := publishedRow{Name: regionName(s.Region), Programs: fmt.Sprint(s.Programs())}
	if s.Detail >= endorsement.ShownCovered {
		row.Covered, row.Without = fmt.Sprint(s.Covered()), fmt.Sprint(s.Without)
	}
	if s.Detail == endorsement.ShownParts {
		row.Endorsed = fmt.Sprint(s.Endorsed)
	}
	return row
}

// addPublished puts to the trend what may be shown of a day. What was so shown then is shown so still: of no day more than of
// the day itself.
func (f *figures) addPublished(p endorsement.Publication) {
	f.Labels = append(f.Labels, p.On.Format("2 Jan 2006"))
	t := p.Total
	endorsed := t.Detail == endorsement.ShownParts || t.Detail == endorsement.ShownCovered && !p.Known
	for i, at := range []point{
		{Value: t.Endorsed, Gap: !endorsed}, {Value: t.Covered(), Gap: t.Detail < endorsement.ShownCovered || !p.Known}, {Value: t.Programs(), Gap: t.Detail == endorsement.ShownNothing},
	} {
		f.Strands[i].Points = append(f.Strands[i].Points, at)
	}
}

// publicCoverage answers GET /public/coverage/{association}, for everybody: no cookie, and the same bytes for all. An association that has not put it on the web
// is nothing, as one that there is not.
func (w *web) publicCoverage(c echo.Context) error {
	edition, err := w.rules.get(c.Request().Context())
	if err != nil {
		return err
	}
	association, known := edition.Association(roster.Association(c.Param("association")))
	if !known {
		return echo.ErrNotFound
	}
	body, err := w.publics.get(association.Code, w.Now(), func() ([]byte, error) {
		return w.renderPublic(c, edition, association.Code)
	})
	if err != nil {
		return err
	}
	if body == nil {
		return echo.ErrNotFound
	}
	c.Response().Header().Set("Cache-Control", fmt.Sprintf("public, max-age=%d", int(publicFor.Seconds())))
	return c.HTMLBlob(http.StatusOK, body)
}

// renderPublic makes the page; nil where it is not public.
func (w *web) renderPublic(c echo.Context, edition *rulebook.Edition, code roster.Association) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.Request().Context()), mostPublicWait) // others wait for it
	defer cancel()
	_, public, err := w.Store.PublicSince(ctx, code)
	if err != nil || !public {
		return nil, err
	}
	shows, err := w.publication(ctx, edition, code)
	if err != nil {
		return nil, err
	}
	page := publicCoveragePage{frame: frame{Title: "Coverage in " + shows.Name, Narrow: true}, Shows: shows}
	var body bytes.Buffer
	if err := w.pages["public-coverage"].ExecuteTemplate(&body, "layout", page); err != nil {
		return nil, fmt.Errorf("render public-coverage: %w", err)
	}
	return body.Bytes(), nil
}

// publicFor is how long a public page is kept, here and on the way: whoever asks again and again is answered without the
// database, and what is taken off the web is gone after that.
const publicFor = time.Minute

// mostPublicWait is how long it may take to make the page.
const mostPublicWait = 10 * time.Second

// publicShelf keeps the public page of each association for a while, and that there is none.
type publicShelf struct {
	mu sync.Mutex
	at map[roster.Association]*publicCopy
}

// publicCopy is what is kept of one association. It has a lock of its own, so that who waits for a page that is being made
// waits for that one alone.
type publicCopy struct {
	mu    sync.Mutex
	body  []byte
	until time.Time
}

// get is the page as it is kept, or else as make makes it: once, whoever waits for it.
func (s *publicShelf) get(code roster.Association, now time.Time, make func() ([]byte, error)) ([]byte, error) {
	kept := s.of(code)
	kept.mu.Lock()
	defer kept.mu.Unlock()
	if now.Before(kept.until) {
		return kept.body, nil
	}
	body, err := make()
	if err == nil {
		kept.body, kept.until = body, now.Add(publicFor)
	}
	return body, err
}

// forget has the page made anew.
func (s *publicShelf) forget(code roster.Association) {
	kept := s.of(code)
	kept.mu.Lock()
	defer kept.mu.Unlock()
	kept.until = time.Time{}
}

// of is the place of an association, which the rules know, so that there are only so many.
func (s *publicShelf) of(code roster.Association) *publicCopy {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.at == nil {
		s.at = map[roster.Association]*publicCopy{}
	}
	if s.at[code] == nil {
		s.at[code] = &publicCopy{}
	}
	return s.at[code]
}

// publishLook answers GET /coverage/public: whether everybody may read it, and what they would read.
func (w *web) publishLook(c echo.Context) error {
	code, err := w.publishes(c, roster.Association(c.QueryParam("association")))
	if err != nil {
		return err
	}
	edition, err := w.rules.get(c.Request().Context())
	if err != nil {
		return err
	}
	since, public, err := w.Store.PublicSince(c.Request().Context(), code)
	if err != nil {
		return err
	}
	shows, err := w.publication(c.Request().Context(), edition, code)
	if err != nil {
		return err
	}
	page := publishPage{
		frame: w.narrow(c, "The public page", ""), Back: navLink{Href: queryIn(atCoverage, "association", string(code)), Text: "Coverage"},
		Action: atCoverage + "/public", Of: string(code), Past: pastPath + "association/" + string(code), Address: publicAt(code), Shows: shows,
	}
	if public {
		page.Public = moment(since, readersZone(edition, access.Actor{Association: code}))
	}
	return w.render(c, http.StatusOK, "publish", page)
}

// publishes is the association whose coverage the actor may put on the web.
func (w *web) publishes(c echo.Context, code roster.Association) (roster.Association, error) {
	actor, _ := actorIn(c)
	if len(actor.Coordinates) == 0 {
		return "", access.Nowhere()
	}
	if code == "" {
		code = actor.Coordinates[0]
	}
	return code, access.May(actor, access.PublishCoverage, access.Association{Code: code})
}

// publishForm puts the page on the web, or takes it off.
type publishForm struct {
	Association string `form:"association"`
	Step        string `form:"step"` // publish or withdraw
}

// publish answers POST /coverage/public.
func (w *web) publish(c echo.Context) error {
	var form publishForm
	if err := w.readForm(c, &form); err != nil {
		return err
	}
	code, err := w.publishes(c, roster.Association(form.Association))
	if err != nil {
		return err
	}
	actor, _ := actorIn(c)
	if form.Step == "publish" || form.Step == "withdraw" {
		if err := w.Store.PublishCoverage(c.Request().Context(), code, form.Step == "publish", actor.Account.String()); err != nil {
			return err
		}
		w.publics.forget(code)
	}
	return c.Redirect(http.StatusSeeOther, queryIn(atCoverage+"/public", "association", string(code)))
}
