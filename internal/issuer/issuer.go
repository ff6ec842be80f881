// Package issuer is an OpenID Connect issuer for tests: a real server on this machine with real keys, that holds a client to the
// letter of the protocol, and lies where a test wants it to.
//
// It hands over an Issuer, whose Manners a test chooses. It has no page: whoever comes is signed in as whom Says names.
package issuer

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"
)

// What the one client is called, and its secret.
const (
	ClientID     = "attune"
	ClientSecret = "a secret of the client's own"
)

// Claims are what a token says.
type Claims map[string]any

// Manners are how an Issuer behaves. The zero Manners are those of a good one, which says nothing of anybody.
type Manners struct {
	Says    Claims                     // of whoever signs in: sub, email, email_verified
	Tells   Claims                     // at the address of its own (userinfo); nil: there is none
	Lies    func(header, token Claims) // changes a token before it is signed
	Spoils  func(token string) string  // changes a token after it is signed
	Refuses string                     // its code of an error, instead of signing anybody in
	Away    bool                       // it answers nothing but errors
	Silent  bool                       // it takes every question, and never answers
	Endless bool                       // its answers have no end
	Calls   string                     // what it calls itself; empty: as it is
	Now     time.Time                  // its clock; zero: this machine's
}

// Issuer is a running server.
type Issuer struct {
	URL string
	t   testing.TB
	key *rsa.PrivateKey

	over chan struct{}

	mu      sync.Mutex
	manners Manners
	asked   map[string]url.Values // by code: what the browser was sent with
	calls   int
}

// Open starts one; it ends with the test.
func Open(t testing.TB) *Issuer {
	t.Helper()
	key, err := theKey()
	if err != nil {
		t.Fatal(err)
	}
	i := &Issuer{t: t, key: key, asked: make(map[string]url.Values), over: make(chan struct{})}
	mux := http.NewServeMux()
	for path, answer := range map[string]func(http.ResponseWriter, *http.Request, Manners){
		"GET /.well-known/openid-configuration": i.discovery, "GET /keys": i.keys, "GET /authorize": i.authorize, "POST /token": i.token, "GET /userinfo": i.userinfo,
	} {
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			m := i.now()
			switch {
			case m.Away:
				http.Error(w, "down for the night", http.StatusBadGateway)
			case m.Silent:
				select {
				case <-r.Context().Done():
				case <-i.over: // of a question with a body nobody is told who hung up
				}
			case m.Endless:
				for w.Header().Set("Content-Type", "application/json"); r.Context().Err() == nil; {
					if _, err := w.Write([]byte(`"endless":[` + string(make([]byte, 1<<16)))); err != nil {
						return
					}
				}
			default:
				answer(w, r, m)
			}
		})
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	t.Cleanup(func() { close(i.over) })
	i.URL = server.URL
	return i
}

// theKey is the key of all issuers of a test binary: to find one takes longer than most tests.
var theKey = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })

// Behave has it behave so from now on.
func (i *Issuer) Behave(m Manners) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.manners = m
}

// Calls is how many questions it was asked.
func (i *Issuer) Calls() int {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.calls
}

func (i *Issuer) now() Manners {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.calls++
	return i.manners
}

// Visit does what a browser does at the address it was sent to, and gives the address it is sent back to.
func (i *Issuer) Visit(address string) *url.URL {
	i.t.Helper()
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Get(address)
	if err != nil {
		i.t.Fatal(err)
	}
	_ = response.Body.Close()
	back, err := response.Location()
	if err != nil {
		i.t.Fatalf("the issuer answers %s to %s", response.Status, address)
	}
	return back
}

func (i *Issuer) discovery(w http.ResponseWriter, _ *http.Request, m Manners) {
	name := i.URL
	if m.Calls != "" {
		name = m.Calls
	}
	document := Claims{
		"issuer": name, "authorization_endpoint": i.URL + "/authorize", "token_endpoint": i.URL + "/token", "jwks_uri": i.URL + "/keys",
		"id_token_signing_alg_values_supported": []string{"RS256", "none"},
	}
	if m.Tells != nil {
		document["userinfo_endpoint"] = i.URL + "/userinfo"
	}
	answer(w, http.StatusOK, document)
}

