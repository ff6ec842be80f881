// Package mail owns a message on its way: how a notice reads as a mail, and how it is handed to the mail server.
//
// It hands over the Writer, which sets a notice as a Message with a text and an HTML part, and the Post, which hands
// messages to one SMTP server. It is the only room that knows the mail library. What to tell whom, and when to try again,
// is decided elsewhere (notice).
package mail

import (
	"bytes"
	"fmt"
	"html/template"
	"net/url"
	"strings"
	"unicode"

	"attune/internal/notice"
	"attune/templates"
)

// Preferences is the path of the page on which people choose which mails they get.
const Preferences = "/mail"

// Calendars is the path of the page on which people make addresses for their calendars.
const Calendars = "/calendar"

// Message is one mail to one reader.
type Message struct {
	ID      string // without its brackets; a message that is sent a second time has the same
	To      string // a bare address
	Subject string // one line
	Text    string // lines end in \n
	HTML    string
	File    File // its Name is empty where nothing is attached
}

// File is what is attached to a message.
type File struct {
	Name, Type string // session.ics; text/calendar with its parameters
	Body       []byte
}

// Enclosed is what a message has that is made when it is sent.
type Enclosed struct {
	Address string // that the action leads to, absolute, with the secret in it where it has one
	Note    string // how long that works
	Entries File   // for calendars

	Absences []Absence // where its reader says that they cannot come
}

// Absence is an address at which somebody says that they cannot come to one session.
type Absence struct {
	Words   string // I can't come
	Address string // absolute, with the secret in it
}

// Writer sets notices as messages of one installation.
type Writer struct {
	base   string // without a slash at its end
	host   string
	layout *template.Template
}

// NewWriter makes a Writer for the site that people reach at an address, such as https://attune.example.org.
func NewWriter(base string) (*Writer, error) {
	site, err := url.Parse(base)
	if err != nil || site.Host == "" {
		return nil, fmt.Errorf("mail: the base URL %q is not an address such as https://attune.example.org", base)
	}
	layout, err := template.ParseFS(templates.Mail(), "notice.html")
	if err != nil {
		return nil, fmt.Errorf("mail: parse the layout: %w", err)
	}
	return &Writer{base: strings.TrimRight(base, "/"), host: site.Hostname(), layout: layout}, nil
}

// Host is the name of the site's machine, for the sender's address where nobody said another.
func (w *Writer) Host() string { return w.host }

// Address is a path of the site as an absolute address.
func (w *Writer) Address(path string) string { return w.base + path }

// letter is what the layout is filled with.
type letter struct {
	Subject     string
	Lines       []passage
	Words       string // on the button
	Address     string // behind it; empty: there is none
	Note        string // how long the address works; may be empty
	Absences    []Absence
	Absent      string // what their addresses do; empty where there are none
	Attached    string // what is attached, and why; empty where nothing is
	Calendars   string // where addresses for calendars are made
	Why         string
	Preferences string // empty where nobody may decline
}

// passage is a paragraph, and where it leads.
type passage struct {
	Text    string
	Address string // empty: nowhere
}

// absent says what an address for saying that one cannot come does.
const absent = "You need not sign in: the page asks once more, says only this, and works until the session begins. Keep the address to yourself."

// attached says what is attached, and why.
const attached = "Your calendar may not hear of this: open the attached file to put it there. To have such changes come by themselves, subscribe:"

// Write sets a notice as a message to an address, with what it encloses.
func (w *Writer) Write(n notice.Notice, id int64, to string, enclosed Enclosed) (Message, error) {
	l := letter{Subject: line(n.Subject, 150), Why: line(n.Why, 300)}
	for _, text := range n.Lines {
		if last := len(l.Lines) - 1; last >= 0 && notice.IsWay(text) {
			l.Lines[last].Address = w.Address(line(text, 2000))
			continue
		}
		l.Lines = append(l.Lines, passage{Text: line(text, 2000)})
	}
	if n.Action.Path != "" {
		l.Words, l.Address, l.Note = line(n.Action.Words, 60), enclosed.Address, enclosed.Note
	}
	if len(enclosed.Absences) > 0 {
		l.Absences, l.Absent = enclosed.Absences, absent
	}
	if enclosed.Entries.Name != "" {
		l.Attached, l.Calendars = attached, w.Address(Calendars)
	}
	if n.Topic != notice.Security {
		l.Preferences = w.Address(Preferences)
	}
	var html bytes.Buffer
	if err := w.layout.Execute(&html, l); err != nil {
		return Message{}, fmt.Errorf("set notice %d: %w", id, err)
	}
	return Message{ID: fmt.Sprintf("notice-%d@%s", id, w.host), To: to, Subject: l.Subject, Text: l.text(), HTML: html.String(), File: enclosed.Entries}, nil
}

// text is the letter for those who read without pictures: paragraphs, addresses on lines of their own.
func (l letter) text() string {
	var paragraphs []string
	for _, p := range l.Lines {
		paragraphs = append(paragraphs, strings.TrimSpace(p.Text+"\n"+p.Address))
	}
	if l.Address != "" {
		paragraphs = append(paragraphs, strings.TrimSpace(l.Words+":\n"+l.Address+"\n"+l.Note))
	}
	for i, a := range l.Absences {
		text := a.Words + ":\n" + a.Address
		if i == len(l.Absences)-1 {
			text += "\n" + l.Absent
		}
		paragraphs = append(paragraphs, text)
	}
	if l.Attached != "" {
		paragraphs = append(paragraphs, l.Attached+"\n"+l.Calendars)
	}
	foot := "-- \nWhy you get this: " + l.Why
	if l.Preferences != "" {
		foot += "\nChoose which mails you get: " + l.Preferences
	}
	return strings.Join(append(paragraphs, foot), "\n\n") + "\n"
}

// line is text as one line of at most so many characters, without control characters and without marks that turn the
// direction of what follows: they would let a name pretend to be another part of the mail.
func line(text string, most int) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0x200e, r == 0x200f, r == 0xfeff, r == 0x200b:
			return -1
		case unicode.IsControl(r), r == 0x2028, r == 0x2029:
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "\ufffd"))
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return text
}
