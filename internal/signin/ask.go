package signin

import (
	"context"
	"fmt"
	"net/netip"
	"time"

	"attune/internal/access"
	"attune/internal/fault"
	"attune/internal/notice"
	"attune/internal/roster"
)

// How often a link may be asked for: of one e-mail address from one network; of one e-mail address from wherever, which is what a
// mailbox has to bear; and from one network, which many people may share. See record 0018.
const (
	linksByBoth    = 5
	linksByAddress = 60
	linksWithin    = 30 * time.Minute
	linksByEmail   = 15
	emailWithin    = time.Hour
)

// Asked is what somebody who asks for a link has said.
type Asked struct {
	Email string       // as typed
	To    string       // where they want to go: a path on this site; empty: home
	Page  access.Token // a secret of the page they asked from, so that a double click is one asking
	From  string       // their network address
}

// Ask has a link sent to whoever has the e-mail, if anybody. It does and answers the same whether somebody has or not.
// It fails with Invalid where the e-mail can be nobody's, and with TooMany where links were asked for too often.
func (d *Desk) Ask(ctx context.Context, a Asked) error {
	email, err := access.Email(a.Email)
	if err != nil {
		return err
	}
	now := d.now()
	limits := []access.Limit{
		access.LimitOf("link by both", both(email, a.From), linksByBoth, linksWithin),
		access.LimitOf("link by e-mail", email, linksByEmail, emailWithin),
		access.LimitOf("link by address", network(a.From), linksByAddress, linksWithin),
	}
	again, err := d.store.AskLink(ctx, email, now, limits, func(to notice.Recipient, home roster.Association) notice.Notice {
		return notice.SignInAsked(to, home, string(a.Page.Hash())[:16], a.To)
	})
	if err != nil {
		return fmt.Errorf("ask for a sign-in link: %w", err)
	}
	return tooMany(again, now, "A link was asked for several times already. Look into your mail, among the spam too, or ask again %s.")
}

// tooMany is the fault of whoever has to wait until again; nil where that is the zero time. The sentence has a place
// for when that is.
func tooMany(again, now time.Time, sentence string) error {
	if again.IsZero() {
		return nil
	}
	often := fault.New(fault.TooMany, sentence, inMinutes(again.Sub(now)))
	often.Wait = again.Sub(now)
	return often
}

func inMinutes(d time.Duration) string {
	minutes := int((d + time.Minute - 1) / time.Minute)
	if minutes <= 1 {
		return "in a minute"
	}
	return fmt.Sprintf("in %d minutes", minutes)
}

// both is what somebody's tries of one e-mail address are counted by.
func both(email, from string) string { return email + " " + network(from) }

// network is what a network address is counted by: itself, and of the many that everybody has in IPv6 their first half.
func network(from string) string {
	address, err := netip.ParseAddr(from)
	if err != nil {
		return from
	}
	address = address.Unmap().WithZone("")
	if address.Is4() {
		return address.String()
	}
	half, err := address.Prefix(64)
	if err != nil {
		return address.String()
	}
	return half.String()
}
