package web

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/fault"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// Holders are the accounts, and what may be done to them.
type Holders interface {
	// Accounts are those that reach into one of the associations, or all; by name, from after that account on.
	Accounts(ctx context.Context, associations []roster.Association, all bool, search string, after access.AccountID, limit int) ([]access.ListedAccount, error)
	// Holder is one account; NotFound where there is none.
	Holder(ctx context.Context, id access.AccountID) (access.ListedAccount, error)
	// HolderOf is the account of a person; NotFound where they have none.
	HolderOf(ctx context.Context, person roster.PersonID) (access.ListedAccount, error)
	// CloseAccount ends an account and all that it opens, where decide lets it.
	CloseAccount(ctx context.Context, id access.AccountID, by string, decide func(access.Holder, int) error) error
	// ReopenAccount opens a closed account again, where decide lets it.
	ReopenAccount(ctx context.Context, id access.AccountID, by string, decide func(access.Holder) error) error
	// ReaddressAccount has an account go by another canonical e-mail, where decide lets it; Invalid where somebody else has it.
	ReaddressAccount(ctx context.Context, id access.AccountID, email, by string, decide func(access.Holder) error) error
	// GiveRole grants an account a role, where decide lets it.
	GiveRole(ctx context.Context, id access.AccountID, role access.Role, of roster.Association, by string, decide func(access.Holder) error) error
	// TakeRole takes a role from an account, where decide lets it.
	TakeRole(ctx context.Context, id access.AccountID, role access.Role, of roster.Association, by string, decide func(access.Holder, int) error) error
}

// accountsPage lists who may sign in.
type accountsPage struct {
	frame
	Find finding
	List []holderView
	More string // the address of the next page; empty where there is none
}

// holderView is one account in a list, and on a page of its own.
type holderView struct {
	Href, Name, Email string
	Roles             string // practitioner · coordinator of CT
	SignedIn          string // when they last did, empty where they never did
	State, Class      string // empty: open, and in use
	Closed            string // when it was closed; empty where it is open
	Feeds             int
}

// holderPage is one account, with what may be done to it.
type holderPage struct {
	frame
	Back    navLink
	Account holderView
	Past    string // address of its history
	Record  string // what is on record about its holder; empty where that is not the reader's, or there is nothing
	Roles   []roleView
	Close   string // where closing begins, reopening is done; empty where that is not the reader's
	Reopen  string
	Action  string // where roles are given and taken

	Readdress string // where the form for another e-mail goes; empty where the reader may not
	Email     string // what stands in it
	Wrong     string
}

// roleView is one role that the reader may give to the account, or take.
type roleView struct {
	Role, Association string // as the form sends them
	Words             string // coordinator of the …
	Has               bool
}

// closePage asks before an account is closed.
type closePage struct {
	frame
	Back    navLink
	Account holderView
	Ends    []string // what ends with it
	Action  string
}

// accounts answers GET /accounts.
func (w *web) accounts(c echo.Context) error {
	actor, _ := actorIn(c)
	if len(actor.Coordinates) == 0 && !actor.Operates {
		return access.Nowhere()
	}
	ctx := c.Request().Context()
	edition, err := w.rules.get(ctx)
	if err != nil {
		return err
	}
	find := findingIn(c, atAccounts, "Name, e-mail or id")
	list, err := w.Store.Accounts(ctx, actor.Coordinates, actor.Operates, find.Search, access.AccountID(find.after), onAPage+1)
	if err != nil {
		return err
	}
	page := accountsPage{frame: w.frame(c, "Accounts", atAccounts), Find: find}
	page.frame.Narrow = true
	list, page.More = pageOf(find, list, func(l access.ListedAccount) int64 { return int64(l.ID) })
	for _, l := range list {
		page.List = append(page.List, holderOf(l, ownClock(edition, actor)))
	}
	return w.render(c, http.StatusOK, "accounts", page)
}

func holderOf(l access.ListedAccount, clock *time.Location) holderView {
	v := holderView{Href: fmt.Sprintf("/accounts/%d", l.ID), Name: l.Name, Roles: rolesOf(l), Feeds: l.Feeds}
	if l.Name != l.Email {
		v.Email = l.Email
	}
	if !l.SignedInAt.IsZero() {
		v.SignedIn = moment(l.SignedInAt, clock)
	}
	switch {
	case !l.ClosedAt.IsZero():
		v.State, v.Closed = "Closed", moment(l.ClosedAt, clock)
	case l.SignedInAt.IsZero():
		v.State, v.Class = "Never signed in", "waits"
	}
	return v
}

