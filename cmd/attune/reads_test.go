package main

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// What is read within the last minute is written when Attune is told to stop, not with the next tick.
func TestTheLastReadingsAreWritten(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, env []string) {
		must(t, env, "import", bundles+"/small")
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		base := "http://" + listener.Addr().String()
		address := strings.TrimSpace(must(t, append(env, "ATTUNE_BASE_URL="+base), "feed", "create", "--person", "p000037"))
		ctx, stop := context.WithCancel(t.Context())
		url := strings.TrimPrefix(env[0], "ATTUNE_DATABASE_URL=")
		o := &office{ctx, settings{DatabaseURL: url, Listen: listener.Addr().String()}, strings.NewReader(""), io.Discard, io.Discard, time.Now, slog.LevelError, false}
		db, err := o.open()
		if err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- o.serve(db, listener) }()
		read(t, http.DefaultClient, address)
		stop()
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
		o.close(db)
		list, err := database(t, env).Feeds(t.Context())
		if err != nil || len(list) != 1 || list[0].Read.At.IsZero() {
			t.Errorf("after the end: %+v, %v; want that it was read", list, err)
		}
	})
}
