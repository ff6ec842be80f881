package world

import (
	"fmt"
	"time"
)

// Showcase is the Demo with more to see: Birth to Three programs all over the state, half of them with somebody endorsed or on
// track; a program with a staff of dozens; trainings twice a year; what people have to show for the rest of their Endorsement,
// waiting, confirmed and refused; and a credential that ends soon. Everybody of the Demo is as they are there.
func Showcase(now time.Time) (World, Cast, error) {
	s, err := staged(now)
	if err != nil {
		return World{}, Cast{}, fmt.Errorf("make the showcase: %w", err)
	}
	s.openBirthToThree()
	s.widenHarbor()
	s.openTrainings()
	s.holdMeetings()
	s.decide()
	s.enterEvidence()
	return s.world, s.cast, nil
}
