package web

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/history"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// pastMatters are what belongs to a person or a group, as its history calls it.
var pastMatters = map[roster.Matter]string{
	roster.EmploymentMatter: "employment", roster.CredentialMatter: "credential", roster.TargetMatter: "target", roster.MembershipMatter: "place in a group",
	roster.RequestMatter: "place in a group", "series": "series of sessions", "evidence": "evidence",
}

// pastActs are what somebody did, after who it was.
var pastActs = map[string]string{
	"person.added": "put this person on record", "person.updated": "corrected the record",
	"program.added": "added the program", "program.updated": "corrected the program",
	"group.added": "added the group", "group.updated": "corrected the group",
	"employment.added": "put employment on record", "employment.updated": "changed employment", "employment.removed": "took employment off the record",
	"credential.added": "put a credential on record", "credential.updated": "changed a credential", "credential.removed": "took a credential off the record",
	"target.added": "opened a target", "target.updated": "changed a target", "target.removed": "withdrew a target",
	"membership.added": "put a place in a group on record", "membership.updated": "changed a place in a group", "membership.removed": "took a place in a group off the record",
	"request.asked": "asked for a place in a group", "request.waiting": "put a request for a place on the waiting list", "request.offered": "offered a place in a group",
	"request.taken": "took the place that was offered", "request.declined": "declined the place that was offered", "request.lapsed": "let an offer of a place run out",
	"request.refused": "said no to a request for a place", "request.withdrawn": "took back a request for a place, or the offer of one",
	"evidence.asked": "asked for a reference", "evidence.given": "entered evidence", "evidence.confirmed": "confirmed evidence",
	"evidence.refused": "did not accept evidence", "evidence.withdrawn": "took evidence back",
	"hour.counted": "decided that an hour that waited counts", "hour.rejected": "decided that an hour that waited does not count",
	"decision.added": "brought a decision on an hour that waited", "decision.updated": "changed a decision on an hour that waited",
	"closure.added": "had groups not meet on these days", "closure.removed": "took these days back",
	"coverage.published": "had everybody read how many programs are covered", "coverage.withdrawn": "took back from everybody how many programs are covered",
	"rules.loaded": "put an edition of the rules in force", "mail.retried": "had the mail tried again",
	"series.added": "planned a series of sessions", "series.changed": "changed a series of sessions",
	"session.added": "planned the session", "session.updated": "changed the session", "session.moved": "moved the session to another time", "session.changed": "changed what was planned of the session",
	"session.cancelled": "cancelled the session", "session.stands": "put the cancelled session back in its place",
	"session.called_off": "said that the session did not take place", "session.restored": "said that the session took place after all",
	"sheet.saved": "saved marks on the sheet", "sheet.verified": "verified the sheet", "sheet.amended": "verified the sheet again, amended",
	"sheet.voided": "opened the sheet again, so that it counts for nobody", "sheet.dropped": "dropped the marks of the sheet",
	"amendment.kept": "prepared an amendment that waits to be verified", "amendment.taken_back": "took back an amendment that waited",
	"absence.said": "said ahead that they cannot come", "absence.taken_back": "said that they can come after all",
	"dispute.opened": "said that a mark is not right", "dispute.amended": "amended a mark that was disputed", "dispute.declined": "said that a disputed mark stands", "dispute.withdrawn": "took back that a mark is not right",
	"account.created": "opened this account", "account.linked": "gave this account to somebody on the roster", "account.closed": "closed this account", "account.reopened": "opened this account again",
	"account.readdressed": "gave this account another e-mail", "coordinator.granted": "made its holder a coordinator", "coordinator.taken": "ended the role of coordinator",
	"operator.granted": "made its holder an operator", "operator.taken": "ended the role of operator",
	"invitation.sent": "sent the invitation", "invitation.taken_back": "took the invitation back",
	"feed.created": "made this calendar address", "feed.styled": "chose anew what it shows", "feed.revoked": "ended this calendar address", "feed.lapsed": "ended this calendar address, which nobody read",
	"link.created": "had a link to sign in made", "link.used": "signed in with a link", "password.changed": "set a password", "password.used": "signed in with a password",
	"openid.used": "signed in with another service", "openid.bound": "bound another service to the account", "openid.unbound": "ended the way in with another service",
	"second-factor.set": "set up a second factor", "second-factor.reset": "reset the second factor", "second-factor.ended": "gave up the second factor", "recovery.renewed": "had new recovery codes made",
	"visit.ended": "signed a browser out", "visits.ended": "signed all other browsers out", "mail.chosen": "chose which mails come", "clock.chosen": "chose a clock", "sheet.key.created": "had the address of a sheet made",
}

