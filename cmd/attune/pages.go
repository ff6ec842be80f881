package main

import (
	"net/http"

	"attune/internal/signin"
	"attune/internal/store"
	"attune/internal/web"
)

// pages is everything that answers over HTTP, on an open database.
func (o *office) pages(db *store.Store, reads *web.FeedReads) (http.Handler, error) {
	proxies, err := o.settings.proxies()
	if err != nil {
		return nil, err
	}
	_, writer, err := o.post()
	if err != nil {
		return nil, err
	}
	seal, err := o.seal()
	if err != nil {
		return nil, err
	}
	issuer, err := o.issuer()
	if err != nil {
		return nil, err
	}
	check, err := o.check(db)
	if err != nil {
		return nil, err
	}
	coming, err := o.coming(db)
	if err != nil {
		return nil, err
	}
	return web.New(web.Config{
		Proxies: proxies,
		BaseURL: o.settings.base(),
		Now:     o.now,
		Log:     o.logger(),
		Store:   db,
		SignIn:  signin.NewDesk(db, o.now).Sealed(seal).Vouching(issuer),
		Mail:    o.opener(db, writer),
		NoMail:  o.settings.SMTPURL == "",
		Gallery: o.gallery,
		Version: version(),
		Check:   check,
		Coming:  coming,
		Reads:   reads,
		Duties:  duties(db, o.tracker(db), nil, o.now),
	})
}
