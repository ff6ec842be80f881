package roster_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"attune/internal/day"
	"attune/internal/fault"
	"attune/internal/roster"
	"attune/internal/sample"
)

// sunday is the moment at which everything here is decided: Sunday 22 November 2026, noon in New York.
var sunday = roster.Moment{Now: time.Date(2026, 11, 22, 17, 0, 0, 0, time.UTC), Today: day.MustParse("2026-11-22")}

// open is an open group with so much room and those members.
func open(capacity int, members ...roster.Membership) roster.GroupRecord {
	r := roster.GroupRecord{Group: sample.Group(func(g *roster.Group) { g.Open, g.Capacity = true, capacity })}
	for i, m := range members {
		r.Members = append(r.Members, roster.Kept{ID: roster.FactID(i + 1), Fact: m})
	}
	return r
}

// with is the record once edits are written.
func with(r roster.GroupRecord, edits ...roster.Edit) roster.GroupRecord {
	for _, e := range edits {
		switch is := e.After.(type) {
		case roster.Membership:
			if e.Before == nil {
				r.Members = append(r.Members[:len(r.Members):len(r.Members)], roster.Kept{ID: roster.FactID(len(r.Members) + 1), Fact: is})
				continue
			}
			members := append([]roster.Kept(nil), r.Members...)
			for i, k := range members {
				if int64(k.ID) == e.ID {
					members[i].Fact = is
				}
			}
			r.Members = members
		case roster.Request:
			requests := append([]roster.Request(nil), r.Requests...)
			if is.ID == 0 {
				is.ID = roster.RequestID(len(requests) + 1)
				r.Requests = append(requests, is)
				continue
			}
			requests[is.ID-1] = is
			r.Requests = requests
		}
	}
	return r
}

// asks has people ask for a place from today on, one after another, and be told yes.
func asks(t *testing.T, r roster.GroupRecord, people ...roster.PersonID) roster.GroupRecord {
	t.Helper()
	for _, p := range people {
		edit, err := r.Ask(p, sunday.Today, sunday)
		if err != nil {
			t.Fatal(err)
		}
		r = with(r, edit)
		edits, err := r.Accept(r.Requests[len(r.Requests)-1].ID, sunday)
		if err != nil {
			t.Fatal(err)
		}
		r = with(r, edits...)
	}
	return r
}

// states are the states of all requests, by when they were made.
func states(r roster.GroupRecord) []roster.RequestState {
	var list []roster.RequestState
	for _, q := range r.Requests {
		list = append(list, q.State)
	}
	return list
}

func wantStates(t *testing.T, r roster.GroupRecord, want ...roster.RequestState) {
	t.Helper()
	got := states(r)
	if len(got) != len(want) {
		t.Fatalf("requests are %v; want %v", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("requests are %v; want %v", got, want)
		}
	}
}

// Who says yes to somebody lets them past nobody who waits, also where the one who waits cannot have the place yet.
func TestAYesLetsNobodyPastTheLine(t *testing.T) {
	t.Parallel()
	r := asks(t, open(1, member(10, "2026-01-01", "2027-01-31")), 11)
	edit, err := r.Ask(12, day.MustParse("2027-06-01"), sunday)
	if err != nil {
		t.Fatal(err)
	}
	r = with(r, edit)
	edits, err := r.Accept(2, sunday)
	if err != nil {
		t.Fatal(err)
	}
	r = with(r, edits...)
	wantStates(t, r, roster.RequestWaiting, roster.RequestWaiting)
	if edits := r.Settle(sunday, nil, nil); len(edits) != 0 {
		t.Errorf("before the first has a place: %+v", edits)
	}
	r = with(r, r.Settle(sunday, map[roster.PersonID]bool{11: true}, nil)...) // whose account is closed
	wantStates(t, r, roster.RequestWaiting, roster.RequestOffered)
}

func TestWhoAsksComesWhereThereIsRoomAndElseWaits(t *testing.T) {
	t.Parallel()
	r := asks(t, open(2, member(10, "2026-01-01", "")), 11, 12, 13)
	wantStates(t, r, roster.RequestTaken, roster.RequestWaiting, roster.RequestWaiting)
	if last := r.Members[len(r.Members)-1].Fact; last != roster.Fact(member(11, "2026-11-22", "")) {
		t.Errorf("the member is %+v", last)
	}
	if line := r.Line(); len(line) != 2 || line[0].Person != 12 {
		t.Errorf("the line is %+v", line)
	}
	if edits := r.Settle(sunday, nil, nil); len(edits) != 0 {
		t.Errorf("without a place that is free: %+v", edits)
	}
}

