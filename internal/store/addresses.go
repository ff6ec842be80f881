package store

import (
	"time"

	"gorm.io/gorm"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/roster"
)

// lastDay is where a day ends last on Earth: whoever manages a program today, wherever that is, does so by its day.
var lastDay = time.FixedZone("", -12*60*60)

// firstDay is where a day begins first on Earth.
var firstDay = time.FixedZone("", 14*60*60)

// addressOf is what a person's e-mail opens. The account is locked, so that no role comes to it meanwhile.
func addressOf(tx *gorm.DB, at time.Time, person roster.Person) (access.Address, error) {
	address := access.Address{Person: person.ID, Association: person.Association}
	var locked []access.AccountID
	err := tx.Raw(`select id from accounts where person_id = ?`+forUpdate(tx), int64(person.ID)).Scan(&locked).Error
	if err == nil && len(locked) > 0 {
		var held access.ListedAccount
		held, err = holderAt(tx, at, locked[0])
		address.Account = held.Holder()
	}
	if err != nil {
		return address, err
	}
	err = tx.Raw(`select association from groups where provider_id = @person
		union select association from sessions where @person in (lead_id, co_lead_id)
		union select g.association from employments e join programs g on g.id = e.program_id
			where e.person_id = @person and e.role = 'manager' and (e.ends_on is null or e.ends_on >= @today)
		order by 1`, map[string]any{"person": int64(person.ID), "today": dateCol(day.At(at, lastDay))}).Scan(&address.Serves).Error
	return address, err
}
