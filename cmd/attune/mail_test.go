package main

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"attune/internal/dbtest"
	"attune/internal/postbox"
)

// TestStoryOfALink runs the built program: a coordinator is invited, asks for a link while no mail server is set, and has it
// within moments of an instance that has one; then another, within moments of asking.
func TestStoryOfALink(t *testing.T) {
	t.Parallel()
	binary := build(t)
	for name, empty := range map[string]func(testing.TB) string{"sqlite": dbtest.EmptySQLite, "postgres": dbtest.EmptyPostgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &story{binary: binary, t: t, database: empty(t)}
			box := postbox.Open(t, postbox.Manners{Unencrypted: true, Delay: 50 * time.Millisecond})
			s.attune("migrate", "up")
			s.attune("person", "invite", "--email", "cora@example.org", "--role", "coordinator", "--association", "CT")
			s.serve()
			asks(t, s.bases[0])
			s.env = []string{"ATTUNE_SMTP_URL=" + box.URL("tls=none&from=attune%40example.org")}
			s.serve()
			arrived := func(n int) func() bool { return func() bool { return len(box.Letters()) == n } }
			within(t, 20*time.Second, "the mail that waited", arrived(1))
			asked := time.Now()
			asks(t, s.bases[1])
			within(t, 20*time.Second, "the mail that was asked for", arrived(2))
			t.Logf("on its way %s after it was asked for", time.Since(asked).Round(time.Millisecond))
			letter := box.Letters()[1]
			address := regexp.MustCompile(regexp.QuoteMeta(s.bases[1]) + `/sign-in\S+`).FindString(letter.Text)
			if letter.To != "cora@example.org" || letter.From != "attune@example.org" || address == "" {
				t.Fatalf("from %s to %s:\n%s", letter.From, letter.To, letter.Text)
			}
			if page := read(t, http.DefaultClient, address); !strings.Contains(page, "This link signs you in") {
				t.Errorf("the link opens\n%s", page)
			}
			if said := s.attune("duty", "run", "mail"); !strings.Contains(said, "sent 0 mails") {
				t.Errorf("the duty says %q", said)
			}
		})
	}
}

// asks fills in the sign-in page as a browser does.
func asks(t *testing.T, base string) {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	form := url.Values{"email": {"cora@example.org"}}
	for _, field := range regexp.MustCompile(`<input type="hidden" name="(\w+)" value="([^"]*)">`).FindAllStringSubmatch(read(t, client, base+"/sign-in"), -1) {
		form.Set(field[1], field[2])
	}
	answer, err := client.PostForm(base+"/sign-in/link", form)
	if err != nil || answer.Body.Close() != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("asking for a link: %v, %+v", err, answer)
	}
}

func read(t *testing.T, client *http.Client, address string) string {
	t.Helper()
	answer, err := client.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}
