package web_test

import (
	"fmt"
	"net/url"
	"path/filepath"

	"attune/internal/browser"
	"attune/internal/schedule"
)

// album takes pictures of pages.
type album struct {
	*town
	page *browser.Page
}

// shot is one way to look at a page.
type shot struct {
	width int64
	theme string
}

// shots are how each page is looked at; the first one always, the others where pictures are asked for.
var shots = []shot{{320, "light"}, {360, "light"}, {360, "dark"}, {1280, "light"}, {1280, "dark"}}

func (a album) shots(look func(width int64, theme string)) {
	for i, shot := range shots {
		if i > 0 && *screenshots == "" {
			return
		}
		a.page.Resize(shot.width, 800)
		a.page.Theme(shot.theme)
		look(shot.width, shot.theme)
	}
}

func (a album) add(name, path string) {
	a.Helper()
	a.shots(func(width int64, theme string) {
		a.page.Go(a.url + path)
		a.keep(name, width, theme)
	})
}

// keep writes the picture of the page that is open, and fails where something in it is in anybody's way: on the smallest
// phone, and once for each page.
func (a album) keep(name string, width int64, theme string) {
	a.Helper()
	if width == shots[0].width && theme == shots[0].theme {
		for _, wrong := range inTheWay(a.page, width) {
			a.Errorf("%s: %s", name, wrong)
		}
		a.page.Theme(theme)
	}
	if *screenshots != "" {
		a.page.Picture(filepath.Join(*screenshots, fmt.Sprintf("%s-%d-%s.png", name, width, theme)))
	}
}

// plan looks at a session that is to be planned: on a night without that time, led by several people at once, as it
// would be, and with what cannot be.
func (a album) plan(circle string) {
	a.Helper()
	a.shots(func(width int64, theme string) {
		a.page.Go(a.url + circle + "/sessions/new")
		a.page.Set("[name=day]", "2027-03-14")
		a.page.Set("[name=begins]", "02:30")
		a.page.Set("[name=ends]", "04:30")
		a.page.Follow("[name=step][value=look]")
		a.keep("plan-looked-at", width, theme)
		a.page.Follow("[name=step][value=back]")
		a.page.Set("[name=lead]", "nobody of that name")
		a.page.Set("[name=minutes]", "45")
		a.page.Follow("[name=step][value=look]")
		a.keep("plan-refused", width, theme)
	})
}

// planSeries looks at a series that is to be planned, over both changes of clocks and a holiday.
func (a album) planSeries(name, circle string) {
	a.Helper()
	a.shots(func(width int64, theme string) {
		a.page.Go(a.url + circle + "/series/new")
		a.keep(name, width, theme)
		a.page.Set("[name=day]", "2027-03-07")
		a.page.Set("[name=begins]", "02:30")
		a.page.Set("[name=ends]", "04:30")
		a.page.Set("[name=count]", "4")
		a.page.Follow("[name=step][value=look]")
		a.keep(name+"-looked-at", width, theme)
	})
}

// replan plans a series, and looks at whatever its sessions may become: changed, one or all that follow, put on other days,
// cancelled, standing again, and made up for. What comes back is the make-up.
func (a album) replan(circle string) (made string) {
	a.Helper()
	a.page.Go(a.url + circle + "/series/new")
	a.page.Set("[name=day]", "2027-02-02")
	a.page.Set("[name=begins]", "09:00")
	a.page.Set("[name=ends]", "10:30")
	a.page.Set("[name=count]", "6")
	a.page.Follow("[name=step][value=look]")
	a.page.Follow("[name=step][value=do]")
	a.page.Go(a.url + circle + "/year?view=list&month=2027-02")
	session := browser.Eval[string](a.page, `document.querySelectorAll("main a[href^='/sessions/']")[1].getAttribute("href")`)
	a.add("session-planned", session)
	a.add("replan", session+"/plan")
	a.add("rhythm", session+"/rhythm")
	a.add("cancel", session+"/cancel")
	a.shots(func(width int64, theme string) {
		a.page.Go(a.url + session + "/plan")
		a.page.Set("[name=begins]", "10:00")
		a.page.Set("[name=reach]", "following")
		a.page.Follow("[name=step][value=look]")
		a.keep("replan-looked-at", width, theme)
		a.page.Go(a.url + session + "/rhythm")
		browser.Eval[bool](a.page, `document.querySelector("[name=weekdays][value='4']").click(), true`)
		a.page.Follow("[name=step][value=look]")
		a.keep("rhythm-looked-at", width, theme)
		a.page.Go(a.url + session + "/plan")
		a.page.Set("[name=day]", "2027-02-10")
		a.page.Set("[name=reach]", "following")
		a.page.Follow("[name=step][value=look]")
		a.keep("rhythm-carried", width, theme)
	})
	a.page.Go(a.url + session + "/cancel")
	a.page.Follow("[name=step][value=do]")
	a.add("session-cancelled", session)
	a.add("restore", session+"/restore")
	a.shots(func(width int64, theme string) {
		a.page.Go(a.url + session + "/make-up")
		a.keep("make-up", width, theme)
		a.page.Follow("[name=step][value=look]")
		a.keep("make-up-looked-at", width, theme)
	})
	a.page.Follow("[name=step][value=do]")
	made = browser.Eval[string](a.page, "location.pathname")
	a.add("make-up-planned", made)
	a.add("make-up-cancel", made+"/cancel")
	a.add("session-made-up-for", session)
	a.add("group-planned", circle)
	return made
}

