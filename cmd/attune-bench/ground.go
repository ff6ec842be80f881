package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"attune/internal/day"
	"attune/internal/exchange"
	"attune/internal/store"
	"attune/internal/world"
)

// until is the last day of meetings held in every world of the bench, and benchNow the instant everything is measured at.
var (
	until    = day.Of(2026, time.June, 30)
	benchNow = time.Date(2026, time.June, 30, 16, 0, 0, 0, time.UTC)
)

func now() time.Time { return benchNow }

// bundle writes a world of so many attendance rows into a folder of the run, once, and returns the folder.
func (b *bench) bundle(rows int) (string, error) {
	dir := filepath.Join(b.dir, fmt.Sprintf("world-%d", rows))
	if _, err := os.Stat(dir); err == nil {
		return dir, nil
	}
	w, err := world.Large(world.Size{Seed: 1, People: max(rows/50, 200), Rows: rows, Until: until})
	if err != nil {
		return "", err
	}
	return dir, w.WriteTo(dir)
}

// imported is a file with the world of so many rows brought in and pushed, made once; each call copies it.
func (b *bench) imported(ctx context.Context, rows int) (path string, err error) {
	master := filepath.Join(b.dir, fmt.Sprintf("world-%d.db", rows))
	if _, err := os.Stat(master); err != nil {
		if err := b.bringIn(ctx, rows, "sqlite:"+master); err != nil {
			return "", err
		}
		if err := b.pushFile(ctx, master); err != nil {
			return "", err
		}
	}
	return b.copied(master)
}

// copied is a copy of a file.
func (b *bench) copied(master string) (path string, err error) {
	text, err := os.ReadFile(master)
	if err != nil {
		return "", err
	}
	copied, err := os.CreateTemp(b.dir, "copy-*.db")
	if err != nil {
		return "", err
	}
	if _, err := copied.Write(text); err != nil {
		return "", err
	}
	return copied.Name(), copied.Close()
}

// pushFile pushes everybody who is due in a database file.
func (b *bench) pushFile(ctx context.Context, path string) error {
	db, err := open(ctx, "sqlite:"+path)
	if err != nil {
		return err
	}
	return errors.Join(push(ctx, db), db.Close())
}

// bringIn imports the world into an empty database.
func (b *bench) bringIn(ctx context.Context, rows int, address string) error {
	dir, err := b.bundle(rows)
	if err != nil {
		return err
	}
	db, err := open(ctx, address)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	edition, err := db.Edition(ctx)
	if err != nil {
		return err
	}
	_, err = exchange.Import(ctx, dir, db, edition, benchNow, exchange.Options{})
	return err
}

// open opens a database and brings its schema up to date.
func open(ctx context.Context, address string) (*store.Store, error) {
	db, err := store.Connect(ctx, address, store.Options{Now: now})
	if err != nil {
		return nil, err
	}
	_, err = db.Migrate(ctx)
	return db, err
}
