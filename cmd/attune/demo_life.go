package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"attune/internal/access"
	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/ledger"
	"attune/internal/rulebook"
	"attune/internal/schedule"
	"attune/internal/world"
)

// monthsBack is over how many months a demo knows who was on track.
const monthsBack = 14

// enliven does what no bundle carries: what was found in the months before, the public page, and somebody who says that their
// mark is not right.
func (d *demo) enliven(tracker *endorsement.Tracker, edition *rulebook.Edition) error {
	home, _ := edition.Association(world.Connecticut)
	if err := world.LookBack(d, tracker, edition, d.db, day.At(d.now(), home.Zone), monthsBack); err != nil {
		return err
	}
	if _, _, err := tracker.LookOut(d, d.db); err != nil {
		return err
	}
	if err := d.db.PublishCoverage(d, world.Connecticut, true, access.TheOperator); err != nil {
		return err
	}
	return d.dispute()
}

// dispute has the practitioner say that they came earlier than the sheet of the last session but one says.
func (d *demo) dispute() error {
	person, err := d.db.PersonByExternal(d, d.cast.Practitioner)
	if err != nil {
		return err
	}
	account, err := d.db.OpenAccount(d, string(d.cast.Practitioner), access.TheOperator)
	if err != nil {
		return err
	}
	lines, _, err := d.db.Lines(d, person.ID)
	if err != nil {
		return err
	}
	lines = slices.DeleteFunc(lines, func(l ledger.Line) bool { return l.Minutes%60 == 0 })
	if len(lines) == 0 {
		return nil
	}
	signer := attendance.Signer{Account: int64(account.ID), Person: person.ID}
	return d.db.UpdateDispute(d, schedule.SessionID(lines[len(lines)-1].Session), account.ID.String(), func(s attendance.Sheet) (attendance.Step, error) {
		return s.Dispute("I was there ten minutes after we began, not twenty: the road was closed, and I had written ahead.", signer)
	})
}

// comingChange is what is another in the edition that a demo has to come: IFS asks for 30 hours. It is invented; no association has
// said so.
var comingChange = [][2]string{
	{`edition: "2026-11"`, `edition: "2027-invented"`},
	{`exam: false, earn_hours: 24, providers: FS, `, `exam: false, earn_hours: 30, providers: FS, `},
}

// bringComingRules gives the demo an edition that is to come, unless the settings name one.
func (d *demo) bringComingRules(file string) error {
	if d.settings.ComingRules != "" {
		return nil
	}
	edition, err := d.db.Edition(d)
	if err != nil {
		return err
	}
	text := edition.Body()
	for _, change := range comingChange {
		text = strings.Replace(text, change[0], change[1], 1)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		return fmt.Errorf("write the coming rules of the demo: %w", err)
	}
	d.settings.ComingRules = file
	return nil
}
