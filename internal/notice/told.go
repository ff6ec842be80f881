package notice

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"attune/internal/day"
	"attune/internal/roster"
)

// The beginnings of facts that tell of credentials; the provider's id follows, and to members the group's.
const (
	credentialEnds    = "credential.ends"
	credentialChanged = "credential.changed"
	hoursStop         = "hours.stop"
	hoursAgain        = "hours.again"
)

// Told is what somebody was told once of hours with a provider: that they stop counting, or count again. What stops after
// somebody was told that it counts again is news, also where it was told before in the same words.
type Told struct {
	Group roster.GroupID // whose hours a member was told of; zero for what the provider was told
	From  day.Date       // from which they count again; zero: from any
	Again int64          // when it was told that they count again, in microseconds since 1970; zero: that they stop
}

// ToldBy is what the fact of a notice told of hours with which provider; false for facts that tell nothing of that.
func ToldBy(fact string) (roster.PersonID, Told, bool) {
	f := strings.Split(fact, ":")
	if len(f) < 3 {
		return 0, Told{}, false
	}
	provider, told, again := number(f[1]), Told{}, ""
	switch f[0] {
	case hoursStop:
		told.Group = roster.GroupID(number(f[2]))
	case hoursAgain:
		told.Group = roster.GroupID(number(f[2]))
		told.From, _ = day.Parse(f[min(3, len(f)-1)])
		_, again, _ = strings.Cut(f[len(f)-1], ".")
	case credentialEnds:
		_, again, _ = strings.Cut(f[min(3, len(f)-1)], "@")
	case credentialChanged:
		if f[len(f)-1] == "again" {
			_, again, _ = strings.Cut(f[2], ".")
		}
	default:
		return 0, Told{}, false
	}
	told.Again = number(again)
	return roster.PersonID(provider), told, told.Group != 0 || told.Again != 0
}

// number is zero for what is none.
func number(text string) int64 {
	n, _ := strconv.ParseInt(text, 10, 64)
	return n
}

// anew names when somebody was last told that hours count again that now stop from a day on: @ and the moment; empty
// where they never were.
func (p Practice) anew(person roster.PersonID, group roster.GroupID, from day.Date) string {
	var last int64
	for _, t := range p.Told[person] {
		if t.Group == group && t.From <= from {
			last = max(last, t.Again)
		}
	}
	if last == 0 {
		return ""
	}
	return fmt.Sprintf("@%d", last)
}

// toldBeside is what was told before, with what is told in the same breath: that hours count again for some members, and
// for the provider whether those they lead do. The calendar shall find it so afterwards.
func (p Practice) toldBeside(counting []shift, again bool, now time.Time) map[roster.PersonID][]Told {
	all := maps.Clone(p.Told)
	if all == nil {
		all = make(map[roster.PersonID][]Told)
	}
	add := func(person roster.PersonID, t Told) { all[person] = append(slices.Clip(all[person]), t) }
	for _, s := range counting {
		add(s.member, Told{Group: s.group.ID, From: s.from, Again: now.UnixMicro()})
	}
	if again {
		add(p.Provider.ID, Told{Again: now.UnixMicro()})
	}
	return all
}
