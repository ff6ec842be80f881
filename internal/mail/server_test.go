package mail_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"attune/internal/fault"
	"attune/internal/mail"
)

func TestParseServer(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]mail.Server{
		"smtp://mail.example.org":                              {Host: "mail.example.org", Port: 587, Encryption: mail.StartTLS},
		"smtps://mail.example.org":                             {Host: "mail.example.org", Port: 465, Encryption: mail.TLS},
		"smtp://mail.example.org:25/":                          {Host: "mail.example.org", Port: 25, Encryption: mail.StartTLS},
		"smtp://desk:h%40sh@mail.example.org":                  {Host: "mail.example.org", Port: 587, Encryption: mail.StartTLS, User: "desk", Password: "h@sh"},
		"smtp://Desk%40example.org:hush@mail.example.org":      {Host: "mail.example.org", Port: 587, Encryption: mail.StartTLS, User: "Desk@example.org", Password: "hush", From: "desk@example.org"},
		"smtp://d%40a.org:x@m.example.org?from=hours@b.org":    {Host: "m.example.org", Port: 587, Encryption: mail.StartTLS, User: "d@a.org", Password: "x", From: "hours@b.org"},
		"smtp://localhost:25?tls=none":                         {Host: "localhost", Port: 25, Encryption: mail.Plain},
		"smtp://[::1]:2525?tls=none&from=attune%40example.org": {Host: "::1", Port: 2525, Encryption: mail.Plain, From: "attune@example.org"},
	} {
		got, err := mail.ParseServer(text)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", text, err, diff)
		}
	}
}

func TestAWrongServerIsRefusedWithoutItsPassword(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                                            "no",
		"mail.example.org:587":                        "",
		"ftp://me:hush@mail.example.org":              "smtp://",
		"smtp://me:hush@":                             "",
		"smtp://me:hush@mail.example.org:0":           "port",
		"smtp://me:hush@mail.example.org:99999":       "port",
		"smtp://me:hush@mail.example.org/path":        "",
		"smtp://me:hush@mail.example.org#x":           "",
		"smtp://me:hush@mail.example.org?tls=none":    "on this machine",
		"smtps://me:hush@localhost?tls=none":          "always encrypted",
		"smtp://me:hush@localhost?tls=maybe":          "always encrypted",
		"smtp://me:hush@localhost?tsl=none":           "nothing else",
		"smtp://me:hush@localhost?from=hush":          "from=",
		"smtp://me:hush@localhost?from=a@b.org%0aX:1": "from=",
		"smtp://me:hush@[mail":                        "",
		"smtp://me:hush@localhost?%zz":                "cannot be read",
	} {
		server, err := mail.ParseServer(text)
		if fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hush") {
			t.Errorf("%q: %+v, %v", text, server, err)
		}
	}
}
