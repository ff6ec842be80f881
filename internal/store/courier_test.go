package store_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"attune/internal/access"
	"attune/internal/dbtest"
	"attune/internal/fault"
	"attune/internal/feed"
	"attune/internal/mail"
	"attune/internal/notice"
	"attune/internal/postbox"
	"attune/internal/roster"
	"attune/internal/signin"
	"attune/internal/store"
)

// postman is an office with couriers, on a clock that a test moves.
type postman struct {
	office
	db  dbtest.Database
	box *postbox.Box

	blot error // keeps its clerk from writing

	mu  sync.Mutex
	now time.Time
}

// clerk writes into a file which sessions it would hold.
func (p *postman) clerk(ctx context.Context, to roster.PersonID, of []notice.Mention) (mail.File, error) {
	if p.blot != nil {
		return mail.File{}, p.blot
	}
	have, left := notice.Carried(of)
	shown, err := p.Unshown(ctx, to, have, access.LiveSince(p.clock()))
	gone, failed := p.Lingering(ctx, to, left, access.LiveSince(p.clock()))
	var names []string
	for _, m := range shown {
		names = append(names, string(m.Session.External))
	}
	for _, m := range gone {
		names = append(names, "not "+string(m.Session.External))
	}
	err = errors.Join(err, failed)
	if len(names) == 0 {
		return mail.File{}, err
	}
	return mail.File{Name: "session.ics", Type: feed.EntriesType, Body: []byte(strings.Join(names, " "))}, err
}

func postmanAt(t *testing.T, db dbtest.Database, manners postbox.Manners) *postman {
	t.Helper()
	manners.Unencrypted = true
	return &postman{office: opened(t, db, noon), db: db, box: postbox.Open(t, manners), now: noon}
}

func (p *postman) clock() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.now
}

func (p *postman) passes(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.now = p.now.Add(d)
}

// tells puts notices into the outbox.
func (p *postman) tells(notices ...notice.Notice) {
	p.t.Helper()
	if err := store.Change(p.t.Context(), p.Store, func(tx *gorm.DB) error { return store.Tell(tx, p.clock(), notices...) }); err != nil {
		p.t.Fatal(err)
	}
}

// courier is a courier of one instance to the server at an address.
func (p *postman) courier(instance *store.Store, server string) *mail.Courier {
	p.t.Helper()
	parsed, err := mail.ParseServer(server)
	if err != nil {
		p.t.Fatal(err)
	}
	writer, err := mail.NewWriter("https://attune.example.org")
	if err != nil {
		p.t.Fatal(err)
	}
	desk := signin.NewDesk(instance, p.clock)
	issue := func(ctx context.Context, account access.AccountID, to string, lasts time.Duration, by string) (access.Token, time.Duration, error) {
		token, err := desk.Issue(ctx, signin.Order{Account: account, To: to, Lasts: lasts, By: by})
		return token, signin.LinkLasts, err
	}
	opener := mail.NewOpener(writer, instance, issue, p.clock)
	return mail.NewCourier(instance, mail.NewPost(parsed, writer.Host()), writer, opener, p.clerk, p.clock, slog.New(slog.NewTextHandler(io.Discard, nil)))
}

// delivers has one courier go its round and wants it to come to that.
func (p *postman) delivers(want mail.Round) {
	p.t.Helper()
	got, err := p.courier(p.Store, p.box.URL("tls=none")).Deliver(p.t.Context())
	if err != nil || got != want {
		p.t.Errorf("a round at %s: %+v, %v; want %+v", p.clock(), got, err, want)
	}
}

// fate is what the outbox says of a fact.
func (p *postman) fate(fact string) (state, failure string, tries int) {
	p.t.Helper()
	err := store.Ask(p.t.Context(), p.Store).Raw(`select case when sent_at is not null then 'sent' when dropped_at is not null then 'dropped' else 'waits' end, failure, tries
		from notices where fact = ?`, fact).Row().Scan(&state, &failure, &tries)
	if err != nil {
		p.t.Fatal(err)
	}
	return state, failure, tries
}

// news is a notice to somebody about a fact.
func news(to notice.Recipient, fact string) notice.Notice {
	return notice.Notice{To: to, Association: "CT", Topic: notice.Hours, Fact: fact, Subject: "News: " + fact, Lines: []string{"Read on."}, Why: "It is yours."}
}

