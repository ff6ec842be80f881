package signin

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"fmt"
	"image/png"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"

	"attune/internal/access"
	"attune/internal/fault"
)

// How often codes may be tried, and how many recovery codes there are.
const (
	codesByAccount = 10
	codesWithin    = 15 * time.Minute
	recoveryCodes  = 10
)

// step is how long a code of an authenticator is shown; one step of difference between clocks is borne with.
const (
	step = 30
	skew = 1
)

// Factor is an account's second factor as it is kept.
type Factor struct {
	Asked  bool   // a coordinator or an operator: signing in needs one
	Sealed []byte // the secret it shares with the authenticator; nil: not set up
	Last   int64  // the newest step whose code was used
}

// Factors keeps second factors.
type Factors interface {
	// FactorOf is an account's second factor. SignedOut where the account is closed or was never there.
	FactorOf(ctx context.Context, account access.AccountID) (Factor, error)
	// SetFactor keeps a new one with the hashes of its recovery codes, tells its holder, and ends all visits but one.
	// It is Conflict where the account has one already.
	SetFactor(ctx context.Context, account access.AccountID, f Factor, codes []string, visit string, now time.Time) error
	// UseStep marks a step's code as used; false where it, or a later one, was used before.
	UseStep(ctx context.Context, account access.AccountID, at int64) (bool, error)
	// UseRecovery uses a recovery code up, by its hash, and tells its holder; false where there is none such unused.
	UseRecovery(ctx context.Context, account access.AccountID, hash string, now time.Time) (bool, error)
}

// Sealed is the desk with the seal that second factors are kept under. Without one nobody can set one up.
func (d *Desk) Sealed(seal *Seal) *Desk {
	sealed := *d
	sealed.seal = seal
	return &sealed
}

// Wants is what is still wanted of somebody.
type Wants int

// The wants.
const (
	Nothing   Wants = iota
	Code            // a code of their second factor
	Enrolment       // to set up a second factor
)

// Wants is what a proof leaves to be shown: a second factor of coordinators, operators and whoever has one.
func (d *Desk) Wants(ctx context.Context, p Proof) (Wants, error) {
	if p.Strong {
		return Nothing, nil
	}
	f, err := d.store.FactorOf(ctx, p.Account)
	switch {
	case err != nil:
		return 0, fmt.Errorf("look for a second factor: %w", err)
	case f.Sealed != nil:
		return Code, nil
	case f.Asked:
		return Enrolment, nil
	}
	return Nothing, nil
}

// Offer is a second factor to be set up.
type Offer struct {
	Secret  string // for the authenticator, in groups of four
	Picture []byte // the same as a QR code, PNG
	Kept    string // the same for the desk, sealed: it comes back with the first code
}

// Offer makes a second factor for somebody, whose authenticator will show it with the name. It is Unavailable where the
// installation has no secret to keep one under.
func (d *Desk) Offer(account access.AccountID, name string) (Offer, error) {
	if d.seal == nil {
		return Offer{}, noSeal()
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: "Attune", AccountName: name, SecretSize: 20})
	if err != nil {
		return Offer{}, fmt.Errorf("make a second factor: %w", err)
	}
	return d.offer(account, key)
}

// Again is an offer once more, as it is shown when its first code was wrong.
func (d *Desk) Again(account access.AccountID, name, kept string) (Offer, error) {
	secret, _, err := d.offered(account, kept)
	if err != nil {
		return d.Offer(account, name)
	}
	raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret)
	if err != nil {
		return Offer{}, fmt.Errorf("read a second factor: %w", err)
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: "Attune", AccountName: name, Secret: raw})
	if err != nil {
		return Offer{}, fmt.Errorf("make a second factor: %w", err)
	}
	return d.offer(account, key)
}

func (d *Desk) offer(account access.AccountID, key *otp.Key) (Offer, error) {
	picture, err := key.Image(220, 220)
	if err != nil {
		return Offer{}, fmt.Errorf("draw a second factor: %w", err)
	}
	var file bytes.Buffer
	if err := png.Encode(&file, picture); err != nil {
		return Offer{}, fmt.Errorf("draw a second factor: %w", err)
	}
	return Offer{
		Secret: inFours(key.Secret(), " "), Picture: file.Bytes(),
		Kept: base64.RawURLEncoding.EncodeToString(d.seal.close(account, key.Secret())),
	}, nil
}

// offered opens what an offer kept.
func (d *Desk) offered(account access.AccountID, kept string) (secret string, sealed []byte, err error) {
	if d.seal == nil {
		return "", nil, noSeal()
	}
	if sealed, err = base64.RawURLEncoding.DecodeString(kept); err == nil {
		secret, err = d.seal.open(account, sealed)
	}
	if err != nil {
		return "", nil, fault.Because(err, fault.Invalid, "This page is too old. Open it again, and scan the picture once more.")
	}
	return secret, sealed, nil
}

