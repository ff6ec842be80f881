package roster_test

import (
	"errors"
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"

	"attune/internal/day"
	"attune/internal/fault"
	"attune/internal/roster"
	"attune/internal/sample"
)

func span(from, to string) day.Span {
	s := day.Span{To: day.MustParse(to)}
	if from != "" {
		s.From = day.MustParse(from)
	}
	return s
}

func work(from, to string) roster.Employment {
	return sample.Employment(func(e *roster.Employment) { e.Span = span(from, to) })
}

func held(from, to string) roster.Credential {
	return sample.Credential(func(c *roster.Credential) { c.Person, c.Span = sample.Supervisee, span(from, to) })
}

// onRecord has two stretches of work in one program with a gap between, a credential that ended, and a target.
func onRecord() roster.Record {
	return roster.Record{Person: sample.Person(), Facts: []roster.Kept{
		{ID: 1, Fact: work("2020-01-06", "2021-12-31")},
		{ID: 2, Fact: work("2023-01-01", "")},
		{ID: 1, Fact: held("2018-05-01", "2020-04-30")},
		{ID: 1, Fact: sample.Target()},
	}}
}

func TestWhatFitsOnARecord(t *testing.T) {
	t.Parallel()
	as := func(role roster.EmploymentRole, e roster.Employment) roster.Employment { e.Role = role; return e }
	at := func(program roster.ProgramID, e roster.Employment) roster.Employment { e.Program = program; return e }
	of := func(category roster.Category, g roster.Target) roster.Target { g.Category = category; return g }
	for _, row := range []struct {
		name  string
		fact  roster.Fact
		field string // that is refused; empty: it fits
	}{
		{"the gap between two stretches, to the day", work("2022-01-01", "2022-12-31"), ""},
		{"a day into the stretch before", work("2021-12-31", "2022-12-31"), "from"},
		{"a day into the stretch after", work("2022-01-01", "2023-01-01"), "from"},
		{"open into the stretch after", work("2022-01-01", ""), "from"},
		{"inside", work("2020-02-01", "2020-02-02"), "from"},
		{"around everything", work("2019-01-01", ""), "from"},
		{"another role meanwhile", as(roster.Manager, work("2020-01-06", "")), ""},
		{"another program meanwhile", at(2, work("2020-01-06", "")), ""},
		{"one day", work("2022-06-01", "2022-06-01"), ""},
		{"the last day before the first", work("2022-06-02", "2022-06-01"), "to"},
		{"no first day", work("", "2022-06-01"), "from"},
		{"a slip of the hand", work("0202-06-01", ""), "from"},
		{"another slip", sample.Employment(func(e *roster.Employment) { e.Span.To = day.Of(22026, 6, 1) }), "to"},
		{"a credential the day after the last one ended", held("2020-05-01", ""), ""},
		{"a credential on the day the last one ended", held("2020-04-30", ""), "from"},
		{"a target once more", sample.Target(func(g *roster.Target) { g.OpenedOn = day.MustParse("2026-05-01") }), "category"},
		{"another target", of("IMHS", sample.Target()), ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			edit, err := onRecord().Add(row.fact)
			wantField(t, err, row.field)
			if row.field == "" && (edit.After != row.fact || edit.Before != nil || edit.Owner != "CT") {
				t.Errorf("decided %+v", edit)
			}
		})
	}
}

// wantField fails the test unless err refuses that field, or is nil where it is empty.
func wantField(t *testing.T, err error, field string) {
	t.Helper()
	var refused *roster.Refused
	switch {
	case field == "" && err == nil:
	case !errors.As(err, &refused):
		t.Errorf("got %v; want a sentence at %q", err, field)
	case refused.Field != field || fault.KindOf(err) != fault.Invalid || refused.Error() == "":
		t.Errorf("got %q at %q; want it at %q", refused.Error(), refused.Field, field)
	}
}

func TestWhatIsOnRecordAlreadyChangesNothing(t *testing.T) {
	t.Parallel()
	record := onRecord()
	if edit, err := record.Add(work("2023-01-01", "")); err != nil || !edit.Nothing() {
		t.Errorf("added twice: %+v, %v", edit, err)
	}
	if edit, err := record.Correct(2, work("2023-01-01", ""), "a reason"); err != nil || !edit.Nothing() {
		t.Errorf("corrected to what it is: %+v, %v", edit, err)
	}
	if edit, err := record.Rename(record.Person, ""); err != nil || !edit.Nothing() {
		t.Errorf("renamed to what it is: %+v, %v", edit, err)
	}
}

