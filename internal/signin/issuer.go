package signin

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"attune/internal/fault"
)

// What an issuer is given to answer, and how much of an answer is read: it is another's machine, and somebody waits.
const (
	issuerTimeout = 10 * time.Second
	issuerBytes   = 1 << 20
)

// Client is what Attune is at an issuer.
type Client struct {
	Issuer string // its address, exactly as it calls itself
	ID     string
	Secret string // empty: a public client, which shows PKCE alone
	Back   string // Attune's address that people come back to, as it is registered there

	Patience time.Duration // what it is given for an answer; ten seconds where zero
}

// Issuer is an OpenID Connect issuer that people may sign in with. It is asked for its addresses when they are first
// needed, and again until it answers, so that Attune starts without it. It is safe for use by many at once.
type Issuer struct {
	client Client
	host   string
	http   *http.Client
	now    func() time.Time

	mu    sync.Mutex
	found *found // nil: it has not answered yet
}

// found is an issuer that has told its addresses.
type found struct {
	provider *oidc.Provider
	oauth    *oauth2.Config
	verifier *oidc.IDTokenVerifier
}

// NewIssuer is an issuer by what Attune is there; now is the clock that tokens are held against. Nothing is asked of it yet.
func NewIssuer(c Client, now func() time.Time) *Issuer {
	host := c.Issuer
	if u, err := url.Parse(c.Issuer); err == nil && u.Host != "" {
		host = u.Host
	}
	return &Issuer{client: c, host: host, now: now, http: &http.Client{
		Timeout:   cmp.Or(c.Patience, issuerTimeout),
		Transport: brief{http.DefaultTransport},
		// What is asked for stands at the address that was asked, or nowhere: a secret is sent to no other.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// brief reads no more of an answer than could be meant.
type brief struct{ http.RoundTripper }

// RoundTrip is http.RoundTripper's.
func (b brief) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := b.RoundTripper.RoundTrip(r)
	if err == nil {
		response.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(response.Body, issuerBytes), response.Body}
	}
	return response, err
}

// Host is the issuer as people read it in their browser's address line.
func (i *Issuer) Host() string { return i.host }

// Check asks the issuer for its addresses anew. It is Unavailable, with what is wrong in the sentence, where it does not
// tell them within the time that ctx gives, ten seconds at most.
func (i *Issuer) Check(ctx context.Context) error {
	_, err := i.discover(ctx)
	return err
}

// find is the issuer with its addresses, asked for where nobody has yet.
func (i *Issuer) find(ctx context.Context) (*found, error) {
	i.mu.Lock()
	known := i.found
	i.mu.Unlock()
	if known != nil {
		return known, nil
	}
	known, err := i.discover(ctx) // several at once may ask; that is cheaper than having all wait for one
	if err != nil {
		return nil, err
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	i.found = known
	return known, nil
}

func (i *Issuer) discover(ctx context.Context) (*found, error) {
	provider, err := oidc.NewProvider(oidc.ClientContext(ctx, i.http), i.client.Issuer)
	if mismatch, ok := errors.AsType[*oidc.IssuerMismatchError](err); ok {
		return nil, fault.Because(err, fault.Unavailable, "The sign-in service at %s calls itself %q; ATTUNE_OIDC_ISSUER has to say exactly that.", i.host, mismatch.Discovered)
	}
	if err != nil {
		return nil, i.away(err)
	}
	var told struct {
		Methods []string `json:"token_endpoint_auth_methods_supported"`
	}
	endpoint := provider.Endpoint()
	if err := provider.Claims(&told); err != nil || endpoint.AuthURL == "" || endpoint.TokenURL == "" {
		return nil, i.away(errors.Join(err, errors.New("its discovery document is not whole")))
	}
	endpoint.AuthStyle = oauth2.AuthStyleInHeader // what every issuer takes that says nothing (OpenID Connect Core 9)
	if i.client.Secret == "" || len(told.Methods) > 0 && !slices.Contains(told.Methods, "client_secret_basic") {
		endpoint.AuthStyle = oauth2.AuthStyleInParams
	}
	return &found{
		provider: provider,
		oauth: &oauth2.Config{
			ClientID: i.client.ID, ClientSecret: i.client.Secret, Endpoint: endpoint, RedirectURL: i.client.Back,
			Scopes: []string{oidc.ScopeOpenID, oidc.ScopeEmail},
		},
		verifier: provider.Verifier(&oidc.Config{ClientID: i.client.ID, Now: i.now}),
	}, nil
}

// away is the fault of an issuer that gives no answer, or none that is one.
func (i *Issuer) away(cause error) error {
	return fault.Because(cause, fault.Unavailable, "The sign-in service %s cannot be reached just now. Try again in a minute, or have a link sent to you.", i.host)
}

// distrusted is the fault of an issuer whose answer cannot be taken for what it says.
func (i *Issuer) distrusted(cause error) error {
	return fault.Because(cause, fault.Invalid, "The answer of %s could not be trusted, so nobody was signed in. Try again, or have a link sent to you; if it goes on, tell whoever runs Attune for you.", i.host)
}

// tokens hands a code in for what the issuer says of whoever came back with it.
func (i *Issuer) tokens(ctx context.Context, known *found, code, verifier string) (*oauth2.Token, error) {
	token, err := known.oauth.Exchange(oidc.ClientContext(ctx, i.http), code, oauth2.VerifierOption(verifier))
	refused, told := errors.AsType[*oauth2.RetrieveError](err)
	switch {
	case err == nil:
		return token, nil
	case told && refused.ErrorCode == "invalid_grant":
		return nil, fault.Because(err, fault.Invalid, "This sign-in took too long, or was used already. Start again below.")
	case told && refused.ErrorCode != "":
		return nil, fault.Because(fmt.Errorf("the issuer answers %q", refused.ErrorCode), fault.Unavailable,
			"%s does not take Attune's word just now. Have a link sent to you, and tell whoever runs Attune for you.", i.host)
	}
	return nil, i.away(errors.New("no tokens from the issuer")) // its text may hold some of what was sent
}
