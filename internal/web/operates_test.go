package web_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"attune/internal/browser"
	"attune/internal/dbtest"
	"attune/internal/fault"
	"attune/internal/jobs"
	"attune/internal/upkeep"
	"attune/internal/web"
)

// claims puts a run of a duty on record, begun and last heard of at a moment.
func (v *town) claims(duty string, at time.Time) jobs.Run {
	v.Helper()
	run := jobs.Run{Firing: jobs.Firing{Duty: duty, Planned: at, Attempt: 1}, Instance: "a", Started: at, Heartbeat: at}
	if won, err := v.store.ClaimRun(context.Background(), run); err != nil || !won {
		v.Fatalf("claiming %s: %t, %v", duty, won, err)
	}
	return run
}

// ends has a run end at a moment.
func (v *town) ends(run jobs.Run, at time.Time, of jobs.Outcome) {
	v.Helper()
	run.Finished, run.Outcome = at, of
	if err := v.store.KeepRun(context.Background(), run); err != nil {
		v.Fatal(err)
	}
}

// The push of the harbor runs each quarter of an hour, the days five minutes past each hour. Noon is 12:00 in New York.
func TestHomeSaysWhetherWhatRunsByItselfKeepsItsSchedule(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		odd := v.as("odd@example.org")
		page := odd.page("/")
		page.must(v.T, "Not run yet: push and days.", "Not all yet")
		page.mustNot(v.T, "Overdue", "Left half done", "goes well")

		start := v.clock().Truncate(time.Hour)
		v.passes(start.Add(time.Hour + 10*time.Minute).Sub(v.clock())) // ten past: 15 is to come, 5 is over
		push, days := v.claims("push", start.Add(time.Hour)), v.claims("days", start.Add(time.Hour+5*time.Minute))
		v.ends(push, push.Planned.Add(time.Second), jobs.Outcome{Done: 41, Sentence: "judged 41 people"})
		v.ends(days, days.Planned.Add(time.Second), jobs.Outcome{Sentence: "put 0 people on the due list"})
		page = odd.page("/")
		page.must(v.T, "What runs by itself goes well.", "judged 41 people")
		page.mustNot(v.T, "Not all yet", "Overdue", "and did not")

		v.passes(10 * time.Minute) // twenty past: the push of a quarter past is missing
		odd.page("/").must(v.T, "Overdue: push.", "Overdue", "It was to run again", "and did not")

		push = v.claims("push", start.Add(time.Hour+15*time.Minute)) // its instance has died five minutes ago
		page = odd.page("/")
		page.must(v.T, "Left half done: push.", "Left half done", "its process ended before it did")
		page.mustNot(v.T, "Overdue")

		v.ends(push, v.clock(), jobs.Outcome{Failures: 2, Sentence: "judged 39 people"})
		odd.page("/").must(v.T, "Went wrong the last time: push.", "With failures", "judged 39 people")
	})
}

// How accounts are counted is held against a hand count in the store's own test; here, that home says it, and to whom.
func TestHomeSaysWhoMaySignInWhatIsHeldAndWhichVersion(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		page := v.as("odd@example.org").page("/")
		page.must(v.T, "may sign in</a>", "1 operator", "Signed in within a day: ", "What the database holds", "<code>", "attune v1.2.3", "Check everything now")
		status, err := v.store.SchemaStatus(context.Background())
		if err != nil {
			v.Fatal(err)
		}
		page.must(v.T, fmt.Sprintf("Schema version %[1]d of %[1]d, for binaries from version %[2]d on.", status.Version, status.OldestBinary))
		heads, err := v.store.Headcount(context.Background(), v.clock())
		if err != nil || heads.Open == 0 {
			v.Fatalf("%+v, %v", heads, err)
		}
		page.must(v.T, fmt.Sprintf("%d accounts may sign in", heads.Open))
		for _, who := range []string{"ana", "ruth", "cora@example.org"} {
			v.as(who).page("/").mustNot(v.T, "may sign in</a>", "What the database holds", "attune v1.2.3", `action="/check"`)
		}
	})
}

// downed is a mail server that is not to be reached.
type downed struct{}

func (downed) Check(context.Context) error {
	return fault.New(fault.Unavailable, "The mail server mx.example.org cannot be reached.")
}

func TestTheCheckSaysWhatTheCommandSays(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		page := v.as("odd@example.org").post("/check", url.Values{})
		page.must(v.T, "Attune works. Something is to be seen to.", "Agrees with the database&#39;s", "No server is set", "Has not run yet, ", "None is set; people sign in with links and passwords")
		if ana := v.as("ana").post("/check", url.Values{}); ana.StatusCode != http.StatusForbidden && ana.StatusCode != http.StatusNotFound {
			v.Errorf("a practitioner's check: %s", ana.Status)
		}

		// With a server that is away, and a clock a minute ahead of the database's: what is broken doesn't end the check.
		config := v.config()
		config.Check.Mail = downed{}
		config.Check.Database = ahead{v.store}
		handler, err := web.New(config)
		if err != nil {
			v.Fatal(err)
		}
		server := httptest.NewServer(handler)
		v.Cleanup(server.Close)
		here := v.url
		v.url = server.URL
		defer func() { v.url = here }()
		found := v.as("odd@example.org").post("/check", url.Values{})
		found.must(v.T, "Something keeps Attune from working.", "are 1m0s apart", "Does not work. The mail server mx.example.org cannot be reached.")
	})
}

// ahead is a database whose clock is a minute ahead.
type ahead struct{ upkeep.Database }

// Clock is a minute ahead.
func (a ahead) Clock(ctx context.Context) (time.Time, error) {
	at, err := a.Database.Clock(ctx)
	return at.Add(time.Minute), err
}

// Who operates reads at home how Attune runs, and has all of it checked in one click.
func TestTheOperatorsHomeInABrowser(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	v.invite("odd@example.org", "")
	p := browser.Open(t, 360, 740)
	v.signIn(p, "odd@example.org")
	p.Go(v.url + "/")
	home := reads(p, "main")
	for _, answer := range []string{"No mail server is set", "Not run yet: push and days.", "Schema version", "attune v1.2.3", "may sign in", "in SQLite", "The largest tables"} {
		if !strings.Contains(home, answer) {
			t.Errorf("home does not answer %q: %q", answer, home)
		}
	}
	checked := counting(t, p, checkAll, 0)
	p.Follow("main form[action='/check'] button")
	checked()
	if got := reads(p, "main"); !strings.Contains(got, "Database Fine Answers") || !strings.Contains(got, "Attune works.") {
		t.Errorf("the check of %s: %q", v.url, got)
	}
}
