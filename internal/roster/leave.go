package roster

import "attune/internal/day"

// Leave decides on the last day of what is on record about somebody: everything that ends picks, has begun by then and
// goes on beyond it. A reason is asked for where one of those has another last day already, which is corrected.
func (r Record) Leave(on day.Date, reason string, ends func(Fact) bool) ([]Edit, error) {
	if on == 0 {
		return nil, refuse("to", "Write a day, such as 2026-03-08.")
	}
	var edits []Edit
	for _, k := range r.Facts {
		if !ends(k.Fact) || !GoesOn(k.Fact, on) || k.Fact.Days().From > on {
			continue
		}
		edit, err := r.Correct(k.ID, until(k.Fact, on), reason)
		if err != nil {
			return nil, err
		}
		edits = append(edits, edit)
	}
	return edits, nil
}

// GoesOn tells whether a fact holds on a day later than that one.
func GoesOn(f Fact, on day.Date) bool { return f.Days().To == 0 || f.Days().To > on }
