package store

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"attune/internal/access"
	"attune/internal/endorsement"
	"attune/internal/history"
	"attune/internal/roster"
)

// Leave has decide look at what somebody would leave, locked, and ends what it decides in one transaction: employment and
// memberships, with all that follows from the records, calendar addresses of groups, and the account. It returns as
// ChangeRecord does.
func (s *Store) Leave(ctx context.Context, id roster.PersonID, pen roster.Pen, decide func(access.Leaving) (access.Parting, error)) (endorsement.Foreseen, error) {
	return s.inscribeBeside(ctx, pen, func(tx *gorm.DB) ([]roster.Edit, []history.Change, error) {
		leaving, account, err := s.leaving(tx, id)
		if err != nil {
			return nil, nil, fmt.Errorf("what person %d would leave: %w", id, err)
		}
		parting, err := decide(leaving)
		if err != nil || pen.Pencil {
			return parting.Edits, nil, err
		}
		if parting.Closes {
			changes, err := shut(tx, s.clock(), account, pen.By)
			return parting.Edits, changes, err
		}
		changes, err := s.endGroupFeeds(tx, leaving.Record.Person, parting.Calendars, pen.By)
		return parting.Edits, changes, err
	})
}

// leaving locks a person's groups, the person and then their account, as everything that changes these does, and loads what
// they would leave.
func (s *Store) leaving(tx *gorm.DB, id roster.PersonID) (access.Leaving, access.ListedAccount, error) {
	var l access.Leaving
	var account access.ListedAccount
	if err := cmp.Or(lockGroupsOf(tx, id), lockPerson(tx, id)); err != nil {
		return l, account, err
	}
	open, err := accounts(tx, `person_id = ? and closed_at is null`, int64(id))
	if err != nil {
		return l, account, err
	}
	if len(open) > 0 {
		if l.Operators, err = lockHolder(tx, open[0].ID); err != nil {
			return l, account, err
		}
		if account, err = s.holder(tx, open[0].ID); err != nil {
			return l, account, err
		}
		if h := account.Holder(); !h.Closed { // somebody may have closed it while the lock was waited for
			l.Account = h
		}
	}
	if l.Record, err = recordOf(tx, id); err != nil {
		return l, account, err
	}
	err = all(tx, &l.Groups, `select `+groupColumns+` from groups g where g.id in (select group_id from memberships where person_id in ?)`, []roster.PersonID{id}, scanGroup)
	if err == nil {
		l.Planned, err = plannedPlaces(tx, s.clock(), id)
	}
	return l, account, err
}

// plannedFor is how far ahead somebody's planned sessions are looked at when they leave.
const plannedFor = 5 // years

// plannedPlaces are a person's places in sessions that are planned from now on.
func plannedPlaces(tx *gorm.DB, now time.Time, id roster.PersonID) ([]access.PlannedPlace, error) {
	list, err := meetingsOf(tx, meetings+`where s.id in (`+takesPart+`) and s.status = 'scheduled' order by s.starts_at, s.id`,
		map[string]any{"person": int64(id), "from": utc(now), "to": utc(now.AddDate(plannedFor, 0, 0))})
	places := make([]access.PlannedPlace, len(list))
	for i, m := range list {
		places[i] = access.PlannedPlace{Group: m.Session.Group, On: m.Session.Local.Day, Leads: m.Facts().Leads(id)}
	}
	return places, err
}

// endGroupFeeds ends a person's calendar addresses of groups that they no longer have anything to do with. What history is
// to say of it comes back.
func (s *Store) endGroupFeeds(tx *gorm.DB, of roster.Person, groups []roster.GroupID, by string) ([]history.Change, error) {
	var ended []access.FeedID
	err := tx.Raw(`update feeds set revoked_at = @now where person_id = @person and group_id in @groups and revoked_at is null
			and not exists (select 1 from groups where id = feeds.group_id and provider_id = @person)
			and not exists (select 1 from sessions where group_id = feeds.group_id and (lead_id = @person or co_lead_id = @person))
			returning id`, map[string]any{"now": s.clock(), "person": int64(of.ID), "groups": groups}).Scan(&ended).Error
	changes := make([]history.Change, len(ended))
	for i, id := range ended {
		changes[i] = history.Change{Association: of.Association, Actor: by, Act: "feed.revoked", Subject: id.String()}
	}
	return changes, err
}
