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
	Local    schedule.Wall      // planned start on its group's clock
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
			fmt.Sprintf("%s and %s would both take place, and one makes up for the other", p.words(), twice[i].words()),
			"write cancelled as the status of the one that does not, or cancel it in Attune first")
	}
	if err != nil {
		return err
	}
	return t.b.problems.err()
}

// words are "session "s2" of 6 July 2026": one that was planned here has an id that tells nobody anything.
func (t Twin) words() string {
	return fmt.Sprintf("session %s of %s", quoted(string(t.External)), t.Local.Day.Format("2 January 2006"))
}
