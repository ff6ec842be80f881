package web

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/fault"
	"attune/internal/notice"
)

// Mailboxes are what mail people get.
type Mailboxes interface {
	// Reader is how an account gets mail.
	Reader(ctx context.Context, account access.AccountID) (notice.Reader, error)
	// ChooseMail lets decide say what mail an account wants, and keeps that.
	ChooseMail(ctx context.Context, account access.AccountID, decide func(notice.Reader) (notice.Reader, error)) error
}

// mailboxPage lets somebody choose which mails they get.
type mailboxPage struct {
	frame
	Address string // empty: none is known
	Topics  []topicView
	Problem string
	Kept    bool
}

// topicView is one kind of mail.
type topicView struct {
	Topic       notice.Topic
	Name, About string
	Wanted      bool
	Always      bool // it cannot be declined
}

// topicWords say what each kind of mail is about, to whom it may come.
var topicWords = map[notice.Topic][2]string{
	notice.Security:    {"Signing in and your account", "Links to sign in, invitations, and what became of your account. These always come."},
	notice.Sheets:      {"Attendance sheets", "When a sheet you answer for is missing, was amended, or is questioned."},
	notice.Sessions:    {"When sessions are", "When a session you belong to or lead is planned, moved, changed or cancelled, and when somebody says that they cannot come to one you lead, or whose group you provide."},
	notice.DayBefore:   {"The day before a session", "On the morning of the day before a session you belong to or lead, unless another mail has just told you of it."},
	notice.HourBefore:  {"An hour before a session", "Once more an hour before it begins. Only if you choose it."},
	notice.WeekAhead:   {"The week ahead", "On Sunday at seven in the morning: your sessions from Monday on, and what waits for you. Nothing where there is neither. Only if you choose it."},
	notice.Hours:       {"Your hours", "When an hour of yours is corrected, held back or decided on, or evidence of yours is refused."},
	notice.Credentials: {"Credentials of providers", "When a provider's credential ends or is changed: if it is yours, if it is in your association, or if planned hours stop counting for you."},
}

// mailbox answers GET /mail.
func (w *web) mailbox(c echo.Context) error {
	actor, _ := actorIn(c)
	if err := access.May(actor, access.ChooseMail, access.Mailbox{Account: actor.Account}); err != nil {
		return err
	}
	reader, err := w.Store.Reader(c.Request().Context(), actor.Account)
	if err != nil {
		return err
	}
	page := w.mailboxPage(c, reader)
	page.Kept = c.QueryParam("kept") != ""
	return w.render(c, http.StatusOK, "mail", page)
}

func (w *web) mailboxPage(c echo.Context, reader notice.Reader) mailboxPage {
	page := mailboxPage{frame: w.frame(c, "Your mail", ""), Address: reader.Address}
	page.frame.Narrow = true
	for _, topic := range notice.Topics {
		words := topicWords[topic]
		page.Topics = append(page.Topics, topicView{Topic: topic, Name: words[0], About: words[1], Wanted: reader.Wants(topic), Always: topic == notice.Security})
	}
	return page
}

// mailboxForm is the page's form: the topics that are wanted.
type mailboxForm struct {
	Want []notice.Topic `form:"want"`
}

// mailboxChoose answers POST /mail.
func (w *web) mailboxChoose(c echo.Context) error {
	actor, _ := actorIn(c)
	var f mailboxForm
	if err := w.readForm(c, &f); err != nil {
		return err
	}
	var stands notice.Reader
	err := w.Store.ChooseMail(c.Request().Context(), actor.Account, func(r notice.Reader) (notice.Reader, error) {
		stands = r
		if err := access.May(actor, access.ChooseMail, access.Mailbox{Account: actor.Account}); err != nil {
			return notice.Reader{}, err
		}
		return r.Choose(f.Want)
	})
	if fault.KindOf(err) == fault.Invalid {
		page := w.mailboxPage(c, stands)
		page.Problem, _ = fault.SentenceOf(err)
		return w.render(c, http.StatusUnprocessableEntity, "mail", page)
	}
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/mail?kept=1")
}
