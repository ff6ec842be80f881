package world

import (
	"math/rand/v2"
	"time"

	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/ledger"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// beat is a day on which a group planned to meet.
type beat struct {
	day  day.Date
	held bool
}

// beats are the days of a group's meetings, spread evenly over its rhythm: those held, about one in twenty-five
// besides that was called off, and as close together those of the half year to come. They are made anew each time:
// kept, they would outweigh the people.
func (b *builder) beats(how *band) []beat {
	until := b.size.Until
	past := how.days(day.Span{From: b.begin, To: until})
	coming := how.days(day.Span{From: until + 1, To: until.AddMonths(6)})
	if len(past) == 0 {
		return nil
	}
	planned := min(len(past), how.held+(how.held+12)/25)
	ahead := len(coming) * planned / len(past)
	beats := make([]beat, 0, planned+ahead)
	for i := range planned {
		held := (i+1)*how.held/planned != i*how.held/planned
		beats = append(beats, beat{past[i*len(past)/planned], held})
	}
	for i := range ahead {
		beats = append(beats, beat{coming[i*len(coming)/ahead], false})
	}
	return beats
}

// meetings makes every meeting anew, group by group, each from the seed and the group alone.
func (b *builder) meetings(yield func(Meeting) bool) {
	var buffer scribe
	for i := range b.bands {
		how, g := &b.bands[i], b.world.Groups[i]
		buffer.rng = rand.New(rand.NewPCG(b.size.Seed, uint64(g.ID)))
		beats := b.beats(how)
		for n, x := range beats {
			m := Meeting{Session: b.session(g, how, n, x)}
			if x.held {
				last := n+1 == len(beats) || beats[n+1].day > b.size.Until
				buffer.take(&m, how.members, g, last)
			}
			if !yield(m) {
				return
			}
		}
	}
}

func (b *builder) session(g roster.Group, how *band, n int, x beat) schedule.Session {
	s := schedule.Session{
		External: numbered("s", 8, how.first+n), Group: g.ID, Association: g.Association, TimeZone: g.TimeZone,
		Local: schedule.Wall{Day: x.day, Minute: how.minute}, Minutes: how.minutes, Status: schedule.Held, NobodyLed: g.Kind == roster.Peer,
	}
	s.Starts = s.Local.Instant(how.zone)
	switch {
	case x.day > b.size.Until:
		s.Status = schedule.Scheduled
	case !x.held:
		s.Status = schedule.Cancelled
	}
	return s
}

// scribe takes the sheets of one group after another into the same memory.
type scribe struct {
	rng    *rand.Rand
	marks  []attendance.Mark
	pieces ledger.Presence
}

// take fills a meeting that was held. The last sheet of some groups still waits.
func (w *scribe) take(m *Meeting, members []roster.Membership, g roster.Group, last bool) {
	dice := w.rng.Uint64()
	m.Began = m.Session.Starts.Add(time.Duration(dice%4*(dice>>8%2)*5) * time.Minute)
	m.Ended = m.Session.Ends().Add(time.Duration(int(dice>>16%4)*5-5) * time.Minute)
	m.Sheet = attendance.Verified
	if last && g.ID%20 == 0 {
		m.Sheet = []attendance.State{attendance.Unverified, attendance.Open}[g.ID/20%2]
	}
	w.marks, w.pieces = w.marks[:0], w.pieces[:0]
	for _, member := range members {
		if member.Span.Contains(m.Session.Local.Day) {
			w.marks = append(w.marks, w.mark(member.Person, m))
		}
	}
	m.Marks = w.marks
}

// mark is how one person attended, drawn from the bits of one number.
func (w *scribe) mark(id roster.PersonID, m *Meeting) attendance.Mark {
	dice := w.rng.Uint64()
	k := attendance.Mark{Person: id, Code: attendance.Present}
	late := time.Duration(5+dice>>8%30) * time.Minute
	if dice>>32%16 == 0 {
		k.Focus = ledger.RSCProvision
	}
	switch roll := dice % 100; {
	case roll < 84:
	case roll < 88:
		k.Code, k.Intervals = attendance.Partial, w.piece(m.Began.Add(late), m.Ended)
	case roll < 91:
		k.Code, k.Intervals = attendance.Partial, w.piece(m.Began, m.Ended.Add(-late))
	case roll < 96:
		k.Code, k.Focus = attendance.Absent, ""
	default:
		k.Code, k.Focus = attendance.Excused, ""
	}
	return k
}

func (w *scribe) piece(start, end time.Time) ledger.Presence {
	w.pieces = append(w.pieces, ledger.Interval{Start: start, End: end})
	return w.pieces[len(w.pieces)-1 : len(w.pieces) : len(w.pieces)]
}
