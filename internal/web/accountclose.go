package web

import (
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/fault"
	"attune/internal/roster"
)

// closing answers GET /accounts/{id}/close: it asks, and says what ends.
func (w *web) closing(c echo.Context) error {
	actor, l, edition, err := w.heldAccount(c, access.CloseAccount)
	if err != nil {
		return err
	}
	href := fmt.Sprintf("/accounts/%d", l.ID)
	page := closePage{
		frame: w.frame(c, "Close an account", atAccounts), Back: navLink{Href: href, Text: l.Name}, Account: holderOf(l, ownClock(edition, actor)),
		Ends: []string{"They are signed out everywhere, at their next click, and links to sign in no longer work."}, Action: href + "/close",
	}
	page.frame.Narrow = true
	if l.Feeds > 0 {
		page.Ends = append(page.Ends, count(l.Feeds, "calendar address", "calendar addresses")+" of theirs answer nothing from then on.")
	}
	if len(l.Coordinates) > 0 || l.Operates {
		page.Ends = append(page.Ends, "Roles that were granted end: "+rolesOf(access.ListedAccount{Coordinates: l.Coordinates, Operates: l.Operates})+".")
	}
	return w.render(c, http.StatusOK, "closing", page)
}

// accountClose answers POST /accounts/{id}/close.
func (w *web) accountClose(c echo.Context) error {
	return w.holderChange(c, func(actor access.Actor, id access.AccountID) error {
		return w.Store.CloseAccount(c.Request().Context(), id, actor.Account.String(), func(h access.Holder, operators int) error {
			return h.Close(actor, operators)
		})
	})
}

// accountOpen answers POST /accounts/{id}/open.
func (w *web) accountOpen(c echo.Context) error {
	return w.holderChange(c, func(actor access.Actor, id access.AccountID) error {
		return w.Store.ReopenAccount(c.Request().Context(), id, actor.Account.String(), func(h access.Holder) error { return h.Reopen(actor) })
	})
}

// readdressForm is another e-mail for an account.
type readdressForm struct {
	Email string `form:"email"`
}

// accountReaddress answers POST /accounts/{id}/address.
func (w *web) accountReaddress(c echo.Context) error {
	var f readdressForm
	if err := w.readForm(c, &f); err != nil {
		return err
	}
	if _, _, _, err := w.heldAccount(c, access.ReaddressAccount); err != nil {
		return err
	}
	err := w.holderChange(c, func(actor access.Actor, id access.AccountID) error {
		email, err := access.Email(f.Email)
		if err != nil {
			return err
		}
		return w.Store.ReaddressAccount(c.Request().Context(), id, email, actor.Account.String(), func(h access.Holder) error { return h.Readdress(actor) })
	})
	if fault.KindOf(err) == fault.Invalid {
		return w.holderPage(c, f.Email, err)
	}
	return err
}

// roleForm gives a role, or takes it.
type roleForm struct {
	Act         string `form:"act"` // give or take
	Role        string `form:"role"`
	Association string `form:"association"`
}

// accountRole answers POST /accounts/{id}/roles.
func (w *web) accountRole(c echo.Context) error {
	var f roleForm
	if err := w.readForm(c, &f); err != nil {
		return err
	}
	if _, _, _, err := w.heldAccount(c, access.SeeAccount); err != nil {
		return err
	}
	role, of := access.Role(f.Role), roster.Association(f.Association)
	if role != access.Coordinator && role != access.Operator || (role == access.Operator) != (of == "") {
		role, of = access.Coordinator, "" // nobody's to give: answered as what is not there
	}
	return w.holderChange(c, func(actor access.Actor, id access.AccountID) error {
		ctx, by := c.Request().Context(), actor.Account.String()
		if f.Act == "take" {
			return w.Store.TakeRole(ctx, id, role, of, by, func(h access.Holder, operators int) error { return h.Take(actor, role, of, operators) })
		}
		return w.Store.GiveRole(ctx, id, role, of, by, func(h access.Holder) error { return h.Give(actor, role, of) })
	})
}

// holderChange does something to the account that the address names, and goes back to it.
func (w *web) holderChange(c echo.Context, change func(access.Actor, access.AccountID) error) error {
	actor, _ := actorIn(c)
	id, err := idIn[access.AccountID](c, "id")
	if err != nil {
		return err
	}
	if err := change(actor, id); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, fmt.Sprintf("/accounts/%d", id))
}
