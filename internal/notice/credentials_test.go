package notice_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/notice"
	"attune/internal/roster"
	"attune/internal/rulebook"
	"attune/internal/schedule"
)

// held is a credential of Ruth, person 2, written ID CATEGORY STATUS FROM [TO].
func held(text string) notice.Held {
	var h notice.Held
	w := strings.Fields(text)
	fmt.Sscan(w[0], &h.ID)
	h.Credential = roster.Credential{Person: 2, Category: roster.Category(w[1]), Status: roster.CredentialStatus(w[2])}
	h.Credential.Span.From = day.MustParse(w[3])
	if len(w) > 4 {
		h.Credential.Span.To = day.MustParse(w[4])
	}
	return h
}

// practice is Ruth's of Connecticut: a circle on Mondays with Ana, who earns IFS, Ben, who earns IMHS, and Cam, who renews an
// IMHS; Dan earns IMHS and left. She is a mentor, who serves all of them (rules.yaml, FS and MHS from 2025), and holds an ERS
// on an IFS, which serves the first only.
func practice(t *testing.T, credentials ...string) notice.Practice {
	t.Helper()
	rules, err := rulebook.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	p := notice.Practice{
		Rules: rules, Provider: roster.Person{ID: 2, Name: "Ruth", Association: "CT"}, Coordinators: []notice.Recipient{{Account: 9}},
		Facts: make(map[roster.PersonID]rulebook.Facts),
	}
	if len(credentials) == 0 {
		credentials = []string{"7 IMHM-C endorsed 2018-05-01", "8 ERS endorsed 2025-01-01", "9 IFS endorsed 2018-05-01"}
	}
	for _, c := range credentials {
		p.Held = append(p.Held, held(c))
	}
	for id, earns := range map[roster.PersonID]roster.Category{1: "IFS", 3: "IMHS", 4: "", 5: "IMHS"} {
		f := rulebook.Facts{
			Person:      roster.Person{ID: id, Association: "CT", Name: "M"},
			Employments: []roster.Employment{{Person: id, Serves: "IMH", Span: day.Span{From: day.MustParse("2020-01-01")}}},
			Targets:     []roster.Target{{Person: id, Category: earns, OpenedOn: day.MustParse("2026-01-05")}},
		}
		if earns == "" {
			f.Targets, f.Credentials = nil, []roster.Credential{{Person: id, Category: "IMHS", Status: roster.Endorsed, Span: day.Span{From: day.MustParse("2025-02-01")}}}
		}
		p.Facts[id] = f
	}
	circle := roster.Group{ID: 6, Name: "Monday circle", Provider: 2, Association: "CT", TimeZone: "America/New_York", Kind: roster.Reflective, Modality: roster.Virtual}
	from := day.MustParse("2026-01-01")
	p.Members = map[roster.GroupID][]roster.Membership{6: {
		{Group: 6, Person: 1, Span: day.Span{From: from}},
		{Group: 6, Person: 3, Span: day.Span{From: from}},
		{Group: 6, Person: 4, Span: day.Span{From: from}},
		{Group: 6, Person: 5, Span: day.Span{From: from, To: day.MustParse("2027-02-28")}},
	}}
	for i, on := range []string{"2027-02-22T10:00", "2027-03-08T10:00", "2027-03-22T10:00"} {
		p.Planned = append(p.Planned, attendance.Meeting{Session: session(t, i, on), Group: circle})
	}
	return p
}

func session(t *testing.T, i int, on string) schedule.Session {
	t.Helper()
	wall, err := schedule.ParseWall(on)
	if err != nil {
		t.Fatal(err)
	}
	return schedule.Session{ID: schedule.SessionID(i), Group: 6, Local: wall, Starts: wall.Instant(newYork(t)), Status: schedule.Scheduled}
}

