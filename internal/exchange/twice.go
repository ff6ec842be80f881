package exchange

import (
	"fmt"
	"slices"

	"attune/internal/roster"
	"attune/internal/schedule"
)

// Twin is a session that takes place though another of its occurrence does.
type Twin struct {
	External roster.External
	First    schedule.SessionID // the first session of the occurrence
}

// refuseTwice refuses a bundle by which both a session and what makes up for it would take place, or two that make up for
// one: their hours would be credited twice. Each row of the bundle that has one of them take place is told.
func (t *taking) refuseTwice() error {
	twice, err := t.in.Twice()
	for _, p := range twice {
		r := t.b.sessions.refs[p.External]
		if r == 0 || !t.b.sessions.defined(r) {
			continue
		}
		i := slices.IndexFunc(twice, func(o Twin) bool { return o.First == p.First && o.External != p.External })
		t.b.problems.add(sessionsFile.name, int(t.b.sessions.lines[r-1]), "status",
			fmt.Sprintf("session %s and session %s are one occurrence, as one makes up for the other, and both would take place", quoted(string(p.External)), quoted(string(twice[i].External))),
			"say here that one of them is cancelled, or cancel it in Attune first")
	}
	if err != nil {
		return err
	}
	return t.b.problems.err()
}
