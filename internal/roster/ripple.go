package roster

// Ripple is what changes of the records bring with them: who has to be judged again, and whose calendars show something
// else. It is the same whether a change comes with a bundle or from a page.
type Ripple struct {
	Due         map[PersonID]bool       // whose own facts changed
	LedBy       map[PersonID]bool       // whose credentials changed: everybody who received hours from them has to be judged again
	Calendars   map[PersonID]bool       // in whose calendars something changed
	Credentials []Edit                  // that were changed, or were added to people who were known
	Renamed     []GroupID               // all sessions of these groups look different in calendars, ...
	Relocated   []GroupID               // ... and of these, those that take their modality from the group
	Places      map[GroupID]bool        // where a place may have become free, or somebody's who waited, or be asked for or not
	Rehomed     map[GroupID]Association // groups that are another association's now, and whose they were
	Rooms       []Edit                  // of groups that meet elsewhere from now on, or otherwise
	Syllabi     []Edit                  // of trainings of which it is said otherwise now what they are about
}

// NewRipple is that of no change at all.
func NewRipple() Ripple {
	return Ripple{Due: make(map[PersonID]bool), LedBy: make(map[PersonID]bool), Calendars: make(map[PersonID]bool), Places: make(map[GroupID]bool), Rehomed: make(map[GroupID]Association)}
}

// Note adds what follows from one change; before is nil for what is new, after for what is taken off the record.
func (r *Ripple) Note(before, after Recorded) {
	is := after
	if is == nil {
		is = before
	}
	switch is := is.(type) {
	case Person:
		r.person(before, is)
	case Group:
		r.group(before, is)
	case Employment:
		r.Due[is.Person] = true
	case Credential:
		r.Due[is.Person], r.LedBy[is.Person] = true, true
	case Target:
		r.Due[is.Person] = true
	case Membership:
		r.Calendars[is.Person], r.Places[is.Group] = true, true
	case Request:
		r.Places[is.Group] = true
	}
}

func (r *Ripple) person(before Recorded, p Person) {
	old, known := before.(Person)
	if known && old.Name != p.Name {
		r.Calendars[p.ID] = true // their name is in its title
	}
	if known && old.Association != p.Association {
		r.Due[p.ID], r.Calendars[p.ID] = true, true // its zone is the usual one of their calendar
	}
}

func (r *Ripple) group(before Recorded, g Group) {
	old, known := before.(Group)
	if known && old.Capacity != g.Capacity || old.Open != g.Open {
		r.Places[g.ID] = true
	}
	if known && (old.Place != g.Place || old.Modality != g.Modality) {
		r.Rooms = append(r.Rooms, Edit{Owner: g.Association, ID: int64(g.ID), Before: old, After: g})
	}
	if known && old.Association != g.Association {
		r.Rehomed[g.ID] = old.Association
	}
	if known && old.Kind == Training && g.Kind == Training && !old.Syllabus.AboutAs(g.Syllabus) {
		r.Syllabi = append(r.Syllabi, Edit{Owner: g.Association, ID: int64(g.ID), Before: old, After: g})
	}
	switch {
	case !known:
		return
	case old.Name != g.Name || old.Place != g.Place || old.CallShown != g.CallShown || (old.Kind == Training) != (g.Kind == Training):
		r.Renamed = append(r.Renamed, g.ID)
	case old.Modality != g.Modality:
		r.Relocated = append(r.Relocated, g.ID)
	}
	if old.Provider != g.Provider {
		r.Calendars[old.Provider], r.Calendars[g.Provider] = true, true
	}
}
