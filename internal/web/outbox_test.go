package web_test

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"attune/internal/access"
	"attune/internal/mail"
	"attune/internal/notice"
	"attune/internal/roster"
	"attune/internal/signin"
)

// opener makes the addresses of the town's mails.
func (v *town) opener() *mail.Opener {
	v.Helper()
	writer, err := mail.NewWriter(v.url)
	if err != nil {
		v.Fatal(err)
	}
	issue := func(ctx context.Context, account access.AccountID, to string, lasts time.Duration, by string) (access.Token, time.Duration, error) {
		lasts = cmp.Or(lasts, signin.LinkLasts)
		token, err := v.desk.Issue(ctx, signin.Order{Account: account, To: to, Lasts: lasts, By: by})
		return token, lasts, err
	}
	return mail.NewOpener(writer, v.store, issue, v.clock)
}

// reminds goes up the ladder of missing sheets.
func (v *town) reminds() {
	v.Helper()
	if _, err := v.store.RemindOfSheets(context.Background(), v.clock(), func(m notice.Missing) []notice.Notice { return m.Ladder(v.clock()) }); err != nil {
		v.Fatal(err)
	}
}

// asksForLink asks for a sign-in link as a stranger does, and gives the id of the mail in the outbox.
func (v *town) asksForLink(email string) int64 {
	v.Helper()
	b := v.stranger()
	form := formIn(b.page("/sign-in").body)
	form.Set("email", email)
	if a := b.post("/sign-in/link", form); a.StatusCode != http.StatusSeeOther {
		v.Fatalf("asking for a link: %s\n%s", a.Status, a.body)
	}
	kept, err := v.store.Outbox(context.Background(), notice.Waiting, 0, 1)
	if err != nil || len(kept) != 1 {
		v.Fatalf("the outbox after asking: %v, %v", kept, err)
	}
	return kept[0].ID
}

// mailWaiting is a mail in the outbox: one that waits there already, as nobody may ask for links again and again.
func (v *town) mailWaiting() int64 {
	v.Helper()
	kept, err := v.store.Outbox(context.Background(), notice.Waiting, 0, 1)
	if err != nil {
		v.Fatal(err)
	}
	if len(kept) == 1 {
		return kept[0].ID
	}
	return v.asksForLink("cora@example.org")
}

// Without a mail server the operator reads the outbox, has an address made, and hands it over.
func TestTheOperatorHandsMailOver(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		id := v.asksForLink("cora@example.org")
		b := v.as("odd@example.org")
		b.page("/").must(v.T, `href="/outbox"`)
		b.page("/outbox").must(v.T, "No mail server is set", "Your link to sign in", "cora@example.org", "Waiting")
		path := fmt.Sprintf("/outbox/%d", id)
		page := b.page(path)
		page.must(v.T, "What it says", "Somebody, most likely you, asked", "is added to this address when the mail is sent", "Make the address")
		page.mustNot(v.T, "Try again now", "?link=", "/sign-in?")
		opened := b.post(path+"/open", nil)
		if opened.StatusCode != http.StatusOK || opened.Header.Get("Cache-Control") != "no-store" {
			v.Fatalf("%s, %v", opened.Status, opened.Header)
		}
		_, rest, found := strings.Cut(opened.body, `<code class="address">`+v.url)
		address, _, _ := strings.Cut(rest, "<")
		if !found {
			v.Fatalf("no address:\n%s", opened.body)
		}
		b.page(path).mustNot(v.T, address) // it was shown once
		cora := v.stranger()
		if a := cora.post("/sign-in", formIn(cora.page(address).body)); a.StatusCode != http.StatusSeeOther {
			v.Fatalf("signing in: %s\n%s", a.Status, a.body)
		}
		v.wantHistory("CT", "link.created")
	})
}

// What has reached its reader is theirs: no operator has another address of it made.
func TestMailThatWasSentIsItsReaders(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		id := v.asksForLink("cora@example.org")
		taken, err := v.store.TakeNotice(context.Background(), v.clock(), v.clock().Add(time.Minute))
		if err != nil || taken.ID != id {
			v.Fatalf("took %d: %v", taken.ID, err)
		}
		if err := v.store.SettleNotice(context.Background(), taken, taken.Sent(v.clock())); err != nil {
			v.Fatal(err)
		}
		b, path := v.as("odd@example.org"), fmt.Sprintf("/outbox/%d", id)
		b.page(path).mustNot(v.T, "Make the address")
		a := b.post(path+"/open", nil)
		if a.StatusCode != http.StatusConflict {
			v.Errorf("%s", a.Status)
		}
		a.must(v.T, "has reached its reader")
		a.mustNot(v.T, "/sign-in?", "?link=")
	})
}

