package main

import (
	"encoding/json"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"attune/internal/browser"
	"attune/internal/postbox"
)

// late has a session of the next hours planned, moved and cancelled on its pages. Ben, whom nobody invited and who subscribes to
// nothing, reads of it by mail, with an entry that another program understands, and says by the mail that he cannot come.
func (n *fromNothing) late(ruth *guest) {
	n.t.Helper()
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		n.t.Fatal(err)
	}
	first := time.Now().In(zone).Add(3 * time.Hour).Truncate(time.Minute)
	then := first.Add(95 * time.Minute)
	words := func(at time.Time) string { return at.Format("Monday 2 January 2006, 3:04 PM") }

	ruth.follow("/groups")
	ruth.followText("Thursday circle")
	ruth.followText("Plan a session")
	ruth.decide("day", first.Format(time.DateOnly), "begins", first.Format("15:04"), "ends", "", "minutes", "60")
	planned := n.entry(n.wordTo("ben@example.org", "Planned, less than a day before: Thursday circle", words(first)+", 60 minutes."))

	ruth.followText("Change")
	ruth.decide("day", then.Format(time.DateOnly), "begins", then.Format("15:04"))
	page := ruth.Address()
	letter := n.wordTo("ben@example.org", "Moved, less than a day before: Thursday circle", words(then)+", 60 minutes. It was to be on "+words(first)+".")
	moved := n.entry(letter)
	if !moved.at(then) || !planned.at(first) || moved.UID != planned.UID || moved.UID == "" || moved.Sequence <= planned.Sequence || moved.Status != "CONFIRMED" ||
		!strings.Contains(moved.Title, "Thursday circle") || moved.Place != "Main Street 5" {
		n.t.Errorf("the entry of what was planned is %+v, moved %+v", planned, moved)
	}

	ben := &guest{browser.Open(n.t, 360, 800), n, "ben@example.org"}
	ben.Go(regexp.MustCompile(regexp.QuoteMeta(n.bases[0]) + `/absence/\S+`).FindString(letter.Text))
	ben.says("Thursday circle", then.Format("Monday 2 January 2006, 3:04"))
	ben.Follow("main form button")
	ben.says("I can come after all")
	ruth.follow("/")
	ruth.says("Who cannot come", "Ben Hollis")

	ruth.Go(page)
	ruth.followText("Cancel it")
	ruth.Follow("[name=step][value=do]")
	letter = n.wordTo("ben@example.org", "Cancelled, less than a day before: Thursday circle", words(then)+" is cancelled.")
	if gone := n.entry(letter); gone.UID != moved.UID || gone.Sequence <= moved.Sequence || gone.Status != "CANCELLED" || strings.Contains(letter.Text, "I can't come") {
		n.t.Errorf("the entry of what is cancelled is %+v, with\n%s", gone, letter.Text)
	}
}

// wordTo waits for a mail to somebody whose subject begins so, and wants it to say that.
func (n *fromNothing) wordTo(email, subject, says string) (word postbox.Letter) {
	n.t.Helper()
	within(n.t, 30*time.Second, "a mail to "+email+": "+subject, func() bool {
		for _, letter := range n.box.Letters() {
			if letter.To == email && strings.HasPrefix(letter.Subject(), subject) {
				word = letter
				return true
			}
		}
		return false
	})
	if !strings.Contains(word.Text, says) {
		n.t.Errorf("%s does not read %q:\n%s", email, says, word.Text)
	}
	return word
}

// shown is a session as ical.js shows it.
type shown struct {
	UID, Starts, Ends, Title, Place, Status string
	Sequence                                int
}

// at tells whether it begins at an instant.
func (s shown) at(at time.Time) bool { return s.Starts == at.UTC().Format(time.RFC3339) }

// entry is the one session of the entry that came with a mail, published and read by ical.js.
func (n *fromNothing) entry(letter postbox.Letter) shown {
	n.t.Helper()
	if len(letter.Attached) != 1 || letter.Attached[0].Name != "session.ics" || !strings.Contains(letter.Attached[0].Type, "method=PUBLISH") ||
		!strings.Contains(string(letter.Attached[0].Body), "\r\nMETHOD:PUBLISH\r\n") {
		n.t.Fatalf("%s is sent %+v", letter.To, letter.Attached)
	}
	sessions := n.icalJS(string(letter.Attached[0].Body))
	if len(sessions) != 1 {
		n.t.Fatalf("the entry holds %+v, want one session", sessions)
	}
	return sessions[0]
}

// icalJS has ical.js, a reader that is not ours, read a calendar.
func (n *fromNothing) icalJS(calendar string) []shown {
	n.t.Helper()
	reader := exec.CommandContext(n.t.Context(), "node", filepath.Join("..", "..", "tests", "npm", "read-calendar.mjs"))
	reader.Stdin = strings.NewReader(calendar)
	out, err := reader.Output()
	if err != nil {
		n.t.Fatalf("reading the calendar with ical.js: %v\n%s", err, saidBy(err))
	}
	var sessions []shown
	if err := json.Unmarshal(out, &sessions); err != nil {
		n.t.Fatalf("ical.js says %s: %v", out, err)
	}
	return sessions
}
