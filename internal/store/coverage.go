package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"time"

	"gorm.io/gorm"

	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/history"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// Coverage is how programs are covered, on days from since up to today. In three statements, however many programs there are.
func (s *Store) Coverage(ctx context.Context, edition *rulebook.Edition, of endorsement.Covered, since, today day.Date) (endorsement.Coverage, error) {
	each, err := s.coverages(ctx, edition, map[string]any{"kind": string(of.Kind), "program": int64(of.Program)}, since, map[roster.Association]day.Date{of.Association: today})
	return each[of.Association], err
}

// Coverages is how the programs of a kind are covered in some associations, on days from since up to what is today in each.
// In three statements, however many associations there are.
func (s *Store) Coverages(ctx context.Context, edition *rulebook.Edition, kind roster.ProgramKind, since day.Date, today map[roster.Association]day.Date) (map[roster.Association]endorsement.Coverage, error) {
	return s.coverages(ctx, edition, map[string]any{"kind": string(kind), "program": int64(0)}, since, today)
}

func (s *Store) coverages(ctx context.Context, edition *rulebook.Edition, args map[string]any, since day.Date, today map[roster.Association]day.Date) (map[roster.Association]endorsement.Coverage, error) {
	tx, codes := s.ask(ctx), slices.Sorted(maps.Keys(today))
	args["codes"], args["since"] = codes, dateCol(since)
	grounds, err := groundsOf(tx, args)
	if err != nil {
		return nil, fmt.Errorf("programs of %v: %w", codes, err)
	}
	footings, err := footingsOf(tx, args)
	if err != nil {
		return nil, fmt.Errorf("who covers programs of %v: %w", codes, err)
	}
	looked, err := lookedOf(tx, args)
	if err != nil {
		return nil, fmt.Errorf("days on which %v were looked through: %w", codes, err)
	}
	each := make(map[roster.Association]endorsement.Coverage)
	for _, code := range codes {
		each[code] = endorsement.NewCoverage(edition, grounds[code], footings[code], looked[code], today[code])
	}
	return each, nil
}

// lookedOf are the days on which it was looked at who is on track.
func lookedOf(tx *gorm.DB, args map[string]any) (map[roster.Association][]day.Date, error) {
	of := make(map[roster.Association][]day.Date)
	g := gathering{tx: tx}
	return of, g.each(func(rows *sql.Rows) error {
		var code roster.Association
		var on dateCol
		err := rows.Scan(&code, &on)
		of[code] = append(of[code], day.Date(on))
		return err
	}, `select association, on_day from on_track_days where association in @codes and on_day >= @since`, args)
}

// coveredPrograms selects the programs p that are asked for.
const coveredPrograms = `p.association in @codes and p.kind = @kind and (cast(@program as bigint) = 0 or p.id = @program)`

func groundsOf(tx *gorm.DB, args map[string]any) (map[roster.Association][]endorsement.Ground, error) {
	of := make(map[roster.Association][]endorsement.Ground)
	g := gathering{tx: tx}
	return of, g.each(func(rows *sql.Rows) error {
		var p endorsement.Ground
		var since dateCol
		err := rows.Scan(&p.ID, &p.External, &p.Name, &p.Kind, &p.Model, &p.Region, &p.Association, &since)
		p.Since = day.Date(since)
		of[p.Association] = append(of[p.Association], p)
		return err
	}, `select p.id, p.external_id, p.name, p.kind, p.model, p.region, p.association, (select min(e.starts_on) from employments e where e.program_id = p.id)
		from programs p where `+coveredPrograms+` order by p.name, p.id`, args)
}

// footingsOf are the reasons for which programs are covered: work in them, by those who are endorsed or on track.
func footingsOf(tx *gorm.DB, args map[string]any) (map[roster.Association][]endorsement.Footing, error) {
	of := make(map[roster.Association][]endorsement.Footing)
	g := gathering{tx: tx}
	return of, g.each(func(rows *sql.Rows) error {
		var code roster.Association
		var f endorsement.Footing
		var workFrom, workTo, from, to dateCol
		if err := rows.Scan(&code, &f.Program, &f.Person, &f.Category, &workFrom, &workTo, &from, &to); err != nil {
			return err
		}
		work, held := day.Span{From: day.Date(workFrom), To: day.Date(workTo)}, day.Span{From: day.Date(from), To: day.Date(to)}
		if both, ok := work.And(held); ok {
			f.Days = both
			of[code] = append(of[code], f)
		}
		return nil
	}, `select p.association, e.program_id, e.person_id, c.category, e.starts_on, e.ends_on, c.starts_on, c.ends_on
			from programs p join employments e on e.program_id = p.id join credentials c on c.person_id = e.person_id
			where `+coveredPrograms+` and c.status = 'endorsed'
				and (e.ends_on is null or e.ends_on >= @since) and (c.ends_on is null or c.ends_on >= @since)
		union all select p.association, e.program_id, e.person_id, '', e.starts_on, e.ends_on, t.starts_on, t.ends_on
			from programs p join employments e on e.program_id = p.id join on_track t on t.person_id = e.person_id
			where `+coveredPrograms+`
				and (e.ends_on is null or e.ends_on >= @since) and (t.ends_on is null or t.ends_on >= @since)`, args)
}

