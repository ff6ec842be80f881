package main

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"attune/internal/access"
	"attune/internal/signin"
	"attune/internal/store"
)

func TestPersonInvite(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, env []string) {
		env = append(env, "ATTUNE_BASE_URL=https://attune.example.org/")
		invite := []string{"person", "invite", "--email", "Ada@example.org", "--role", "coordinator", "--association", "CT"}
		first := signedIn(t, env, must(t, env, invite...))
		again := signedIn(t, env, must(t, env, invite...))
		if first.Account != again.Account || len(first.Coordinates) != 1 || first.Coordinates[0] != "CT" {
			t.Errorf("invited twice: %+v and %+v; want one coordinator of CT", first, again)
		}
		operator := signedIn(t, env, must(t, env, "person", "invite", "--email", "op@example.org", "--role", "operator"))
		if !operator.Operates || operator.Account == first.Account {
			t.Errorf("an operator is %+v", operator)
		}
	})
}

func TestPersonLink(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, env []string) {
		env = append(env, "ATTUNE_BASE_URL=https://attune.example.org")
		must(t, env, "import", bundles+"/small")
		byID := signedIn(t, env, must(t, env, "person", "link", "p000002"))
		byEmail := signedIn(t, env, must(t, env, "person", "link", "p000002@example.org"))
		if byID.Person == 0 || byID.Association != "NC" || !byID.Leads || byEmail.Account != byID.Account {
			t.Errorf("by id %+v, by e-mail %+v; want one account of the provider", byID, byEmail)
		}
		complains(t, env, 1, "p999", "person", "link", "p999")
		complains(t, env, 1, "nobody@example.org", "person", "link", "nobody@example.org")
	})
}

func TestPersonInviteRefuses(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, env []string) {
		complains(t, env, 2, "--email", "person", "invite", "--role", "operator")
		complains(t, env, 2, "--role", "person", "invite", "--email", "a@example.org")
		complains(t, env, 1, "e-mail", "person", "invite", "--email", "ada", "--role", "operator")
		complains(t, env, 1, "roster", "person", "invite", "--email", "a@example.org", "--role", "manager", "--association", "CT")
		complains(t, env, 1, "--association", "person", "invite", "--email", "a@example.org", "--role", "coordinator")
		complains(t, env, 1, "XX", "person", "invite", "--email", "a@example.org", "--role", "coordinator", "--association", "XX")
	})
}

// complains checks that a call fails with that exit code, prints nothing, and says so in a sentence with a word in it.
func complains(t *testing.T, env []string, code int, word string, args ...string) {
	t.Helper()
	c := call(t, env, args...)
	line, _, _ := strings.Cut(c.stderr, "\n")
	if c.code != code || !strings.Contains(line, word) || code == 1 && c.stdout != "" {
		t.Errorf("attune %s: exit %d, output %q, error %q; want exit %d and a sentence with %q", strings.Join(args, " "), c.code, c.stdout, c.stderr, code, word)
	}
}

// signedIn is who acts after the printed sign-in address was used.
func signedIn(t *testing.T, env []string, printed string) access.Actor {
	t.Helper()
	address, err := url.Parse(strings.TrimSuffix(printed, "\n"))
	if err != nil || address.Scheme+"://"+address.Host+address.Path != "https://attune.example.org/sign-in" {
		t.Fatalf("printed %q; want one sign-in address", printed)
	}
	db := database(t, env)
	proof, err := signin.NewDesk(db, time.Now).Use(t.Context(), access.Token(address.Query().Get("link")), "")
	if err != nil {
		t.Fatal(err)
	}
	actor, err := db.ActorOf(t.Context(), proof.Account, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return actor
}

// database is the store a program with this environment works on.
func database(t *testing.T, env []string) *store.Store {
	t.Helper()
	for _, pair := range env {
		if url, found := strings.CutPrefix(pair, "ATTUNE_DATABASE_URL="); found {
			db, err := store.Open(t.Context(), url, store.Options{})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = db.Close() })
			return db
		}
	}
	t.Fatal("the environment names no database")
	return nil
}
