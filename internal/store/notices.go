package store

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"

	"attune/internal/access"
	"attune/internal/notice"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// tell puts notices into the outbox, in the transaction of the change that they tell of. What somebody was told before
// is left out. It comes before record.
func tell(tx *gorm.DB, at time.Time, notices ...notice.Notice) error {
	if len(notices) == 0 {
		return nil
	}
	b := bulk{into: noticeColumns, types: `text text bigint bigint text text text text text text text
		text integer text timestamptz timestamptz integer text text`, then: `on conflict (recipient, fact) do nothing`}
	return b.write(tx, len(notices), func(i int) []any { return noticeRow(notices[i], at) }, nil)
}

// untell takes the notices out of the outbox of which nothing was sent yet and whose facts begin so. It returns whom they were
// for; zero stands for somebody who is not on the roster.
func untell(tx *gorm.DB, begins string) ([]roster.PersonID, error) {
	var untold []roster.PersonID
	err := tx.Raw(`delete from notices where substr(fact, 1, ?) = ? and tries = 0 and sent_at is null and dropped_at is null returning coalesce(person_id, 0)`,
		len(begins), begins).Scan(&untold).Error
	return untold, err
}

const noticeColumns = `notices (association, recipient, person_id, account_id, email, topic, fact, subject, lines, action_words, action_path,
	opens, lasts_minutes, why, created_at, next_try_at, tries, failure, sessions)`

// noticeRow is a new notice in the order of noticeColumns.
func noticeRow(n notice.Notice, at time.Time) []any {
	first := at
	if n.NotBefore.After(at) {
		first = n.NotBefore
	}
	return []any{
		string(n.Association), recipient(n.To), idOrNil(n.To.Person), idOrNil(access.AccountID(n.To.Account)), n.To.Email, string(n.Topic), n.Fact,
		n.Subject, linesText(n.Lines), n.Action.Words, n.Action.Path, string(n.Action.Opens), int(n.Action.Lasts / time.Minute), n.Why, utc(at), utc(first), 0, "", mentionsText(n.Sessions),
	}
}

// linesText are the lines of a notice as one text.
func linesText(lines []string) string { return strings.Join(lines, "\n") }

// mentionRow is a session that a notice tells of, as it is kept.
type mentionRow struct {
	Session  int64  `json:"session"`
	Starts   string `json:"starts"`
	Sequence int    `json:"sequence"`
	Entry    bool   `json:"entry,omitempty"`
	Absence  bool   `json:"absence,omitempty"`
	Left     int    `json:"left,omitempty"`
	Told     string `json:"told,omitempty"`
}

// mentionsText are the sessions that a notice tells of, as one text; empty for none.
func mentionsText(list []notice.Mention) string {
	if len(list) == 0 {
		return ""
	}
	rows := make([]mentionRow, len(list))
	for i, m := range list {
		rows[i] = mentionRow{int64(m.Session), m.Starts.String(), m.Sequence, m.Entry, m.Absence, m.Left, m.Told}
	}
	text, _ := json.Marshal(rows) // numbers and plain text never fail
	return string(text)
}

// mentionsIn reads what mentionsText wrote.
func mentionsIn(text string) ([]notice.Mention, error) {
	if text == "" {
		return nil, nil
	}
	var rows []mentionRow
	if err := json.Unmarshal([]byte(text), &rows); err != nil {
		return nil, fmt.Errorf("the sessions of a notice: %w", err)
	}
	list := make([]notice.Mention, len(rows))
	for i, r := range rows {
		starts, err := schedule.ParseWall(r.Starts)
		if err != nil {
			return nil, fmt.Errorf("the sessions of a notice: %w", err)
		}
		list[i] = notice.Mention{Session: schedule.SessionID(r.Session), Starts: starts, Sequence: r.Sequence, Entry: r.Entry, Absence: r.Absence, Left: r.Left, Told: r.Told}
	}
	return list, nil
}

// recipient names whoever is told, so that they are told each fact once.
func recipient(to notice.Recipient) string {
	switch {
	case to.Person != 0:
		return fmt.Sprintf("person:%d", to.Person)
	case to.Account != 0:
		return access.AccountID(to.Account).String()
	default:
		return to.Email
	}
}
