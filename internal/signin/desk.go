// Package signin owns how somebody proves who they are: today by a one-time link.
//
// It hands over the Desk, which issues links and turns one into an account. It knows no page, no cookie and no mail:
// the web keeps the browser signed in, and whoever asks for a link delivers it. What the account may do is access's.
package signin

import (
	"context"
	"fmt"
	"time"

	"attune/internal/access"
	"attune/internal/fault"
)

// LinkLasts is how long a link works unless whoever issues it says otherwise.
const LinkLasts = 15 * time.Minute

// RepeatWithin is how long after its use a link still answers the browser that used it: a double click sends the
// button's form twice, and the answer to the second is the one the person sees.
const RepeatWithin = time.Minute

// Links keeps sign-in links. Each method fails with NotFound where the link, or a living account behind it, is not there.
type Links interface {
	// CreateLink keeps a new link; by is who issued it, as history names them.
	CreateLink(ctx context.Context, link access.Link, by string) error
	// LinkStands is nil where the link is unused and not expired at now; it changes nothing.
	LinkStands(ctx context.Context, link access.TokenHash, now time.Time) error
	// UseLink uses the link up for a browser and gives its account; of several at once exactly one succeeds. A link
	// the same browser used up at since or later gives its account again. The empty browser is no browser.
	UseLink(ctx context.Context, link, browser access.TokenHash, now, since time.Time) (access.AccountID, error)
}

// Desk issues sign-in links and takes them back. It is safe for use by many at once.
type Desk struct {
	links Links
	now   func() time.Time
}

// NewDesk makes a Desk that keeps its links in links and reads the time from now.
func NewDesk(links Links, now func() time.Time) *Desk {
	return &Desk{links: links, now: now}
}

// Issue makes a link to the account that works once, for as long as it lasts (LinkLasts by default), and gives its
// token, which nobody can ask for again. By is who issued it, as history names them.
func (d *Desk) Issue(ctx context.Context, account access.AccountID, lasts time.Duration, by string) (access.Token, error) {
	token, now := access.NewToken(), d.now()
	link := access.Link{Account: account, Hash: token.Hash(), CreatedAt: now, ExpiresAt: now.Add(lasts)}
	if err := d.links.CreateLink(ctx, link, by); err != nil {
		return "", fmt.Errorf("issue sign-in link: %w", err)
	}
	return token, nil
}

// Open is what looking at a link does: nothing, because mail scanners look too. It fails like Use.
func (d *Desk) Open(ctx context.Context, token access.Token) error {
	return answer(d.links.LinkStands(ctx, token.Hash(), d.now()))
}

// Use uses the link up and gives the account that is signed in now. Browser is a secret of the page with the button,
// made when the page was; the same link and browser are answered alike within RepeatWithin, so that a double click
// signs in. It fails with NotFound, in one sentence, whether the link was used, has expired or never was.
func (d *Desk) Use(ctx context.Context, token, browser access.Token) (access.AccountID, error) {
	var page access.TokenHash
	if browser != "" {
		page = browser.Hash()
	}
	now := d.now()
	account, err := d.links.UseLink(ctx, token.Hash(), page, now, now.Add(-RepeatWithin))
	return account, answer(err)
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
