package main

import (
	"io"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"attune/internal/dbtest"
	"attune/internal/roster"
	"attune/internal/signin"
	"attune/internal/world"
)

// A demo holds what no bundle carries, too: a dispute, the public page, and rules that are coming.
func TestADemoIsAlive(t *testing.T) {
	t.Parallel()
	now := func() time.Time { return time.Date(2026, 11, 22, 19, 7, 0, 0, time.UTC) }
	o := &office{t.Context(), settings{DatabaseURL: dbtest.EmptySQLite(t), Listen: "127.0.0.1:0"}, strings.NewReader(""), io.Discard, io.Discard, now, slog.LevelWarn, true}
	db, err := o.open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { o.close(db) })
	d := &demo{office: o, db: db, desk: signin.NewDesk(db, now)}
	if err := d.fill(filepath.Join(t.TempDir(), "bundle")); err != nil {
		t.Fatal(err)
	}
	open, err := db.DisputesIn(t.Context(), []roster.Association{world.Connecticut}, 10)
	if err != nil || len(open) != 1 {
		t.Errorf("%d disputes are open, %v; want 1", len(open), err)
	}
	if _, public, err := db.PublicSince(t.Context(), world.Connecticut); !public || err != nil {
		t.Errorf("the public page is on: %t, %v", public, err)
	}
	if err := d.bringComingRules(filepath.Join(t.TempDir(), "coming.yaml")); err != nil {
		t.Fatal(err)
	}
	coming, err := o.coming(db)
	if err != nil || coming == nil {
		t.Fatalf("no rules are coming: %v", err)
	}
	if demand, _ := coming.Demand(world.Connecticut, "IFS"); demand.Minutes != 30*60 {
		t.Errorf("IFS asks for %d minutes under the coming rules, want 30 hours", demand.Minutes)
	}
}