func TestAFreePlaceIsOfferedToTheFirstAndPromisedOnce(t *testing.T) {
	t.Parallel()
	r := asks(t, open(2, member(10, "2026-01-01", ""), member(14, "2026-01-01", "")), 11, 12, 13)
	r = with(r, r.Settle(sunday, nil, nil)...)
	wantStates(t, r, roster.RequestWaiting, roster.RequestWaiting, roster.RequestWaiting)

	end, err := r.Correct(1, member(10, "2026-01-01", "2026-11-30"), "")
	if err != nil {
		t.Fatal(err)
	}
	r = with(r, end)
	r = with(r, r.Settle(sunday, map[roster.PersonID]bool{11: true}, nil)...)
	wantStates(t, r, roster.RequestWaiting, roster.RequestOffered, roster.RequestWaiting) // 11 is gone, and passed over
	offer := r.Requests[1]
	if offer.From != day.MustParse("2026-12-01") || !offer.Until.Equal(sunday.Now.Add(72*time.Hour)) {
		t.Errorf("offered from %s, until %s", offer.From, offer.Until)
	}
	if again := r.Settle(sunday, nil, nil); len(again) != 0 {
		t.Errorf("the same place is offered again: %+v", again)
	}
	_, err = r.Admit(member(20, "2026-12-01", "")) // the place is promised
	wantField(t, err, "from")
	_, err = r.Become(sample.Group(func(g *roster.Group) { g.Open, g.Capacity = true, 1 }), "smaller", sunday.Today)
	wantField(t, err, "capacity")
	if _, err := r.Admit(member(12, "2026-12-01", "")); err != nil {
		t.Errorf("to whom it is promised: %v", err)
	}

	late := roster.Moment{Now: offer.Until, Today: day.MustParse("2026-11-25")}
	if _, err := r.Take(offer.ID, late); fault.KindOf(err) != fault.Conflict {
		t.Errorf("taken when it is not kept any more: %v", err)
	}
	in := roster.Moment{Now: offer.Until.Add(-time.Second), Today: day.MustParse("2026-11-25")}
	edits, err := r.Take(offer.ID, in)
	if err != nil {
		t.Fatal(err)
	}
	taken := with(r, edits...)
	wantStates(t, taken, roster.RequestWaiting, roster.RequestTaken, roster.RequestWaiting)
	if edits, err := taken.Take(offer.ID, in); err != nil || len(edits) != 0 {
		t.Errorf("a second click: %+v, %v", edits, err)
	}

	r = with(r, r.Settle(late, map[roster.PersonID]bool{11: true}, nil)...)
	wantStates(t, r, roster.RequestWaiting, roster.RequestLapsed, roster.RequestOffered)
	decline, err := r.Decline(r.Requests[2].ID, late)
	if err != nil {
		t.Fatal(err)
	}
	r = with(r, decline)
	r = with(r, r.Settle(late, nil, nil)...) // who was passed over is in the line still
	wantStates(t, r, roster.RequestOffered, roster.RequestLapsed, roster.RequestDeclined)
}

func TestAnOfferOutlivesAnImport(t *testing.T) {
	t.Parallel()
	r := asks(t, open(1, member(10, "2026-01-01", "2026-11-22")), 11)
	r = with(r, r.Settle(sunday, nil, nil)...)
	r.Members = append(r.Members, roster.Kept{ID: 9, Fact: member(30, "2026-11-01", "")}) // nobody was asked
	edits, err := r.Take(1, sunday)
	if err != nil || len(edits) != 2 {
		t.Errorf("a promised place: %+v, %v", edits, err)
	}
}

func TestWhoWasAddedNeedsNoPlace(t *testing.T) {
	t.Parallel()
	r := asks(t, open(1, member(10, "2026-01-01", "")), 11, 12)
	r.Members = append(r.Members, roster.Kept{ID: 9, Fact: member(12, "2026-11-23", "")})
	r = with(r, r.Settle(sunday, nil, nil)...)
	wantStates(t, r, roster.RequestWaiting, roster.RequestTaken)
}

