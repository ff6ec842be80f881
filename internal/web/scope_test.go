package web_test

import (
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/dbtest"
	"attune/internal/endorsement"
	"attune/internal/roster"
	"attune/internal/web"
)

// How each method of the store that the pages call reaches no further than whoever asks. A method that is added gets a
// row; so does a function that begins to call one.
//
//   - byActor: the query itself keeps to the relation of the actor that it is given: who they are, what they manage,
//     which associations they coordinate. TestEveryScopeHolds asks each of them.
//   - bySubject: it finds one subject by an id, and access is asked about that: by whoever calls, before anything of it is
//     shown, and inside the transaction by the decision that is handed in.
//   - bySecret: whoever has the secret may.
//   - nobodys: it holds nothing of anybody's.
type scope string

const (
	byActor   scope = "by actor"
	bySubject scope = "by subject"
	bySecret  scope = "by secret"
	nobodys   scope = "nobody's"
)

// reach is the scope of a method, and for each function that calls it where that can be read: a text of that function or,
// after a name and a colon, of the function of that name.
type reach struct {
	scope scope
	calls map[string]string
}

// reaches are those of all methods of web.Store.
var reaches = map[string]reach{
	"Agenda":          {byActor, map[string]string{"ownAgenda": "actor.Person"}},
	"Refusals":        {byActor, map[string]string{"refusedAtHome": "actor.Person"}},
	"DisputesFor":     {byActor, map[string]string{"ownStanding": "actor.Person", "disputesAtHome": "actor.Person"}},
	"CirclesOf":       {byActor, map[string]string{"feedCircles": "actor.Person, nil", "groups": "actor.Person, actor.Coordinates", "moveOf": "actor.Person, actor.Coordinates", "offered": "access.PlanGroup"}},
	"Pending":         {byActor, map[string]string{"ownPlaces": "actor.Person, nil", "placesAtHome": "actor.Person, actor.Coordinates"}},
	"OpenGroups":      {byActor, map[string]string{"lookForGroups": "actor.Association", "showOpenGroups": "actor.Association"}},
	"DisputesIn":      {byActor, map[string]string{"disputed": "actor.Coordinates"}},
	"WaitingIn":       {byActor, map[string]string{"gather": "coordinated: actor.Coordinates"}},
	"Awaiting":        {byActor, map[string]string{"showHeld": "actor.Coordinates"}},
	"EvidenceWaiting": {byActor, map[string]string{"showEvidence": "actor.Coordinates"}},
	"FindPrograms":    {byActor, map[string]string{"programs": "actor.Coordinates"}},
	"Roll":            {byActor, map[string]string{"people": "actor.Coordinates, actor.Manages", "personQuestion": "actor.Coordinates, nil", "recast": "actor.Coordinates, nil"}},
	"Accounts":        {byActor, map[string]string{"accounts": "actor.Coordinates, actor.Operates"}},
	"Invitations":     {byActor, map[string]string{"invitations": "actor.Manages, actor.Coordinates, actor.Operates"}},
	"VisitsOf":        {byActor, map[string]string{"showAccount": "actor.Account"}},
	"ChooseClock":     {byActor, map[string]string{"clockChoose": "actor.Account"}},
	"EndOneVisit":     {byActor, map[string]string{"visitEnd": "actor.Account"}},
	"EndOtherVisits":  {byActor, map[string]string{"visitsEnd": "actor.Account", "factorEnd": "actor.Account"}},
	"OwnPassword":     {byActor, map[string]string{"showAccount": "actor.Account", "passwordPage": "actor.Account", "offer": "account access.AccountID"}},
	"FactorOf":        {byActor, map[string]string{"showAccount": "actor.Account", "factorOpen": "actor.Account"}},
	"IdentitiesOf":    {byActor, map[string]string{"bound": "actor.Account"}},
	"Unbind":          {byActor, map[string]string{"identityEnd": "actor.Account"}},
	"Targets":         {byActor, map[string]string{"awaited": "actor.Person", "evidenceForm": "actor.Person"}},
	"Reader":          {byActor, map[string]string{"mailbox": "actor.Account"}},
	"ChooseMail":      {byActor, map[string]string{"mailboxChoose": "actor.Account"}},

	"NoticesWaiting":   {bySubject, map[string]string{"operation": "access.SeeOutbox"}},
	"Headcount":        {bySubject, map[string]string{"operation": "access.SeeUpkeep"}},
	"Storage":          {bySubject, map[string]string{"upkeepOf": "operation: access.SeeUpkeep"}},
	"SchemaStatus":     {bySubject, map[string]string{"upkeepOf": "operation: access.SeeUpkeep"}},
	"HolderOf":         {bySubject, map[string]string{"door": "access.SeeAccount"}},
	"GroupByExternal":  {bySubject, map[string]string{"groupForm": "groupFor: access.KeepGroup"}}, // leads to the page of the group, which asks
	"Unsigned":         {byActor, map[string]string{"gather": "coordinated: access.SeeAssociation"}},
	"Programs":         {bySubject, map[string]string{"coverOf": "access.SeeAssociation", "groupForm": "actor.Coordinates", "inviteOffer": "actor.Manages, actor.Coordinates", "pasteForm": "actor.Coordinates", "teamIn": "access.SeeStaff", "programCorrect": "access.KeepRecords", "programNames": "person: shown(", "programs": "f.actor.Manages", "pastOfProgram": "access.SeeStaff"}},
	"Standings":        {bySubject, map[string]string{"staffOf": "seesStanding: access.SeeStanding"}},
	"Tenancies":        {bySubject, map[string]string{"seenOf": "Days(actor)"}},
	"Toward":           {bySubject, map[string]string{"fillHours": "tenures: access.SeeStanding"}},
	"MissingSheets":    {bySubject, map[string]string{"missing": "access.SeeEntry"}},
	"Tenures":          {bySubject, map[string]string{"tenures": "access.SeeStanding"}},
	"Colleague":        {bySubject, map[string]string{"colleague": "access.SeeStanding", "memberWay": "access.SeeStanding", "pastOfRecord": "access.SeeRecord"}},
	"PastAbout":        {bySubject, map[string]string{"pastOfFact": "pastOfRecord: access.SeeRecord", "pastOfPlace": "access.SeeMembers", "pastOfClosure": "access.SeeAssociation"}},
	"RunsBefore":       {bySubject, map[string]string{"pastRuns": "pastOfDuty: access.SeeDuties"}},
	"Past":             {bySubject, map[string]string{"pastLines": "past: look(w, c, actor)"}},
	"PastNames":        {bySubject, map[string]string{"pastLines": "past: look(w, c, actor)"}},
	"Facts":            {bySubject, map[string]string{"suppose": "whatIf: access.KeepTargets", "recastAll": "access.SeeStanding"}},                // or one's own
	"Prospects":        {bySubject, map[string]string{"foresee": "colleague: access.SeeStanding", "staffOf": "seesStanding: access.SeeStanding"}}, // or one's own
	"Judgements":       {bySubject, map[string]string{"standingOf": "colleague: access.SeeStanding", "ownPart": "actor.Person"}},
	"Lines":            {bySubject, map[string]string{"standingOf": "colleague: access.SeeStanding", "tenures": "access.SeeStanding"}},
	"Record":           {bySubject, map[string]string{"recordFor": "access.May(actor, act", "doubts": "access.SeeRecord", "groupForm": "groupFor: access.KeepGroup", "invitationFor": "access.SeeRecord", "belonging": "groupFor: access.KeepGroup", "showOpenGroups": "actor.Person"}},
	"ChangeRecord":     {bySubject, map[string]string{"deciding": "decided: access.May(actor, act"}},
	"Leave":            {bySubject, map[string]string{"put": "l.Part(f.actor, subject"}},
	"CorrectPerson":    {bySubject, map[string]string{"personCorrect": "access.KeepRecord"}},
	"AddPeople":        {bySubject, map[string]string{"newPerson": "access.KeepRecords", "pasteForm": "access.KeepRecords"}},
	"GroupRecord":      {bySubject, map[string]string{"groupFor": "access.KeepGroup", "requestsIn": "group: access.AnswerRequest", "place": "asksForPlace: access.AskPlace", "ask": "groupFor: access.KeepGroup"}}, // of those that moveOf offers
	"MoveMember":       {bySubject, map[string]string{"put": "access.May(m.actor, access.KeepGroup"}},
	"ChangeGroup":      {bySubject, map[string]string{"putGroup": "access.KeepRecords", "putMembership": "access.KeepGroup", "enlist": "access.KeepGroup", "answerRequest": "access.AnswerRequest", "place": "asksForPlace: access.AskPlace"}},
	"ChangeProgram":    {bySubject, map[string]string{"programForm": "access.KeepRecords"}},
	"Circle":           {bySubject, map[string]string{"group": "access.SeeGroup", "yearOfGroup": "access.SeeGroup", "groupFor": "access.KeepGroup", "plannableGroup": "access.PlanGroup", "answerRequest": "access.AnswerRequest", "pastOfGroup": "access.SeeGroup", "pastOfPlace": "access.SeeMembers"}},
	"Meetings":         {bySubject, map[string]string{"group": "access.SeeGroup", "yearOfGroup": "access.SeeGroup", "lastMeeting": "plannableGroup: access.PlanGroup", "stand": "groupFor: access.KeepGroup"}},
	"Ground":           {bySubject, map[string]string{"put": "decide: access.PlanGroup"}},
	"SayAhead":         {bySubject, map[string]string{"sayAhead": "access.SayAhead", "absenceSay": "access.SayAhead"}},
	"PlanSession":      {bySubject, map[string]string{"put": "decide: access.PlanGroup"}},
	"Listeners":        {bySubject, map[string]string{"hearing": "access.PlanGroup"}},
	"ListenersAtOnce":  {bySubject, map[string]string{"heardOf": "hearing: access.PlanGroup"}},
	"Course":           {bySubject, map[string]string{"cancelForm": "replanningOf: plannableGroup", "replanForm": "plannableGroup: access.PlanGroup", "onOtherDays": "replanningOf: plannableGroup", "rhythmForm": "plannableGroup: access.PlanGroup", "put": "access.PlanGroup"}},
	"ReviseSeries":     {bySubject, map[string]string{"put": "access.PlanGroup"}},
	"Standing":         {bySubject, map[string]string{"lost": "plannableGroup: access.PlanGroup", "replanningOf": "plannableGroup: access.PlanGroup", "write": "access.PlanGroup"}},
	"ReplanSession":    {bySubject, map[string]string{"write": "access.PlanGroup"}},
	"Season":           {bySubject, map[string]string{"put": "decide: access.PlanGroup", "propose": "plannableGroup: access.PlanGroup"}},
	"Copyable":         {byActor, map[string]string{"copyable": "n.actor.Person, n.actor.Coordinates"}},
	"Seasoned":         {bySubject, map[string]string{"season": "copyable: n.actor.Person, n.actor.Coordinates"}},
	"CopyGroup":        {bySubject, map[string]string{"write": "decide: access.CopyGroup"}},
	"PlanSeries":       {bySubject, map[string]string{"put": "decide: access.PlanGroup"}},
	"Closures":         {bySubject, map[string]string{"closures": "access.SeeAssociation", "show": "yearOfGroup: access.SeeGroup", "put": "access.May(n.actor, access.KeepRecords"}},
	"AddClosure":       {bySubject, map[string]string{"put": "access.May(n.actor, access.KeepRecords"}},
	"RemoveClosure":    {bySubject, map[string]string{"closureEnd": "access.KeepRecords"}},
	"MeetingsOf":       {bySubject, map[string]string{"yearOfOnesOwn": "actor.Person", "besideGroup": "yearOfGroup: access.SeeMembers"}},
	"MeetingsIn":       {bySubject, map[string]string{"yearOfAssociation": "access.SeeAssociation", "put": "access.May(n.actor, access.KeepRecords"}},
	"Occurrence":       {bySubject, map[string]string{"related": "seenBy: access.SeeSession"}},
	"Belongs":          {bySubject, map[string]string{"seenBy": "access.SeeSession"}},
	"Sheet":            {bySubject, map[string]string{"sheetView": "seenBy: access.SeeSession", "pastOfSession": "seenBy: access.SeeSession", "absent": "access.SayAhead"}},
	"SheetNames":       {bySubject, map[string]string{"sheetView": "seenBy: access.SeeSession", "namesIn": "seenBy: access.SeeSession", "requestsIn": "group: access.AnswerRequest"}},
	"Versions":         {bySubject, map[string]string{"hour": "access.SeeEntry", "ownPart": "actor.Person", "amendments": "showVerified: access.SeeSheet"}},
	"Amendments":       {bySubject, map[string]string{"verified": "showVerified: access.SeeSheet"}},
	"ReceiveSheet":     {bySubject, map[string]string{"receive": "decision: access.May(actor, actOf"}}, // and close asks for its acts
	"SheetReceived":    {bySubject, map[string]string{"received": "account access.AccountID"}},
	"UpdateDispute":    {bySubject, map[string]string{"step": "access.May(actor, act, now)"}},
	"FindPeople":       {bySubject, map[string]string{"find": "access.BringIn", "meant": "plannableGroup: access.PlanGroup"}},
	"PeopleNamed":      {bySubject, map[string]string{"coverers": "access.SeeStanding", "copied": "copyable: n.actor.Person, n.actor.Coordinates", "bringIn": "access.BringIn", "meant": "n.circle.Association", "namesOf": "plannableGroup: access.PlanGroup"}},
	"Portfolio":        {bySubject, map[string]string{"showEvidenceOf": "access.ConfirmEvidence", "showWay": "memberWay: access.SeeStanding", "evidencePiece": "f.actor.Person"}},
	"ChangeEvidence":   {bySubject, map[string]string{"changing": "may: access.KeepEvidence"}},
	"FeedsOf":          {bySubject, map[string]string{"showCalendar": "keepsFeeds: access.KeepFeeds", "ownFeed": "access.KeepFeeds"}},
	"CreateFeed":       {bySubject, map[string]string{"calendarMake": "keepsFeeds: access.KeepFeeds"}},
	"StyleFeed":        {bySubject, map[string]string{"feedForm": "access.KeepFeeds"}},
	"RevokeFeed":       {bySubject, map[string]string{"feedForm": "access.KeepFeeds"}},
	"Holdings":         {bySubject, map[string]string{"medicaidOf": "fill: access.SeeRecord"}},
	"DecideEvidence":   {bySubject, map[string]string{"evidenceDecide": "access.ConfirmEvidence"}},
	"DecideHeld":       {bySubject, map[string]string{"heldDecide": "access.DecideHeld"}},
	"Holder":           {bySubject, map[string]string{"heldAccount": "access.May(actor, act", "pastOfAccount": "access.SeeAccount"}},
	"CloseAccount":     {bySubject, map[string]string{"accountClose": "h.Close(actor"}},
	"ReopenAccount":    {bySubject, map[string]string{"accountOpen": "h.Reopen(actor"}},
	"ReaddressAccount": {bySubject, map[string]string{"accountReaddress": "h.Readdress(actor"}},
	"GiveRole":         {bySubject, map[string]string{"accountRole": "h.Give(actor"}},
	"TakeRole":         {bySubject, map[string]string{"accountRole": "h.Take(actor"}},
	"Welcome":          {bySubject, map[string]string{"inviteSend": "k.Welcome(actor"}},
	"SendAgain":        {bySubject, map[string]string{"inviteAnew": "access.MayInvite(actor"}},
	"Invitation":       {bySubject, map[string]string{"pastOfInvitation": "access.MayInvite(actor"}},
	"TakeBack":         {bySubject, map[string]string{"inviteEnd": "access.MayInvite(actor"}},
	"Practising":       {byActor, map[string]string{"practice": "actor.Person"}},
	"ProvidedLines":    {byActor, map[string]string{"practice": "actor.Person", "providedOf": "actor.Person"}},
	"Away":             {byActor, map[string]string{"practice": "actor.Person"}},
	"Endings":          {byActor, map[string]string{"gather": "coordinated: access.SeeAssociation"}},
	"Courses":          {byActor, map[string]string{"groupsHealth": "actor.Person, actor.Coordinates", "groupHealth": "actor.Person, actor.Coordinates", "gather": "coordinated: access.SeeAssociation"}},
	"Coverages":        {byActor, map[string]string{"gather": "coordinated: access.SeeAssociation"}},
	"Coverage":         {bySubject, map[string]string{"coverageAsked": "coverageIn: access.SeeAssociation", "coverOf": "access.SeeAssociation", "publication": "renderPublic: PublicSince"}}, // or publishLook, which asks
	"PublicSince":      {bySubject, map[string]string{"coverage": "coverageIn: access.SeeAssociation", "publishLook": "publishes: access.PublishCoverage", "renderPublic": "!public"}},
	"PublishCoverage":  {bySubject, map[string]string{"publish": "publishes: access.PublishCoverage"}},
	"Outbox":           {bySubject, map[string]string{"outbox": "access.SeeOutbox"}},
	"Notice":           {bySubject, map[string]string{"keptLetter": "access.May(actor"}},
	"RetryNotice":      {bySubject, map[string]string{"letterRetry": "access.KeepOutbox"}},
	"NewestRuns":       {bySubject, map[string]string{"operation": "access.SeeDuties"}},
	"PersonByExternal": {bySubject, map[string]string{"newPerson": "access.KeepRecords"}}, // leads to the page of who was added, which asks

	"PollFeed":     {bySecret, map[string]string{"feed": "access.Token(token).Hash()"}},
	"ShowFeed":     {bySecret, map[string]string{"shown": "poll.Feed.ID"}},
	"Calendar":     {bySecret, map[string]string{"eventsOf": "renderFeed: poll.Feed,"}},
	"OpenCalendar": {bySecret, map[string]string{"openEvents": "renderFeed: poll.Feed,"}},
	"SheetKey":     {bySecret, map[string]string{"keyed": "token.Hash()"}},
	"AbsenceKey":   {bySecret, map[string]string{"absent": "token.Hash()"}},
	"FindVisit":    {bySecret, nil}, // by the session library, as the hash of the cookie
	"KeepVisit":    {bySecret, nil},
	"EndVisit":     {bySecret, nil},
	"ActorOf":      {bySecret, map[string]string{"recognised": "account", "keyed": "account", "absent": "account"}},

	"Edition": {nobodys, map[string]string{"get": "Edition"}},
	"Ready":   {nobodys, map[string]string{"ready": "Ready"}},
}

