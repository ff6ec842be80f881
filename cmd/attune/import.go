package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"golang.org/x/term"

	"attune/internal/exchange"
	"attune/internal/roster"
)

// importVerb is `attune import`.
type importVerb struct {
	Dir    string `arg:"" help:"Folder with the bundle's CSV files."`
	DryRun bool   `name:"dry-run" help:"Tell what the import would do, and change nothing."`
}

// Help is shown below the verb's flags.
func (importVerb) Help() string {
	return "Example: attune import ./bundle --dry-run\n\nA bundle is taken whole or not at all; everything that is wrong with it is listed."
}

// Run takes the bundle in and writes what became of each file's rows.
func (v *importVerb) Run(o *office) error {
	db, err := o.open()
	if err != nil {
		return err
	}
	defer o.close(db)
	edition, err := db.Edition(o)
	if err != nil {
		return err
	}
	meter := newMeter(o.stderr)
	report, err := exchange.Import(o, v.Dir, db, edition, o.now(), exchange.Options{DryRun: v.DryRun, Progress: meter.importing})
	meter.clear()
	if err != nil {
		return err
	}
	return tellImport(o.stdout, report, v.DryRun)
}

func tellImport(out io.Writer, report exchange.Report, rehearsed bool) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "file\trows\tadded\tupdated\tamended\tunchanged\t")
	for _, f := range report.Files {
		fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%d\t%d\t\n", f.File, f.Rows, f.Added, f.Updated, f.Amended, f.Unchanged)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	tellAddresses(out, report)
	tellDoubled(out, report.Doubled)
	switch {
	case rehearsed:
		fmt.Fprintln(out, "This was a rehearsal; nothing was changed.")
	case !report.Changed():
		fmt.Fprintln(out, "Everything was there already; nothing was changed.")
	}
	return nil
}

// tellAddresses writes whose accounts go by another e-mail, and whose keep theirs and why.
func tellAddresses(out io.Writer, report exchange.Report) {
	if len(report.Followed) > 0 {
		fmt.Fprintf(out, "The accounts of these people go by another e-mail: %s\n", listed(report.Followed))
	}
	for _, why := range []exchange.Keeping{exchange.NoOther, exchange.OfItsOwn, exchange.TakenByOther, exchange.OpensMore} {
		var who []roster.External
		for _, k := range report.Kept {
			if k.Because == why {
				who = append(who, k.Person)
			}
		}
		if len(who) > 0 {
			fmt.Fprintf(out, "The accounts of these people keep the e-mail they had (%s): %s\n", why, listed(who))
		}
	}
}

// tellDoubled writes which sessions overlap another of their group: the first of them, and how many there are.
func tellDoubled(out io.Writer, doubled []exchange.Doubling) {
	const most = 10
	if len(doubled) == 0 {
		return
	}
	fmt.Fprintln(out, "These sessions overlap another of their group. What somebody receives in both counts once; whoever leads both is credited with both:")
	for _, d := range doubled[:min(len(doubled), most)] {
		fmt.Fprintf(out, "  group %s: %s %s; %s %s\n", d.Group, d.Earlier.External, d.Earlier.Slot.Words(d.Zone), d.One.External, d.One.Slot.Words(d.Zone))
	}
	if more := len(doubled) - most; more > 0 {
		fmt.Fprintf(out, "  and %d more\n", more)
	}
}

// listed are external ids in a line, the first of them where they are many.
func listed(ids []roster.External) string {
	const most = 20
	var text strings.Builder
	for i, id := range ids[:min(len(ids), most)] {
		if i > 0 {
			text.WriteString(", ")
		}
		text.WriteString(string(id))
	}
	if more := len(ids) - most; more > 0 {
		fmt.Fprintf(&text, " and %d more", more)
	}
	return text.String()
}

// meter shows on a terminal how far something has come, in one line that is gone afterwards; elsewhere it is silent.
type meter struct {
	out   io.Writer // nil: silent
	shown string
}

func newMeter(out io.Writer) *meter {
	if file, ok := out.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		return &meter{out: out}
	}
	return &meter{}
}

// importing shows the phase of an import, in per cent.
func (m *meter) importing(phase exchange.Phase, done, total int64) {
	text := string(phase)
	if total > 0 {
		text = fmt.Sprintf("%s %d%%", phase, done*100/total)
	}
	if m.out == nil || text == m.shown {
		return
	}
	m.shown = text
	fmt.Fprintf(m.out, "\r\x1b[K%s", text)
}

func (m *meter) clear() {
	if m.out != nil && m.shown != "" {
		fmt.Fprint(m.out, "\r\x1b[K")
	}
}