func TestTheCourierCarriesWhatIsDue(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		p := postmanAt(t, db, postbox.Manners{})
		later := news(notice.Recipient{Person: ada}, "later")
		later.NotBefore = noon.Add(time.Hour)
		p.tells(news(notice.Recipient{Person: ada}, "one"), news(notice.Recipient{Person: bea}, "two"), news(notice.Recipient{Email: "new@example.org"}, "three"), later)
		p.delivers(mail.Round{Sent: 3})
		p.delivers(mail.Round{})
		var to []string
		for _, l := range p.box.Letters() {
			to = append(to, l.To)
		}
		if want := []string{"ada@example.org", "bea@example.org", "new@example.org"}; !slices.Equal(to, want) || p.box.Opened() != 1 {
			t.Errorf("%d connections, sent to %q", p.box.Opened(), to)
		}
		p.passes(time.Hour)
		p.delivers(mail.Round{Sent: 1})
	})
}

// The account's address is the one its owner signs in with; the roster's may be older.
func TestWhereAReaderReads(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		p := postmanAt(t, db, postbox.Manners{})
		account := p.account("p2")
		p.exec(`update accounts set email = 'signs-in@example.org' where id = ?`, int64(account.ID))
		p.tells(news(notice.Recipient{Person: bea}, "one"), news(notice.Recipient{Account: int64(account.ID)}, "two"))
		p.delivers(mail.Round{Sent: 2})
		for _, l := range p.box.Letters() {
			if l.To != "signs-in@example.org" {
				t.Errorf("%s went to %s", l.Subject(), l.To)
			}
		}
	})
}

func TestASecretIsMadeWhenItIsSent(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		p := postmanAt(t, db, postbox.Manners{})
		link := news(notice.Recipient{Person: ada}, "link")
		link.Topic, link.Action = notice.Security, notice.Action{Words: "Sign in", Path: "/hours", Opens: notice.BySignIn}
		p.tells(news(notice.Recipient{Person: bea}, "first come"), link)
		if n := p.count("sign_in_links"); n != 0 {
			t.Errorf("%d links before anything was sent", n)
		}
		p.passes(40 * time.Minute) // the server was away for longer than a link lasts
		p.delivers(mail.Round{Sent: 2})
		letter := p.box.Letters()[0] // who waits for a link is first
		_, rest, found := strings.Cut(letter.Text, "https://attune.example.org")
		if address, _, _ := strings.Cut(rest, "\r\n"); !found || letter.To != "ada@example.org" {
			t.Fatalf("to %s:\n%s", letter.To, letter.Text)
		} else {
			at, err := url.Parse(address)
			if err != nil {
				t.Fatal(err)
			}
			token := at.Query().Get("link")
			if strings.Contains(p.everything(), token) {
				t.Error("the database holds the secret")
			}
			proof, err := signin.NewDesk(p.Store, p.clock).Use(t.Context(), access.Token(token), "")
			if err != nil || proof.Account != p.account("p1").ID || proof.To != "/hours" || proof.Strong {
				t.Errorf("%+v, %v", proof, err)
			}
		}
		p.wantTold("CT", "courier account.created account:1", "courier link.created account:1", "account:1 link.used account:1")
	})
}

// everything is all text of the tables that a secret passes.
func (p *postman) everything() string {
	p.t.Helper()
	var all strings.Builder
	for _, table := range []string{"notices", "sign_in_links", "sheet_keys", "absence_keys", "history"} {
		var rows []map[string]any
		if err := store.Ask(p.t.Context(), p.Store).Raw(`select * from ` + table).Scan(&rows).Error; err != nil {
			p.t.Fatal(err)
		}
		fmt.Fprint(&all, rows)
	}
	return all.String()
}

func TestSeveralCouriersSendNothingTwice(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		p := postmanAt(t, db, postbox.Manners{Delay: 2 * time.Millisecond})
		const many = 60
		for i := range many {
			p.tells(news(notice.Recipient{Person: ada}, fmt.Sprint("fact ", i)))
		}
		var group sync.WaitGroup
		for range 4 {
			instance := p.db.Open(t, store.Options{Now: p.clock})
			group.Go(func() {
				if _, err := p.courier(instance, p.box.URL("tls=none")).Deliver(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		seen := make(map[string]int)
		for _, l := range p.box.Letters() {
			seen[l.Subject()]++
		}
		for subject, n := range seen {
			if n != 1 {
				t.Errorf("%q was sent %d times", subject, n)
			}
		}
		if len(seen) != many {
			t.Errorf("%d of %d arrived", len(seen), many)
		}
	})
}

func TestACourierThatDiesLosesNothing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		p := postmanAt(t, db, postbox.Manners{})
		p.tells(news(notice.Recipient{Person: ada}, "one"))
		dead, err := p.TakeNotice(t.Context(), p.clock(), p.clock().Add(2*time.Minute))
		if err != nil {
			t.Fatal(err)
		}
		p.delivers(mail.Round{}) // it is still the other's
		p.passes(2 * time.Minute)
		p.delivers(mail.Round{Sent: 1})
		if err := p.SettleNotice(t.Context(), dead, dead.Failed("too late", p.clock())); fault.KindOf(err) != fault.Conflict {
			t.Errorf("the dead courier comes back: %v", err)
		}
		if state, failure, tries := p.fate("one"); state != "sent" || failure != "" || tries != 2 {
			t.Errorf("%s, %q, after %d tries", state, failure, tries)
		}
	})
}

