package signin

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"

	"attune/internal/access"
	"attune/internal/fault"
)

// leastSecret is how many bytes an installation's secret has at least.
const leastSecret = 32

// Seal keeps what the database must not show: it encrypts with a key made from the installation's secret.
type Seal struct {
	aead  cipher.AEAD
	codes []byte // the key that recovery codes are made with
}

// NewSeal is the seal of an installation with that secret. It is Invalid where the secret is too short to be one.
func NewSeal(secret []byte) (*Seal, error) {
	if len(secret) < leastSecret {
		return nil, fault.New(fault.Invalid, "The installation's secret has %d bytes and needs at least %d. Make one, for example with: openssl rand -hex 32", len(secret), leastSecret)
	}
	key, err := hkdf.Key(sha256.New, secret, nil, "attune second factor", 32)
	if err != nil {
		return nil, fmt.Errorf("make a key: %w", err)
	}
	codes, err := hkdf.Key(sha256.New, secret, nil, "attune recovery codes", 32)
	if err != nil {
		return nil, fmt.Errorf("make a key: %w", err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("make a cipher: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("make a cipher: %w", err)
	}
	return &Seal{aead: aead, codes: codes}, nil
}

// close encrypts a secret of an account; of no other account can it be opened.
func (s *Seal) close(account access.AccountID, secret string) []byte {
	nonce := make([]byte, s.aead.NonceSize())
	_, _ = rand.Read(nonce) // never fails: it crashes the program instead
	return s.aead.Seal(nonce, nonce, []byte(secret), []byte(account.String()))
}

// open is what close encrypted.
func (s *Seal) open(account access.AccountID, sealed []byte) (string, error) {
	if len(sealed) < s.aead.NonceSize() {
		return "", errors.New("a sealed secret is cut short")
	}
	nonce, rest := sealed[:s.aead.NonceSize()], sealed[s.aead.NonceSize():]
	secret, err := s.aead.Open(nil, nonce, rest, []byte(account.String()))
	if err != nil {
		return "", fmt.Errorf("open a sealed secret: %w", err)
	}
	return string(secret), nil
}
