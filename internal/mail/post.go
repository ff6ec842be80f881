package mail

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"attune/internal/fault"
)

// Patience is how long the server has for a greeting, and again for each message as a whole.
const Patience = 30 * time.Second

// haste is how long it has for a greeting that is only a check, and for the message under way once the context is over:
// that is finished rather than sent twice.
const haste = 5 * time.Second

// Post hands messages to one server. It is safe for use by many at once; each Open is a connection of its own.
type Post struct {
	server   Server
	patience time.Duration
	roots    *x509.CertPool // nil: those of the system
}

// NewPost makes a Post for a server; host is the installation's, for the sender's address where the server names none.
func NewPost(server Server, host string) *Post {
	if server.From == "" {
		server.From = "attune@" + host
	}
	return &Post{server: server, patience: Patience}
}

// Refused tells whether the server refuses a message for good, so that trying again would change nothing: it does not
// know the reader's mailbox, or does not take what the message says.
func Refused(err error) bool {
	_, is := errors.AsType[*refusal](err)
	return is
}

// refusal is the server's answer to a message that it will never take.
type refusal struct{ said string }

func (r *refusal) Error() string { return r.said }

// Check is nil where the server takes mail from us, as far as can be told within seconds and without sending one. Otherwise
// it says in a sentence what is wrong.
func (p *Post) Check(ctx context.Context) error {
	hurried := *p
	hurried.patience = min(p.patience, haste)
	open, err := hurried.Open(ctx)
	if err != nil {
		return err
	}
	return open.Close()
}

// Connection is an open way to the server, for one message after the other.
type Connection struct {
	client   *gomail.Client
	conn     net.Conn
	from     string
	hastened func() bool // ends the watch over the context
}

// Open connects, encrypts and signs in. Its errors are fault.Unavailable. When the context ends, a message under way has a
// few seconds to get through.
func (p *Post) Open(ctx context.Context) (*Connection, error) {
	c := &Connection{from: p.server.From}
	client, err := gomail.NewClient(p.server.Host, p.options(c)...)
	if err != nil {
		return nil, fmt.Errorf("mail: %w", err)
	}
	if err := client.DialWithContext(ctx); err != nil {
		if c.conn != nil {
			_ = c.conn.Close() // the library forgets it
		}
		return nil, p.unreachable(err, c.conn != nil)
	}
	c.client = client
	c.hastened = context.AfterFunc(ctx, func() { _ = c.conn.SetDeadline(time.Now().Add(haste)) })
	return c, nil
}

// options are those of the library. The connection is made here, because the library leaves one open that fails halfway.
func (p *Post) options(c *Connection) []gomail.Option {
	secure := &tls.Config{ServerName: p.server.Host, RootCAs: p.roots, MinVersion: tls.VersionTLS12}
	options := []gomail.Option{
		gomail.WithPort(p.server.Port), gomail.WithTimeout(p.patience), gomail.WithTLSConfig(secure),
		gomail.WithDialContextFunc(func(ctx context.Context, network, address string) (conn net.Conn, err error) {
			if p.server.Encryption == TLS {
				conn, err = (&tls.Dialer{Config: secure}).DialContext(ctx, network, address)
			} else {
				conn, err = (&net.Dialer{}).DialContext(ctx, network, address)
			}
			if err == nil {
				c.conn = conn
			}
			return conn, err
		}),
	}
	if p.server.Encryption == StartTLS {
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	} else {
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	}
	if p.server.User != "" {
		options = append(options, gomail.WithUsername(p.server.User), gomail.WithPassword(p.server.Password),
			gomail.WithOpportunisticSMTPAuth(gomail.SMTPAuthSCRAMSHA256PLUS, gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthSCRAMSHA1PLUS,
				gomail.SMTPAuthSCRAMSHA1, gomail.SMTPAuthCramMD5, gomail.SMTPAuthPlain, gomail.SMTPAuthLogin))
	}
	return options
}

// unreachable is why no connection came about, in a sentence.
func (p *Post) unreachable(err error, connected bool) error {
	address := p.server.Address()
	switch text := err.Error(); {
	case strings.Contains(text, "does not support STARTTLS"):
		return fault.Because(err, fault.Unavailable, "The mail server %s offers no encryption (STARTTLS), so nothing is sent to it. Use smtps://, another port, or, for a server on this machine alone, ?tls=none.", address)
	case strings.Contains(text, "AUTH"):
		return fault.Because(err, fault.Unavailable, "The mail server %s does not take the name and password of ATTUNE_SMTP_URL.", address)
	case certificate(err):
		return fault.Because(err, fault.Unavailable, "The mail server %s shows a certificate that is not to be trusted: %s.", address, said(err))
	case connected:
		return fault.Because(err, fault.Unavailable, "The mail server %s was reached, but does not answer as one should: %s.", address, said(err))
	default:
		return fault.Because(err, fault.Unavailable, "The mail server %s cannot be reached: %s.", address, said(err))
	}
}

func certificate(err error) bool {
	_, is := errors.AsType[*tls.CertificateVerificationError](err)
	return is
}

// Send hands one message over. It is nil once the server has said that the message is its own from now on; a connection
// that breaks before the answer leaves open whether it took it. Refused tells the errors that are for good.
func (c *Connection) Send(m Message) error {
	message, err := compose(m, c.from)
	if err != nil {
		return &refusal{said: said(err)}
	}
	err = c.client.Send(message)
	if err == nil || message.IsDelivered() {
		return nil
	}
	failed, is := errors.AsType[*gomail.SendError](err)
	if is && failed.ErrorCode() >= 500 && (failed.Reason == gomail.ErrSMTPRcptTo || failed.Reason == gomail.ErrSMTPData || failed.Reason == gomail.ErrSMTPDataClose) {
		return &refusal{said: said(err)}
	}
	return errors.New(said(err))
}

// Close says goodbye and ends the connection.
func (c *Connection) Close() error {
	c.hastened()
	err := c.client.Close()
	_ = c.conn.Close() // a server that does not say goodbye is left all the same
	return err
}

// compose makes the library's message.
func compose(m Message, from string) (*gomail.Msg, error) {
	message := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := message.FromFormat("Attune", from); err != nil {
		return nil, err
	}
	if err := message.To(m.To); err != nil {
		return nil, err
	}
	message.Subject(line(m.Subject, 200))
	message.SetDate()
	message.SetMessageIDWithValue(m.ID)
	message.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: nobody's absence notice answers us
	message.SetBodyString(gomail.TypeTextPlain, m.Text)
	message.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	if m.File.Name == "" {
		return message, nil
	}
	if err := message.AttachReader(m.File.Name, bytes.NewReader(m.File.Body), gomail.WithFileContentType(gomail.ContentType(m.File.Type))); err != nil {
		return nil, err
	}
	return message, nil
}

// said is an error in short, for the operator: what the server answered, without whom and what it was about.
func said(err error) string {
	text, _, _ := strings.Cut(err.Error(), ", affected ")
	return strings.TrimRight(line(text, 300), ".")
}