func newYork(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// at is a morning in New York.
func at(t *testing.T, on string) time.Time {
	t.Helper()
	return day.MustParse(on).Begins(newYork(t)).Add(9 * time.Hour)
}

// hears are those who are told, each with what, in short: 3 stop 2027-03-03 ahead.
func hears(notices []notice.Notice) string {
	var words []string
	for _, n := range notices {
		who := fmt.Sprint(n.To.Person)
		if n.To.Person == 0 {
			who = fmt.Sprint("account ", n.To.Account)
		}
		f := strings.Split(n.Fact, ":")
		what := map[string]string{"credential.ends": "ends", "credential.changed": "changed", "hours.stop": "stop", "hours.again": "again"}[f[0]]
		switch what {
		case "ends":
			what += " " + f[2] + " " + f[4]
		case "stop":
			what += " " + f[3] + " " + f[5]
		case "again":
			what += " " + f[3]
		}
		words = append(words, who+" "+what)
	}
	return strings.Join(words, ", ")
}

// What the calendar tells follows from who may give a qualifying hour: rules.md, 3, with the provider sets of rules.yaml.
func TestWhatTheCalendarTells(t *testing.T) {
	t.Parallel()
	const mentor, ers, base = "7 IMHM-C endorsed 2018-05-01 2027-03-02", "8 ERS endorsed 2025-01-01", "9 IFS endorsed 2018-05-01"
	const endsAhead = "2 ends 2027-03-03 ahead, account 9 ends 2027-03-03 ahead"
	const endsOver = "2 ends 2027-03-03 over, account 9 ends 2027-03-03 over"
	for name, row := range map[string]struct {
		held   []string
		change func(*notice.Practice)
		on     string
		want   string
	}{
		"61 days before the last day":                {[]string{mentor, ers, base}, nil, "2026-12-31", ""},
		"60 days before it":                          {[]string{mentor, ers, base}, nil, "2027-01-01", endsAhead + ", 3 stop 2027-03-03 ahead, 4 stop 2027-03-03 ahead"},
		"on the last day":                            {[]string{mentor, ers, base}, nil, "2027-03-02", endsAhead + ", 3 stop 2027-03-03 ahead, 4 stop 2027-03-03 ahead"},
		"once it is over":                            {[]string{mentor, ers, base}, nil, "2027-03-03", endsOver + ", 3 stop 2027-03-03 over, 4 stop 2027-03-03 over"},
		"where a duty missed some days":              {[]string{mentor, ers, base}, nil, "2027-03-09", endsOver + ", 3 stop 2027-03-03 over, 4 stop 2027-03-03 over"},
		"when it is old":                             {[]string{mentor, ers, base}, nil, "2027-03-10", ""},
		"alone, it was all she had":                  {[]string{mentor}, nil, "2027-01-01", endsAhead + ", 1 stop 2027-03-03 ahead, 3 stop 2027-03-03 ahead, 4 stop 2027-03-03 ahead"},
		"renewed on the next day":                    {[]string{mentor, "10 IMHM-C endorsed 2027-03-03", ers, base}, nil, "2027-01-01", ""},
		"renewed with another that serves the same":  {[]string{mentor, "10 IMHM-C endorsed 2027-01-01", ers, base}, nil, "2027-01-01", ""},
		"renewed after a gap without a session":      {[]string{mentor, "10 IMHM-C endorsed 2027-03-08", ers, base}, nil, "2027-01-01", endsAhead},
		"renewed after a gap with one":               {[]string{mentor, "10 IMHM-C endorsed 2027-03-09", ers, base}, nil, "2027-01-01", endsAhead + ", 3 stop 2027-03-03 ahead, 4 stop 2027-03-03 ahead"},
		"the add-on, which the mentor does not need": {[]string{"7 IMHM-C endorsed 2018-05-01", ers + " 2027-03-02", base}, nil, "2027-01-01", ""},
		"the add-on alone":                           {[]string{ers + " 2027-03-02", base}, nil, "2027-01-01", endsAhead + ", 1 stop 2027-03-03 ahead"},
		"the base under it":                          {[]string{ers, base + " 2027-03-02"}, nil, "2027-01-01", endsAhead + ", 1 stop 2027-03-03 ahead"},
		"both at once":                               {[]string{ers + " 2027-03-02", base + " 2027-03-02"}, nil, "2027-01-01", endsAhead + ", 1 stop 2027-03-03 ahead"},
		"an emerging term of 24 months":              {[]string{"8 ERS emerging 2025-03-03", base}, nil, "2027-01-01", endsAhead + ", 1 stop 2027-03-03 ahead"},
		"which the endorsement follows":              {[]string{"8 ERS emerging 2025-03-03 2027-02-28", "10 ERS endorsed 2027-03-01", base}, nil, "2027-01-01", ""},
		"what served nobody":                         {[]string{"7 IMHM-C endorsed 2018-05-01", "11 IFA endorsed 2018-05-01 2027-03-02"}, nil, "2027-01-01", ""},
		"no session is planned":                      {[]string{mentor, ers, base}, func(p *notice.Practice) { p.Planned = nil }, "2027-01-01", endsAhead},
		"none after it":                              {[]string{mentor, ers, base}, func(p *notice.Practice) { p.Planned = p.Planned[:1] }, "2027-01-01", endsAhead},
		"somebody else leads": {[]string{mentor, ers, base}, func(p *notice.Practice) {
			for i := range p.Planned {
				p.Planned[i].Session.Lead, p.Planned[i].Session.CoLead = 12, 2
			}
		}, "2027-01-01", endsAhead},
		"meetings of another kind": {[]string{mentor, ers, base}, func(p *notice.Practice) {
			for i := range p.Planned {
				p.Planned[i].Session.Kind = "administrative"
			}
		}, "2027-01-01", endsAhead},
		"who coordinates provides": {[]string{mentor, ers, base}, func(p *notice.Practice) {
			p.Coordinators, p.Planned = []notice.Recipient{{Person: 2}}, nil
		}, "2027-01-01", "2 ends 2027-03-03 ahead"},
		"vetted in North Carolina": {[]string{"7 IMHS vetted 2024-01-01"}, func(p *notice.Practice) {
			p.Provider.Association = "NC"
			for i := range p.Planned {
				p.Planned[i].Group.Association = "NC"
				p.Planned[i].Session = session(t, i, "2028-01-10T10:00")
			}
			for id, f := range p.Facts {
				f.Person.Association = "NC"
				p.Facts[id] = f
			}
		}, "2027-11-01", "2 ends 2028-01-01 ahead, account 9 ends 2028-01-01 ahead, 3 stop 2028-01-01 ahead, 4 stop 2028-01-01 ahead"},
	} {
		p := practice(t, row.held...)
		if row.change != nil {
			row.change(&p)
		}
		if got := hears(p.ByCalendar(at(t, row.on))); got != row.want {
			t.Errorf("%s:\n%s, want\n%s", name, got, row.want)
		}
	}
	p := practice(t, mentor)
	if early := p.ByCalendar(day.MustParse("2027-01-01").Begins(newYork(t)).Add(7 * time.Hour)); early != nil {
		t.Errorf("told in the night: %s", hears(early))
	}
}

// turned is Ruth's practice after one of her credentials was changed.
func turned(t *testing.T, before, after, reason string) (notice.Practice, []roster.Edit) {
	p := practice(t)
	edit := roster.Edit{Owner: "CT", ID: 7, Reason: reason}
	p.Held = p.Held[1:]
	if before != "" {
		edit.Before = held(before).Credential
	}
	if after != "" {
		h := held(after)
		h.Corrected = 1
		edit.After, p.Held = h.Credential, append(p.Held, h)
	}
	return p, []roster.Edit{edit}
}

func TestWhatAChangeTells(t *testing.T) {
	t.Parallel()
	const open = "7 IMHM-C endorsed 2018-05-01"
	const answering = "2 changed, account 9 changed"
	for name, row := range map[string]struct {
		before, after string
		told          []roster.PersonID
		want          string
	}{
		"it ends, far ahead":                {open, open + " 2027-03-02", nil, "2 ends 2027-03-03 known, account 9 ends 2027-03-03 known, 3 stop 2027-03-03 known, 4 stop 2027-03-03 known"},
		"it ends soon":                      {open, open + " 2026-12-31", nil, "2 ends 2027-01-01 ahead, account 9 ends 2027-01-01 ahead, 3 stop 2027-01-01 ahead, 5 stop 2027-01-01 ahead, 4 stop 2027-01-01 ahead"},
		"it has ended":                      {open, open + " 2026-10-31", nil, "2 ends 2026-11-01 over, account 9 ends 2026-11-01 over, 3 stop 2026-11-01 over, 4 stop 2026-11-01 over, 5 stop 2026-11-01 over"},
		"it ends after all that is planned": {open, open + " 2027-06-30", nil, "2 ends 2027-07-01 known, account 9 ends 2027-07-01 known"},
		"it does not end after all":         {open + " 2027-03-02", open, nil, answering},
		"so who was told is told":           {open + " 2027-03-02", open, []roster.PersonID{1, 3}, answering + ", 3 again 2027-03-03"},
		"it is taken off the record":        {open, "", nil, answering + ", 3 stop 2027-02-22 known, 4 stop 2027-02-22 known, 5 stop 2027-02-22 known"}, // the first session that is planned
		"its first day was another":         {open, "7 IMHM-C endorsed 2019-05-01", nil, answering},
		"its degree was another":            {open, open, nil, answering},
	} {
		p, edits := turned(t, row.before, row.after, "")
		p.Told = make(map[roster.PersonID][]notice.Told)
		for _, id := range row.told {
			p.Told[id] = []notice.Told{{Group: 6}}
		}
		got, want := strings.Split(hears(p.OfChange(edits, at(t, "2026-11-22"))), ", "), strings.Split(row.want, ", ")
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s:\n%s, want\n%s", name, got, want)
		}
	}
}

