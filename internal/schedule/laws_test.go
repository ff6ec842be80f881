package schedule_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// planned is a series with its sessions as they are after any number of changes.
type planned struct {
	*rapid.T
	series   schedule.Series
	sessions []schedule.Session
	sheets   map[schedule.SessionID]bool
	called   map[schedule.SessionID]bool // cancelled by themselves
	makeUps  []schedule.Session          // of them, planned by themselves; their ids follow on firstMakeUp
	season   schedule.Season
	now      time.Time
}

// Whatever is done to a series, in any order, the laws of planning hold.
func TestTheLawsOfPlanning(t *testing.T) {
	t.Parallel()
	season := autumn(t)
	rapid.Check(t, func(rt *rapid.T) {
		p := &planned{T: rt, sheets: make(map[schedule.SessionID]bool), called: make(map[schedule.SessionID]bool), season: season, now: now}
		p.begin()
		rt.Repeat(map[string]func(*rapid.T){
			"alone":          p.step((*planned).alone),
			"call":           p.step((*planned).call),
			"revise":         p.step((*planned).revise),
			"cancel":         p.step((*planned).cancel),
			"another":        p.step((*planned).another),
			"make up":        p.step((*planned).makeUp),
			"call a make-up": p.step((*planned).callMakeUp),
			"time": func(t *rapid.T) {
				p.now = p.now.Add(time.Duration(rapid.IntRange(1, 20).Draw(t, "days")) * 24 * time.Hour)
			},
			"sheet": func(t *rapid.T) { p.sheets[p.any(t).ID] = true },
		})
	})
}

func (p *planned) begin() {
	proposal := thursdays(0)
	proposal.Rhythm, proposal.Through = anyPlan(p.T, day.MustParse("2026-11-23")), rapid.Bool().Draw(p.T, "through")
	laid, err := proposal.Lay(p.season, p.now)
	if err != nil {
		p.Skip(err)
	}
	p.series, p.series.ID = laid.Series, 1
	p.take(laid.Sessions())
}

// take gives new sessions their ids.
func (p *planned) take(added []schedule.Session) {
	for _, s := range added {
		s.ID, s.Series = schedule.SessionID(len(p.sessions)+1), 1
		p.sessions = append(p.sessions, s)
	}
}

// anyPlan is a rhythm from about a day on.
func anyPlan(t *rapid.T, from day.Date) schedule.Rhythm {
	r := schedule.Rhythm{
		Every: rapid.IntRange(1, 3).Draw(t, "every"), Unit: rapid.SampledFrom(schedule.Units).Draw(t, "unit"),
		From: from.AddDays(rapid.IntRange(0, 20).Draw(t, "from")),
	}
	if r.Unit == schedule.Weeks {
		r.Weekdays = rapid.SliceOfNDistinct(rapid.SampledFrom([]time.Weekday{0, 1, 2, 3, 4, 5, 6}), 1, 3, rapid.ID).Draw(t, "weekdays")
	} else {
		r.Nth, r.Weekday = rapid.SampledFrom([]int{1, 2, 3, 4, schedule.LastOf}).Draw(t, "nth"), rapid.SampledFrom([]time.Weekday{0, 1, 4}).Draw(t, "weekday")
	}
	r.Until = r.From.AddDays(rapid.IntRange(0, 200).Draw(t, "until"))
	return r
}

func (p *planned) any(t *rapid.T) schedule.Session {
	return rapid.SampledFrom(p.sessions).Draw(t, "session")
}

// anyChange speaks of some aspects, most often of the time.
func (p *planned) anyChange(t *rapid.T) schedule.Change {
	var c schedule.Change
	some := func(what string) bool { return rapid.Bool().Draw(t, what) }
	if some("minute") {
		c.Minute = to(rapid.SampledFrom([]int{0, 60, 90, 120, 150, 600, 615, 1380}).Draw(t, "at"))
	}
	if some("minutes") {
		c.Minutes = to(rapid.SampledFrom([]int{30, 60, 90, 720}).Draw(t, "long"))
	}
	if some("place") {
		c.Place = to(rapid.SampledFrom([]string{"", "Room 4", "Library"}).Draw(t, "where"))
	}
	if some("lead") {
		c.Lead = to(rapid.SampledFrom([]roster.PersonID{ruth, vic}).Draw(t, "who"))
	}
	return c
}