// functions are the sources of the package's functions and methods, by name; of several of one name all of them.
func functions(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := make(map[string]string)
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		set := token.NewFileSet()
		parsed, err := parser.ParseFile(set, file, text, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range parsed.Decls {
			if f, is := d.(*ast.FuncDecl); is {
				found[f.Name.Name] += string(text[set.Position(f.Pos()).Offset:set.Position(f.End()).Offset])
			}
		}
	}
	return found
}

var storeCall = regexp.MustCompile(`\b[sS]tore\.(\w+)\(`)

// A method that nobody has said anything of may show anybody anything.
func TestEveryMethodOfTheStoreHasAScope(t *testing.T) {
	t.Parallel()
	methods, sources := make(map[string]bool), functions(t)
	for m := range reflect.TypeFor[web.Store]().Methods() {
		methods[m.Name] = true
		if reaches[m.Name].scope == "" {
			t.Errorf("%s has no row: is it scoped by the actor, or is access asked about what it finds?", m.Name)
		}
	}
	for name, r := range reaches {
		if !methods[name] {
			t.Errorf("%s is no method of the store any more", name)
		}
		for caller, shown := range r.calls {
			where, text := caller, shown
			if other, rest, found := strings.Cut(shown, ": "); found {
				where, text = other, rest
			}
			switch {
			case !strings.Contains(sources[caller], "tore."+name+"("):
				t.Errorf("%s does not call %s any more", caller, name)
			case !strings.Contains(sources[where], text):
				t.Errorf("%s calls %s, but %s does not say %q: who asks whether they may?", caller, name, where, text)
			}
		}
	}
	for caller, source := range sources {
		for _, m := range storeCall.FindAllStringSubmatch(source, -1) {
			if r, known := reaches[m[1]]; known && r.calls[caller] == "" {
				t.Errorf("%s calls %s; say in its row who asks whether they may", caller, m[1])
			}
		}
	}
}