func TestWhatARequestRefuses(t *testing.T) {
	t.Parallel()
	full := open(1, member(10, "2026-01-01", "2027-06-30"))
	for name, row := range map[string]struct {
		person roster.PersonID
		from   string
		field  string
	}{
		"yesterday":            {11, "2026-11-21", "from"},
		"no day":               {11, "", "from"},
		"years ahead":          {11, "2028-01-01", "from"},
		"while they belong":    {10, "2027-06-30", "from"},
		"after they belonged":  {10, "2027-07-01", ""},
		"while others do":      {11, "2026-11-22", ""},
		"the last day of them": {11, "2027-11-23", ""},
	} {
		var from day.Date
		if row.from != "" {
			from = day.MustParse(row.from)
		}
		edit, err := full.Ask(row.person, from, sunday)
		wantField(t, err, row.field)
		if _, again := with(full, edit).Ask(row.person, from, sunday); row.field == "" && again != nil {
			t.Errorf("%s, a second click: %v", name, again)
		}
	}
	closed := full
	closed.Group.Open = false
	if _, err := closed.Ask(11, sunday.Today, sunday); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a group that is not open: %v", err)
	}
	if _, err := full.Ask(full.Group.Provider, sunday.Today, sunday); fault.KindOf(err) != fault.Conflict {
		t.Errorf("its provider: %v", err)
	}
	if _, err := full.Enlist(11, sunday.Today, sunday); err != nil {
		t.Errorf("put on the list: %v", err)
	}
	_, err := full.Enlist(11, day.MustParse("2027-07-01"), sunday)
	wantField(t, err, "from")
	if _, err := full.Request(7); fault.KindOf(err) != fault.NotFound {
		t.Errorf("no request: %v", err)
	}
}

// What is over stays so, whoever clicks.
func TestWhatFollowsOnWhat(t *testing.T) {
	t.Parallel()
	acts := map[string]func(roster.GroupRecord) ([]roster.Edit, error){
		"accept": func(r roster.GroupRecord) ([]roster.Edit, error) { return r.Accept(1, sunday) },
		"take":   func(r roster.GroupRecord) ([]roster.Edit, error) { return r.Take(1, sunday) },
		"refuse": func(r roster.GroupRecord) ([]roster.Edit, error) {
			e, err := r.Refuse(1, "", sunday)
			return []roster.Edit{e}, err
		},
		"decline": func(r roster.GroupRecord) ([]roster.Edit, error) {
			e, err := r.Decline(1, sunday)
			return []roster.Edit{e}, err
		},
		"withdraw": func(r roster.GroupRecord) ([]roster.Edit, error) {
			e, err := r.Withdraw(1, sunday)
			return []roster.Edit{e}, err
		},
		"retract": func(r roster.GroupRecord) ([]roster.Edit, error) {
			e, err := r.Retract(1, sunday)
			return []roster.Edit{e}, err
		},
	}
	want := map[roster.RequestState]map[string]roster.RequestState{
		roster.RequestAsked:     {"accept": roster.RequestTaken, "refuse": roster.RequestRefused, "withdraw": roster.RequestWithdrawn},
		roster.RequestWaiting:   {"accept": roster.RequestWaiting, "refuse": roster.RequestRefused, "withdraw": roster.RequestWithdrawn},
		roster.RequestOffered:   {"take": roster.RequestTaken, "decline": roster.RequestDeclined, "withdraw": roster.RequestDeclined, "retract": roster.RequestWithdrawn},
		roster.RequestTaken:     {"accept": roster.RequestTaken, "take": roster.RequestTaken},
		roster.RequestDeclined:  {"decline": roster.RequestDeclined},
		roster.RequestLapsed:    {},
		roster.RequestRefused:   {"refuse": roster.RequestRefused},
		roster.RequestWithdrawn: {"withdraw": roster.RequestWithdrawn, "retract": roster.RequestWithdrawn},
	}
	for state, row := range want {
		for act, do := range acts {
			r := open(3)
			r.Requests = []roster.Request{{ID: 1, Group: r.Group.ID, Person: 11, From: sunday.Today, State: state}}
			if state == roster.RequestOffered {
				r.Requests[0].Until = sunday.Now.Add(time.Hour)
			}
			edits, err := do(r)
			next, allowed := row[act]
			if !allowed {
				if fault.KindOf(err) != fault.Conflict {
					t.Errorf("%s of one that is %s: %v; want a conflict", act, state, err)
				}
				continue
			}
			if err != nil {
				t.Errorf("%s of one that is %s: %v", act, state, err)
				continue
			}
			wantStates(t, with(r, edits...), next)
		}
	}
}

