package browser

import (
	"bufio"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// openOnly has this test binary start a browser, say where, and wait to be killed.
const openOnly = "ATTUNE_BROWSER_OPEN_ONLY"

func TestMain(m *testing.M) {
	if os.Getenv(openOnly) != "" {
		folder, err := keptFolder()
		if err != nil {
			panic(err)
		}
		if _, err := start(folder); err != nil {
			panic(err)
		}
		os.Stdout.WriteString(folder + "\n")
		select {}
	}
	os.Exit(m.Run())
}

// TestNothingIsLeftBehind kills a test binary as hard as it goes and looks for what its browser wrote.
func TestNothingIsLeftBehind(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), openOnly+"=1")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Wait()
	defer cmd.Process.Kill()
	folder, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	folder = strings.TrimSpace(folder)
	if there, err := os.ReadDir(folder); err != nil || len(there) == 0 {
		t.Fatalf("the browser keeps %v in %s (%v)", there, folder, err)
	}
	cmd.Process.Kill()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(5 * time.Millisecond) {
		if _, err := os.Stat(folder); os.IsNotExist(err) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s is still there", folder)
		}
	}
}
