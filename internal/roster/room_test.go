package roster_test

import (
	"testing"

	"attune/internal/roster"
)

// Whoever does not belong to a group is told its room, however the address of a call was written beside it; a room alone stays as
// it is, with its dots and strokes.
func TestARoomIsToldWithoutTheAddressOfACall(t *testing.T) {
	t.Parallel()
	for place, want := range map[string]string{
		"": "", "Main St 5": "Main St 5", "Room 4/5, St. Mary's (2nd floor)": "Room 4/5, St. Mary's (2nd floor)", "Bldg. B/C": "Bldg. B/C",
		"Room 4; https://call.example/81":                       "Room 4",
		"Room 4, Main St 5; or online: https://call.example/81": "Room 4, Main St 5",
		"Room 4 https://call.example/81 passcode 1234":          "Room 4",
		"Room 4, passcode 1234, https://call.example/81":        "Room 4",
		"Room 4; Meeting ID 812 345, https://call.example/81":   "Room 4",
		"Room 4 (HTTPS://CALL.EXAMPLE/81)":                      "Room 4",
		"Room 4 – zoom.example/j/81":                            "Room 4",
		"Room 4; www.call.example":                              "Room 4",
		"Room 4; sip:circle@call.example":                       "Room 4",
		"Room 4; zoommtg://call.example/join?confno=81":         "Room 4",
		"https://call.example/81; Room 4":                       "",
		"https://call.example/81":                               "",
	} {
		if got := roster.Room(place); got != want {
			t.Errorf("%q is told as %q, want %q", place, got, want)
		}
	}
}