func TestHowLongAPlaceIsKept(t *testing.T) {
	t.Parallel()
	sit := func(hours int, on string) roster.Sitting {
		return roster.Sitting{Day: day.MustParse(on), Starts: sunday.Now.Add(time.Duration(hours) * time.Hour)}
	}
	for name, row := range map[string]struct {
		from     string
		sittings []roster.Sitting
		want     int
	}{
		"no session":                       {"2026-11-22", nil, 72},
		"a session in a week":              {"2026-11-22", []roster.Sitting{sit(170, "2026-11-29")}, 72},
		"a session in two days":            {"2026-11-22", []roster.Sitting{sit(47, "2026-11-24")}, 47},
		"one tomorrow, one the day after":  {"2026-11-22", []roster.Sitting{sit(23, "2026-11-23"), sit(48, "2026-11-24")}, 48},
		"one in a day to the minute":       {"2026-11-22", []roster.Sitting{sit(24, "2026-11-23")}, 24},
		"one before their first day":       {"2026-11-25", []roster.Sitting{sit(47, "2026-11-24")}, 72},
		"one within the hour, none beside": {"2026-11-22", []roster.Sitting{sit(1, "2026-11-22")}, 72},
	} {
		until := roster.KeptUntil(sunday.Now, day.MustParse(row.from), row.sittings)
		if got := until.Sub(sunday.Now); got != time.Duration(row.want)*time.Hour {
			t.Errorf("%s: kept for %s; want %d hours", name, got, row.want)
		}
	}
}

func TestAPlaceThatIsFreeMuchLaterIsOfferedLater(t *testing.T) {
	t.Parallel()
	r := asks(t, open(1, member(10, "2026-01-01", "2027-06-30")), 11, 12)
	wantStates(t, with(r, r.Settle(sunday, nil, nil)...), roster.RequestWaiting, roster.RequestWaiting)
	may := roster.Moment{Now: sunday.Now.AddDate(0, 6, 8), Today: day.MustParse("2027-05-30")}
	wantStates(t, with(r, r.Settle(may, nil, nil)...), roster.RequestWaiting, roster.RequestWaiting)
	may.Today++
	wantStates(t, with(r, r.Settle(may, nil, nil)...), roster.RequestOffered, roster.RequestWaiting)
}

func TestSomebodyMoves(t *testing.T) {
	t.Parallel()
	here := open(2, member(10, "2026-01-01", ""), member(11, "2026-03-01", "2026-12-31"))
	there := open(1)
	there.Group.ID, there.Group.Provider = 77, 99
	first := day.MustParse("2026-12-01")
	for id, last := range map[roster.FactID]string{1: "2026-11-30", 2: "2026-11-30"} {
		edits, err := roster.Move(here, there, id, first)
		if err != nil || len(edits) != 2 {
			t.Fatalf("membership %d: %+v, %v", id, edits, err)
		}
		if ended := edits[0].After.(roster.Membership).Span.To; ended != day.MustParse(last) {
			t.Errorf("here until %s", ended)
		}
		if begun := edits[1].After.(roster.Membership); begun.Group != 77 || begun.Span != (day.Span{From: first}) {
			t.Errorf("there: %+v", begun)
		}
	}
	full := there
	full.Members = []roster.Kept{{ID: 1, Fact: roster.Membership{Group: 77, Person: 30, Span: day.Span{From: 1}}}}
	for name, row := range map[string]struct {
		to    roster.GroupRecord
		id    roster.FactID
		first string
		field string
	}{
		"into a full group":      {full, 1, "2026-12-01", "from"},
		"into the same":          {here, 1, "2026-12-01", "to"},
		"on their first day":     {there, 1, "2026-01-01", "from"},
		"after they have left":   {there, 2, "2027-01-02", "from"},
		"the day after they end": {there, 2, "2027-01-01", ""},
	} {
		_, err := roster.Move(here, row.to, row.id, day.MustParse(row.first))
		t.Log(name)
		wantField(t, err, row.field)
	}
	own := there
	own.Group.Provider = 10
	_, err := roster.Move(here, own, 1, first)
	wantField(t, err, "to")
}

