package access

// Act is what somebody wants to do to a subject.
type Act string

// The acts, each with the subjects it can be done to.
const (
	SeeStanding     Act = "see standing"     // Person: targets and renewals, their figures, verdicts and pace
	SeeEntry        Act = "see entry"        // Entry: one line of a person's ledger, with its verdict
	KeepFeeds       Act = "keep feeds"       // Person: make, list and revoke the person's calendar addresses
	SeeRecord       Act = "see record"       // Person: name, e-mail, employment, credentials and targets
	KeepRecord      Act = "keep record"      // Person: correct name, e-mail, employment and credentials
	KeepAddress     Act = "keep address"     // Address: give the person another e-mail
	KeepTargets     Act = "keep targets"     // Person: open and withdraw what the person earns
	SeeEvidence     Act = "see evidence"     // Person: what they have to show beside their hours, piece by piece
	KeepEvidence    Act = "keep evidence"    // Person: enter such evidence and take it back
	ConfirmEvidence Act = "confirm evidence" // Person: confirm or refuse what they entered; never one's own
	EndPlace        Act = "end place"        // Person: have them leave: the programs one manages, or the association
	SeeGroup        Act = "see group"        // Group: its name, times and place
	KeepGroup       Act = "keep group"       // Group: correct what is on record about it, and who belongs to it
	PlanGroup       Act = "plan group"       // Group: plan a session of it
	CopyGroup       Act = "copy group"       // Group: have it go on in a further year as a new group, its members asked
	AskPlace        Act = "ask for a place"  // Group: ask for a place in it
	AnswerRequest   Act = "answer request"   // Group: say yes or no to who asks for a place, and take an offer back
	SettleRequest   Act = "settle request"   // Request: take the place that is offered, decline it, or take back one's asking
	SeeMembers      Act = "see members"      // Group: who belongs to it, and their attendance in it
	Subscribe       Act = "subscribe"        // Group: make a calendar address for it
	SeeSession      Act = "see session"      // Sheet: when and where the session is, and the actor's own mark
	SeeSheet        Act = "see sheet"        // Sheet: who was there, and for how long
	TakeSheet       Act = "take sheet"       // Sheet: write marks and times, and save them
	VerifySheet     Act = "verify sheet"     // Sheet: sign it, so that its minutes become credit
	AmendSheet      Act = "amend sheet"      // Sheet: replace what was signed by what was so, and sign that
	SayAhead        Act = "say ahead"        // Sheet: say ahead that one cannot come, or can after all
	DisputeMark     Act = "dispute mark"     // Sheet: say that one's own mark is not right, and take that back
	BringIn         Act = "bring in"         // Guest: put somebody on a sheet that does not hold them, as a guest or as who led
	DecideHeld      Act = "decide held"      // Person: accept or reject an hour of theirs that waits; never one's own
	SeeStaff        Act = "see staff"        // Program: its current staff; whose standing stands beside a name is asked for itself
	KeepStaff       Act = "keep staff"       // Program: begin and end employment in it
	SeeAssociation  Act = "see association"  // Association: lists of its people, groups and waiting sheets
	PublishCoverage Act = "publish coverage" // Association: have everybody read which share of its programs is covered, or nobody else
	KeepRecords     Act = "keep records"     // Association: add people, programs and groups
	SeeDuties       Act = "see duties"       // Installation: duties and their runs
	RunDuty         Act = "run duty"         // Installation: run one now
	SeeUpkeep       Act = "see upkeep"       // Installation: how many accounts there are, what the database holds, the check
	ChooseMail      Act = "choose mail"      // Mailbox: say which mails come
	SeeOutbox       Act = "see outbox"       // Installation: mail on its way, and why some of it is not
	KeepOutbox      Act = "keep outbox"      // Installation: have mail tried again, and hand over what it leads to

	InviteStaff      Act = "invite staff"      // Program, Association: invite somebody onto its roster
	KeepAccounts     Act = "keep accounts"     // Association, Installation: list accounts
	SeeAccount       Act = "see account"       // Holder: whose it is, its roles, when it was last used
	CloseAccount     Act = "close account"     // Holder: end it, and open it again
	ReaddressAccount Act = "readdress account" // Holder: have one of nobody on the roster go by another e-mail
	KeepCoordinators Act = "keep coordinators" // Coordinators: invite them, give and take the role
	KeepOperators    Act = "keep operators"    // Installation: invite operators, give and take the role
)