// awayFrom is a session ahead of which its supervisee says that they cannot come.
func (a album) awayFrom(who, circle string) {
	a.Helper()
	a.page.Go(a.url + circle)
	session := browser.Eval[string](a.page, `document.querySelector("main section a[href^='/sessions/']").getAttribute("href")`)
	var id schedule.SessionID
	if _, err := fmt.Sscanf(session, "/sessions/%d", &id); err != nil {
		a.Fatal(err)
	}
	mailed := "/absence/" + a.absenceKeyTo(who, id)
	a.add("ahead", session)
	a.add("absence-mailed", mailed)
	a.page.Go(a.url + session)
	a.page.Follow("form[action$='/absence'] button")
	a.add("ahead-said", session)
	a.add("absence-said", mailed)
}

// elsewhere looks at what tells times, as somebody who lives by other clocks.
func (a album) elsewhere(who string, pages [][2]string) {
	a.Helper()
	a.as(who).post("/account/clock", url.Values{"zone": {"America/Los_Angeles"}})
	a.signIn(a.page, who)
	for _, page := range pages {
		a.add("elsewhere-"+page[0], page[1])
	}
}

// close looks at a closure that is to be added, and at those that were.
func (a album) close() {
	a.Helper()
	a.shots(func(width int64, theme string) {
		a.page.Go(a.url + "/closures/new")
		a.page.Set("[name=from]", "2027-02-01")
		a.page.Set("[name=to]", "2027-02-12")
		a.page.Set("[name=name]", "Winter break")
		a.page.Follow("[name=step][value=look]")
		a.keep("closure-looked-at", width, theme)
	})
	a.page.Follow("[name=step][value=do]")
	a.add("closures-added", "/closures")
}

// prepare keeps an amendment of the sheet that is open for it.
func (a album) prepare() {
	a.Helper()
	browser.Eval[bool](a.page, `document.querySelector("[name='people[1].mark'][value=excused]").click(), true`)
	a.page.Set("[name=reason]", "She had said that she would be away")
	a.page.Follow("[value=keep]")
	a.page.Wait("#amendment")
}

// amend amends the sheet that is open for it.
func (a album) amend() {
	a.Helper()
	browser.Eval[bool](a.page, `document.querySelector("[name='people[1].mark'][value=absent]").click(), true`)
	a.page.Set("[name=began]", "10:05")
	a.page.Set("[name=reason]", "Read off the wrong line when it was filled in")
	a.page.Follow("[value=amend]")
	a.page.Wait("main .figure")
}

// fillIn looks at a sheet that is refused and filled in, and verifies it.
func (a album) fillIn(sheet string) {
	a.Helper()
	mark := func(person int, value string) {
		browser.Eval[bool](a.page, fmt.Sprintf(`document.querySelector("[name='people[%d].mark'][value=%s]").click(), true`, person, value))
	}
	a.shots(func(width int64, theme string) {
		a.page.Go(a.url + "/rules")
		browser.Eval[bool](a.page, `localStorage.clear(), true`) // what was typed for the picture before
		a.page.Go(a.url + sheet)
		mark(0, "late")
		a.page.Follow("[value=verify]")
		a.keep("sheet-refused", width, theme)
		browser.Eval[bool](a.page, `document.querySelector("[data-everyone]").click(), true`)
		mark(0, "late")
		mark(1, "early")
		mark(2, "excused")
		a.keep("sheet-filled", width, theme)
		a.page.Set("[name=focus]", "each")
		browser.Eval[bool](a.page, `document.querySelector("[data-person]:nth-child(2) .when-part details").open = true`)
		a.page.Set("[name='people[1].again[0].from']", "11:55")
		a.keep("sheet-pieces", width, theme)
		a.page.Set("[name='people[1].again[0].from']", "")
	})
	a.page.Follow("[value=nobody-came]")
	a.page.Wait("[value=somebody-came]")
	a.add("nobody-came", sheet)
	a.page.Follow("[value=somebody-came]")
	a.page.Follow("[value=did-not-take-place]")
	a.page.Wait("[value=took-place]")
	a.add("did-not-take-place", sheet)
	a.page.Follow("[value=took-place]")
	browser.Eval[bool](a.page, `document.querySelector("[data-everyone]").click(), true`)
	mark(0, "late")
	mark(1, "early")
	mark(2, "excused")
	a.page.Follow("[value=verify]")
	a.page.Wait("main .figure")
}
