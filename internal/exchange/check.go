package exchange

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// locate finds out what is stored under the ids that the bundle uses.
func (t *taking) locate() error {
	for _, n := range t.b.kinds() {
		found, err := t.in.Find(n.thing, n.ids)
		if err != nil {
			return err
		}
		n.known = make([]int64, len(n.ids))
		for i, id := range n.ids {
			n.known[i] = found[id]
		}
	}
	return nil
}

// kinds are the bundle's ids, kind by kind.
func (b *bundle) kinds() []*names { return []*names{b.people, b.programs, b.groups, b.sessions} }

// hold keeps everybody else away from what the bundle is about. Most sessions go with their groups; of some the bundle has
// attendance or a decision alone.
func (t *taking) hold() error {
	var alone []schedule.SessionID
	for i, id := range t.b.sessions.known {
		if id != 0 && !t.b.sessions.defined(ref(i+1)) {
			alone = append(alone, schedule.SessionID(id))
		}
	}
	return t.in.Hold(storedIDs[roster.PersonID](t.b.people), storedIDs[roster.GroupID](t.b.groups), alone)
}

// recall loads what is stored of the people, programs and groups that the bundle is about.
func (t *taking) recall() error {
	r, err := t.in.Roster(storedIDs[roster.PersonID](t.b.people), storedIDs[roster.ProgramID](t.b.programs), storedIDs[roster.GroupID](t.b.groups))
	if err != nil {
		return err
	}
	t.stored = stored{
		people:      keyed(r.People, func(p roster.Person) roster.PersonID { return p.ID }),
		programs:    keyed(r.Programs, func(p roster.Program) roster.ProgramID { return p.ID }),
		groups:      keyed(r.Groups, func(g roster.Group) roster.GroupID { return g.ID }),
		employments: keyed(r.Employments, keyOfEmployment),
		credentials: keyed(r.Credentials, keyOfCredential),
		targets:     keyed(r.Targets, keyOfTarget),
		memberships: keyed(r.Memberships, keyOfMembership),
		decisions:   keyed(r.Decisions, keyOfDecision),
	}
	for _, p := range r.People {
		t.home[p.ID] = p.Association
	}
	return nil
}

func storedIDs[ID ~int64](n *names) []ID {
	var ids []ID
	for _, id := range n.known {
		if id != 0 {
			ids = append(ids, ID(id))
		}
	}
	return ids
}

func keyed[K comparable, T any](list []T, key func(T) K) map[K]T {
	m := make(map[K]T, len(list))
	for _, is := range list {
		m[key(is)] = is
	}
	return m
}

// check finds what is wrong with the bundle as a whole and against what is stored. All of it is told at once, with
// what was wrong with the rows.
func (t *taking) check() error {
	t.checkReferences()
	if err := t.checkKinds(); err != nil {
		return err
	}
	t.checkCredentials()
	for _, check := range []func() error{t.checkTrainings, t.checkSessions, t.checkAttendance, t.checkDecisions, t.checkEvidence} {
		if err := check(); err != nil {
			return err
		}
	}
	return t.b.problems.err()
}

// checkReferences tells of ids that nothing stands behind, neither here nor in the store.
func (t *taking) checkReferences() {
	for _, r := range t.b.pending {
		if t.unknown(r.names, r.ref) {
			t.tellUnknown(r)
		}
	}
	t.b.pending = nil
}

// unknown tells whether an id is neither defined nor stored. Where its file could not be read, nobody knows.
func (t *taking) unknown(n *names, r ref) bool { return n.whole && !n.defined(r) && n.stored(r) == 0 }

func (t *taking) tellUnknown(r reference) {
	t.b.problems.add(r.file, r.line, r.column, fmt.Sprintf("there is no %s %s, here or from an earlier bundle", r.names.thing, quoted(string(r.names.id(r.ref)))),
		"add it to "+r.names.file+", or mend the id")
}

// checkKinds tells of ids that change their kind: new here as one thing, and so far known as another that this bundle
// does not use as such.
func (t *taking) checkKinds() error {
	for _, n := range t.b.kinds() {
		var fresh []roster.External
		for i, id := range n.ids {
			if n.lines[i] != 0 && n.known[i] == 0 {
				fresh = append(fresh, id)
			}
		}
		for _, other := range t.b.kinds() {
			if other == n || len(fresh) == 0 {
				continue
			}
			found, err := t.in.Find(other.thing, slices.DeleteFunc(slices.Clone(fresh), other.uses))
			if err != nil {
				return err
			}
			for id := range found {
				t.b.problems.add(n.file, int(n.lines[n.refs[id]-1]), string(n.thing)+"_id",
					fmt.Sprintf("%s is the id of a %s so far", quoted(string(id)), other.thing), "give the "+string(n.thing)+" another id; an id keeps its kind")
			}
		}
	}
	return nil
}

func (n *names) uses(id roster.External) bool { return n.refs[id] != 0 }

