package web

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
)

// audience is who may call a route.
type audience int

const (
	// anyone is asked nothing, and is given no cookie: machines, calendar programs, browsers fetching the stylesheet.
	anyone audience = iota
	// visitor may be signed in or not.
	visitor
	// signedIn is sent to the sign-in page otherwise. What they may see is asked for each subject (access.May).
	signedIn
	// keyHolder is signed in, or has come with the key to the one sheet at the address (access.Actor.Sheet).
	keyHolder
)

// route is one row of the table.
type route struct {
	who          audience
	method, path string
	handle       echo.HandlerFunc
}

// routes is the table of everything that answers here. HEAD goes with each GET.
func (w *web) routes() []route {
	return slices.Concat(w.general(), w.own(), w.operations(), w.teams(), w.overviews(), w.sessions(), w.records(), w.doors(), w.galleryRoutes())
}

// general are the routes of everybody, signed in or not.
func (w *web) general() []route {
	return []route{
		{anyone, http.MethodGet, "/healthz", w.health},
		{anyone, http.MethodGet, "/readyz", w.ready},
		{anyone, http.MethodGet, "/static/:hash/:file", w.assets.serve},
		{anyone, http.MethodGet, "/robots.txt", robots},
		{anyone, http.MethodGet, "/sheet-worker.js", w.sheetWorker},
		{anyone, http.MethodGet, "/without-signal", w.withoutSignal},
		{anyone, http.MethodGet, "/feeds/:file", w.feed},
		{anyone, http.MethodGet, "/public/coverage/:association", w.publicCoverage},

		{visitor, http.MethodGet, "/sign-in", w.signInOpen},
		{visitor, http.MethodPost, "/sign-in", w.signInUse},
		{visitor, http.MethodPost, "/sign-in/link", w.askLink},
		{visitor, http.MethodGet, "/sign-in/asked", w.linkAsked},
		{visitor, http.MethodGet, "/sign-in/password", w.enterOpen},
		{visitor, http.MethodPost, "/sign-in/password", w.enter},
		{visitor, http.MethodPost, "/sign-in/openid", w.openIDLeave},
		{visitor, http.MethodGet, PathBack, w.openIDBack},
		{visitor, http.MethodGet, pathToCode, w.codeOpen},
		{visitor, http.MethodPost, pathToCode, w.codeUse},
		{visitor, http.MethodGet, pathToEnrol, w.enrolOpen},
		{visitor, http.MethodPost, pathToEnrol, w.enrol},
		{visitor, http.MethodPost, "/sign-in/factor/done", w.enrolled},
		{visitor, http.MethodPost, "/sign-out", w.signOut},

		{visitor, http.MethodGet, access.AbsencePath + "/:key", w.absence},
		{visitor, http.MethodPost, access.AbsencePath + "/:key", w.absenceSay},
	}
}

// own are the routes of whoever is signed in, to what is theirs.
func (w *web) own() []route {
	return []route{
		{signedIn, http.MethodGet, "/account", w.account},
		{signedIn, http.MethodPost, atClock, w.clockChoose},
		{signedIn, http.MethodGet, "/account/password", w.passwordOpen},
		{signedIn, http.MethodPost, "/account/password", w.passwordSave},
		{signedIn, http.MethodGet, "/account/factor", w.enrolOpen},
		{signedIn, http.MethodPost, "/account/factor", w.enrol},
		{signedIn, http.MethodGet, pathToRenew, w.factorOpen},
		{signedIn, http.MethodPost, pathToRenew, w.codesRenew},
		{signedIn, http.MethodGet, pathToGiveUp, w.factorOpen},
		{signedIn, http.MethodPost, pathToGiveUp, w.factorEnd},
		{signedIn, http.MethodPost, "/account/openid/end", w.identityEnd},
		{signedIn, http.MethodPost, "/account/visits/end", w.visitEnd},
		{signedIn, http.MethodPost, "/account/visits/end-others", w.visitsEnd},

		{signedIn, http.MethodGet, "/", w.home},
		{signedIn, http.MethodGet, "/hours", w.hours},
		{signedIn, http.MethodGet, "/hours/what-if", w.whatIf},
		{signedIn, http.MethodGet, atWay, w.way},
		{signedIn, http.MethodGet, atWay + "/:matter/new", w.evidenceNew},
		{signedIn, http.MethodPost, atWay + "/:matter/new", w.evidenceNew},
		{signedIn, http.MethodGet, atWay + "/:matter/:evidence", w.evidencePiece},
		{signedIn, http.MethodPost, atWay + "/:matter/:evidence", w.evidencePiece},
		{signedIn, http.MethodGet, "/hours/:purpose", w.purpose},
		{signedIn, http.MethodGet, "/groups", w.groups},
		{signedIn, http.MethodGet, "/groups/:id", w.group},
		{signedIn, http.MethodGet, atRules, w.rulesInForce},
		{signedIn, http.MethodGet, atComing, w.rulesComing},
		{signedIn, http.MethodGet, atRecast, w.recast},
		{signedIn, http.MethodGet, atPast, w.past},
		{signedIn, http.MethodGet, "/mail", w.mailbox},
		{signedIn, http.MethodPost, "/mail", w.mailboxChoose},
	}
}

