package store_test

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"attune/internal/dbtest"
	"attune/internal/store"
)

type associationRow struct {
	Code, Name, TimeZone string
}

// TableName is the table of the rows.
func (associationRow) TableName() string { return "associations" }

func TestStatementsAreCounted(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		ctx, made := store.Counted(t.Context())
		other, elsewhere := store.Counted(t.Context())
		var first []string
		err := store.Change(ctx, db.Store, func(tx *gorm.DB) error {
			steps := []error{
				tx.Create(&associationRow{Code: "CT", Name: "Ada's secret"}).Error,
				tx.Exec(`insert into associations (code, name, time_zone) values (?, ?, '')`, "MI", "Bea's secret").Error,
				tx.Model(&associationRow{}).Where("code = ?", "CT").Update("name", "x").Error,
				tx.Transaction(func(tx *gorm.DB) error { return tx.Where("code = ?", "MI").Delete(&associationRow{}).Error }),
				tx.Raw(`select code from associations`).Scan(&first).Error,
			}
			return errors.Join(steps...)
		})
		if err != nil {
			t.Fatal(err)
		}
		rows, err := store.Ask(ctx, db.Store).Raw(`select name from associations where code = ?`, "CT").Rows()
		if err != nil {
			t.Fatal(err)
		}
		rows.Close()
		var found associationRow
		if err := store.Ask(ctx, db.Store).First(&found).Error; err != nil {
			t.Fatal(err)
		}
		if err := store.Ask(other, db.Store).First(&found).Error; err != nil {
			t.Fatal(err)
		}
		want := []string{"INSERT", "insert", "UPDATE", "SAVEPOINT", "DELETE", "select", "select", "SELECT"}
		if diff := cmp.Diff(want, firstWords(made.Statements())); diff != "" || made.Len() != len(want) {
			t.Errorf("%d statements (-want +got):\n%s", made.Len(), diff)
		}
		if elsewhere.Len() != 1 {
			t.Errorf("another context counts %d", elsewhere.Len())
		}
		if text := strings.Join(made.Statements(), "\n"); strings.Contains(text, "secret") {
			t.Errorf("values are among the statements:\n%s", text)
		}
	})
}

// TestSlowStatementsAreLogged: one that began two seconds ago, and one that began just now.
func TestSlowStatementsAreLogged(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	trace := store.Tracer(slog.New(slog.NewTextHandler(&log, nil))).Trace
	trace(t.Context(), time.Now().Add(-2*time.Second), func() (string, int64) { return "select slowly", 7 }, nil)
	trace(t.Context(), time.Now(), func() (string, int64) { return "select quickly", 7 }, nil)
	if text := log.String(); strings.Count(text, "\n") != 1 || !strings.Contains(text, `statement="select slowly"`) || !strings.Contains(text, "rows=7") {
		t.Errorf("the log says %q", text)
	}
}

func firstWords(texts []string) []string {
	words := make([]string, len(texts))
	for i, text := range texts {
		words[i], _, _ = strings.Cut(text, " ")
	}
	return words
}
