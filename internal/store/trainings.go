package store

import (
	"database/sql"
	"fmt"
	"time"

	"gorm.io/gorm"

	"attune/internal/day"
	"attune/internal/ledger"
	"attune/internal/portfolio"
	"attune/internal/roster"
)

// The ledger holds what was received and provided in supervision, and in trainings. An hour is the one or the other and never
// both, so whoever reads the ledger says which it is about.
const (
	ofSupervision = `l.kind <> 'training'`
	ofTrainings   = `l.kind = 'training'`
	ofBoth        = `true`
)

// receivedBy is what people received by sheets that stand, of supervision, of trainings or of both, with what is said of the hours
// of trainings; oldest first, in one statement.
func receivedBy(tx *gorm.DB, people []roster.PersonID, kinds string) (list []ledger.Trained, err error) {
	return receivedWhere(tx, kinds+` and l.person_id in ?`, people)
}

// receivedWhere is what was received by sheets that stand, of what a condition on l, s and v selects, as receivedBy has it.
func receivedWhere(tx *gorm.DB, condition string, args ...any) (list []ledger.Trained, err error) {
	g := gathering{tx: tx}
	return list, g.each(func(rows *sql.Rows) error {
		var t ledger.Trained
		entry, err := scanEntry(rows, &t.Group, &t.TimeZone, &t.LeadName, &t.Amended, &t.Syllabus.Areas, &t.Syllabus.OfWhich, &t.Syllabus.MeantFor, &t.Signer, &t.SignedAt, &t.Host, &t.Home)
		t.Entry, t.SignedAt = entry, utc(t.SignedAt)
		list = append(list, t)
		return err
	}, `select `+lineColumns+`, g.areas, g.of_which, g.meant_for, coalesce(q.name, a.email, ''), v.verified_at, s.association, z.time_zone
		from ledger l join sessions s on s.id = l.session_id join groups g on g.id = s.group_id left join people p on p.id = l.lead_id
		join sheet_versions v on v.session_id = l.session_id and v.version = l.version
		join people h on h.id = l.person_id join associations z on z.code = h.association
		left join accounts a on a.id = v.verified_by left join people q on q.id = a.person_id
		where l.direction = 'received' and `+stands+` and `+condition+`
		order by l.started_at, s.external_id`, args...)
}

// trainingsAttended are the trainings that people attended by sheets that stand, oldest first, each on the day of their own
// association. One statement.
func trainingsAttended(tx *gorm.DB, people []roster.PersonID) ([]portfolio.Training, error) {
	all, err := receivedBy(tx, people, ofTrainings)
	if err != nil {
		return nil, err
	}
	var attended []portfolio.Training
	for _, t := range all {
		zone, err := time.LoadLocation(t.Home)
		if err != nil {
			return nil, fmt.Errorf("zone of person %d: %w", t.Person, err)
		}
		attended = append(attended, portfolio.Training{
			Person: t.Person, On: day.At(t.Started, zone), Title: t.Group, Minutes: t.Minutes, Areas: t.Syllabus.Areas.Words(),
			Supervision: t.About(roster.SupervisionTopic), Equity: t.About(roster.EquityTopic),
			Session: t.Session, Host: t.Host, Standing: portfolio.Confirmed, By: t.Signer, ByOn: day.At(t.SignedAt, zone),
		})
	}
	return attended, nil
}
