package signin_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"attune/internal/access"
	"attune/internal/dbtest"
	"attune/internal/fault"
	"attune/internal/signin"
)

const good = "seven grey herons at noon"

func (v visit) sets(p signin.NewPassword) error {
	v.t.Helper()
	p.Account = v.account
	return v.SetPassword(v.t.Context(), p)
}

func (v visit) mustSet(p signin.NewPassword) {
	v.t.Helper()
	if err := v.sets(p); err != nil {
		v.t.Fatal(err)
	}
}

func (v visit) enters(email, password string) (signin.Proof, error) {
	return v.Enter(v.t.Context(), signin.Entering{Email: email, Password: password, From: "192.0.2.7"})
}

func TestAPasswordSignsIn(t *testing.T) {
	t.Parallel()
	eachVisit(t, func(v visit) {
		wrong := func(what, email, password string) string {
			t.Helper()
			proof, err := v.enters(email, password)
			sentence, _ := fault.SentenceOf(err)
			if proof != (signin.Proof{}) || fault.KindOf(err) != fault.Invalid {
				t.Errorf("%s: %+v, %v", what, proof, err)
			}
			return sentence
		}
		none := wrong("an account without a password", "op@example.org", good)
		v.mustSet(signin.NewPassword{New: good, Fresh: true})
		sentences := []string{
			none, wrong("another password", "op@example.org", good+"!"), wrong("no password", "op@example.org", ""),
			wrong("nobody's address", "nobody@example.org", good), wrong("a very long one", "op@example.org", strings.Repeat(good, 1000)),
		}
		for _, s := range sentences {
			if s != none || s == "" {
				t.Errorf("answers differ: %q and %q", s, none)
			}
		}
		proof, err := v.enters(" OP@example.org", good)
		if want := (signin.Proof{Account: v.account, Way: "with a password"}); proof != want || err != nil {
			t.Errorf("the right password: %+v, %v; want %+v", proof, err, want)
		}
		v.mustSet(signin.NewPassword{Old: good, New: good + " again"})
		wrong("the password of before", "op@example.org", good)
	})
}

// What a password costs the service is OWASP's advice for argon2id, written into every hash; all other tests hash lightly.
func TestThePasswordsOfTheServiceAreDear(t *testing.T) {
	t.Parallel()
	v := visitOn(t, dbtest.SQLite(t))
	v.Desk = signin.NewDesk(v.store, v.clock)
	v.mustSet(signin.NewPassword{New: good, Fresh: true})
	hash, _, err := v.store.OwnPassword(t.Context(), v.account)
	if err != nil || !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("the hash is %q, %v: want 19 MiB, two passes, one lane", hash, err)
	}
	if _, err := v.enters("op@example.org", good); err != nil {
		t.Errorf("the right password: %v", err)
	}
}

func TestPasswordsAreLimited(t *testing.T) {
	t.Parallel()
	eachVisit(t, func(v visit) {
		v.mustSet(signin.NewPassword{New: good, Fresh: true})
		for range 3 { // who gets in begins anew
			for range 9 {
				_, _ = v.enters("op@example.org", "not this one, sorry")
			}
			if _, err := v.enters("op@example.org", good); err != nil {
				t.Fatalf("the right password: %v", err)
			}
		}
		for range 30 {
			_, _ = v.enters("op@example.org", "not this one, sorry")
		}
		elsewhere := func(network int, password string) error {
			_, err := v.Enter(v.t.Context(), signin.Entering{Email: "op@example.org", Password: password, From: fmt.Sprintf("198.51.100.%d", network)})
			return err
		}
		if err := elsewhere(0, good); err != nil {
			t.Errorf("its owner, elsewhere: %v", err)
		}
		_, err := v.enters("op@example.org", good)
		v.wantAsked("the right one, too late", err, fault.TooMany, "in 15 minutes")
		for range 10 { // guessing on the page of the account is no way around it
			if err := v.sets(signin.NewPassword{Old: "guess", New: "not this one, sorry"}); !errors.Is(err, signin.ErrOld) {
				t.Fatalf("a wrong old password: %v", err)
			}
		}
		v.wantAsked("one more guess", v.sets(signin.NewPassword{Old: "guess", New: good}), fault.TooMany, "in 15 minutes")
		v.pass(15 * time.Minute)
		if _, err := v.enters("op@example.org", good); err != nil {
			t.Errorf("a quarter of an hour later: %v", err)
		}
		for i := range 49 { // many networks at once are stopped, too
			v.wantAsked("a guess", elsewhere(i/10, "not this one, sorry"), fault.Invalid, "not right")
		}
		v.wantAsked("one guess more", elsewhere(9, good), fault.TooMany, "in 15 minutes")
	})
}

func TestSettingAPassword(t *testing.T) {
	t.Parallel()
	eachVisit(t, func(v visit) {
		if err := v.sets(signin.NewPassword{New: good}); !errors.Is(err, signin.ErrOld) {
			t.Errorf("neither fresh nor with one so far: %v", err)
		}
		for what, password := range map[string]string{
			"eleven characters":        "Xq7!Xq7!Xq7",
			"eleven, many bytes":       "äöüßéèêàçñø",
			"too long":                 strings.Repeat("xq7 z", 41),
			"a usual one":              "password1234",
			"a usual one with signs":   "P@ssw0rd2026!",
			"a sequence":               "1q2w3e4r5t6z",
			"one sign":                 "aaaaaaaaaaaaaaaa",
			"four signs":               "abcdabcdabcdabcd",
			"their own address":        "op@example.org",
			"their address and a year": "example.org-2026",
		} {
			if err := v.sets(signin.NewPassword{New: password, Fresh: true}); fault.KindOf(err) != fault.Invalid || errors.Is(err, signin.ErrOld) {
				t.Errorf("%s is taken: %v", what, err)
			}
		}
		for _, password := range []string{good, strings.Repeat("xq7 z", 40), "äöüßéèêàçñøå", "            correct horse", "\u202e\u200bhidden signs, meant", "<b>bold & brave</b>"} {
			v.mustSet(signin.NewPassword{New: password, Fresh: true})
			v.mustSet(signin.NewPassword{New: password, Fresh: true}) // a double click
			if _, err := v.enters("op@example.org", password); err != nil {
				t.Errorf("%.20q does not sign in: %v", password, err)
			}
		}
		if err := v.SetPassword(t.Context(), signin.NewPassword{Account: access.AccountID(4711), New: good, Fresh: true}); fault.KindOf(err) != fault.SignedOut {
			t.Errorf("nobody's account: %v", err)
		}
	})
}
