package web_test

import (
	"fmt"
	"net/http"
	"testing"
)

// Ana of Connecticut coordinates Michigan too: whoever could give her another e-mail would sign in as her there.
func TestACoordinatorTakesNoAccountOverThatReachesFurther(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		v.linkFor("ana") // she has an account
		b := v.as("cora@example.org")
		path := fmt.Sprintf("/people/%d/correct", v.person("ana"))
		b.decides(path, "email", "ana@example.net", "reason", "Her own.")
		v.invite("ana@example.net", "MI")
		for _, step := range []string{"look", "do"} {
			form := b.fill(path, "email", "cora+ana@example.org", "reason", "A new provider of mail.")
			form.Set("step", step)
			a := b.post(path, form)
			if a.StatusCode != http.StatusUnprocessableEntity {
				v.Fatalf("%s: %s", step, a.Status)
			}
			a.must(v.T, `id="email-wrong"`, "answers for more than your association", `value="cora&#43;ana@example.org"`)
		}
		if account, err := v.store.OpenAccount(t.Context(), "ana", "operator"); err != nil || account.Email != "ana@example.net" {
			v.Errorf("the account is %+v, %v", account, err)
		}
		b.page(path).must(v.T, `value="ana@example.net"`)
		b.decides(path, "name", "Ana Marsh", "reason", "She married.")
	})
}
