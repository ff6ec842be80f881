package access_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"testing"

	"attune/internal/access"
)

func TestTokensAreLongAndNeverTheSame(t *testing.T) {
	t.Parallel()
	seen := make(map[access.Token]bool)
	for range 1000 {
		token := access.NewToken()
		if !regexp.MustCompile(`^[A-Za-z0-9_-]{43}$`).MatchString(token.Reveal()) {
			t.Fatalf("token %q is not 256 bits in base64url", token.Reveal())
		}
		if seen[token] {
			t.Fatal("the same token twice")
		}
		seen[token] = true
	}
}

func TestHashIsSHA256(t *testing.T) {
	t.Parallel()
	// FIPS 180-2, appendix B.1.
	const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
	if got := access.Token("abc").Hash(); got != abc {
		t.Errorf("hash of abc: %s", got)
	}
}

func TestATokenPrintsAsAsterisks(t *testing.T) {
	t.Parallel()
	token := access.NewToken()
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("feed", "token", token)
	slog.New(slog.NewTextHandler(&log, nil)).Info("feed", "token", token)
	printed := fmt.Sprintf("%s %v %+v %#v %q", token, token, struct{ T access.Token }{token}, token, token) + log.String()
	if strings.Contains(printed, token.Reveal()) {
		t.Errorf("the token shows in %s", printed)
	}
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	for base, want := range map[string]string{
		"https://attune.example.org":  "https://attune.example.org",
		"https://attune.example.org/": "https://attune.example.org",
		"https://example.org/attune":  "https://example.org/attune",
	} {
		if got := access.FeedAddress(base, "aB-_9"); got != want+"/feeds/aB-_9.ics" {
			t.Errorf("feed address %s", got)
		}
		if got := access.SignInAddress(base, "aB-_9"); got != want+"/sign-in?link=aB-_9" {
			t.Errorf("sign-in address %s", got)
		}
	}
}
