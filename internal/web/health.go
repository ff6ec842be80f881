package web

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"attune/internal/rulebook"
)

// Readiness tells whether requests can be answered.
type Readiness interface {
	// Ready is nil where the database answers and its schema is one that this program serves.
	Ready(ctx context.Context) error
}

// health answers as long as the process does.
func (w *web) health(c echo.Context) error {
	c.Response().Header().Set("Cache-Control", "no-store")
	return c.String(http.StatusOK, "alive\n")
}

// ready answers whether the process can do its work. The reason why it cannot is in the log, not in the answer.
func (w *web) ready(c echo.Context) error {
	c.Response().Header().Set("Cache-Control", "no-store")
	if err := w.Store.Ready(c.Request().Context()); err != nil {
		w.Log.ErrorContext(c.Request().Context(), "not ready", "error", err)
		return c.String(http.StatusServiceUnavailable, "not ready\n")
	}
	return c.String(http.StatusOK, "ready\n")
}

// inForce is the edition of the rules that pages explain by. It is asked for once a minute at most: pages need it for
// names, zones and reasons, and no figure is made here.
type inForce struct {
	store interface {
		Edition(ctx context.Context) (*rulebook.Edition, error)
	}
	now func() time.Time

	mu      sync.Mutex
	edition *rulebook.Edition
	asked   time.Time
}

func (f *inForce) get(ctx context.Context) (*rulebook.Edition, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if now := f.now(); f.edition == nil || now.Sub(f.asked) >= time.Minute {
		edition, err := f.store.Edition(ctx)
		if err != nil {
			return nil, fmt.Errorf("the rules in force: %w", err)
		}
		f.edition, f.asked = edition, now
	}
	return f.edition, nil
}
