package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/alecthomas/kong"

	"attune/internal/fault"
	"attune/internal/mail"
)

// settings are what an installation is told from outside, by flag or by environment; a flag wins. They are read and
// checked once, here; every room receives values.
type settings struct {
	DatabaseURL          string `name:"database-url" default:"sqlite:attune.db" placeholder:"URL" help:"Database: sqlite:PATH or postgres://…"`
	Listen               string `name:"listen" default:"127.0.0.1:8080" placeholder:"ADDRESS" help:"Address to serve on."`
	BaseURL              string `name:"base-url" placeholder:"URL" help:"Address people reach Attune at; http://LISTEN where empty."`
	SecretFile           string `name:"secret-file" placeholder:"FILE" help:"File with the installation's secret."`
	SMTPURL              string `name:"smtp-url" placeholder:"URL" help:"Mail server; empty: mail is kept and shown to the operator."`
	OIDCIssuer           string `name:"oidc-issuer" placeholder:"URL" help:"OpenID Connect issuer people may sign in with."`
	OIDCClientID         string `name:"oidc-client-id" placeholder:"ID" help:"Attune's client id at the issuer."`
	OIDCClientSecretFile string `name:"oidc-client-secret-file" placeholder:"FILE" help:"File with Attune's client secret at the issuer."`
	TrustedProxies       string `name:"trusted-proxies" placeholder:"ADDRESSES" help:"Addresses or networks of proxies whose X-Forwarded-For is believed; empty: nobody's."`
	ComingRules          string `name:"coming-rules" placeholder:"FILE" help:"File with an edition of the rules that is to come, for looking at; empty: none."`
	MetricsListen        string `name:"metrics-listen" placeholder:"ADDRESS" help:"Address to serve metrics on; empty: off."`
	Log                  string `name:"log" default:"text" placeholder:"FORM" help:"Form of the log on standard error: ${log_forms}."`
}

// settingVars are the words the help texts are filled with.
var settingVars = kong.Vars{"log_forms": "json or text"}

// prefix begins the name of every setting in the environment.
const prefix = "ATTUNE_"

// settingNames are all names the environment may hold; the last is the tests' own.
var settingNames = []string{
	"ATTUNE_DATABASE_URL", "ATTUNE_LISTEN", "ATTUNE_BASE_URL", "ATTUNE_SECRET_FILE", "ATTUNE_SMTP_URL", "ATTUNE_OIDC_ISSUER",
	"ATTUNE_OIDC_CLIENT_ID", "ATTUNE_OIDC_CLIENT_SECRET_FILE", "ATTUNE_TRUSTED_PROXIES", "ATTUNE_COMING_RULES", "ATTUNE_METRICS_LISTEN", "ATTUNE_LOG", "ATTUNE_TEST_POSTGRES_URL",
}

// environment gives a flag that was not written the value of the setting of the same name. An empty value is none.
func environment(env []string) kong.ResolverFunc {
	values := make(map[string]string)
	for _, pair := range env {
		if name, value, _ := strings.Cut(pair, "="); value != "" {
			values[name] = value
		}
	}
	return func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		if value, set := values[prefix+strings.ToUpper(strings.ReplaceAll(flag.Name, "-", "_"))]; set {
			return value, nil
		}
		return nil, nil
	}
}

// checkNames refuses names that look like settings and are none, with the nearest right one: a misspelt setting
// would otherwise leave the default in force without a word.
func checkNames(env []string) error {
	var wrong []error
	for _, pair := range env {
		name, _, _ := strings.Cut(pair, "=")
		if !strings.HasPrefix(strings.ToUpper(name), prefix) || slices.Contains(settingNames, name) {
			continue
		}
		meant, _ := fault.Nearest(name, settingNames)
		wrong = append(wrong, fault.New(fault.Invalid, "%s is no setting; did you mean %s?", name, meant))
	}
	return errors.Join(wrong...)
}

