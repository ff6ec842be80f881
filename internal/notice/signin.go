package notice

import (
	"fmt"
	"time"

	"attune/internal/roster"
)

// SignInAsked is the link that somebody asked for who wants to sign in and go to a path on this site. Asking names the
// occasion, so that a double click brings one mail.
func SignInAsked(to Recipient, home roster.Association, asking, path string) Notice {
	if path == "" {
		path = "/"
	}
	return Notice{
		To: to, Association: home, Topic: Security, Fact: "link.asked:" + asking,
		Subject: "Your link to sign in",
		Lines: []string{
			"Somebody, most likely you, asked for a link to sign in to Attune.",
			"It works once, and for fifteen minutes. If it was not you, leave it alone: nothing has happened.",
		},
		Action: Action{Words: "Sign in", Path: path, Opens: BySignIn},
		Why:    "It was asked for at the sign-in page, with your address.",
	}
}

// PasswordChanged tells of a new password.
func PasswordChanged(to Recipient, home roster.Association, at time.Time) Notice {
	return Notice{
		To: to, Association: home, Topic: Security, Fact: fmt.Sprintf("password.changed:%d", at.UnixMicro()),
		Subject: "Your password is new",
		Lines: []string{
			"The password of your account at Attune was just set. Wherever else you were signed in, you no longer are.",
			"If it was not you, sign in with a link, set a new password, and tell the coordinator of your association.",
		},
		Action: Action{Words: "Look at your account", Path: "/account"},
		Why:    "It is about how you sign in.",
	}
}

// SecondFactorSet tells of a second factor that was set up.
func SecondFactorSet(to Recipient, home roster.Association, at time.Time) Notice {
	return aboutSignIn(to, home, fmt.Sprintf("second-factor.set:%d", at.UnixMicro()), "Your second factor is set up",
		"Signing in to Attune now asks for a code of your authenticator. Wherever else you were signed in, you no longer are.")
}

// SecondFactorReset tells of a second factor that the operator took away.
func SecondFactorReset(to Recipient, home roster.Association, at time.Time) Notice {
	return aboutSignIn(to, home, fmt.Sprintf("second-factor.reset:%d", at.UnixMicro()), "Your second factor was reset",
		"Whoever runs Attune for you took your second factor away, and signed you out everywhere. Where your role needs one, you set up a new one when you sign in.")
}

// RecoveryUsed tells of a recovery code that was used, and how many are left.
func RecoveryUsed(to Recipient, home roster.Association, at time.Time, left int) Notice {
	return aboutSignIn(to, home, fmt.Sprintf("recovery.used:%d", at.UnixMicro()), "A recovery code was used",
		fmt.Sprintf("Somebody, most likely you, signed in with a recovery code. %d are left.", left))
}

// RecoveryRenewed tells of recovery codes made anew.
func RecoveryRenewed(to Recipient, home roster.Association, at time.Time) Notice {
	return aboutSignIn(to, home, fmt.Sprintf("recovery.renewed:%d", at.UnixMicro()), "Your recovery codes are new",
		"Your recovery codes at Attune were just made anew. Those before work no longer.")
}

// SecondFactorEnded tells of a second factor that its holder gave up.
func SecondFactorEnded(to Recipient, home roster.Association, at time.Time) Notice {
	return aboutSignIn(to, home, fmt.Sprintf("second-factor.ended:%d", at.UnixMicro()), "Your second factor was given up",
		"Signing in to Attune no longer asks for a code of your authenticator. You can set a second factor up again on your account's page.")
}

// IdentityBound tells that an issuer, by its host, lets the holder in from now on.
func IdentityBound(to Recipient, home roster.Association, host string, at time.Time) Notice {
	return aboutSignIn(to, home, fmt.Sprintf("openid.bound:%d", at.UnixMicro()), "You can sign in through "+host,
		"Somebody, most likely you, signed in to Attune through "+host+" with your e-mail address. From now on that identity there opens your account. You can take it off on your account's page.")
}

// IdentityTakenOff tells that an issuer lets the holder in no longer.
func IdentityTakenOff(to Recipient, home roster.Association, host string, at time.Time) Notice {
	return aboutSignIn(to, home, fmt.Sprintf("openid.unbound:%d", at.UnixMicro()), "Your identity at "+host+" was taken off",
		"Your identity at "+host+" is no longer bound to your account at Attune. Whoever next signs in there with your e-mail address, verified, binds it anew.")
}

// aboutSignIn is a notice about how somebody signs in.
func aboutSignIn(to Recipient, home roster.Association, fact, subject, line string) Notice {
	return Notice{
		To: to, Association: home, Topic: Security, Fact: fact, Subject: subject,
		Lines:  []string{line, "If this was not your doing, tell the coordinator of your association at once."},
		Action: Action{Words: "Look at your account", Path: "/account"},
		Why:    "It is about how you sign in.",
	}
}
