package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"

	"attune/internal/day"
	"attune/internal/ledger"
	"attune/internal/roster"
	"attune/internal/rulebook"
	"attune/internal/schedule"
)

// progressRow is a row of progress: one purpose of one person as the last push left it.
type progressRow struct {
	PersonID    int64
	Purpose     string
	Category    string
	Period      string
	Association string
	Required    int
	Counted     int
	Held        int
	Rejected    int
	Months      int
	MinMonths   sql.NullInt64 // null in a row from before it was kept beside the document, as Hours
	WindowFrom  dateCol
	WindowTo    dateCol
	Satisfied   bool
	Missing     string
	Warnings    string
	Hours       sql.NullString // of the document, as hoursOf writes them
	Details     string
	Edition     string
	JudgedFor   dateCol
	ChangedAt   time.Time
}

// progressColumns are the columns of a progressRow, in its order.
const progressColumns = `person_id, purpose, category, period, association, required, counted, held, rejected, months, min_months,
	window_from, window_to, satisfied, missing, warnings, hours, details, edition, judged_for, changed_at`

// details is the document behind the figures: what a page needs to open them. Its short names are stored thousands
// of times; they never change their meaning, new ones may be added.
type details struct {
	MinMonths int         `json:"mm,omitempty"`
	Focus     []focusDoc  `json:"fo,omitempty"`
	Provided  *needDoc    `json:"pr,omitempty"`
	Sources   []giverDoc  `json:"gi,omitempty"`
	Entries   []judgedDoc `json:"en,omitempty"`
}

type needDoc struct {
	Required int `json:"r"`
	Had      int `json:"h"`
}

type focusDoc struct {
	Focus string `json:"f"`
	needDoc
}

type giverDoc struct {
	Lead    int64 `json:"l"`
	Minutes int   `json:"m"`
}

type judgedDoc struct {
	Session  int64     `json:"s"`
	External string    `json:"x"`
	Version  int       `json:"v"`
	Started  int64     `json:"t"` // microseconds since 1970, UTC
	Date     string    `json:"d"`
	Minutes  int       `json:"m"`
	Verdict  string    `json:"j"`
	Reason   string    `json:"r,omitempty"`
	Source   []string  `json:"q,omitempty"`
	HeldFor  string    `json:"h,omitempty"`
	Lead     int64     `json:"l,omitempty"`
	Focus    string    `json:"o,omitempty"`
	Lapses   []spanDoc `json:"e,omitempty"`
}

// spanDoc is the first and the last day of some days; the last is empty where they have no end.
type spanDoc [2]string

// Judgements are a person's targets and renewals as the last push left them, in the order of a report.
func (s *Store) Judgements(ctx context.Context, person roster.PersonID) ([]rulebook.Judgement, error) {
	rows, err := progressOf(s.ask(ctx), []roster.PersonID{person})
	if err != nil {
		return nil, err
	}
	judgements := make([]rulebook.Judgement, len(rows))
	for i, r := range rows {
		if judgements[i], err = r.judgement(); err != nil {
			return nil, fmt.Errorf("progress of person %d: %w", person, err)
		}
	}
	return judgements, nil
}

// progressOf reads the stored progress of some people, by person and in the order of a report.
func progressOf(tx *gorm.DB, people []roster.PersonID) ([]progressRow, error) {
	var rows []progressRow
	err := tx.Raw(`select `+progressColumns+` from progress where person_id in ? order by person_id, purpose, category, period`, people).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("stored progress of %d people: %w", len(people), err)
	}
	return rows, nil
}

// progressRowOf is the row that keeps a judgement; now is when it was made.
func progressRowOf(p roster.Person, j rulebook.Judgement, edition string, asOf day.Date, now time.Time) (progressRow, error) {
	document, err := json.Marshal(detailsOf(j))
	if err != nil {
		return progressRow{}, fmt.Errorf("details of person %d: %w", p.ID, err)
	}
	return progressRow{
		PersonID: int64(p.ID), Purpose: string(j.Purpose.Kind), Category: string(j.Purpose.Category), Period: j.Purpose.Period,
		Association: string(p.Association), Required: j.Required, Counted: j.Counted, Held: j.Held, Rejected: j.Rejected, Months: j.Months,
		MinMonths: sql.NullInt64{Int64: int64(j.MinMonths), Valid: true}, WindowFrom: dateCol(j.Window.From), WindowTo: dateCol(j.Window.To), Satisfied: j.Satisfied,
		Missing: joined(j.Missing), Warnings: joined(j.Warnings), Hours: sql.NullString{String: hoursOf(j), Valid: true}, Details: string(document),
		Edition: edition, JudgedFor: dateCol(asOf), ChangedAt: utc(now),
	}, nil
}

// says tells whether two rows say the same of a person; which edition said so, and when, plays no part.
func (r progressRow) says(o progressRow) bool {
	o.Edition, o.JudgedFor, o.ChangedAt = r.Edition, r.JudgedFor, r.ChangedAt
	return r == o
}

