package main

import (
	"fmt"

	"attune/internal/exchange"
)

// exportVerb is `attune export`.
type exportVerb struct {
	Dir string `arg:"" help:"Folder to write the bundle to; made where there is none, and it must be empty."`
}

// Help is shown below the verb's flags.
func (exportVerb) Help() string {
	return "Example: attune export ./bundle\n\nWhat is written can be imported elsewhere, and holds the same rows as what was imported here."
}

// Run writes everything the installation knows as a bundle.
func (v *exportVerb) Run(o *office) error {
	db, err := o.open()
	if err != nil {
		return err
	}
	defer o.close(db)
	report, err := exchange.Export(o, v.Dir, db)
	if err != nil {
		return err
	}
	for _, f := range report.Files {
		fmt.Fprintf(o.stdout, "%8d rows  %s\n", f.Rows, f.File)
	}
	return nil
}
