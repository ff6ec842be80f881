package access

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"attune/internal/day"
	"attune/internal/fault"
	"attune/internal/roster"
)

// InvitationID is the installation's own id of an invitation.
type InvitationID int64

// String is the invitation as history names it.
func (id InvitationID) String() string { return "invitation:" + strconv.FormatInt(int64(id), 10) }

// Invitation is a place offered to whoever reads an e-mail address.
type Invitation struct {
	Email       string // canonical
	Role        Role
	Association roster.Association // empty for an operator
	Name        string             // of who is not on the roster yet; a coordinator or operator need not be
	Program     roster.ProgramID   // where they are to work; zero: nowhere
	From        day.Date           // their first day there
}

// NewInvitation checks what was typed of an invitation to a role that is granted. It fails with Invalid, telling what
// to type instead.
func NewInvitation(email, role, association string) (Invitation, error) {
	address, err := Email(email)
	if err != nil {
		return Invitation{}, err
	}
	i := Invitation{Email: address, Role: Role(role), Association: roster.Association(association)}
	switch {
	case i.OnRoster():
		return Invitation{}, fault.New(fault.Invalid, "Nobody is invited as %s here: that follows from the roster. Import the person's employment or group, and give them a sign-in link.", role)
	case i.Role != Coordinator && i.Role != Operator:
		return Invitation{}, fault.New(fault.Invalid, "%q is no role to invite to. Say coordinator or operator.", role)
	case i.Role == Coordinator && association == "":
		return Invitation{}, fault.New(fault.Invalid, "A coordinator coordinates an association. Name it with --association, as in --association CT.")
	case i.Role == Operator && association != "":
		return Invitation{}, fault.New(fault.Invalid, "An operator runs the whole installation. Leave --association out.")
	}
	return i, nil
}

// OnRoster tells whether whoever is invited has to be on the roster: their role follows from it.
func (i Invitation) OnRoster() bool {
	return i.Role == Practitioner || i.Role == Provider || i.Role == Manager
}

// Employment is the employment that the invitation promises, of nobody yet; the zero one where it promises none.
func (i Invitation) Employment() roster.Employment {
	if i.Program == 0 {
		return roster.Employment{}
	}
	roles := map[Role]roster.EmploymentRole{Practitioner: roster.Practitioner, Provider: roster.Supervisor, Manager: roster.Manager}
	return roster.Employment{Program: i.Program, Role: roles[i.Role], FTE: 1000, Span: day.Span{From: i.From}}
}

// Words are what somebody is invited as.
func (i Invitation) Words() string {
	switch {
	case i.Role == Operator:
		return "an operator"
	case i.Role == Practitioner && i.Program == 0:
		return "a member"
	default:
		return "a " + string(i.Role)
	}
}

// Inviter is who invites: as history names them, and as the mail does.
type Inviter struct {
	Account string
	Name    string
}

// MayInvite asks whether the invitation is the actor's to send, to send again and to take back. Program is the one
// that the invitation names, as it is on record.
func MayInvite(actor Actor, i Invitation, program Program) error {
	switch {
	case i.Role == Operator:
		return May(actor, KeepOperators, Installation{})
	case i.Role == Coordinator:
		return May(actor, KeepCoordinators, Coordinators{i.Association})
	case i.Program != 0:
		return May(actor, InviteStaff, program)
	default:
		return May(actor, InviteStaff, Association{Code: i.Association})
	}
}

// Known is what is on record of whomever an invitation may mean.
type Known struct {
	Program   Program         // that the invitation names
	People    []roster.Person // of the association who have the e-mail; of all where it names none
	Elsewhere bool            // somebody of another association has it
	Accounts  []Account       // the person's or, where no person has the e-mail, those that have it; closed ones too
	Taken     bool            // somebody else signs in with the e-mail, and the invitation would need an account with it
	Grantees  []AccountID     // open accounts that a role which is granted would go to
	Granted   bool            // one of them has it already
	Waiting   InvitationID    // an invitation of the same account to the same that nobody has opened yet
	Subject   Person          // the one person who has the e-mail, with all their employments; without an id where there is none, or more
}

// employed tells whether the person is on record in that program in that role on the first day there that is promised.
func (k Known) employed(i Invitation) bool {
	return slices.ContainsFunc(k.Subject.Employments, func(e roster.Employment) bool { return promised(i, e) && e.Span.Contains(i.From) })
}

// promised tells whether an employment is in the program and the role of the invitation.
func promised(i Invitation, e roster.Employment) bool {
	p := i.Employment()
	return e.Program == p.Program && e.Role == p.Role
}

// begins is nil where employment from that day on can be put on record: the actor may, and nothing is there already from
// a later day.
func (k Known) begins(actor Actor, i Invitation) error {
	for _, e := range k.Subject.Employments {
		if promised(i, e) && e.Span.Overlaps(i.Employment().Span) {
			return misfit("from", "Work there as %s is on record from %s on. Give that day, or ask the coordinator to correct the record.", e.Role, e.Span.From.Format("2 January 2006"))
		}
	}
	return k.Subject.Begins(actor, i.From)
}

// stranger tells whether the actor would take somebody of the roster on who is not theirs to see: a manager somebody
// who works for them today or is on record for the day that is promised, and nobody else. Or else whoever has an address
// could be looked at by inviting it.
func (k Known) stranger(actor Actor, i Invitation) bool {
	return i.Program != 0 && !k.employed(i) && May(actor, SeeRecord, k.Subject) != nil
}

// Welcome is what an invitation comes to.
type Welcome struct {
	Person  roster.Person // who is invited; without an id: they are put on the roster. Zero: nobody of the roster
	Employs bool          // the employment is put on record
	Reopens AccountID     // an account that was closed before anybody used it
	Already InvitationID  // it was sent before and waits: nothing is done
}

