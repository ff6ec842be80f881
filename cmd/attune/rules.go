package main

import (
	"fmt"
	"os"
	"strings"

	"attune/internal/access"
	"attune/internal/endorsement"
	"attune/internal/fault"
	"attune/internal/rulebook"
	"attune/internal/store"
)

// rulesVerb is `attune rules`.
type rulesVerb struct {
	Show rulesShowVerb `cmd:"" default:"1" help:"Write the edition in force."`
	Load rulesLoadVerb `cmd:"" help:"Check a newer edition, tell whose verdicts it would change, and put it in force."`
}

// Help is shown below the verbs.
func (rulesVerb) Help() string {
	return "Example: attune rules load rules.yaml --dry-run"
}

// rulesShowVerb is `attune rules show`.
type rulesShowVerb struct {
	Coming bool `help:"Write the edition that --coming-rules names instead, once it is checked."`
}

// Help is shown below the verb's flags.
func (rulesShowVerb) Help() string { return "Example: attune rules show > rules.yaml" }

// Run writes the edition's own text to standard output and its name to standard error.
func (v rulesShowVerb) Run(o *office) error {
	db, err := o.open()
	if err != nil {
		return err
	}
	defer o.close(db)
	edition, err := v.edition(o, db)
	if err != nil {
		return err
	}
	fmt.Fprintf(o.stderr, "Edition %s, checksum %s\n", edition.Name(), edition.Checksum())
	_, err = fmt.Fprint(o.stdout, edition.Body())
	return err
}

func (v rulesShowVerb) edition(o *office, db *store.Store) (*rulebook.Edition, error) {
	if !v.Coming {
		return db.Edition(o)
	}
	edition, err := o.coming(db)
	if err == nil && edition == nil {
		return nil, fault.New(fault.NotFound, "No coming edition is named. Name its file with --coming-rules, or as ATTUNE_COMING_RULES.")
	}
	return edition, err
}

// coming is the edition that is to come, checked like one that is put in force; nil where the settings name none.
func (o *office) coming(db *store.Store) (*rulebook.Edition, error) {
	if o.settings.ComingRules == "" {
		return nil, nil
	}
	edition, err := editionIn(o.settings.ComingRules)
	if err != nil {
		return nil, err
	}
	return edition, ownName(o, db, edition)
}

// editionIn is the edition in a file, checked whole.
func editionIn(file string) (*rulebook.Edition, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fault.Because(err, fault.NotFound, "%s cannot be read. Give the path of a file with an edition of the rules.", file)
	}
	edition, err := rulebook.Load(text)
	if err != nil {
		return nil, fault.Because(err, fault.Invalid, "%s is refused, and nothing was changed:\n%v", file, err)
	}
	return edition, nil
}

// rulesLoadVerb is `attune rules load`.
type rulesLoadVerb struct {
	File   string `arg:"" help:"File with the edition, in YAML."`
	DryRun bool   `name:"dry-run" help:"Only tell what it would change."`
}

// Help is shown below the verb's flags.
func (rulesLoadVerb) Help() string { return "Example: attune rules load rules.yaml --dry-run" }

// Run checks the file, tells what it would change and, unless it is a rehearsal, puts it in force.
func (v *rulesLoadVerb) Run(o *office) error {
	edition, err := editionIn(v.File)
	if err != nil {
		return err
	}
	db, err := o.open()
	if err != nil {
		return err
	}
	defer o.close(db)
	if err := ownName(o, db, edition); err != nil {
		return err
	}
	if err := v.compare(o, db, edition); err != nil || v.DryRun {
		return err
	}
	loaded, err := db.PutInForce(o, edition, access.TheOperator)
	if err != nil {
		return err
	}
	if !loaded {
		fmt.Fprintf(o.stdout, "Edition %s is in force already; nothing was changed.\n", edition.Name())
		return nil
	}
	fmt.Fprintf(o.stdout, "Edition %s is in force. Everybody is on the due list; the next push judges them.\n", edition.Name())
	return nil
}

// ownName refuses an edition that calls itself what the one in force is called and says something else: a page that
// names an edition would name two.
func ownName(o *office, db *store.Store, edition *rulebook.Edition) error {
	force, err := db.Edition(o)
	if err != nil {
		return err
	}
	if force.Name() == edition.Name() && force.Checksum() != edition.Checksum() {
		return fault.New(fault.Conflict, "The edition in force is called %s too, and says something else. Give the new one a name of its own under edition: at its top.", force.Name())
	}
	return nil
}

// differences says which figures change, from what to what, in minutes.
func differences(m endorsement.Move) string {
	text := ""
	for _, f := range []struct {
		name          string
		before, after int
	}{
		{"required", m.Before.Required, m.After.Required},
		{"counted", m.Before.Counted, m.After.Counted},
		{"held", m.Before.Held, m.After.Held},
		{"rejected", m.Before.Rejected, m.After.Rejected},
		{"months", m.Before.Months, m.After.Months},
	} {
		if f.before != f.after {
			text += fmt.Sprintf(" %s %d, then %d;", f.name, f.before, f.after)
		}
	}
	if m.Before.Satisfied != m.After.Satisfied {
		text += map[bool]string{true: " satisfied from then on;", false: " no longer satisfied;"}[m.After.Satisfied]
	}
	if text == "" {
		return " other verdicts, needs or warnings behind the same figures"
	}
	return strings.TrimSuffix(text, ";")
}

// compare lists each purpose whose figures or verdicts the edition would change today.
func (v *rulesLoadVerb) compare(o *office, db *store.Store, edition *rulebook.Edition) error {
	moved := 0
	err := endorsement.NewTracker(db, o.now, 1).Compare(o, db, edition, func(m endorsement.Move) error {
		moved++
		_, err := fmt.Fprintf(o.stdout, "%s %s:%s\n", m.Person.External, strings.TrimRight(fmt.Sprintf("%s %s %s", m.Purpose.Kind, m.Purpose.Category, m.Purpose.Period), " "), differences(m))
		return err
	})
	fmt.Fprintf(o.stdout, "Edition %s would change %d targets and renewals.\n", edition.Name(), moved)
	return err
}
