package main

import (
	"cmp"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"

	"attune/internal/dbtest"
)

// TestComposeIsValid reads docker-compose.yml as Compose itself would, with nothing set around it.
func TestComposeIsValid(t *testing.T) {
	t.Parallel()
	project := composed(t)
	if got := project.ServiceNames(); !slices.Equal(got, []string{"attune", "database", "migrate", "secret"}) {
		t.Errorf("services: %q", got)
	}
	served := service(t, project, "attune")
	if got := served.DependsOn["migrate"].Condition; got != types.ServiceConditionCompletedSuccessfully {
		t.Errorf("serve waits for migrate as %q", got)
	}
	if got := service(t, project, "migrate").DependsOn["database"].Condition; got != types.ServiceConditionHealthy {
		t.Errorf("migrate waits for the database as %q", got)
	}
	if got := served.DependsOn["secret"].Condition; got != types.ServiceConditionCompletedSuccessfully {
		t.Errorf("serve waits for the secret as %q", got)
	}
	for _, port := range served.Ports {
		if port.HostIP != "127.0.0.1" {
			t.Errorf("port %s is published to everybody", port.Published)
		}
	}
}

// TestComposeSettings holds what Compose gives to Attune against what Attune takes.
func TestComposeSettings(t *testing.T) {
	t.Parallel()
	project := composed(t)
	for _, name := range []string{"secret", "attune", "migrate"} {
		env := composedEnv(t, project, name)
		if i := slices.Index(env, "ATTUNE_SECRET_FILE=/data/secret"); i >= 0 { // it is made by then
			env[i] = "ATTUNE_SECRET_FILE=" + filepath.Join("..", "..", "go.mod")
		}
		if c := call(t, env, "version"); c.code != 0 {
			t.Errorf("%s: its settings are refused: %s", name, c.stderr)
		}
		for _, pair := range env {
			if setting, _, _ := strings.Cut(pair, "="); !slices.Contains(settingNames, setting) {
				t.Errorf("%s: %s is no setting", name, setting)
			}
		}
	}
}

// TestComposeCommands holds the verbs that Compose runs against those there are.
func TestComposeCommands(t *testing.T) {
	t.Parallel()
	project := composed(t)
	health := service(t, project, "attune").HealthCheck.Test
	if len(health) < 3 || health[0] != "CMD" || health[1] != "/attune" {
		t.Fatalf("the health check is %q: the image has no shell", health)
	}
	for _, verb := range [][]string{service(t, project, "secret").Command, service(t, project, "attune").Command, service(t, project, "migrate").Command, health[2:]} {
		must(t, nil, append(slices.Clone(verb), "--help")...)
	}
}

// TestComposeStarts starts the built program as Compose would: the schema first, then the service until its health check
// passes, then SIGTERM. Settings are exactly those that Compose gives; only the two addresses that exist nowhere but
// between its containers, the database's and the port's, are this machine's.
func TestComposeStarts(t *testing.T) {
	t.Parallel()
	project, binary := composed(t), build(t)
	secret := filepath.Join(t.TempDir(), "secret")
	here := map[string]string{"ATTUNE_DATABASE_URL": dbtest.EmptyPostgres(t), "ATTUNE_LISTEN": freeAddress(t, "0.0.0.0"), "ATTUNE_SECRET_FILE": secret}
	start := func(name string, args ...string) *exec.Cmd {
		command := exec.CommandContext(t.Context(), binary, args...)
		for _, pair := range composedEnv(t, project, name) {
			setting, value, _ := strings.Cut(pair, "=")
			command.Env = append(command.Env, setting+"="+cmp.Or(here[setting], value))
		}
		command.Stderr = &strings.Builder{}
		return command
	}
	made := service(t, project, "secret")
	at := made.Volumes[0]
	if i := len(made.Command) - 1; made.Command[i] != at.Target+"/secret" || service(t, project, "attune").Volumes[0].Source != at.Source {
		t.Errorf("the secret is made at %s, and %s is kept", made.Command[i], at.Target)
	}
	for _, first := range []*exec.Cmd{start("secret", made.Command[0], secret), start("migrate", service(t, project, "migrate").Command...)} {
		if err := first.Run(); err != nil {
			t.Fatalf("%s: %v\n%s", first, err, first.Stderr)
		}
	}
	served := service(t, project, "attune")
	serving := start("attune", served.Command...)
	if err := serving.Start(); err != nil {
		t.Fatal(err)
	}
	_, port, err := net.SplitHostPort(here["ATTUNE_LISTEN"])
	if err != nil {
		t.Fatal(err)
	}
	within(t, 30*time.Second, "the service to be ready", func() bool {
		answer, err := http.Get("http://127.0.0.1:" + port + "/readyz")
		return err == nil && answer.Body.Close() == nil && answer.StatusCode == http.StatusOK
	})
	if health := start("attune", served.HealthCheck.Test[2:]...); health.Run() != nil {
		t.Errorf("the health check fails: %s", health.Stderr)
	}
	if err := serving.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := serving.Wait(); err != nil {
		t.Errorf("serve did not stop in order: %v\n%s", err, serving.Stderr)
	}
}

// TestComposeDatabase holds the address that Attune is given against the database that is made.
func TestComposeDatabase(t *testing.T) {
	t.Parallel()
	project := composed(t)
	made := service(t, project, "database").Environment
	address, err := url.Parse(*service(t, project, "attune").Environment["ATTUNE_DATABASE_URL"])
	if err != nil {
		t.Fatal(err)
	}
	password, _ := address.User.Password()
	got := []string{address.Hostname(), address.User.Username(), password, strings.TrimPrefix(address.Path, "/")}
	want := []string{"database", *made["POSTGRES_USER"], *made["POSTGRES_PASSWORD"], *made["POSTGRES_DB"]}
	if !slices.Equal(got, want) {
		t.Errorf("host, user, password and database are %q, and made are %q", got, want)
	}
}

// freeAddress is an address of this machine on which nobody listens.
func freeAddress(t *testing.T, host string) string {
	t.Helper()
	listener, err := net.Listen("tcp", net.JoinHostPort(host, "0"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return net.JoinHostPort(host, port)
}

// TestDockerfileBuildsWithOurGo holds the compiler of the image against the one go.mod asks for.
func TestDockerfileBuildsWithOurGo(t *testing.T) {
	t.Parallel()
	image := regexp.MustCompile(`FROM golang:(\d+\.\d+)`).FindStringSubmatch(contents(t, "Dockerfile"))
	module := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(contents(t, "go.mod"))
	if image == nil || module == nil || image[1] != module[1] {
		t.Errorf("Dockerfile builds with %q, go.mod asks for %q", image, module)
	}
}

// composed is docker-compose.yml with no variable set around it.
func composed(t *testing.T) *types.Project {
	t.Helper()
	options, err := cli.NewProjectOptions([]string{filepath.Join("..", "..", "docker-compose.yml")})
	if err != nil {
		t.Fatal(err)
	}
	options.Environment = types.Mapping{}
	project, err := options.LoadProject(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return project
}

func service(t *testing.T, project *types.Project, name string) types.ServiceConfig {
	t.Helper()
	s, err := project.GetService(name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// composedEnv is the environment of a service as its process finds it, in the order of names.
func composedEnv(t *testing.T, project *types.Project, name string) []string {
	t.Helper()
	var env []string
	for key, value := range service(t, project, name).Environment {
		if value == nil {
			t.Fatalf("%s: %s has no value", name, key)
		}
		env = append(env, key+"="+*value)
	}
	slices.Sort(env)
	return env
}

// contents is a file of the module's root.
func contents(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
