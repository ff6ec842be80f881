package web

import (
	"fmt"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/fault"
	"attune/internal/roster"
)

// stepView is one step of setting an association up.
type stepView struct {
	Href, Text, Why string
	Done            bool
}

// beginning are the steps of setting an association up; none where they have all been gone once.
func beginning(b roster.Beginning) []stepView {
	if b.Sessions {
		return nil
	}
	return []stepView{
		{atPrograms, "Add a program", "Where people are employed: an hour counts only for who is.", b.Programs},
		{atPeople, "Add its people", "One by one or from a spreadsheet; of who gives supervision also what they hold.", b.People},
		{atGroups, "Add a group and its members", "With its provider. Who joins later is added from that day on.", b.Groups},
		{atGroups, "Plan a session", "On the group's page. Its provider can do it, too, and takes the attendance.", b.Sessions},
		{atPeople, "Invite people", "From the page of each: providers first, so that they can plan and take attendance.", false},
	}
}

// door is the way from a person's record to their account, or to the invitation that makes one.
func (w *web) door(c echo.Context, actor access.Actor, p roster.Person) (navLink, error) {
	if p.ID == actor.Person || !invites(actor) {
		return navLink{}, nil
	}
	account, err := w.Store.HolderOf(c.Request().Context(), p.ID)
	switch {
	case fault.KindOf(err) == fault.NotFound && p.Email != "":
		return navLink{Href: fmt.Sprintf("%s/new?person=%d", atInvitations, p.ID), Text: "Invite them"}, nil
	case fault.KindOf(err) == fault.NotFound:
		return navLink{}, nil
	case err != nil:
		return navLink{}, err
	case access.May(actor, access.SeeAccount, account.Holder()) != nil:
		return navLink{}, nil
	}
	return navLink{Href: fmt.Sprintf("%s/%d", atAccounts, account.ID), Text: "Their account"}, nil
}

// invitationFor is the form that invites somebody on record as what they are today.
func (w *web) invitationFor(c echo.Context, actor access.Actor, id roster.PersonID) (inviteForm, error) {
	record, err := w.Store.Record(c.Request().Context(), id)
	if err != nil {
		return inviteForm{}, err
	}
	subject, err := w.subjectOf(c, record)
	if err != nil {
		return inviteForm{}, err
	}
	if err := access.May(actor, access.SeeRecord, subject); err != nil {
		return inviteForm{}, err
	}
	p := record.Person
	f := inviteForm{Email: p.Email, Name: p.Name, Association: string(p.Association), Role: string(access.Provider)}
	for _, e := range subject.Employments {
		if !e.Span.Contains(subject.Today) || access.May(actor, access.InviteStaff, access.Program{ID: e.Program, Association: p.Association}) != nil {
			continue
		}
		switch {
		case e.Role == roster.Manager:
			f.Role = string(access.Manager)
		case e.Role == roster.Practitioner && f.Role != string(access.Manager):
			f.Role = string(access.Practitioner)
		default:
			continue
		}
		f.Program, f.From = fmt.Sprint(int64(e.Program)), e.Span.From.String()
	}
	return f, nil
}
