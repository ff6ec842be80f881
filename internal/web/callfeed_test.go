package web_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"attune/internal/access"
)

// The address of the call stands in nobody's calendar until the group says so: then in members', where those say all of a session,
// and in no calendar of open groups. A bundle has no column for it and leaves it as it is.
func TestTheAddressOfTheCallInCalendars(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		const call, hidden = "LOCATION:https://call.example/81", "LOCATION:Online\\, link in Attune"
		v.opens("thursday", 8)
		anas, _ := v.subscribe("ana", "")
		titles := v.subscribeTo(access.Feed{Person: v.person("ana"), FeedStyle: access.FeedStyle{Detail: access.TitleShown}})
		open := v.follows("max")
		cora, form := v.as("cora@example.org"), fmt.Sprintf("/groups/%d/correct", v.group("thursday"))
		v.passes(time.Minute)
		cora.decides(form, "modality", "virtual", "place", "https://call.example/81", "reason", "They meet on a screen.")
		v.passes(time.Minute)

		before := v.poll(anas)
		if text := unfolded(before); !strings.Contains(text, hidden) || strings.Contains(text, "call.example") {
			v.Errorf("before the group says so: %s", text)
		}
		other := v.poll(titles).Header.Get("ETag")
		cora.decides(form, "call", "calendar", "reason", "All of them asked for it.")
		v.passes(time.Minute)
		v.importFrom(bundle(v.T, harbor))
		v.passes(time.Minute)
		cora.decides(form, "modality", "virtual", "place", "https://call.example/81", "reason", "The bundle said otherwise.")
		v.passes(time.Minute)
		for _, event := range strings.Split(unfolded(v.poll(anas, "If-None-Match", before.Header.Get("ETag"))), "BEGIN:VEVENT")[1:] {
			_, starts, _ := strings.Cut(event, "DTSTART;TZID=America/New_York:")
			want, revision := call, "SEQUENCE:4\r\n"
			if starts < "20261119" { // Ana may have left since: the address is the one of today
				want, revision = hidden, "SEQUENCE:5\r\n"
			}
			if !strings.Contains(event, want+"\r\n") || !strings.Contains(event, revision) {
				v.Errorf("after the group said so: %s", event)
			}
		}
		for _, path := range []string{titles, open} {
			if a := v.poll(path); strings.Contains(a.body, "call.example") || a.Header.Get("ETag") == other {
				v.Errorf("%s has the address, or has not heard: %s", path, a.body)
			}
		}
		if past := cora.page(fmt.Sprintf("/history/group/%d", v.group("thursday"))); !strings.Contains(past.body, "Address of the call in calendars: no, then yes.") {
			v.Errorf("the history does not say so: %s", past.body)
		}
	})
}