// A change that is told at once is not told once more by the calendar, unless a correction came between.
func TestAChangeAndTheCalendarTellTheSame(t *testing.T) {
	t.Parallel()
	p, edits := turned(t, "7 IMHM-C endorsed 2018-05-01", "7 IMHM-C endorsed 2018-05-01 2026-12-31", "")
	facts := func(notices []notice.Notice) map[string]bool {
		all := make(map[string]bool)
		for _, n := range notices {
			all[fmt.Sprint(n.To, n.Fact)] = true
		}
		return all
	}
	at := at(t, "2026-11-22")
	once, calendar := facts(p.OfChange(edits, at)), facts(p.ByCalendar(at))
	if !maps.Equal(once, calendar) || len(once) != 5 {
		t.Errorf("at once %v, by the calendar %v", once, calendar)
	}
	p.Held[len(p.Held)-1].Corrected++
	if again := facts(p.OfChange(edits, at)); len(again) != len(once) || maps.Equal(again, once) {
		t.Errorf("after a correction: %v", again)
	}
}

// What the facts say is what is read back from them.
func TestWhatWasToldIsReadFromFacts(t *testing.T) {
	t.Parallel()
	for fact, want := range map[string]notice.Told{
		"hours.stop:2:6:2027-03-03:7.0:ahead":            {Group: 6},
		"hours.stop:2:6:2027-03-03:7.0@1795:ahead":       {Group: 6},
		"hours.again:2:6:2027-03-03:7+8.1795":            {Group: 6, From: day.MustParse("2027-03-03"), Again: 1795},
		"credential.ends:2:2027-03-03:7.1+8.0@1795:over": {Again: 1795},
		"credential.changed:2:7.1795:again":              {Again: 1795},
		"credential.ends:2:2027-03-03:7.1:over":          {},
		"credential.changed:2:7.1795":                    {},
		"sheet.missing:2:6:1":                            {},
		"hours.stop":                                     {},
		"hours.again:2:6":                                {Group: 6},
		"":                                               {},
	} {
		provider, told, is := notice.ToldBy(fact)
		if told != want || is != (want != notice.Told{}) || is && provider != 2 {
			t.Errorf("%q told %+v of %d, %t; want %+v", fact, told, provider, is, want)
		}
	}
}

