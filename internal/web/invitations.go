package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/fault"
	"attune/internal/history"
	"attune/internal/roster"
)

// Invitations are the places offered to people who are not here yet.
type Invitations interface {
	// Welcome does what an invitation comes to by decide's word, tells of it, and gives its id.
	Welcome(ctx context.Context, i access.Invitation, by access.Inviter, decide func(access.Known) (access.Welcome, error)) (access.InvitationID, error)
	// Invitations are those into the programs and associations and, where operators is true, those to operators and
	// first coordinators; the newest first, those that search is in, from after that one on.
	Invitations(ctx context.Context, programs []roster.ProgramID, associations []roster.Association, operators bool, search string, after access.InvitationID, limit int) ([]access.ListedInvitation, error)
	// Invitation is one of them, with the program that it names; access.Nowhere where there is none.
	Invitation(ctx context.Context, id access.InvitationID) (access.ListedInvitation, access.Program, error)
	// SendAgain sends an invitation once more, where decide lets it.
	SendAgain(ctx context.Context, id access.InvitationID, by access.Inviter, decide func(access.ListedInvitation, access.Program) error) error
	// TakeBack takes an invitation back, where decide lets it.
	TakeBack(ctx context.Context, id access.InvitationID, by string, decide func(access.ListedInvitation, access.Program) error) error
}

// invitationsPage lists who was invited, and what became of it.
type invitationsPage struct {
	frame
	Find finding
	List []invitationView
	More string // the address of the next page; empty where there is none

	NoMail bool   // no mail server is set
	Outbox string // where the reader finds the mails that wait; empty for who may not see them
}

// invitationView is one invitation in the list.
type invitationView struct {
	Anchor, Who, Email string
	As                 string // practitioner · Harbor Birth to Three
	State, Class       string
	When               string // Sent on 3 November 2026, 10:15 AM EST
	Past               string // address of its history
	Send, TakeBack     string // addresses of the buttons; empty where there is nothing to press
}

// invitePage is the form that invites somebody.
type invitePage struct {
	frame
	Form         inviteForm
	Wrong        map[string]string // a sentence for each field that is wrong; "" is the whole
	Roles        []optionView
	Programs     []optionView // empty where the reader invites nobody to work
	Associations []optionView // empty where there is nothing to choose
	Free         bool         // people may be invited without a program
	Unnamed      bool         // the reader invites to roles that give nobody a name
	Back         navLink
}

// invitations answers GET /invitations.
func (w *web) invitations(c echo.Context) error {
	actor, _ := actorIn(c)
	if !invites(actor) {
		return access.Nowhere()
	}
	ctx := c.Request().Context()
	edition, err := w.rules.get(ctx)
	if err != nil {
		return err
	}
	find := findingIn(c, atInvitations, "Name or e-mail")
	list, err := w.Store.Invitations(ctx, actor.Manages, actor.Coordinates, actor.Operates, find.Search, access.InvitationID(find.after), onAPage+1)
	if err != nil {
		return err
	}
	page := invitationsPage{frame: w.frame(c, "Invitations", atAccounts), Find: find, NoMail: w.NoMail}
	page.frame.Narrow = true
	if actor.Operates {
		page.Outbox = atOutbox
	}
	list, page.More = pageOf(find, list, func(l access.ListedInvitation) int64 { return int64(l.ID) })
	clock := ownClock(edition, actor)
	for _, l := range list {
		page.List = append(page.List, invitationOf(l, w.Now(), clock, w.NoMail))
	}
	return w.render(c, http.StatusOK, "invitations", page)
}

// pastOfInvitation is how often somebody was invited to the same, and whether that was taken back.
func (w *web) pastOfInvitation(c echo.Context, actor access.Actor) (pastOf, error) {
	id, err := idIn[access.InvitationID](c, "id")
	if err != nil {
		return pastOf{}, err
	}
	l, program, err := w.Store.Invitation(c.Request().Context(), id)
	if err != nil {
		return pastOf{}, err
	}
	return pastOf{
		of: joined(l.Who, string(l.Role), l.ProgramName), back: navLink{Href: atInvitations, Text: "Invitations"}, note: "Whether it was opened stands in the list.",
		scope: history.Scope{Subject: id.String(), Chains: []roster.Association{l.Association}},
	}, access.MayInvite(actor, l.Invitation, program)
}

