package jobs_test

import (
	"testing"
	"time"

	"attune/internal/jobs"
)

// A duty of every quarter of an hour, by its newest run, at 10:20.
func TestADutyStandsAgainstItsOwnSchedule(t *testing.T) {
	t.Parallel()
	at := func(clock string) time.Time {
		if clock == "" {
			return time.Time{}
		}
		moment, err := time.Parse(time.TimeOnly, clock)
		if err != nil {
			t.Fatal(err)
		}
		return moment.AddDate(2026, 10, 21) // 22 November 2026
	}
	push := jobs.Duty{Name: "push", Schedule: "*/15 * * * *"}
	for name, c := range map[string]struct {
		planned, beat, finished string
		failures                int
		now                     string
		want                    jobs.Condition
		missed                  string
	}{
		"never":                                    {"", "", "", 0, "10:20:00", jobs.NeverRan, ""},
		"ran as planned":                           {"10:15:00", "10:15:02", "10:15:02", 0, "10:20:00", jobs.Ran, ""},
		"ran with failures":                        {"10:15:00", "10:15:02", "10:15:02", 3, "10:20:00", jobs.Failing, ""},
		"runs":                                     {"10:15:00", "10:19:55", "", 0, "10:20:00", jobs.Running, ""},
		"runs past its next firing":                {"10:00:00", "10:19:55", "", 0, "10:20:00", jobs.Running, ""},
		"silent for less than half a minute":       {"10:15:00", "10:19:31", "", 0, "10:20:00", jobs.Running, ""},
		"silent for half a minute":                 {"10:15:00", "10:19:30", "", 0, "10:20:00", jobs.LeftHalf, ""},
		"given back":                               {"10:15:00", "", "", 0, "10:20:00", jobs.LeftHalf, ""},
		"the firing of 10:15 is missing":           {"10:00:00", "10:00:02", "10:00:02", 0, "10:20:00", jobs.Overdue, "10:15:00"},
		"two are missing: the first is named":      {"09:45:00", "09:45:02", "09:45:02", 0, "10:20:00", jobs.Overdue, "10:00:00"},
		"overdue, whatever became of the last":     {"10:00:00", "10:00:02", "10:00:02", 3, "10:20:00", jobs.Overdue, "10:15:00"},
		"within its minute":                        {"10:00:00", "10:00:02", "10:00:02", 0, "10:15:59", jobs.Ran, ""},
		"after its minute":                         {"10:00:00", "10:00:02", "10:00:02", 0, "10:16:00", jobs.Overdue, "10:15:00"},
		"a long run: 10:15 fell into it":           {"10:00:00", "10:16:00", "10:16:00", 0, "10:20:00", jobs.Ran, ""},
		"run by hand between two firings":          {"10:17:00", "10:17:03", "10:17:03", 0, "10:20:00", jobs.Ran, ""},
		"caught up late with what was planned ere": {"10:00:00", "10:14:00", "10:14:00", 0, "10:15:30", jobs.Ran, ""},
	} {
		run := jobs.Run{Firing: jobs.Firing{Planned: at(c.planned)}, Outcome: jobs.Outcome{Failures: c.failures}, Heartbeat: at(c.beat), Finished: at(c.finished)}
		is, missed, err := push.Condition(run, at(c.now))
		if err != nil || is != c.want || !missed.Equal(at(c.missed)) {
			t.Errorf("%s: %d, missed %s, %v; want %d, %s", name, is, missed, err, c.want, c.missed)
		}
	}
	if _, _, err := (jobs.Duty{Schedule: "now and then"}).Condition(jobs.Run{Firing: jobs.Firing{Planned: at("10:00:00")}, Finished: at("10:00:00")}, at("10:20:00")); err == nil {
		t.Error("a schedule that is none is no error")
	}
}
