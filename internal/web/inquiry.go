package web

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/roster"
)

// inquiry is a form of questions: each is put, read and checked in one place. Where nothing was sent yet, the answers
// are those on record.
type inquiry struct {
	sent    url.Values // nil: the form is opened, not sent
	fields  []fieldView
	carried []carriedView
}

// carriedView is an answer given beside the questions of a form, to what it does not always show.
type carriedView struct{ Name, Value string }

// fieldView is one question as a page shows it.
type fieldView struct {
	Name, Label string
	Kind        string // text, email, date, time, lines, choice or checks
	Value       string
	Said        string // the answer in words, for looking at before it is done
	Hint        string
	Problem     string
	Stored      string // what stands on record meanwhile, where that is something else
	Needed      bool
	Most        int // characters
	Options     []optionView
	With        string // the kind of group it is asked of alone; empty: of any
}

// Described are the ids of what is said about a question beside its label: what is wrong before what helps.
func (f fieldView) Described() string {
	var ids []string
	if f.Problem != "" {
		ids = append(ids, f.Name+"-wrong")
	}
	if f.Hint != "" {
		ids = append(ids, f.Name+"-hint")
	}
	return strings.Join(ids, " ")
}

// The longest answers, in characters.
const (
	longestLine   = 200
	longestReason = 1000
)

// put adds a question, with what was sent for it or what is on record.
func (q *inquiry) put(f fieldView) *fieldView {
	if q.sent != nil {
		f.Value = q.sent.Get(f.Name)
	}
	f.Said = f.Value
	q.fields = append(q.fields, f)
	return &q.fields[len(q.fields)-1]
}

// carry is what was answered of that name beside the questions. The form keeps it also where what it answers is not shown,
// so that going back to the questions loses nothing.
func (q *inquiry) carry(name string) []string {
	for _, value := range q.sent[name] {
		q.carried = append(q.carried, carriedView{Name: name, Value: value})
	}
	return q.sent[name]
}

// wrong tells whether any answer cannot be right.
func (q *inquiry) wrong() bool {
	return slices.ContainsFunc(q.fields, func(f fieldView) bool { return f.Problem != "" })
}

// blame puts a sentence at the question of that name, and tells whether there is one.
func (q *inquiry) blame(name, sentence string) bool {
	field := q.named(name)
	if field != nil {
		field.Problem = sentence
	}
	return field != nil
}

// named is the question of that name; nil where it is not asked.
func (q *inquiry) named(name string) *fieldView {
	for i := range q.fields {
		if q.fields[i].Name == name {
			return &q.fields[i]
		}
	}
	return nil
}

// line asks for a text of one line.
func (q *inquiry) line(f fieldView) string {
	f.Kind, f.Most = "text", longestLine
	field := q.put(f)
	field.Value = strings.Join(strings.Fields(field.Value), " ")
	field.Said = field.Value
	field.check("")
	return field.Value
}

// lines asks for some sentences.
func (q *inquiry) lines(f fieldView) string {
	f.Kind, f.Most = "lines", longestReason
	field := q.put(f)
	field.Value = strings.TrimSpace(strings.ReplaceAll(field.Value, "\r\n", "\n"))
	field.Said = field.Value
	field.check("\n\t")
	return field.Value
}

// check finds what is wrong with a text.
func (f *fieldView) check(allowed string) {
	switch {
	case f.Needed && f.Value == "":
		f.Problem = "This is empty. Fill it in."
	case utf8.RuneCountInString(f.Value) > f.Most:
		f.Problem = fmt.Sprintf("This is longer than %d characters. Shorten it.", f.Most)
	default:
		f.Problem = roster.Unseen(f.Value, allowed)
	}
}

// email asks for an address; it may be empty.
func (q *inquiry) email(f fieldView) string {
	f.Kind, f.Most = "email", longestLine
	field := q.put(f)
	field.Value = strings.TrimSpace(field.Value)
	if field.check(""); field.Problem != "" || field.Value == "" {
		return field.Value
	}
	address, err := access.Email(field.Value)
	if err != nil {
		field.Problem = "This is no e-mail address. Write one such as ada@example.org, or leave it empty."
	}
	field.Said = address
	return address
}

// date asks for a day.
func (q *inquiry) date(f fieldView, is day.Date) day.Date {
	f.Kind, f.Value = "date", is.String()
	field := q.put(f)
	field.Value = strings.TrimSpace(field.Value)
	d, err := day.Parse(field.Value)
	switch {
	case err != nil:
		field.Problem = "This is no day of the calendar. Write it as year-month-day, such as 2026-03-08."
	case d == 0 && field.Needed:
		field.Problem = "Write a day, such as 2026-03-08."
	case d != 0 && (d.Year() < roster.FirstYear || d.Year() > roster.LastYear):
		field.Problem = fmt.Sprintf("The year %d cannot be meant. Write a year from %d to %d.", d.Year(), roster.FirstYear, roster.LastYear)
	}
	field.Said = plainDate(d)
	return d
}

