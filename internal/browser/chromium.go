package browser

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"syscall"

	"github.com/chromedp/chromedp"
)

// keeper clears the browser's folder away once this process has ended, however it did, even killed: its input is a pipe
// from here, which closes then. What the browser still writes while it ends goes as well.
const keeper = `cat >/dev/null; for i in 1 2 3 4 5 6 7 8 9; do rm -rf "$1" && exit; sleep 1; done 2>/dev/null`

// chromium is the one browser of this test binary: to start one takes longer than most tests. Each test has a profile
// of its own in it, as private windows have: cookies, storage and workers of no other are seen there.
var chromium = sync.OnceValues(func() (context.Context, error) {
	folder, err := keptFolder()
	if err != nil {
		return nil, err
	}
	return start(folder)
})

// start starts a browser with all that it writes in one folder. It ends with this process: nobody cancels it.
func start(folder string) (context.Context, error) {
	path, err := find()
	if err != nil {
		return nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.DisableGPU, chromedp.UserDataDir(folder), chromedp.Env("TMPDIR="+folder),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("hide-scrollbars", true))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox) // Chromium refuses to sandbox what root starts
	}
	allocator, _ := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, _ := chromedp.NewContext(allocator)
	if err := chromedp.Do(ctx); err != nil {
		return nil, fmt.Errorf("start %s: %w", path, err)
	}
	return ctx, nil
}

// keptFolder is a folder that goes with this process. Chromium puts a socket into it, whose path may have 107 bytes: the
// folder for temporary files may be a long one.
func keptFolder() (string, error) {
	folder, err := os.MkdirTemp("/tmp", "attune-browser")
	if err != nil {
		return "", err
	}
	cmd := exec.Command("/bin/sh", "-c", keeper, "keeper", folder)
	cmd.Dir, cmd.SysProcAttr = "/", &syscall.SysProcAttr{Setpgid: true} // its own group: Ctrl-C is not for it
	if _, err := cmd.StdinPipe(); err != nil {                          // held open until this process ends
		return "", err
	}
	if err := cmd.Start(); err != nil {
		return "", err
	}
	go func() { _ = cmd.Wait() }() // holds the pipe, too, which would be closed once nobody knew of it
	return folder, nil
}

// find is where Chromium is.
func find() (string, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("no Chromium on this machine; install it with: apt-get install -y chromium")
}
