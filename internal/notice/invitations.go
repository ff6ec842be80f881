package notice

import (
	"fmt"
	"time"

	"attune/internal/roster"
)

// InvitationLasts is how long the link of an invitation works once it was sent.
const InvitationLasts = 7 * 24 * time.Hour

// Invited tells somebody that they have a place here, and lets them in. Fact is the invitation and how often it was
// sent; who is the name of whoever invites, as what they are invited, place the program or association, empty for an
// operator.
func Invited(to Recipient, association roster.Association, fact, who, as, place string) Notice {
	at := ""
	if place != "" {
		at = " for " + place
	}
	return Notice{
		To: to, Association: association, Topic: Security, Fact: fact, Subject: "You are invited to Attune",
		Lines: []string{
			fmt.Sprintf("%s invites you to Attune as %s%s.", who, as, at),
			"Attune keeps the hours of reflective supervision: who was there, what counts, and what is still missing.",
			"The button signs you in. It works once, within seven days; after that ask for a new one at the sign-in page, or ask whoever invited you.",
		},
		Action: Action{Words: "Come in", Path: "/", Opens: BySignIn, Lasts: InvitationLasts},
		Why:    "Somebody who may invite people to Attune wrote your address. If you do not know them, do nothing: the invitation ends by itself.",
	}
}
