package ledger

// Line is an entry with the names a page shows beside it.
type Line struct {
	Entry
	Group    string // the group's name
	TimeZone string // IANA name; that of the session's clock
	LeadName string // empty where nobody led
	Amended  bool   // an amendment of its sheet waits to be verified; until then the entry stands
}
