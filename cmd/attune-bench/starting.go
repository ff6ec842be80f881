package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// bare is the least program that answers over HTTP: the baseline of starting.
const bare = `package main

import (
	"net/http"
	"os"
)

func main() {
	http.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("alive\n")) })
	panic(http.ListenAndServe(os.Args[1], nil))
}
`

// measureStart measures from exec to the first answer, for a new file, an existing one and PostgreSQL.
func measureStart(ctx context.Context, b *bench) error {
	ours, plain, err := b.programs(ctx)
	if err != nil {
		return err
	}
	existing := "sqlite:" + filepath.Join(b.dir, "start.db")
	cases := []struct {
		name, goal string
		address    func(round int) string
	}{
		{"existing SQLite file", "6", func(int) string { return existing }},
		{"new SQLite file", "10", func(round int) string { return fmt.Sprintf("sqlite:%s/start-%d.db", b.dir, round) }},
	}
	if b.postgres != "" {
		address, drop, err := b.freshPostgres(ctx)
		if err != nil {
			return err
		}
		defer drop()
		cases = append(cases, struct {
			name, goal string
			address    func(round int) string
		}{"PostgreSQL", "8", func(int) string { return address }})
	}
	for _, c := range cases {
		if err := exec.CommandContext(ctx, ours, "migrate", "up", "--database-url", c.address(-1)).Run(); err != nil {
			return err
		}
		var ratios []float64
		for round := range b.rounds {
			one, err := answered(ctx, ours, "serve", "--database-url", c.address(round), "--listen")
			if err != nil {
				return err
			}
			two, err := answered(ctx, plain)
			if err != nil {
				return err
			}
			ratios = append(ratios, one.Seconds()/two.Seconds())
		}
		b.say("%s: %.1f times a bare program (median of %.1f; goal at most %s)", c.name, middle(ratios), ratios, c.goal)
	}
	return nil
}

// programs builds Attune and the bare program.
func (b *bench) programs(ctx context.Context) (ours, plain string, err error) {
	ours, plain = filepath.Join(b.dir, "attune"), filepath.Join(b.dir, "bare")
	source := filepath.Join(b.dir, "bare.go")
	if err := os.WriteFile(source, []byte(bare), 0o600); err != nil {
		return "", "", err
	}
	for out, what := range map[string]string{ours: "attune/cmd/attune", plain: source} {
		if text, err := exec.CommandContext(ctx, "go", "build", "-o", out, what).CombinedOutput(); err != nil {
			return "", "", fmt.Errorf("%w: %s", err, text)
		}
	}
	return ours, plain, nil
}

// answered runs a program, with a free address as its last argument, until it answers, and ends it.
func answered(ctx context.Context, program string, args ...string) (took time.Duration, err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	address := listener.Addr().String()
	if err := listener.Close(); err != nil {
		return 0, err
	}
	begin := time.Now()
	command := exec.CommandContext(ctx, program, append(args, address)...)
	if err := command.Start(); err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, command.Process.Kill()); _ = command.Wait() }()
	for {
		answer, err := http.Get("http://" + address + "/healthz") //nolint:gosec,noctx // our own, on loopback
		if err == nil {
			return time.Since(begin), answer.Body.Close()
		}
		if time.Since(begin) > 30*time.Second {
			return 0, fmt.Errorf("%s did not answer: %w", program, err)
		}
		time.Sleep(500 * time.Microsecond)
	}
}
