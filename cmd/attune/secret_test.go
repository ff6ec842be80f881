package main

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"attune/internal/fault"
)

// On SQLite the secret lies beside the database, made once, for its owner's eyes alone; whoever starts at the same
// moment has the same one.
func TestASecretBesideTheFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "attune.db")
	o := &office{settings: settings{DatabaseURL: "sqlite:" + path}}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if seal, err := o.seal(); seal == nil || err != nil {
				t.Errorf("seal: %v, %v", seal, err)
			}
		})
	}
	all.Wait()
	secret, err := os.ReadFile(path + ".secret")
	if err != nil || len(strings.TrimSpace(string(secret))) != 64 {
		t.Fatalf("the secret has %d bytes, %v", len(secret), err)
	}
	if info, err := os.Stat(path + ".secret"); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("anybody may read the secret: %v, %v", info.Mode(), err)
	}
	if _, err := o.seal(); err != nil {
		t.Error(err)
	}
	if again, _ := os.ReadFile(path + ".secret"); string(again) != string(secret) {
		t.Error("the secret was made anew")
	}
	if files, err := os.ReadDir(filepath.Dir(path)); err != nil || len(files) != 1 {
		t.Errorf("left behind: %v, %v", files, err)
	}
}

func TestOnPostgreSQLNoSecretIsMadeUp(t *testing.T) {
	t.Parallel()
	o := &office{settings: settings{DatabaseURL: "postgres://db/attune"}}
	if seal, err := o.seal(); seal != nil || err != nil {
		t.Errorf("without a file: %v, %v", seal, err)
	}
	o.settings.SecretFile = filepath.Join(t.TempDir(), "secret")
	for text, kind := range map[string]fault.Kind{"too short\n": fault.Invalid, strings.Repeat("0123456789abcdef", 4) + "\n": fault.Internal} {
		if err := os.WriteFile(o.settings.SecretFile, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if seal, err := o.seal(); fault.KindOf(err) != kind || (seal == nil) != (err != nil) {
			t.Errorf("%.10q: %v, %v", text, seal, err)
		}
	}
}

func TestResettingASecondFactorThatIsNotThere(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, env []string) {
		must(t, env, "person", "invite", "--email", "odd@example.org", "--role", "operator")
		complains(t, env, exitFailed, "no second factor", "person", "reset-second-factor", "odd@example.org")
		complains(t, env, exitFailed, "There is no person", "person", "reset-second-factor", "nobody@example.org")
	})
}

// The verb makes a secret once, where it is told to.
func TestASecretIsMadeOnce(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "secret")
	if said := must(t, nil, "secret", file); !strings.Contains(said, "A new secret is in the file") {
		t.Errorf("made: %q", said)
	}
	first, err := os.ReadFile(file)
	if err != nil || len(strings.TrimSpace(string(first))) != 64 {
		t.Fatalf("the secret has %d bytes, %v", len(first), err)
	}
	if said := must(t, nil, "secret", file); !strings.Contains(said, "left as it is") || strings.Contains(said, strings.TrimSpace(string(first))) {
		t.Errorf("again: %q", said)
	}
	if again, _ := os.ReadFile(file); string(again) != string(first) {
		t.Error("the secret was made anew")
	}
	if c := call(t, nil, "secret", filepath.Join(filepath.Dir(file), "nowhere", "secret")); c.code != exitFailed || !strings.Contains(c.stderr, "check that the folder is there") {
		t.Errorf("without a folder: exit %d, %q", c.code, c.stderr)
	}
}
