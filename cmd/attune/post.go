package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"attune/internal/access"
	"attune/internal/feed"
	"attune/internal/mail"
	"attune/internal/notice"
	"attune/internal/roster"
	"attune/internal/signin"
	"attune/internal/store"
)

// courier carries mail to the server that is set; nil where none is.
func (o *office) courier(db *store.Store) (*mail.Courier, error) {
	if o.settings.SMTPURL == "" {
		return nil, nil
	}
	post, writer, err := o.post()
	if err != nil {
		return nil, err
	}
	return mail.NewCourier(db, post, writer, o.opener(db, writer), o.clerk(db, writer), o.now, o.logger()), nil
}

// opener makes the addresses that mails lead to.
func (o *office) opener(db *store.Store, writer *mail.Writer) *mail.Opener {
	desk := signin.NewDesk(db, o.now)
	issue := func(ctx context.Context, account access.AccountID, to string, lasts time.Duration, by string) (access.Token, time.Duration, error) {
		lasts = cmp.Or(lasts, signin.LinkLasts)
		token, err := desk.Issue(ctx, signin.Order{Account: account, To: to, Lasts: lasts, By: by})
		return token, lasts, err
	}
	return mail.NewOpener(writer, db, issue, o.now)
}

// post is the way to the mail server that is set, and who sets notices as mails of this installation.
func (o *office) post() (*mail.Post, *mail.Writer, error) {
	server, err := o.settings.mailServer()
	if err != nil {
		return nil, nil, err
	}
	writer, err := mail.NewWriter(o.settings.base())
	if err != nil {
		return nil, nil, err
	}
	return mail.NewPost(server, writer.Host()), writer, nil
}

// clerk writes the entries for calendars that go with mails.
func (o *office) clerk(db *store.Store, writer *mail.Writer) mail.Clerk {
	return func(ctx context.Context, to roster.PersonID, of []notice.Mention) (mail.File, error) {
		have, left := notice.Carried(of)
		now := o.now()
		shown, err := db.Unshown(ctx, to, have, access.LiveSince(now))
		if err != nil {
			return mail.File{}, err
		}
		gone, err := db.Lingering(ctx, to, left, access.LiveSince(now))
		if err != nil || len(shown)+len(gone) == 0 {
			return mail.File{}, err
		}
		var events []feed.Event
		for _, m := range slices.Concat(shown, gone) {
			zone, err := time.LoadLocation(m.Session.TimeZone)
			if err != nil {
				return mail.File{}, fmt.Errorf("zone of session %d: %w", m.Session.ID, err)
			}
			event := feed.Of(m, zone, writer.Address(fmt.Sprintf("/sessions/%d", m.Session.ID)))
			if i := slices.IndexFunc(of, func(is notice.Mention) bool { return is.Session == m.Session.ID }); of[i].Left > 0 {
				event = feed.Left(m, zone, of[i].Starts, of[i].Left, now)
			}
			events = append(events, event)
		}
		body, err := feed.Entries(events, now)
		return mail.File{Name: "session.ics", Type: feed.EntriesType, Body: body}, err
	}
}
