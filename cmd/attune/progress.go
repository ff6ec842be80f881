package main

import (
	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/fault"
	"attune/internal/report"
	"attune/internal/roster"
)

// progressVerb is `attune progress`: the report of formats.md, judged for a day as the push would judge it.
type progressVerb struct {
	AsOf   string `name:"as-of" placeholder:"DATE" help:"Day to judge for, 2006-01-02; empty: today, in each person's association."`
	Person string `name:"person" placeholder:"ID" help:"Only this person, by the id of people.csv."`
	Format string `name:"format" enum:"json,table" default:"table" help:"json: an object a line; table: to read."`
}

// Help is shown below the verb's flags.
func (progressVerb) Help() string {
	return "Example: attune progress --as-of 2026-06-30 --format json > progress.jsonl"
}

// Run writes the report to standard output.
func (v *progressVerb) Run(o *office) error {
	asOf, err := day.Parse(v.AsOf)
	if err != nil {
		return fault.New(fault.Invalid, "--as-of: %v.", err)
	}
	db, err := o.open()
	if err != nil {
		return err
	}
	defer o.close(db)
	out := report.ProgressTable(o.stdout)
	if v.Format == "json" {
		out = report.ProgressLines(o.stdout)
	}
	tracker := endorsement.NewTracker(db, o.now, 1)
	if v.Person == "" {
		err = tracker.Report(o, db, asOf, out.Person)
	} else if person, found := db.PersonByExternal(o, roster.External(v.Person)); found != nil {
		return found
	} else {
		err = tracker.ReportOn(o, []roster.Person{person}, asOf, out.Person)
	}
	if err != nil {
		return err
	}
	return out.Close()
}
