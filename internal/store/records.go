package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"attune/internal/access"
	"attune/internal/endorsement"
	"attune/internal/fault"
	"attune/internal/history"
	"attune/internal/roster"
)

// Record is everything that is on record about a person; access.Nowhere where there is no such person.
func (s *Store) Record(ctx context.Context, id roster.PersonID) (roster.Record, error) {
	return recordOf(s.ask(ctx), id)
}

func recordOf(tx *gorm.DB, id roster.PersonID) (roster.Record, error) {
	found, err := people(tx, `id = ?`, int64(id))
	if err == nil && len(found) == 0 {
		err = access.Nowhere()
	}
	if err != nil {
		return roster.Record{}, fmt.Errorf("record of person %d: %w", id, err)
	}
	record := roster.Record{Person: found[0]}
	steps := []error{
		kept(tx, &record.Facts, `select `+employmentColumns+`, id from employments where person_id = ? order by starts_on, id`, id, keptEmployment),
		kept(tx, &record.Facts, `select `+credentialColumns+`, id from credentials where person_id = ? order by starts_on, id`, id, keptCredential),
		kept(tx, &record.Facts, `select `+targetColumns+`, id from targets where person_id = ? order by opened_on, id`, id, keptTarget),
		kept(tx, &record.Facts, `select `+membershipColumns+`, id from memberships where person_id = ? order by starts_on, id`, id, keptMembership),
	}
	if err := errors.Join(steps...); err != nil {
		return roster.Record{}, fmt.Errorf("record of person %d: %w", id, err)
	}
	return record, nil
}

// kept reads facts with their ids.
func kept[ID ~int64](tx *gorm.DB, list *[]roster.Kept, query string, id ID, scan func(*sql.Rows) (roster.Kept, error)) error {
	g := gathering{tx: tx}
	return g.each(func(rows *sql.Rows) error {
		k, err := scan(rows)
		*list = append(*list, k)
		return err
	}, query, int64(id))
}

func keptEmployment(rows *sql.Rows) (k roster.Kept, err error) {
	k.Fact, err = scanEmployment(rows, &k.ID)
	return k, err
}

func keptCredential(rows *sql.Rows) (k roster.Kept, err error) {
	k.Fact, err = scanCredential(rows, &k.ID)
	return k, err
}

func keptTarget(rows *sql.Rows) (k roster.Kept, err error) {
	k.Fact, err = scanTarget(rows, &k.ID)
	return k, err
}

func keptMembership(rows *sql.Rows) (k roster.Kept, err error) {
	k.Fact, err = scanMembership(rows, &k.ID)
	return k, err
}

// ChangeRecord has decide look at a person's record, locked, and writes what it decides with all that follows from it:
// history, due list, calendars. Where the pen is a pencil it is all rubbed out again, and what comes back is whom it
// concerns.
func (s *Store) ChangeRecord(ctx context.Context, id roster.PersonID, pen roster.Pen, decide func(roster.Record) ([]roster.Edit, error)) (endorsement.Foreseen, error) {
	return s.changeRecord(ctx, id, pen, func(_ *gorm.DB, r roster.Record) ([]roster.Edit, error) { return decide(r) })
}

// CorrectPerson has decide look at a person's record, and at what their e-mail opens, both locked. It writes and returns
// as ChangeRecord does.
func (s *Store) CorrectPerson(ctx context.Context, id roster.PersonID, pen roster.Pen, decide func(roster.Record, access.Address) ([]roster.Edit, error)) (endorsement.Foreseen, error) {
	return s.changeRecord(ctx, id, pen, func(tx *gorm.DB, r roster.Record) ([]roster.Edit, error) {
		address, err := addressOf(tx, s.clock(), r.Person)
		if err != nil {
			return nil, fmt.Errorf("address of person %d: %w", id, err)
		}
		return decide(r, address)
	})
}

