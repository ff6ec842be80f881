package notice_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"attune/internal/fault"
	"attune/internal/notice"
)

func TestWhatAReaderWants(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct{ wanted, declined []notice.Topic }{
		"nothing":            {nil, []notice.Topic{notice.Sheets, notice.Hours, notice.Credentials, notice.Sessions, notice.DayBefore}},
		"everything":         {notice.Topics, nil},
		"hours, said twice":  {[]notice.Topic{notice.Hours, notice.Hours}, []notice.Topic{notice.Sheets, notice.Credentials, notice.Sessions, notice.DayBefore}},
		"security, as ever":  {[]notice.Topic{notice.Security}, []notice.Topic{notice.Sheets, notice.Hours, notice.Credentials, notice.Sessions, notice.DayBefore}},
		"all but what leads": {[]notice.Topic{notice.Credentials, notice.Hours}, []notice.Topic{notice.Sheets, notice.Sessions, notice.DayBefore}},
	} {
		got, err := notice.Reader{Address: "a@b.org", Declined: []notice.Topic{notice.Sheets}}.Choose(row.wanted)
		if err != nil || !slices.Equal(got.Declined, row.declined) || got.Address != "a@b.org" || !got.Wants(notice.Security) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
		for _, topic := range notice.Topics {
			unasked := slices.Contains(notice.OnWish, topic) && !slices.Contains(row.wanted, topic)
			if got.Wants(topic) == (unasked || slices.Contains(row.declined, topic)) {
				t.Errorf("%s: wants %s: %v", name, topic, got.Wants(topic))
			}
		}
	}
	for _, topic := range []notice.Topic{"", "Hours", "hours ", "news\r\n", notice.Topic(strings.Repeat("x", 10_000))} {
		if _, err := (notice.Reader{}).Choose([]notice.Topic{topic}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("topic %.20q: %v", topic, err)
		}
	}
}

// A notice is tried after 1, 5 and 30 minutes, 2 hours, and every 6 hours, within three days.
func TestWhenItIsTriedAgain(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	passed := time.Duration(0)
	want := []time.Duration{time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 6 * time.Hour, 6 * time.Hour}
	for try := 1; ; try++ {
		fate := notice.Taken{Tries: try}.Failed("busy", now)
		if fate.NextTry.IsZero() {
			if fate.DroppedAt != now || fate.Failure != "busy" || passed > notice.GivesUpAfter || passed < notice.GivesUpAfter-6*time.Hour {
				t.Errorf("given up after %d tries and %s: %+v", try, passed, fate)
			}
			return
		}
		if next := fate.NextTry.Sub(now); try <= len(want) && next != want[try-1] || try > len(want) && next != 6*time.Hour {
			t.Errorf("after try %d: %s", try, next)
		}
		passed += fate.NextTry.Sub(now)
	}
}
