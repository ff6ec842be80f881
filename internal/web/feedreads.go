package web

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"

	"attune/internal/access"
)

// FeedReads collects who reads feeds. Calendars ask again and again, and a poll that finds nothing new is one statement:
// so readings wait here until Keep writes them all at once. What a process that is killed had not written yet is read
// again at the next poll.
type FeedReads struct {
	mu   sync.Mutex
	last map[access.FeedID]access.FeedRead
}

// note keeps the last reading of a feed, where there is somebody to hand it to.
func (r *FeedReads) note(read access.FeedRead) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.last == nil {
		r.last = make(map[access.FeedID]access.FeedRead)
	}
	r.last[read.Feed] = read
}

// Keep hands over what was read since it was last called; what could not be kept is handed over again the next time.
func (r *FeedReads) Keep(ctx context.Context, keep func(context.Context, []access.FeedRead) error) error {
	r.mu.Lock()
	reads := r.last
	r.last = nil
	r.mu.Unlock()
	if len(reads) == 0 {
		return nil
	}
	err := keep(ctx, slices.Collect(maps.Values(reads)))
	if err != nil {
		r.giveBack(reads)
	}
	return err
}

// giveBack keeps readings for the next time, but for those of feeds that were read meanwhile.
func (r *FeedReads) giveBack(reads map[access.FeedID]access.FeedRead) {
	r.mu.Lock()
	defer r.mu.Unlock()
	maps.Copy(reads, r.last)
	r.last = reads
}

// calendarPrograms are the programs by a part of what they call themselves, each before those whose name its own text
// holds as well.
var calendarPrograms = [][2]string{
	{"Google-Calendar-Importer", "Google Calendar"},
	{"Microsoft Office", "Outlook"},
	{"MSExchange", "Microsoft 365"},
	{"Microsoft.Exchange", "Microsoft 365"},
	{"Outlook", "Outlook"},
	{"Microsoft", "Outlook"},
	{"Thunderbird", "Thunderbird"},
	{"Nextcloud", "Nextcloud"},
	{"ICSx5", "ICSx5"},
	{"DAVx5", "ICSx5"},
	{"vdirsyncer", "vdirsyncer"},
	{"Evolution", "Evolution"},
	{"Home Assistant", "Home Assistant"},
	{"HomeAssistant", "Home Assistant"},
	{"dataaccessd", "Apple Calendar"},
	{"accountsd", "Apple Calendar"},
	{"CalendarAgent", "Apple Calendar"},
	{"calaccessd", "Apple Calendar"},
	{"iOS/", "Apple Calendar"},
	{"macOS/", "Apple Calendar"},
	{"Mozilla/", access.ABrowser},
}

// calendarProgram is the program by what it calls itself; empty for one that is not known. Nothing of what it says is
// taken over.
func calendarProgram(agent string) string {
	for _, program := range calendarPrograms {
		if strings.Contains(agent, program[0]) {
			return program[1]
		}
	}
	return ""
}
