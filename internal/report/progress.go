// Package report owns what leaves Attune as a table or a list: the progress report and the
// hours of a staff today.
//
// It hands over writers that take judged people one by one. It knows how figures are shown, not how they came to be.
package report

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"

	"attune/internal/roster"
	"attune/internal/rulebook"
)

// line is one object of the progress report (formats.md, "The progress report"); the order of its fields is the file's.
type line struct {
	Person     roster.External      `json:"person"`
	Of         roster.Association   `json:"association"`
	Purpose    rulebook.PurposeKind `json:"purpose"`
	Category   roster.Category      `json:"category"`
	Period     string               `json:"period"`
	Required   int                  `json:"required_minutes"`
	Counted    int                  `json:"counted_minutes"`
	Held       int                  `json:"held_minutes"`
	Rejected   int                  `json:"rejected_minutes"`
	Months     int                  `json:"months"`
	WindowFrom string               `json:"window_from"`
	WindowTo   string               `json:"window_to"`
	Satisfied  bool                 `json:"satisfied"`
	Missing    []rulebook.Missing   `json:"missing"`
	Warnings   []rulebook.Warning   `json:"warnings"`
	Entries    []entry              `json:"entries"`
}

type entry struct {
	Session roster.External  `json:"session"`
	Date    string           `json:"date"`
	Minutes int              `json:"minutes"`
	Verdict rulebook.Verdict `json:"verdict"`
	Reason  rulebook.Reason  `json:"reason"`
}

// Progress writes the progress report, one person after the other. Close ends it.
type Progress interface {
	Person(p roster.Person, judgements []rulebook.Judgement) error
	Close() error
}

// ProgressLines writes the report as JSON Lines, an object for each purpose (formats.md).
func ProgressLines(w io.Writer) Progress {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return progressLines{encoder}
}

type progressLines struct{ *json.Encoder }

func (l progressLines) Person(p roster.Person, judgements []rulebook.Judgement) error {
	for _, j := range judgements {
		if err := l.Encode(lineOf(p, j)); err != nil {
			return fmt.Errorf("progress of %s: %w", p.External, err)
		}
	}
	return nil
}

func (progressLines) Close() error { return nil }

func lineOf(p roster.Person, j rulebook.Judgement) line {
	l := line{
		Person: p.External, Of: p.Association, Purpose: j.Purpose.Kind, Category: j.Purpose.Category, Period: j.Purpose.Period,
		Required: j.Required, Counted: j.Counted, Held: j.Held, Rejected: j.Rejected, Months: j.Months,
		WindowFrom: j.Window.From.String(), WindowTo: j.Window.To.String(), Satisfied: j.Satisfied,
		Missing: j.Missing, Warnings: j.Warnings, Entries: make([]entry, len(j.Entries)),
	}
	for i, e := range j.Entries {
		l.Entries[i] = entry{e.External, e.Date.String(), e.Minutes, e.Verdict, e.Reason}
	}
	return l
}

// ProgressTable writes the report as a table a person can read: a row for each purpose, hours with two decimals.
func ProgressTable(w io.Writer) Progress {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "person\tassociation\ttoward\tperiod\tcounted\tof\twaiting\tnot counted\tmonths\tmissing\tlook at\t")
	return &progressTable{table: table}
}

type progressTable struct {
	table *tabwriter.Writer
	rows  int
}

// flushEvery bounds what the table holds back to align its columns.
const flushEvery = 200

func (t *progressTable) Person(p roster.Person, judgements []rulebook.Judgement) error {
	for _, j := range judgements {
		_, err := fmt.Fprintf(t.table, "%s\t%s\t%s %s\t%s\t%s\t%s\t%s\t%s\t%d\t%s\t%s\t\n", p.External, p.Association, j.Purpose.Kind, j.Purpose.Category,
			dash(j.Purpose.Period), Hours(j.Counted), Hours(j.Required), Hours(j.Held), Hours(j.Rejected), j.Months, words(j.Missing), words(j.Warnings))
		if err != nil {
			return err
		}
		if t.rows++; t.rows%flushEvery == 0 {
			if err := t.table.Flush(); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *progressTable) Close() error { return t.table.Flush() }

// Hours are minutes as hours with two decimals, cut and not rounded: 1439 minutes are 23.98, never 24.00.
func Hours(minutes int) string {
	return fmt.Sprintf("%d.%02d", minutes/60, minutes%60*100/60)
}

// HoursMissing are minutes still to be had as hours with two decimals, rounded up: 25 minutes are 0.42. Together with
// Hours of what is there they make up a whole number of hours asked for.
func HoursMissing(minutes int) string {
	hundredths := (minutes%60*100 + 59) / 60
	return fmt.Sprintf("%d.%02d", minutes/60+hundredths/100, hundredths%100)
}

func dash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}

func words[T ~string](list []T) string {
	text := ""
	for i, word := range list {
		if i > 0 {
			text += ", "
		}
		text += string(word)
	}
	return dash(text)
}
