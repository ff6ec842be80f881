package store

import (
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"

	"attune/internal/access"
	"attune/internal/notice"
	"attune/internal/roster"
)

// tell puts notices into the outbox, in the transaction of the change that they tell of. What somebody was told before
// is left out. It comes before record.
func tell(tx *gorm.DB, at time.Time, notices ...notice.Notice) error {
	if len(notices) == 0 {
		return nil
	}
	b := bulk{into: noticeColumns, types: `text text bigint bigint text text text text text text text
		text integer text timestamptz timestamptz integer text`, then: `on conflict (recipient, fact) do nothing`}
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
	opens, lasts_minutes, why, created_at, next_try_at, tries, failure)`

// noticeRow is a new notice in the order of noticeColumns.
func noticeRow(n notice.Notice, at time.Time) []any {
	first := at
	if n.NotBefore.After(at) {
		first = n.NotBefore
	}
	return []any{
		string(n.Association), recipient(n.To), idOrNil(n.To.Person), idOrNil(access.AccountID(n.To.Account)), n.To.Email, string(n.Topic), n.Fact,
		n.Subject, strings.Join(n.Lines, "\n"), n.Action.Words, n.Action.Path, string(n.Action.Opens), int(n.Action.Lasts / time.Minute), n.Why, utc(at), utc(first), 0, "",
	}
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
