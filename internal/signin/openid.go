package signin

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"attune/internal/access"
	"attune/internal/fault"
)

// DepartureLasts is how long somebody may take at the issuer.
const DepartureLasts = 10 * time.Minute

// How often a sign-in may be begun: each is kept for a while.
const (
	departuresByAddress = 60
	departuresWithin    = 30 * time.Minute
)

// Identities keeps who holds an account in the words of issuers.
type Identities interface {
	// Recognise signs in whom an issuer vouches for, as decide says of what is on record: the identity is bound where it
	// has to be, the holder told, and the sign-in put on record. Email is canonical; empty where the issuer has verified none.
	Recognise(ctx context.Context, who access.Identity, email, host string, now time.Time,
		decide func(access.Vouched) (account access.AccountID, bind bool, err error)) (access.AccountID, error)
}

// Departure is somebody on their way to the issuer: what their browser's visit keeps until they are back. None of it but
// the address is for anybody's eyes.
type Departure struct {
	Address  string    // where the browser goes
	State    string    // shows that whoever comes back is who went
	Nonce    string    // shows that the token was made for this very sign-in
	Verifier string    // shows the issuer that whoever hands the code in is who asked for it (PKCE)
	At       time.Time // UTC
}

// Arrival is what a browser brings back from the issuer.
type Arrival struct {
	State, Code string
	Error       string // the issuer's code of what went wrong; empty where nothing did
	Issuer      string // who says so (RFC 9207); empty where it is not said
}

// Vouching is the desk with an issuer that people may sign in with. Without one nobody can.
func (d *Desk) Vouching(issuer *Issuer) *Desk {
	vouching := *d
	vouching.issuer = issuer
	return &vouching
}

// IssuerHost is the issuer as people know it; empty where none is set.
func (d *Desk) IssuerHost() string {
	if d.issuer == nil {
		return ""
	}
	return d.issuer.Host()
}

// IssuerAddress is the issuer's full address, by which identities are kept; empty where none is set.
func (d *Desk) IssuerAddress() string {
	if d.issuer == nil {
		return ""
	}
	return d.issuer.client.Issuer
}

// Depart sends somebody to the issuer; from is their network address. It is NotFound where none is set, Unavailable where
// it does not answer, and TooMany where that was done too often.
func (d *Desk) Depart(ctx context.Context, from string) (Departure, error) {
	if d.issuer == nil {
		return Departure{}, noIssuer()
	}
	limit := access.LimitOf("openid by address", network(from), departuresByAddress, departuresWithin)
	if err := d.limited(ctx, limit, "That was tried too often from where you are. Try again %s."); err != nil {
		return Departure{}, err
	}
	known, err := d.issuer.find(ctx)
	if err != nil {
		return Departure{}, err
	}
	left := Departure{State: access.NewToken().Reveal(), Nonce: access.NewToken().Reveal(), Verifier: oauth2.GenerateVerifier(), At: d.now()}
	left.Address = known.oauth.AuthCodeURL(left.State, oidc.Nonce(left.Nonce), oauth2.S256ChallengeOption(left.Verifier))
	return left, nil
}