func (i *Issuer) keys(w http.ResponseWriter, _ *http.Request, _ Manners) {
	answer(w, http.StatusOK, Claims{"keys": []Claims{{
		"kty": "RSA", "alg": "RS256", "use": "sig", "kid": "one", "n": encode(i.key.N.Bytes()), "e": encode(big.NewInt(int64(i.key.E)).Bytes()),
	}}})
}

// authorize signs whoever comes in at once, where the client asked as it should.
func (i *Issuer) authorize(w http.ResponseWriter, r *http.Request, m Manners) {
	q := r.URL.Query()
	if q.Get("client_id") != ClientID || q.Get("response_type") != "code" || q.Get("code_challenge_method") != "S256" || len(q.Get("code_challenge")) != 43 || len(q.Get("nonce")) < 32 || len(q.Get("state")) < 32 || q.Get("scope") != "openid email" {
		http.Error(w, "not asked for as agreed", http.StatusBadRequest)
		return
	}
	back, err := url.Parse(q.Get("redirect_uri"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	result := url.Values{"state": {q.Get("state")}}
	if m.Refuses != "" {
		result.Set("error", m.Refuses)
	} else {
		code := rand.Text()
		i.mu.Lock()
		i.asked[code] = q
		i.mu.Unlock()
		result.Set("code", code)
	}
	back.RawQuery = result.Encode()
	http.Redirect(w, r, back.String(), http.StatusSeeOther)
}

// token takes a code once, from the client that has its secret and the verifier of the challenge.
func (i *Issuer) token(w http.ResponseWriter, r *http.Request, m Manners) {
	id, secret, _ := r.BasicAuth()
	if clear, _ := url.QueryUnescape(secret); id != ClientID || clear != ClientSecret {
		answer(w, http.StatusUnauthorized, Claims{"error": "invalid_client"})
		return
	}
	code := r.FormValue("code")
	i.mu.Lock()
	q, known := i.asked[code]
	delete(i.asked, code)
	i.mu.Unlock()
	challenge := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	if !known || encode(challenge[:]) != q.Get("code_challenge") || r.FormValue("redirect_uri") != q.Get("redirect_uri") {
		answer(w, http.StatusBadRequest, Claims{"error": "invalid_grant"})
		return
	}
	answer(w, http.StatusOK, Claims{"access_token": rand.Text(), "token_type": "Bearer", "expires_in": 60, "id_token": i.sign(q.Get("nonce"), m)})
}

func (i *Issuer) userinfo(w http.ResponseWriter, _ *http.Request, m Manners) {
	answer(w, http.StatusOK, m.Tells)
}

// sign makes a token.
func (i *Issuer) sign(nonce string, m Manners) string {
	now := m.Now
	if now.IsZero() {
		now = time.Now()
	}
	header := Claims{"alg": "RS256", "typ": "JWT", "kid": "one"}
	token := Claims{"iss": i.URL, "aud": ClientID, "nonce": nonce, "iat": now.Unix(), "exp": now.Add(5 * time.Minute).Unix()}
	for name, value := range m.Says {
		token[name] = value
	}
	if m.Lies != nil {
		m.Lies(header, token)
	}
	text := part(header) + "." + part(token)
	digest := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(nil, i.key, crypto.SHA256, digest[:])
	if err != nil {
		i.t.Errorf("sign: %v", err)
	}
	text += "." + encode(signature)
	if m.Spoils != nil {
		text = m.Spoils(text)
	}
	return text
}

func part(c Claims) string {
	text, _ := json.Marshal(c) // texts, numbers and truths can be encoded
	return encode(text)
}

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func answer(w http.ResponseWriter, status int, c Claims) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(c)
}
