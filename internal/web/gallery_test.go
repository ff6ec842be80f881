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
	return v.servedWith(func(c *web.Config) { c.Gallery = shown })
}

// servedWith serves the same once more with other settings, and gives its address.
func (v *town) servedWith(settings func(*web.Config)) string {
	v.Helper()
	server := httptest.NewUnstartedServer(nil)
	c := v.config()
	settings(&c)
	c.BaseURL = "http://" + server.Listener.Addr().String()
	handler, err := web.New(c)
	if err != nil {
		v.Fatal(err)
	}
	server.Config.Handler = v.counted(handler)
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
