package notice

import (
	"fmt"
	"time"

	"attune/internal/roster"
)

// AddressChanged tells the e-mail that somebody had until now that their account goes by another one from now on.
func AddressChanged(person roster.Person, was string, at time.Time) Notice {
	return Notice{
		To: Recipient{Email: was}, Association: person.Association, Topic: Security,
		Fact:    fmt.Sprintf("address.changed:%d:%d", person.ID, at.UnixMicro()),
		Subject: "Your account goes by another e-mail from now on",
		Lines: []string{
			"Your coordinator has put another e-mail on your record. Sign-in links go there from now on, and those sent here no longer work.",
			"If you did not ask for this, tell your coordinator today.",
		},
		Why: "This was the e-mail of your account until now.",
	}
}
