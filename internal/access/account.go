package access

import (
	"net/mail"
	"strconv"
	"strings"
	"time"

	"attune/internal/fault"
	"attune/internal/roster"
)

// AccountID is the installation's own id of an account; the zero id is no account.
type AccountID int64

// TheOperator is who history names for what was done with the command line.
const TheOperator = "operator"

// TheCourier is who history names for what a mail needed on its way: a link, and the account behind it.
const TheCourier = "courier"

// String is the account as history names it.
func (id AccountID) String() string { return "account:" + strconv.FormatInt(int64(id), 10) }

// Account is somebody who may sign in: at most one a person.
type Account struct {
	ID        AccountID
	Person    roster.PersonID // zero: nobody of the roster
	Email     string          // canonical, see Email; may be empty where a person has none
	CreatedAt time.Time       // UTC
	ClosedAt  time.Time       // UTC; zero while it is open

	SignedInAt time.Time // UTC, the last time; zero: never
}

// Link is a one-time sign-in link. Its token is not here: only its hash is kept.
type Link struct {
	Account   AccountID
	Hash      TokenHash
	To        string    // where it leads: a path on this site; empty: home
	Strong    bool      // it stands for a second factor, too: the operator made it, at the machine itself
	CreatedAt time.Time // UTC
	ExpiresAt time.Time // UTC, the first instant at which it no longer works
}

// Role is what somebody is to the service.
type Role string

// The roles. Practitioner, provider and manager follow from the roster; the other two are given by invitation.
const (
	Practitioner Role = "practitioner"
	Provider     Role = "provider"
	Manager      Role = "manager"
	Coordinator  Role = "coordinator"
	Operator     Role = "operator"
)

// Email is an e-mail address in the form accounts are found by: without blanks around it, in lower case.
// It fails with Invalid where text is no single bare address, or holds what nobody sees, so that it could pass for another.
func Email(text string) (string, error) {
	address := strings.ToLower(strings.TrimSpace(text))
	parsed, err := mail.ParseAddress(address)
	if err != nil || parsed.Address != address || len(address) > 254 {
		return "", fault.New(fault.Invalid, "%q is not an e-mail address such as ada@example.org.", text)
	}
	if hidden := roster.Unseen(address, ""); hidden != "" {
		return "", fault.New(fault.Invalid, "%s", hidden)
	}
	return address, nil
}

// NeedsFactor is the fault of giving up a second factor that a role needs.
func NeedsFactor() error {
	return fault.New(fault.Forbidden, "Your role reaches other people's records, so your account keeps its second factor.")
}
