package access

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"log/slog"
	"net/url"
	"strings"
)

// Token is a secret that opens something by itself: 256 random bits in 43 characters of base64url. It is shown once
// and never stored; its hash is. Printed or logged it shows as asterisks; Reveal is the only way to its text.
type Token string

// TokenHash is what the store keeps of a token: SHA-256 in 64 characters of lower-case hex. Tokens are random in full,
// so neither salt nor a slow hash would add anything.
type TokenHash string

// NewToken makes a token nobody has seen.
func NewToken() Token {
	var bits [32]byte
	_, _ = rand.Read(bits[:]) // never fails: it crashes the program instead
	return Token(base64.RawURLEncoding.EncodeToString(bits[:]))
}

// ParseToken is text as a token, where it has the form of one; false for any other.
func ParseToken(text string) (Token, bool) {
	bits, err := base64.RawURLEncoding.Strict().DecodeString(text)
	return Token(text), err == nil && len(bits) == 32
}

// Hash is the token's hash.
func (t Token) Hash() TokenHash {
	sum := sha256.Sum256([]byte(t))
	return TokenHash(hex.EncodeToString(sum[:]))
}

// Reveal is the secret itself, for its owner's eyes.
func (t Token) Reveal() string { return string(t) }

// String hides the token from formatted text.
func (t Token) String() string { return "***" }

// GoString hides the token from %#v.
func (t Token) GoString() string { return "***" }

// LogValue hides the token from logs.
func (t Token) LogValue() slog.Value { return slog.StringValue("***") }

// SignInAddress is the address that signs somebody in: opening it shows a button, pressing that uses the link up.
func SignInAddress(base string, t Token) string {
	return strings.TrimSuffix(base, "/") + "/sign-in?" + url.Values{"link": {t.Reveal()}}.Encode()
}

// FeedAddress is the address a calendar program subscribes to.
func FeedAddress(base string, t Token) string {
	return strings.TrimSuffix(base, "/") + "/feeds/" + url.PathEscape(t.Reveal()) + ".ics"
}
