package store

import (
	"fmt"
	"time"

	"gorm.io/gorm"

	"attune/internal/notice"
	"attune/internal/roster"
)

// tellOfRequests tells whom it concerns what became of requests for a place.
func (r registry) tellOfRequests(edits []roster.Edit) error {
	placings, err := r.placings(edits)
	if err != nil {
		return fmt.Errorf("who is told of %d requests: %w", len(edits), err)
	}
	var notices []notice.Notice
	for _, p := range placings {
		if unasked := p.Unasked(); unasked != "" {
			if _, err := untell(r.tx, unasked); err != nil {
				return err
			}
		}
		notices = append(notices, notice.OfPlacing(p)...)
	}
	return tell(r.tx, r.at, notices...)
}

func (r registry) placings(edits []roster.Edit) ([]notice.Placing, error) {
	var list []notice.Placing
	for _, e := range edits {
		q, is := e.After.(roster.Request)
		if !is {
			continue
		}
		was, _ := e.Before.(roster.Request)
		p, err := r.placing(q)
		if err != nil {
			return nil, err
		}
		p.Was = was.State
		list = append(list, p)
	}
	return list, nil
}

// placing is a request with whoever may have to be told.
func (r registry) placing(q roster.Request) (notice.Placing, error) {
	p := notice.Placing{Is: q}
	record, err := groupRecordOf(r.tx, `id = ?`, int64(q.Group))
	if err != nil {
		return p, err
	}
	p.Group = record.Group
	if p.Zone, err = time.LoadLocation(p.Group.TimeZone); err != nil {
		return p, err
	}
	if p.By, err = personBehind(r.tx, r.by); err != nil {
		return p, err
	}
	if err := r.tx.Raw(`select association from people where id = ?`, int64(q.Person)).Row().Scan(&p.Home); err != nil {
		return p, err
	}
	if q.State == roster.RequestOffered {
		if p.Before, err = goesOn(r.tx, q); err != nil {
			return p, err
		}
	}
	p.Answering, err = answering(r.tx, p.Group)
	return p, err
}

// answering is who answers for a group: its provider or, where that one has no open account, the coordinators.
func answering(tx *gorm.DB, g roster.Group) ([]notice.Recipient, error) {
	open, err := accounts(tx, `person_id = ? and closed_at is null`, int64(g.Provider))
	if err != nil {
		return nil, err
	}
	if len(open) > 0 {
		return []notice.Recipient{{Person: g.Provider}}, nil
	}
	coordinate, err := coordinators(tx)
	return coordinate[g.Association], err
}

// tellOfMove tells whom it concerns that somebody moves from one group to another, where edits say so.
func (s *Store) tellOfMove(tx *gorm.DB, by string, from, to roster.Group, edits []roster.Edit) error {
	for _, e := range edits {
		begins, is := e.After.(roster.Membership)
		if !is || e.Before != nil {
			continue
		}
		m := notice.Moving{Person: begins.Person, From: from, To: to, First: begins.Span.From, At: s.clock(), Providers: make(map[roster.PersonID]roster.Association)}
		known, err := people(tx, `id in ?`, []roster.PersonID{begins.Person, from.Provider, to.Provider})
		if err != nil {
			return err
		}
		for _, p := range known {
			if m.Providers[p.ID] = p.Association; p.ID == begins.Person {
				m.Home = p.Association
			}
		}
		if m.By, err = personBehind(tx, by); err != nil {
			return err
		}
		if err := tell(tx, m.At, notice.OfMove(m)...); err != nil {
			return err
		}
	}
	return nil
}