// step does something, and sees whether the laws hold.
func (p *planned) step(do func(*planned, *rapid.T) bool) func(*rapid.T) {
	return func(t *rapid.T) {
		was, made := slices.Clone(p.sessions), slices.Clone(p.makeUps)
		p.season = standing(p.season, slices.Concat(p.sessions, p.makeUps))
		p.season.MadeUp = make(map[schedule.SessionID]bool)
		for _, m := range p.makeUps {
			if m.Status != schedule.Cancelled {
				p.season.MadeUp[m.MakesUp] = true
			}
		}
		if !do(p, t) {
			p.sessions, p.makeUps = was, made // it was refused, and nothing is written
			return
		}
		p.law(t, was)
		p.once(t, made)
	}
}

// alone changes one session.
func (p *planned) alone(t *rapid.T) bool {
	s := p.any(t)
	c := p.anyChange(t)
	if rapid.Bool().Draw(t, "otherday") {
		c.Day = to(s.Local.Day.AddDays(rapid.IntRange(-20, 20).Draw(t, "days")))
	}
	next, err := p.standing(s, c).Alone(c, p.now)
	return p.put(next, err)
}

// standing is a session on the ground of where it is to be.
func (p *planned) standing(s schedule.Session, c schedule.Change) schedule.Standing {
	season := p.season
	season.Own = slices.DeleteFunc(slices.Clone(season.Own), func(o schedule.Placed) bool { return o.Session == s.ID })
	ground := season.Ground(c.At(s, season.Zone))
	ground.Instead = p.instead(s)
	return schedule.Standing{Session: s, Ground: ground, Sheet: p.sheets[s.ID]}
}

// instead is what takes place of a session's occurrence beside it.
func (p *planned) instead(s schedule.Session) schedule.Session {
	for _, o := range slices.Concat(p.sessions, p.makeUps) {
		if o.ID != s.ID && o.Occurrence() == s.Occurrence() && o.Status != schedule.Cancelled {
			return o
		}
	}
	return schedule.Session{}
}

// firstMakeUp is the id of the first make-up: more than a series has sessions.
const firstMakeUp = schedule.SessionID(10000)

// makeUp plans a session in place of another, whether that was cancelled or not.
func (p *planned) makeUp(t *rapid.T) bool {
	lost := p.any(t)
	id := firstMakeUp + schedule.SessionID(len(p.makeUps))
	proposal := schedule.Proposal{
		External: roster.External(fmt.Sprintf("make-up-%d", id)), Group: p.season.Group.ID, Minutes: lost.Minutes, MakesUp: lost.ID,
		Begins: schedule.Wall{Day: lost.Local.Day.AddDays(rapid.IntRange(-3, 20).Draw(t, "later")), Minute: lost.Local.Minute},
	}
	ground := p.season.Ground(proposal)
	ground.Instead = p.instead(schedule.Session{MakesUp: lost.ID})
	s, err := proposal.Session(ground, p.now)
	if err != nil {
		return false
	}
	if lost.Status != schedule.Cancelled {
		t.Fatalf("%+v takes place, and is made up for", lost)
	}
	s.ID = id
	p.makeUps = append(p.makeUps, s)
	return true
}

// callMakeUp cancels a make-up, or has it take place after all.
func (p *planned) callMakeUp(t *rapid.T) bool {
	if len(p.makeUps) == 0 {
		return false
	}
	i := rapid.IntRange(0, len(p.makeUps)-1).Draw(t, "which")
	status := rapid.SampledFrom([]schedule.Status{schedule.Cancelled, schedule.Scheduled}).Draw(t, "status")
	next, err := p.standing(p.makeUps[i], schedule.Change{}).Called(status, p.now)
	if err == nil {
		p.makeUps[i] = next
	}
	return err == nil
}

