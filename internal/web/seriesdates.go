package web

import (
	"slices"

	"attune/internal/day"
	"attune/internal/schedule"
)

// datesView are the days of a series before it is planned.
type datesView struct {
	Name  string   // of the question which of them are left out
	Seen  string   // tells these days from others
	Every []string // what speaks against each of them
	List  []dateView
}

// dateView is one of them.
type dateView struct {
	Date, Time string
	clocks
	Out      string // why there is no session; empty where there is one
	Skip     string // its day, where it can be left out by itself
	Skipped  bool
	Warnings []string

	on day.Date
}

// dates are the days of the series, each with what speaks against it. What speaks against every one is said once.
func (s *serial) dates() *datesView {
	view := &datesView{Name: "skip", Seen: fingerprint(s.laid)}
	sessions := 0
	said := make(map[string]int)
	for _, d := range s.laid.Dates {
		v := dateView{Date: longDate(d.Day), Out: s.out(d)}
		if d.Out == "" {
			sessions++
			v.at(s.planning, d.Session)
			v.Warnings = s.against(d)
			for _, sentence := range v.Warnings {
				said[sentence]++
			}
		}
		if v.Skipped = d.Out == schedule.Skipped; v.Skipped || d.Out == "" {
			v.Skip = d.Day.String()
		}
		view.List = append(view.List, v)
	}
	if sessions < 2 {
		return view
	}
	for i := range view.List {
		view.List[i].Warnings = slices.DeleteFunc(view.List[i].Warnings, func(sentence string) bool {
			every := said[sentence] == sessions
			if every && !slices.Contains(view.Every, sentence) {
				view.Every = append(view.Every, sentence)
			}
			return every
		})
	}
	return view
}

// at has it show when a session is.
func (v *dateView) at(n *planning, session schedule.Session) {
	v.Time, v.clocks = timeSpan(session, n.zone), clocksOf(session.Starts, session.Ends(), n.zone, n.readersClock(n.c, n.zone))
}

// against is what speaks against one session of the series.
func (s *serial) against(d schedule.Date) []string {
	one := *s.planning
	one.p, one.session = s.s.On(d.Day), d.Session
	one.ground = s.season.Ground(one.p)
	return one.alsoOff(d.Off)
}

// alsoOff is what speaks against a session, beginning with the holiday or closure of its day, if there is one.
func (n *planning) alsoOff(off string) []string {
	if off == "" {
		return n.warnings()
	}
	return append([]string{"It is " + off + "."}, n.warnings()...)
}

// out is why there is no session on a day.
func (s *serial) out(d schedule.Date) string {
	switch d.Out {
	case schedule.Skipped:
		return "left out"
	case schedule.OnOff:
		return "left out: " + d.Off
	case schedule.Doubled:
		return "left out: the group has a session then already"
	default:
		return ""
	}
}
