package world_test

import (
	"slices"
	"strings"
)

func (b *bundle) checkCells() {
	b.t.Helper()
	for file, rows := range b.files {
		for _, r := range rows {
			for column, text := range r.cells {
				if allowed, limited := words[file+":"+column]; limited && !slices.Contains(allowed, text) {
					b.wrong(r, "%q cannot stand in %s", text, column)
				}
				if form, limited := forms[column]; limited && !form.MatchString(text) {
					b.wrong(r, "%q has not the form of %s", text, column)
				}
				if column == "association" && !slices.Contains(associations, text) {
					b.wrong(r, "the rules know no association %q", text)
				}
			}
		}
	}
}

// checkReferences looks every id up. Those of a session's lead and of a group's program may be empty.
func (b *bundle) checkReferences() {
	b.t.Helper()
	home := map[string]string{
		"person_id": "people.csv", "provider_id": "people.csv", "lead_id": "people.csv", "co_lead_id": "people.csv",
		"program_id": "programs.csv", "group_id": "groups.csv", "session_id": "sessions.csv",
	}
	for file, rows := range b.files {
		for _, r := range rows {
			for column, text := range r.cells {
				empty := column == "lead_id" && (text == "" || text == "-") || column == "co_lead_id" && text == "" ||
					file == "groups.csv" && column == "program_id" && text == ""
				if home[column] == "" || empty {
					continue
				}
				if _, known := b.ids[home[column]][text]; !known {
					b.wrong(r, "%s %q is unknown", column, text)
				}
			}
		}
	}
}

// checkSpans holds from before to, and the credentials of one person and category apart.
func (b *bundle) checkSpans() {
	b.t.Helper()
	held := map[string][]row{}
	for _, file := range []string{"employment.csv", "credentials.csv", "memberships.csv"} {
		for _, r := range b.files[file] {
			if r.get("to") != "" && r.get("to") < r.get("from") {
				b.wrong(r, "ends on %s, before %s", r.get("to"), r.get("from"))
			}
			if file == "credentials.csv" {
				k := r.get("person_id") + " " + r.get("category")
				held[k] = append(held[k], r)
			}
		}
	}
	for k, rows := range held {
		slices.SortFunc(rows, func(a, b row) int { return strings.Compare(a.get("from"), b.get("from")) })
		for i := range rows[1:] {
			if to := rows[i].get("to"); to == "" || to >= rows[i+1].get("from") {
				b.wrong(rows[i+1], "overlaps the credential before it: %s", k)
			}
		}
	}
}

func (b *bundle) checkSessions() {
	b.t.Helper()
	for _, r := range b.files["sessions.csv"] {
		held := r.get("status") == "held"
		if held != (r.get("actual_start") != "") || held != (r.get("actual_end") != "") {
			b.wrong(r, "%s with actual times %q and %q", r.get("status"), r.get("actual_start"), r.get("actual_end"))
		}
		if held && !b.instant(r, r.get("actual_start")).Before(b.instant(r, r.get("actual_end"))) {
			b.wrong(r, "ends at %s, not after its start", r.get("actual_end"))
		}
		if !held && r.get("sheet") != "" {
			b.wrong(r, "%s with a sheet", r.get("status"))
		}
		group := b.ids["groups.csv"][r.get("group_id")]
		for column, own := range map[string]string{"lead_id": "provider_id", "kind": "kind", "modality": "modality"} {
			if text := r.get(column); text != "" && text == group.get(own) {
				b.wrong(r, "%s %q is the group's, so the cell is to be empty", column, text)
			}
		}
	}
}

func (b *bundle) checkAttendance() {
	b.t.Helper()
	for _, r := range b.files["attendance.csv"] {
		session := b.ids["sessions.csv"][r.get("session_id")]
		if session.get("status") != "held" {
			b.wrong(r, "attendance of a session that was not held")
		}
		if who := r.get("person_id"); who == b.or(session, "lead_id", "provider_id") || who == session.get("co_lead_id") {
			b.wrong(r, "%s is marked and led; nobody here does both", who)
		}
		if (r.get("mark") == "partial") != (r.get("intervals") != "") {
			b.wrong(r, "%s with intervals %q", r.get("mark"), r.get("intervals"))
		}
		if r.get("intervals") == "" {
			continue
		}
		for piece := range strings.SplitSeq(r.get("intervals"), ";") {
			from, to, _ := strings.Cut(piece, "/")
			if !b.instant(r, from).Before(b.instant(r, to)) {
				b.wrong(r, "the interval %q does not end after its start", piece)
			}
		}
	}
}
