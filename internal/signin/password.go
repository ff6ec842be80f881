package signin

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"

	"attune/internal/access"
	"attune/internal/fault"
)

// How long a password is, in characters. There are no rules about what is in it: long ones are good, odd ones are forgotten.
const (
	leastPassword = 12
	mostPassword  = 200
)

// FreshFor is how long after signing in somebody may set a password without the one before.
const FreshFor = 15 * time.Minute

// How often a password may be tried: of one e-mail address from one network, or of one's own account; of one e-mail address from
// wherever; and from one network. See record 0018.
const (
	passwordsByBoth    = 10
	passwordsByAccount = 10
	passwordsByEmail   = 50
	passwordsByAddress = 100
	passwordsWithin    = 15 * time.Minute
)

// Passwords keeps passwords, hashed.
type Passwords interface {
	// PasswordOf is the open account that alone has an e-mail, and the hash of its password; zero and empty where there
	// is none. Its statements are the same for everybody.
	PasswordOf(ctx context.Context, email string) (access.AccountID, string, error)
	// OwnPassword is the hash of an account's own password, empty where it has none, and the words somebody who knows
	// the holder would try first: name and e-mail. SignedOut where the account is closed or was never there.
	OwnPassword(ctx context.Context, account access.AccountID) (hash string, words []string, err error)
	// SetPassword keeps a new hash, ends the account's visits but one, and tells its holder.
	SetPassword(ctx context.Context, account access.AccountID, hash, visit string, now time.Time) error
	// Attempt counts a try against limits; it gives when to try again where that was too often, else zero.
	Attempt(ctx context.Context, now time.Time, limits ...access.Limit) (time.Time, error)
	// Entered forgets tries, and puts a sign-in on record; how is the history's word for it.
	Entered(ctx context.Context, account access.AccountID, how string, now time.Time, limits ...access.Limit) error
}

// Strength is what a password costs to hash, with argon2id in one lane.
type Strength struct {
	Memory uint32 // KiB
	Passes uint32
}

// full is the strength of the service: OWASP's second choice for argon2id.
var full = Strength{Memory: 19 * 1024, Passes: 2}

// hash is a password's hash, with its salt and what it cost.
func (s Strength) hash(password string) (string, error) {
	return argon2id.CreateHash(password, &argon2id.Params{Memory: s.Memory, Iterations: s.Passes, Parallelism: 1, SaltLength: 16, KeyLength: 32})
}

// press hashes passwords, so many at a time as there are processors: each takes memory, and whoever sends many
// passwords at once must wait and not fill it.
type press struct {
	places   chan struct{}
	strength Strength

	// nobodys is a hash that no password has, so that who has none is answered as slowly as who has one.
	nobodys func() (string, error)
}

func newPress(s Strength) press {
	return press{
		places: make(chan struct{}, runtime.GOMAXPROCS(0)), strength: s,
		nobodys: sync.OnceValues(func() (string, error) { return s.hash(access.NewToken().Reveal()) }),
	}
}

func (p press) hash(ctx context.Context, password string) (hash string, err error) {
	err = p.in(ctx, func() error {
		hash, err = p.strength.hash(password)
		return err
	})
	return hash, err
}

// fits tells whether a password has a hash; the empty hash fits none, and takes as long.
func (p press) fits(ctx context.Context, password, hash string) (fits bool, err error) {
	nobody := hash == ""
	if nobody {
		if hash, err = p.nobodys(); err != nil {
			return false, err
		}
	}
	err = p.in(ctx, func() error {
		fits, err = argon2id.ComparePasswordAndHash(password, hash)
		return err
	})
	return fits && !nobody, err
}

func (p press) in(ctx context.Context, work func() error) error {
	select {
	case p.places <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-p.places }()
	return work()
}

// Entering is what somebody says who signs in with a password.
type Entering struct {
	Email    string // as typed
	Password string
	From     string // their network address
}

// Enter signs in with a password. It fails with Invalid, in one sentence, whether the e-mail is nobody's, they have no
// password, or it is another; and with TooMany where passwords were tried too often.
func (d *Desk) Enter(ctx context.Context, e Entering) (Proof, error) {
	email, err := access.Email(e.Email)
	if err != nil {
		return Proof{}, err
	}
	now := d.now()
	narrow := access.LimitOf("password by both", both(email, e.From), passwordsByBoth, passwordsWithin)
	again, err := d.store.Attempt(ctx, now, narrow, access.LimitOf("password by e-mail", email, passwordsByEmail, passwordsWithin),
		access.LimitOf("password by address", network(e.From), passwordsByAddress, passwordsWithin))
	if err != nil {
		return Proof{}, fmt.Errorf("sign in with a password: %w", err)
	}
	if err := tooMany(again, now, "Passwords were tried too often. Try again %s, or ask for a link."); err != nil {
		return Proof{}, err
	}
	id, hash, err := d.store.PasswordOf(ctx, email)
	if err != nil {
		return Proof{}, fmt.Errorf("sign in with a password: %w", err)
	}
	fits, err := d.press.fits(ctx, cut(e.Password), hash)
	switch {
	case err != nil:
		return Proof{}, fmt.Errorf("compare a password: %w", err)
	case !fits:
		return Proof{}, fault.New(fault.Invalid, "The e-mail address or the password is not right. Try again, or ask for a link.")
	}
	if err := d.store.Entered(ctx, id, "password.used", now, narrow); err != nil {
		return Proof{}, fmt.Errorf("sign in with a password: %w", err)
	}
	return Proof{Account: id, Way: "with a password"}, nil
}

