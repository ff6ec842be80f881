package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"gorm.io/gorm"

	"attune/internal/fault"
	"attune/internal/jobs"
)

var _ jobs.Record = (*Store)(nil)

// ClaimRun puts a run of a duty on record and tells whether this instance now has it: false where the firing is on
// record already, or another run of the duty is unfinished (duty_runs_unfinished_idx).
func (s *Store) ClaimRun(ctx context.Context, run jobs.Run) (bool, error) {
	won, err := s.runChanged(ctx, `insert into duty_runs
		(duty, planned_at, instance, attempt, started_at, heartbeat_at, rows_done, failures, outcome)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing`,
		run.Duty, utc(run.Planned), run.Instance, run.Attempt, utc(run.Started), utc(run.Heartbeat), run.Done, run.Failures, run.Sentence)
	if err != nil {
		return false, fmt.Errorf("claim duty %s of %s: %w", run.Duty, run.Planned, err)
	}
	return won, nil
}

// TakeOverRun puts run in the place of a dead one of the same firing, and tells whether it did: of several instances
// that found the same dead run one does, and none where its instance has come back to life.
func (s *Store) TakeOverRun(ctx context.Context, dead, run jobs.Run) (bool, error) {
	won, err := s.runChanged(ctx, `update duty_runs set instance = ?, attempt = ?, started_at = ?, heartbeat_at = ?
		where duty = ? and planned_at = ? and instance = ? and attempt = ? and heartbeat_at = ? and finished_at is null`,
		run.Instance, run.Attempt, utc(run.Started), utc(run.Heartbeat),
		dead.Duty, utc(dead.Planned), dead.Instance, dead.Attempt, utc(dead.Heartbeat))
	if err != nil {
		return false, fmt.Errorf("take over duty %s of %s: %w", run.Duty, run.Planned, err)
	}
	return won, nil
}

// KeepRun saves a run's heartbeat, and how it ended once it has. It fails with fault.Conflict where the run is finished
// or another instance's.
func (s *Store) KeepRun(ctx context.Context, run jobs.Run) error {
	finished := sql.NullTime{Time: utc(run.Finished), Valid: !run.Finished.IsZero()}
	mine, err := s.runChanged(ctx, `update duty_runs set heartbeat_at = ?, finished_at = ?, rows_done = ?, failures = ?, outcome = ?
		where duty = ? and planned_at = ? and instance = ? and attempt = ? and finished_at is null`,
		utc(run.Heartbeat), finished, run.Done, run.Failures, run.Sentence,
		run.Duty, utc(run.Planned), run.Instance, run.Attempt)
	if err != nil {
		return fmt.Errorf("keep the run of duty %s: %w", run.Duty, err)
	}
	if !mine {
		return fault.New(fault.Conflict, "The run of the duty %s is another instance's by now.", run.Duty)
	}
	return nil
}

// runChanged executes one statement on duty_runs and tells whether it changed a row.
func (s *Store) runChanged(ctx context.Context, statement string, args ...any) (changed bool, err error) {
	err = s.change(ctx, func(tx *gorm.DB) error {
		done := tx.Exec(statement, args...)
		changed = done.RowsAffected > 0
		return done.Error
	})
	return changed, err
}

// UnfinishedRuns are the runs of all duties that are not finished, dead or alive.
func (s *Store) UnfinishedRuns(ctx context.Context) ([]jobs.Run, error) {
	return s.runs(ctx, `where finished_at is null order by duty`)
}

// LastRuns are the newest n runs of a duty, newest first.
func (s *Store) LastRuns(ctx context.Context, duty string, n int) ([]jobs.Run, error) {
	return s.runs(ctx, `where duty = ? order by planned_at desc limit ?`, duty, n)
}

// RunsBefore are the newest n runs of a duty that were planned before an instant, newest first; of all where it is zero.
func (s *Store) RunsBefore(ctx context.Context, duty string, planned time.Time, n int) ([]jobs.Run, error) {
	if planned.IsZero() {
		return s.LastRuns(ctx, duty, n)
	}
	return s.runs(ctx, `where duty = ? and planned_at < ? order by planned_at desc limit ?`, duty, utc(planned), n)
}

// ForgetRuns clears away the runs that were finished before an instant, those that did nothing already where they were
// finished before another, and tells how many.
func (s *Store) ForgetRuns(ctx context.Context, before, idleBefore time.Time) (int, error) {
	var n int64
	err := s.change(ctx, func(tx *gorm.DB) error {
		done := tx.Exec(`delete from duty_runs where finished_at < ? or finished_at < ? and rows_done = 0 and failures = 0`, utc(before), utc(idleBefore))
		n = done.RowsAffected
		return done.Error
	})
	if err != nil {
		return 0, fmt.Errorf("forget runs of duties: %w", err)
	}
	return int(n), nil
}

// runRow is a row of duty_runs.
type runRow struct {
	Duty        string
	PlannedAt   time.Time
	Instance    string
	Attempt     int
	StartedAt   time.Time
	HeartbeatAt time.Time
	FinishedAt  *time.Time
	RowsDone    int
	Failures    int
	Outcome     string
}

func (s *Store) runs(ctx context.Context, which string, args ...any) ([]jobs.Run, error) {
	var rows []runRow
	err := s.ask(ctx).Raw(`select duty, planned_at, instance, attempt, started_at, heartbeat_at, finished_at, rows_done, failures, outcome
		from duty_runs `+which, args...).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read runs of duties: %w", err)
	}
	runs := make([]jobs.Run, len(rows))
	for i, r := range rows {
		runs[i] = r.run()
	}
	return runs, nil
}

func (r runRow) run() jobs.Run {
	run := jobs.Run{
		Firing:    jobs.Firing{Duty: r.Duty, Planned: utc(r.PlannedAt), Attempt: r.Attempt},
		Outcome:   jobs.Outcome{Done: r.RowsDone, Failures: r.Failures, Sentence: r.Outcome},
		Instance:  r.Instance,
		Started:   utc(r.StartedAt),
		Heartbeat: utc(r.HeartbeatAt),
	}
	if r.FinishedAt != nil {
		run.Finished = utc(*r.FinishedAt)
	}
	return run
}
