package web

import (
	"time"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/signin"
)

// What a visit keeps of somebody who has shown one thing and not yet the other, and of whoever has shown both.
const (
	keyHalf     = "half"
	keyHalfAt   = "half at"
	keyHalfTo   = "half to"
	keyHalfWay  = "half way"
	keyStrong   = "strong"
	halfLasts   = 15 * time.Minute
	pathToCode  = "/sign-in/code"
	pathToEnrol = "/sign-in/factor"
)

// half is somebody halfway in: nobody, to every page but those that let them in.
type half struct {
	account access.AccountID
	to      string // where they go then
	way     string // how they got there, in words
	passed  bool   // they have shown the second factor, too
}

// halfway is who is halfway in; false where nobody is, or was for too long.
func (v *visits) halfway(c echo.Context) (half, bool) {
	ctx := c.Request().Context()
	account, at := v.GetInt64(ctx, keyHalf), time.Unix(v.GetInt64(ctx, keyHalfAt), 0)
	to := v.GetString(ctx, keyHalfTo)
	if !isOurPath(to) {
		to = "/"
	}
	return half{access.AccountID(account), to, v.GetString(ctx, keyHalfWay), v.GetBool(ctx, keyStrong)}, account != 0 && v.now().Sub(at) < halfLasts
}

// beginHalf makes the visit that of somebody halfway in, under a new token.
func (v *visits) beginHalf(c echo.Context, account access.AccountID, to, way string) error {
	ctx := c.Request().Context()
	if err := v.renew(c); err != nil {
		return err
	}
	v.Put(ctx, keyHalf, int64(account))
	v.Put(ctx, keyHalfAt, v.now().Unix())
	v.Put(ctx, keyHalfTo, to)
	v.Put(ctx, keyHalfWay, way)
	return v.keep(c)
}

// passed notes that the second factor was shown.
func (v *visits) passed(c echo.Context) error {
	v.Put(c.Request().Context(), keyStrong, true)
	return v.keep(c)
}

// weaken notes that what was shown counts no longer: whoever is given a role that asks for it shows another.
func (v *visits) weaken(c echo.Context) error {
	v.Remove(c.Request().Context(), keyStrong)
	return v.keep(c)
}

// weak tells whether an actor's role asks for more than the visit has shown.
func (v *visits) weak(c echo.Context, actor access.Actor) bool {
	return actor.NeedsSecondFactor() && !v.GetBool(c.Request().Context(), keyStrong)
}

// askMore sends somebody who was given a role since they signed in halfway back; all the way, where that was a while ago:
// whoever is at an old visit's browser now must not be the one who sets a second factor up.
func (v *visits) askMore(c echo.Context, actor access.Actor) error {
	if !v.fresh(c) {
		return v.signOut(c)
	}
	to := "/"
	if isRead(c) {
		to = c.Request().URL.RequestURI()
	}
	return v.beginHalf(c, actor.Account, to, v.GetString(c.Request().Context(), keyWay))
}

// nextStep is where somebody shows what is still wanted.
func nextStep(wants signin.Wants) string {
	if wants == signin.Code {
		return pathToCode
	}
	return pathToEnrol
}
