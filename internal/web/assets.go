package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"attune/templates"
)

// assets are the files that browsers load beside a page, each under the hash of its content: what is at an address
// never changes, so it may be kept for ever.
type assets struct {
	files map[string]asset
}

type asset struct {
	hash string
	body []byte
}

func loadAssets() (*assets, error) {
	a := &assets{files: make(map[string]asset)}
	static := templates.Static()
	names, err := fs.Glob(static, "*")
	if err != nil {
		return nil, fmt.Errorf("list assets: %w", err)
	}
	for _, name := range names {
		body, err := fs.ReadFile(static, name)
		if err != nil {
			return nil, fmt.Errorf("read asset: %w", err)
		}
		sum := sha256.Sum256(body)
		a.files[name] = asset{hex.EncodeToString(sum[:8]), body}
	}
	return a, nil
}

// address is where a file is served. A name without a file is an error: a template that asks for one is wrong.
func (a *assets) address(name string) (string, error) {
	file, ok := a.files[name]
	if !ok {
		return "", fmt.Errorf("no asset %q", name)
	}
	return "/static/" + file.hash + "/" + name, nil
}

func (a *assets) serve(c echo.Context) error {
	file, ok := a.files[c.Param("file")]
	if !ok || file.hash != c.Param("hash") {
		return echo.ErrNotFound
	}
	c.Response().Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	http.ServeContent(c.Response(), c.Request(), c.Param("file"), time.Time{}, bytes.NewReader(file.body))
	return nil
}

// robots keeps search engines out of what is nobody's but ours. Feeds are not named: their addresses are secrets,
// and calendar programs that read this file would stop at them.
func robots(c echo.Context) error {
	return c.String(http.StatusOK, "User-agent: *\nDisallow: /\nAllow: /feeds/\n")
}
