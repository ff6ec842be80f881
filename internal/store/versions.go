package store

import (
	"context"
	"database/sql"
	"fmt"

	"gorm.io/gorm"

	"attune/internal/attendance"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// Versions are the verified versions of a session's sheet, oldest first, with the names of who signed them; none where
// it never was. In two statements.
func (s *Store) Versions(ctx context.Context, id schedule.SessionID) ([]attendance.Version, error) {
	versions, err := versionsOf(s.ask(ctx), id)
	if err != nil {
		return nil, fmt.Errorf("versions of the sheet of session %d: %w", id, err)
	}
	return versions, nil
}

func versionsOf(tx *gorm.DB, id schedule.SessionID) ([]attendance.Version, error) {
	var versions []attendance.Version
	g := gathering{tx: tx}
	err := g.each(func(rows *sql.Rows) error {
		version, err := scanVersion(rows)
		versions = append(versions, version)
		return err
	}, `select v.version, v.began_at, v.ended_at, v.lead_id, v.co_lead_id, v.kind, v.format, v.modality, v.provenance, v.reason,
			coalesce(p.name, a.email, ''), coalesce(a.person_id in (v.lead_id, v.co_lead_id, s.lead_id, s.co_lead_id, g.provider_id), false), v.verified_at
		from sheet_versions v join sessions s on s.id = v.session_id join groups g on g.id = s.group_id left join accounts a on a.id = v.verified_by left join people p on p.id = a.person_id
		where v.session_id = ? order by v.version`, int64(id))
	if err != nil || len(versions) == 0 {
		return nil, err
	}
	return versions, g.each(func(rows *sql.Rows) error {
		var number int
		var row markRow
		if err := rows.Scan(&number, &row.PersonID, &row.Mark, &row.Intervals, &row.Focus); err != nil {
			return err
		}
		mark, err := row.mark()
		if number <= len(versions) { // what is above is a draft
			versions[number-1].Marks = append(versions[number-1].Marks, mark)
		}
		return err
	}, `select version, person_id, mark, intervals, focus from marks where session_id = ? order by version, person_id`, int64(id))
}

func scanVersion(rows *sql.Rows) (attendance.Version, error) {
	var v attendance.Version
	var lead, coLead sql.NullInt64
	err := rows.Scan(&v.Number, &v.Facts.Began, &v.Facts.Ended, &lead, &coLead, &v.Facts.Kind, &v.Facts.Format, &v.Facts.Modality,
		&v.Provenance, &v.Reason, &v.Signer, &v.Answers, &v.VerifiedAt)
	v.Facts.Lead, v.Facts.CoLead = roster.PersonID(lead.Int64), roster.PersonID(coLead.Int64)
	v.Facts.Began, v.Facts.Ended, v.VerifiedAt = utc(v.Facts.Began), utc(v.Facts.Ended), utc(v.VerifiedAt)
	return v, err
}
