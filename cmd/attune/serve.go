package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"attune/internal/fault"
	"attune/internal/store"
	"attune/internal/web"
)

// serveVerb is `attune serve`.
type serveVerb struct{}

// Help is shown below the verb's flags.
func (serveVerb) Help() string {
	return "Example: attune serve --database-url sqlite:attune.db --listen 127.0.0.1:8080"
}

// Run serves until the context ends.
func (serveVerb) Run(o *office) error {
	o.logged = slog.LevelInfo
	db, err := o.open()
	if err != nil {
		return err
	}
	defer o.close(db)
	listener, err := net.Listen("tcp", o.settings.Listen)
	if err != nil {
		return fault.Because(err, fault.Unavailable, "The address %s cannot be served on; something else may use it. Choose another with --listen.", o.settings.Listen)
	}
	fmt.Fprintf(o.stderr, "Attune serves at %s\n", o.settings.base())
	return o.serve(db, listener)
}

// Limits of the web server: a slow or silent browser gives its place back.
const (
	headerTimeout = 10 * time.Second
	bodyTimeout   = 60 * time.Second
	idleTimeout   = 2 * time.Minute
	farewell      = 15 * time.Second // for answers under way once Attune is told to stop
)

// serve runs web, duties and, where there is a mail server, a courier on an open database until the context ends or one of them fails; then both are stopped,
// web first, and waited for.
func (o *office) serve(db *store.Store, listener net.Listener) error {
	ctx, stop := context.WithCancel(o)
	defer stop()
	runner, err := o.runner(db)
	if err != nil {
		return err
	}
	reads := &web.FeedReads{}
	handler, err := o.pages(db, reads)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: headerTimeout, ReadTimeout: bodyTimeout, WriteTimeout: bodyTimeout, IdleTimeout: idleTimeout}
	courier, err := o.courier(db)
	if err != nil {
		return err
	}
	ended := make(chan error, 4)
	waiting := 3
	if courier != nil {
		waiting++
		go func() { courier.Watch(ctx); ended <- nil }()
	}
	go func() { ended <- runner.Run(ctx) }()
	go func() { o.keepReads(ctx, reads, db); ended <- nil }()
	go func() { ended <- listening(server.Serve(listener)) }()
	var first error
	select {
	case <-ctx.Done():
	case first = <-ended:
		waiting--
	}
	patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), farewell)
	defer cancel()
	first = errors.Join(first, server.Shutdown(patience))
	stop()
	for range waiting {
		first = errors.Join(first, <-ended)
	}
	o.keepLastReads(ctx, reads, db)
	return first
}

// listening is nil for a server that was told to stop.
func listening(err error) error {
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}
