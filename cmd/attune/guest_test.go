package main

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"attune/internal/authenticator"
	"attune/internal/browser"
)

// guest is somebody with a browser of their own.
type guest struct {
	*browser.Page
	*fromNothing
	who string
}

// arrives opens a link in a browser, and signs in with it.
func (n *fromNothing) arrives(link string, width int64) *guest {
	n.t.Helper()
	g := &guest{browser.Open(n.t, width, 800), n, link}
	g.Go(link)
	g.Follow("main form button")
	return g
}

// comesIn has somebody read the newest mail to them, follow its link, and set up a second factor where that is asked.
func (n *fromNothing) comesIn(email string, width int64) *guest {
	n.t.Helper()
	g := n.arrives(n.linkTo(email), width)
	g.who = email
	if g.Has(".secret") {
		g.enrol()
	}
	return g
}

// linkTo waits for the next mail to somebody and gives the address in it.
func (n *fromNothing) linkTo(email string) string {
	n.t.Helper()
	var text string
	within(n.t, 30*time.Second, "a mail to "+email, func() bool {
		seen := 0
		for _, letter := range n.box.Letters() {
			if letter.To == email {
				if seen++; seen > n.read[email] {
					text = letter.Text
					return true
				}
			}
		}
		return false
	})
	n.read[email]++
	link := regexp.MustCompile(regexp.QuoteMeta(n.bases[0]) + `/\S+`).FindString(text)
	if link == "" {
		n.t.Fatalf("no way in stands in the mail to %s:\n%s", email, text)
	}
	return link
}

// follow goes from page to page by the links to those addresses.
func (g *guest) follow(paths ...string) {
	g.t.Helper()
	for _, path := range paths {
		link := fmt.Sprintf(`a[href=%q]`, path)
		if !g.Has(link) {
			g.t.Fatalf("%s finds no way from %s to %s:\n%s", g.who, g.Address(), path, g.Text("main"))
		}
		g.Follow(link)
	}
}

// followText follows the link of the page with that text.
func (g *guest) followText(text string) {
	g.t.Helper()
	found := browser.Eval[bool](g.Page, fmt.Sprintf(`(() => { const link = [...document.querySelectorAll("main a")].find(a => a.textContent.trim().startsWith(%q));
		link?.setAttribute("data-story", ""); return link !== undefined })()`, text))
	if !found {
		g.t.Fatalf("%s finds no %q on %s:\n%s", g.who, text, g.Address(), g.Text("main"))
	}
	g.Follow("a[data-story]")
}

// answer fills in the fields of a form.
func (g *guest) answer(answers ...string) {
	g.t.Helper()
	for i := 0; i+1 < len(answers); i += 2 {
		g.Set("main [name="+answers[i]+"]", answers[i+1])
	}
}

// send fills in a form and sends it.
func (g *guest) send(answers ...string) {
	g.t.Helper()
	g.answer(answers...)
	g.Follow("main form.entry button")
	g.went()
}

// decide fills in a form about the records, looks at what it does, and does it.
func (g *guest) decide(answers ...string) {
	g.t.Helper()
	g.answer(answers...)
	g.Follow("[name=step][value=look]")
	g.went()
	if !g.Has("[name=step][value=do]") {
		g.t.Fatalf("%s cannot do it on %s:\n%s", g.who, g.Address(), g.Text("main"))
	}
	g.Follow("[name=step][value=do]")
	g.went()
}

// went fails the story where a form came back with what is wrong in it.
func (g *guest) went() {
	g.t.Helper()
	if g.Has(".notice.bad, .wrong") {
		g.t.Fatalf("%s is stopped on %s:\n%s", g.who, g.Address(), g.Text("main"))
	}
}

// says fails the story where the page does not say the texts.
func (g *guest) says(texts ...string) {
	g.t.Helper()
	page := strings.Join(strings.Fields(g.Text("main")), " ")
	for _, text := range texts {
		if !strings.Contains(page, text) {
			g.t.Errorf("%s does not read %q on %s:\n%s", g.who, text, g.Address(), page)
		}
	}
}

// enrol sets up a second factor from the page that asks for it, and keeps the recovery codes.
func (g *guest) enrol() {
	g.t.Helper()
	g.answer("code", authenticator.Code(g.t, g.Text(".secret"), time.Now()))
	g.Follow("main form.fields button")
	g.Wait(".codes")
	if g.Has("main form button") {
		g.Follow("main form button")
	} else {
		g.Follow("main a.button")
	}
}