func TestAReasonIsAskedForUnlessSomethingEnds(t *testing.T) {
	t.Parallel()
	record := onRecord()
	half := work("2023-01-01", "")
	half.FTE = 500
	for name, row := range map[string]struct {
		decide func(reason string) (roster.Edit, error)
		asked  bool
	}{
		"an end":             {func(r string) (roster.Edit, error) { return record.Correct(2, work("2023-01-01", "2026-06-30"), r) }, false},
		"another share":      {func(r string) (roster.Edit, error) { return record.Correct(2, half, r) }, true},
		"another beginning":  {func(r string) (roster.Edit, error) { return record.Correct(2, work("2023-02-01", ""), r) }, true},
		"another end":        {func(r string) (roster.Edit, error) { return record.Correct(1, work("2020-01-06", "2021-12-30"), r) }, true},
		"an end taken back":  {func(r string) (roster.Edit, error) { return record.Correct(1, held("2018-05-01", ""), r) }, true},
		"off the record":     {func(r string) (roster.Edit, error) { return record.Remove(roster.EmploymentMatter, 2, r) }, true},
		"a target withdrawn": {func(r string) (roster.Edit, error) { return record.Remove(roster.TargetMatter, 1, r) }, false},
		"another name": {func(r string) (roster.Edit, error) {
			return record.Rename(sample.Person(func(p *roster.Person) { p.Name = "Ana L." }), r)
		}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := row.decide("")
			if row.asked {
				wantField(t, err, "reason")
			} else if err != nil {
				t.Errorf("without a reason: %v", err)
			}
			if edit, err := row.decide("They wrote to us."); err != nil || edit.Nothing() || edit.Reason != "They wrote to us." {
				t.Errorf("with a reason: %+v, %v", edit, err)
			}
		})
	}
}

func TestWhatIsNotOnRecordIsNotFound(t *testing.T) {
	t.Parallel()
	record := onRecord()
	if _, err := record.Correct(3, work("2026-01-01", ""), "x"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("correcting what is not there: %v", err)
	}
	if _, err := record.Remove(roster.CredentialMatter, 2, "x"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("removing what is not there: %v", err)
	}
}

func TestARevisionFollowsEverythingOnRecord(t *testing.T) {
	t.Parallel()
	seen := map[string]string{onRecord().Revision(): "the record"}
	for name, change := range map[string]func(*roster.Record){
		"name": func(r *roster.Record) { r.Person.Name = "Ana L." },
		"end":  func(r *roster.Record) { r.Facts[1].Fact = work("2023-01-01", "2026-01-01") },
		"gone": func(r *roster.Record) { r.Facts = r.Facts[1:] },
	} {
		record := onRecord()
		change(&record)
		if before, same := seen[record.Revision()]; same {
			t.Errorf("%s has the revision of %s", name, before)
		}
		seen[record.Revision()] = name
	}
	if _, same := seen[onRecord().Revision()]; !same {
		t.Error("the same record has another revision")
	}
}

