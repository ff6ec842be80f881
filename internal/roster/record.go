package roster

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"attune/internal/day"
	"attune/internal/fault"
)

// Matter is a kind of thing that is on record.
type Matter string

// The matters, as history names them.
const (
	PersonMatter     Matter = "person"
	ProgramMatter    Matter = "program"
	GroupMatter      Matter = "group"
	EmploymentMatter Matter = "employment"
	CredentialMatter Matter = "credential"
	TargetMatter     Matter = "target"
	MembershipMatter Matter = "membership"
)

// Recorded is something on record: a Person, a Program, a Group, or a Fact.
type Recorded interface {
	Matter() Matter
}

// Fact is what is dated about a person: an Employment, a Credential, a Target or a Membership. Facts compare with ==.
type Fact interface {
	Recorded
	// Holder is whose it is.
	Holder() PersonID
	// Days are the days it holds on; a target has no last one.
	Days() day.Span
	// HeldBy is the same of another person.
	HeldBy(PersonID) Fact
	// rivals tells whether the other is of the same person and matter, so that the two may share no day.
	rivals(other Fact) bool
}

// FactID is the installation's own id of a fact, among those of its matter; zero: not kept yet.
type FactID int64

// Kept is a fact as it is kept.
type Kept struct {
	ID   FactID
	Fact Fact
}

// Record is a person with what is dated about them, as one change finds it.
type Record struct {
	Person Person
	Facts  []Kept // by matter, then first day; memberships are the groups' to change
}

// Revision differs for records that differ in anything: a form carries it, so that nobody overwrites what they have
// not seen.
func (r Record) Revision() string { return revision(r) }

// revision is a hash of everything about a thing.
func revision(of any) string {
	text, err := json.Marshal(of)
	if err != nil {
		panic(err) // plain values all the way down
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// Fact is the fact of that matter and id; NotFound where the record has none.
func (r Record) Fact(matter Matter, id FactID) (Fact, error) {
	for _, k := range r.Facts {
		if k.ID == id && k.Fact.Matter() == matter {
			return k.Fact, nil
		}
	}
	return nil, fault.New(fault.NotFound, "That %s is not on record any more. Go back to the record and look what is.", matter)
}

// Matter is PersonMatter.
func (Person) Matter() Matter { return PersonMatter }

// Matter is ProgramMatter.
func (Program) Matter() Matter { return ProgramMatter }

// Matter is GroupMatter.
func (Group) Matter() Matter { return GroupMatter }

// Matter is EmploymentMatter.
func (Employment) Matter() Matter { return EmploymentMatter }

// Holder is who works there.
func (e Employment) Holder() PersonID { return e.Person }

// Days are from the first to the last day of work.
func (e Employment) Days() day.Span { return e.Span }

// HeldBy is the same of another person.
func (e Employment) HeldBy(p PersonID) Fact { e.Person = p; return e }

func (e Employment) rivals(other Fact) bool {
	o, same := other.(Employment)
	return same && o.Person == e.Person && o.Program == e.Program && o.Role == e.Role
}

// Matter is CredentialMatter.
func (Credential) Matter() Matter { return CredentialMatter }

// Holder is who holds it.
func (c Credential) Holder() PersonID { return c.Person }

// Days are those on which it is active.
func (c Credential) Days() day.Span { return c.Span }

// HeldBy is the same of another person.
func (c Credential) HeldBy(p PersonID) Fact { c.Person = p; return c }

func (c Credential) rivals(other Fact) bool {
	o, same := other.(Credential)
	return same && o.Person == c.Person && o.Category == c.Category
}

// Matter is TargetMatter.
func (Target) Matter() Matter { return TargetMatter }

// Holder is who has set out to earn it.
func (t Target) Holder() PersonID { return t.Person }

// Days are all from the day it was opened.
func (t Target) Days() day.Span { return day.Span{From: t.OpenedOn} }

// A person has a target once, whenever it was opened.
// HeldBy is the same of another person.
func (t Target) HeldBy(p PersonID) Fact { t.Person = p; return t }

func (t Target) rivals(other Fact) bool {
	o, same := other.(Target)
	return same && o.Person == t.Person && o.Category == t.Category
}

// Matter is MembershipMatter.
func (Membership) Matter() Matter { return MembershipMatter }

// Holder is who belongs.
func (m Membership) Holder() PersonID { return m.Person }

// Days are from the first to the last day of belonging.
func (m Membership) Days() day.Span { return m.Span }

// HeldBy is the same of another person.
func (m Membership) HeldBy(p PersonID) Fact { m.Person = p; return m }

func (m Membership) rivals(other Fact) bool {
	o, same := other.(Membership)
	return same && o.Person == m.Person && o.Group == m.Group
}
