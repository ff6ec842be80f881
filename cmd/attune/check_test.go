package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"attune/internal/dbtest"
	"attune/internal/issuer"
	"attune/internal/postbox"
)

func TestCheckSaysALineForEachThing(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, env []string) {
		said := must(t, env, "check")
		for _, what := range []string{"configuration: ", "database: ", "schema: ", "clock: agrees", "rules: edition ", "mail: ", "sign-in service: none is set", "push: has not run yet"} {
			if !strings.Contains(said, what) {
				t.Errorf("%q is missing from %q", what, said)
			}
		}
		must(t, env, "duty", "run", "push")
		if said := must(t, env, "check"); strings.Contains(said, "never") {
			t.Errorf("after a push: %q", said)
		}
	})
}

// TestCheckTriesTheMailServer tells whether mail works, and fails for nothing of it: what cannot be sent waits.
func TestCheckTriesTheMailServer(t *testing.T) {
	t.Parallel()
	database := "ATTUNE_DATABASE_URL=" + dbtest.SQLite(t).URL
	open, box := postbox.Open(t, postbox.Manners{Unencrypted: true}), postbox.Open(t, postbox.Manners{User: "desk", Password: "hush"})
	for url, want := range map[string]string{
		"":                       "mail: no server is set",
		open.URL("tls=none"):     "mail: the server takes it",
		open.URL(""):             "mail: does not work. The mail server " + strings.TrimPrefix(open.URL(""), "smtp://") + " offers no encryption",
		box.URL(""):              "is not to be trusted",
		"smtp://me:hush@[::1]:1": "mail: does not work. The mail server [::1]:1 cannot be reached",
	} {
		if said := must(t, []string{database, "ATTUNE_SMTP_URL=" + url}, "check"); !strings.Contains(said, want) || strings.Contains(said, "hush") {
			t.Errorf("with the server %q: %q", url, said)
		}
	}
	if len(open.Letters()) != 0 {
		t.Error("a check sends mail")
	}
}

// TestCheckAsksTheIssuer tells whether people can sign in with it, and fails for nothing of it: links go on working.
func TestCheckAsksTheIssuer(t *testing.T) {
	t.Parallel()
	at := issuer.Open(t)
	env := []string{"ATTUNE_DATABASE_URL=" + dbtest.SQLite(t).URL, "ATTUNE_BASE_URL=https://attune.example.org/", "ATTUNE_OIDC_ISSUER=" + at.URL, "ATTUNE_OIDC_CLIENT_ID=" + issuer.ClientID}
	for want, manners := range map[string]issuer.Manners{
		"answers; people come back from it to https://attune.example.org/sign-in/openid/back": {},
		"sign-in service: does not work. The sign-in service":                                 {Away: true},
		"ATTUNE_OIDC_ISSUER has to say exactly that":                                          {Calls: at.URL + "/"},
	} {
		at.Behave(manners)
		if said := must(t, env, "check"); !strings.Contains(said, want) {
			t.Errorf("%q is missing from %q", want, said)
		}
	}
}

func TestCheckFailsWhereTheDatabaseIsNotThere(t *testing.T) {
	t.Parallel()
	c := call(t, []string{"ATTUNE_DATABASE_URL=postgres://me:hush@127.0.0.1:1/attune"}, "check")
	if c.code != exitFailed || !strings.Contains(c.stderr, "cannot be reached") || strings.Contains(c.stderr, "hush") {
		t.Errorf("exit %d, %q", c.code, c.stderr)
	}
}

func TestCheckFailsWhereClocksDisagree(t *testing.T) {
	t.Parallel()
	db := dbtest.Postgres(t)
	var said bytes.Buffer
	late := func() time.Time { return time.Now().Add(time.Minute) }
	o := &office{Context: t.Context(), settings: settings{DatabaseURL: db.URL, Log: "text"}, stdout: &said, stderr: &said, now: late}
	if err := (checkVerb{}).Run(o); err == nil || !strings.Contains(err.Error(), "1m0s apart") {
		t.Errorf("%v after %q", err, said.String())
	}
}