func (s *Store) changeRecord(ctx context.Context, id roster.PersonID, pen roster.Pen, decide func(*gorm.DB, roster.Record) ([]roster.Edit, error)) (endorsement.Foreseen, error) {
	return s.inscribe(ctx, pen, func(tx *gorm.DB) ([]roster.Edit, error) {
		if err := lockPerson(tx, id); err != nil {
			return nil, err
		}
		record, err := recordOf(tx, id)
		if err != nil {
			return nil, err
		}
		return decide(tx, record)
	})
}

// AddPeople has decide say whom to add to an association and what to put on their records, knowing the records of
// those of the association who have one of the e-mails, in lower case, or one of the external ids. It writes and
// returns as ChangeRecord does, and is Conflict where somebody of another association has one of the ids.
func (s *Store) AddPeople(ctx context.Context, association roster.Association, emails []string, ids []roster.External, pen roster.Pen, decide func([]roster.Record) ([]roster.Edit, error)) (endorsement.Foreseen, error) {
	return s.inscribe(ctx, pen, func(tx *gorm.DB) ([]roster.Edit, error) {
		if err := lockRoll(tx, association); err != nil {
			return nil, err
		}
		if err := noneElsewhere(tx, association, ids); err != nil {
			return nil, err
		}
		found, err := people(tx, `association = ? and (lower(trim(email)) in ? or external_id in ?)`, string(association), emails, ids)
		if err != nil {
			return nil, err
		}
		known := make([]roster.Record, len(found))
		for i, p := range found { // by id, so that nobody waits for each other crosswise
			if err := lockPerson(tx, p.ID); err != nil {
				return nil, err
			}
			if known[i], err = recordOf(tx, p.ID); err != nil {
				return nil, err
			}
		}
		return decide(known)
	})
}

// noneElsewhere refuses ids that people of another association have: what is written under them would be written on those.
func noneElsewhere(tx *gorm.DB, association roster.Association, ids []roster.External) error {
	taken, err := people(tx, `association <> ? and external_id in ?`, string(association), ids)
	if err != nil || len(taken) == 0 {
		return err
	}
	return fault.New(fault.Conflict, "Nobody was added: what this form was sent under is taken. Open a new form and enter it again.")
}

// ChangeProgram has decide look at a program, the zero Program where nothing is stored under the external id, and
// writes and returns as ChangeRecord does.
func (s *Store) ChangeProgram(ctx context.Context, id roster.External, pen roster.Pen, decide func(roster.Program) ([]roster.Edit, error)) (endorsement.Foreseen, error) {
	return s.inscribe(ctx, pen, func(tx *gorm.DB) ([]roster.Edit, error) {
		if err := lockNew(tx, id); err != nil {
			return nil, err
		}
		var found []roster.Program
		if err := all(tx, &found, `select id, external_id, name, kind, model, region, association from programs where external_id in ?`+forUpdate(tx), []roster.External{id}, scanProgram); err != nil {
			return nil, err
		}
		return decide(append(found, roster.Program{})[0])
	})
}

// ChangeGroup has decide look at a group and everybody who ever belonged to it, at the zero Group where nothing is stored
// under the external id, and writes and returns as ChangeRecord does.
func (s *Store) ChangeGroup(ctx context.Context, id roster.External, pen roster.Pen, decide func(roster.GroupRecord) ([]roster.Edit, error)) (endorsement.Foreseen, error) {
	return s.inscribe(ctx, pen, func(tx *gorm.DB) ([]roster.Edit, error) {
		if err := lockNew(tx, id); err != nil {
			return nil, err
		}
		record, err := groupRecordOf(tx, `external_id = ?`+forUpdate(tx), string(id))
		if err == nil {
			record.Requests, err = requestsOf(tx, record.Group.ID)
		}
		if err == nil {
			record.Signed, record.Apart, err = hardenedOf(tx, record.Group.ID)
		}
		if err != nil {
			return nil, err
		}
		return decide(record)
	})
}

// GroupRecord is a group with everybody who ever belonged to it; access.Nowhere where there is no such group.
func (s *Store) GroupRecord(ctx context.Context, id roster.GroupID) (roster.GroupRecord, error) {
	record, err := groupRecordOf(s.ask(ctx), `id = ?`, int64(id))
	if err == nil && record.Group.ID == 0 {
		err = access.Nowhere()
	}
	if err == nil {
		record.Requests, err = requestsOf(s.ask(ctx), id)
	}
	return record, err
}

