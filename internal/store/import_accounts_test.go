package store_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"attune/internal/access"
	"attune/internal/dbtest"
	"attune/internal/exchange"
	"attune/internal/roster"
)

// An import that gives people other e-mails has their accounts follow: links to the old ones are dead, and those are told. It
// takes nobody's address for somebody else, and locks nobody out.
func TestAccountsFollowAnImport(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		bea, eli, flo, cyd := o.account("p2"), o.account("p5"), o.account("p6"), o.account("p3")
		o.exec(`update accounts set email = 'of-its-own@example.org' where id = ?`, int64(cyd.ID))
		link := o.link(bea.ID)
		bundle := t.TempDir()
		for file, text := range map[string]string{
			"programs.csv":    "program_id,name,kind,model,region,association",
			"employment.csv":  "person_id,program_id,role,fte,serves,supervises,from,to",
			"credentials.csv": "person_id,category,status,degree,from,to",
			"targets.csv":     "person_id,category,degree,opened_on",
			"groups.csv":      "group_id,name,provider_id,association,time_zone,kind,format,modality,capacity,place,program_id",
			"memberships.csv": "group_id,person_id,from,to",
			"sessions.csv":    "session_id,group_id,starts,minutes,status,actual_start,actual_end,lead_id,co_lead_id,kind,modality,sheet",
			"attendance.csv":  "session_id,person_id,mark,intervals,focus",
			"people.csv": `person_id,name,email,association,region
p2,Bea,Bea.Married@example.org,CT,
p3,Cyd,cyd@example.org,CT,
p4,Dee,dee@example.org,CT,
p5,Eli,,CT,
p6,Flo,bea.married@example.org,CT,`,
		} {
			if err := os.WriteFile(filepath.Join(bundle, file), []byte(text+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		edition, err := o.Edition(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		before := len(o.told("CT"))
		kept := []exchange.Kept{{Person: "p3", Because: exchange.OfItsOwn}, {Person: "p5", Because: exchange.NoOther}, {Person: "p6", Because: exchange.TakenByOther}}
		for _, step := range []struct {
			dry  bool
			want []exchange.Kept
			now  []roster.External
		}{{true, kept, []roster.External{"p2"}}, {false, kept, []roster.External{"p2"}}, {false, nil, nil}} {
			report, err := exchange.Import(t.Context(), bundle, o, edition, noon.Add(10*time.Second), exchange.Options{DryRun: step.dry, TempDir: t.TempDir()})
			if err != nil {
				t.Fatal(err)
			}
			slices.SortFunc(report.Kept, func(a, b exchange.Kept) int { return strings.Compare(string(a.Person), string(b.Person)) })
			if !slices.Equal(report.Followed, step.now) {
				t.Errorf("whose account follows: %s; want %s", report.Followed, step.now)
			}
			if diff := cmp.Diff(step.want, report.Kept); diff != "" && len(step.want)+len(report.Kept) > 0 {
				t.Errorf("who keeps their e-mail (-want +got):\n%s", diff)
			}
		}
		for id, want := range map[access.AccountID]string{bea.ID: "bea.married@example.org", eli.ID: "eli@example.org", flo.ID: "", cyd.ID: "of-its-own@example.org"} {
			if n := count(t, o.Store, `select count(*) from accounts where id = ? and email = ?`, int64(id), want); n != 1 {
				t.Errorf("account %d does not go by %q", id, want)
			}
		}
		if err := o.LinkStands(t.Context(), link, noon.Add(20*time.Second)); err == nil {
			t.Error("a link that was sent to the old address works")
		}
		if n := count(t, o.Store, `select count(*) from notices where recipient like '%bea@example.org' and fact like 'account.left:%'`); n != 1 {
			t.Errorf("the old address is told %d times", n)
		}
		if got := strings.Join(o.told("CT")[before:], "; "); strings.Count(got, "account.readdressed account:") != 1 {
			t.Errorf("history: %s", got)
		}
	})
}

// Several e-mails of one bundle come out as the bundle says, whatever the order of its rows: two people may exchange theirs,
// and one may take what another leaves. Who would sign in with what somebody keeps is not moved.
func TestEmailsOfOneBundleAreSettledTogether(t *testing.T) {
	t.Parallel()
	moved := func(id roster.PersonID, was, is string) exchange.Readdressed {
		return exchange.Readdressed{Person: roster.Person{ID: id, Association: "CT", Email: is}, Was: roster.Person{ID: id, Association: "CT", Email: was}}
	}
	for name, story := range map[string]struct {
		moved []exchange.Readdressed
		want  map[string]string // people's e-mails
	}{
		"exchanged":            {[]exchange.Readdressed{moved(bea, "bea@example.org", "eli@example.org"), moved(eli, "eli@example.org", "bea@example.org")}, map[string]string{"p2": "eli@example.org", "p5": "bea@example.org"}},
		"passed on":            {[]exchange.Readdressed{moved(bea, "bea@example.org", "eli@example.org"), moved(eli, "eli@example.org", "new@example.org")}, map[string]string{"p2": "eli@example.org", "p5": "new@example.org"}},
		"passed on to a taken": {[]exchange.Readdressed{moved(bea, "bea@example.org", "eli@example.org"), moved(eli, "eli@example.org", "gus@example.org")}, map[string]string{"p2": "bea@example.org", "p5": "eli@example.org"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
				o := opened(t, db, noon)
				for _, external := range []string{"p2", "p5", "p7"} {
					o.account(external)
				}
				o.exec(`update accounts set email = 'gus@example.org' where person_id = 7`)
				given := slices.Clone(story.moved)
				err := o.TakeIn(t.Context(), noon, func(in exchange.Intake) error { return in.Readdress([]roster.Association{"CT"}, given) })
				if err != nil {
					t.Fatal(err)
				}
				for external, want := range story.want {
					if got := o.account(external).Email; got != want {
						t.Errorf("%s signs in with %s; want %s", external, got, want)
					}
				}
				for _, m := range given {
					if moves := m.Kept == "" && m.Account != 0; moves == (name == "passed on to a taken") || m.Kept != "" && m.Kept != exchange.TakenByOther {
						t.Errorf("of person %d: moved %v, kept because %q", m.Person.ID, moves, m.Kept)
					}
				}
			})
		})
	}
}