// checkCredentials tells of credentials of one person and category that share a day, stored ones included.
func (t *taking) checkCredentials() {
	type dated struct {
		span day.Span
		line int // 0: stored
	}
	type holder struct {
		person   ref
		category roster.Category
	}
	all := make(map[holder]map[day.Date]dated)
	put := func(h holder, d dated) {
		if all[h] == nil {
			all[h] = make(map[day.Date]dated)
		}
		all[h][d.span.From] = d
	}
	refs := make(map[roster.PersonID]ref)
	for i, id := range t.b.people.known {
		refs[roster.PersonID(id)] = ref(i + 1)
	}
	for _, c := range t.stored.credentials {
		put(holder{refs[c.Person], c.Category}, dated{c.Span, 0})
	}
	for _, row := range t.b.credentialRows {
		put(holder{row.person, row.is.Category}, dated{row.is.Span, row.line})
	}
	for h, spans := range all {
		var before dated
		for i, from := range slices.Sorted(maps.Keys(spans)) {
			now := spans[from]
			if i > 0 && before.span.Overlaps(now.span) {
				line := cmp.Or(now.line, before.line)
				t.b.problems.add(credentialsFile.name, line, "from",
					fmt.Sprintf("two credentials %s of one person overlap: from %s and from %s", h.category, before.span.From, now.span.From),
					"end the earlier one the day before the later one begins")
			}
			if i == 0 || before.span.To != 0 && (now.span.To == 0 || now.span.To > before.span.To) {
				before = now
			}
		}
	}
}

// checkSessions tells of sessions that change their group, and learns what becomes of each.
func (t *taking) checkSessions() error {
	sessions := t.b.sessions
	t.statuses = make([]schedule.Status, len(sessions.ids))
	for i, row := range t.b.sessionRows {
		t.statuses[i] = row.status
	}
	refs := make(map[schedule.SessionID]ref)
	for i, id := range sessions.known {
		if id != 0 {
			refs[schedule.SessionID(id)] = ref(i + 1)
		}
	}
	for ids := range slices.Chunk(storedIDs[schedule.SessionID](sessions), 5000) {
		stored, err := t.in.Sessions(ids)
		if err != nil {
			return err
		}
		for _, s := range stored {
			r := refs[s.ID]
			if !sessions.defined(r) {
				t.statuses[r-1] = s.Status
				continue
			}
			row := t.b.sessionRows[r-1]
			if row.group != 0 && t.b.groups.stored(row.group) != int64(s.Group) {
				t.b.problems.add(sessionsFile.name, int(row.line), "group_id", "the session belongs to another group so far",
					"leave it there, or give the session of the new group an id of its own")
			}
		}
	}
	return nil
}

// checkAttendance goes over all marks in order, where a second one for the same person stands beside the first.
func (t *taking) checkAttendance() error {
	var before record
	done, rows := int64(0), int64(t.b.rows[attendanceFile.name])
	defer func() { t.tell(Checking, rows, rows) }()
	return t.b.attendance.walk(func(r record) error {
		if done++; done%1000 == 0 {
			t.tell(Checking, done, rows)
		}
		problem := func(column, what, do string) {
			t.b.problems.add(attendanceFile.name, int(r.line), column, what, do)
		}
		for _, used := range []reference{
			{attendanceFile.name, int(r.line), "session_id", t.b.sessions, r.session},
			{attendanceFile.name, int(r.line), "person_id", t.b.people, r.person},
		} {
			if t.unknown(used.names, used.ref) {
				t.tellUnknown(used)
			}
		}
		if status := t.statuses[r.session-1]; status != "" && status != schedule.Held {
			problem("session_id", "the session is "+string(status)+", and only one that was held has attendance", "leave the row out, or mend the session's status")
		}
		if r.session == before.session && r.person == before.person {
			problem("person_id", fmt.Sprintf("the person's mark for this session stands on line %d already", before.line), "keep one of the rows")
		} else {
			before = r
		}
		return nil
	})
}

// checkDecisions tells of decisions about hours that nobody has verified: there is nothing to decide.
func (t *taking) checkDecisions() error {
	verified := make(map[ref]bool)
	var stored []schedule.SessionID
	for _, row := range t.b.decisionRows {
		if t.b.sessions.defined(row.session) {
			session := t.b.sessionRows[row.session-1]
			verified[row.session] = session.status == "" || session.sheet == attendance.Verified
		} else if id := t.b.sessions.stored(row.session); id != 0 {
			stored = append(stored, schedule.SessionID(id))
		}
	}
	sheets, err := t.in.Sheets(stored)
	if err != nil {
		return err
	}
	for _, s := range sheets {
		verified[t.b.sessions.refs[s.Session.External]] = s.State == attendance.Verified
	}
	for _, row := range t.b.decisionRows {
		if is, known := verified[row.session]; known && !is {
			t.b.problems.add(decisionsFile.name, row.line, "session_id", "the session's sheet is not verified, so there is no hour to decide about",
				"leave the row out, or have the sheet verified")
		}
	}
	return nil
}
