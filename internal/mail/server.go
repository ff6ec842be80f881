package mail

import (
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"attune/internal/access"
	"attune/internal/fault"
)

// Server is where mail is handed over.
type Server struct {
	Host       string
	Port       int
	Encryption Encryption
	User       string // empty: nobody signs in
	Password   string
	From       string // the sender's bare address; empty: attune at the host of the installation
}

// Encryption is how the way to the server is kept secret.
type Encryption string

// The encryptions.
const (
	StartTLS Encryption = "starttls" // asked for before anything is said, and nothing is said without it
	TLS      Encryption = "tls"      // from the first byte
	Plain    Encryption = "none"     // none; only to a server on this machine
)

// Ports where the address names none: submission with and without implicit TLS (RFC 8314, 3.3; RFC 6409, 3.1).
const (
	portStartTLS = 587
	portTLS      = 465
)

// ParseServer reads the address of a mail server: smtp:// asks for encryption with STARTTLS, smtps:// is encrypted from
// the first byte, ?tls=none goes without on this machine alone, ?from= is the sender. It fails with Invalid, in a sentence
// that repeats nothing of the address: it may hold a password.
func ParseServer(text string) (Server, error) {
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || strings.Trim(u.Path, "/") != "" || u.Fragment != "" || u.Opaque != "" {
		return Server{}, wrongServer("this is not an address such as smtp://mail.example.org:587.")
	}
	s := Server{Host: u.Hostname(), User: u.User.Username()}
	s.Password, _ = u.User.Password()
	switch u.Scheme {
	case "smtp":
		s.Encryption, s.Port = StartTLS, portStartTLS
	case "smtps":
		s.Encryption, s.Port = TLS, portTLS
	default:
		return Server{}, wrongServer("the address begins with smtp:// or smtps://.")
	}
	if port := u.Port(); port != "" {
		n, err := strconv.ParseUint(port, 10, 16)
		if err != nil || n == 0 {
			return Server{}, wrongServer("the port is not a number from 1 to 65535.")
		}
		s.Port = int(n)
	}
	return s.withOptions(u.RawQuery)
}

// withOptions reads what stands behind the question mark.
func (s Server) withOptions(raw string) (Server, error) {
	options, err := url.ParseQuery(raw)
	if err != nil {
		return Server{}, wrongServer("what stands behind the question mark cannot be read.")
	}
	for name := range options {
		if !slices.Contains([]string{"tls", "from"}, name) {
			return Server{}, wrongServer("behind the question mark there may be tls=none and from=, and nothing else.")
		}
	}
	switch mode := options.Get("tls"); {
	case mode == "":
	case mode != string(Plain) || s.Encryption == TLS:
		return Server{}, wrongServer("the only choice is smtp://…?tls=none; without it the way is always encrypted.")
	case !onThisMachine(s.Host):
		return Server{}, wrongServer("tls=none is only for a server on this machine, such as smtp://127.0.0.1:25?tls=none.")
	default:
		s.Encryption = Plain
	}
	from := options.Get("from")
	if from == "" {
		if address, err := access.Email(s.User); err == nil {
			from = address
		}
	}
	if from != "" {
		if s.From, err = access.Email(from); err != nil {
			return Server{}, wrongServer("from= is not an e-mail address such as attune@example.org.")
		}
	}
	return s, nil
}

// Address is the server's host and port.
func (s Server) Address() string { return net.JoinHostPort(s.Host, strconv.Itoa(s.Port)) }

func wrongServer(sentence string) error { return fault.New(fault.Invalid, "%s", sentence) }

func onThisMachine(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
