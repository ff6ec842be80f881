// Package signin owns how somebody proves who they are: by a one-time link or a password, and a second factor.
//
// It hands over the Desk, which issues links, and takes a link, a password or the word of an OpenID Connect issuer for a
// proof of who somebody is. It knows no page, no cookie and no mail: the web keeps the browser signed in, and whoever asks
// for a link delivers it. What the account may do is access's.
package signin

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"attune/internal/access"
	"attune/internal/fault"
	"attune/internal/notice"
	"attune/internal/roster"
)

// LinkLasts is how long a link works unless its order says otherwise.
const LinkLasts = 15 * time.Minute

// RepeatWithin is how long after its use a link still answers the browser that used it: a double click sends the
// button's form twice, and the answer to the second is the one the person sees.
const RepeatWithin = time.Minute

// Links keeps sign-in links. Creating and using one fail with NotFound where the link, or a living account behind it,
// is not there.
type Links interface {
	// CreateLink keeps a new link; by is who issued it, as history names them.
	CreateLink(ctx context.Context, link access.Link, by string) error
	// LinkStands is nil where the link is unused and not expired at now; it changes nothing.
	LinkStands(ctx context.Context, link access.TokenHash, now time.Time) error
	// UseLink uses the link up for a browser and gives it; of several at once exactly one succeeds. A link that the
	// same browser used up at since or later is given again. The empty browser is no browser.
	UseLink(ctx context.Context, link, browser access.TokenHash, now, since time.Time) (access.Link, error)
	// AskLink counts an asking and puts what tell says into the outbox, where exactly one open account has the e-mail;
	// its statements are the same where none has. It gives when to ask again where that was too often, else zero.
	AskLink(ctx context.Context, email string, now time.Time, limits []access.Limit,
		tell func(notice.Recipient, roster.Association) notice.Notice) (again time.Time, err error)
}

// Desk issues sign-in links and takes them back. It is safe for use by many at once.
type Desk struct {
	store Store
	press press
	seal  *Seal // nil: nobody can set up a second factor
	now   func() time.Time

	issuer *Issuer // nil: nobody can sign in by one
}

// Store is everything the desk keeps.
type Store interface {
	Links
	Passwords
	Factors
	KeptFactors
	Identities
}

// NewDesk makes a Desk that keeps what it has in store and reads the time from now. It hashes passwords at full strength.
func NewDesk(store Store, now func() time.Time) *Desk {
	return &Desk{store: store, press: newPress(full), now: now}
}

// Hashing is the desk with another strength for the passwords it hashes from now on: tests set many, and guess more.
func (d *Desk) Hashing(s Strength) *Desk {
	other := *d
	other.press = newPress(s)
	return &other
}

// Order is a link to be issued.
type Order struct {
	Account access.AccountID
	To      string        // where it leads: a path on this site; empty: home
	Strong  bool          // see access.Link
	Lasts   time.Duration // LinkLasts where zero
	By      string        // who issues it, as history names them
}

// Proof is what somebody has shown of who they are.
type Proof struct {
	Account access.AccountID
	Strong  bool   // no second factor is asked for any more
	To      string // where they are led: a path on this site; empty where nobody said
	Way     string // how, in words: with a link
}

// Issue makes a link that works once, from now on for as long as it lasts, and gives its token, which nobody can ask
// for again.
func (d *Desk) Issue(ctx context.Context, o Order) (access.Token, error) {
	token, now := access.NewToken(), d.now()
	link := access.Link{
		Account: o.Account, Hash: token.Hash(), To: o.To, Strong: o.Strong,
		CreatedAt: now, ExpiresAt: now.Add(cmp.Or(o.Lasts, LinkLasts)),
	}
	if err := d.store.CreateLink(ctx, link, o.By); err != nil {
		return "", fmt.Errorf("issue sign-in link: %w", err)
	}
	return token, nil
}

// Open is what looking at a link does: nothing, because mail scanners look too. It fails like Use.
func (d *Desk) Open(ctx context.Context, token access.Token) error {
	return answer(d.store.LinkStands(ctx, token.Hash(), d.now()))
}

// Use uses the link up and gives what that proves. Browser is a secret of the page with the button,
// made when the page was; the same link and browser are answered alike within RepeatWithin, so that a double click
// signs in. It fails with NotFound, in one sentence, whether the link was used, has expired or never was.
func (d *Desk) Use(ctx context.Context, token, browser access.Token) (Proof, error) {
	var page access.TokenHash
	if browser != "" {
		page = browser.Hash()
	}
	now := d.now()
	link, err := d.store.UseLink(ctx, token.Hash(), page, now, now.Add(-RepeatWithin))
	if err != nil {
		return Proof{}, answer(err)
	}
	return Proof{Account: link.Account, Strong: link.Strong, To: link.To, Way: "with a link"}, nil
}

// answer makes one sentence of every way in which a link can be dead.
func answer(err error) error {
	switch {
	case err == nil:
		return nil
	case fault.KindOf(err) == fault.NotFound:
		return fault.Because(err, fault.NotFound, "This sign-in link does not work, or no longer: each works once, and for a few minutes only. Ask whoever sent it for a new one.")
	default:
		return fmt.Errorf("sign-in link: %w", err)
	}
}