func TestWhatTheNoticesSay(t *testing.T) {
	t.Parallel()
	p, edits := turned(t, "7 IMHM-C endorsed 2018-05-01", "7 IMHM-C endorsed 2018-05-01 2027-03-02", "The certificate says so.")
	notices := p.OfChange(edits, at(t, "2026-11-22"))
	for who, want := range map[int][]string{
		0: {
			"What is on record of your credentials was changed", "Before: IMHM-C, endorsed, since 1 May 2018.", "Now: IMHM-C, endorsed, from 1 May 2018 to 2 March 2027.",
			"The reason given: The certificate says so.", "From 3 March 2027, hours you lead no longer count toward IMHS, ECMHS, IMHM-C and ECMHM-C.",
		},
		1: {"The credentials of Ruth were changed", "hours Ruth leads no longer count toward IMHS"},
		2: {"From 3 March 2027 the hours of Monday circle no longer count toward your IMHS", "wait for your coordinator, who may decide otherwise"},
		3: {"From 3 March 2027 the hours of Monday circle no longer count toward your renewal of IMHS"},
	} {
		text := notices[who].Subject + "\n" + strings.Join(notices[who].Lines, "\n")
		for _, words := range want {
			if !strings.Contains(text, words) {
				t.Errorf("%d is not told %q:\n%s", who, words, text)
			}
		}
		if who > 1 && (strings.Contains(text, "Ruth") || strings.Contains(text, "certificate") || notices[who].Topic != notice.Credentials) {
			t.Errorf("a member is told more than concerns them:\n%s", text)
		}
	}
	for _, row := range []struct {
		held, on string
		want     []string
	}{
		{"7 IMHM-C endorsed 2018-05-01 2027-03-02", "2027-01-05", []string{"Your IMHM-C ends on 2 March 2027", "Ruth: the IMHM-C ends on 2 March 2027"}},
		{"7 IMHM-C endorsed 2018-05-01 2027-03-02", "2027-03-05", []string{"Your IMHM-C ended on 2 March 2027", "Ruth: the IMHM-C ended on 2 March 2027"}},
		{"8 ERS emerging 2025-03-03", "2027-01-05", []string{"The emerging term of your ERS ends on 2 March 2027", "Ruth: The emerging term of the ERS ends on 2 March 2027"}},
	} {
		p := practice(t, row.held, "9 IFS endorsed 2018-05-01")
		for i, n := range p.ByCalendar(at(t, row.on))[:2] {
			if n.Subject != row.want[i] {
				t.Errorf("%q, want %q", n.Subject, row.want[i])
			}
		}
	}
}
