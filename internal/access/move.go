package access

// Move is an open account that is to go by another e-mail.
type Move struct {
	Account AccountID
	To      string // canonical
}

// Settle tells which of several moves that are made at once come about, given who has the e-mails that they lead to before:
// two accounts may exchange theirs, and one may take what another leaves. None is moved to an e-mail that somebody keeps, nor
// to one that an earlier move takes; who is not moved keeps theirs.
func Settle(moves []Move, had map[string][]AccountID) map[AccountID]bool {
	moving := make(map[AccountID]bool, len(moves))
	for _, m := range moves {
		moving[m.Account] = true
	}
	for settled := false; !settled; {
		settled = true
		taken := make(map[string]bool, len(moves))
		for _, m := range moves {
			switch {
			case !moving[m.Account]:
			case taken[m.To] || keepsIt(had[m.To], moving):
				delete(moving, m.Account)
				settled = false
			default:
				taken[m.To] = true
			}
		}
	}
	return moving
}

// keepsIt tells whether one of the accounts stays where it is.
func keepsIt(holders []AccountID, moving map[AccountID]bool) bool {
	for _, h := range holders {
		if !moving[h] {
			return true
		}
	}
	return false
}