// invites tells whether the actor may invite anybody at all.
func invites(a access.Actor) bool { return len(a.Manages) > 0 || len(a.Coordinates) > 0 || a.Operates }

func invitationOf(l access.ListedInvitation, now time.Time, clock *time.Location, noMail bool) invitationView {
	v := invitationView{
		Anchor: fmt.Sprintf("invitation-%d", l.ID), Who: l.Who, As: joined(string(l.Role), l.ProgramName, string(l.Association)),
		When: "Sent " + moment(l.SentAt, clock), Past: pastAt("invitation", l.ID),
	}
	if l.Who != l.Email {
		v.Email = l.Email
	}
	if l.By != "" {
		v.When += " by " + l.By
	}
	switch l.State(now) {
	case access.Opened:
		v.State, v.Class, v.When = "Has signed in", "counted", v.When+"; signed in "+moment(l.OpenedAt, clock)
	case access.TakenBack:
		v.State = "Taken back"
	case access.Expired:
		v.State, v.Class = "Ended unopened", "waits"
	default:
		if noMail {
			v.When = strings.Replace(v.When, "Sent ", "Waits to be handed over since ", 1)
		}
		v.State, v.Class, v.When = "Invited", "todo", v.When+"; open until "+moment(l.ExpiresAt, clock)
	}
	if l.Resend(now) == nil {
		v.Send, v.TakeBack = fmt.Sprintf("/invitations/%d/send", l.ID), fmt.Sprintf("/invitations/%d/take-back", l.ID)
	}
	return v
}

// invite answers GET /invitations/new.
func (w *web) invite(c echo.Context) error {
	actor, _ := actorIn(c)
	if !invites(actor) {
		return access.Nowhere()
	}
	f := inviteForm{Program: c.QueryParam("program"), Role: c.QueryParam("role")}
	if person, err := strconv.ParseInt(c.QueryParam("person"), 10, 64); err == nil {
		if f, err = w.invitationFor(c, actor, roster.PersonID(person)); err != nil {
			return err
		}
	}
	page, err := w.invitePage(c, actor, f, nil)
	if err != nil {
		return err
	}
	return w.render(c, http.StatusOK, "invite", page)
}

// inviteSend answers POST /invitations.
func (w *web) inviteSend(c echo.Context) error {
	actor, _ := actorIn(c)
	if !invites(actor) {
		return access.Nowhere()
	}
	var f inviteForm
	if err := w.readForm(c, &f); err != nil {
		return err
	}
	offer, err := w.inviteOffer(c, actor)
	if err != nil {
		return err
	}
	invitation, wrong := f.read(offer)
	if len(wrong) > 0 {
		return w.inviteAgain(c, actor, f, wrong)
	}
	id, err := w.Store.Welcome(c.Request().Context(), invitation, inviter(actor), func(k access.Known) (access.Welcome, error) {
		return k.Welcome(actor, invitation)
	})
	var misfit *access.Misfit
	sentence, told := fault.SentenceOf(err)
	switch {
	case errors.As(err, &misfit):
		return w.inviteAgain(c, actor, f, map[string]string{misfit.Field: sentence})
	case told && fault.KindOf(err) == fault.Conflict:
		return w.inviteAgain(c, actor, f, map[string]string{"": sentence})
	case err != nil:
		return err
	}
	return c.Redirect(http.StatusSeeOther, fmt.Sprintf("/invitations#invitation-%d", id))
}

// inviter is the actor as they invite.
func inviter(a access.Actor) access.Inviter {
	return access.Inviter{Account: a.Account.String(), Name: a.Name}
}

