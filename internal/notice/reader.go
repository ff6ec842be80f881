package notice

import (
	"slices"

	"attune/internal/fault"
)

// Reader is somebody with an account, as one who gets mail.
type Reader struct {
	Address  string  // where mail goes, canonical; empty: nowhere, and nothing is sent
	Declined []Topic // what they do not want, in the order of Topics; never Security, and nothing of OnWish
	Wished   []Topic // what they want of OnWish
}

// Wants tells whether mail about the topic goes to them.
func (r Reader) Wants(topic Topic) bool {
	if slices.Contains(OnWish, topic) {
		return slices.Contains(r.Wished, topic)
	}
	return topic == Security || !slices.Contains(r.Declined, topic)
}

// Choose is the reader once they have said which topics they want; all others are declined, but Security, which nobody can.
// It is Invalid for a topic that there is not.
func (r Reader) Choose(wanted []Topic) (Reader, error) {
	r.Declined, r.Wished = nil, nil
	for _, topic := range wanted {
		if !slices.Contains(Topics, topic) {
			return Reader{}, fault.New(fault.Invalid, "There is no such kind of mail. Choose among those below.")
		}
	}
	for _, topic := range Topics {
		wants, onWish := slices.Contains(wanted, topic), slices.Contains(OnWish, topic)
		switch {
		case onWish && wants:
			r.Wished = append(r.Wished, topic)
		case !onWish && topic != Security && !wants:
			r.Declined = append(r.Declined, topic)
		}
	}
	return r, nil
}
