// Package postbox is a real mail server for tests: it listens on this machine, speaks SMTP with and without encryption,
// and keeps what it is given.
//
// It hands over a Box, whose manners a test chooses: quick, slow, refusing, or hanging up in the middle. Nothing is sent on.
package postbox

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"io"
	"math/big"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Manners are how a Box behaves. The zero Manners take everything at once, and offer STARTTLS.
type Manners struct {
	Unencrypted bool                   // offers no STARTTLS
	Implicit    bool                   // speaks TLS from the first byte
	User        string                 // who has to sign in; empty: nobody
	Password    string                 // likewise
	Sender      error                  // its answer to MAIL FROM
	Reader      func(to string) error  // its answer to RCPT TO; nil takes everybody
	Content     func(to string) error  // its answer to what was sent; nil takes everything
	Delay       time.Duration          // before it answers what was sent
	HangsUp     func(letters int) bool // ends the connection instead of answering what was sent; the letter is kept
}

// Letter is a mail the Box was given.
type Letter struct {
	From, To string // of the envelope
	Header   mail.Header
	Text     string
	HTML     string
	Attached []Attachment
	Raw      string
}

// Attachment is a file that came with a mail.
type Attachment struct {
	Name, Type string // Type with its parameters
	Body       []byte
}

// Box is a running server.
type Box struct {
	Roots   *x509.CertPool // who trusts it
	address string
	manners Manners

	mu      sync.Mutex
	letters []Letter
	opened  int
}

// Refuse is an answer with a code: 450 for now, 550 for good.
func Refuse(code int, words string) error {
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{code / 100, 1, 1}, Message: words}
}

// Open starts a Box that ends with the test.
func Open(t testing.TB, m Manners) *Box {
	t.Helper()
	certificate, roots := identity(t)
	b := &Box{Roots: roots, manners: m}
	server := smtp.NewServer(smtp.BackendFunc(b.session))
	server.Domain, server.AllowInsecureAuth = "localhost", true
	server.ErrorLog = quiet{}
	secure := &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
	if !m.Unencrypted && !m.Implicit {
		server.TLSConfig = secure
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b.address = listener.Addr().String()
	listener = &counting{listener, b}
	if m.Implicit {
		listener = tls.NewListener(listener, secure)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(listener)
	}()
	t.Cleanup(func() {
		_ = server.Close()
		_ = listener.Close() // the server knows of it only once it serves, which a test may be over before
		<-done
	})
	return b
}

// quiet logs nothing: that connections end is what the tests are about.
type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

// URL is the Box's address as a setting, with what stands behind the question mark.
func (b *Box) URL(options string) string {
	u := url.URL{Scheme: "smtp", Host: b.address, RawQuery: options}
	if b.manners.Implicit {
		u.Scheme = "smtps"
	}
	if b.manners.User != "" {
		u.User = url.UserPassword(b.manners.User, b.manners.Password)
	}
	return u.String()
}

// Letters are what the Box was given so far, in the order in which it came.
func (b *Box) Letters() []Letter {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]Letter(nil), b.letters...)
}

// Opened is how many connections there were.
func (b *Box) Opened() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.opened
}

// counting counts connections: a server begins a second session on one of them once it is encrypted.
type counting struct {
	net.Listener
	box *Box
}

// Accept waits for a connection.
func (c *counting) Accept() (net.Conn, error) {
	conn, err := c.Listener.Accept()
	if err == nil {
		c.box.mu.Lock()
		c.box.opened++
		c.box.mu.Unlock()
	}
	return conn, err
}

func (b *Box) session(c *smtp.Conn) (smtp.Session, error) { return &session{box: b, conn: c}, nil }

// session is one connection.
type session struct {
	box      *Box
	conn     *smtp.Conn
	signedIn bool
	from, to string
}

func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != s.box.manners.User || password != s.box.manners.Password {
			return smtp.ErrAuthFailed
		}
		s.signedIn = true
		return nil
	}), nil
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if s.box.manners.User != "" && !s.signedIn {
		return smtp.ErrAuthRequired
	}
	s.from = from
	return s.box.manners.Sender
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = to
	if s.box.manners.Reader == nil {
		return nil
	}
	return s.box.manners.Reader(to)
}

func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	letter, err := read(raw)
	if err != nil {
		return err
	}
	letter.From, letter.To = s.from, s.to
	m := s.box.manners
	time.Sleep(m.Delay)
	if m.Content != nil {
		if err := m.Content(s.to); err != nil {
			return err
		}
	}
	s.box.mu.Lock()
	s.box.letters = append(s.box.letters, letter)
	n := len(s.box.letters)
	s.box.mu.Unlock()
	if m.HangsUp != nil && m.HangsUp(n) {
		_ = s.conn.Conn().Close()
		return errors.New("hung up")
	}
	return nil
}

func (s *session) Reset()        { s.from, s.to = "", "" }
func (s *session) Logout() error { return nil }

// read takes a mail apart.
func read(raw []byte) (Letter, error) {
	message, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return Letter{}, err
	}
	letter := Letter{Header: message.Header, Raw: string(raw)}
	if err := letter.take(message.Header.Get("Content-Type"), message.Body); err != nil {
		return Letter{}, err
	}
	return letter, nil
}

// take takes the parts of a mail apart, and those within them.
func (l *Letter) take(kind string, body io.Reader) error {
	_, parameters, err := mime.ParseMediaType(kind)
	if err != nil {
		return err
	}
	parts := multipart.NewReader(body, parameters["boundary"])
	for {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = l.part(part)
		}
		if err != nil {
			return err
		}
	}
}

func (l *Letter) part(part *multipart.Part) error {
	header := part.Header.Get("Content-Type")
	kind, _, err := mime.ParseMediaType(header)
	if err != nil {
		return err
	}
	if strings.HasPrefix(kind, "multipart/") {
		return l.take(header, part)
	}
	var decoded io.Reader = quotedprintable.NewReader(part)
	if part.Header.Get("Content-Transfer-Encoding") == "base64" {
		decoded = base64.NewDecoder(base64.StdEncoding, part)
	}
	body, err := io.ReadAll(decoded)
	switch {
	case err != nil:
		return err
	case part.FileName() != "":
		l.Attached = append(l.Attached, Attachment{part.FileName(), header, body})
	case kind == "text/plain":
		l.Text = string(body)
	case kind == "text/html":
		l.HTML = string(body)
	}
	return nil
}

// Subject is the subject as a reader sees it.
func (l Letter) Subject() string {
	subject, err := new(mime.WordDecoder).DecodeHeader(l.Header.Get("Subject"))
	if err != nil {
		return err.Error()
	}
	return subject
}

// identity is a certificate of this machine, and who trusts it.
func identity(t testing.TB) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, DNSNames: []string{"localhost"},
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, &template, &template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}, roots
}