// Misfit is why an invitation cannot be sent, or employment not be put on record, and the part of the form that it is about.
type Misfit struct {
	Field string // email, name or from
	fault *fault.Error
}

// Error is the sentence.
func (m *Misfit) Error() string { return m.fault.Error() }

// Unwrap gives the fault.
func (m *Misfit) Unwrap() error { return m.fault }

func misfit(field, format string, args ...any) error {
	return &Misfit{field, fault.New(fault.Conflict, format, args...)}
}

// Welcome decides what an invitation comes to. Its refusals say no more of who has an address than the actor may see.
func (k Known) Welcome(actor Actor, i Invitation) (Welcome, error) {
	if err := MayInvite(actor, i, k.Program); err != nil {
		return Welcome{}, err
	}
	var w Welcome
	switch {
	case len(k.People) > 1:
		return Welcome{}, misfit("email", "%d people on the roster share this address, so it does not tell who is meant. Give one of them another, then invite.", len(k.People))
	case len(k.People) == 1:
		w.Person = k.People[0]
		if k.stranger(actor, i) {
			return Welcome{}, misfit("email", "This address is on the roster already, and whose it is does not work for you today. Ask your coordinator to put them on your staff.")
		}
		if i.OnRoster() && i.Name != "" && !sameName(i.Name, w.Person.Name) {
			return Welcome{}, misfit("name", "Somebody on the roster has this address under another name. Write the name as it is on record, or ask for the person's own address.")
		}
	case i.OnRoster() && k.Elsewhere:
		return Welcome{}, misfit("email", "This address belongs to somebody in another association, who keeps their record there. Ask for another address of theirs.")
	case i.OnRoster() && i.Name == "":
		return Welcome{}, misfit("name", "Write their name: nobody on the roster has this address yet.")
	case i.OnRoster():
		w.Person = roster.Person{Name: i.Name, Email: i.Email, Association: i.Association}
	}
	if err := k.grants(actor, i); err != nil {
		return Welcome{}, err
	}
	if k.Taken {
		return Welcome{}, misfit("email", "%s", roster.TakenEmail)
	}
	w.Employs, w.Already = i.Program != 0 && !k.employed(i), k.Waiting
	if w.Employs {
		if err := k.begins(actor, i); err != nil {
			return Welcome{}, err
		}
	}
	reopens, err := k.door(i)
	w.Reopens = reopens
	return w, err
}

// grants asks what giving a role on an account's own page asks, too (see Holder.Give): an invitation is no way round it. Who
// has the role keeps it; an invitation that gave nothing would take it when it is taken back.
func (k Known) grants(actor Actor, i Invitation) error {
	switch {
	case i.OnRoster():
		return nil
	case slices.Contains(k.Grantees, actor.Account):
		return misfit("email", "This is your own address, and nobody gives a role to themselves. Ask somebody else who may.")
	case k.Granted && k.Waiting == 0:
		return misfit("email", "Whoever has this address is %s already, so there is nothing to invite them to.", i.Words())
	}
	return nil
}

// door looks whether the way in is closed: it stays closed where somebody has used it.
func (k Known) door(i Invitation) (AccountID, error) {
	open := 0
	var reopens AccountID
	for _, a := range k.Accounts {
		switch {
		case a.ClosedAt.IsZero():
			open++
		case a.SignedInAt.IsZero():
			reopens = a.ID
		case open == 0:
			return 0, misfit("email", "The account with this address was closed on %s. Whoever keeps the accounts of the association can open it again.", a.ClosedAt.Format("2 January 2006"))
		}
	}
	if open > 1 {
		return 0, misfit("email", "%d accounts have this address, so it does not tell who is meant. Invite with another address of theirs.", open)
	}
	if open == 1 {
		reopens = 0
	}
	return reopens, nil
}

// sameName compares names as people write them: whatever the case, and the blanks between.
func sameName(a, b string) bool {
	return strings.EqualFold(strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " "))
}

// InvitationState is how far an invitation is.
type InvitationState string

// The states.
const (
	Invited   InvitationState = "invited"
	Opened    InvitationState = "opened"  // whoever was invited has signed in
	Expired   InvitationState = "expired" // its link no longer works; it can be sent again
	TakenBack InvitationState = "taken back"
)

// ListedInvitation is an invitation as a list shows it.
type ListedInvitation struct {
	ID InvitationID
	Invitation
	Account     AccountID
	Who         string // the person's name, else the address
	ProgramName string // empty where they are not to work anywhere
	By          string // the name of who sent it, empty where that was the command line
	SentAt      time.Time
	ExpiresAt   time.Time
	OpenedAt    time.Time // zero: not yet
	TakenBackAt time.Time // zero: it was not
}

// State is how far the invitation is at an instant.
func (l ListedInvitation) State(now time.Time) InvitationState {
	switch {
	case !l.TakenBackAt.IsZero():
		return TakenBack
	case !l.OpenedAt.IsZero():
		return Opened
	case !now.Before(l.ExpiresAt):
		return Expired
	default:
		return Invited
	}
}

// Resend is nil where the invitation can be sent again, Conflict where it is over.
func (l ListedInvitation) Resend(now time.Time) error {
	if s := l.State(now); s == Opened || s == TakenBack {
		return fault.New(fault.Conflict, "This invitation was %s, so it is not sent again. Invite them anew.", s)
	}
	return nil
}

// TakeBack is nil where the invitation can be taken back, Conflict where somebody has signed in with it.
func (l ListedInvitation) TakeBack(now time.Time) error {
	if l.State(now) == Opened {
		return fault.New(fault.Conflict, "Whoever was invited has signed in meanwhile. Close their account, or end their role, instead.")
	}
	return nil
}
