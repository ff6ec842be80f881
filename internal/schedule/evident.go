package schedule

import (
	"slices"
	"time"

	"attune/internal/day"
	"attune/internal/roster"
)

// What makes a rhythm evident: that so many days at least are there, and so many of a hundred of them its own, and of its
// days theirs.
const (
	fewestEvident = 3
	evidentShare  = 80
)

// evident is the rhythm that the sessions of a year make evident, which were planned by themselves, with what most of them
// have in common; nothing where none does.
func (p Past) evident(year day.Span) []strand {
	var sessions []Session
	for _, s := range p.Sessions {
		if year.Contains(s.on()) {
			sessions = append(sessions, s)
		}
	}
	days := daysOf(sessions)
	if len(days) < fewestEvident {
		return nil
	}
	var best Rhythm
	most := 0
	for _, r := range candidates(days) {
		if n := p.share(r, days); n > most {
			best, most = r, n
		}
	}
	if most < evidentShare {
		return nil
	}
	return []strand{{Carried: Carried{Rhythm: best, Meeting: mostly(sessions), Guessed: true}, first: days[0], last: days[len(days)-1]}}
}

// daysOf are the days of sessions, each once, in their order.
func daysOf(sessions []Session) []day.Date {
	var days []day.Date
	for _, s := range sessions {
		days = append(days, s.on())
	}
	slices.Sort(days)
	return slices.Compact(days)
}

// candidates are the rhythms that some days may be of, from the first of them to the last. Of two that fit alike the earlier
// is meant: who meets four times a year on a first Wednesday counts in months.
func candidates(days []day.Date) []Rhythm {
	weekday, weekdays := frequent(days, day.Date.Weekday), frequentWeekdays(days)
	dom := frequent(days, func(d day.Date) int { _, _, dom := d.Civil(); return dom })
	var list []Rhythm
	for _, every := range []int{1, 2} {
		list = append(list, Rhythm{Every: every, Unit: Weeks, Weekdays: weekdays})
	}
	for _, every := range []int{1, 2, 3} {
		for _, nth := range []int{1, 2, 3, 4, LastOf} {
			list = append(list, Rhythm{Every: every, Unit: Months, Nth: nth, Weekday: weekday})
		}
		list = append(list, Rhythm{Every: every, Unit: Months, MonthDay: dom})
	}
	for _, every := range []int{3, 4} {
		list = append(list, Rhythm{Every: every, Unit: Weeks, Weekdays: weekdays})
	}
	for i := range list {
		list[i].From, list[i].Until = days[0], days[len(days)-1]
	}
	return list
}

// frequentWeekdays are those of some days that come half as often at least as the one that comes most often.
func frequentWeekdays(days []day.Date) []time.Weekday {
	var met [7]int
	for _, d := range days {
		met[d.Weekday()]++
	}
	var list []time.Weekday
	for w, n := range met {
		if 2*n >= slices.Max(met[:]) && n > 0 {
			list = append(list, time.Weekday(w))
		}
	}
	return list
}

// share is how many of a hundred of the days are the rhythm's, or of the rhythm's are among the days, whichever are fewer. A
// holiday or a closure on which the group did not meet is not missing.
func (p Past) share(r Rhythm, days []day.Date) int {
	own, err := r.Days(func(d day.Date) bool {
		_, met := slices.BinarySearch(days, d)
		return !met && Off(d, p.Closures) != ""
	})
	if err != nil {
		return 0
	}
	both := 0
	for _, d := range own {
		if _, met := slices.BinarySearch(days, d); met {
			both++
		}
	}
	return min(100*both/len(own), 100*both/len(days))
}

// mostly is what most of some sessions have in common.
func mostly(sessions []Session) Meeting {
	return Meeting{
		Minute: frequent(sessions, func(s Session) int { return s.Local.Minute }), Minutes: frequent(sessions, func(s Session) int { return s.Minutes }),
		Lead: frequent(sessions, func(s Session) roster.PersonID { return s.Lead }), CoLead: frequent(sessions, func(s Session) roster.PersonID { return s.CoLead }),
		Kind: frequent(sessions, func(s Session) roster.Kind { return s.Kind }), Modality: frequent(sessions, func(s Session) roster.Modality { return s.Modality }),
		Place: frequent(sessions, func(s Session) string { return s.Place }),
	}
}

// frequent is what is said most often of the things in a list; of two that are said as often, the one said last.
func frequent[T any, K comparable](list []T, of func(T) K) K {
	said := make(map[K]int)
	var most K
	for _, one := range list {
		said[of(one)]++
	}
	for _, one := range list {
		if key := of(one); said[key] >= said[most] {
			most = key
		}
	}
	return most
}
