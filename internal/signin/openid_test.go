package signin_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"attune/internal/access"
	"attune/internal/dbtest"
	"attune/internal/fault"
	"attune/internal/issuer"
	"attune/internal/signin"
)

// patience is what issuers are given here: a machine that is busy takes some, and one test waits for all of it.
const patience = 4 * time.Second

const back = "https://attune.example.org/sign-in/openid/back"

// vouched is a visit whose desk has an issuer.
type vouched struct {
	visit
	issuer *issuer.Issuer
}

// eachVouched tells a story with an issuer that vouches for the one account, on both databases.
func eachVouched(t *testing.T, test func(v vouched)) {
	t.Helper()
	eachVisit(t, func(v visit) {
		at := issuer.Open(v.t)
		w := vouched{v, at}
		w.behaves(issuer.Manners{Says: adaThere()})
		w.Desk = w.Vouching(w.client(issuer.ClientSecret))
		test(w)
	})
}

func adaThere() issuer.Claims {
	return issuer.Claims{"sub": "4711", "email": "OP@Example.org", "email_verified": true}
}

func (v vouched) client(secret string) *signin.Issuer {
	return signin.NewIssuer(signin.Client{Issuer: v.issuer.URL, ID: issuer.ClientID, Secret: secret, Back: back, Patience: patience}, v.clock)
}

// behaves has the issuer behave so, by the clock of the story.
func (v vouched) behaves(m issuer.Manners) {
	m.Now = v.clock()
	v.issuer.Behave(m)
}

// leaves goes to the issuer and comes back, still outside.
func (v vouched) leaves() (signin.Departure, signin.Arrival) {
	v.t.Helper()
	left, err := v.Depart(v.t.Context(), "192.0.2.7")
	if err != nil {
		v.t.Fatal(err)
	}
	if !strings.HasPrefix(left.Address, v.issuer.URL+"/authorize?") {
		v.t.Fatalf("the way leads to %s", left.Address)
	}
	to := v.issuer.Visit(left.Address)
	q := to.Query()
	if to.RawQuery = ""; to.String() != back {
		v.t.Fatalf("the way back leads to %s", to)
	}
	return left, signin.Arrival{State: q.Get("state"), Code: q.Get("code"), Error: q.Get("error")}
}

// comes is a whole trip.
func (v vouched) comes() (signin.Proof, error) {
	v.t.Helper()
	left, back := v.leaves()
	return v.Arrive(v.t.Context(), left, back)
}

func (v vouched) mustCome(what string) {
	v.t.Helper()
	proof, err := v.comes()
	host := strings.TrimPrefix(v.issuer.URL, "http://")
	if want := (signin.Proof{Account: v.account, Way: "through " + host}); proof != want || err != nil {
		v.t.Errorf("%s: %+v, %v; want %+v", what, proof, err, want)
	}
}

func (v vouched) mustNot(what string, err error, kind fault.Kind, words string) {
	v.t.Helper()
	if sentence, _ := fault.SentenceOf(err); fault.KindOf(err) != kind || !strings.Contains(sentence, words) {
		v.t.Errorf("%s: %v; want kind %d and %q", what, err, kind, words)
	}
}

// Once somebody has signed in, the identity alone decides, whatever becomes of e-mails on either side.
func TestAnIdentityIsBoundOnce(t *testing.T) {
	t.Parallel()
	eachVouched(t, func(v vouched) {
		v.mustCome("the first time")
		v.mustCome("the second time")
		for _, says := range []issuer.Claims{
			{"sub": "4711", "email": "married@example.org", "email_verified": true}, {"sub": "4711"}, {"sub": "4711", "email": "op@example.org", "email_verified": false},
		} {
			v.behaves(issuer.Manners{Says: says})
			v.mustCome("with another e-mail")
		}
		other := adaThere()
		other["sub"] = "4712"
		v.behaves(issuer.Manners{Says: other}) // the issuer gave the address to somebody else
		_, err := v.comes()
		v.mustNot("the address alone", err, fault.Conflict, "belongs to another identity")
		if err := v.store.Unbind(t.Context(), v.account, v.issuer.URL, "there", ""); err != nil {
			t.Fatal(err)
		}
		v.mustCome("another identity, after the first was taken off")
	})
}

