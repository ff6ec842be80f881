// Command attune-bench makes worlds of any size, drives Attune with them and measures it, never as part of the
// service. Each figure is a ratio to a baseline measured in the same run, round by round between neighbours; the
// goals are those of docs/performance.md.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/pprof"
	"slices"
	"strings"
)

// figure is one thing that is measured.
type figure struct {
	id      string
	about   string
	measure func(context.Context, *bench) error
}

// figures is the table of what can be measured.
var figures = []figure{
	{"import", "attendance rows a second, brought in by attune import", measureImport},
	{"P1", "push after new entries: ledger and totals, against one raw SQL statement doing the same", measurePushNew},
	{"P2", "push of everybody, against pure judging of the same entries from memory", measurePushAll},
	{"P4", "push with nobody due, against P1's", measurePushNobody},
	{"F1", "304 of an unchanged feed, against Echo's 304 from memory", measureFeed304},
	{"F2", "200 of a feed, against Echo's 200 from memory", measureFeed200},
	{"F3", "200 and unchanged poll of a feed, against Radicale serving the same events", measureRadicale},
	{"F5", "statements and bytes of a feed's answers", countFeed},
	{"F6", "p99 of 304 and 200 at 300 requests a second, against nginx serving the same bytes from a file", measureOpenLoop},
	{"F7", "304 among a million feeds and a feed of a thousand events, against themselves among 2,000 and with sixty", measureFeedGrowth},
	{"S1", "the longest series: laid out, planned, looked at, changed; against one statement that copies as many bare rows", measureSeries},
	{"S2", "the year at a glance, against Echo's 200 of the same bytes from memory", measureYears},
	{"D1", "figures and page of the staff of a program of fifty, against a read of as many rows of figures by primary key", measureStaff},
	{"D2", "how the programs of a state are covered, and the staff of an agency of 2,000; against one statement that sums the hours of everybody in it", measureState},
	{"D3", "D1's figures where there are more people beside the fifty, against themselves", measureGrowth},
	{"R1", "reminders of sessions among ten thousand people: all new, all told, and at night; against one statement that copies as many bare rows", measureReminders},
	{"C1", "exec to first answer, against a bare net/http program", measureStart},
}

// bench is one run of the program.
type bench struct {
	out      io.Writer
	postgres string // address of a PostgreSQL server to measure on too; empty: SQLite alone
	rows     int    // attendance rows of the world
	rounds   int
	people   int // of the largest state that growth is measured in
	dir      string
	missed   []string // what was held to a goal that holds on any machine, and missed it
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "attune-bench:", err)
		os.Exit(1)
	}
}

// run measures the figures that were asked for, all of them by default.
func run(ctx context.Context, args []string, out io.Writer) error {
	b := &bench{out: out}
	flags := flag.NewFlagSet("attune-bench", flag.ContinueOnError)
	flags.IntVar(&b.rows, "rows", 100_000, "attendance rows of the world that is measured on")
	flags.IntVar(&b.rounds, "rounds", 7, "rounds whose median is reported")
	flags.IntVar(&b.people, "people", 10_000, "people of the largest state that D3 is measured in: 10000, 100000 or 1000000")
	profile := flags.String("profile", "", "file to write a CPU profile of the run to")
	flags.StringVar(&b.postgres, "postgres", os.Getenv("ATTUNE_TEST_POSTGRES_URL"), "address of a PostgreSQL server to measure on too")
	if err := flags.Parse(args); err != nil {
		return err
	}
	stop, err := profiled(*profile)
	if err != nil {
		return err
	}
	defer stop()
	dir, err := os.MkdirTemp("", "attune-bench-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	b.dir = dir
	for _, f := range figures {
		if wanted := flags.Args(); len(wanted) > 0 && !slices.Contains(wanted, f.id) {
			continue
		}
		fmt.Fprintf(out, "%s\t%s\n", f.id, f.about)
		if err := f.measure(ctx, b); err != nil {
			return fmt.Errorf("%s: %w", f.id, err)
		}
	}
	if len(b.missed) > 0 {
		return fmt.Errorf("missed: %s", strings.Join(b.missed, "; "))
	}
	return nil
}

// profiled writes a CPU profile to a file until it is stopped; to none where the name is empty.
func profiled(name string) (stop func(), err error) {
	if name == "" {
		return func() {}, nil
	}
	file, err := os.Create(name)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		return nil, err
	}
	return func() { pprof.StopCPUProfile(); _ = file.Close() }, nil
}

// hold reports one line below a figure whose goal holds on any machine, as it is one of itself: where it is missed, the run
// goes on, and fails at its end.
func (b *bench) hold(held bool, format string, args ...any) {
	b.say(format, args...)
	if !held {
		b.missed = append(b.missed, fmt.Sprintf(format, args...))
	}
}

// say reports one line below a figure.
func (b *bench) say(format string, args ...any) {
	fmt.Fprintf(b.out, "\t"+strings.TrimSuffix(format, "\n")+"\n", args...)
}