// scoped asks the methods that are scoped by the actor in their query, as somebody who reaches an association, a program
// and one person of it.
var scoped = map[string]func(ctx context.Context, v *town, as reacher) (any, error){
	"Agenda": func(ctx context.Context, v *town, as reacher) (any, error) {
		return v.store.Agenda(ctx, as.person, noon.AddDate(-1, 0, 0), noon.AddDate(1, 0, 0), noon)
	},
	"Unsigned": func(ctx context.Context, v *town, as reacher) (any, error) {
		return v.store.Unsigned(ctx, as.associations, noon, 100)
	},
	"Endings": func(ctx context.Context, v *town, as reacher) (any, error) {
		return v.store.Endings(ctx, as.associations, day.Span{From: as.today.AddYears(-1), To: as.today.AddYears(1)})
	},
	"Coverages": func(ctx context.Context, v *town, as reacher) (any, error) {
		edition, err := v.store.Edition(ctx)
		if err != nil {
			return nil, err
		}
		today := make(map[roster.Association]day.Date)
		for _, code := range as.associations {
			today[code] = as.today
		}
		each, err := v.store.Coverages(ctx, edition, "birth_to_three", as.today.AddDays(-7), today)
		var list []endorsement.Cover
		for _, code := range as.associations {
			list = append(list, each[code].On(as.today)...)
		}
		return list, err
	},
	"DisputesFor": func(ctx context.Context, v *town, as reacher) (any, error) {
		return v.store.DisputesFor(ctx, as.person)
	},
	"CirclesOf": func(ctx context.Context, v *town, as reacher) (any, error) {
		return v.store.CirclesOf(ctx, as.person, as.associations, as.today, "", 0, 100)
	},
	"Copyable": func(ctx context.Context, v *town, as reacher) (any, error) {
		return v.store.Copyable(ctx, as.person, as.associations, noon, 0, 100)
	},
	"Pending": func(ctx context.Context, v *town, as reacher) (any, error) {
		return v.store.Pending(ctx, as.person, as.associations)
	},
	"OpenGroups": func(ctx context.Context, v *town, as reacher) (any, error) {
		return v.store.OpenGroups(ctx, as.associations[0], noon, noon.AddDate(0, 1, 0))
	},
	"DisputesIn": func(ctx context.Context, v *town, as reacher) (any, error) {
		return v.store.DisputesIn(ctx, as.associations, 100)
	},
	"Practising": func(ctx context.Context, v *town, as reacher) (any, error) {
		edition, err := v.store.Edition(ctx)
		if err != nil {
			return nil, err
		}
		p, err := v.store.Practising(ctx, edition, as.person, v.clock())
		return []any{p.Provider, p.Held, p.Planned}, err
	},
	"ProvidedLines": func(ctx context.Context, v *town, as reacher) (any, error) {
		return v.store.ProvidedLines(ctx, as.person, v.clock().AddDate(-1, 0, 0), v.clock())
	},
	"Away": func(ctx context.Context, v *town, as reacher) (any, error) {
		return v.store.Away(ctx, as.person, v.clock(), v.clock().AddDate(1, 0, 0))
	},
	"Courses": func(ctx context.Context, v *town, as reacher) (any, error) {
		return v.store.Courses(ctx, as.person, as.associations, day.Span{From: as.today.AddYears(-1), To: as.today}, 0)
	},
	"WaitingIn": func(ctx context.Context, v *town, as reacher) (any, error) {
		return v.store.WaitingIn(ctx, as.associations, v.clock())
	},
	"Awaiting": func(ctx context.Context, v *town, as reacher) (any, error) {
		return v.store.Awaiting(ctx, as.associations, endorsement.Place{}, 100)
	},
	"EvidenceWaiting": func(ctx context.Context, v *town, as reacher) (any, error) {
		return v.store.EvidenceWaiting(ctx, as.associations, 0, 100)
	},
	"FindPrograms": func(ctx context.Context, v *town, as reacher) (any, error) {
		return v.store.FindPrograms(ctx, as.associations, "", 0, 100)
	},
	"Roll": func(ctx context.Context, v *town, as reacher) (any, error) {
		return v.store.Roll(ctx, nil, as.programs, "", 0, as.today, 100)
	},
	"Accounts": func(ctx context.Context, v *town, as reacher) (any, error) {
		return v.store.Accounts(ctx, as.associations, false, "", 0, 100)
	},
	"Invitations": func(ctx context.Context, v *town, as reacher) (any, error) {
		return v.store.Invitations(ctx, as.programs, as.associations, false, "", 0, 100)
	},
	"VisitsOf":       func(ctx context.Context, v *town, as reacher) (any, error) { return v.store.VisitsOf(ctx, as.account) },
	"ChooseClock":    nil,
	"EndOneVisit":    nil, // told in TestSignedInHere and its like: they change something
	"EndOtherVisits": nil,
	"OwnPassword": func(ctx context.Context, v *town, as reacher) (any, error) {
		_, words, err := v.store.OwnPassword(ctx, as.account)
		return words, err
	},
	"FactorOf": func(ctx context.Context, v *town, as reacher) (any, error) { return v.store.FactorOf(ctx, as.account) },
	"IdentitiesOf": func(ctx context.Context, v *town, as reacher) (any, error) {
		return v.store.IdentitiesOf(ctx, as.account)
	},
	"Unbind":     nil,
	"Refusals":   func(ctx context.Context, v *town, as reacher) (any, error) { return v.store.Refusals(ctx, as.person) },
	"Targets":    func(ctx context.Context, v *town, as reacher) (any, error) { return v.store.Targets(ctx, as.person) },
	"Reader":     func(ctx context.Context, v *town, as reacher) (any, error) { return v.store.Reader(ctx, as.account) },
	"ChooseMail": nil,
}

