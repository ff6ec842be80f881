package schedule

// Reader is what somebody may see of those whom an outlook tells of. Of members whom they may not see, they are told no
// more than a Figure.
type Reader struct {
	Session func(Engagement) bool // the session that the engagement is in
	Targets func(Seat) bool       // what the member earns
}

// FewestTold is the least number of members that a figure tells of to whoever may not see each of them, and it is said of
// more members than that alone: with two, each of both would know of the other, and a figure of everybody tells of each.
// It is never said exactly either: who names a member as lead, or another day, would see the figure fall by that one.
const FewestTold = 3

// Figure is a number of members as a reader may be told it; zero where there is nobody, or nothing to be told.
type Figure struct {
	Count  int
	OrMore bool // there are at least so many
}

// tally counts members for a figure: those of whom the reader may know it, and the rest.
type tally struct {
	seen, unseen int
	rest         int // of whom the reader may not know it, whether it is so or not
}

// count adds a member: of whom the reader sees it, unless it is passed over; otherwise one of the rest, of whom it is so or not.
func (t *tally) count(seen, passed, unseen bool) {
	switch {
	case seen && !passed:
		t.seen++
	case seen:
	default:
		t.rest++
		if unseen {
			t.unseen++
		}
	}
}

func (t *tally) figure() Figure {
	if t.unseen >= FewestTold && t.rest > FewestTold {
		return Figure{Count: t.seen + FewestTold, OrMore: true}
	}
	return Figure{Count: t.seen}
}
