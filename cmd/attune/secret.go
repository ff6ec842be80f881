package main

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"attune/internal/fault"
	"attune/internal/signin"
)

// secretVerb is `attune secret`.
type secretVerb struct {
	File string `arg:"" help:"File to write; one that is there is left alone."`
}

// Help is shown below the verb's flags.
func (secretVerb) Help() string {
	return "Example: attune secret /var/lib/attune/secret\n\nName the file with ATTUNE_SECRET_FILE then, for every instance, and keep a copy apart from the database's."
}

// Run writes the file, and says whether it was there.
func (v *secretVerb) Run(o *office) error {
	_, missing := os.Stat(v.File)
	if err := makeSecret(v.File); err != nil {
		return err
	}
	if missing == nil {
		fmt.Fprintln(o.stdout, "The file is there already, and was left as it is.")
		return nil
	}
	fmt.Fprintln(o.stdout, "A new secret is in the file. Keep a copy of it apart from the database's.")
	return nil
}

// seal is what second factors are kept under: the secret in the file that was named or, on SQLite, in a file beside the
// database, made where there is none. On PostgreSQL without a file there is none: several instances must share one, so
// none can be made up here.
func (o *office) seal() (*signin.Seal, error) {
	file := o.settings.SecretFile
	if path, found := strings.CutPrefix(o.settings.DatabaseURL, "sqlite:"); file == "" && found {
		file = path + ".secret"
		if err := makeSecret(file); err != nil {
			return nil, err
		}
	}
	if file == "" {
		return nil, nil
	}
	secret, err := os.ReadFile(file)
	if err != nil {
		return nil, fault.Because(err, fault.Unavailable, "The file with the installation's secret cannot be read; check its path and whose it is.")
	}
	return signin.NewSeal(bytes.TrimSpace(secret))
}

// makeSecret writes a new secret into a file, for its owner's eyes alone, unless it is there. It is whole or not there
// at all: whoever starts at the same moment reads the same one.
func makeSecret(file string) error {
	if _, err := os.Stat(file); err == nil {
		return nil
	}
	var bits [32]byte
	_, _ = rand.Read(bits[:]) // never fails: it crashes the program instead
	draft, err := os.CreateTemp(filepath.Dir(file), ".attune-secret-")
	if err != nil {
		return fault.Because(err, fault.Unavailable, "The installation's secret cannot be written at %s; check that the folder is there, and whose it is.", file)
	}
	defer func() { _ = os.Remove(draft.Name()) }()
	_, err = fmt.Fprintln(draft, hex.EncodeToString(bits[:]))
	err = errors.Join(err, draft.Sync(), draft.Close())
	if err == nil {
		err = os.Link(draft.Name(), file) // fails where somebody was faster
	}
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return fault.Because(err, fault.Unavailable, "The installation's secret cannot be written at %s; check that the folder is there, and whose it is.", file)
	}
	return nil
}