func (w *web) inviteAgain(c echo.Context, actor access.Actor, f inviteForm, wrong map[string]string) error {
	page, err := w.invitePage(c, actor, f, wrong)
	if err != nil {
		return err
	}
	return w.render(c, http.StatusUnprocessableEntity, "invite", page)
}

// invitePage is the form with what the actor may choose from.
func (w *web) invitePage(c echo.Context, actor access.Actor, f inviteForm, wrong map[string]string) (invitePage, error) {
	offer, err := w.inviteOffer(c, actor)
	if err != nil {
		return invitePage{}, err
	}
	if f.From == "" && wrong == nil {
		f.From = offer.today.String()
	}
	page := invitePage{frame: w.frame(c, "Invite somebody", atAccounts), Form: f, Wrong: wrong, Free: offer.free, Back: navLink{Href: "/invitations", Text: "Invitations"}}
	page.frame.Narrow = true
	page.Unnamed = slices.Contains(offer.roles, access.Coordinator) || slices.Contains(offer.roles, access.Operator)
	for _, role := range offer.roles {
		page.Roles = append(page.Roles, optionView{string(role), capital(string(role)), string(role) == f.Role})
	}
	for _, p := range offer.programs {
		id := strconv.FormatInt(int64(p.ID), 10)
		page.Programs = append(page.Programs, optionView{id, p.Name, id == f.Program})
	}
	if len(offer.associations) > 1 {
		for _, a := range offer.associations {
			page.Associations = append(page.Associations, optionView{string(a.Code), a.Name, string(a.Code) == f.Association})
		}
	}
	return page, nil
}

// inviteOffer is what the actor may invite to.
func (w *web) inviteOffer(c echo.Context, actor access.Actor) (inviteOffer, error) {
	ctx := c.Request().Context()
	edition, err := w.rules.get(ctx)
	if err != nil {
		return inviteOffer{}, err
	}
	offer := inviteOffer{today: day.At(w.Now(), readersZone(edition, actor)), free: len(actor.Coordinates) > 0}
	if len(actor.Manages)+len(actor.Coordinates) > 0 {
		offer.roles = []access.Role{access.Practitioner, access.Provider, access.Manager}
		if offer.programs, err = w.Store.Programs(ctx, actor.Manages, actor.Coordinates); err != nil {
			return inviteOffer{}, err
		}
	}
	for _, a := range edition.Associations() {
		if access.May(actor, access.KeepCoordinators, access.Coordinators{Of: a.Code}) == nil {
			offer.associations = append(offer.associations, a)
		}
	}
	if len(offer.associations) > 0 {
		offer.roles = append(offer.roles, access.Coordinator)
	}
	if access.May(actor, access.KeepOperators, access.Installation{}) == nil {
		offer.roles = append(offer.roles, access.Operator)
	}
	return offer, nil
}

// inviteAnew answers POST /invitations/{id}/send.
func (w *web) inviteAnew(c echo.Context) error {
	actor, _ := actorIn(c)
	return w.invitationChange(c, func(id access.InvitationID) error {
		return w.Store.SendAgain(c.Request().Context(), id, inviter(actor), func(l access.ListedInvitation, p access.Program) error {
			if err := access.MayInvite(actor, l.Invitation, p); err != nil {
				return err
			}
			return l.Resend(w.Now())
		})
	})
}

// inviteEnd answers POST /invitations/{id}/take-back.
func (w *web) inviteEnd(c echo.Context) error {
	actor, _ := actorIn(c)
	return w.invitationChange(c, func(id access.InvitationID) error {
		return w.Store.TakeBack(c.Request().Context(), id, actor.Account.String(), func(l access.ListedInvitation, p access.Program) error {
			if err := access.MayInvite(actor, l.Invitation, p); err != nil {
				return err
			}
			return l.TakeBack(w.Now())
		})
	})
}

func (w *web) invitationChange(c echo.Context, change func(access.InvitationID) error) error {
	id, err := idIn[access.InvitationID](c, "id")
	if err != nil {
		return err
	}
	if err := change(id); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, fmt.Sprintf("/invitations#invitation-%d", id))
}
