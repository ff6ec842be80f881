package access

// Mailbox is the mail of one account as a subject.
type Mailbox struct {
	Account AccountID
}

func (m Mailbox) grants(actor Actor) []Act {
	if m.Account != 0 && m.Account == actor.Account {
		return []Act{ChooseMail}
	}
	return nil
}