// once tells that of a session and what makes up for it one takes place at most, and that what makes up for which stays so.
func (p *planned) once(t *rapid.T, was []schedule.Session) {
	stands := make(map[schedule.SessionID]int)
	for _, s := range slices.Concat(p.sessions, p.makeUps) {
		if s.Status != schedule.Cancelled {
			stands[s.Occurrence()]++
		}
		if stands[s.Occurrence()] > 1 {
			t.Fatalf("session %d takes place though another of its occurrence does", s.ID)
		}
		if s.ID < firstMakeUp && s.MakesUp != 0 {
			t.Fatalf("a session of the series makes up for another: %+v", s)
		}
	}
	for i, s := range was {
		if is := p.makeUps[i]; is.MakesUp != s.MakesUp || is.Own != 0 || is.Series != 0 || is.UID != s.UID {
			t.Fatalf("a make-up is another:\n%+v\n%+v", s, is)
		}
	}
}

func (p *planned) call(t *rapid.T) bool {
	s := p.any(t)
	status := rapid.SampledFrom([]schedule.Status{schedule.Cancelled, schedule.Scheduled}).Draw(t, "status")
	next, err := p.standing(s, schedule.Change{}).Called(status, p.now)
	if err == nil && status != s.Status {
		p.called[s.ID] = status == schedule.Cancelled
	}
	return p.put(next, err)
}

// cancel cancels the sessions from one of them on.
func (p *planned) cancel(t *rapid.T) bool {
	from := p.any(t).Due
	got := p.series.Cancel(from, p.sessions, p.sheets, p.now)
	p.series = got.Series
	for _, turn := range got.Changed {
		p.sessions[turn.Is.ID-1], p.called[turn.Is.ID] = turn.Is, true
	}
	for _, s := range p.sessions {
		if s.Due >= from && s.Editable(p.sheets[s.ID], p.now) == nil && s.Status != schedule.Cancelled {
			t.Fatalf("%+v takes place", s)
		}
	}
	return true
}

func (p *planned) put(next schedule.Session, err error) bool {
	if err == nil {
		p.sessions[next.ID-1] = next
	}
	return err == nil
}

// revise changes the sessions from one of them on.
func (p *planned) revise(t *rapid.T) bool {
	return p.revised(t, schedule.Revision{From: p.any(t).Due, Change: p.anyChange(t)})
}

// another gives the series another rhythm.
func (p *planned) another(t *rapid.T) bool {
	from := max(p.any(t).Due, day.At(p.now, p.season.Zone))
	begins := from // at the earliest after the session before, in the week before
	for range 6 {
		if slices.ContainsFunc(p.sessions, func(s schedule.Session) bool { return s.Due == begins.AddDays(-1) }) || rapid.Bool().Draw(t, "so early") {
			break
		}
		begins = begins.AddDays(-1)
	}
	rhythm := anyPlan(t, begins)
	r := schedule.Revision{From: from, Change: p.anyChange(t), Rhythm: &rhythm, Through: rapid.Bool().Draw(t, "through")}
	if rapid.Bool().Draw(t, "skips") {
		r.Skips = []day.Date{rhythm.From.AddDays(rapid.IntRange(0, 30).Draw(t, "skip"))}
	}
	return p.revised(t, r)
}

func (p *planned) revised(t *rapid.T, r schedule.Revision) bool {
	was := slices.Clone(p.sessions)
	got, err := p.series.Revise(r, p.season, slices.Clone(p.sessions), p.sheets, p.now)
	if err != nil {
		return false
	}
	p.series = got.Series
	for _, turn := range got.Changed {
		if turn.Was != p.sessions[turn.Is.ID-1] {
			t.Fatalf("a change of what is not: %+v", turn.Was)
		}
		p.sessions[turn.Is.ID-1] = turn.Is
	}
	p.take(got.Added)
	for i, s := range was {
		p.keepsItsOwn(t, s, p.sessions[i])
	}
	if r.Rhythm != nil {
		p.meetsTheRhythm(t, r)
	}
	return true
}

// keepsItsOwn tells that a revision leaves what a session has of its own.
func (p *planned) keepsItsOwn(t *rapid.T, was, is schedule.Session) {
	for aspect, same := range map[schedule.Aspects]bool{
		schedule.OwnTime: was.Local == is.Local, schedule.OwnLength: was.Minutes == is.Minutes, schedule.OwnPlace: was.Place == is.Place,
		schedule.OwnLead: was.Lead == is.Lead, schedule.OwnStatus: was.Status == is.Status, 0: was.Own == is.Own,
	} {
		if was.Own.Has(aspect) && !same {
			t.Fatalf("aspect %b of its own was changed:\n%+v\n%+v", aspect, was, is)
		}
	}
}

