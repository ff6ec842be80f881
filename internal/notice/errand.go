package notice

import (
	"fmt"
	"strconv"
	"strings"

	"attune/internal/roster"
	"attune/internal/schedule"
)

// Errand is what a notice asks for where that can be done by somebody else before it is sent: then it has lost its reason.
type Errand struct {
	Session schedule.SessionID
	Planned string          // of a missing sheet, when the session was to begin: 2026-11-16T10:00
	Amended int64           // of an amendment that waits for its signature, since when: seconds from 1970 on
	Person  roster.PersonID // of a dispute that is open too long, whose it is
	Round   int
}

// The beginnings of facts that are errands.
const (
	sheetMissing     = "sheet.missing"
	amendmentMissing = "amendment.missing"
	disputeLong      = "dispute.long"
)

// fact names the errand; what it is told as follows.
func (e Errand) fact(beside string) string {
	switch {
	case e.Person != 0:
		return fmt.Sprintf("%s:%d:%d:%d", disputeLong, e.Session, e.Person, e.Round)
	case e.Amended != 0:
		return fmt.Sprintf("%s:%d:%d:%s", amendmentMissing, e.Session, e.Amended, beside)
	}
	return fmt.Sprintf("%s:%d:%s:%s", sheetMissing, e.Session, e.Planned, beside)
}

// Errand is what the notice asks for; false where it asks for nothing that somebody else could do.
func (n Notice) Errand() (Errand, bool) {
	kind, rest, _ := strings.Cut(n.Fact, ":")
	session, rest, _ := strings.Cut(rest, ":")
	id, err := strconv.ParseInt(session, 10, 64)
	e := Errand{Session: schedule.SessionID(id)}
	switch {
	case err != nil:
		return Errand{}, false
	case kind == sheetMissing:
		e.Planned = rest[:max(strings.LastIndex(rest, ":"), 0)]
	case kind == amendmentMissing:
		since, _, _ := strings.Cut(rest, ":")
		e.Amended, err = strconv.ParseInt(since, 10, 64)
	case kind == disputeLong:
		person, round, _ := strings.Cut(rest, ":")
		id, err = strconv.ParseInt(person, 10, 64)
		e.Person = roster.PersonID(id)
		if err == nil {
			e.Round, err = strconv.Atoi(round)
		}
	default:
		return Errand{}, false
	}
	return e, err == nil
}