// clock asks for a time of the day; the second result is false where the answer is empty or wrong.
func (q *inquiry) clock(f fieldView) (minute int, given bool) {
	f.Kind, f.Most = "time", 8
	field := q.put(f)
	field.Value = strings.TrimSpace(field.Value)
	if field.Value == "" && !field.Needed {
		return 0, false
	}
	var d dial
	minute, _, fine := d.read(field.Value)
	if !fine {
		field.Problem = "Write a time of the day such as 9:30 AM or 2:00 PM."
		return 0, false
	}
	field.Said = d.said(field.Value)
	field.Value = clockText(time.Date(0, 1, 1, 0, minute, 0, 0, time.UTC), time.UTC)
	return minute, true
}

// span asks for a first and a last day.
func (q *inquiry) span(is day.Span) day.Span {
	from := q.date(fieldView{Name: "from", Label: "First day", Needed: true}, is.From)
	to := q.date(fieldView{Name: "to", Label: "Last day", Hint: "Leave it empty while no end is known."}, is.To)
	return day.Span{From: from, To: to}
}

// share asks for a share of full time.
func (q *inquiry) share(is roster.FTE) roster.FTE {
	field := q.put(fieldView{Name: "fte", Label: "Share of full time", Kind: "text", Value: is.String(), Needed: true, Most: 5, Hint: "1.0 is full time, 0.5 half."})
	share, fine := roster.ParseFTE(strings.TrimSpace(field.Value))
	if !fine {
		field.Problem = "Write a number from 0.0 to 2.0 with at most three places, such as 0.5."
	}
	return share
}

// number asks for a whole number; the second result is false where the answer is empty or wrong.
func (q *inquiry) number(f fieldView, least, most int) (int, bool) {
	f.Kind = "text"
	if f.Most == 0 {
		f.Most = 12
	}
	field := q.put(f)
	text := strings.TrimSpace(field.Value)
	if text == "" && !f.Needed {
		return 0, false
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > most {
		field.Problem = fmt.Sprintf("Write a whole number from %d to %d.", least, most)
		return 0, false
	}
	return n, true
}

// hours asks for a length of time, as hours with decimals or as hours and minutes; the answer is in whole minutes, cut.
func (q *inquiry) hours(f fieldView) int {
	f.Kind, f.Most = "text", 8
	field := q.put(f)
	field.Value = strings.TrimSpace(field.Value)
	if field.Value == "" && !field.Needed {
		return 0
	}
	m, fine := minutesTyped(field.Value)
	if !fine || field.Needed && m == 0 {
		field.Problem = "Write hours such as 6, 6.5 or 6:30."
	}
	field.Said = minutes(m).Hours() + " hours"
	return m
}

// lengthTyped is a length of time as people write it.
var lengthTyped = regexp.MustCompile(`^(\d{1,3})(?:[.,](\d{1,2})|:([0-5]\d))?$`)

// minutesTyped are the whole minutes of a length of time as people write it; false where it is none.
func minutesTyped(text string) (int, bool) {
	m := lengthTyped.FindStringSubmatch(text)
	if m == nil {
		return 0, false
	}
	whole, _ := strconv.Atoi(m[1])
	hundredths, _ := strconv.Atoi((m[2] + "00")[:2])
	past, _ := strconv.Atoi("0" + m[3])
	return 60*whole + hundredths*60/100 + past, true
}

// choice asks for one of some words.
func choice[T ~string](q *inquiry, f fieldView, is T, options []optionView) T {
	f.Kind, f.Value = "choice", string(is)
	f.Options = slices.Clone(options)
	field := q.put(f)
	i := slices.IndexFunc(field.Options, func(o optionView) bool { return o.Value == field.Value })
	if i < 0 || field.Needed && field.Value == "" {
		if field.Problem = "Choose one of these."; q.sent == nil && field.Value == "" {
			field.Problem = ""
		}
		return T(field.Value)
	}
	field.Options[i].Chosen = true
	field.Said = field.Options[i].Text
	return T(field.Value)
}

// checks asks for any of some words; the answer is their values, in the order of the options.
func (q *inquiry) checks(f fieldView, options []optionView) []string {
	f.Kind, f.Options = "checks", slices.Clone(options)
	sent := f.Value
	if q.sent != nil {
		sent = strings.Join(q.sent[f.Name], ",")
	}
	field := q.put(f)
	var values, words []string
	for i := range field.Options {
		if o := &field.Options[i]; slices.Contains(strings.Split(sent, ","), o.Value) {
			o.Chosen = true
			values, words = append(values, o.Value), append(words, o.Text)
		}
	}
	field.Value, field.Said = strings.Join(values, ","), strings.Join(words, ", ")
	return values
}

// reason asks why something is corrected.
func (q *inquiry) reason(hint string) string {
	return q.lines(fieldView{Name: "reason", Label: "Why", Hint: hint})
}
