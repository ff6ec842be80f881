package web_test

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"attune/internal/dbtest"
	"attune/internal/world"
)

var screenshots = flag.String("screenshots", "", "write a picture of every page into this folder, at both widths and in both themes")

// chromium is a browser for tests, gone when the test is over.
func chromium(t *testing.T) context.Context {
	t.Helper()
	var found string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil && found == "" {
			found = path
		}
	}
	if found == "" {
		t.Fatal("there is no Chromium on this machine; install it (Debian: apt-get install chromium)")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(found), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-dev-shm-usage", true),
		chromedp.UserDataDir(t.TempDir()))
	ctx, stop := context.WithTimeout(context.Background(), 5*time.Minute)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start %s: %v", found, err)
	}
	return ctx
}

// signIn opens the link of somebody in the browser and presses the button.
func signIn(ctx context.Context, v *town, who string) {
	v.Helper()
	if err := chromedp.Do(ctx, chromedp.Navigate(v.linkFor(who))); err != nil {
		v.Fatal(err)
	}
	if _, err := chromedp.RunResponse(ctx, chromedp.Click(chromedp.CSS("main button"))); err != nil {
		v.Fatalf("press Sign in: %v", err)
	}
}

// TestScreenshots writes pictures of the pages of a demo for somebody to look at. Without the flag it looks only at
// what a machine can see: that no page is wider than the phone it is shown on.
func TestScreenshots(t *testing.T) {
	t.Parallel()
	invented, cast, err := world.Demo(noon)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := invented.WriteTo(dir); err != nil {
		t.Fatal(err)
	}
	v := settle(t, dbtest.Postgres(t), noon, dir)
	v.invite(cast.Coordinator, string(world.Connecticut))
	v.invite(cast.Operator, "")
	ctx := chromium(t)

	held, mentor := string(cast.Parts[world.HeldHours]), string(cast.Parts[world.MentorTarget])
	today := v.named(string(cast.Group), string(cast.Today))
	album{v, ctx}.add("sign-in", "/sign-in")
	for _, visit := range []struct {
		who   string
		pages map[string]string
	}{
		{string(cast.Practitioner), map[string]string{
			"practitioner-home": "/", "practitioner-hours": "/hours", "practitioner-purpose": "/hours/earning.IFS", "practitioner-groups": "/groups",
			"practitioner-group": fmt.Sprintf("/groups/%d", v.group(string(cast.Group))), "rules": "/rules", "not-found": "/nowhere",
		}},
		{held, map[string]string{"held-purpose": "/hours/earning.IFS"}},
		{mentor, map[string]string{"mentor-home": "/", "mentor-purpose": "/hours/earning.IMHM-C"}},
		{string(cast.Manager), map[string]string{
			"manager-home": "/", "manager-staff": "/staff", "manager-member": fmt.Sprintf("/staff/%d", v.person(string(cast.Practitioner))),
		}},
		{cast.Coordinator, map[string]string{"coordinator-home": "/", "coordinator-staff": "/staff", "coordinator-groups": "/groups"}},
		{cast.Operator, map[string]string{"operator-home": "/"}},
		{string(cast.Provider), map[string]string{
			"provider-home": "/", "provider-group": fmt.Sprintf("/groups/%d", v.group(string(cast.Group))), "sheet": today,
		}},
	} {
		signIn(ctx, v, visit.who)
		for name, path := range visit.pages {
			album{v, ctx}.add(name, path)
		}
	}
	if *screenshots != "" {
		album{v, ctx}.filled(today)
	}
}

// filled takes pictures of a sheet that is being filled in, refused and verified.
func (a album) filled(sheet string) {
	a.Helper()
	press := func(selector string) chromedp.Action[chromedp.Void] {
		return chromedp.Evaluate[chromedp.Void](fmt.Sprintf("document.querySelector(%q).click()", selector))
	}
	mark := func(person int, value string) chromedp.Action[chromedp.Void] {
		return press(fmt.Sprintf("[name='people[%d].mark'][value=%s]", person, value))
	}
	for _, shot := range shots {
		a.look(shot.width, shot.theme)
		if err := chromedp.Do(a.ctx, chromedp.Navigate(a.url+sheet), mark(0, "late")); err != nil {
			a.Fatal(err)
		}
		if _, err := chromedp.RunResponse(a.ctx, press("[value=verify]")); err != nil {
			a.Fatal(err)
		}
		a.keep("sheet-refused", shot.width, shot.theme)
		if err := chromedp.Do(a.ctx, press("[data-everyone]"), mark(0, "late"), mark(1, "early"), mark(2, "excused")); err != nil {
			a.Fatal(err)
		}
		a.keep("sheet-filled", shot.width, shot.theme)
	}
	if r, err := chromedp.RunResponse(a.ctx, press("[value=verify]")); err != nil || r.Status != http.StatusOK {
		text, _ := chromedp.Run(a.ctx, chromedp.Text(chromedp.CSS("main")))
		a.Fatalf("verify: %v\n%s", err, text)
	}
	a.add("verified", sheet)
}

// album takes pictures of pages.
type album struct {
	*town
	ctx context.Context
}

var shots = []struct {
	width int64
	theme string
}{{360, "light"}, {360, "dark"}, {1280, "light"}, {1280, "dark"}, {320, "light"}}

func (a album) add(name, path string) {
	a.Helper()
	for _, shot := range shots {
		if *screenshots == "" && shot.width != 320 {
			continue
		}
		a.look(shot.width, shot.theme)
		if err := chromedp.Do(a.ctx, chromedp.Navigate(a.url+path)); err != nil {
			a.Fatal(err)
		}
		a.keep(name, shot.width, shot.theme)
	}
}

// look sets the width of the window and the theme.
func (a album) look(width int64, theme string) {
	a.Helper()
	metrics := emulation.SetDeviceMetricsOverrideParams{Width: width, Height: 800, DeviceScaleFactor: 1, Mobile: width < 600}
	if _, err := chromedp.Call(a.ctx, emulation.SetDeviceMetricsOverride, metrics); err != nil {
		a.Fatal(err)
	}
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}}}
	if _, err := chromedp.Call(a.ctx, emulation.SetEmulatedMedia, media); err != nil {
		a.Fatal(err)
	}
}

// keep writes the picture of the page that is open, and fails where it is wider than the window.
func (a album) keep(name string, width int64, theme string) {
	a.Helper()
	wide, err := chromedp.Run(a.ctx, chromedp.Evaluate[int64](`document.documentElement.scrollWidth`))
	if err != nil {
		a.Fatal(err)
	}
	if wide > width {
		a.Errorf("%s is %d wide in a window of %d", name, wide, width)
	}
	if *screenshots == "" {
		return
	}
	picture, err := chromedp.Run(a.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		a.Fatal(err)
	}
	file := filepath.Join(*screenshots, fmt.Sprintf("%s-%d-%s.png", name, width, theme))
	if err := os.WriteFile(file, picture, 0o600); err != nil {
		a.Fatal(err)
	}
}