func TestOneReadersFailureStopsNobodyElse(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		p := postmanAt(t, db, postbox.Manners{Reader: func(to string) error {
			switch to {
			case "gone@example.org":
				return postbox.Refuse(550, "no such mailbox")
			case "full@example.org":
				return postbox.Refuse(452, "mailbox full")
			}
			return nil
		}, HangsUp: func(n int) bool { return n == 1 }})
		p.tells(news(notice.Recipient{Email: "gone@example.org"}, "gone"), news(notice.Recipient{Email: "full@example.org"}, "full"),
			news(notice.Recipient{Person: ada}, "hung up"), news(notice.Recipient{Person: bea}, "arrives"))
		p.delivers(mail.Round{Sent: 1, Failed: 2, Dropped: 1})
		for fact, want := range map[string][2]string{
			"gone": {"dropped", "no such mailbox"}, "full": {"waits", "mailbox full"}, "hung up": {"waits", "did not take it"}, "arrives": {"sent", ""},
		} {
			if state, failure, _ := p.fate(fact); state != want[0] || !strings.Contains(failure, want[1]) {
				t.Errorf("%s: %s, %q", fact, state, failure)
			}
		}
		p.passes(59 * time.Second)
		p.delivers(mail.Round{})
		p.passes(time.Second)
		p.delivers(mail.Round{Sent: 1, Failed: 1})
	})
}

// A notice that nobody takes is tried less and less often, and after three days no more.
func TestTryingEnds(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		p := postmanAt(t, db, postbox.Manners{Reader: func(string) error { return postbox.Refuse(450, "not now") }})
		p.tells(news(notice.Recipient{Person: ada}, "one"))
		var tried []time.Duration
		for range 100 {
			if round, err := p.courier(p.Store, p.box.URL("tls=none")).Deliver(t.Context()); err != nil {
				t.Fatal(err)
			} else if round != (mail.Round{}) {
				tried = append(tried, p.clock().Sub(noon))
			}
			if state, _, _ := p.fate("one"); state == "dropped" {
				break
			}
			var next time.Time
			if err := store.Ask(t.Context(), p.Store).Raw(`select next_try_at from notices`).Row().Scan(&next); err != nil {
				t.Fatal(err)
			}
			p.passes(next.Sub(p.clock()))
		}
		minute := time.Minute
		first := []time.Duration{0, minute, 6 * minute, 36 * minute, 156 * minute, 516 * minute}
		if last := tried[len(tried)-1]; !slices.Equal(tried[:6], first) || last < 66*time.Hour || last > 72*time.Hour {
			t.Errorf("tried after %v", tried)
		}
	})
}

func TestAServerThatIsAway(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		p := postmanAt(t, db, postbox.Manners{})
		link := news(notice.Recipient{Person: ada}, "link")
		link.Topic, link.Action = notice.Security, notice.Action{Words: "Sign in", Path: "/", Opens: notice.BySignIn}
		p.tells(link, news(notice.Recipient{Person: bea}, "two"))
		for range 3 {
			if _, err := p.courier(p.Store, "smtp://127.0.0.1:1?tls=none").Deliver(t.Context()); fault.KindOf(err) != fault.Unavailable {
				t.Errorf("nobody is there: %v", err)
			}
			p.passes(time.Hour)
		}
		if state, failure, _ := p.fate("link"); state != "waits" || !strings.Contains(failure, "cannot be reached") {
			t.Errorf("%s, %q", state, failure)
		}
		if n := p.count("sign_in_links"); n != 0 {
			t.Errorf("%d links lie about", n)
		}
		p.passes(24 * time.Hour)
		p.delivers(mail.Round{Sent: 2})
	})
}

