package web_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"attune/internal/dbtest"
	"attune/internal/web"
)

// galleried is the handler of the town with the gallery, or without.
func (v *town) galleried(shown bool) string {
	v.Helper()
	server := httptest.NewUnstartedServer(nil)
	c := v.config()
	c.Gallery, c.BaseURL = shown, "http://"+server.Listener.Addr().String()
	handler, err := web.New(c)
	if err != nil {
		v.Fatal(err)
	}
	server.Config.Handler = handler
	server.Start()
	v.Cleanup(server.Close)
	return c.BaseURL
}

func TestTheGalleryIsThereInDevelopmentAlone(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	for _, shown := range []bool{true, false} {
		answer, err := http.Get(v.galleried(shown) + "/gallery")
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		if want := map[bool]int{true: http.StatusOK, false: http.StatusNotFound}[shown]; answer.StatusCode != want {
			t.Errorf("with the gallery %t: %s, want %d", shown, answer.Status, want)
		}
	}
}
