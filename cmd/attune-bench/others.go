package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

// fewPolls is how many answers one round asks a slow server for.
const fewPolls = 60

// measureRadicale fetches the feed from Radicale and from us: whole, and unchanged.
func measureRadicale(ctx context.Context, b *bench) error {
	program, err := exec.LookPath("radicale")
	if err != nil {
		b.say("not measured: radicale is not installed here")
		return nil
	}
	f, err := b.feeding(ctx)
	if err != nil {
		return err
	}
	defer f.stop()
	dir, address, err := b.placed("radicale")
	if err != nil {
		return err
	}
	config := fmt.Sprintf("[server]\nhosts = %s\n[auth]\ntype = none\n[rights]\ntype = authenticated\n[storage]\nfilesystem_folder = %s\n[logging]\nlevel = error\n", address, dir)
	stop, err := started(ctx, dir, config, "http://"+address+"/.web", program, "--config")
	if err != nil {
		return err
	}
	defer stop()
	theirs := "http://bench:bench@" + address + "/bench/feed/"
	request, err := http.NewRequestWithContext(ctx, http.MethodPut, theirs, bytes.NewReader(f.body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "text/calendar; charset=utf-8")
	answer, said, err := bodyOf(http.DefaultClient, request)
	if err != nil || answer.StatusCode != http.StatusCreated {
		return fmt.Errorf("radicale took no feed: %w %s", err, said)
	}
	answer, kept, err := get(theirs, "")
	if err != nil || bytes.Count(kept, []byte("BEGIN:VEVENT")) != f.events() {
		return fmt.Errorf("radicale serves another feed: %w", err)
	}
	b.say("%d events", f.events())
	tag := answer.Header.Get("ETag")
	again, _, err := get(theirs, tag)
	if err != nil {
		return err
	}
	for _, row := range []struct {
		about, ours, theirs, goal string
		status, their             int
	}{
		{"200", "", "", "10; stretch 20", http.StatusOK, http.StatusOK},
		{"unchanged poll", f.etag, tag, "50; stretch 100", http.StatusNotModified, again.StatusCode},
	} {
		median, each, err := b.ratios(polled(f.ours, row.ours, row.status, fewPolls*10), polled(theirs, row.theirs, row.their, fewPolls))
		if err != nil {
			return err
		}
		for i := range each {
			each[i] *= 10 // we were asked ten times as often
		}
		b.say("%s, which Radicale answers with %d: %.0f times as many (median of %.0f; goal %s)", row.about, row.their, median*10, each, row.goal)
	}
	return nil
}

// placed is a folder for another server, and an address that is free.
func (b *bench) placed(name string) (dir, address string, err error) {
	dir = filepath.Join(b.dir, name)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", "", err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", "", err
	}
	return dir, listener.Addr().String(), listener.Close()
}

// started runs another server with a configuration, the last of its arguments, until it answers at an address.
func started(ctx context.Context, dir, config, answers, program string, args ...string) (stop func(), err error) {
	file := filepath.Join(dir, "config")
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		return nil, err
	}
	command := exec.CommandContext(ctx, program, append(args, file)...)
	var said bytes.Buffer
	command.Stderr = &said
	if err := command.Start(); err != nil {
		return nil, err
	}
	stop = func() { _ = command.Process.Kill(); _ = command.Wait() }
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if _, _, err = get(answers, ""); err == nil {
			return stop, nil
		}
		if time.Now().After(deadline) {
			stop()
			return nil, fmt.Errorf("%s does not answer: %w %s", program, err, said.String())
		}
	}
}

// perSecond and openFor are the open loop: requests leave at their time, whether or not those before were answered.
const (
	perSecond = 300
	openFor   = 4 * time.Second
)

const nginxConfig = `daemon off;
master_process off;
pid %[1]s/pid;
error_log %[1]s/errors;
events { }
http {
	access_log off;
	types { text/calendar ics; }
	client_body_temp_path %[1]s/b; proxy_temp_path %[1]s/p; fastcgi_temp_path %[1]s/f; uwsgi_temp_path %[1]s/u; scgi_temp_path %[1]s/s;
	server { listen %[2]s; root %[1]s; }
}
`

// measureOpenLoop asks for the feed so many times a second, of us and of nginx serving the same bytes from a file.
func measureOpenLoop(ctx context.Context, b *bench) error {
	program, err := exec.LookPath("nginx")
	if err != nil {
		if program, err = exec.LookPath("/usr/sbin/nginx"); err != nil { // where Debian has it, off the path of most
			b.say("not measured: nginx is not installed here")
			return nil
		}
	}
	f, err := b.feeding(ctx)
	if err != nil {
		return err
	}
	defer f.stop()
	dir, address, err := b.placed("nginx")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "feed.ics"), f.body, 0o600); err != nil {
		return err
	}
	theirs := "http://" + address + "/feed.ics"
	stop, err := started(ctx, dir, fmt.Sprintf(nginxConfig, dir, address), theirs, program, "-c")
	if err != nil {
		return err
	}
	defer stop()
	answer, _, err := get(theirs, "")
	if err != nil {
		return err
	}
	for _, row := range []struct {
		about, ours, theirs, goal string
		status                    int
	}{{"304", f.etag, answer.Header.Get("ETag"), "5", http.StatusNotModified}, {"200", "", "", "8", http.StatusOK}} {
		var ratios, each []float64
		for range b.rounds {
			one, err := late(f.ours, row.ours, row.status)
			if err != nil {
				return err
			}
			two, err := late(theirs, row.theirs, row.status)
			if err != nil {
				return err
			}
			ratios, each = append(ratios, one.Seconds()/two.Seconds()), append(each, one.Seconds()*1000)
		}
		b.say("%s: p99 is %.1f times nginx's (median of %.1f; goal at most %s); ours, in ms: %.1f", row.about, middle(ratios), ratios, row.goal, each)
	}
	return nil
}

// late is the p99 of an open loop: the time from when a request was to leave until its answer was read.
func late(address, known string, status int) (time.Duration, error) {
	took := make([]time.Duration, int(openFor.Seconds()*perSecond))
	errs := make([]error, len(took))
	var open sync.WaitGroup
	begin := time.Now()
	for i := range took {
		due := begin.Add(time.Duration(i) * time.Second / perSecond)
		time.Sleep(time.Until(due))
		open.Go(func() {
			errs[i] = polled(address, known, status, 1)()
			took[i] = time.Since(due)
		})
	}
	open.Wait()
	for _, err := range errs {
		if err != nil {
			return 0, err
		}
	}
	slices.Sort(took)
	return took[len(took)*99/100], nil
}
