package dbtest

import (
	"bufio"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// clusterOnly has this test binary start a cluster, say where, and wait to be killed.
const clusterOnly = "ATTUNE_DBTEST_CLUSTER_ONLY"

func TestMain(m *testing.M) {
	if os.Getenv(clusterOnly) != "" {
		dir, err := startCluster()
		if err != nil {
			panic(err)
		}
		os.Stdout.WriteString(dir + "\n")
		select {}
	}
	os.Exit(m.Run())
}

// TestNothingIsLeftBehind kills a test binary as hard as it goes and looks for its server and its folder.
func TestNothingIsLeftBehind(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), clusterOnly+"=1")
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
	dir, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	dir = strings.TrimSpace(dir)
	conn, err := net.Dial("unix", filepath.Join(dir, ".s.PGSQL.5432"))
	if err != nil {
		t.Fatalf("the cluster said it was ready: %v", err)
	}
	defer conn.Close()
	cmd.Process.Kill()

	conn.SetReadDeadline(time.Now().Add(time.Minute))
	conn.Read(make([]byte, 1)) // returns when the server ends
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(5 * time.Millisecond) {
		if _, err := os.Stat(dir); os.IsNotExist(err) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s is still there", dir)
		}
	}
}

func TestWithoutPostgreSQL(t *testing.T) {
	t.Parallel()
	empty := t.TempDir()
	half := t.TempDir()
	if err := os.WriteFile(filepath.Join(half, "initdb"), nil, 0o700); err != nil {
		t.Fatal(err)
	}
	_, err := binariesIn([]string{empty, half, filepath.Join(empty, "none")})
	if err == nil || !strings.Contains(err.Error(), "apt-get install postgresql") || !strings.Contains(err.Error(), givenServer) {
		t.Errorf("without PostgreSQL the error is %v: it must say what to do", err)
	}
	whole := t.TempDir()
	for _, name := range []string{"initdb", "postgres"} {
		if err := os.WriteFile(filepath.Join(whole, name), nil, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if dir, err := binariesIn([]string{half, whole}); err != nil || dir != whole {
		t.Errorf("of half an installation and a whole one, %s was taken (%v)", dir, err)
	}
}

func TestNewestFirst(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	for _, version := range []string{"9.6", "15", "16"} {
		if err := os.MkdirAll(filepath.Join(root, version, "bin"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	found := newestFirst(filepath.Join(root, "*", "bin"))
	if len(found) != 3 || found[0] != filepath.Join(root, "16", "bin") || found[2] != filepath.Join(root, "9.6", "bin") {
		t.Errorf("the order is %v", found)
	}
}