// reacher is how far somebody reaches.
type reacher struct {
	account      access.AccountID
	person       roster.PersonID
	programs     []roster.ProgramID
	associations []roster.Association
	today        day.Date
}

// Of two associations that look alike, whoever reaches one finds nothing of the other; Bo, who works in both, is
// Connecticut's, and Eve, who does, is Michigan's: a manager of Connecticut's sees her by name, as its coordinator does who
// provides one of its groups.
func TestEveryScopeHolds(t *testing.T) {
	t.Parallel()
	for name, r := range reaches {
		if _, told := scoped[name]; told != (r.scope == byActor) {
			t.Errorf("%s is scoped %s; it is to be asked here: %v", name, r.scope, !told)
		}
	}
	dir := bundle(t, twins)
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		v := settle(t, db, noon, dir)
		v.invite("cora@one.example", "CT")
		v.invite("mia.North@one.example", "MI")
		for _, i := range []access.Invitation{
			{Email: "new@one.example", Name: "New", Role: access.Practitioner, Association: "CT", Program: roster.ProgramID(v.program("h1")), From: day.MustParse("2026-12-01")},
			{Email: "new@one.example.org", Name: "New North", Role: access.Practitioner, Association: "MI", Program: roster.ProgramID(v.program("h10")), From: day.MustParse("2026-12-01")},
		} {
			v.invites(i)
		}
		v.training("p3")
		v.training("p30")
		as := func(person, program, association string) reacher {
			b := v.as(person)
			b.page("/")
			account := access.AccountID(0)
			_, _ = fmt.Sscan(v.accountOf(person)[":id"], &account)
			return reacher{account, v.person(person), []roster.ProgramID{roster.ProgramID(v.program(program))}, []roster.Association{roster.Association(association)}, day.MustParse("2026-11-19")}
		}
		here, there := as("p3", "h1", "CT"), as("p30", "h10", "MI")
		for _, name := range slices.Sorted(maps.Keys(scoped)) {
			ask := scoped[name]
			if ask == nil {
				continue
			}
			ours, err := ask(v.Context(), v, here)
			theirs, err2 := ask(v.Context(), v, there)
			if err != nil || err2 != nil {
				t.Errorf("%s: %v, %v", name, err, err2)
			}
			text := strings.NewReplacer("Eve Hill North", "Eve", "eve@one.example.org", "", "ProviderName:Ruth Oak North", "", "LeadName:Ruth Oak North", "").Replace(fmt.Sprintf("%+v", ours))
			if strings.Contains(text, "North") || strings.Contains(text, "example.org") {
				t.Errorf("%s tells Connecticut of Michigan: %s", name, text)
			}
			if other := fmt.Sprintf("%+v", theirs); reflect.ValueOf(theirs).Kind() == reflect.Slice && slices.Contains([]string{"CirclesOf", "Copyable", "EvidenceWaiting", "FindPrograms", "Roll", "Accounts", "Invitations"}, name) && !strings.Contains(other, "North") {
				t.Errorf("%s tells Michigan nothing of itself: %s", name, other)
			}
		}
	})
}
