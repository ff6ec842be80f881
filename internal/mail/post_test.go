package mail_test

import (
	"crypto/x509"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"attune/internal/fault"
	"attune/internal/mail"
	"attune/internal/postbox"
)

// posting is a Post to a Box, as a setting would name it.
func posting(t *testing.T, b *postbox.Box, options string, roots *x509.CertPool) *mail.Post {
	t.Helper()
	server, err := mail.ParseServer(b.URL(options))
	if err != nil {
		t.Fatal(err)
	}
	return mail.Trusting(mail.NewPost(server, "attune.example.org"), roots)
}

// hello is a message with all that a message may have.
func hello(to string) mail.Message {
	return mail.Message{ID: "notice-7@attune.example.org", To: to, Subject: "Schöne Grüße — 12 November", Text: "Hello Zoë\n.\nhttps://attune.example.org/x\n", HTML: "<p>Hello Zoë</p>"}
}

func TestAMessageArrives(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		manners postbox.Manners
		options string
	}{
		"encrypted on the way":         {postbox.Manners{}, ""},
		"encrypted from the start":     {postbox.Manners{Implicit: true}, ""},
		"not at all, on this machine":  {postbox.Manners{Unencrypted: true}, "tls=none"},
		"for who signs in":             {postbox.Manners{User: "desk", Password: "hush"}, ""},
		"for who signs in, encrypted":  {postbox.Manners{User: "desk", Password: "hush", Implicit: true}, ""},
		"from a sender of our choice":  {postbox.Manners{}, "from=hours%40example.org"},
		"to a server that takes a bit": {postbox.Manners{Delay: 100 * time.Millisecond}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := postbox.Open(t, row.manners)
			open, err := posting(t, b, row.options, b.Roots).Open(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, to := range []string{"ada@example.org", "bea@example.org"} { // one connection, several messages
				if err := open.Send(hello(to)); err != nil {
					t.Fatal(err)
				}
			}
			if err := open.Close(); err != nil {
				t.Error(err)
			}
			letters := b.Letters()
			if len(letters) != 2 || letters[0].To != "ada@example.org" || letters[1].To != "bea@example.org" || b.Opened() != 1 {
				t.Fatalf("%d connections, letters %+v", b.Opened(), letters)
			}
			from := "attune@attune.example.org"
			if row.options == "from=hours%40example.org" {
				from = "hours@example.org"
			}
			l := letters[0]
			if l.From != from || l.Subject() != "Schöne Grüße — 12 November" || l.Text != "Hello Zoë\r\n.\r\nhttps://attune.example.org/x\r\n" || l.HTML != "<p>Hello Zoë</p>" {
				t.Errorf("%+v", l)
			}
			for name, want := range map[string]string{
				"Message-Id": "<notice-7@attune.example.org>", "Auto-Submitted": "auto-generated", "To": "<ada@example.org>", "From": `"Attune" <` + from + ">",
				"X-Mailer": "", "User-Agent": "",
			} {
				if got := l.Header.Get(name); got != want {
					t.Errorf("%s is %q, want %q", name, got, want)
				}
			}
		})
	}
}