func noSeal() error {
	return fault.New(fault.Unavailable, "A second factor cannot be set up here yet: this installation has no secret to keep it under. Whoever runs Attune for you has to set ATTUNE_SECRET_FILE; until then they can make you a sign-in link.")
}

// Enrol sets up the second factor of an offer, shown by its first code, and gives its recovery codes, which nobody can
// ask for again. Said twice, it gives the same ones. It fails with Invalid where the code is not right.
func (d *Desk) Enrol(ctx context.Context, account access.AccountID, kept, code, visit string) ([]string, error) {
	secret, sealed, err := d.offered(account, kept)
	if err != nil {
		return nil, err
	}
	if err := d.limitCodes(ctx, account); err != nil {
		return nil, err
	}
	now := d.now()
	codes, hashes := d.seal.recovery(account, sealed)
	has, err := d.store.FactorOf(ctx, account)
	if err != nil {
		return nil, fmt.Errorf("set up a second factor: %w", err)
	}
	if bytes.Equal(has.Sealed, sealed) && has.Last >= now.Unix()/step-2*skew {
		return codes, nil // the second click
	}
	at, right := stepOf(secret, code, now)
	if !right {
		return nil, wrongCode()
	}
	if err := d.store.SetFactor(ctx, account, Factor{Sealed: sealed, Last: at}, hashes, visit, now); err != nil {
		return nil, fmt.Errorf("set up a second factor: %w", err)
	}
	return codes, nil
}

// Confirm checks a code of the authenticator, or a recovery code: each works once. It fails with Invalid where it is not
// right, and with TooMany where codes were tried too often.
func (d *Desk) Confirm(ctx context.Context, account access.AccountID, code string) error {
	if err := d.limitCodes(ctx, account); err != nil {
		return err
	}
	right, err := d.confirms(ctx, account, code)
	switch {
	case err != nil:
		return fmt.Errorf("confirm by a code: %w", err)
	case !right:
		return wrongCode()
	}
	if err := d.store.Entered(ctx, account, "code.used", d.now(), codeLimit(account)); err != nil {
		return fmt.Errorf("confirm by a code: %w", err)
	}
	return nil
}

func (d *Desk) confirms(ctx context.Context, account access.AccountID, code string) (bool, error) {
	if typed := plain(code); len(typed) > 6 {
		return d.store.UseRecovery(ctx, account, recoveryHash(account, typed), d.now())
	}
	f, err := d.store.FactorOf(ctx, account)
	if err != nil || f.Sealed == nil {
		return false, err
	}
	if d.seal == nil {
		return false, noSeal()
	}
	secret, err := d.seal.open(account, f.Sealed)
	if err != nil {
		return false, err
	}
	at, right := stepOf(secret, code, d.now())
	if !right {
		return false, nil
	}
	return d.store.UseStep(ctx, account, at)
}

// stepOf is the step whose code was typed, among those near to now.
func stepOf(secret, code string, now time.Time) (int64, bool) {
	for _, at := range []int64{now.Unix() / step, now.Unix()/step - skew, now.Unix()/step + skew} {
		right, err := hotp.ValidateCustom(plain(code), uint64(at), secret, hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && right {
			return at, true
		}
	}
	return 0, false
}

func codeLimit(account access.AccountID) access.Limit {
	return access.LimitOf("code by account", account.String(), codesByAccount, codesWithin)
}

func (d *Desk) limitCodes(ctx context.Context, account access.AccountID) error {
	return d.limited(ctx, codeLimit(account), "Codes were tried too often. Try again %s.")
}

func wrongCode() error {
	return fault.New(fault.Invalid, "This code is not right, or was used already. Wait for the next one in your authenticator, and see that your phone's clock is right.")
}

// recovery are the codes that stand in for an authenticator that was lost, and their hashes. They follow from the seal
// and the factor, so that a form that is sent twice is answered with the same ones.
func (s *Seal) recovery(account access.AccountID, sealed []byte) (codes, hashes []string) {
	for i := range recoveryCodes {
		mac := hmac.New(sha256.New, s.codes)
		_, _ = fmt.Fprintf(mac, "%s/%d/%x", account, i, sealed)
		code := strings.ToLower(base32.StdEncoding.EncodeToString(mac.Sum(nil)[:10]))
		codes, hashes = append(codes, inFours(code, "-")), append(hashes, recoveryHash(account, code))
	}
	return codes, hashes
}

// recoveryHash is what is kept of a code. It has 80 random bits, so a slow hash would add nothing.
func recoveryHash(account access.AccountID, code string) string {
	return string(access.Token(account.String() + "/" + code).Hash())
}

// plain is a code without what people type between its groups.
func plain(code string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '\u00a0' {
			return -1
		}
		return r
	}, strings.TrimSpace(code[:min(len(code), 100)])))
}

func inFours(text, between string) string {
	var fours []string
	for len(text) > 4 {
		fours, text = append(fours, text[:4]), text[4:]
	}
	return strings.Join(append(fours, text), between)
}
