package access

import (
	"strings"
	"time"

	"attune/internal/fault"
)

// ClockZone is text as the zone of somebody's own clocks: an IANA name, empty for that of their association. It is Invalid
// where nobody knows such a zone.
func ClockZone(text string) (string, error) {
	name := strings.TrimSpace(text)
	if name == "" {
		return "", nil
	}
	if zone, err := time.LoadLocation(name); err != nil || len(name) > 64 || zone == time.Local {
		return "", fault.New(fault.Invalid, "There is no such time zone. Choose one, or write its name, such as America/Los_Angeles.")
	}
	return name, nil
}
