package store

import (
	"attune/internal/notice"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// newsOfEnded is what is told to those to whose places in groups edits gave a last day, or an earlier one. A move to another group is
// told by itself, and so is a place that is kept for them in another, as where the group goes on as its copy.
func (r registry) newsOfEnded(edits []roster.Edit) ([]notice.Notice, error) {
	moves := make(map[roster.PersonID]bool)
	for _, e := range edits {
		if e.Before != nil {
			continue
		}
		switch begins := e.After.(type) {
		case roster.Membership:
			moves[begins.Person] = true
		case roster.Request:
			moves[begins.Person] = moves[begins.Person] || begins.State == roster.RequestOffered
		}
	}
	var notices []notice.Notice
	for _, e := range edits {
		was, had := e.Before.(roster.Membership)
		is, has := e.After.(roster.Membership)
		if !had || !has || moves[is.Person] || is.Span.To == 0 || was.Span.To != 0 && was.Span.To <= is.Span.To {
			continue
		}
		ended, err := r.ended(was, is)
		if err != nil {
			return nil, err
		}
		notices = append(notices, notice.OfEndedPlace(ended)...)
	}
	return notices, nil
}

// ended is a place as it was and as it is, with the sessions to come that are not its owner's any more.
func (r registry) ended(was, is roster.Membership) (notice.EndedPlace, error) {
	ended := notice.EndedPlace{Person: is.Person, Last: is.Span.To, At: r.at}
	record, err := groupRecordOf(r.tx, `id = ?`, int64(is.Group))
	if err != nil {
		return ended, err
	}
	ended.Group = record.Group
	if ended.By, err = personBehind(r.tx, r.by); err != nil {
		return ended, err
	}
	if err := r.tx.Raw(`select association from people where id = ?`, int64(is.Person)).Row().Scan(&ended.Home); err != nil {
		return ended, err
	}
	var ids []schedule.SessionID
	err = r.tx.Raw(`select id from sessions where group_id = ? and starts_at > ? and substr(local_start, 1, 10) > ? and (? or substr(local_start, 1, 10) <= ?) order by starts_at, id`,
		int64(is.Group), utc(r.at), is.Span.To.String(), was.Span.To == 0, was.Span.To.String()).Scan(&ids).Error
	if err != nil || len(ids) == 0 {
		return ended, err
	}
	ended.Leaving, err = r.Sessions(ids)
	return ended, err
}