// meetsTheRhythm tells that each day of a new rhythm has one session, but for those left out, and no other day has one
// that its series wants there.
func (p *planned) meetsTheRhythm(t *rapid.T, r schedule.Revision) {
	days, err := r.Rhythm.Days(func(d day.Date) bool {
		return slices.Contains(r.Skips, d) || !r.Through && schedule.Off(d, p.season.Closures) != "" || slices.Contains(p.series.Skips, d)
	})
	if err != nil {
		t.Fatal(err)
	}
	due := make(map[day.Date]bool)
	for _, s := range p.sessions {
		dropped := s.Status == schedule.Cancelled && !s.Own.Has(schedule.OwnStatus)
		if editable := s.Editable(p.sheets[s.ID], p.now) == nil; !editable || s.Due < r.From || !dropped || p.season.MadeUp[s.ID] {
			due[s.Due] = true
		}
		stays := s.Due < r.From || s.Editable(p.sheets[s.ID], p.now) != nil || s.Own.Has(schedule.OwnStatus)
		if !stays && !dropped && !slices.Contains(days, s.Due) {
			t.Fatalf("%+v is on no day of %s", s, r.Rhythm)
		}
	}
	for _, d := range days {
		if !due[d] {
			t.Fatalf("no session for %s, %s", d, r.Rhythm)
		}
	}
}

// law are the laws that hold after each change.
func (p *planned) law(t *rapid.T, was []schedule.Session) {
	seen, named := make(map[day.Date]schedule.SessionID), make(map[roster.External]bool)
	for i, s := range p.sessions {
		if named[s.External] {
			t.Fatalf("two sessions are called %s", s.External)
		}
		named[s.External] = true
		if other := seen[s.Due]; other != 0 {
			t.Fatalf("sessions %d and %d are both for %s", other, s.ID, s.Due)
		}
		seen[s.Due] = s.ID
		if p.called[s.ID] && s.Status != schedule.Cancelled {
			t.Fatalf("it was cancelled, and stands again by itself: %+v", s)
		}
		if !s.Local.Instant(p.season.Zone).Equal(s.Starts) {
			t.Fatalf("%s is not %s", s.Local, s.Starts)
		}
		if i < len(was) {
			p.follows(t, was[i], s)
		}
	}
	p.apart(t)
}

// follows tells that a session is the same one, and that calendars see it change exactly where it did.
func (p *planned) follows(t *rapid.T, was, is schedule.Session) {
	same := was.ID == is.ID && was.UID == is.UID && was.External == is.External && was.Series == is.Series && was.Group == is.Group && was.CreatedAt.Equal(is.CreatedAt)
	shown := was.Local != is.Local || was.Minutes != is.Minutes || was.Status != is.Status || was.Place != is.Place || was.Lead != is.Lead
	raised := 0
	if shown {
		raised = 1
	}
	began := p.sheets[was.ID] || !was.Starts.After(p.now)
	switch {
	case !same:
		t.Fatalf("another session:\n%+v\n%+v", was, is)
	case is.Sequence != was.Sequence+raised:
		t.Fatalf("raised by %d:\n%+v\n%+v", is.Sequence-was.Sequence, was, is)
	case began && was != is:
		t.Fatalf("what took place was changed:\n%+v\n%+v", was, is)
	case was.Local != is.Local && is.MovedFrom != was.Local:
		t.Fatalf("it does not say where it was:\n%+v\n%+v", was, is)
	}
}

// apart tells that the group is in one session at a time.
func (p *planned) apart(t *rapid.T) {
	stands := standing(p.season, slices.Concat(p.sessions, p.makeUps)).Own
	slices.SortFunc(stands, func(a, b schedule.Placed) int { return a.Starts.Compare(b.Starts) })
	for i := 1; i < len(stands); i++ {
		if a, b := stands[i-1], stands[i]; b.Starts.Before(a.Starts.Add(time.Duration(a.Minutes) * time.Minute)) {
			t.Fatalf("sessions %d and %d are at the same time", a.Session, b.Session)
		}
	}
}
