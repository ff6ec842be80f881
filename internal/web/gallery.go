package web

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// galleryPage shows every component in each of its states, for whoever works on pages (docs/design.md). It is there
// where Config.Gallery says so: in a demo, and in tests.
type galleryPage struct {
	frame
	Colours  []string // tokens
	Type     []string // tokens
	Chips    []chipView
	Filters  []filterView
	Meters   []purposeView
	Rows     []galleryRow
	Fields   []fieldView
	Wrong    formPage // comes back with what is wrong
	Asks     formPage // asks before it is done
	Entries  []entryView
	Meetings []meetingView
	Charts   []chartView
	Long     string // a text that is longer than its place
}

// chipView is a word with its look.
type chipView struct{ Class, Text string }

// galleryRow is a row of the tables.
type galleryRow struct{ Name, Toward, Counted, Waiting string }

// galleryRoutes are the routes that are there in development alone.
func (w *web) galleryRoutes() []route {
	if !w.Gallery {
		return nil
	}
	return []route{{visitor, http.MethodGet, "/gallery", w.gallery}}
}

// gallery answers GET /gallery.
func (w *web) gallery(c echo.Context) error {
	page := galleryPage{
		frame: w.frame(c, "Gallery", ""), Long: longName,
		Colours: colourTokens, Type: typeTokens,
		Chips: []chipView{
			{"", "planned"},
			{"verified", "verified"},
			{"counted", "2.00 counted"},
			{"waits", "1.50 waits for the coordinator"},
			{"rejected", "1.00 not counted"},
			{"todo", "Not marked yet"},
			{"waits", longName},
		},
		Filters: []filterView{{"#chips", "All 14", true}, {"#chips", "Counted 11", false}, {"#chips", "Waiting 2", false}, {"#chips", "Not counted 1", false}},
		Meters:  galleryMeters(), Rows: galleryRows(), Fields: galleryFields(), Wrong: galleryWrong(), Asks: galleryAsks(),
		Entries: galleryEntries(), Meetings: galleryMeetings(), Charts: galleryCharts(),
	}
	return w.render(c, http.StatusOK, "gallery", page)
}

// longName is as long as somebody may make it, without a blank to break at.
const longName = "Wednesday-afternoon-circle-of-the-Housatonic-Valley-Home-Visiting-Collaborative"

// colourTokens are the colours of attune.css that the gallery shows; a test holds that none is missing.
var colourTokens = []string{
	"paper", "leaf", "ink", "soft", "line", "edge", "pine", "pine-fill", "pine-wash", "link", "clay", "clay-deep", "on-clay",
	"amber", "amber-fill", "amber-wash", "slate", "slate-wash", "good", "good-wash",
}

// typeTokens are the sizes of type of attune.css; the same test.
var typeTokens = []string{"text-fine", "text-small", "text-soft", "text-body", "text-lead", "text-section", "text-figure", "text-title", "text-answer"}

func galleryMeters() []purposeView {
	meter := func(title string, counted, waits int) purposeView {
		return purposeView{
			Href: "#meters", Title: title, Subtitle: "Earning this Endorsement · Connecticut Association for Infant Mental Health", Required: 1440,
			Counted: minutes(counted), Waits: minutes(waits), Left: missingMinutes(max(1440-counted, 0)),
			LeftAfter: missingMinutes(max(1440-counted-waits, 0)), Done: counted >= 1440,
			Meter: meterView{
				Label:   minutes(counted).Hours() + " of 24.00 hours counted, " + minutes(waits).Hours() + " wait for the coordinator",
				Counted: share(min(counted, 1440), 1440), WaitsFrom: share(min(counted, 1440), 1440), Waits: share(waits, 1440),
			},
			Months: "10 months", Window: "The window opened on 15 January 2026 and stays open until 14 January 2028.",
		}
	}
	return []purposeView{meter("Nothing yet", 0, 0), meter("On the way", 815, 130), meter("All hours are there", 1440, 0)}
}

func galleryRows() []galleryRow {
	return []galleryRow{
		{"Ana Lindqvist", "Infant Family Specialist", "13.58", "2.16"},
		{longName, "Infant Mental Health Mentor – Clinical, by way of the Endorsed Reflective Supervisor add-on", "0.00", "0.00"},
		{"Cleo Rivera", "Infant Family Associate", "24.00", "0.00"},
	}
}

func galleryFields() []fieldView {
	return []fieldView{
		{Name: "as-text", Label: "Name", Kind: "text", Value: "Thursday circle"},
		{Name: "as-hint", Label: "Last day", Kind: "date", Hint: "Leave it empty while no end is known."},
		{Name: "as-wrong", Label: "E-mail", Kind: "email", Value: "ana@", Problem: "This is no e-mail address. Write one such as ada@example.org, or leave it empty."},
		{Name: "as-stored", Label: "Region", Kind: "text", Value: "North", Stored: "South"},
		{Name: "as-choice", Label: "Kind", Kind: "choice", Options: []optionView{{"reflective", "Reflective", true}, {"peer", "Peer", false}}},
		{Name: "as-checks", Label: "Weekdays", Kind: "checks", Options: []optionView{{"1", "Monday", true}, {"2", "Tuesday", false}, {"3", "Wednesday", false}}},
		{Name: "as-lines", Label: "Reason", Kind: "lines", Value: "Read off the wrong line when it was filled in"},
		{Name: "as-time", Label: "Begins", Kind: "time", Value: "10:00", Needed: true},
		{Name: "as-choice-wrong", Label: "Format", Kind: "choice", Problem: "Choose one of these.", Options: []optionView{{"", "Choose", true}, {"group", "A group", false}, {"individual", "One person", false}}},
		{Name: "as-checks-wrong", Label: "Competency areas", Kind: "checks", Hint: "Up to eight.", Problem: "Choose one at least.", Options: []optionView{{"1", "Thinking", false}, {"2", "Reflection", false}}},
		{Name: "as-lines-wrong", Label: "Why", Kind: "lines", Needed: true, Problem: "This is empty. Fill it in."},
		{Name: "as-empty", Label: "Place", Kind: "text"},
		{Name: "as-long", Label: longName, Kind: "text", Value: longName},
	}
}

