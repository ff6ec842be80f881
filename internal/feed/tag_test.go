package feed_test

import (
	"regexp"
	"testing"

	"attune/internal/feed"
)

func TestETagIsOfTheBytes(t *testing.T) {
	t.Parallel()
	one, same, other := feed.ETag([]byte("a")), feed.ETag([]byte("a")), feed.ETag([]byte("b"))
	if one != same || one == other {
		t.Errorf("of a %s and %s, of b %s", one, same, other)
	}
	if form := regexp.MustCompile(`^"[A-Za-z0-9_-]{24}"$`); !form.MatchString(one) {
		t.Errorf("%s is not a strong tag in quotes", one)
	}
	if got, want := feed.WeakETag(one), "W/"+one; got != want {
		t.Errorf("the weak form is %s, want %s", got, want)
	}
}

// RFC 9110, 8.8.3 and 13.1.2.
func TestMatches(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		field, tag string
		want       bool
	}{
		{`"a"`, `"a"`, true},
		{`"b"`, `"a"`, false},
		{`*`, `"a"`, true},
		{` * `, `"a"`, true},
		{`W/"a"`, `"a"`, true}, // the compressed form's tag, of a client that asks uncompressed
		{`"a"`, `W/"a"`, true},
		{`W/"a"`, `W/"a"`, true},
		{`"x", "a"`, `"a"`, true},
		{`"x","y" , W/"a"`, `"a"`, true},
		{`"x", "y"`, `"a"`, false},
		{`, "x",, "a"`, `"a"`, true}, // empty elements of a list (RFC 9110, 5.6.1)
		{`"a,b"`, `"a,b"`, true},     // a comma may stand in a tag
		{`"x,"a"`, `"a"`, false},
		{`"x, a"`, `"a"`, false},
		{`"x" "a"`, `"a"`, false}, // no list
		{`"A"`, `"a"`, false},
		{`w/"a"`, `"a"`, false}, // the W is a capital
		{`a`, `"a"`, false},
		{`"a`, `"a"`, false},
		{`"`, `"`, false},
		{`"", "a"`, `"a"`, true},
		{`*, "x"`, `"a"`, false},
		{``, `"a"`, false},
		{`,`, `"a"`, false},
	} {
		if got := feed.Matches(c.field, c.tag); got != c.want {
			t.Errorf("If-None-Match: %s names %s: %t, want %t", c.field, c.tag, got, c.want)
		}
	}
}
