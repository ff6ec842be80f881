package signin_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"attune/internal/access"
	"attune/internal/fault"
	"attune/internal/signin"
)

// asks asks for a link from a page of its own.
func (v visit) asks(email, from string) error {
	v.t.Helper()
	return v.Ask(v.t.Context(), signin.Asked{Email: email, Page: access.NewToken(), From: from})
}

func (v visit) wantAsked(what string, err error, kind fault.Kind, words string) {
	v.t.Helper()
	if sentence, _ := fault.SentenceOf(err); fault.KindOf(err) != kind || (err == nil) != (words == "") || !strings.Contains(sentence, words) {
		v.t.Errorf("%s: %v; want %q", what, err, words)
	}
}

func TestAskingIsLimitedByAddress(t *testing.T) {
	t.Parallel()
	eachVisit(t, func(v visit) {
		for _, email := range []string{"op@example.org", "nobody@example.org"} { // whether it is somebody's or not
			for range 5 {
				v.wantAsked("one of five", v.asks(email, "192.0.2.7"), 0, "")
			}
			v.pass(time.Minute)
			for range 100 { // a stranger who goes on keeps nobody out
				v.wantAsked("the sixth", v.asks(" "+strings.ToUpper(email), "192.0.2.7"), fault.TooMany, "in 29 minutes")
			}
			v.wantAsked("whose it is, elsewhere", v.asks(email, "192.0.2.8"), 0, "")
			v.pass(28*time.Minute + time.Second)
			v.wantAsked("a little early", v.asks(email, "192.0.2.7"), fault.TooMany, "in a minute")
			v.pass(time.Minute)
			v.wantAsked("in time", v.asks(email, "192.0.2.7"), 0, "")
		}
	})
}

// A mailbox bears so many in an hour, wherever they are asked for.
func TestAskingForAMailboxIsLimited(t *testing.T) {
	t.Parallel()
	eachVisit(t, func(v visit) {
		for i := range 15 {
			v.wantAsked("one of fifteen", v.asks("op@example.org", fmt.Sprintf("192.0.2.%d", i/5)), 0, "")
		}
		v.wantAsked("one more", v.asks("op@example.org", "192.0.2.100"), fault.TooMany, "in 60 minutes")
		if wait := fault.WaitOf(v.asks("op@example.org", "192.0.2.100")); wait != time.Hour {
			v.t.Errorf("to wait for %s", wait)
		}
		v.wantAsked("another mailbox", v.asks("two@example.org", "192.0.2.100"), 0, "")
		v.pass(time.Hour)
		v.wantAsked("an hour later", v.asks("op@example.org", "192.0.2.100"), 0, "")
	})
}

func TestAskingIsLimitedByNetwork(t *testing.T) {
	t.Parallel()
	eachVisit(t, func(v visit) {
		for i := range 60 { // one house has more addresses than anybody could count
			v.wantAsked("one of sixty", v.asks(fmt.Sprintf("a%d@example.org", i), fmt.Sprintf("2001:db8:1:2::%x", i)), 0, "")
		}
		v.wantAsked("one more", v.asks("b@example.org", "2001:db8:1:2:ffff::1"), fault.TooMany, "in 30 minutes")
		v.wantAsked("the house next door", v.asks("b@example.org", "2001:db8:1:3::1"), 0, "")
	})
}

func TestWhatIsNobodysAddress(t *testing.T) {
	t.Parallel()
	eachVisit(t, func(v visit) {
		for _, email := range []string{"", " ", "ada", "ada@", "a@b@c", "Ada <ada@example.org>", "a@example.org\r\nBcc: b@example.org", strings.Repeat("a", 10_000) + "@example.org", "<script>@x"} {
			v.wantAsked(email, v.asks(email, "192.0.2.7"), fault.Invalid, "e-mail address")
		}
	})
}
