package access_test

import (
	"strings"
	"testing"

	"attune/internal/access"
	"attune/internal/fault"
)

func TestInvitations(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name, email, role, association string
		want                           access.Invitation
		complaint                      string
	}{
		{"a coordinator", "Ada@Example.org ", "coordinator", "CT", access.Invitation{Email: "ada@example.org", Role: access.Coordinator, Association: "CT"}, ""},
		{"an operator", "op@example.org", "operator", "", access.Invitation{Email: "op@example.org", Role: access.Operator}, ""},
		{"a coordinator of nothing", "ada@example.org", "coordinator", "", access.Invitation{}, "--association"},
		{"an operator of an association", "op@example.org", "operator", "CT", access.Invitation{}, "--association"},
		{"a practitioner", "ada@example.org", "practitioner", "CT", access.Invitation{}, "roster"},
		{"a provider", "ada@example.org", "provider", "CT", access.Invitation{}, "roster"},
		{"a manager", "ada@example.org", "manager", "CT", access.Invitation{}, "roster"},
		{"no role", "ada@example.org", "", "CT", access.Invitation{}, "coordinator or operator"},
		{"a role in capitals", "ada@example.org", "Coordinator", "CT", access.Invitation{}, "coordinator or operator"},
		{"no e-mail", "", "operator", "", access.Invitation{}, "e-mail"},
		{"a name with the e-mail", "Ada <ada@example.org>", "operator", "", access.Invitation{}, "e-mail"},
		{"two e-mails", "a@example.org,b@example.org", "operator", "", access.Invitation{}, "e-mail"},
		{"a mark that turns the line around", "a\u202eda@example.org", "operator", "", access.Invitation{}, "cannot be seen (U+202E)"},
		{"a blank of no width", "ada@exam\u200bple.org", "operator", "", access.Invitation{}, "cannot be seen (U+200B)"},
		{"a line break", "a@example.org\r\nBcc: b@example.org", "operator", "", access.Invitation{}, "e-mail"},
		{"an endless e-mail", strings.Repeat("a", 300) + "@example.org", "operator", "", access.Invitation{}, "e-mail"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			got, err := access.NewInvitation(row.email, row.role, row.association)
			if got != row.want {
				t.Errorf("invitation %+v; want %+v", got, row.want)
			}
			if row.complaint == "" && err != nil {
				t.Errorf("refused: %v", err)
			}
			if row.complaint != "" && (fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), row.complaint)) {
				t.Errorf("error %v; want Invalid naming %q", err, row.complaint)
			}
		})
	}
}

func TestFeedNames(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"  my phone ":           "my phone",
		"":                      "",
		"Büro":                  "Büro",
		strings.Repeat("é", 80): strings.Repeat("é", 80),
	} {
		if got, err := access.FeedName(text); err != nil || got != want {
			t.Errorf("%q: %q, %v; want %q", text, got, err, want)
		}
	}
	for _, text := range []string{strings.Repeat("é", 81), "a\r\nb", "a\u202eb", "a\u200bb", "a\x00b"} {
		if _, err := access.FeedName(text); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q: %v; want Invalid", text, err)
		}
	}
}