func TestWhoeverHasNoAccountIsToldSo(t *testing.T) {
	t.Parallel()
	eachVouched(t, func(v vouched) {
		v.behaves(issuer.Manners{Says: issuer.Claims{"sub": "1", "email": "stranger@example.org", "email_verified": true}})
		_, err := v.comes()
		v.mustNot("a stranger", err, fault.NotFound, "by invitation: ask the coordinator")
		v.behaves(issuer.Manners{Says: adaThere()})
		v.mustCome("the holder")
		invited, err := v.store.Invite(t.Context(), access.Invitation{Email: "two@example.org", Role: access.Operator}, access.TheOperator)
		if err != nil {
			t.Fatal(err)
		}
		if err := v.store.CloseAccount(t.Context(), v.account, invited.ID.String(), func(access.Holder, int) error { return nil }); err != nil {
			t.Fatal(err)
		}
		_, err = v.comes()
		v.mustNot("a closed account", err, fault.NotFound, "by invitation: ask the coordinator")
		if bound, err := v.store.IdentitiesOf(t.Context(), v.account); len(bound) != 0 || err != nil {
			t.Errorf("a closed account is bound still: %v, %v", bound, err)
		}
	})
}

// Nothing that an issuer, or somebody in its name, says wrongly signs anybody in.
func TestWhatIsSaidWronglySignsNobodyIn(t *testing.T) {
	t.Parallel()
	lie := func(name string, value any) issuer.Manners {
		return issuer.Manners{Says: adaThere(), Lies: func(_, token issuer.Claims) { token[name] = value }}
	}
	says := func(c issuer.Claims) issuer.Manners { return issuer.Manners{Says: c} }
	spoilt := func(spoil func(string) string) issuer.Manners {
		return issuer.Manners{Says: adaThere(), Spoils: spoil}
	}
	none := issuer.Manners{Says: adaThere(), Lies: func(header, _ issuer.Claims) { header["alg"] = "none" }, Spoils: func(token string) string { return token[:strings.LastIndex(token, ".")+1] }}
	const distrust, untold = "could not be trusted", "did not tell your e-mail"
	for what, c := range map[string]struct {
		manners issuer.Manners
		words   string
	}{
		"another nonce":          {lie("nonce", "another"), distrust},
		"no nonce":               {lie("nonce", nil), distrust},
		"another audience":       {lie("aud", "somebody"), distrust},
		"two audiences":          {lie("aud", []string{"somebody", issuer.ClientID}), distrust},
		"another party":          {lie("azp", "somebody"), distrust},
		"another issuer":         {lie("iss", "https://login.example.org"), distrust},
		"an expired token":       {lie("exp", int64(1)), distrust},
		"a token without an end": {lie("exp", nil), distrust},
		"nobody":                 {lie("sub", ""), distrust},
		"a very long name":       {lie("sub", strings.Repeat("x", 10_000)), distrust},
		"a name of another type": {lie("sub", 7), distrust},
		"no signature":           {none, distrust},
		"another key": {issuer.Manners{Says: adaThere(), Lies: func(header, _ issuer.Claims) { header["kid"] = "two" }, Spoils: func(token string) string {
			return token[:len(token)-8] + "AAAAAAAA"
		}}, distrust},
		"a spoilt signature":                 {spoilt(func(token string) string { return token[:len(token)-8] + "AAAAAAAA" }), distrust},
		"no token":                           {spoilt(func(string) string { return "" }), distrust},
		"no token, but words":                {spoilt(func(string) string { return "<script>alert(1)</script>\r\n" }), distrust},
		"no e-mail":                          {says(issuer.Claims{"sub": "4711"}), untold},
		"an e-mail nobody verified":          {says(issuer.Claims{"sub": "4711", "email": "op@example.org", "email_verified": false}), "has not verified"},
		"an e-mail of which nothing is said": {says(issuer.Claims{"sub": "4711", "email": "op@example.org"}), "has not verified"},
		"an e-mail that is none":             {says(issuer.Claims{"sub": "4711", "email": "op@example.org\r\nBcc: x@example.org", "email_verified": true}), "is none"},
		"somebody else's e-mail beside it":   {issuer.Manners{Says: issuer.Claims{"sub": "1"}, Tells: issuer.Claims{"sub": "2", "email": "op@example.org", "email_verified": true}}, distrust},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			v := atOnce(t)
			v.behaves(c.manners)
			proof, err := v.comes()
			v.mustNot(what, err, fault.Invalid, c.words)
			if bound, _ := v.store.IdentitiesOf(t.Context(), v.account); proof != (signin.Proof{}) || len(bound) != 0 {
				t.Errorf("%s signs in %+v, and binds %v", what, proof, bound)
			}
		})
	}
}

// atOnce is a vouched visit on one database.
func atOnce(t *testing.T) vouched {
	t.Helper()
	w := vouched{visitOn(t, dbtest.SQLite(t)), issuer.Open(t)}
	w.behaves(issuer.Manners{Says: adaThere()})
	w.Desk = w.Vouching(w.client(issuer.ClientSecret))
	return w
}

// Some issuers tell an e-mail at another address only, and some write truths as texts.
func TestAnEmailThatIsToldElsewhere(t *testing.T) {
	t.Parallel()
	v := atOnce(t)
	v.behaves(issuer.Manners{Says: issuer.Claims{"sub": "1"}, Tells: issuer.Claims{"sub": "1", "email": "op@example.org", "email_verified": "true"}})
	v.mustCome("an e-mail told elsewhere")
}

