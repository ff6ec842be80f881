package main

import (
	"strings"
	"testing"
)

func TestWrongSettingsAreRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		about string
		env   []string
		args  []string
		want  []string // each has to stand in what is said
	}{
		{"a name misspelt", []string{"ATTUNE_DATABASEURL=x"}, nil, []string{"ATTUNE_DATABASEURL is no setting; did you mean ATTUNE_DATABASE_URL?"}},
		{"a name in small letters", []string{"attune_listen=x"}, nil, []string{"did you mean ATTUNE_LISTEN?"}},
		{"two names", []string{"ATTUNE_LISTN=x", "ATTUNE_LOGS=y"}, nil, []string{"ATTUNE_LISTEN?", "ATTUNE_LOG?"}},
		{"an address without a port", []string{"ATTUNE_LISTEN=localhost"}, nil, []string{"ATTUNE_LISTEN", "127.0.0.1:8080"}},
		{"a base address with a path", []string{"ATTUNE_BASE_URL=https://example.org/attune"}, nil, []string{"ATTUNE_BASE_URL", "without a path"}},
		{"a form of log that is none", []string{"ATTUNE_LOG=xml"}, nil, []string{"ATTUNE_LOG", "neither json nor text"}},
		{"two values at once", []string{"ATTUNE_LOG=xml", "ATTUNE_LISTEN=here"}, nil, []string{"ATTUNE_LOG", "ATTUNE_LISTEN"}},
		{"a secret file that is not there", []string{"ATTUNE_SECRET_FILE=nowhere.txt"}, nil, []string{"ATTUNE_SECRET_FILE", "cannot be read"}},
		{"a flag wins over the environment", []string{"ATTUNE_LOG=json"}, []string{"--log=xml"}, []string{`"xml" is neither`}},
		{"a port that is none", []string{"ATTUNE_LISTEN=127.0.0.1:http8"}, nil, []string{"ATTUNE_LISTEN"}},
		{"a base address with a password", []string{"ATTUNE_BASE_URL=https://me:hush@example.org/x"}, nil, nil},
		{"a folder for a file", []string{"ATTUNE_SECRET_FILE=."}, nil, []string{"ATTUNE_SECRET_FILE", "cannot be read"}},
		{"coming rules that are not there", []string{"ATTUNE_COMING_RULES=nowhere.yaml"}, nil, []string{"ATTUNE_COMING_RULES", "cannot be read"}},
		{"an issuer without a client", []string{"ATTUNE_OIDC_ISSUER=https://login.example.org"}, nil, []string{"ATTUNE_OIDC_CLIENT_ID", "together"}},
		{"an issuer that anybody on the way could speak for", []string{"ATTUNE_OIDC_ISSUER=http://login.example.org", "ATTUNE_OIDC_CLIENT_ID=attune"}, nil, []string{"ATTUNE_OIDC_ISSUER", "without https"}},
		{"an issuer with a password", []string{"ATTUNE_OIDC_ISSUER=https://me:hush@login.example.org", "ATTUNE_OIDC_CLIENT_ID=attune"}, nil, []string{"ATTUNE_OIDC_ISSUER"}},
		{"proxies that are no addresses", []string{"ATTUNE_TRUSTED_PROXIES=10.0.0.7, proxy.example.org"}, nil, []string{"ATTUNE_TRUSTED_PROXIES", "192.168.3.0/24"}},
		{"a network of proxies that is too narrow", []string{"ATTUNE_TRUSTED_PROXIES=10.0.0.0/33"}, nil, []string{"ATTUNE_TRUSTED_PROXIES"}},
		{"metrics among the pages", []string{"ATTUNE_METRICS_LISTEN=127.0.0.1:8080"}, nil, []string{"ATTUNE_METRICS_LISTEN", "apart"}},
		{"a database that is neither kind", []string{"ATTUNE_DATABASE_URL=mysql://me:hush@db/attune"}, nil, []string{"ATTUNE_DATABASE_URL", "postgres://"}},
		{"a database address that cannot be parsed", []string{"ATTUNE_DATABASE_URL=postgres://me:hush@[/attune"}, nil, []string{"ATTUNE_DATABASE_URL"}},
		{"a database that is no file", []string{"ATTUNE_DATABASE_URL=sqlite:"}, nil, []string{"ATTUNE_DATABASE_URL"}},
		{"a mail address with a password is not shown", []string{"ATTUNE_SMTP_URL=ftp://me:hush@example.org"}, nil, []string{"ATTUNE_SMTP_URL"}},
		{"a mail server far away without encryption", []string{"ATTUNE_SMTP_URL=smtp://me:hush@mail.example.org?tls=none"}, nil, []string{"ATTUNE_SMTP_URL", "only for a server on this machine"}},
		{"a mail server with an option that is none", []string{"ATTUNE_SMTP_URL=smtp://me:hush@mail.example.org?ssl=yes"}, nil, []string{"ATTUNE_SMTP_URL", "tls=none and from="}},
	} {
		c2 := call(t, c.env, append(c.args, "version")...)
		if c2.code != exitUsage || c2.stdout != "" {
			t.Errorf("%s: exit %d, said %q", c.about, c2.code, c2.stdout)
		}
		for _, want := range c.want {
			if !strings.Contains(c2.stderr, want) {
				t.Errorf("%s: %q is missing from %q", c.about, want, c2.stderr)
			}
		}
		if strings.Contains(c2.stderr, "hush") {
			t.Errorf("%s: a password is shown in %q", c.about, c2.stderr)
		}
	}
}

func TestEverySettingIsKnownAsAFlagToo(t *testing.T) {
	t.Parallel()
	help := must(t, nil, "version", "--help")
	for _, name := range settingNames {
		flag := "--" + strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(name, prefix), "_", "-"))
		if name != "ATTUNE_TEST_POSTGRES_URL" && !strings.Contains(help, flag) {
			t.Errorf("%s has no flag %s", name, flag)
		}
	}
}