// seenBySupervisees is what who was to receive a session is told of it, whoever did it.
var seenBySupervisees = []string{
	"session.added", "session.updated", "session.moved", "session.changed", "session.cancelled", "session.stands", "session.called_off", "session.restored",
	"sheet.verified", "sheet.amended", "sheet.voided",
}

// seenByKeepers is what who keeps accounts is told of somebody else's: never when they signed in, nor with what.
var seenByKeepers = []string{
	"account.created", "account.linked", "account.closed", "account.reopened", "account.readdressed", "coordinator.granted", "coordinator.taken", "operator.granted", "operator.taken",
}

// pastFields are the fields of records, as they are called.
var pastFields = map[string]string{
	"from": "first day", "to": "last day", "program": "program", "role": "role", "fte": "share of full time", "serves": "serves", "supervises": "supervises who serve",
	"category": "category", "status": "status", "degree": "degree", "group": "group",
	"Name": "name", "Email": "e-mail", "Region": "region", "Association": "association", "Kind": "kind", "Model": "home-visiting model",
	"Provider": "provider", "TimeZone": "clocks of", "Format": "format", "Modality": "how", "Capacity": "room for", "Place": "place", "Program": "program",
	"Funding": "who pays", "CostCents": "cost of a session", "Open": "open to requests", "CallShown": "address of the call in calendars", "Syllabus": "what it is about",
	"Areas": "competency areas", "OfWhich": "all of it is about", "MeantFor": "meant for people in",
}

// teller tells lines of a history to somebody.
type teller struct {
	pastOf
	actor   access.Actor
	names   history.Names
	edition *rulebook.Edition
	clock   *time.Location // the reader's
}

// line is a line in words.
func (t teller) line(l history.Line) pastLine {
	v := pastLine{When: moment(l.At, t.clock), To: t.about(l), Changes: t.changes(l)}
	words, known := pastActs[l.Act]
	if !known {
		words = "did something that this page has no words for (" + l.Act + ")"
	}
	if l.Act == "request.taken" && t.names.Authors[l.Actor].Person != l.About.Person { // nobody takes a place for somebody else
		words = "said yes to a request for a place"
	}
	if v.Says = t.who(l) + " " + words; l.Actor == t.actor.Account.String() {
		v.Says = strings.ReplaceAll(v.Says, " they ", " you ")
	}
	if t.tellsWhy(l) {
		v.Reason = l.Reason
	}
	return v
}

// tellsWhy tells whether the reader is told why something was done. A manager is told of what they did themself, and of
// employment that was in their own programs before and after: what a coordinator wrote of anything else about somebody is
// between the two of them.
func (t teller) tellsWhy(l history.Line) bool {
	if t.staffOf == nil || l.Actor == t.actor.Account.String() {
		return t.reasons
	}
	own := func(fact map[string]string) bool {
		return fact["program"] == "" || slices.Contains(t.staffOf, programIn(fact["program"]))
	}
	return t.reasons && strings.HasPrefix(l.Subject, string(roster.EmploymentMatter)+":") && own(l.Was) && own(l.Is)
}

// who did it. Their account is asked about, like its page: whoever may see that is told the name. So is whoever sees a thing
// of those it belongs to. Anybody else is told what whoever did it is now.
func (t teller) who(l history.Line) string {
	author, known := t.names.Authors[l.Actor]
	switch {
	case l.Actor == t.actor.Account.String():
		return "You"
	case !strings.HasPrefix(l.Actor, "account:"):
		return machine(l.Actor)
	case !known:
		return "Somebody"
	case author.Person != 0 && t.known[author.Person] || access.May(t.actor, access.SeeAccount, holderBehind(author)) == nil:
		return author.Name
	case author.Operates && l.Association == "":
		return "The operator"
	case slices.Contains(author.Coordinates, l.Association):
		return "The coordinator"
	case author.Manages && strings.HasPrefix(l.Act, "employment."):
		return "A manager"
	default:
		return "Somebody"
	}
}