func TestOnlyWhoLeftComesBack(t *testing.T) {
	t.Parallel()
	v := atOnce(t)
	arrive := func(what string, left signin.Departure, back signin.Arrival, words string) {
		t.Helper()
		proof, err := v.Arrive(t.Context(), left, back)
		if v.mustNot(what, err, fault.Invalid, words); proof != (signin.Proof{}) {
			t.Errorf("%s signs in %+v", what, proof)
		}
	}
	left, there := v.leaves()
	other, _ := v.leaves()
	arrive("another window", other, there, "begun in another window")
	arrive("no window", signin.Departure{}, there, "begun in another window")
	arrive("nothing at all", signin.Departure{}, signin.Arrival{}, "begun in another window")
	stolen := other
	stolen.State = left.State
	arrive("a code of another window", stolen, there, "took too long, or was used already") // PKCE: the issuer sees it
	left, there = v.leaves()
	there.Issuer = "https://login.example.org"
	arrive("another issuer", left, there, "could not be trusted")
	there.Issuer = v.issuer.URL
	if _, err := v.Arrive(t.Context(), left, there); err != nil {
		t.Errorf("the issuer says who it is: %v", err)
	}
	arrive("the same code once more", left, there, "used already")
	left, there = v.leaves()
	there.Code = ""
	arrive("no code", left, there, "could not be trusted")
	left, there = v.leaves()
	v.pass(signin.DepartureLasts)
	arrive("too late", left, there, "longer than 10 minutes")
	for code, words := range map[string]string{"access_denied": "called off there", "server_error": "did not sign you in", "<script>": "did not sign you in"} {
		v.behaves(issuer.Manners{Refuses: code})
		left, there := v.leaves()
		arrive(code, left, there, words)
	}
}

// An issuer that is away, slow, endless or somebody else keeps nobody waiting, and is asked again.
func TestAnIssuerThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	for what, m := range map[string]issuer.Manners{"away": {Away: true}, "endless": {Endless: true}, "silent": {Silent: true}} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			v := atOnce(t)
			v.behaves(m)
			began := time.Now()
			_, err := v.Depart(t.Context(), "192.0.2.7")
			v.mustNot(what, err, fault.Unavailable, "cannot be reached just now")
			if took := time.Since(began); took > 30*time.Second {
				t.Errorf("somebody waited for %s", took)
			}
			v.behaves(issuer.Manners{Says: adaThere()})
			v.mustCome("once it is back")
			left, there := v.leaves()
			v.behaves(m)
			_, err = v.Arrive(t.Context(), left, there)
			v.mustNot(what+" in the middle", err, fault.Unavailable, "cannot be reached just now")
		})
	}
	v := atOnce(t)
	v.behaves(issuer.Manners{Calls: "https://login.example.org"})
	_, err := v.Depart(t.Context(), "192.0.2.7")
	v.mustNot("an issuer of another name", err, fault.Unavailable, `calls itself "https://login.example.org"`)
	v.Desk = v.Vouching(v.client("another secret"))
	v.behaves(issuer.Manners{Says: adaThere()})
	_, err = v.comes()
	v.mustNot("a wrong secret", err, fault.Unavailable, "does not take Attune's word")
	if strings.Contains(err.Error(), "another secret") {
		t.Errorf("a secret is told: %v", err)
	}
}

// Each sign-in that is begun is kept for a while, so they are limited; and the issuer is asked for its addresses once.
func TestBeginningIsLimited(t *testing.T) {
	t.Parallel()
	v := atOnce(t)
	for i := range 61 {
		_, err := v.Depart(t.Context(), "192.0.2.7")
		if want := i == 60; want != (fault.KindOf(err) == fault.TooMany) {
			t.Fatalf("number %d: %v", i+1, err)
		}
	}
	if v.issuer.Calls() != 1 {
		t.Errorf("the issuer was asked %d times", v.issuer.Calls())
	}
	left, err := v.Depart(t.Context(), "192.0.2.8")
	if u, wrong := url.Parse(left.Address); err != nil || wrong != nil || u.Query().Get("redirect_uri") != back {
		t.Errorf("somebody else: %v, %v", left.Address, err)
	}
}

func TestWithoutAnIssuer(t *testing.T) {
	t.Parallel()
	v := atOnce(t)
	v.Desk = v.Vouching(nil)
	_, err := v.Depart(t.Context(), "192.0.2.7")
	v.mustNot("leaving", err, fault.NotFound, "not set up here")
	_, err = v.Arrive(t.Context(), signin.Departure{}, signin.Arrival{})
	v.mustNot("coming back", err, fault.NotFound, "not set up here")
	if v.IssuerHost()+v.IssuerAddress() != "" {
		t.Error("there is an issuer")
	}
}