func groupRecordOf(tx *gorm.DB, condition string, arg any) (roster.GroupRecord, error) {
	var record roster.GroupRecord
	g := gathering{tx: tx}
	err := g.each(func(rows *sql.Rows) (err error) {
		record.Group, err = scanGroup(rows)
		return err
	}, `select `+groupColumns+` from groups g where g.`+condition, arg)
	if err == nil {
		err = kept(tx, &record.Members, `select `+membershipColumns+`, id from memberships where group_id = ? order by starts_on, id`, record.Group.ID, keptMembership)
	}
	if err != nil {
		return roster.GroupRecord{}, fmt.Errorf("record of a group: %w", err)
	}
	return record, nil
}

// hardenedOf is what keeps a group from becoming a training, or from ceasing to be one: a sheet of it that was verified, and
// a session or series of another kind than its own. Whoever verifies holds the group, so it is asked for once that is locked.
func hardenedOf(tx *gorm.DB, group roster.GroupID) (signed, apart bool, err error) {
	err = tx.Raw(`select exists (select 1 from sheet_versions v join sessions s on s.id = v.session_id where s.group_id = @group),
			exists (select 1 from sessions where group_id = @group and kind <> '' union all select 1 from series where group_id = @group and kind <> '')`,
		map[string]any{"group": int64(group)}).Row().Scan(&signed, &apart)
	return signed, apart, err
}

// Hardened is hardenedOf a group that the import holds.
func (in intake) Hardened(group roster.GroupID) (signed, apart bool, err error) {
	return hardenedOf(in.tx, group)
}

// lockRoll makes whoever else adds people to an association wait. SQLite lets nobody else write anyway.
func lockRoll(tx *gorm.DB, association roster.Association) error {
	return lockNew(tx, roster.External("people of "+association))
}

// lockNew makes whoever else adds something under the same name wait.
func lockNew(tx *gorm.DB, name roster.External) error {
	if dialectOf(tx) == sqlite {
		return nil
	}
	return tx.Exec(`select pg_advisory_xact_lock(hashtext(?))`, "attune new "+string(name)).Error
}

// errRubbedOut takes back what was written in pencil.
var errRubbedOut = errors.New("rubbed out")

// inscribe runs one change of the records in a transaction of its own.
func (s *Store) inscribe(ctx context.Context, pen roster.Pen, decide func(*gorm.DB) ([]roster.Edit, error)) (endorsement.Foreseen, error) {
	return s.inscribeBeside(ctx, pen, func(tx *gorm.DB) ([]roster.Edit, []history.Change, error) {
		edits, err := decide(tx)
		return edits, nil, err
	})
}

// inscribeBeside runs one change of the records, with something else that was done in the same transaction and stands in
// the history beside it.
func (s *Store) inscribeBeside(ctx context.Context, pen roster.Pen, decide func(*gorm.DB) ([]roster.Edit, []history.Change, error)) (endorsement.Foreseen, error) {
	var foreseen endorsement.Foreseen
	rules, err := s.Edition(ctx)
	if err != nil {
		return foreseen, err
	}
	err = s.change(ctx, func(tx *gorm.DB) error {
		edits, beside, err := decide(tx)
		edits = slices.DeleteFunc(edits, roster.Edit.Nothing)
		if err != nil || len(edits)+len(beside) == 0 {
			return err
		}
		desk := registry{intake{tx: tx, at: s.clock(), cause: "record", rules: rules}, pen.By, pen.Visit}
		if !pen.Pencil {
			return desk.enter(edits, beside...)
		}
		if foreseen, err = desk.foresee(edits); err != nil {
			return err
		}
		return errRubbedOut
	})
	if err != nil && !errors.Is(err, errRubbedOut) {
		return endorsement.Foreseen{}, fmt.Errorf("change the records: %w", err)
	}
	return foreseen, nil
}
