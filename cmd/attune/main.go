// Command attune schedules reflective supervision groups, credits attendance, publishes calendars and pushes
// verified hours into each person's progress. A file a verb; this one is the table of them.
package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"
	_ "time/tzdata" // an installation without zone data of its own judges local dates all the same

	"github.com/alecthomas/kong"

	"attune/internal/fault"
)

// program is the command line: settings for every verb, and the verbs.
type program struct {
	settings

	Serve    serveVerb    `cmd:"" help:"Run web, feeds and duties until told to stop."`
	Demo     demoVerb     `cmd:"" help:"Run a fresh, filled association; nothing of it stays."`
	Migrate  migrateVerb  `cmd:"" help:"Bring the database's schema up to date, or tell where it stands."`
	Import   importVerb   `cmd:"" help:"Read an exchange bundle, whole or not at all."`
	Export   exportVerb   `cmd:"" help:"Write everything as an exchange bundle."`
	Progress progressVerb `cmd:"" help:"Write the progress report, judged for a day."`
	Duty     dutyVerb     `cmd:"" help:"Show the recurring duties, or run one now."`
	Feed     feedVerb     `cmd:"" help:"Make, list and revoke calendar addresses."`
	Person   personVerb   `cmd:"" help:"Invite people and make sign-in links."`
	Rules    rulesVerb    `cmd:"" help:"Show the rules in force, or load a newer edition."`
	Secret   secretVerb   `cmd:"" help:"Write a new secret for this installation into a file, unless it is there."`
	Check    checkVerb    `cmd:"" help:"Check configuration, database, schema and the last push."`
	Version  versionVerb  `cmd:"" help:"Tell which Attune this is."`
}

// office is what a verb has to work with.
type office struct {
	context.Context
	settings settings
	stdin    io.Reader
	stdout   io.Writer
	stderr   io.Writer
	now      func() time.Time
	logged   slog.Level // the least that is logged
	gallery  bool       // the pages show what they are made of, too: of an invented association
}

// Exit codes: wrong usage is told apart from what failed.
const (
	exitFailed = 1
	exitUsage  = 2
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // so that a second Ctrl-C ends the process at once
	os.Exit(run(ctx, os.Args[1:], os.Environ(), os.Stdin, os.Stdout, os.Stderr))
}

// run is main with everything handed in. It returns the exit code.
func run(ctx context.Context, args, env []string, stdin io.Reader, stdout, stderr io.Writer) (code int) {
	defer catchExit(&code)
	var p program
	parser, err := kong.New(&p, kong.Name("attune"),
		kong.Description("Attune: reflective supervision, from the group to the Endorsement."),
		kong.UsageOnError(), kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Writers(stdout, stderr), kong.Exit(exit), kong.Resolvers(environment(env)),
		kong.Vars(settingVars))
	if err != nil {
		return failed(stderr, err)
	}
	if err := checkNames(env); err != nil {
		return misused(stderr, err)
	}
	call, err := parser.Parse(args)
	if err != nil {
		return misused(stderr, err)
	}
	if err := p.check(); err != nil {
		return misused(stderr, err)
	}
	o := &office{ctx, p.settings, stdin, stdout, stderr, time.Now, slog.LevelWarn, false}
	if err := call.Run(o); err != nil {
		return failed(stderr, err)
	}
	return 0
}

// exited carries an exit code out of the parser, which ends the process when it has shown help.
type exited int

func exit(code int) { panic(exited(code)) }

func catchExit(code *int) {
	switch r := recover().(type) {
	case nil:
	case exited:
		*code = int(r)
	default:
		panic(r)
	}
}

func misused(stderr io.Writer, err error) int {
	_, _ = fmt.Fprintf(stderr, "attune: %v\nSee attune --help.\n", err)
	return exitUsage
}

// failed tells what went wrong in one sentence; where there is none, the operator gets the error itself.
func failed(stderr io.Writer, err error) int {
	text, found := fault.SentenceOf(err)
	if !found {
		text = err.Error()
	}
	_, _ = fmt.Fprintf(stderr, "attune: %s\n", text)
	return exitFailed
}
