package mail

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"attune/internal/access"
	"attune/internal/fault"
	"attune/internal/notice"
	"attune/internal/schedule"
)

// Keys keeps the secrets in addresses, hashed.
type Keys interface {
	// AccountToTell is the account behind a recipient, made where there is none; NotFound where nobody is there, and
	// Conflict where it is closed.
	AccountToTell(ctx context.Context, to notice.Recipient) (access.AccountID, error)
	// CreateSheetKey keeps a key to a sheet; Conflict where the sheet waits for nobody any more.
	CreateSheetKey(ctx context.Context, key access.SheetKey, by string) error
	// CreateAbsenceKey keeps a key to saying that one cannot come to a session; Conflict where that is not to come any more.
	CreateAbsenceKey(ctx context.Context, key access.AbsenceKey) error
}

// SignIn issues a link that signs an account in once and leads to a path. It works for as long as lasts says, and for the
// usual time where that is zero; the time it works for is returned.
type SignIn func(ctx context.Context, account access.AccountID, to string, lasts time.Duration, by string) (access.Token, time.Duration, error)

// Opener makes the addresses that notices lead to. A secret in one is made when it is asked for, and counts from then.
type Opener struct {
	writer *Writer
	keys   Keys
	signIn SignIn
	now    func() time.Time
}

// NewOpener makes an Opener of addresses below the writer's site.
func NewOpener(writer *Writer, keys Keys, signIn SignIn, now func() time.Time) *Opener {
	return &Opener{writer, keys, signIn, now}
}

// Open is the absolute address that a notice leads to, with a new secret where its action has one, and a sentence about how
// long that works. By is who has it made, as history names them. Where it fails with NotFound or Conflict there is nobody,
// or nothing, to open for any more.
func (o *Opener) Open(ctx context.Context, n notice.Notice, by string) (address, note string, err error) {
	switch n.Action.Opens {
	case notice.BySignIn:
		account, err := o.keys.AccountToTell(ctx, n.To)
		if err != nil {
			return "", "", err
		}
		token, lasts, err := o.signIn(ctx, account, n.Action.Path, n.Action.Lasts, by)
		if err != nil {
			return "", "", err
		}
		return access.SignInAddress(o.writer.base, token), "The address signs you in once, within " + span(lasts) + " of this mail.", nil
	case notice.BySheet:
		return o.sheet(ctx, n, by)
	default:
		return o.writer.Address(n.Action.Path), "", nil
	}
}

// Preview is a notice as it would be sent, but for the secret in its address: that is made when it is sent.
func (o *Opener) Preview(k notice.Kept) (Message, error) {
	note := ""
	if k.Action.Opens != notice.ByPage {
		note = "(What lets its reader in is added to this address when the mail is sent.)"
	}
	enclosed := Enclosed{Address: o.writer.Address(k.Action.Path), Note: note}
	of := slices.DeleteFunc(slices.Clone(k.Sessions), func(m notice.Mention) bool { return !m.Absence })
	for _, m := range of {
		enclosed.Absences = append(enclosed.Absences, Absence{Words: absenceWords(k.Notice, m), Address: o.writer.Address(access.AbsencePath)})
	}
	return o.writer.Write(k.Notice, k.ID, k.Address, enclosed)
}

// Absences are the addresses by which whoever is told says that they cannot come to the sessions that the notice says so of, each
// with a new secret. What is not to come any more has none, nor has whoever
// may not sign in; somebody of the roster without an account has one from then on.
func (o *Opener) Absences(ctx context.Context, n notice.Notice) ([]Absence, error) {
	of := slices.DeleteFunc(slices.Clone(n.Sessions), func(m notice.Mention) bool { return !m.Absence })
	if len(of) == 0 {
		return nil, nil
	}
	account, err := o.keys.AccountToTell(ctx, n.To)
	if isGone(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var absences []Absence
	for _, m := range of {
		token := access.NewToken()
		err := o.keys.CreateAbsenceKey(ctx, access.AbsenceKey{Session: m.Session, Account: account, Hash: token.Hash(), CreatedAt: o.now()})
		switch {
		case isGone(err):
		case err != nil:
			return nil, err
		default:
			absences = append(absences, Absence{Words: absenceWords(n, m), Address: access.AbsenceAddress(o.writer.base, token)})
		}
	}
	return absences, nil
}

// absenceWords are what is on the button of a session: which it is, unless the notice is of it alone.
func absenceWords(n notice.Notice, m notice.Mention) string {
	if n.IsOf(m.Session) {
		return "I can't come"
	}
	return "I can't come: " + m.When()
}

// isGone tells whether there is nobody, or nothing, to make an address for any more.
func isGone(err error) bool {
	kind := fault.KindOf(err)
	return err != nil && (kind == fault.NotFound || kind == fault.Conflict)
}

func (o *Opener) sheet(ctx context.Context, n notice.Notice, by string) (address, note string, err error) {
	session, err := sessionAt(n.Action.Path)
	if err != nil {
		return "", "", err
	}
	account, err := o.keys.AccountToTell(ctx, n.To)
	if err != nil {
		return "", "", err
	}
	token, now, lasts := access.NewToken(), o.now(), access.SheetKeyLasts
	if n.Action.Lasts > 0 {
		lasts = min(lasts, n.Action.Lasts)
	}
	key := access.SheetKey{Session: session, Account: account, Hash: token.Hash(), CreatedAt: now, ExpiresAt: now.Add(lasts)}
	if err := o.keys.CreateSheetKey(ctx, key, by); err != nil {
		return "", "", err
	}
	note = "The address opens this one sheet, without signing in, until it is verified, and for " + span(lasts) + " at most. Keep it to yourself."
	return access.SheetAddress(o.writer.base, session, token), note, nil
}

// sessionAt is the session whose page a path is.
func sessionAt(path string) (schedule.SessionID, error) {
	id, err := strconv.ParseInt(strings.TrimPrefix(path, "/sessions/"), 10, 64)
	if err != nil || id <= 0 {
		return 0, fmt.Errorf("%q is not the path of a session", path)
	}
	return schedule.SessionID(id), nil
}

// span is a length of time in words: 15 minutes, 72 hours, 7 days.
func span(d time.Duration) string {
	switch day := 24 * time.Hour; {
	case d%day == 0 && d > 3*day:
		return fmt.Sprintf("%d days", d/day)
	case d%time.Hour == 0 && d > time.Hour:
		return fmt.Sprintf("%d hours", d/time.Hour)
	default:
		return fmt.Sprintf("%d minutes", d/time.Minute)
	}
}
