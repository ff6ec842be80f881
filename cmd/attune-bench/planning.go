package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/exchange"
	"attune/internal/roster"
	"attune/internal/schedule"
	"attune/internal/signin"
	"attune/internal/store"
	"attune/internal/web"
	"attune/internal/world"
)

// planned is an association of some two hundred groups, each with some forty sessions a year, and a coordinator.
const planned = world.Connecticut

// calendars imports that association, once, and gives a copy.
func (b *bench) calendars(ctx context.Context) (path string, err error) {
	master := filepath.Join(b.dir, "calendars.db")
	if _, err := os.Stat(master); err == nil {
		return b.copied(master)
	}
	dir := filepath.Join(b.dir, "calendars")
	w, err := world.Large(world.Size{Seed: 1, People: 2400, Rows: 77_000, Years: 1, Until: until, Associations: []roster.Association{planned}})
	if err != nil {
		return "", err
	}
	if err := w.WriteTo(dir); err != nil {
		return "", err
	}
	db, err := open(ctx, "sqlite:"+master)
	if err != nil {
		return "", err
	}
	edition, err := db.Edition(ctx)
	if err == nil {
		_, err = exchange.Import(ctx, dir, db, edition, benchNow, exchange.Options{})
	}
	if err := errors.Join(err, db.Close()); err != nil {
		return "", err
	}
	return b.copied(master)
}

// longest is the longest series there may be, of a group.
func longest(group roster.GroupID) schedule.SeriesProposal {
	return schedule.SeriesProposal{
		External: "attune-bench", Group: group, Through: true, Meeting: schedule.Meeting{Minute: 420, Minutes: 60},
		Rhythm: schedule.Rhythm{
			Every: 1, Unit: schedule.Weeks, Weekdays: []time.Weekday{time.Tuesday, time.Thursday}, From: day.Of(2026, time.July, 1), Count: schedule.MostSessions,
		},
	}
}

// measureSeries plans the longest series, looks at it changed, changes all of it and gives it other days: each against one
// statement that copies the rows of its sessions into a bare table.
func measureSeries(ctx context.Context, b *bench) error {
	each := make(map[string][]float64)
	var order []string
	for range b.rounds {
		path, err := b.calendars(ctx)
		if err != nil {
			return err
		}
		db, err := open(ctx, "sqlite:"+path)
		if err != nil {
			return err
		}
		steps, err := seriesSteps(ctx, db)
		if err != nil {
			return err
		}
		order = order[:0]
		for _, s := range steps {
			took, err := timed(s.do)
			if err != nil {
				return fmt.Errorf("%s: %w", s.about, err)
			}
			bare, err := copyRows(ctx, path)
			if err != nil {
				return err
			}
			order, each[s.about] = append(order, s.about), append(each[s.about], bare.Seconds()/took.Seconds())
		}
		if err := db.Close(); err != nil {
			return err
		}
	}
	for _, about := range order {
		b.say("%s: %.2f (median of %.2f)", about, middle(each[about]), each[about])
	}
	return nil
}

// step is one thing that is done to a series.
type step struct {
	about string
	do    func() error
}

func seriesSteps(ctx context.Context, db *store.Store) ([]step, error) {
	circles, err := db.CirclesOf(ctx, 0, []roster.Association{planned}, until, "", 0, 1)
	if err != nil || len(circles) == 0 {
		return nil, fmt.Errorf("no group: %w", err)
	}
	p := longest(circles[0].ID)
	var id schedule.SeriesID
	minute, shorter := 425, 50
	revise := func(r schedule.Revision) error {
		return db.ReviseSeries(ctx, id, r, access.TheOperator, func(c schedule.Course) (schedule.Revised, error) {
			return c.Revise(r, c.Season, c.Sessions, c.Sheets, benchNow)
		})
	}
	others := p.Rhythm
	others.Weekdays = []time.Weekday{time.Wednesday, time.Friday}
	return []step{
		{"520 sessions laid out", func() error {
			season, err := db.Season(ctx, p)
			if err == nil {
				_, err = p.Lay(season, benchNow)
			}
			return err
		}},
		{"planned", func() (err error) {
			id, err = db.PlanSeries(ctx, p, access.TheOperator, func(s schedule.Season) (schedule.Laid, error) { return p.Lay(s, benchNow) })
			return err
		}},
		{"looked at before a change", func() error {
			_, err := db.Course(ctx, id, schedule.Revision{Change: schedule.Change{Minute: &minute}})
			return err
		}},
		{"all from now later", func() error {
			return revise(schedule.Revision{Change: schedule.Change{Minute: &minute, Minutes: &shorter}})
		}},
		{"all on other days", func() error {
			return revise(schedule.Revision{Rhythm: &others, Through: true, Change: schedule.Change{Minute: &minute}})
		}},
	}, nil
}

