package notice

import (
	"fmt"

	"attune/internal/roster"
)

// AccountClosed tells somebody that they can no longer sign in. Fact is the account and when.
func AccountClosed(to Recipient, association roster.Association, fact string) Notice {
	return account(to, association, fact, "Your Attune account was closed",
		"Your account was closed: you are signed out everywhere, and your calendar addresses no longer work.",
		"Your verified hours are kept. If you still need them here, ask the coordinator of your association.")
}

// AccountReopened tells somebody that they can sign in again.
func AccountReopened(to Recipient, association roster.Association, fact string) Notice {
	n := account(to, association, fact, "Your Attune account is open again",
		"You can sign in again. Roles that were granted to you, and your calendar addresses, do not come back by themselves: make new addresses, and ask whoever gave you a role.")
	n.Action = Action{Words: "Sign in", Path: "/"}
	return n
}

// RoleGiven tells somebody that they have a role now: coordinator of an association, or operator.
func RoleGiven(to Recipient, association roster.Association, fact, role string) Notice {
	n := account(to, association, fact, "You have a new role in Attune", fmt.Sprintf("You are %s now.", role))
	n.Action = Action{Words: "Open Attune", Path: "/"}
	return n
}

// RoleTaken tells somebody that they have such a role no longer.
func RoleTaken(to Recipient, association roster.Association, fact, role string) Notice {
	return account(to, association, fact, "A role of yours in Attune has ended", fmt.Sprintf("You are no longer %s. Your own hours are not concerned.", role))
}

// Hand is whose doing it is that an account goes by another e-mail, as a sentence begins with them.
type Hand string

// Who gives accounts another e-mail.
const (
	ByCoordinator Hand = "Your coordinator"
	ByOperator    Hand = "Whoever runs Attune"
)

// AccountLeft tells the e-mail of an account that it goes by another one from now on.
func AccountLeft(was string, association roster.Association, fact string, by Hand) Notice {
	return account(Recipient{Email: was}, association, fact, "Your account goes by another e-mail from now on",
		string(by)+" has given your account another e-mail. Sign-in links go there from now on. Those sent here no longer work, and neither do the password and your calendar addresses.",
		"If you did not ask for this, tell them today.")
}

// AccountReaddressed tells the holder of an account, where it goes by from now on, that it does.
func AccountReaddressed(to Recipient, association roster.Association, fact string, by Hand) Notice {
	n := account(to, association, fact, "Your account goes by this e-mail from now on",
		string(by)+" has given your account this e-mail: sign in with it from now on. You were signed out wherever you were signed in, and a password, a sign-in elsewhere or a calendar address has to be set up again. A second factor is as before.",
		"If you know nothing of an account at Attune, leave this mail alone and tell whoever sent you here.")
	n.Action = Action{Words: "Sign in", Path: "/"}
	return n
}

func account(to Recipient, association roster.Association, fact, subject string, lines ...string) Notice {
	return Notice{
		To: to, Association: association, Topic: Security, Fact: fact, Subject: subject, Lines: lines,
		Why: "It is about your account, so it cannot be declined.",
	}
}