// programIn is a program's id as it was written down; zero for none.
func programIn(text string) roster.ProgramID {
	id, _ := strconv.ParseInt(text, 10, 64)
	return roster.ProgramID(id)
}

// holderBehind is an author's account as access judges it.
func holderBehind(a history.Author) access.Holder {
	l := access.ListedAccount{Account: access.Account{ID: access.AccountID(a.Account), Person: a.Person}, Home: a.Home, Coordinates: a.Coordinates, Operates: a.Operates}
	return l.Holder()
}

// machine is who did it where no account did.
func machine(name string) string {
	switch name {
	case access.TheOperator:
		return "The operator"
	case "import":
		return "An import"
	default:
		return "Attune, by itself,"
	}
}

// about is what was changed, as it stood; empty for the thing itself whose history it is.
func (t teller) about(l history.Line) string {
	a := l.About
	var words []string
	switch matter, _, _ := strings.Cut(l.Subject, ":"); roster.Matter(matter) {
	case roster.EmploymentMatter:
		words = []string{capital(a.Word), t.program(a.Program), since(a.From)}
	case roster.CredentialMatter, roster.TargetMatter:
		words = []string{explainer{edition: t.edition}.title(roster.Category(a.Word)), since(a.From)}
	case roster.MembershipMatter, roster.RequestMatter:
		words = []string{t.names.Groups[a.Group], since(a.From)}
		if t.scope.Group != 0 { // the heading names the group
			words[0] = t.names.People[a.Person]
		}
	case "evidence":
		words = []string{pastEvidence[a.Word]}
	}
	return joined(words...)
}

// pastEvidence are the matters of evidence.
var pastEvidence = map[string]string{
	"training": "Training", "education": "Education", "work": "Work experience", "reference": "Reference", "agreement": "Agreement", "membership": "Membership", "exam": "Exam",
}

func since(from day.Date) string {
	if from == 0 {
		return ""
	}
	return "from " + plainDate(from)
}

// program is what a program is called, to whom it may be named.
func (t teller) program(id roster.ProgramID) string {
	switch name := t.names.Programs[id]; {
	case id == 0:
		return ""
	case t.staffOf != nil && !slices.Contains(t.staffOf, id):
		return "another program"
	case name == "":
		return "a program"
	default:
		return name
	}
}

// changes are the fields that differ, in the order of their names; none of what was added or taken off the record.
func (t teller) changes(l history.Line) []pastChange {
	var list []pastChange
	for field, was := range l.Was {
		is, there := l.Is[field]
		if !there || was == is && (was != "" || isFactField(field)) || pastFields[field] == "" {
			continue
		}
		list = append(list, pastChange{capital(pastFields[field]), t.value(field, was, is), t.value(field, is, was)})
	}
	slices.SortFunc(list, func(a, b pastChange) int { return strings.Compare(a.What, b.What) })
	return list
}

// isFactField tells whether the field is one of a dated fact: all of those are kept, those that did not change too.
func isFactField(field string) bool { return field[0] >= 'a' }

// value is what stood in a field; empty where that is not kept of it.
func (t teller) value(field, text, other string) string {
	if text == "" && other != "" || text == "0" && field == "Program" {
		return "none"
	}
	switch field {
	case "from", "to":
		if on, err := day.Parse(text); err == nil {
			return plainDate(on)
		}
	case "program", "Program":
		return t.program(programIn(text))
	case "Provider":
		id, _ := strconv.ParseInt(text, 10, 64)
		return orUnknown(t.names.People[roster.PersonID(id)])
	case "category":
		return explainer{edition: t.edition}.title(roster.Category(text))
	case "degree":
		return degreeWords(roster.Degree(text))
	case "Kind":
		if name := programKindNames[roster.ProgramKind(text)]; name != "" {
			return name
		}
	case "Model":
		return modelNames[roster.Model(text)]
	case "Modality":
		return modalityNames[roster.Modality(text)]
	case "Areas":
		return worded(roster.Several[roster.Area](text), areaNames)
	case "OfWhich":
		return worded(roster.Several[roster.Topic](text), aboutNames)
	case "MeantFor":
		return worded(roster.Several[roster.ProgramKind](text), programKindNames)
	case "TimeZone":
		return zoneCity(text)
	case "Open", "CallShown":
		return map[string]string{"true": "yes", "false": "no"}[text]
	}
	return text
}