// check refuses values that cannot be right, all of them at once. What may hold a password is not repeated.
func (s *settings) check() error {
	var wrong []error
	say := func(right bool, name, format string, args ...any) {
		if !right {
			variable := prefix + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
			wrong = append(wrong, fault.New(fault.Invalid, "--%s (%s): %s", name, variable, fmt.Sprintf(format, args...)))
		}
	}
	say(isDatabase(s.DatabaseURL), "database-url", "this is no address such as sqlite:attune.db or postgres://attune@db.example.org/attune.")
	say(isListen(s.Listen), "listen", "%q is not an address such as 127.0.0.1:8080.", s.Listen)
	say(s.BaseURL == "" || isSite(s.BaseURL), "base-url", "this is not an address such as https://attune.example.org, without a path.")
	say(isFile(s.SecretFile), "secret-file", "%q cannot be read.", s.SecretFile)
	_, wrongServer := s.mailServer()
	say(wrongServer == nil, "smtp-url", "%v", wrongServer)
	say(s.OIDCIssuer == "" || isIssuer(s.OIDCIssuer), "oidc-issuer", "this is not an address such as https://login.example.org; only on this machine may it be without https.")
	say((s.OIDCIssuer == "") == (s.OIDCClientID == ""), "oidc-client-id", "issuer and client id are set together, or neither.")
	say(isFile(s.OIDCClientSecretFile), "oidc-client-secret-file", "%q cannot be read.", s.OIDCClientSecretFile)
	_, err := s.proxies()
	say(err == nil, "trusted-proxies", "these are not addresses or networks with commas between, such as 10.0.0.7,192.168.3.0/24.")
	say(isFile(s.ComingRules), "coming-rules", "%q cannot be read.", s.ComingRules)
	say(s.MetricsListen == "" || isListen(s.MetricsListen), "metrics-listen", "%q is not an address such as 127.0.0.1:9090.", s.MetricsListen)
	say(s.MetricsListen != s.Listen, "metrics-listen", "metrics need an address apart from the pages.")
	say(s.Log == "json" || s.Log == "text", "log", "%q is neither json nor text.", s.Log)
	return errors.Join(wrong...)
}

// mailServer is where mail is handed over; the zero one where none is set.
func (s *settings) mailServer() (mail.Server, error) {
	if s.SMTPURL == "" {
		return mail.Server{}, nil
	}
	return mail.ParseServer(s.SMTPURL)
}

func isDatabase(text string) bool {
	if path, found := strings.CutPrefix(text, "sqlite:"); found {
		return path != ""
	}
	u, err := url.Parse(text) // a host may be missing: then it is the socket of this machine
	return err == nil && (u.Scheme == "postgres" || u.Scheme == "postgresql")
}

// isListen tells whether the text is an address and a port of this machine.
func isListen(text string) bool {
	_, port, err := net.SplitHostPort(text)
	if err != nil {
		return false
	}
	_, err = strconv.ParseUint(port, 10, 16)
	return err == nil
}

// isSite tells whether the text is an http address of a host, without a path of its own.
func isSite(text string) bool {
	u, err := url.Parse(text)
	return err == nil && hasScheme(text, "http", "https") && strings.Trim(u.Path, "/") == "" && u.RawQuery == "" && u.Fragment == "" && u.User == nil
}

// hasScheme tells whether the text is an address of a host under one of the schemes.
func hasScheme(text string, schemes ...string) bool {
	u, err := url.Parse(text)
	return err == nil && slices.Contains(schemes, u.Scheme) && u.Host != ""
}

// isIssuer tells whether the text is the address of an issuer: nobody on the way may change what it says.
func isIssuer(text string) bool {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return false
	}
	ip, err := netip.ParseAddr(u.Hostname())
	return u.Scheme == "https" || u.Scheme == "http" && (u.Hostname() == "localhost" || err == nil && ip.IsLoopback())
}

// isFile tells whether a file that was named can be read; none named will do.
func isFile(path string) bool {
	if path == "" {
		return true
	}
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	info, err := f.Stat()
	return err == nil && info.Mode().IsRegular()
}

// proxies are the networks of trusted proxies; a single address is a network of one.
func (s *settings) proxies() ([]netip.Prefix, error) {
	var found []netip.Prefix
	for text := range strings.SplitSeq(s.TrustedProxies, ",") {
		text = strings.TrimSpace(text)
		if text == "" {
			continue
		}
		if address, err := netip.ParseAddr(text); err == nil {
			found = append(found, netip.PrefixFrom(address, address.BitLen()))
			continue
		}
		network, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, fmt.Errorf("trusted proxies: %w", err)
		}
		found = append(found, network.Masked())
	}
	return found, nil
}

// base is the address people reach Attune at, without a slash at the end.
func (s *settings) base() string {
	if s.BaseURL != "" {
		return strings.TrimRight(s.BaseURL, "/")
	}
	return "http://" + s.Listen
}

// logger writes to standard error in the form asked for: everything while serving, and what went wrong otherwise.
func (o *office) logger() *slog.Logger {
	options := &slog.HandlerOptions{Level: o.logged}
	if o.settings.Log == "json" {
		return slog.New(slog.NewJSONHandler(o.stderr, options))
	}
	return slog.New(slog.NewTextHandler(o.stderr, options))
}