func TestWhatIsNotSentAtAll(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		p := postmanAt(t, db, postbox.Manners{})
		closed, declines := p.account("p2"), p.account("p1")
		p.close(closed)
		p.exec(`insert into declined_topics (account_id, topic, declined_at) values (?, 'hours', ?)`, int64(declines.ID), noon)
		old, goodbye, security, link := news(notice.Recipient{Person: eli}, "old"), news(notice.Recipient{Person: bea}, "goodbye"), news(notice.Recipient{Person: ada}, "security"), news(notice.Recipient{Person: bea}, "link")
		goodbye.Topic, security.Topic, link.Topic = notice.Security, notice.Security, notice.Security
		link.Action = notice.Action{Words: "Sign in", Path: "/", Opens: notice.BySignIn}
		p.tells(old)
		p.passes(73 * time.Hour)
		p.tells(news(notice.Recipient{Person: ada}, "declined"), news(notice.Recipient{Person: bea}, "closed"), news(notice.Recipient{Person: flo}, "nowhere"), goodbye, security, link)
		p.delivers(mail.Round{Sent: 2, Dropped: 5})
		for fact, want := range map[string][2]string{
			"declined": {"dropped", "declined"}, "closed": {"dropped", "closed"}, "nowhere": {"dropped", "No e-mail address"}, "old": {"dropped", "three days"},
			"goodbye": {"sent", ""}, "security": {"sent", ""}, "link": {"dropped", "not there any more"},
		} {
			if state, failure, _ := p.fate(fact); state != want[0] || !strings.Contains(failure, want[1]) {
				t.Errorf("%s: %s, %q", fact, state, failure)
			}
		}
	})
}

// Nobody has to ask a watching courier to go: what is put into the outbox is sent.
func TestTheCourierIsWatchful(t *testing.T) {
	t.Parallel()
	p := postmanAt(t, dbtest.SQLite(t), postbox.Manners{})
	ctx, stop := context.WithCancel(t.Context())
	var watching sync.WaitGroup
	watching.Go(func() { p.courier(p.Store, p.box.URL("tls=none")).Watch(ctx) })
	p.tells(news(notice.Recipient{Person: ada}, "one"))
	for deadline := time.Now().Add(time.Minute); len(p.box.Letters()) == 0 && time.Now().Before(deadline); {
		time.Sleep(10 * time.Millisecond)
	}
	if n := len(p.box.Letters()); n != 1 {
		t.Errorf("%d letters came", n)
	}
	stop()
	watching.Wait()
}

// A reminder opens the sheet for whoever gets it, and is not sent once nobody waits for the sheet.
func TestAReminderOpensItsSheet(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		p := postmanAt(t, db, postbox.Manners{})
		p.exec(`update sessions set status = 'cancelled' where id = 3`)
		p.sheet("sb", "verified")
		for i, fact := range []string{"missing", "verified", "cancelled", "nowhere"} {
			n := news(notice.Recipient{Person: bea}, fact)
			n.Action = notice.Action{Words: "Open the sheet", Path: fmt.Sprint("/sessions/", i+1), Opens: notice.BySheet}
			p.tells(n)
		}
		p.delivers(mail.Round{Sent: 1, Dropped: 3})
		for fact, want := range map[string]string{"verified": "does not wait for anybody", "cancelled": "does not wait for anybody", "nowhere": "not there"} {
			if state, failure, _ := p.fate(fact); state != "dropped" || !strings.Contains(failure, want) {
				t.Errorf("%s: %s, %q", fact, state, failure)
			}
		}
		text := p.box.Letters()[0].Text
		_, rest, _ := strings.Cut(text, "https://attune.example.org/sessions/1?key=")
		token, _, _ := strings.Cut(rest, "\r\n")
		if len(token) != 43 || !strings.Contains(text, "for 72 hours at most") || strings.Contains(p.everything(), token) {
			t.Errorf("the key %q in\n%s", token, text)
		}
		account, done, err := p.SheetKey(t.Context(), 1, access.Token(token).Hash(), noon.Add(access.SheetKeyLasts-time.Second))
		if want := p.account("p2").ID; account != want || done || err != nil {
			t.Errorf("account %d, %v, %v; want %d", account, done, err, want)
		}
		for name, ask := range map[string]func() error{
			"another sheet": func() error { _, _, err := p.SheetKey(t.Context(), 2, access.Token(token).Hash(), noon); return err },
			"too late": func() error {
				_, _, err := p.SheetKey(t.Context(), 1, access.Token(token).Hash(), noon.Add(access.SheetKeyLasts))
				return err
			},
		} {
			if err := ask(); fault.KindOf(err) != fault.NotFound {
				t.Errorf("%s: %v", name, err)
			}
		}
		p.sheet("sa", "verified")
		if _, done, err := p.SheetKey(t.Context(), 1, access.Token(token).Hash(), noon); !done || err != nil {
			t.Errorf("once it is verified: %v, %v", done, err)
		}
		p.close(p.account("p2"))
		if _, _, err := p.SheetKey(t.Context(), 1, access.Token(token).Hash(), noon); fault.KindOf(err) != fault.NotFound {
			t.Errorf("of a closed account: %v", err)
		}
	})
}
