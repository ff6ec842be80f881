package mail

import (
	"crypto/x509"
	"time"
)

// Trusting has a Post believe a test's own certificates.
func Trusting(p *Post, roots *x509.CertPool) *Post {
	p.roots = roots
	return p
}

// Hurrying has a Post wait less long.
func Hurrying(p *Post, patience time.Duration) *Post {
	p.patience = patience
	return p
}