// wantHistory wants the operator's own act in an association's history.
func (v *town) wantHistory(association roster.Association, act string) {
	v.Helper()
	account, err := v.store.OpenAccount(context.Background(), "odd@example.org", "test")
	if err != nil {
		v.Fatal(err)
	}
	var acts []string
	for _, code := range []roster.Association{association, ""} {
		rows, err := v.store.HistoryOf(context.Background(), code, 0, 10_000)
		if err != nil {
			v.Fatal(err)
		}
		for _, r := range rows {
			if r.Actor == account.ID.String() {
				acts = append(acts, r.Act)
				if r.Act == act {
					return
				}
			}
		}
	}
	v.Errorf("history does not say that the operator did %s: %q", act, acts)
}

func TestMailIsTriedAgain(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		ctx, id := context.Background(), v.asksForLink("cora@example.org")
		path := fmt.Sprintf("/outbox/%d", id)
		b := v.as("odd@example.org")
		takes := func() notice.Taken {
			taken, err := v.store.TakeNotice(ctx, v.clock(), v.clock().Add(2*time.Minute))
			if err != nil {
				v.Fatal(err)
			}
			return taken
		}
		settles := func(taken notice.Taken, fate notice.Fate) {
			if err := v.store.SettleNotice(ctx, taken, fate); err != nil {
				v.Fatal(err)
			}
		}
		taken := takes()
		if a := b.post(path+"/retry", nil); a.StatusCode != http.StatusConflict || !strings.Contains(a.body, "being sent just now") {
			v.Errorf("while it is on its way: %s", a.Status)
		}
		settles(taken, taken.Dropped("The mail server refused it: 550 <b>no such mailbox</b>.", v.clock()))
		b.page("/outbox").must(v.T, "Nothing waits")
		b.page("/outbox?show=dropped").must(v.T, "550 &lt;b&gt;no such mailbox", "Not sent")
		for range 2 { // a double click
			if a := b.post(path+"/retry", nil); a.StatusCode != http.StatusSeeOther {
				v.Fatalf("trying again: %s\n%s", a.Status, a.body)
			}
		}
		v.wantHistory("CT", "mail.retried")
		taken = takes()
		if taken.Tries != 1 {
			v.Errorf("it is tried the %dth time", taken.Tries)
		}
		settles(taken, taken.Sent(v.clock()))
		b.page("/outbox?show=sent").must(v.T, "Your link to sign in")
		sent := b.page(path)
		sent.must(v.T, "is its reader’s")
		sent.mustNot(v.T, "What it says", "Try again now")
		if a := b.post(path+"/retry", nil); a.StatusCode != http.StatusConflict || !strings.Contains(a.body, "was sent meanwhile") {
			v.Errorf("once it was sent: %s", a.Status)
		}
	})
}

func TestTheOutboxIsPaged(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		v.reminds() // today's session ended half an hour ago: nobody is told yet; that of two weeks ago, nobody any more
		b := v.as("odd@example.org")
		b.page("/outbox").must(v.T, "Nothing waits")
		v.passes(time.Hour)
		if _, err := v.store.RemindOfSheets(context.Background(), v.clock(), func(m notice.Missing) []notice.Notice {
			ladder, many := m.Ladder(v.clock()), []notice.Notice(nil)
			if len(ladder) == 0 {
				return nil
			}
			for i := range 120 {
				n := ladder[0]
				n.Fact, n.Subject = fmt.Sprint("test:", i), fmt.Sprintf("Mail %03d <script>", i)
				many = append(many, n)
			}
			return many
		}); err != nil {
			v.Fatal(err)
		}
		seen, path := 0, "/outbox"
		for path != "" {
			page := b.page(path)
			page.mustNot(v.T, "<script>")
			seen += strings.Count(page.body, "Mail ")
			_, rest, more := strings.Cut(page.body, `<a class="button quiet" href="`)
			path = ""
			if more {
				path, _, _ = strings.Cut(rest, `"`)
				path = strings.ReplaceAll(path, "&amp;", "&")
			}
		}
		if seen < 120 {
			v.Errorf("%d of 120 mails are listed", seen)
		}
		for _, wrong := range []string{"?show=x", "?before=x", "?before=-1", "/0", "/999999", "/x", "?before=99999999999999999999", "?show=" + url.QueryEscape("sent\r\n")} {
			if a := b.get("/outbox" + wrong); a.StatusCode != http.StatusNotFound {
				v.Errorf("/outbox%s: %s", wrong, a.Status)
			}
		}
	})
}
