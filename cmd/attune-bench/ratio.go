package main

import (
	"slices"
	"time"
)

// ratios measures ours against a baseline, round by round between neighbours, and returns the median of
// baseline's time by ours: 1 is as fast, more is faster. Which of the two goes first changes with each round.
func (b *bench) ratios(ours, baseline func() error) (median float64, each []float64, err error) {
	for round := range b.rounds {
		first, second := ours, baseline
		if round%2 == 1 {
			first, second = baseline, ours
		}
		one, err := timed(first)
		if err != nil {
			return 0, nil, err
		}
		two, err := timed(second)
		if err != nil {
			return 0, nil, err
		}
		if round%2 == 1 {
			one, two = two, one
		}
		each = append(each, two.Seconds()/one.Seconds())
	}
	return middle(each), each, nil
}

func timed(work func() error) (time.Duration, error) {
	begin := time.Now()
	err := work()
	return time.Since(begin), err
}

func middle(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}