// copyRows times one statement that writes as many sessions as the longest series has into a table without indexes.
func copyRows(ctx context.Context, path string) (time.Duration, error) {
	raw, err := sql.Open("sqlite", path+"?_pragma=busy_timeout(5000)&_pragma=synchronous(full)")
	if err != nil {
		return 0, err
	}
	defer func() { _ = raw.Close() }()
	for _, statement := range []string{"drop table if exists bare", "create table bare as select * from sessions limit 0"} {
		if _, err := raw.ExecContext(ctx, statement); err != nil {
			return 0, err
		}
	}
	return timed(func() error {
		_, err := raw.ExecContext(ctx, fmt.Sprint("insert into bare select * from sessions limit ", schedule.MostSessions))
		return err
	})
}

// measureYears fetches calendars as their readers do, against Echo answering with the same bytes from memory.
func measureYears(ctx context.Context, b *bench) error {
	path, err := b.calendars(ctx)
	if err != nil {
		return err
	}
	db, err := open(ctx, "sqlite:"+path)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	steps, err := seriesSteps(ctx, db)
	if err != nil {
		return err
	}
	if err := steps[1].do(); err != nil {
		return err
	}
	reader, err := coordinating(ctx, db)
	if err != nil {
		return err
	}
	circles, err := db.CirclesOf(ctx, 0, []roster.Association{planned}, until, "", 0, 1)
	if err != nil {
		return err
	}
	for _, page := range []struct{ about, path string }{
		{"the association's, twelve months", fmt.Sprintf("/associations/%s/year?view=year&month=2026-01", planned)},
		{"the association's, one month", fmt.Sprintf("/associations/%s/year?month=2026-03", planned)},
		{"a group's with the longest series", fmt.Sprintf("/groups/%d/year?view=list&month=2026-07", circles[0].ID)},
	} {
		if err := b.fetched(reader, page.about, page.path); err != nil {
			return err
		}
	}
	return nil
}

// fetched measures one page.
func (b *bench) fetched(reader *reader, about, path string) error {
	body, err := reader.get(path)
	if err != nil {
		return err
	}
	e := echo.New()
	e.GET("/*", func(c echo.Context) error { return c.Blob(http.StatusOK, "text/html; charset=utf-8", []byte(body)) })
	plain, err := listen(e)
	if err != nil {
		return err
	}
	defer func() { _ = plain.Close() }()
	median, each, err := b.ratios(func() error { _, err := reader.get(path); return err },
		func() error { _, _, err := get("http://"+plain.Addr().String()+"/page", ""); return err })
	b.say("%s: %d sessions, %d bytes: %.4f (median of %.4f)", about, strings.Count(body, `href="/sessions/`), len(body), median, each)
	return err
}

// reader is somebody who is signed in.
type reader struct {
	http.Client
	base string
}

// coordinating serves a database, and signs in whoever coordinates the association.
func coordinating(ctx context.Context, db *store.Store) (*reader, error) {
	desk := signin.NewDesk(db, now)
	handler, err := web.New(web.Config{BaseURL: "http://127.0.0.1", Now: now, Log: quiet, Store: db, SignIn: desk})
	if err != nil {
		return nil, err
	}
	listener, err := listen(handler)
	if err != nil {
		return nil, err
	}
	invitation, err := access.NewInvitation("cora@example.org", string(access.Coordinator), string(planned))
	if err != nil {
		return nil, err
	}
	if _, err := db.Invite(ctx, invitation, access.TheOperator); err != nil {
		return nil, err
	}
	account, err := db.OpenAccount(ctx, "cora@example.org", access.TheOperator)
	if err != nil {
		return nil, err
	}
	token, err := desk.Issue(ctx, signin.Order{Account: account.ID, Strong: true, Lasts: time.Hour, By: access.TheOperator})
	if err != nil {
		return nil, err
	}
	r := &reader{base: "http://" + listener.Addr().String()}
	r.Jar, err = cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	return r, r.signIn(access.SignInAddress("", token))
}

// hidden are the answers that a form brings along.
var hidden = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)

func (r *reader) signIn(path string) error {
	page, err := r.get(path)
	if err != nil {
		return err
	}
	form := url.Values{}
	for _, input := range hidden.FindAllStringSubmatch(page, -1) {
		form.Set(input[1], input[2])
	}
	request, err := http.NewRequest(http.MethodPost, r.base+"/sign-in", strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Sec-Fetch-Site", "same-origin")
	_, err = r.do(request)
	return err
}

func (r *reader) get(path string) (string, error) {
	request, err := http.NewRequest(http.MethodGet, r.base+path, nil)
	if err != nil {
		return "", err
	}
	request.Header.Set("Accept-Encoding", "identity")
	return r.do(request)
}

func (r *reader) do(request *http.Request) (string, error) {
	answer, body, err := bodyOf(&r.Client, request)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answered %s", request.URL.Path, answer.Status)
	}
	return string(body), err
}
