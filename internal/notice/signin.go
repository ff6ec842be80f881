package notice

import "attune/internal/roster"

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
