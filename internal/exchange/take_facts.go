package exchange

import (
	"attune/internal/roster"
	"attune/internal/rulebook"
)

func keyOfEmployment(e roster.Employment) employmentKey {
	return employmentKey{e.Person, e.Program, e.Role, e.Span.From}
}

func keyOfCredential(c roster.Credential) credentialKey {
	return credentialKey{c.Person, c.Category, c.Span.From}
}

func keyOfTarget(g roster.Target) credentialKey { return credentialKey{g.Person, g.Category, 0} }

func keyOfMembership(m roster.Membership) membershipKey {
	return membershipKey{m.Group, m.Person, m.Span.From}
}

func keyOfDecision(d rulebook.Decision) decisionKey {
	return decisionKey{d.Session, d.Person, d.Version, d.Purpose}
}

// takeFacts takes in what is dated: employment, credentials, targets and memberships.
func (t *taking) takeFacts() error {
	var save Roster
	for _, row := range t.b.employmentRows {
		e := row.is
		e.Person, e.Program = roster.PersonID(t.b.people.stored(row.person)), roster.ProgramID(t.b.programs.stored(row.program))
		if old, known := t.stored.employments[keyOfEmployment(e)]; t.note(employmentFile, known, e == old) {
			save.Employments = append(save.Employments, e)
			t.ripple.Note(nil, e)
		}
	}
	for _, row := range t.b.credentialRows {
		c := row.is
		c.Person = roster.PersonID(t.b.people.stored(row.person))
		if old, known := t.stored.credentials[keyOfCredential(c)]; t.note(credentialsFile, known, c == old) {
			save.Credentials = append(save.Credentials, c)
			t.ripple.Note(nil, c)
			t.heldBefore(old, known, c)
		}
	}
	for _, row := range t.b.targetRows {
		g := row.is
		g.Person = roster.PersonID(t.b.people.stored(row.person))
		if old, known := t.stored.targets[keyOfTarget(g)]; t.note(targetsFile, known, g == old) {
			save.Targets = append(save.Targets, g)
			t.ripple.Note(nil, g)
		}
	}
	for _, row := range t.b.membershipRows {
		m := roster.Membership{
			Group: roster.GroupID(t.b.groups.stored(row.group)), Person: roster.PersonID(t.b.people.stored(row.person)), Span: row.span,
		}
		if old, known := t.stored.memberships[keyOfMembership(m)]; t.note(membershipsFile, known, m == old) {
			save.Memberships = append(save.Memberships, m)
			t.ripple.Note(nil, m)
		}
	}
	numbers, err := t.in.SaveRoster(&save)
	if err != nil {
		return err
	}
	t.tookFacts(save, numbers)
	return nil
}

// heldBefore notes a credential that is another now, or that somebody who was known has gained. Of people who are new there
// is nothing to tell anybody.
func (t *taking) heldBefore(old roster.Credential, known bool, c roster.Credential) {
	switch _, met := t.stored.people[c.Person]; {
	case known:
		t.ripple.Credentials = append(t.ripple.Credentials, roster.Edit{Owner: t.home[c.Person], Before: old, After: c})
	case met:
		t.ripple.Credentials = append(t.ripple.Credentials, roster.Edit{Owner: t.home[c.Person], After: c})
	}
}

// The things that have no ids but the store's own, as the history names them.
const (
	employmentThing Thing = "employment"
	credentialThing Thing = "credential"
	targetThing     Thing = "target"
	membershipThing Thing = "membership"
	decisionThing   Thing = "decision"
)

// tookFacts records the facts that are new or changed, each with the association it belongs to.
func (t *taking) tookFacts(saved Roster, numbers Numbers) {
	for i, e := range saved.Employments {
		_, known := t.stored.employments[keyOfEmployment(e)]
		t.record(t.home[e.Person], employmentThing, known, numbers.Employments[i])
	}
	for i, c := range saved.Credentials {
		_, known := t.stored.credentials[keyOfCredential(c)]
		t.record(t.home[c.Person], credentialThing, known, numbers.Credentials[i])
	}
	for i, g := range saved.Targets {
		_, known := t.stored.targets[keyOfTarget(g)]
		t.record(t.home[g.Person], targetThing, known, numbers.Targets[i])
	}
	for i, m := range saved.Memberships {
		_, known := t.stored.memberships[keyOfMembership(m)]
		t.record(t.stored.groups[m.Group].Association, membershipThing, known, numbers.Memberships[i])
	}
}

// takeDecisions takes in coordinators' decisions, each for the version of the sheet that stands now.
func (t *taking) takeDecisions() error {
	var save Roster
	for _, row := range t.b.decisionRows {
		d := row.is
		d.Session, d.Person = sessionID(t.b, row.session), roster.PersonID(t.b.people.stored(row.person))
		d.Version = t.versions[row.session]
		old, known := t.stored.decisions[keyOfDecision(d)]
		old.HeldReason = "" // nobody brings it
		if t.note(decisionsFile, known, d == old) {
			save.Decisions = append(save.Decisions, d)
			t.ripple.Due[d.Person] = true
		}
	}
	numbers, err := t.in.SaveRoster(&save)
	if err != nil {
		return err
	}
	for i, d := range save.Decisions {
		_, known := t.stored.decisions[keyOfDecision(d)]
		t.record(t.home[d.Person], decisionThing, known, numbers.Decisions[i])
	}
	return nil
}