// values are the row in the order of progressColumns.
func (r progressRow) values() []any {
	return []any{
		r.PersonID, r.Purpose, r.Category, r.Period, r.Association, r.Required, r.Counted, r.Held, r.Rejected, r.Months, r.MinMonths,
		r.WindowFrom, r.WindowTo, r.Satisfied, r.Missing, r.Warnings, r.Hours, r.Details, r.Edition, r.JudgedFor, r.ChangedAt,
	}
}

func (r progressRow) judgement() (rulebook.Judgement, error) {
	var d details
	if err := json.Unmarshal([]byte(r.Details), &d); err != nil {
		return rulebook.Judgement{}, err
	}
	j := rulebook.Judgement{
		Purpose:  rulebook.Purpose{Kind: rulebook.PurposeKind(r.Purpose), Category: roster.Category(r.Category), Period: r.Period},
		Required: r.Required, Counted: r.Counted, Held: r.Held, Rejected: r.Rejected, Months: r.Months,
		Window: day.Span{From: day.Date(r.WindowFrom), To: day.Date(r.WindowTo)}, Satisfied: r.Satisfied,
		Missing: split[rulebook.Missing](r.Missing), Warnings: split[rulebook.Warning](r.Warnings), MinMonths: d.MinMonths,
	}
	return j, d.into(&j)
}

func detailsOf(j rulebook.Judgement) details {
	d := details{MinMonths: j.MinMonths, Entries: make([]judgedDoc, len(j.Entries))}
	if j.Provided.Required > 0 {
		d.Provided = &needDoc{j.Provided.Required, j.Provided.Had}
	}
	for _, f := range j.FocusNeeds {
		d.Focus = append(d.Focus, focusDoc{string(f.Focus), needDoc{f.Required, f.Had}})
	}
	for _, g := range j.Sources {
		d.Sources = append(d.Sources, giverDoc{int64(g.Lead), g.Minutes})
	}
	for i, e := range j.Entries {
		d.Entries[i] = judgedDoc{
			int64(e.Session), string(e.External), e.Version, e.Started.UnixMicro(), e.Date.String(), e.Minutes,
			string(e.Verdict), string(e.Reason), e.Source, string(e.HeldFor), int64(e.Lead), string(e.Focus), spansDoc(e.Lapses),
		}
	}
	return d
}

// into fills a judgement with what the document says.
func (d details) into(j *rulebook.Judgement) error {
	if d.Provided != nil {
		j.Provided = rulebook.Need{Required: d.Provided.Required, Had: d.Provided.Had}
	}
	for _, f := range d.Focus {
		j.FocusNeeds = append(j.FocusNeeds, rulebook.FocusNeed{Focus: ledger.Focus(f.Focus), Need: rulebook.Need{Required: f.Required, Had: f.Had}})
	}
	for _, g := range d.Sources {
		j.Sources = append(j.Sources, rulebook.Giver{Lead: roster.PersonID(g.Lead), Minutes: g.Minutes})
	}
	for _, e := range d.Entries {
		date, err := day.Parse(e.Date)
		if err != nil {
			return err
		}
		lapses, err := spansOf(e.Lapses)
		if err != nil {
			return err
		}
		j.Entries = append(j.Entries, rulebook.Judged{
			Session: schedule.SessionID(e.Session), External: roster.External(e.External), Version: e.Version,
			Started: time.UnixMicro(e.Started).UTC(), Date: date, Minutes: e.Minutes, Verdict: rulebook.Verdict(e.Verdict),
			Reason: rulebook.Reason(e.Reason), Source: e.Source, HeldFor: rulebook.Reason(e.HeldFor), Lead: roster.PersonID(e.Lead), Focus: ledger.Focus(e.Focus), Lapses: lapses,
		})
	}
	return nil
}

func spansDoc(spans []day.Span) []spanDoc {
	var docs []spanDoc
	for _, s := range spans {
		docs = append(docs, spanDoc{s.From.String(), s.To.String()})
	}
	return docs
}

func spansOf(docs []spanDoc) ([]day.Span, error) {
	var spans []day.Span
	for _, d := range docs {
		from, err := day.Parse(d[0])
		if err != nil {
			return nil, err
		}
		span := day.Span{From: from}
		if d[1] != "" {
			if span.To, err = day.Parse(d[1]); err != nil {
				return nil, err
			}
		}
		spans = append(spans, span)
	}
	return spans, nil
}

// joined writes a list of words into one column.
func joined[T ~string](list []T) string {
	words := make([]string, len(list))
	for i, w := range list {
		words[i] = string(w)
	}
	return strings.Join(words, " ")
}

// split reads what joined wrote; never nil.
func split[T ~string](text string) []T {
	list := []T{}
	for word := range strings.FieldsSeq(text) {
		list = append(list, T(word))
	}
	return list
}