// Acts are all of them, in the order above.
var Acts = []Act{
	SeeStanding,
	SeeEntry,
	KeepFeeds,
	SeeRecord,
	KeepRecord,
	KeepAddress,
	KeepTargets,
	SeeEvidence,
	KeepEvidence,
	ConfirmEvidence,
	EndPlace,
	SeeGroup,
	KeepGroup,
	PlanGroup,
	CopyGroup,
	AskPlace,
	AnswerRequest,
	SettleRequest,
	SeeMembers,
	Subscribe,
	SeeSession,
	SeeSheet,
	TakeSheet,
	VerifySheet,
	AmendSheet,
	SayAhead,
	DisputeMark,
	BringIn,
	DecideHeld,
	SeeStaff,
	KeepStaff,
	SeeAssociation,
	PublishCoverage,
	KeepRecords,
	SeeDuties,
	RunDuty,
	SeeUpkeep,
	ChooseMail,
	SeeOutbox,
	KeepOutbox,
	InviteStaff,
	KeepAccounts,
	SeeAccount,
	CloseAccount,
	ReaddressAccount,
	KeepCoordinators,
	KeepOperators,
}

// whose tells somebody who may see the subject why the act is not theirs, and who can help.
func (a Act) whose() string {
	switch a {
	case TakeSheet, VerifySheet, AmendSheet:
		return "You may not fill in, verify or amend this sheet. That is for who led the session, the group's provider or the coordinator of the group's association, and never for somebody who received the session."
	case SeeSheet, SeeMembers:
		return "Who was there is seen by who led the session, the group's provider and the coordinator. Your own attendance is on the page of your hours."
	case SayAhead:
		return "Only who belongs to the group on that day says whether they can come. Whoever leads says on the sheet who was there."
	case DisputeMark:
		return "Only who was to receive this session can say that their own mark is not right. Whoever answers for the sheet amends it."
	case DecideHeld:
		return "Nobody decides about their own hours, so another coordinator of your association has to. Leave out your own."
	case SeeEntry:
		return "This hour lies outside the time you were this person's manager, so only they and their coordinator see it."
	case KeepFeeds:
		return "A calendar address belongs to one person, and only they can make or revoke it."
	case KeepRecord:
		return "What is on record about a person is corrected by the coordinator of their association. A manager begins and ends employment in their programs."
	case KeepAddress:
		return "This person answers for more than your association, so their e-mail opens more than is yours. Nothing was changed. Leave the e-mail as it was, and ask whoever runs Attune for you."
	case KeepTargets:
		return "A target is opened and withdrawn by the person themself, or by their coordinator."
	case EndPlace:
		return "Nobody has themselves leave. The manager of a program does it for who works there, and the coordinator of the association for everybody else of it."
	case SeeEvidence:
		return "What somebody has to show is seen by themself and by their coordinator. You see how far they are."
	case KeepEvidence:
		return "Evidence is entered and taken back by the person whose it is. A coordinator confirms it, or refuses it with a reason."
	case ConfirmEvidence:
		return "Nobody confirms their own evidence, so another coordinator of your association has to. Leave out your own."
	case KeepGroup:
		return "A group, and who belongs to it, is kept by the coordinator of its association. Ask them to change it."
	case SeeGroup:
		return "The page of a group is for who belongs to it and for who leads it. This one is open: among the open groups you can ask for a place in it."
	case AskPlace:
		return "A place in this group is for people of its association, while the group is open. Ask its provider, or your coordinator."
	case AnswerRequest:
		return "Who comes to a group is answered by its provider and by the coordinator of its association. Ask one of them."
	case PlanGroup:
		return "The sessions of a group are planned by its provider and by the coordinator of its association. Ask one of them."
	case CopyGroup:
		return "A group is copied to its next year by its provider and by the coordinator of its association. Ask one of them."
	case Subscribe:
		return "A group's calendar is for its members and for those who lead it."
	case ReaddressAccount:
		return "This account's e-mail is not yours to change: that of somebody on the roster is on their record, where their coordinator corrects it, and nobody changes their own."
	case CloseAccount:
		return "This account is not yours to close or to open: nobody closes their own, and one that reaches further than your association is the operator's."
	default:
		return "You may not do this. Ask the coordinator of your association."
	}
}