// Arrive signs in whoever comes back from the issuer as who left. It fails with Invalid where what they bring is not what
// they left for, or the issuer has verified no e-mail of theirs; with NotFound and Conflict like access.Vouched; and with
// Unavailable where the issuer does not answer.
func (d *Desk) Arrive(ctx context.Context, left Departure, back Arrival) (Proof, error) {
	if d.issuer == nil {
		return Proof{}, noIssuer()
	}
	if err := d.expected(left, back); err != nil {
		return Proof{}, err
	}
	known, err := d.issuer.find(ctx)
	if err != nil {
		return Proof{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, issuerTimeout)
	defer cancel()
	says, err := d.issuer.vouches(ctx, known, back.Code, left)
	if err != nil {
		return Proof{}, err
	}
	return d.recognise(ctx, says)
}

// expected is nil where whoever comes back is who left, in time, and the issuer let them.
func (d *Desk) expected(left Departure, back Arrival) error {
	switch {
	case left.State == "" || subtle.ConstantTimeCompare([]byte(left.State), []byte(back.State)) != 1:
		return fault.New(fault.Invalid, "This page belongs to a sign-in that was begun in another window, or is over. Start again below.")
	case d.now().Sub(left.At) >= DepartureLasts:
		return fault.New(fault.Invalid, "That took longer than %d minutes, so nobody was signed in. Start again below.", int(DepartureLasts/time.Minute))
	case back.Issuer != "" && back.Issuer != d.issuer.client.Issuer:
		return d.issuer.distrusted(errors.New("another issuer answers"))
	case back.Error == "access_denied":
		return fault.New(fault.Invalid, "The sign-in at %s was called off there, so nobody was signed in. Start again below, or have a link sent to you.", d.issuer.host)
	case back.Error != "":
		return fault.Because(fmt.Errorf("the issuer answers %.100q", back.Error), fault.Invalid, "%s did not sign you in. Try again in a minute, or have a link sent to you.", d.issuer.host)
	case back.Code == "":
		return d.issuer.distrusted(errors.New("no code"))
	}
	return nil
}

// recognise finds the account of whom the issuer vouches for.
func (d *Desk) recognise(ctx context.Context, says claims) (Proof, error) {
	who := access.Identity{Issuer: d.issuer.client.Issuer, Subject: says.Subject}
	email, unusable := says.email(d.issuer.host)
	account, err := d.store.Recognise(ctx, who, email, d.issuer.host, d.now(), func(v access.Vouched) (access.AccountID, bool, error) {
		if v.Bound == 0 && unusable != nil {
			return 0, false, unusable
		}
		return v.Recognise()
	})
	if err != nil {
		return Proof{}, fmt.Errorf("sign in by the issuer: %w", err)
	}
	return Proof{Account: account, Way: Through(d.issuer.host)}, nil
}

// Through is how somebody signed in whom an issuer let in, in words.
func Through(host string) string { return "through " + host }

// claims are what an issuer says of somebody.
type claims struct {
	Subject  string `json:"sub"`
	Email    string `json:"email"`
	Verified flag   `json:"email_verified"`
	Nonce    string `json:"nonce"`
	Party    string `json:"azp"` // for whom it says so, where that is said
}

// flag is true, or "true": some issuers write it as a text.
type flag bool

// UnmarshalJSON is json.Unmarshaler's.
func (f *flag) UnmarshalJSON(data []byte) error {
	*f = string(data) == "true" || string(data) == `"true"`
	return nil
}

// email is the canonical e-mail that the issuer has verified; Invalid where there is none.
func (c claims) email(host string) (string, error) {
	switch email, err := access.Email(c.Email); {
	case c.Email == "":
		return "", fault.New(fault.Invalid, "%s did not tell your e-mail address, so your account cannot be found. Have a link sent to you, and tell whoever runs Attune for you.", host)
	case err != nil:
		return "", fault.Because(err, fault.Invalid, "What %s tells as your e-mail address is none. Have a link sent to you, and tell whoever runs Attune for you.", host)
	case !bool(c.Verified):
		return "", fault.New(fault.Invalid, "%s has not verified your e-mail address. Have it verified there, or have a link sent to you.", host)
	default:
		return email, nil
	}
}

// vouches is what the issuer says of whoever came back with a code, held against what they left with.
func (i *Issuer) vouches(ctx context.Context, known *found, code string, left Departure) (claims, error) {
	token, err := i.tokens(ctx, known, code, left.Verifier)
	if err != nil {
		return claims{}, err
	}
	raw, _ := token.Extra("id_token").(string)
	proof, err := known.verifier.Verify(oidc.ClientContext(ctx, i.http), raw)
	if err != nil {
		return claims{}, i.distrusted(err)
	}
	var says claims
	if err := proof.Claims(&says); err != nil {
		return claims{}, i.distrusted(err)
	}
	switch {
	case subtle.ConstantTimeCompare([]byte(left.Nonce), []byte(says.Nonce)) != 1:
		return claims{}, i.distrusted(errors.New("the token was made for another sign-in"))
	case says.Party != "" && says.Party != i.client.ID, says.Party == "" && len(proof.Audience) > 1:
		return claims{}, i.distrusted(errors.New("the token was made for somebody else"))
	case says.Subject == "" || len(says.Subject) > 255: // OpenID Connect Core 2
		return claims{}, i.distrusted(errors.New("the token is about nobody"))
	case says.Email == "":
		return i.more(ctx, known, token, says)
	}
	return says, nil
}

// more asks the issuer for the e-mail that its token does not say: many tell it at another address only (OpenID Connect
// Core 5.4). Where it does not tell it there either, it is not told.
func (i *Issuer) more(ctx context.Context, known *found, token *oauth2.Token, says claims) (claims, error) {
	if known.provider.UserInfoEndpoint() == "" {
		return says, nil
	}
	info, err := known.provider.UserInfo(oidc.ClientContext(ctx, i.http), oauth2.StaticTokenSource(token))
	if err != nil {
		return claims{}, i.away(errors.New("no answer about the holder from the issuer"))
	}
	var told claims
	if err := info.Claims(&told); err != nil {
		return claims{}, i.distrusted(err)
	}
	if told.Subject != says.Subject { // or it could be about anybody (OpenID Connect Core 5.3.2)
		return claims{}, i.distrusted(errors.New("the issuer tells of somebody else"))
	}
	says.Email, says.Verified = told.Email, told.Verified
	return says, nil
}

func noIssuer() error {
	return fault.New(fault.NotFound, "Signing in through another service is not set up here. Have a link sent to you instead.")
}