// cut bounds what is hashed of a password that is too long to be anybody's.
func cut(password string) string { return password[:min(len(password), 4*mostPassword+1)] }

// NewPassword is somebody's wish to set or change their password.
type NewPassword struct {
	Account access.AccountID
	Old     string // the one so far; may be empty where they are fresh
	New     string
	Fresh   bool   // they signed in no longer than FreshFor ago
	Visit   string // the visit that stays, by its hash; all others end
}

// ErrOld is in the chain of the fault about the password so far, and not the new one.
var ErrOld = errors.New("the password so far")

// SetPassword sets or changes a password. It fails with Invalid and a sentence about the new one, or, with ErrOld in
// its chain, about the old one. Said twice, it changes nothing twice.
func (d *Desk) SetPassword(ctx context.Context, p NewPassword) error {
	if !p.Fresh { // counted before anything tells whether a guess was right
		if err := d.limited(ctx, access.LimitOf("password by account", p.Account.String(), passwordsByAccount, passwordsWithin), "Passwords were tried too often. Try again %s."); err != nil {
			return fmt.Errorf("set a password: %w", err)
		}
	}
	hash, words, err := d.store.OwnPassword(ctx, p.Account)
	if err != nil {
		return fmt.Errorf("set a password: %w", err)
	}
	switch same, err := d.press.fits(ctx, cut(p.New), hash); {
	case err != nil:
		return fmt.Errorf("compare a password: %w", err)
	case same:
		return nil // the second click
	}
	if !p.Fresh {
		if err := d.oldFits(ctx, p.Old, hash); err != nil {
			return err
		}
	}
	if err := checkPassword(p.New, words); err != nil {
		return err
	}
	if hash, err = d.press.hash(ctx, p.New); err != nil {
		return fmt.Errorf("hash a password: %w", err)
	}
	if err := d.store.SetPassword(ctx, p.Account, hash, p.Visit, d.now()); err != nil {
		return fmt.Errorf("set a password: %w", err)
	}
	return nil
}

// oldFits is nil where the password so far has the hash.
func (d *Desk) oldFits(ctx context.Context, old, hash string) error {
	switch fits, err := d.press.fits(ctx, cut(old), hash); {
	case err != nil:
		return fmt.Errorf("compare a password: %w", err)
	case !fits:
		return fault.Because(ErrOld, fault.Invalid, "This is not your password so far. Try again, or sign out, sign in with a link, and set a new one right after.")
	}
	return nil
}

// limited counts a try against a limit; it fails with TooMany where that is one too many.
func (d *Desk) limited(ctx context.Context, limit access.Limit, sentence string) error {
	now := d.now()
	again, err := d.store.Attempt(ctx, now, limit)
	if err != nil {
		return err
	}
	return tooMany(again, now, sentence)
}

// checkPassword refuses what is too short to hold, too long to be meant, or among the first that anybody would try.
func checkPassword(password string, words []string) error {
	length := utf8.RuneCountInString(password)
	switch {
	case length < leastPassword:
		return fault.New(fault.Invalid, "A password has at least %d characters. Several words in a row are easy to keep in mind.", leastPassword)
	case length > mostPassword:
		return fault.New(fault.Invalid, "A password has at most %d characters. Choose a shorter one.", mostPassword)
	case isGuessable(password, words):
		return fault.New(fault.Invalid, "This password is among the first that somebody would try. Choose one without your name and without usual sequences: several words in a row, for example.")
	}
	return nil
}

// usual are what the most common passwords are made of.
var usual = []string{
	"password", "passwort", "passw0rd", "p@ssw0rd", "p@ssword", "letmein", "welcome", "iloveyou", "trustno1", "superman", "football", "baseball",
	"princess", "sunshine", "dragon", "monkey", "master", "shadow", "michael", "jennifer", "qwertyuiop", "qwerty", "asdfghjkl", "asdfgh", "zxcvbnm",
	"1q2w3e4r5t", "1q2w3e4r", "1qaz2wsx", "qazwsx", "abcdefghijkl", "abcdef", "abc123", "abcd1234", "1234567890", "123456789", "12345678", "123456", "12345", "1234",
	"0987654321", "987654321", "654321", "54321", "111111", "000000", "123123", "121212", "changeme", "secret", "admin", "login", "attune", "reflective",
	"supervision", "connecticut", "summer", "winter", "spring", "autumn", "2024", "2025", "2026", "2027",
}

// isGuessable tells whether little is left of a password once what anybody would try is taken out, or it is few signs over
// and over.
func isGuessable(password string, words []string) bool {
	left := strings.ToLower(password)
	signs := make(map[rune]bool)
	for _, r := range left {
		signs[r] = true
	}
	own := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return len(w) < 3 })
	all := slices.Concat(own, usual)
	slices.SortStableFunc(all, func(a, b string) int { return len(b) - len(a) })
	for _, word := range all {
		left = strings.ReplaceAll(left, strings.ToLower(word), "")
	}
	return len(signs) < 5 || utf8.RuneCountInString(strings.Trim(left, " .,;:!?-_*#$%&@+=")) < leastPassword/2
}
