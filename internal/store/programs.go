package store

import (
	"context"
	"database/sql"
	"fmt"

	"gorm.io/gorm"

	"attune/internal/roster"
)

// Programs are the programs of those ids and all of the associations, by name.
func (s *Store) Programs(ctx context.Context, ids []roster.ProgramID, associations []roster.Association) ([]roster.Program, error) {
	return programsOf(s.ask(ctx), `where id in @ids or association in @associations order by name, id`, map[string]any{"ids": ids, "associations": associations})
}

// FindPrograms are the programs of the associations, by name, at most limit, from after that program on where it is not
// zero; after one elsewhere there is none. Search is a part of the name or the region.
func (s *Store) FindPrograms(ctx context.Context, associations []roster.Association, search string, after roster.ProgramID, limit int) ([]roster.Program, error) {
	return programsOf(s.ask(ctx), `where association in @associations and `+s.sought("name", "region")+`
		and (cast(@after as bigint) = 0 or (name, id) > (select name, id from programs where id = @after and association in @associations)) order by name, id limit @limit`,
		map[string]any{"associations": associations, "search": likeAnywhere(search), "after": int64(after), "limit": limit})
}

func programsOf(tx *gorm.DB, condition string, args map[string]any) ([]roster.Program, error) {
	var list []roster.Program
	g := gathering{tx: tx}
	err := g.each(func(rows *sql.Rows) error {
		var p roster.Program
		err := rows.Scan(&p.ID, &p.External, &p.Name, &p.Kind, &p.Model, &p.Region, &p.Association)
		list = append(list, p)
		return err
	}, `select id, external_id, name, kind, model, region, association from programs `+condition, args)
	if err != nil {
		return nil, fmt.Errorf("programs: %w", err)
	}
	return list, nil
}
