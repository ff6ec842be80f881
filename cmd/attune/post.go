package main

import (
	"cmp"
	"context"
	"time"

	"attune/internal/access"
	"attune/internal/mail"
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
	return mail.NewCourier(db, post, writer, o.opener(db, writer), o.now, o.logger()), nil
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
