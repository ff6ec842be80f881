package exchange

import (
	"time"

	"attune/internal/attendance"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// sessionRow is a row of sessions.csv. Its status is empty where something is wrong with it.
type sessionRow struct {
	line                         int32
	session, group, lead, coLead ref // no lead: the group's provider, unless nobody led
	nobodyLed                    bool
	minutes                      int32
	local                        schedule.Wall
	status                       schedule.Status
	kind                         roster.Kind     // empty: the group's
	modality                     roster.Modality // empty: the group's
	began, ended                 time.Time       // of a held session
	sheet                        attendance.State
}

func (b *bundle) readSessions(t *table) {
	for t.next() {
		before := len(b.sessions.ids)
		row := sessionRow{line: int32(t.line()), session: t.define("session_id", b.sessions), group: b.refer(t, "group_id", b.groups)}
		row.local, row.minutes = t.wall("starts"), int32(t.number("minutes", 1, schedule.LongestOfAll))
		row.status = word(t, "status", schedule.Statuses)
		b.actual(t, &row)
		if row.nobodyLed = t.cell("lead_id") == nobody; !row.nobodyLed {
			row.lead = b.mayRefer(t, "lead_id", b.people)
		}
		row.coLead = b.mayRefer(t, "co_lead_id", b.people)
		row.kind, row.modality = wordOrNone(t, "kind", roster.GroupKinds), wordOrNone(t, "modality", roster.Modalities)
		if t.bad {
			row.status = ""
		}
		if len(b.sessions.ids) > before {
			b.sessionRows = append(b.sessionRows, row)
		}
	}
}

// actual reads what only a held session has: when it took place, and how far its sheet has come.
func (b *bundle) actual(t *table, row *sessionRow) {
	row.began, row.ended = t.instant("actual_start"), t.instant("actual_end")
	row.sheet = wordOrNone(t, "sheet", attendance.States)
	switch row.status {
	case schedule.Held:
		b.heldTimes(t, *row)
		if row.sheet == "" {
			row.sheet = attendance.Verified
		}
	case schedule.Scheduled, schedule.Cancelled:
		for _, column := range []string{"actual_start", "actual_end", "sheet"} {
			if t.has(column) && t.cell(column) != "" {
				t.wrong(column, "a session that is "+string(row.status)+" has none", "leave the cell empty, or write held as its status")
			}
		}
	}
}

func (b *bundle) heldTimes(t *table, row sessionRow) {
	for _, column := range []string{"actual_start", "actual_end"} {
		if t.cell(column) == "" {
			t.wrong(column, "a held session has actual times, and this cell is empty", "write an instant such as 2026-03-08T15:00:00Z")
		}
	}
	if row.began.IsZero() || row.ended.IsZero() {
		return
	}
	switch length := row.ended.Sub(row.began); {
	case length <= 0:
		t.wrong("actual_end", "the session ends when it begins or before", "write an end after its start")
	case length > attendance.Longest:
		t.wrong("actual_end", "the session lasts longer than a day", "look at the days of its start and its end")
	}
}

// wordOrNone is word for a cell that may be empty.
func wordOrNone[T ~string](t *table, column string, allowed []T) T {
	if t.cell(column) == "" {
		return ""
	}
	return word(t, column, allowed)
}
