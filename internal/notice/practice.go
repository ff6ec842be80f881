package notice

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// Practice is what hours of others rest on with one provider: their credentials, and the sessions that they are to lead.
type Practice struct {
	Rules        *rulebook.Edition
	Provider     roster.Person
	Held         []Held
	Planned      []attendance.Meeting // scheduled from now on, with them as lead or co-lead, by planned start
	Members      map[roster.GroupID][]roster.Membership
	Facts        map[roster.PersonID]rulebook.Facts // of the members, as far as rulebook.Foresee needs them
	Coordinators []Recipient                        // of the provider's association
	Told         map[roster.PersonID][]Told         // the provider and members who were told that hours stop counting or count again
}

// Held is a credential on record.
type Held struct {
	ID         roster.FactID
	Credential roster.Credential
	Corrected  int // how often it was
}

func (h Held) stamp() string { return fmt.Sprintf("%d.%d", h.ID, h.Corrected) }

// turn is a day from which hours that the provider leads stop counting toward some categories, or count again.
type turn struct {
	from       day.Date
	categories []roster.Category
}

func credentials(held []Held) []roster.Credential {
	list := make([]roster.Credential, len(held))
	for i, h := range held {
		list[i] = h.Credential
	}
	return list
}

// before are the credentials as they stood before the changes.
func (p Practice) before(changes []roster.Edit) []roster.Credential {
	was := credentials(p.Held)
	for _, e := range changes {
		if c, is := e.After.(roster.Credential); is {
			was = slices.DeleteFunc(was, func(h roster.Credential) bool { return h == c })
		}
		if c, is := e.Before.(roster.Credential); is {
			was = append(was, c)
		}
	}
	return was
}

func (p Practice) zone(code roster.Association) *time.Location {
	if a, known := p.Rules.Association(code); known {
		return a.Zone
	}
	return time.UTC
}

// associations are those toward whose categories hours of the provider are looked at: their own, and those of the groups.
func (p Practice) associations() []roster.Association {
	list := []roster.Association{p.Provider.Association}
	for _, m := range p.Planned {
		if !slices.Contains(list, m.Group.Association) {
			list = append(list, m.Group.Association)
		}
	}
	return list
}

// serves are the categories toward which hours led with these credentials can count, at any of the associations.
func (p Practice) serves(lead []roster.Credential, d day.Date) []roster.Category {
	var served []roster.Category
	for _, code := range p.associations() {
		for _, category := range p.Rules.Serves(code, lead, d) {
			if !slices.Contains(served, category) {
				served = append(served, category)
			}
		}
	}
	return served
}

// gone are the categories that the provider served until the day before a day, and not on it.
func (p Practice) gone(from day.Date) []roster.Category {
	lead := credentials(p.Held)
	left := p.serves(lead, from)
	return slices.DeleteFunc(p.serves(lead, from.AddDays(-1)), func(c roster.Category) bool { return slices.Contains(left, c) })
}

// bounds are the days on which what hours with any of these credentials count toward may become something else, in order.
func (p Practice) bounds(lead ...roster.Credential) []day.Date {
	var days []day.Date
	for _, code := range p.associations() {
		days = append(days, p.Rules.Bounds(code, lead)...)
	}
	slices.Sort(days)
	return slices.Compact(days)
}

// lacking are the turns from today on at which one list of credentials serves no longer what the other does, by day. One
// that today lies after has the day on which it was.
func (p Practice) lacking(has, lacks []roster.Credential, today day.Date) []turn {
	bounds := p.bounds(slices.Concat(has, lacks)...)
	missing := func(d day.Date) []roster.Category {
		left := p.serves(lacks, d)
		return slices.DeleteFunc(p.serves(has, d), func(c roster.Category) bool { return slices.Contains(left, c) })
	}
	days := append([]day.Date{today}, slices.DeleteFunc(slices.Clone(bounds), func(d day.Date) bool { return d <= today })...)
	var turns []turn
	var known []roster.Category
	for _, d := range days {
		for _, category := range missing(d) {
			if slices.Contains(known, category) {
				continue
			}
			known = append(known, category)
			from := since(bounds, d, func(b day.Date) bool { return slices.Contains(missing(b), category) })
			i := slices.IndexFunc(turns, func(t turn) bool { return t.from == from })
			if i < 0 {
				i, turns = len(turns), append(turns, turn{from: from})
			}
			turns[i].categories = append(turns[i].categories, category)
		}
	}
	slices.SortFunc(turns, func(a, b turn) int { return cmp.Compare(a.from, b.from) })
	return turns
}

// since is the earliest bound from which on, up to a day, something holds; the day itself where it holds on none of them.
func since(bounds []day.Date, d day.Date, holds func(day.Date) bool) day.Date {
	from := d
	for _, b := range slices.Backward(bounds) {
		if b > d {
			continue
		}
		if !holds(b) {
			break
		}
		from = b
	}
	return from
}

// limited is a credential with the last day on which hours can rest on it, and why.
type limited struct {
	Held
	last  day.Date
	limit rulebook.Limit
}

// limits are the credentials on which hours cannot rest for ever.
func (p Practice) limits() []limited {
	var found []limited
	for _, h := range p.Held {
		one := limited{Held: h}
		for _, code := range p.associations() {
			if last, limit := p.Rules.Until(code, h.Credential); limit != rulebook.Unlimited && (one.last == 0 || last > one.last) {
				one.last, one.limit = last, limit
			}
		}
		if one.limit != rulebook.Unlimited {
			found = append(found, one)
		}
	}
	return found
}

// ends are the credentials on which hours can rest until the day before a day.
func (p Practice) ends(from day.Date) []limited {
	return slices.DeleteFunc(p.limits(), func(l limited) bool { return l.last.AddDays(1) != from })
}

// stamps name credentials and how often each was corrected: what is told of them is news again after a correction.
func stamps(held []limited) string {
	words := make([]string, len(held))
	for i, h := range held {
		words[i] = h.stamp()
	}
	slices.Sort(words)
	return strings.Join(words, "+")
}
