package notice_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"attune/internal/day"
	"attune/internal/notice"
	"attune/internal/roster"
	"attune/internal/sample"
)

// What becomes of a request is told to one side or the other, never to whoever did it, and names nobody.
func TestWhoIsToldOfAPlace(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	const asks, provides roster.PersonID = 11, 12
	since := time.Date(2026, 11, 22, 17, 0, 0, 0, time.UTC)
	for name, row := range map[string]struct {
		was, is roster.RequestState
		by      roster.PersonID
		to      roster.PersonID // zero: nobody
		says    string
	}{
		"asked":                      {"", roster.RequestAsked, asks, provides, "Monday 30 November 2026"},
		"told to wait":               {roster.RequestAsked, roster.RequestWaiting, provides, asks, "waiting list"},
		"let in":                     {roster.RequestAsked, roster.RequestTaken, provides, asks, "You belong to"},
		"refused":                    {roster.RequestAsked, roster.RequestRefused, provides, asks, "They say: Too many new."},
		"offered":                    {roster.RequestWaiting, roster.RequestOffered, 0, asks, "until Wednesday 25 November 2026, 12:00 PM EST"},
		"goes on":                    {"", roster.RequestOffered, provides, asks, "Thursday circle 2026 goes on as"},
		"taken":                      {roster.RequestOffered, roster.RequestTaken, asks, provides, "Somebody comes"},
		"declined":                   {roster.RequestOffered, roster.RequestDeclined, asks, 0, ""},
		"lapsed":                     {roster.RequestOffered, roster.RequestLapsed, 0, asks, "not kept any more"},
		"taken back by the group":    {roster.RequestOffered, roster.RequestWithdrawn, provides, asks, "taken the offer back"},
		"taken back by who asked":    {roster.RequestAsked, roster.RequestWithdrawn, asks, 0, ""},
		"asked by the provider":      {"", roster.RequestAsked, provides, 0, ""},
		"put on the list by another": {"", roster.RequestWaiting, 13, asks, "waiting list"},
	} {
		q := roster.Request{ID: 5, Group: 1, Person: asks, From: day.MustParse("2026-11-30"), State: row.is, Since: since}
		if row.is == roster.RequestOffered {
			q.Until = since.AddDate(0, 0, 3)
		}
		if row.is == roster.RequestRefused {
			q.Reason = "Too many new."
		}
		before := ""
		if strings.HasPrefix(name, "goes on") {
			before = "Thursday circle 2026"
		}
		list := notice.OfPlacing(notice.Placing{
			Before: before,
			Was:    row.was, Is: q, Group: sample.Group(), Zone: zone, By: row.by, Home: "CT", Answering: []notice.Recipient{{Person: provides}},
		})
		if row.to == 0 {
			if len(list) != 0 {
				t.Errorf("%s: %+v", name, list)
			}
			continue
		}
		if len(list) != 1 || list[0].To.Person != row.to || list[0].Topic != notice.Sessions {
			t.Errorf("%s: told are %+v; want person %d", name, list, row.to)
			continue
		}
		if text := list[0].Subject + "\n" + strings.Join(list[0].Lines, "\n"); !strings.Contains(text, row.says) {
			t.Errorf("%s: it says %q; want %q in it", name, text, row.says)
		}
	}
}

func TestWhoIsToldOfAMove(t *testing.T) {
	t.Parallel()
	group := func(id roster.GroupID, provider roster.PersonID) roster.Group {
		return sample.Group(func(g *roster.Group) { g.ID, g.Provider = id, provider })
	}
	for name, row := range map[string]struct {
		from, to roster.PersonID // who provides
		by       roster.PersonID
		want     []roster.PersonID
	}{
		"two providers":         {12, 13, 9, []roster.PersonID{11, 12, 13}},
		"one provides both":     {12, 12, 9, []roster.PersonID{11, 12}},
		"by one of them":        {12, 13, 13, []roster.PersonID{11, 12}},
		"by whoever moves":      {12, 13, 11, []roster.PersonID{12, 13}},
		"who moves provides it": {11, 13, 9, []roster.PersonID{11, 13}},
	} {
		list := notice.OfMove(notice.Moving{
			Person: 11, Home: "CT", From: group(1, row.from), To: group(2, row.to), First: day.MustParse("2026-12-01"), By: row.by,
			Providers: map[roster.PersonID]roster.Association{11: "CT", 12: "CT", 13: "CT"},
		})
		var told []roster.PersonID
		for _, n := range list {
			told = append(told, n.To.Person)
		}
		if !slices.Equal(told, row.want) {
			t.Errorf("%s: told are %v; want %v", name, told, row.want)
		}
	}
}