// Earners are up to limit people who earn something or were last found on track, by id, after the given one; with their figures
// as the last push left them. In two statements.
func (s *Store) Earners(ctx context.Context, after roster.PersonID, limit int) ([]endorsement.Earner, error) {
	var list []endorsement.Earner
	of, ids := make(map[int64]int), []roster.PersonID(nil)
	g := gathering{tx: s.ask(ctx)}
	err := g.each(func(rows *sql.Rows) error {
		var e endorsement.Earner
		err := rows.Scan(&e.Person.ID, &e.Person.Association, &e.OnTrack)
		of[int64(e.Person.ID)], ids = len(list), append(ids, e.Person.ID)
		list = append(list, e)
		return err
	}, `select p.id, p.association, exists (select 1 from on_track t where t.person_id = p.id and t.ends_on is null)
		from people p where p.id > ? and (exists (select 1 from progress r where r.person_id = p.id and r.purpose = 'earning')
			or exists (select 1 from on_track t where t.person_id = p.id and t.ends_on is null))
		order by p.id limit ?`, int64(after), limit)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	err = g.each(func(rows *sql.Rows) error {
		var id int64
		var figures figureRow
		if err := rows.Scan(append([]any{&id}, figures.fields()...)...); err != nil {
			return err
		}
		j, hours, err := figures.judgement()
		if err == nil {
			j.Entries, err = readHours(hours)
		}
		e := &list[of[id]]
		e.Judgements = append(e.Judgements, j)
		return err
	}, `select r.person_id, `+figureColumns+` from progress r where r.person_id in ? order by r.person_id, r.purpose, r.category, r.period`, ids)
	if err != nil {
		return nil, fmt.Errorf("progress of %d people: %w", len(ids), err)
	}
	return list, nil
}

// KeepFindings remembers who is on track from a day on, and who no longer is: who lost it on the day on which it was found was
// never on track. A finding that is kept already changes nothing.
func (s *Store) KeepFindings(ctx context.Context, findings []endorsement.Finding) error {
	if len(findings) == 0 {
		return nil
	}
	err := s.change(ctx, func(tx *gorm.DB) error {
		for _, f := range findings {
			if err := keepFinding(tx, f); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("keep whether %d people are on track: %w", len(findings), err)
	}
	return nil
}

func keepFinding(tx *gorm.DB, f endorsement.Finding) error {
	if f.OnTrack {
		return tx.Exec(`insert into on_track (person_id, starts_on, ends_on) select ?, ?, null
			where not exists (select 1 from on_track where person_id = ? and ends_on is null)
			on conflict (person_id, starts_on) do update set ends_on = null`, int64(f.Person), dateCol(f.On), int64(f.Person)).Error
	}
	if err := tx.Exec(`delete from on_track where person_id = ? and ends_on is null and starts_on >= ?`, int64(f.Person), dateCol(f.On)).Error; err != nil {
		return err
	}
	return tx.Exec(`update on_track set ends_on = ? where person_id = ? and ends_on is null`, dateCol(f.On.AddDays(-1)), int64(f.Person)).Error
}

// KeepLooked remembers the days on which associations were looked through.
func (s *Store) KeepLooked(ctx context.Context, days map[roster.Association]day.Date) error {
	err := s.change(ctx, func(tx *gorm.DB) error {
		for code, on := range days {
			if err := tx.Exec(`insert into on_track_days (association, on_day) values (?, ?) on conflict do nothing`, string(code), dateCol(on)).Error; err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("keep the day on which %d associations were looked through: %w", len(days), err)
	}
	return nil
}

// PublicSince is since when everybody may read an association's coverage; false where nobody else may.
func (s *Store) PublicSince(ctx context.Context, code roster.Association) (time.Time, bool, error) {
	var since []time.Time
	if err := s.ask(ctx).Raw(`select since from public_coverage where association = ?`, string(code)).Scan(&since).Error; err != nil {
		return time.Time{}, false, fmt.Errorf("whether the coverage of %s is public: %w", code, err)
	}
	if len(since) == 0 {
		return time.Time{}, false, nil
	}
	return utc(since[0]), true, nil
}

// PublishCoverage has everybody read an association's coverage, or nobody else any more. What is so already stays, and is not
// told again.
func (s *Store) PublishCoverage(ctx context.Context, code roster.Association, public bool, by string) error {
	statement, args, act := `delete from public_coverage where association = ?`, []any{string(code)}, "coverage.withdrawn"
	if public {
		statement, args, act = `insert into public_coverage (association, since) values (?, ?) on conflict do nothing`, append(args, utc(s.now())), "coverage.published"
	}
	err := s.change(ctx, func(tx *gorm.DB) error {
		done := tx.Exec(statement, args...)
		if done.Error != nil || done.RowsAffected == 0 {
			return done.Error
		}
		return record(tx, s.clock(), history.Change{Association: code, Actor: by, Act: act, Subject: "association:" + string(code)})
	})
	if err != nil {
		return fmt.Errorf("make the coverage of %s public: %w", code, err)
	}
	return nil
}
