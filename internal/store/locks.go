package store

import (
	"database/sql"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"attune/internal/roster"
	"attune/internal/schedule"
)

// Rows are locked in one order, so that no two transactions wait for each other crosswise. Whoever needs several kinds takes
// them in this order, and of one kind by their ids, before what hangs on them is read:
//
//  1. the account that acts (change does that)
//  2. a name that something new is to have (lockNew)
//  3. groups: whoever plans, takes attendance or changes who belongs holds the group
//  4. memberships of, requests for a place in, and sessions of groups that are held
//  5. people
//  6. other accounts
//  7. the due list
//  8. the calendars of open groups (raiseOpen, once), and last the heads of the history
//
// An import takes all the groups and people that it is about before it looks at anything (intake.Hold). SQLite has one writer,
// and needs none of it.

// forUpdate ends a raw SELECT whose rows nobody else may change or lock likewise until this transaction ends. Rows that refer
// to them may be written meanwhile: ids never change, so nobody has to wait for a key. SQLite needs no words for it: its
// write transactions run one at a time.
func forUpdate(tx *gorm.DB) string {
	if dialectOf(tx) == postgresql {
		return " for no key update"
	}
	return ""
}

// lockRows makes whoever else wants to change some rows of a table wait; it takes them by their ids, whatever their order.
func lockRows[ID ~int64](tx *gorm.DB, table string, ids []ID) error {
	if dialectOf(tx) == sqlite {
		return nil
	}
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	err := eachOf(tx, `select id from `+table+` where id in ? order by id`+forUpdate(tx), ids, func(*sql.Rows) error { return nil })
	if err != nil {
		return fmt.Errorf("lock %d rows of %s: %w", len(ids), table, err)
	}
	return nil
}

// lockGroup makes whoever else plans for a group, takes attendance in it or changes who belongs to it wait.
func lockGroup(tx *gorm.DB, id roster.GroupID) error {
	return lockRows(tx, "groups", []roster.GroupID{id})
}

// lockGroupsOf does so with every group that somebody ever belonged to.
func lockGroupsOf(tx *gorm.DB, person roster.PersonID) error {
	var groups []roster.GroupID
	if err := tx.Raw(`select distinct group_id from memberships where person_id = ?`, int64(person)).Scan(&groups).Error; err != nil {
		return err
	}
	return lockRows(tx, "groups", groups)
}

// groupsOfSession selects the group of a session and of what that makes up for.
const groupsOfSession = `with s as (select id, group_id from sessions where id = ?)
	select group_id from s union select f.group_id from s join session_plans t on t.session_id = s.id join sessions f on f.id = t.makes_up_for`

// groupsMadeUpFor selects the groups of what sessions of groups make up for.
const groupsMadeUpFor = `select distinct f.group_id from session_plans t join sessions s on s.id = t.session_id join sessions f on f.id = t.makes_up_for
	where t.makes_up_for is not null and s.group_id in ?`

// lockSession makes everybody else who wants to change the session wait, its group held first and, of a make-up, the group of
// what it makes up for.
func lockSession(tx *gorm.DB, id schedule.SessionID) error {
	var groups []roster.GroupID
	if err := tx.Raw(groupsOfSession, int64(id)).Scan(&groups).Error; err != nil {
		return fmt.Errorf("the group of session %d: %w", id, err)
	}
	if len(groups) == 0 {
		return noSession()
	}
	if err := lockRows(tx, "groups", groups); err != nil {
		return err
	}
	return lockRows(tx, "sessions", []schedule.SessionID{id})
}

// lockPerson makes whoever else wants to change what is on record of a person, or to open an account of theirs, wait.
func lockPerson(tx *gorm.DB, id roster.PersonID) error {
	return lockRows(tx, "people", []roster.PersonID{id})
}

// Hold makes whoever else wants to change something of people, of groups or of the groups of sessions wait until the import
// is done, and whoever wants to change something of those who see these groups or of what sessions of these make up for.
func (in intake) Hold(people []roster.PersonID, groups []roster.GroupID, sessions []schedule.SessionID) error {
	if dialectOf(in.tx) == sqlite {
		return nil
	}
	groups = slices.Clone(groups)
	add := func(rows *sql.Rows) error {
		var id roster.GroupID
		err := rows.Scan(&id)
		groups = append(groups, id)
		return err
	}
	if err := eachOf(in.tx, `select distinct group_id from sessions where id in ?`, sessions, add); err != nil {
		return fmt.Errorf("the groups of %d sessions: %w", len(sessions), err)
	}
	if err := eachOf(in.tx, groupsMadeUpFor, slices.Clone(groups), add); err != nil {
		return fmt.Errorf("the groups whose sessions %d groups make up for: %w", len(groups), err)
	}
	if err := lockRows(in.tx, "groups", groups); err != nil {
		return err
	}
	people = slices.Clone(people)
	for part := range slices.Chunk(groups, chunk) {
		circle, err := in.circle(part)
		if err != nil {
			return err
		}
		people = append(people, circle...)
	}
	return lockRows(in.tx, "people", people)
}