// rolesOf are the roles of an account, in words.
func rolesOf(l access.ListedAccount) string {
	var words []string
	if l.Person != 0 {
		words = append(words, string(access.Practitioner))
	}
	if l.Leads {
		words = append(words, string(access.Provider))
	}
	if l.Manages {
		words = append(words, string(access.Manager))
	}
	for _, association := range l.Coordinates {
		words = append(words, "coordinator of "+string(association))
	}
	if l.Operates {
		words = append(words, string(access.Operator))
	}
	return joined(words...)
}

// holder answers GET /accounts/{id}.
func (w *web) holder(c echo.Context) error { return w.holderPage(c, "", nil) }

// holderPage shows an account; wrong is what is wrong with the e-mail that was typed for it.
func (w *web) holderPage(c echo.Context, typed string, wrong error) error {
	actor, l, edition, err := w.heldAccount(c, access.SeeAccount)
	if err != nil {
		return err
	}
	page := holderPage{
		frame: w.frame(c, l.Name, atAccounts), Back: navLink{Href: atAccounts, Text: "Accounts"},
		Account: holderOf(l, ownClock(edition, actor)), Action: fmt.Sprintf("/accounts/%d/roles", l.ID), Past: pastAt("account", l.ID),
	}
	page.frame.Narrow = true
	if access.May(actor, access.SeeRecord, access.Person{ID: l.Person, Association: l.Home}) == nil {
		page.Record = fmt.Sprintf("%s/%d", atPeople, l.Person)
	}
	h := l.Holder()
	switch mine := access.May(actor, access.CloseAccount, h) == nil; {
	case mine && h.Closed:
		page.Reopen = fmt.Sprintf("/accounts/%d/open", l.ID)
	case mine:
		page.Close = fmt.Sprintf("/accounts/%d/close", l.ID)
	}
	page.Roles = rolesToGive(actor, l, edition)
	if h.Readdress(actor) == nil {
		page.Readdress, page.Email = fmt.Sprintf("/accounts/%d/address", l.ID), l.Email
	}
	if wrong == nil {
		return w.render(c, http.StatusOK, "holder", page)
	}
	page.Email = typed
	page.Wrong, _ = fault.SentenceOf(wrong)
	return w.render(c, refusedAs(c, wrong), "holder", page)
}

// rolesToGive are the roles that the actor may give the account or, where it has them, take.
func rolesToGive(actor access.Actor, l access.ListedAccount, edition *rulebook.Edition) []roleView {
	var roles []roleView
	h := l.Holder()
	for _, a := range edition.Associations() {
		if h.Give(actor, access.Coordinator, a.Code) != nil {
			continue
		}
		has := false
		for _, code := range l.Coordinates {
			has = has || code == a.Code
		}
		if has || a.Code == l.Home || len(actor.Coordinates) > 0 { // an operator is not offered fifty associations
			roles = append(roles, roleView{string(access.Coordinator), string(a.Code), "Coordinator of the " + a.Name, has})
		}
	}
	if h.Give(actor, access.Operator, "") == nil {
		roles = append(roles, roleView{string(access.Operator), "", "Operator of this installation", l.Operates})
	}
	return roles
}

// heldAccount is the account that the address names, where the actor may do the act to it.
func (w *web) heldAccount(c echo.Context, act access.Act) (access.Actor, access.ListedAccount, *rulebook.Edition, error) {
	actor, _ := actorIn(c)
	ctx := c.Request().Context()
	id, err := idIn[access.AccountID](c, "id")
	if err != nil {
		return actor, access.ListedAccount{}, nil, err
	}
	edition, err := w.rules.get(ctx)
	if err != nil {
		return actor, access.ListedAccount{}, nil, err
	}
	l, err := w.Store.Holder(ctx, id)
	if err != nil {
		return actor, access.ListedAccount{}, nil, err
	}
	return actor, l, edition, access.May(actor, act, l.Holder())
}