func galleryWrong() formPage {
	return formPage{
		Action: "#dialog", Button: "Add", Problems: []string{"Ana Lindqvist belongs to this group already."},
		Fields: []fieldView{{Name: "first-day", Label: "First day", Kind: "date", Value: "2026-13-40", Problem: "This is no day of the calendar. Write it as year-month-day, such as 2026-03-08."}},
	}
}

func galleryAsks() formPage {
	return formPage{
		Action: "#dialog", Button: "Cancel the session",
		Fields: []fieldView{{Name: "reason", Label: "Why", Value: "The building is closed", Said: "The building is closed"}},
		Look: &effectView{
			Summary: "One session is cancelled. Eight people are told by mail.",
			Ends:    []string{"Their calendars show it as cancelled at once; Outlook and Google take some hours."},
			Shifts:  []shiftView{{"Ana Lindqvist", "Infant Family Specialist", "12.00 hours counted, then 10.00"}},
		},
	}
}

func galleryEntries() []entryView {
	entry := func(anchor, date string, v verdictView) entryView {
		return entryView{Anchor: anchor, Href: "#lists", Date: date, Group: "Thursday circle", Lead: "Ruth Okonkwo", Verdicts: []verdictView{v}}
	}
	return []entryView{
		entry("counted", "Thursday 12 November 2026", verdictView{Class: "counted", Minutes: 105, Words: "counted"}),
		entry("waits-so", "Thursday 8 October 2026", verdictView{
			Class: "waits", Minutes: 120, Words: "waits for the coordinator", Code: "provider_lapsed",
			Why: "The provider's credential had ended before that day.",
		}),
		entry("rejected", "Wednesday 30 September 2026", verdictView{
			Class: "rejected", Minutes: 60, Words: "not counted", OwnRule: true, Code: "not_reflective",
			Why: "Only reflective supervision counts toward the Endorsement.",
		}),
	}
}

func galleryMeetings() []meetingView {
	return []meetingView{
		{Href: "#lists", Date: "Thursday 3 December 2026", Time: "10:00–11:45 AM", Group: "Thursday circle", About: "online, with Ruth Okonkwo", Join: "#lists"},
		{Href: "#lists", Date: "Thursday 10 December 2026", Time: "10:00–11:45 AM", Group: longName, About: "Main Street 5", State: "cancelled", Gone: true},
		{Href: "#lists", Date: "Thursday 17 December 2026", Time: "10:00 AM–12:00 PM", clocks: clocks{"PST", "1:00–3:00 PM"}, Group: "Bay circle", About: "online", State: "Not marked yet", Class: "todo"},
	}
}

func galleryCharts() []chartView {
	year := []string{"January 2026", "February 2026", "March 2026", "April 2026", "May 2026", "June 2026", "July 2026", "August 2026", "September 2026", "October 2026", "November 2026", "December 2026"}
	of := func(values ...int) []point { // less than zero is a gap
		points := make([]point, len(values))
		for i, n := range values {
			points[i] = point{Value: max(n, 0), Gap: n < 0}
		}
		return points
	}
	list := []figures{
		{
			Name: "chart-bars", Title: "Month by month", Unit: "hours", Hours: true, Bars: true, Labels: year,
			Strands: []strand{{"counted", of(120, 0, 105, 120, 90, 120, 60, 0, 120, 0, 120, -1)}, {"waiting", of(0, 0, 0, 0, 0, 0, 60, 0, 0, 120, 0, -1)}},
		},
		{
			Name: "chart-lines", Title: "Programs with somebody who is endorsed, or on the way", Unit: "programs", Labels: year,
			Strands: []strand{
				{"endorsed", of(11, 11, 12, 12, 14, 15, 15, 17, 17, 19, 21, -1)},
				{"on the way", of(20, 21, 21, -1, -1, 22, 24, 24, 23, 25, 26, -1)},
				{"neither", of(9, 8, 7, 7, 6, 6, 5, 5, 4, 3, 2, -1)},
			},
		},
		{Name: "chart-one", Title: "A single figure", Unit: "people", Labels: year[:1], Strands: []strand{{"people", of(4)}}},
		{Name: "chart-empty", Title: "Before the first figure", Unit: "programs", Labels: year, Strands: []strand{{"endorsed", of(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1)}}},
	}
	var views []chartView
	for _, f := range list {
		views = append(views, f.draw())
	}
	return views
}
