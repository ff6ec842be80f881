package store

import (
	"fmt"
	"time"

	"attune/internal/ledger"
	"attune/internal/notice"
	"attune/internal/roster"
)

// retaughtBy is what corrections of what trainings are about make of hours that were verified until an instant, by group: what an
// import itself brought in nobody knew as anything else.
func (in intake) retaughtBy(edits []roster.Edit, until time.Time) (map[int64][]ledger.Retaught, error) {
	all := make(map[int64][]ledger.Retaught)
	for _, e := range edits {
		list, err := receivedWhere(in.tx, ofTrainings+` and s.group_id = ? and v.verified_at <= ?`, e.ID, utc(until))
		if err != nil {
			return nil, fmt.Errorf("what was attended of training %d: %w", e.ID, err)
		}
		was, is := e.Before.(roster.Group), e.After.(roster.Group)
		if changed := ledger.Retold(list, was.Syllabus, is.Syllabus); len(changed) > 0 {
			all[e.ID] = changed
		}
	}
	return all, nil
}

// newsOfSyllabi is what is told of corrections of what trainings are about, for a reason or for none, to everybody whose hours they
// change, as retaughtBy has it.
func (in intake) newsOfSyllabi(edits []roster.Edit, changed map[int64][]ledger.Retaught, reason string) []notice.Notice {
	var news []notice.Notice
	for _, e := range edits {
		news = append(news, notice.OfSyllabus(e.Before.(roster.Group), e.After.(roster.Group), changed[e.ID], reason, in.at)...)
	}
	return news
}