// teams are the routes of who sees others and their hours.
func (w *web) teams() []route {
	return []route{
		{signedIn, http.MethodGet, "/staff", w.staff},
		{signedIn, http.MethodGet, "/staff/table.csv", w.staffTableFile},
		{signedIn, http.MethodGet, "/staff/hours", w.staffHours},
		{signedIn, http.MethodGet, "/staff/hours.csv", w.staffFile},
		{signedIn, http.MethodGet, "/staff/model", w.model},
		{signedIn, http.MethodGet, "/staff/model.csv", w.modelFile},
		{signedIn, http.MethodGet, atMedicaid, w.medicaid},
		{signedIn, http.MethodGet, atMedicaid + ".csv", w.medicaidFile},
		{signedIn, http.MethodGet, "/staff/:person", w.member},
		{signedIn, http.MethodGet, "/staff/:person/hours", w.memberHours},
		{signedIn, http.MethodGet, "/staff/:person/sessions/:id", w.hour},
		{signedIn, http.MethodGet, "/staff/:person/what-if", w.whatIf},
		{signedIn, http.MethodGet, "/staff/:person/way", w.memberWay},
		{signedIn, http.MethodGet, "/staff/:person/:purpose", w.member},
	}
}

// overviews are the routes of who looks at a whole association, at how groups go and at what they provided.
func (w *web) overviews() []route {
	return []route{
		{signedIn, http.MethodGet, "/coverage", w.coverage},
		{signedIn, http.MethodGet, "/coverage.csv", w.coverageFile},
		{signedIn, http.MethodGet, "/coverage/programs/:id", w.coverOf},
		{signedIn, http.MethodGet, "/coverage/public", w.publishLook},
		{signedIn, http.MethodPost, "/coverage/public", w.publish},
		{signedIn, http.MethodGet, atProvided, w.provided},
		{signedIn, http.MethodGet, atProvided + ".csv", w.providedFile},
		{signedIn, http.MethodGet, atHealth, w.groupsHealth},
		{signedIn, http.MethodGet, "/groups/:id/health", w.groupHealth},
	}
}

// sessions are the routes of calendars, sessions, their sheets and what is said of them.
func (w *web) sessions() []route {
	return []route{
		{signedIn, http.MethodGet, "/groups/:id/year", w.yearOfGroup},
		{signedIn, http.MethodGet, atOwnYear, w.yearOfOnesOwn},
		{signedIn, http.MethodGet, atCalendar, w.calendar},
		{signedIn, http.MethodPost, atCalendar, w.calendarMake},
		{signedIn, http.MethodGet, atCalendar + "/:feed", w.calendarChange},
		{signedIn, http.MethodPost, atCalendar + "/:feed", w.calendarChange},
		{signedIn, http.MethodGet, "/associations/:association/year", w.yearOfAssociation},
		{signedIn, http.MethodGet, atNextYear, w.nextYear},
		{signedIn, http.MethodPost, atNextYear, w.nextYear},
		{signedIn, http.MethodGet, "/groups/:id/sessions/new", w.plan},
		{signedIn, http.MethodPost, "/groups/:id/sessions/new", w.plan},
		{signedIn, http.MethodGet, "/groups/:id/series/new", w.planSeries},
		{signedIn, http.MethodPost, "/groups/:id/series/new", w.planSeries},
		{signedIn, http.MethodGet, "/sessions/:id/plan", w.replan},
		{signedIn, http.MethodPost, "/sessions/:id/plan", w.replan},
		{signedIn, http.MethodGet, "/sessions/:id/rhythm", w.rhythm},
		{signedIn, http.MethodPost, "/sessions/:id/rhythm", w.rhythm},
		{signedIn, http.MethodGet, "/sessions/:id/cancel", w.cancel},
		{signedIn, http.MethodPost, "/sessions/:id/cancel", w.cancel},
		{signedIn, http.MethodGet, "/sessions/:id/restore", w.restore},
		{signedIn, http.MethodPost, "/sessions/:id/restore", w.restore},
		{signedIn, http.MethodGet, "/sessions/:id/make-up", w.makeUp},
		{signedIn, http.MethodPost, "/sessions/:id/make-up", w.makeUp},
		{keyHolder, http.MethodGet, "/sessions/:id", w.session},
		{keyHolder, http.MethodPost, "/sessions/:id", w.sheetSave},
		{keyHolder, http.MethodGet, "/sessions/:id/amend", w.amend},
		{signedIn, http.MethodPost, "/sessions/:id/absence", w.sayAhead},
		{signedIn, http.MethodPost, "/sessions/:id/dispute", w.dispute},
		{signedIn, http.MethodPost, "/sessions/:id/decline", w.decline},
		{signedIn, http.MethodGet, "/disputes", w.disputed},
		{signedIn, http.MethodGet, "/held", w.held},
		{signedIn, http.MethodPost, "/held", w.heldDecide},
		{signedIn, http.MethodGet, atEvidence, w.evidence},
		{signedIn, http.MethodPost, atEvidence, w.evidenceDecide},
	}
}

