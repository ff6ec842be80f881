package exchange

import "attune/internal/roster"

// checkTrainings tells of groups that would become trainings, or cease to be, against what was signed; and of sessions that are
// training where their group is not, or the other way round.
func (t *taking) checkTrainings() error {
	kinds := make(map[ref]roster.Kind, len(t.b.groups.ids))
	for i, id := range t.b.groups.known {
		kinds[ref(i+1)] = t.stored.groups[roster.GroupID(id)].Kind
	}
	turned := make(map[roster.GroupID]groupRow)
	for _, row := range t.b.groupRows {
		id := roster.GroupID(t.b.groups.stored(row.group))
		if is := kinds[row.group]; is != "" && (is == roster.Training) != (row.is.Kind == roster.Training) {
			turned[id] = row
		}
		kinds[row.group] = row.is.Kind
	}
	for _, row := range t.b.sessionRows {
		if is := kinds[row.group]; is != "" && !row.kind.Suits(is) {
			t.b.problems.add(sessionsFile.name, int(row.line), "kind", "all sessions of a training are training, and no other session is",
				"leave the cell empty, or put the session into another group")
		}
	}
	return t.checkTurned(turned)
}

func (t *taking) checkTurned(turned map[roster.GroupID]groupRow) error {
	for id, row := range turned {
		signed, apart, err := t.in.Hardened(id)
		if err != nil {
			return err
		}
		switch {
		case signed:
			t.b.problems.add(groupsFile.name, row.line, "kind", "sessions of this group were verified as what it is, and supervision does not become training, nor training supervision",
				"leave its kind, and give the other a group of its own")
		case apart:
			t.b.problems.add(groupsFile.name, row.line, "kind", "sessions of this group have a kind of their own, and all of a training are training",
				"empty the kind of these sessions first, in a bundle of its own")
		}
	}
	return nil
}
