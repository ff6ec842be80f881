package web

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/fault"
	"attune/internal/mail"
	"attune/internal/notice"
)

// Outbox is mail on its way.
type Outbox interface {
	// Outbox is a page of the notices that have come so far, newest first, those with an id below before.
	Outbox(ctx context.Context, standing notice.Standing, before int64, limit int) ([]notice.Kept, error)
	// Notice is one notice as it stands; NotFound where there is none.
	Notice(ctx context.Context, id int64) (notice.Kept, error)
	// RetryNotice lets decide say how a notice is tried again, and keeps that.
	RetryNotice(ctx context.Context, id int64, by string, decide func(notice.Kept) (notice.Kept, error)) error
}

// Letters make mails of notices.
type Letters interface {
	// Preview is a notice as it would be sent, without the secret in its address.
	Preview(k notice.Kept) (mail.Message, error)
	// Open is the address that a notice leads to with a new secret in it, and how long that works; NotFound or Conflict
	// where there is nobody, or nothing, to open for.
	Open(ctx context.Context, n notice.Notice, by string) (address, note string, err error)
}

// mostLetters is how many mails a page of the outbox lists.
const mostLetters = 50

// outboxPage lists mail on its way.
type outboxPage struct {
	frame
	Standings []navLink
	Standing  string
	NoMail    bool
	Letters   []letterView
	Older     string // where the page with older ones is; empty where there is none
}

// letterView is one mail in a list, or by itself.
type letterView struct {
	Href, Subject string
	To            string // a name and an address, as far as they are known
	When          string // when it came, was sent or was dropped
	Failure       string
	Next          string // when it is tried again; empty where it is not
	State, Class  string
	Past          string // address of its history
}

// letterPage is one mail.
type letterPage struct {
	frame
	Letter  letterView
	Text    string // as it would be sent; empty once it was
	Retry   bool
	Open    string // the words of the button that has the address made; empty where it leads nowhere
	Address string // made just now, shown once
	Note    string
	Problem string
}

// clearedSubject stands for the subject of an old mail.
const clearedSubject = "A mail that is old; what it said was cleared away"

// standingWords say how far a mail has come.
var standingWords = map[notice.Standing][2]string{
	notice.Waiting: {"Waiting", "waits"}, notice.Dropped: {"Not sent", "todo"}, notice.Sent: {"Sent", "verified"},
}

// outbox answers GET /outbox.
func (w *web) outbox(c echo.Context) error {
	actor, _ := actorIn(c)
	if err := access.May(actor, access.SeeOutbox, access.Installation{}); err != nil {
		return err
	}
	standing := notice.Standing(c.QueryParam("show"))
	if standing == "" {
		standing = notice.Waiting
	}
	before, err := strconv.ParseInt("0"+c.QueryParam("before"), 10, 64)
	if err != nil || !slices.Contains(notice.Standings, standing) {
		return access.Nowhere()
	}
	kept, err := w.Store.Outbox(c.Request().Context(), standing, before, mostLetters+1)
	if err != nil {
		return err
	}
	page := outboxPage{frame: w.frame(c, "Outbox", atOutbox), Standing: string(standing), NoMail: w.NoMail}
	for _, s := range notice.Standings {
		page.Standings = append(page.Standings, navLink{fmt.Sprintf("%s?show=%s", atOutbox, s), standingWords[s][0], s == standing})
	}
	if len(kept) > mostLetters {
		kept = kept[:mostLetters]
		page.Older = fmt.Sprintf("%s?show=%s&before=%d", atOutbox, standing, kept[mostLetters-1].ID)
	}
	for _, k := range kept {
		view, err := w.letterView(c, k)
		if err != nil {
			return err
		}
		page.Letters = append(page.Letters, view)
	}
	return w.render(c, http.StatusOK, "outbox", page)
}

func (w *web) letterView(c echo.Context, k notice.Kept) (letterView, error) {
	edition, err := w.rules.get(c.Request().Context())
	if err != nil {
		return letterView{}, err
	}
	actor, _ := actorIn(c)
	clock := ownClock(edition, actor)
	words := standingWords[k.Standing()]
	view := letterView{
		Href: fmt.Sprintf("%s/%d", atOutbox, k.ID), Past: pastAt("notice", k.ID), Subject: cmp.Or(k.Subject, clearedSubject), To: k.Address, Failure: k.Failure,
		When: "since " + moment(k.CreatedAt, clock), State: words[0], Class: words[1],
	}
	if k.Name != "" {
		view.To = k.Name + ", " + cmp.Or(k.Address, "no address known")
	}
	switch k.Standing() {
	case notice.Sent:
		view.When = moment(k.SentAt, clock)
	case notice.Dropped:
		view.When = moment(k.DroppedAt, clock)
	default:
		if k.Tries > 0 || k.Due.After(w.Now()) {
			view.Next = moment(k.Due, clock)
		}
	}
	return view, nil
}

