package jobs_test

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"attune/internal/fault"
	"attune/internal/jobs"
)

// memory is a Record that lives as long as a test; what the store's must guarantee is proved there.
type memory struct {
	mu   sync.Mutex
	runs []jobs.Run
}

func (m *memory) ClaimRun(_ context.Context, run jobs.Run) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, other := range m.runs {
		if other.Duty == run.Duty && (other.Planned.Equal(run.Planned) || other.Finished.IsZero()) {
			return false, nil
		}
	}
	m.runs = append(m.runs, run)
	return true, nil
}

func (m *memory) TakeOverRun(_ context.Context, dead, run jobs.Run) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i, other := range m.runs {
		if other == dead {
			m.runs[i] = run
			return true, nil
		}
	}
	return false, nil
}

func (m *memory) KeepRun(ctx context.Context, run jobs.Run) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i, other := range m.runs {
		if other.Duty == run.Duty && other.Planned.Equal(run.Planned) && other.Instance == run.Instance && other.Finished.IsZero() {
			m.runs[i] = run
			return ctx.Err()
		}
	}
	return fault.New(fault.Conflict, "The run is another's.")
}

func (m *memory) UnfinishedRuns(context.Context) ([]jobs.Run, error) {
	return m.those(func(r jobs.Run) bool { return r.Finished.IsZero() }), nil
}

func (m *memory) LastRuns(_ context.Context, duty string, n int) ([]jobs.Run, error) {
	last := m.those(func(r jobs.Run) bool { return r.Duty == duty })
	slices.SortFunc(last, func(a, b jobs.Run) int { return -cmp.Compare(a.Planned.Unix(), b.Planned.Unix()) })
	return last[:min(n, len(last))], nil
}

func (m *memory) those(wanted func(jobs.Run) bool) []jobs.Run {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(m.runs), func(r jobs.Run) bool { return !wanted(r) })
}

// all are the runs in the order in which they were put on record.
func (m *memory) all() []jobs.Run { return m.those(func(jobs.Run) bool { return true }) }

// put adds a run as another instance left it.
func (m *memory) put(run jobs.Run) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.runs = append(m.runs, run)
}

// planned are the planned times of all runs, as clock times.
func (m *memory) planned() []string {
	var times []string
	for _, r := range m.all() {
		times = append(times, r.Planned.Format(time.TimeOnly))
	}
	return times
}