func TestAServerThatIsNotRightGetsNothing(t *testing.T) {
	t.Parallel()
	unencrypted, right := postbox.Open(t, postbox.Manners{Unencrypted: true}), postbox.Open(t, postbox.Manners{})
	implicit, guarded := postbox.Open(t, postbox.Manners{Implicit: true}), postbox.Open(t, postbox.Manners{User: "desk", Password: "hush"})
	for name, row := range map[string]struct {
		url   string
		roots *x509.CertPool
		want  string
	}{
		"no STARTTLS":                 {unencrypted.URL(""), unencrypted.Roots, "offers no encryption (STARTTLS)"},
		"an unknown certificate":      {right.URL(""), unencrypted.Roots, "not to be trusted"},
		"the same, from the start":    {implicit.URL(""), unencrypted.Roots, "not to be trusted"},
		"a password it does not take": {strings.Replace(guarded.URL(""), "hush", "wrong", 1), guarded.Roots, "does not take the name and password"},
		"a password nobody asks for":  {strings.Replace(unencrypted.URL("tls=none"), "//", "//desk:hush@", 1), nil, "does not take the name and password"},
		"no server at all":            {"smtp://127.0.0.1:1", nil, "cannot be reached"},
		"one that speaks otherwise":   {strings.Replace(right.URL(""), "smtp:", "smtps:", 1), right.Roots, "cannot be reached"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, err := mail.ParseServer(row.url)
			if err != nil {
				t.Fatal(err)
			}
			err = mail.Trusting(mail.NewPost(server, "localhost"), row.roots).Check(t.Context())
			sentence, told := fault.SentenceOf(err)
			if !told || !strings.Contains(sentence, row.want) || strings.Contains(err.Error(), "hush") {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestWhatTheServerRefuses(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		manners postbox.Manners
		forGood bool
		says    string
	}{
		"a mailbox that is not there":    {postbox.Manners{Reader: func(string) error { return postbox.Refuse(550, "no such mailbox") }}, true, "no such mailbox"},
		"a mailbox that is full":         {postbox.Manners{Reader: func(string) error { return postbox.Refuse(452, "mailbox full") }}, false, "mailbox full"},
		"what it says":                   {postbox.Manners{Content: func(string) error { return postbox.Refuse(554, "looks like spam") }}, true, "looks like spam"},
		"what it says, for now":          {postbox.Manners{Content: func(string) error { return postbox.Refuse(451, "greylisted") }}, false, "greylisted"},
		"who sends it, which is our own": {postbox.Manners{Sender: postbox.Refuse(550, "who are you")}, false, "who are you"},
		"hanging up":                     {postbox.Manners{HangsUp: func(int) bool { return true }}, false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := postbox.Open(t, row.manners)
			open, err := posting(t, b, "", b.Roots).Open(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = open.Close() }()
			err = open.Send(hello("ada@example.org"))
			if err == nil || mail.Refused(err) != row.forGood || !strings.Contains(err.Error(), row.says) {
				t.Errorf("refused for good: %v; %v", mail.Refused(err), err)
			}
			if strings.Contains(err.Error(), "ada@example.org") {
				t.Errorf("%v repeats the address", err)
			}
		})
	}
}

// A message to one reader that is refused does not stop the next.
func TestTheNextReaderGetsTheirs(t *testing.T) {
	t.Parallel()
	b := postbox.Open(t, postbox.Manners{Reader: func(to string) error {
		if to == "gone@example.org" {
			return postbox.Refuse(550, "no such mailbox")
		}
		return nil
	}})
	open, err := posting(t, b, "", b.Roots).Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = open.Close() }()
	if err := open.Send(hello("gone@example.org")); !mail.Refused(err) {
		t.Errorf("refused: %v", err)
	}
	if err := open.Send(hello("ada@example.org")); err != nil || len(b.Letters()) != 1 {
		t.Errorf("%v, %d letters", err, len(b.Letters()))
	}
}

// A silent server does not keep us for ever.
func TestASilentServer(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	server, err := mail.ParseServer("smtp://" + listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	err = mail.Hurrying(mail.NewPost(server, "localhost"), 200*time.Millisecond).Check(t.Context())
	if fault.KindOf(err) != fault.Unavailable || !strings.Contains(err.Error(), "does not answer as one should") {
		t.Errorf("a silent server: %v", err)
	}
}

func TestNoHeaderIsSmuggledIn(t *testing.T) {
	t.Parallel()
	b := postbox.Open(t, postbox.Manners{})
	open, err := posting(t, b, "", b.Roots).Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = open.Close() }()
	m := hello("ada@example.org")
	m.Subject = "Hello\r\nBcc: eve@example.org\r\n\r\n<script>"
	if err := open.Send(m); err != nil {
		t.Fatal(err)
	}
	if l := b.Letters()[0]; l.Header.Get("Bcc") != "" || l.Subject() != "Hello Bcc: eve@example.org <script>" {
		t.Errorf("%q, Bcc %q", l.Subject(), l.Header.Get("Bcc"))
	}
	for _, to := range []string{"ada@example.org\r\nBcc: eve@example.org", "", "no address", "ada@example.org, eve@example.org"} {
		if err := open.Send(hello(to)); !mail.Refused(err) {
			t.Errorf("to %q: %v", to, err)
		}
	}
	if n := len(b.Letters()); n != 1 {
		t.Errorf("%d letters", n)
	}
	var is *fault.Error
	if errors.As(open.Send(hello("")), &is) {
		t.Error("a refusal is no sentence for users")
	}
}
