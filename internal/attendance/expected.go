package attendance

import "attune/internal/ledger"

// Expected is what a mark would credit to its person if the sheet were verified as it stands: without minutes where that
// is nothing. Where nobody wrote down when the session was, it was as planned.
func (s Sheet) Expected(m Mark) ledger.Entry {
	f := Resolve(s.Session, s.Group)
	if f.Began, f.Ended = s.Began, s.Ended; f.Began.IsZero() {
		f.Began, f.Ended = s.Session.Starts, s.Session.Ends()
	}
	return ledger.Entry{
		Session: s.Session.ID, SessionExternal: s.Session.External, Person: m.Person, Association: s.Home[m.Person], Direction: ledger.Received,
		Minutes: m.Minutes(f), Started: f.Began, Ended: f.Ended, Lead: f.Lead, Kind: f.Kind, Format: f.Format, Modality: f.Modality,
		Focus: m.Focus, Presence: pieces(m.Was(f), f),
	}
}
