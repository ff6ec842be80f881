package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
)

// sheetWorkerFile is the script that opens a sheet without signal. At the root of the site, because a browser lets such a
// script see no more than what is below its own address.
const sheetWorkerFile = "sheet-worker.js"

// withoutSignalPage is what a browser shows without a network where it has kept no copy; it has nobody's name on it.
type withoutSignalPage struct {
	frame
}

// visitName is what a visit is called in its own browser: copies of sheets are kept under it and go with it. It tells
// nothing of the token that it is made from.
func visitName(token string) string {
	sum := sha256.Sum256([]byte("what a browser keeps of a visit: " + token))
	return base64.RawURLEncoding.EncodeToString(sum[:16])
}

// visitIn is what the visit of a request is called; false where nobody has looked, and empty where nobody is signed in.
func visitIn(c echo.Context) (string, bool) {
	name, known := c.Get(keyVisit).(string)
	return name, known
}

// sheetToKeep shows a sheet that the browser may keep a copy of, for this visit alone, so that it opens without signal.
func (w *web) sheetToKeep(c echo.Context, page sheetPage) error {
	c.Response().Header().Set("Attune-Keep", page.Visit)
	return w.render(c, http.StatusOK, "sheet", page)
}

// sheetWorker answers GET /sheet-worker.js. Browsers ask for it anew, so that none keeps an old one.
func (w *web) sheetWorker(c echo.Context) error {
	c.Response().Header().Set("Cache-Control", "no-cache")
	http.ServeContent(c.Response(), c.Request(), sheetWorkerFile, time.Time{}, bytes.NewReader(w.assets.files[sheetWorkerFile].body))
	return nil
}

// withoutSignal answers GET /without-signal.
func (w *web) withoutSignal(c echo.Context) error {
	page := withoutSignalPage{w.frame(c, "Without signal", "")}
	page.Alone = true
	return w.render(c, http.StatusOK, "without-signal", page)
}
