// Package authenticator is the second factor in somebody's hand, for tests: oathtool, which is none of ours, works a code
// out of the secret that a page shows.
package authenticator

import (
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Code is the code (RFC 6238) that goes with a secret at an instant; the secret is base32, in the groups in which a page
// shows it.
func Code(t testing.TB, secret string, at time.Time) string {
	t.Helper()
	path, err := exec.LookPath("oathtool")
	if err != nil {
		t.Fatalf("oathtool is missing; `make test-tools` installs it (%v)", err)
	}
	command := exec.CommandContext(t.Context(), path, "--totp", "--base32", "--now=@"+strconv.FormatInt(at.Unix(), 10), "-")
	command.Stdin = strings.NewReader(secret)
	said, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("oathtool: %v: %s", err, said)
	}
	return strings.TrimSpace(string(said))
}
