package mail_test

import (
	"strings"
	"testing"

	"attune/internal/mail"
	"attune/internal/notice"
)

func writer(t *testing.T) *mail.Writer {
	t.Helper()
	w, err := mail.NewWriter("https://attune.example.org/")
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestANoticeAsAMail(t *testing.T) {
	t.Parallel()
	n := notice.Notice{
		Topic: notice.Sheets, Subject: "The sheet of 12 November is missing", Lines: []string{"One.", "/sessions/9?a=b&c#waiting", "Two & three.", "/ is a slash."},
		Action: notice.Action{Words: "Open the sheet", Path: "/sessions/12"}, Why: "You lead this group.",
	}
	m, err := writer(t).Write(n, 7, "ruth@example.org", mail.Enclosed{Address: "https://attune.example.org/sessions/12?key=abc&x=1", Note: "It works for 72 hours."})
	if err != nil {
		t.Fatal(err)
	}
	want := `One.
https://attune.example.org/sessions/9?a=b&c#waiting

Two & three.

/ is a slash.

Open the sheet:
https://attune.example.org/sessions/12?key=abc&x=1
It works for 72 hours.

-- 
Why you get this: You lead this group.
Choose which mails you get: https://attune.example.org/mail
`
	if m.Text != want {
		t.Errorf("text:\n%s", m.Text)
	}
	for _, part := range []string{
		`<p class="ink"`, ">Two &amp; three.</p>", `<a class="pine" href="https://attune.example.org/sessions/9?a=b&amp;c#waiting" style="color:#1d4d44">One.</a></p>`, `href="https://attune.example.org/sessions/12?key=abc&amp;x=1"`, ">Open the sheet</a>", "It works for 72 hours.",
		"You lead this group.", `href="https://attune.example.org/mail"`, `<html lang="en">`,
	} {
		if !strings.Contains(m.HTML, part) {
			t.Errorf("the HTML part does not say %s:\n%s", part, m.HTML)
		}
	}
	if m.ID != "notice-7@attune.example.org" || m.To != "ruth@example.org" || m.Subject != n.Subject {
		t.Errorf("%+v", m)
	}
}

// What is about signing in cannot be declined, and what asks for nothing has no button.
func TestANoticeWithoutAWayOut(t *testing.T) {
	t.Parallel()
	m, err := writer(t).Write(notice.Notice{Topic: notice.Security, Subject: "Your account was closed", Why: "It was your account."}, 8, "a@example.org", mail.Enclosed{})
	if err != nil {
		t.Fatal(err)
	}
	if all := m.Text + m.HTML; strings.Contains(all, "Choose which") || strings.Contains(all, "href") {
		t.Errorf("%s\n%s", m.Text, m.HTML)
	}
}

func TestHostileWordsStayWords(t *testing.T) {
	t.Parallel()
	evil := "A\r\nBcc: x@y.org\u202e\u2066\u200b<script>alert(1)</script>\x00" + strings.Repeat("ü", 10_000)
	n := notice.Notice{Topic: notice.Hours, Subject: evil, Lines: []string{evil}, Why: evil, Action: notice.Action{Words: evil, Path: "/"}}
	m, err := writer(t).Write(n, 9, "a@example.org", mail.Enclosed{Address: "javascript:alert(1)"})
	if err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(m.Subject, "\r\n\x00\u202e\u2066\u200b") || len([]rune(m.Subject)) != 150 {
		t.Errorf("subject %q", m.Subject)
	}
	if strings.ContainsAny(m.Text, "\r\x00\u202e\u2066") || len(m.Text) > 10_000 {
		t.Errorf("text of %d: %q", len(m.Text), m.Text)
	}
	if strings.Contains(m.HTML, "<script") || strings.Contains(m.HTML, `href="javascript`) {
		t.Errorf("HTML: %s", m.HTML)
	}
}