func TestRipple(t *testing.T) {
	t.Parallel()
	const ana, ruth, other roster.PersonID = sample.Supervisee, sample.Lead, 3
	one := func(p roster.PersonID) map[roster.PersonID]bool { return map[roster.PersonID]bool{p: true} }
	person := func(change func(*roster.Person)) roster.Person { return sample.Person(change) }
	group := func(change func(*roster.Group)) roster.Group { return sample.Group(change) }
	rooms := func(change func(*roster.Group)) []roster.Edit {
		return []roster.Edit{{Owner: sample.Group().Association, ID: 1, Before: sample.Group(), After: group(change)}}
	}
	place := map[roster.GroupID]bool{1: true}
	for name, row := range map[string]struct {
		before, after roster.Recorded
		want          roster.Ripple
	}{
		"somebody new":        {nil, sample.Person(), roster.Ripple{}},
		"another e-mail":      {sample.Person(), person(func(p *roster.Person) { p.Email = "a@example.org" }), roster.Ripple{}},
		"another name":        {sample.Person(), person(func(p *roster.Person) { p.Name = "Ana" }), roster.Ripple{Calendars: one(ana)}},
		"another association": {sample.Person(), person(func(p *roster.Person) { p.Association = "RI" }), roster.Ripple{Due: one(ana), Calendars: one(ana)}},
		"employment":          {nil, sample.Employment(), roster.Ripple{Due: one(ana)}},
		"employment removed":  {sample.Employment(), nil, roster.Ripple{Due: one(ana)}},
		"credential":          {nil, sample.Credential(), roster.Ripple{Due: one(ruth), LedBy: one(ruth)}},
		"credential removed":  {sample.Credential(), nil, roster.Ripple{Due: one(ruth), LedBy: one(ruth)}},
		"target":              {nil, sample.Target(), roster.Ripple{Due: one(ana)}},
		"membership":          {nil, sample.Membership(), roster.Ripple{Calendars: one(ana), Places: place}},
		"a request":           {nil, roster.Request{Group: 1, Person: ana}, roster.Ripple{Places: place}},
		"a new group":         {nil, sample.Group(), roster.Ripple{}},
		"a group's name":      {sample.Group(), group(func(g *roster.Group) { g.Name = "Circle" }), roster.Ripple{Renamed: []roster.GroupID{1}}},
		"a group's place":     {sample.Group(), group(func(g *roster.Group) { g.Place = "Hall" }), roster.Ripple{Renamed: []roster.GroupID{1}, Rooms: rooms(func(g *roster.Group) { g.Place = "Hall" })}},
		"a group's modality":  {sample.Group(), group(func(g *roster.Group) { g.Modality = roster.Virtual }), roster.Ripple{Relocated: []roster.GroupID{1}, Rooms: rooms(func(g *roster.Group) { g.Modality = roster.Virtual })}},
		"a group's capacity":  {sample.Group(), group(func(g *roster.Group) { g.Capacity = 4 }), roster.Ripple{Places: place}},
		"a group that opens":  {sample.Group(), group(func(g *roster.Group) { g.Open = true }), roster.Ripple{Places: place}},
		"a new open group":    {nil, group(func(g *roster.Group) { g.Open = true }), roster.Ripple{Places: place}},
		"a group's association": {
			sample.Group(), group(func(g *roster.Group) { g.Association = "RI" }),
			roster.Ripple{Rehomed: map[roster.GroupID]roster.Association{1: sample.Group().Association}},
		},
		"a group's provider": {
			sample.Group(), group(func(g *roster.Group) { g.Provider = other }),
			roster.Ripple{Calendars: map[roster.PersonID]bool{ruth: true, other: true}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := roster.NewRipple()
			got.Note(row.before, row.after)
			want := roster.NewRipple()
			for from, to := range map[*map[roster.PersonID]bool]map[roster.PersonID]bool{&row.want.Due: want.Due, &row.want.LedBy: want.LedBy, &row.want.Calendars: want.Calendars} {
				for p := range *from {
					to[p] = true
				}
			}
			want.Renamed, want.Relocated, want.Rooms = row.want.Renamed, row.want.Relocated, row.want.Rooms
			maps.Copy(want.Places, row.want.Places)
			maps.Copy(want.Rehomed, row.want.Rehomed)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func TestIdsMadeHere(t *testing.T) {
	t.Parallel()
	a, b := roster.NewExternal(), roster.NewExternal()
	if a == b || !a.Ours() || !b.Ours() {
		t.Errorf("%s and %s", a, b)
	}
	for _, id := range []roster.External{"", "ana", "attune-", "attune-1", a + "x", " " + a, a + "\n"} {
		if id.Ours() {
			t.Errorf("%q passes for an id made here", id)
		}
	}
}

func TestShareOfFullTime(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"1": "1.0", "0.5": "0.5", "0.125": "0.125", "2.0": "2.0", "0": "0.0"} {
		if f, ok := roster.ParseFTE(text); !ok || f.String() != want {
			t.Errorf("%q is %v, %t; want %s", text, f, ok, want)
		}
	}
	for _, text := range []string{"", ".", "1.", ".5", "-1", "+1", "2.001", "0.1234", "one", "1,5", "1 ", "١"} {
		if f, ok := roster.ParseFTE(text); ok {
			t.Errorf("%q passes for %v", text, f)
		}
	}
}
