package feed

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

// ETag is the strong entity tag of a feed's uncompressed bytes, in its quotes (RFC 9110, 8.8.3).
func ETag(body []byte) string {
	sum := sha256.Sum256(body)
	return `"` + base64.RawURLEncoding.EncodeToString(sum[:18]) + `"`
}

// WeakETag is the weak form of a strong entity tag: the compressed bytes say the same, and are not the same.
func WeakETag(strong string) string { return "W/" + strong }

// Matches tells whether the value of an If-None-Match field names the tag, by weak comparison, or is a star
// (RFC 9110, 13.1.2). Several fields are joined by commas first. What is malformed matches nothing from there on:
// the client then gets the feed, which is never wrong.
func Matches(ifNoneMatch, etag string) bool {
	rest := strings.Trim(ifNoneMatch, " \t")
	if rest == "*" {
		return true
	}
	want := strings.TrimPrefix(etag, "W/")
	for {
		// A tag may hold a comma, so that the list cannot be split at them.
		rest = strings.TrimPrefix(strings.TrimLeft(rest, " \t,"), "W/")
		if !strings.HasPrefix(rest, `"`) {
			return false
		}
		length := strings.IndexByte(rest[1:], '"') + 2
		if length < 2 {
			return false
		}
		if rest[:length] == want {
			return true
		}
		rest = strings.TrimLeft(rest[length:], " \t")
		if !strings.HasPrefix(rest, ",") {
			return false
		}
	}
}
