package web_test

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"

	"attune/internal/dbtest"
	"attune/internal/notice"
)

// membership are the parameters of the address of somebody's membership in a group.
func (v *town) membership(group, name string) map[string]string {
	v.Helper()
	circle, err := v.store.Circle(context.Background(), v.group(group), 0)
	if err != nil {
		v.Fatal(err)
	}
	for _, m := range circle.Members {
		if m.Name == name {
			return ids(":id", circle.ID, ":member", m.ID)
		}
	}
	v.Fatalf("%s does not belong to %s", name, group)
	return nil
}

func TestACoordinatorMakesAGroup(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("cora@example.org")
		look := b.decides("/groups/new", "name", "Monday circle", "provider", "vic adler", "program", fmt.Sprint(v.program("harbor")), "place", "Main Street 5", "funding", "State", "cost", "120.5", "capacity", "2")
		look.must(v.T, "Vic Adler", "Nothing that Vic Adler holds today", "$120.50")
		page := b.page("/groups")
		page.must(v.T, "Monday circle")
		path := regexp.MustCompile(`href="(/groups/\d+)">Monday circle`).FindStringSubmatch(page.body)[1]
		b.decides(path+"/members/new", "person", "ana@example.org", "from", "2026-12-01")
		b.decides(path+"/members/new", "person", "Ben Hollis", "from", "2026-12-01")
		full := b.post(path+"/members/new", b.fill(path+"/members/new", "person", "cleo", "from", "2026-12-01", "step", "do"))
		full.must(v.T, "has all the 2 people it has room for", `id="from-wrong"`)
		b.decides(path+"/correct", "capacity", "3", "provider", "ruth", "reason", "Vic has left.").must(v.T, "Ruth Okonkwo")
		b.page(path).must(v.T, "with Ruth Okonkwo", "Ana Lindqvist", "from 1 December 2026")
		v.as("ana").page(path).must(v.T, "Monday circle")
		for act, want := range map[string]int{"group.added": 1, "group.updated": 1, "membership.added": 2} {
			if got := v.told("CT", act); got != want {
				v.Errorf("history tells %s %d times, want %d", act, got, want)
			}
		}
	})
}

func TestACorrectedGroupShowsInCalendars(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		path, _ := v.subscribe("ana", "")
		before := v.stranger().page(path)
		b := v.as("cora@example.org")
		b.decides(fmt.Sprintf("/groups/%d/correct", v.group("thursday")), "place", "Harbor Hall", "reason", "They moved.")
		if after := v.stranger().page(path); after.body == before.body || !strings.Contains(after.body, "Harbor Hall") {
			v.Error("the calendar shows the old place")
		}
	})
}

func TestAMembershipEnds(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("cora@example.org")
		path := "/groups/:id/members/:member"
		for name, value := range v.membership("thursday", "Ben Hollis") {
			path = strings.ReplaceAll(path, name, value)
		}
		b.decides(path, "to", "2026-11-30")
		b.page(fmt.Sprintf("/groups/%d", v.group("thursday"))).must(v.T, "since 1 January 2026 until 30 November 2026")
		v.mustHaveTold("Your last day in Thursday circle is 30 November 2026")
		kept, err := v.store.Outbox(v.Context(), notice.Waiting, 0, 1)
		if err != nil || len(kept) != 1 || len(kept[0].Sessions) == 0 {
			v.Fatalf("what he is told takes no session out: %+v, %v", kept, err)
		}
		for _, m := range kept[0].Sessions {
			if m.Left == 0 || m.Starts.Day.String() <= "2026-11-30" {
				v.Errorf("it takes out %+v", m)
			}
		}
		if a := b.post(path, b.fill(path, "from", "2026-02-01", "step", "do")); a.StatusCode != http.StatusUnprocessableEntity {
			v.Errorf("a correction without a reason: %s", a.Status)
		}
	})
}

func TestTheLastPlaceInAGroupIsTakenOnce(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("cora@example.org")
		group := fmt.Sprintf("/groups/%d", v.group("thursday"))
		small := b.post(group+"/correct", b.fill(group+"/correct", "capacity", "2", "reason", "A smaller room.", "step", "do"))
		if small.must(v.T, "On 19 November 2026 3 people belong to this group, so it has room for 3 at least."); small.StatusCode != http.StatusUnprocessableEntity {
			v.Errorf("too small a room: %s", small.Status)
		}
		b.decides(group+"/correct", "capacity", "4", "reason", "A smaller room.")
		people := []string{"vic", "max", "dan"}
		answers := make([]answer, len(people))
		var clicks sync.WaitGroup
		browsers := make([]*visitor, len(people))
		for i := range browsers {
			browsers[i] = v.as("cora@example.org")
		}
		for i, person := range people {
			form := browsers[i].fill(group+"/members/new", "person", person, "from", "2027-01-01", "step", "do")
			clicks.Go(func() { answers[i] = browsers[i].post(group+"/members/new", form) })
		}
		clicks.Wait()
		taken := 0
		for _, a := range answers {
			switch a.StatusCode {
			case http.StatusSeeOther:
				taken++
			case http.StatusUnprocessableEntity:
				a.must(v.T, "it has room for")
			default:
				v.Errorf("%s\n%s", a.Status, a.body)
			}
		}
		if taken != 1 {
			v.Errorf("%d people took the last place", taken)
		}
	})
}

func TestHostileAnswersAboutGroups(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	v.invite("cora@example.org", "CT")
	b := v.as("cora@example.org")
	group := fmt.Sprintf("/groups/%d", v.group("thursday"))
	for path, names := range map[string][]string{
		"/groups/new":          {"name", "provider", "program", "kind", "format", "modality", "place", "capacity", "funding", "cost"},
		group + "/members/new": {"person", "from", "to"},
		group + "/correct":     {"name", "provider", "capacity", "cost"},
	} {
		for _, name := range names {
			for kind, text := range hostile {
				form := b.fill(path, "name", "Circle", "provider", "ruth", "person", "vic", "reason", "because")
				form.Set(name, text)
				a := b.post(path, form) // looked at, not done
				if a.StatusCode != http.StatusUnprocessableEntity && a.StatusCode != http.StatusOK || strings.Contains(a.body, "<script>alert") {
					t.Errorf("%s, %s is %s: %s", path, name, kind, a.Status)
				}
			}
		}
	}
}