// letter answers GET /outbox/{id}.
func (w *web) letter(c echo.Context) error {
	kept, err := w.keptLetter(c, access.SeeOutbox)
	if err != nil {
		return err
	}
	page, err := w.letterPage(c, kept)
	if err != nil {
		return err
	}
	return w.render(c, http.StatusOK, "letter", page)
}

// keptLetter is the notice that the address names, for who may do the act.
func (w *web) keptLetter(c echo.Context, act access.Act) (notice.Kept, error) {
	actor, _ := actorIn(c)
	if err := access.May(actor, act, access.Installation{}); err != nil {
		return notice.Kept{}, err
	}
	id, err := idIn[letterID](c, "id")
	if err != nil {
		return notice.Kept{}, err
	}
	return w.Store.Notice(c.Request().Context(), int64(id))
}

// letterID is the id of a notice in an address.
type letterID int64

// letterPage shows what the mail says as long as it has not reached its reader: afterwards it is theirs.
func (w *web) letterPage(c echo.Context, k notice.Kept) (letterPage, error) {
	view, err := w.letterView(c, k)
	if err != nil {
		return letterPage{}, err
	}
	page := letterPage{frame: w.frame(c, view.Subject, atOutbox), Letter: view, Retry: !w.NoMail && k.Standing() != notice.Sent && !k.Cleared()}
	page.frame.Narrow = true
	if k.Action.Opens != notice.ByPage && k.HandOver() == nil {
		page.Open = "Make the address"
	}
	if k.Standing() == notice.Sent || k.Cleared() {
		return page, nil
	}
	message, err := w.Mail.Preview(k)
	page.Text = message.Text
	return page, err
}

// letterRetry answers POST /outbox/{id}/retry.
func (w *web) letterRetry(c echo.Context) error {
	actor, _ := actorIn(c)
	kept, err := w.keptLetter(c, access.KeepOutbox)
	if err != nil {
		return err
	}
	err = w.Store.RetryNotice(c.Request().Context(), kept.ID, actor.Account.String(), func(k notice.Kept) (notice.Kept, error) {
		if err := access.May(actor, access.KeepOutbox, access.Installation{}); err != nil {
			return notice.Kept{}, err
		}
		return k.Retry(w.Now())
	})
	if fault.KindOf(err) == fault.Conflict {
		return w.letterProblem(c, kept, err)
	}
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, fmt.Sprintf("%s/%d", atOutbox, kept.ID))
}

// letterOpen answers POST /outbox/{id}/open: it has the address made that the mail leads to, for an operator to hand over. It
// is shown once, and history says who had it made.
func (w *web) letterOpen(c echo.Context) error {
	actor, _ := actorIn(c)
	kept, err := w.keptLetter(c, access.KeepOutbox)
	if err != nil {
		return err
	}
	if kept.Action.Opens == notice.ByPage {
		return w.letterProblem(c, kept, fault.New(fault.Conflict, "There is no secret in the address of this mail: whoever opens it signs in."))
	}
	if err := kept.HandOver(); err != nil {
		return w.letterProblem(c, kept, err)
	}
	address, note, err := w.Mail.Open(c.Request().Context(), kept.Notice, actor.Account.String())
	if kind := fault.KindOf(err); kind == fault.Conflict || kind == fault.NotFound {
		return w.letterProblem(c, kept, err)
	}
	if err != nil {
		return err
	}
	page, err := w.letterPage(c, kept)
	if err != nil {
		return err
	}
	page.Address, page.Note = address, note
	return w.render(c, http.StatusOK, "letter", page)
}

// letterProblem shows the mail with why nothing was done.
func (w *web) letterProblem(c echo.Context, k notice.Kept, problem error) error {
	page, err := w.letterPage(c, k)
	if err != nil {
		return err
	}
	page.Problem, _ = fault.SentenceOf(problem)
	return w.render(c, http.StatusConflict, "letter", page)
}
