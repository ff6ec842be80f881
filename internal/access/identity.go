package access

import (
	"time"

	"attune/internal/fault"
)

// Identity is who somebody is at an OpenID Connect issuer. The subject is the issuer's own name for them: it stays when
// they change their e-mail, and is given to nobody else.
type Identity struct {
	Issuer  string // its address, exactly as it is set
	Subject string
}

// BoundIdentity is an issuer that lets an account in.
type BoundIdentity struct {
	Issuer  string
	BoundAt time.Time // UTC
}

// Vouched is what is on record of whom an issuer vouches for.
type Vouched struct {
	Bound AccountID // the open account the identity is bound to; zero: none
	Named AccountID // the open account that alone has the e-mail the issuer has verified; zero: none
	Taken bool      // that account is bound to another identity of the issuer
}

// Recognise is the account that whoever an issuer vouches for signs in to, and whether their identity has to be bound to
// it first. Once bound, the identity alone decides, whatever the e-mail: an issuer may give an address to somebody else.
// It is NotFound where nobody is meant, and Conflict where the account is somebody else's at that issuer.
func (v Vouched) Recognise() (account AccountID, bind bool, err error) {
	switch {
	case v.Bound != 0:
		return v.Bound, false, nil
	case v.Named == 0:
		return 0, false, fault.New(fault.NotFound, "No account here has this e-mail address. Attune is by invitation: ask the coordinator of your association, or the manager of your program, to invite you with it.")
	case v.Taken:
		return 0, false, fault.New(fault.Conflict, "The account with this e-mail address belongs to another identity there. If it is yours, sign in with a link, and take that identity off on your account's page.")
	}
	return v.Named, true, nil
}
