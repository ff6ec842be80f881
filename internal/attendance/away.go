package attendance

import (
	"time"

	"attune/internal/schedule"
)

// Away is somebody who said ahead that they cannot come to a session.
type Away struct {
	Session schedule.SessionID
	Group   string
	Starts  time.Time // UTC
	Zone    string    // IANA name, of the session's clock
	Name    string    // whose word it is
}