// Whatever people do in whatever order: nobody is promised what somebody else has, nobody waits while there is a place for
// whoever is first, and nobody is offered one before whoever asked sooner.
func TestLawsOfTheWaitingList(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r, at := open(rapid.IntRange(1, 3).Draw(t, "capacity")), sunday
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			hours := rapid.IntRange(0, 50).Draw(t, "hours")
			at.Now = at.Now.Add(time.Duration(hours) * time.Hour)
			at.Today = day.At(at.Now, time.UTC)
			before := r
			r = with(r, random(t, r, at)...)
			r = with(r, r.Settle(at, nil, nil)...)
			laws(t, before, r, at)
		}
	})
}

// random is something that somebody does, where it is allowed.
func random(t *rapid.T, r roster.GroupRecord, at roster.Moment) []roster.Edit {
	one := func(e roster.Edit, err error) []roster.Edit {
		if err != nil || e.Nothing() {
			return nil
		}
		return []roster.Edit{e}
	}
	some := func(list []roster.Edit, err error) []roster.Edit {
		var done []roster.Edit
		for _, e := range list {
			done = append(done, one(e, err)...)
		}
		return done
	}
	person := roster.PersonID(rapid.IntRange(10, 18).Draw(t, "person"))
	from := at.Today.AddDays(rapid.IntRange(0, 60).Draw(t, "from"))
	id := roster.RequestID(rapid.IntRange(1, len(r.Requests)+1).Draw(t, "request"))
	switch rapid.IntRange(0, 8).Draw(t, "act") {
	case 0, 1:
		return one(r.Ask(person, from, at))
	case 2:
		return some(r.Accept(id, at))
	case 3:
		return some(r.Take(id, at))
	case 4:
		return one(r.Decline(id, at))
	case 5:
		return one(r.Withdraw(id, at))
	case 6:
		return one(r.Refuse(id, "", at))
	case 7:
		return one(r.Admit(roster.Membership{Group: r.Group.ID, Person: person, Span: day.Span{From: from}}))
	default:
		for _, k := range r.Members {
			m := k.Fact.(roster.Membership)
			if m.Person == person && m.Span.To == 0 && m.Span.From <= from {
				m.Span.To = from
				return one(r.Correct(k.ID, m, ""))
			}
		}
		return nil
	}
}

func laws(t *rapid.T, before, r roster.GroupRecord, at roster.Moment) {
	live := make(map[roster.PersonID]int)
	for _, q := range r.Requests {
		if q.Live() {
			live[q.Person]++
		}
		if live[q.Person] > 1 {
			t.Fatalf("person %d has two requests that are not over", q.Person)
		}
		if q.State == roster.RequestOffered && !q.Until.After(at.Now) {
			t.Fatalf("an offer outlived its time: %+v", q)
		}
	}
	for i, q := range before.Requests {
		if !q.Live() && r.Requests[i] != q {
			t.Fatalf("what was over changed: %+v, then %+v", q, r.Requests[i])
		}
	}
	for on := at.Today; on < at.Today.AddDays(130); on++ {
		n := 0
		for _, k := range r.Members {
			if k.Fact.Days().Contains(on) {
				n++
			}
		}
		for _, q := range r.Requests {
			if q.State == roster.RequestOffered && q.From <= on {
				n++
			}
		}
		if n > r.Group.Capacity {
			t.Fatalf("%d places of %d are promised on %s", n, r.Group.Capacity, on)
		}
	}
	line := r.Line()
	if len(line) == 0 {
		return
	}
	first := line[0]
	wanted := max(first.From, at.Today)
	if opening, is := r.Opening(first.Person, wanted); is && opening <= wanted.AddDays(roster.OfferedAhead) {
		t.Fatalf("person %d waits while there is a place from %s on", first.Person, opening)
	}
	for i, q := range r.Requests {
		if q.State == roster.RequestOffered && before.Requests[i].State == roster.RequestWaiting && q.AskedAt.After(first.AskedAt) {
			t.Fatalf("%+v was offered a place before %+v", q, first)
		}
	}
}
