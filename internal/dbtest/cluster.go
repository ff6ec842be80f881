package dbtest

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// keeper makes a cluster, runs it for as long as its standard input stays open, and clears it away. Its input is a pipe
// from the test binary: however that ends, even killed, the pipe closes and nothing is left behind. Texts are ordered as
// Americans do, as a server of an association may: what relies on the default order of a server differs from SQLite.
const keeper = `
"$1/initdb" -D "$2/data" -U postgres -A trust --no-sync --no-instructions -E UTF8 --locale=C \
	--locale-provider=icu --icu-locale=en-US || exit 1
"$1/postgres" -D "$2/data" -k "$2" -c listen_addresses= -c max_connections=300 -c fsync=off -c synchronous_commit=off \
	-c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0 -c autovacuum=off &
cat >/dev/null
kill -QUIT $!
wait
rm -rf "$2"
`

// startCluster makes a throwaway PostgreSQL server and hands over the folder of its socket, once it answers. It listens
// nowhere else, trusts whoever reaches the socket, and never waits for the disk.
func startCluster() (socketDir string, err error) {
	bin, err := postgresBinaries()
	if err != nil {
		return "", err
	}
	dir, owner, err := clusterFolder()
	if err != nil {
		return "", err
	}
	report, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		return "", err
	}
	defer report.Close()
	cmd := exec.Command("/bin/sh", "-c", keeper, "keeper", bin, dir)
	cmd.Dir, cmd.Env = dir, []string{"PATH=/usr/bin:/bin", "LC_ALL=C"}
	cmd.Stdout, cmd.Stderr = report, report
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: owner, Setpgid: true} // its own group: Ctrl-C is not for it
	if _, err := cmd.StdinPipe(); err != nil {                               // held open until this process ends
		return "", err
	}
	if err := cmd.Start(); err != nil {
		return "", fmt.Errorf("start PostgreSQL: %w", err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	return dir, waitForSocket(dir, ended)
}

// waitForSocket returns once the server accepts connections, or tells what its log says.
func waitForSocket(dir string, ended <-chan error) error {
	deadline := time.After(time.Minute)
	for {
		if conn, err := net.Dial("unix", filepath.Join(dir, ".s.PGSQL.5432")); err == nil {
			if status, _ := os.ReadFile(filepath.Join(dir, "data", "postmaster.pid")); isReady(status) {
				return conn.Close()
			}
			conn.Close()
		}
		select {
		case err := <-ended:
			return fmt.Errorf("PostgreSQL did not start: %w\n%s", err, logOf(dir))
		case <-deadline:
			return fmt.Errorf("PostgreSQL did not answer within a minute\n%s", logOf(dir))
		case <-time.After(5 * time.Millisecond):
		}
	}
}

func isReady(postmasterPID []byte) bool { return bytes.Contains(postmasterPID, []byte("ready")) }

func logOf(dir string) string {
	text, _ := os.ReadFile(filepath.Join(dir, "log"))
	return string(text)
}

// postgresBinaries is the folder of initdb and postgres: of those on PATH, or of the newest version where Debian, Red
// Hat and Homebrew put them, which is not on PATH.
func postgresBinaries() (string, error) {
	var folders []string
	if initdb, err := exec.LookPath("initdb"); err == nil {
		if real, err := filepath.EvalSymlinks(initdb); err == nil {
			folders = append(folders, filepath.Dir(real))
		}
	}
	for _, pattern := range []string{"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin"} {
		folders = append(folders, newestFirst(pattern)...)
	}
	return binariesIn(folders)
}

// newestFirst are the folders of a pattern that has the version in its stead, in descending order of versions.
func newestFirst(pattern string) []string {
	before, after, _ := strings.Cut(pattern, "*")
	version := func(folder string) float64 {
		number, _ := strconv.ParseFloat(strings.TrimSuffix(strings.TrimPrefix(folder, before), after), 64)
		return number
	}
	found, _ := filepath.Glob(pattern) // the only error is that of a bad pattern
	slices.SortFunc(found, func(a, b string) int { return cmp.Compare(version(b), version(a)) })
	return found
}

// binariesIn is the first of the folders that holds what a server needs.
func binariesIn(folders []string) (string, error) {
	if i := slices.IndexFunc(folders, holdsServer); i >= 0 {
		return folders[i], nil
	}
	return "", errors.New("tests need PostgreSQL 15 or newer: install it (Debian, Ubuntu: apt-get install postgresql), or set " +
		givenServer + " to a server on which databases may be made")
}

func holdsServer(dir string) bool {
	for _, name := range []string{"initdb", "postgres"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			return false
		}
	}
	return true
}

// clusterFolder is a new folder for a cluster, and who runs it: PostgreSQL refuses to be run by root, so root hands it
// to the user postgres, or nobody. The path is short: that of a socket may have 107 bytes.
func clusterFolder() (string, *syscall.Credential, error) {
	parent := quickFolder()
	if len(parent) > 60 {
		parent = "/tmp"
	}
	dir, err := os.MkdirTemp(parent, "attune-pg")
	if err != nil || os.Geteuid() != 0 {
		return dir, nil, err
	}
	owner, err := lesserUser()
	if err != nil {
		return "", nil, err
	}
	return dir, owner, os.Chown(dir, int(owner.Uid), int(owner.Gid))
}

func lesserUser() (*syscall.Credential, error) {
	for _, name := range []string{"postgres", "nobody"} {
		account, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, errU := strconv.ParseUint(account.Uid, 10, 32)
		gid, errG := strconv.ParseUint(account.Gid, 10, 32)
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, errors.Join(errU, errG)
	}
	return nil, errors.New("PostgreSQL is not run by root, and there is no user postgres or nobody to run it")
}
