package web_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"attune/internal/access"
	"attune/internal/store"
	"attune/internal/web"
)

// interlude is a store in which something happens between letting somebody in and what they do.
type interlude struct {
	*store.Store
	mu   sync.Mutex
	then func()
}

func (i *interlude) ActorOf(ctx context.Context, account access.AccountID, now time.Time) (access.Actor, error) {
	actor, err := i.Store.ActorOf(ctx, account, now)
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.then != nil {
		i.then()
		i.then = nil
	}
	return actor, err
}

// next has something happen once somebody was let in the next time.
func (i *interlude) next(then func()) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.then = then
}

// interrupted serves the town anew, with interludes.
func (v *town) interrupted() *interlude {
	v.Helper()
	i := &interlude{Store: v.store}
	server := httptest.NewUnstartedServer(nil)
	v.url = "http://" + server.Listener.Addr().String()
	config := v.config()
	config.Store = i
	handler, err := web.New(config)
	if err != nil {
		v.Fatal(err)
	}
	server.Config.Handler = v.counted(handler)
	server.Start()
	v.Cleanup(server.Close)
	return i
}

// looked is a form with a preview, looked at and ready to be done.
func (b *visitor) looked(path string, answers ...string) url.Values {
	b.Helper()
	form := b.fill(path, answers...)
	form.Set("step", "look")
	form = formIn(b.post(path, form).body)
	form.Set("step", "do")
	return form
}

// Whatever is on its way as a role ends is not done, and is done with the role.
func TestARoleThatEndsBetweenPageAndAct(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		i := v.interrupted()
		cora, sheet := v.as("cora@example.org"), v.at("thursday", today)
		roles := v.accountOf("ana")[":id"]
		invited := v.invitation()
		coming, series := v.at("thursday", "2026-12-03T10:00"), v.toPlanSeries("thursday")
		asked := func(path string, answers ...string) func() (string, url.Values) {
			return func() (string, url.Values) { return path, cora.looked(path, answers...) }
		}
		is := func(path string, form url.Values) func() (string, url.Values) {
			return func() (string, url.Values) { return path, form }
		}
		for _, open := range []func() (path string, form url.Values){
			is(sheet, marked(cora.page(sheet), "present", "present", "absent")),
			is("/held", url.Values{"act": {"accept"}, "hours": boxes(cora.page("/held"))[:1]}),
			asked(v.toPlan("thursday"), "day", "2026-12-10", "begins", "08:00", "ends", "09:00"),
			asked(series, "day", "2027-01-05", "begins", "08:00", "ends", "09:00", "count", "3"),
			asked(coming+"/plan", "begins", "08:30"),
			func() (string, url.Values) { return coming + "/cancel", cora.fill(coming+"/cancel", "step", "do") },
			func() (string, url.Values) { return coming + "/restore", cora.fill(coming+"/restore", "step", "do") },
			func() (string, url.Values) { // of the series that was planned above
				other := v.at("thursday", "2027-01-12T08:00") + "/rhythm"
				return other, cora.looked(other, "begins", "08:15", "ends", "09:15")
			},
			asked("/closures/new", "from", "2027-02-01", "to", "2027-02-05", "name", "Winter break"),
			func() (string, url.Values) {
				closures, err := v.store.Closures(v.Context(), "CT")
				if err != nil || len(closures) != 1 {
					t.Fatalf("%d closures, %v", len(closures), err)
				}
				return fmt.Sprintf("/closures/%d/remove", closures[0].ID), url.Values{}
			},
			asked("/people/new", "name", "Hal Ash", "association", "CT"),
			is("/accounts/"+roles+"/roles", url.Values{"act": {"give"}, "role": {"coordinator"}, "association": {"CT"}}),
			is("/invitations", invited),
			is("/accounts/"+roles+"/close", url.Values{}),
		} {
			path, form := open()
			acts := ledgerOfActs{}
			acts.news(v)
			i.next(func() {
				err := v.store.TakeRole(context.Background(), v.coras(), access.Coordinator, "CT", access.TheOperator, func(access.Holder, int) error { return nil })
				if err != nil {
					t.Error(err)
				}
			})
			a := cora.post(path, form)
			if done := acts.news(v); a.StatusCode != http.StatusForbidden || done != "coordinator.taken" {
				t.Errorf("%s: %s, and the histories say %s\n%s", path, a.Status, done, a.body)
			}
			a.must(t, "One of your roles ended while this was on its way, so nothing was kept.")
			v.invite("cora@example.org", "CT")
			acts.news(v)
			if a := cora.post(path, form); a.StatusCode != http.StatusSeeOther || acts.news(v) == "" {
				t.Errorf("%s with the role: %s\n%s", path, a.Status, a.body)
			}
		}
	})
}

// coras is the coordinator's account.
func (v *town) coras() access.AccountID {
	v.Helper()
	list, err := v.store.Accounts(context.Background(), nil, true, "cora@example.org", 0, 10)
	if err != nil {
		v.Fatal(err)
	}
	i := slices.IndexFunc(list, func(l access.ListedAccount) bool { return strings.EqualFold(l.Email, "cora@example.org") })
	return list[i].ID
}
