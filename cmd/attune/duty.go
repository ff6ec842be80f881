package main

import (
	"errors"
	"fmt"
	"os"
	"text/tabwriter"
	"time"

	"attune/internal/jobs"
	"attune/internal/store"
)

// dutyVerb is `attune duty`.
type dutyVerb struct {
	List dutyListVerb `cmd:"" default:"1" help:"Write the table of duties with their last runs."`
	Run  dutyRunVerb  `cmd:"" help:"Run a duty now."`
}

// Help is shown below the verbs.
func (dutyVerb) Help() string { return "Example: attune duty run push --dry-run" }

// dutyListVerb is `attune duty list`.
type dutyListVerb struct{}

// Help is shown below the verb's flags.
func (dutyListVerb) Help() string { return "Example: attune duty list" }

// Run writes a row a duty: when it is due next, when it last ran and what it did.
func (dutyListVerb) Run(o *office) error {
	db, err := o.open()
	if err != nil {
		return err
	}
	defer o.close(db)
	runner, err := o.runner(db)
	if err != nil {
		return err
	}
	standings, err := runner.Table(o, 1)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(o.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "duty\tschedule (UTC)\tnext\tlast\toutcome")
	for _, s := range standings {
		last, outcome := "-", "never run"
		if len(s.Runs) > 0 {
			last, outcome = s.Runs[0].Planned.Format(minute), said(s.Runs[0])
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", s.Name, s.Schedule, s.Next.Format(minute), last, outcome)
	}
	return table.Flush()
}

// minute is how a table shows an instant: UTC, to the minute.
const minute = "2006-01-02 15:04Z"

func said(run jobs.Run) string {
	if run.Finished.IsZero() {
		return "running"
	}
	return run.Sentence
}

// dutyRunVerb is `attune duty run`.
type dutyRunVerb struct {
	Name   string `arg:"" help:"Name of the duty; attune duty list shows them."`
	DryRun bool   `name:"dry-run" help:"Only tell what it would change."`
}

// Help is shown below the verb's flags.
func (dutyRunVerb) Help() string { return "Example: attune duty run push --dry-run" }

// Run runs the duty as the schedule would, and tells what it did.
func (v *dutyRunVerb) Run(o *office) error {
	db, err := o.open()
	if err != nil {
		return err
	}
	defer o.close(db)
	runner, err := o.runner(db)
	if err != nil {
		return err
	}
	if v.DryRun {
		outcome, err := runner.Rehearse(o, v.Name)
		if err == nil {
			fmt.Fprintf(o.stdout, "%s would have %s; nothing was changed.\n", v.Name, outcome.Sentence)
		}
		return err
	}
	run, err := v.whenFree(o, runner)
	if run.Sentence != "" {
		fmt.Fprintf(o.stdout, "%s %s in %s.\n", v.Name, run.Sentence, run.Finished.Sub(run.Started).Round(time.Millisecond))
	}
	return err
}

// whenFree runs the duty once no other run of it stands in the way: that one ends, or turns out to be dead.
func (v *dutyRunVerb) whenFree(o *office, runner *jobs.Runner) (jobs.Run, error) {
	run, err := runner.RunNow(o, v.Name)
	if errors.Is(err, jobs.ErrRunning) {
		fmt.Fprintf(o.stderr, "%s is running elsewhere, or was cut short; waiting …\n", v.Name)
	}
	again := time.NewTicker(time.Second)
	defer again.Stop()
	for errors.Is(err, jobs.ErrRunning) {
		select {
		case <-o.Done():
			return run, err
		case <-again.C:
			run, err = runner.RunNow(o, v.Name)
		}
	}
	return run, err
}

// runner runs the table of duties on this instance, which is the process on its machine.
func (o *office) runner(db *store.Store) (*jobs.Runner, error) {
	host, err := os.Hostname()
	if err != nil {
		host = "unnamed"
	}
	courier, err := o.courier(db)
	if err != nil {
		return nil, err
	}
	instance := fmt.Sprintf("%s/%d/%d", host, os.Getpid(), o.now().UnixMicro())
	return jobs.NewRunner(db, instance, duties(db, o.tracker(db), courier, o.now), o.now, o.logger())
}