// records are the routes of what is kept: people, programs, closures, groups and who comes to belong to them.
func (w *web) records() []route {
	return []route{
		{signedIn, http.MethodGet, "/people", w.people},
		{signedIn, http.MethodGet, "/people/new", w.personNew},
		{signedIn, http.MethodPost, "/people/new", w.personNew},
		{signedIn, http.MethodGet, "/people/paste", w.peoplePaste},
		{signedIn, http.MethodPost, "/people/paste", w.peoplePaste},
		{signedIn, http.MethodGet, "/people/:id", w.person},
		{signedIn, http.MethodGet, "/people/:id/correct", w.personCorrect},
		{signedIn, http.MethodPost, "/people/:id/correct", w.personCorrect},
		{signedIn, http.MethodGet, "/people/:id/leave", w.parting},
		{signedIn, http.MethodPost, "/people/:id/leave", w.parting},
		{signedIn, http.MethodGet, "/people/:id/:matter/new", w.fact},
		{signedIn, http.MethodPost, "/people/:id/:matter/new", w.fact},
		{signedIn, http.MethodGet, "/people/:id/:matter/:fact", w.fact},
		{signedIn, http.MethodPost, "/people/:id/:matter/:fact", w.fact},
		{signedIn, http.MethodGet, "/programs", w.programs},
		{signedIn, http.MethodGet, "/programs/new", w.programNew},
		{signedIn, http.MethodPost, "/programs/new", w.programNew},
		{signedIn, http.MethodGet, "/programs/:id", w.programCorrect},
		{signedIn, http.MethodPost, "/programs/:id", w.programCorrect},
		{signedIn, http.MethodGet, "/closures", w.closures},
		{signedIn, http.MethodGet, "/closures/new", w.closureNew},
		{signedIn, http.MethodPost, "/closures/new", w.closureNew},
		{signedIn, http.MethodPost, "/closures/:id/remove", w.closureEnd},
		{signedIn, http.MethodGet, atOpenGroups, w.openGroups},
		{signedIn, http.MethodPost, "/groups/:id/place", w.place},
		{signedIn, http.MethodPost, "/groups/:id/requests/:request", w.answerRequest},
		{signedIn, http.MethodGet, "/groups/new", w.groupNew},
		{signedIn, http.MethodPost, "/groups/new", w.groupNew},
		{signedIn, http.MethodGet, "/groups/:id/correct", w.groupCorrect},
		{signedIn, http.MethodPost, "/groups/:id/correct", w.groupCorrect},
		{signedIn, http.MethodGet, "/groups/:id/members/new", w.membership},
		{signedIn, http.MethodPost, "/groups/:id/members/new", w.membership},
		{signedIn, http.MethodGet, "/groups/:id/members/:member", w.membership},
		{signedIn, http.MethodPost, "/groups/:id/members/:member", w.membership},
		{signedIn, http.MethodGet, "/groups/:id/members/:member/move", w.moveMember},
		{signedIn, http.MethodPost, "/groups/:id/members/:member/move", w.moveMember},
	}
}

// doors are the routes of who may sign in: inviting them, and what becomes of their accounts.
func (w *web) doors() []route {
	return []route{
		{signedIn, http.MethodGet, "/invitations", w.invitations},
		{signedIn, http.MethodGet, "/invitations/new", w.invite},
		{signedIn, http.MethodPost, "/invitations", w.inviteSend},
		{signedIn, http.MethodPost, "/invitations/:id/send", w.inviteAnew},
		{signedIn, http.MethodPost, "/invitations/:id/take-back", w.inviteEnd},

		{signedIn, http.MethodGet, "/accounts", w.accounts},
		{signedIn, http.MethodGet, "/accounts/:id", w.holder},
		{signedIn, http.MethodGet, "/accounts/:id/close", w.closing},
		{signedIn, http.MethodPost, "/accounts/:id/close", w.accountClose},
		{signedIn, http.MethodPost, "/accounts/:id/open", w.accountOpen},
		{signedIn, http.MethodPost, "/accounts/:id/address", w.accountReaddress},
		{signedIn, http.MethodPost, "/accounts/:id/roles", w.accountRole},
	}
}

// operations are the routes of the operator.
func (w *web) operations() []route {
	return []route{
		{signedIn, http.MethodPost, atCheck, w.check},
		{signedIn, http.MethodGet, "/outbox", w.outbox},
		{signedIn, http.MethodGet, "/outbox/:id", w.letter},
		{signedIn, http.MethodPost, "/outbox/:id/retry", w.letterRetry},
		{signedIn, http.MethodPost, "/outbox/:id/open", w.letterOpen},
	}
}

// admits is what a request of that audience passes before its handler.
func (w *web) admits(who audience) []echo.MiddlewareFunc {
	switch who {
	case signedIn:
		return []echo.MiddlewareFunc{bounded, w.recognised, w.requireActor, formed}
	case keyHolder:
		return []echo.MiddlewareFunc{bounded, w.recognised, w.keyed, w.requireActor, formed}
	case visitor:
		return []echo.MiddlewareFunc{bounded, w.recognised, formed}
	default:
		return nil
	}
}
