package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gorm.io/gorm"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/history"
	"attune/internal/roster"
)

// Past is a page of the history of one thing and of what belongs to it: at most limit lines that are older than the mark,
// newest first. It makes two statements at most, however long the history is.
func (s *Store) Past(ctx context.Context, of history.Scope, older history.Mark, limit int) ([]history.Line, error) {
	tx := s.ask(ctx)
	lines, err := pastLines(tx, of, older, limit)
	if err == nil {
		err = tellAbout(tx, lines)
	}
	if err != nil {
		return nil, fmt.Errorf("history of %s: %w", of.Subject, err)
	}
	return lines, nil
}

// pastLines are the lines with what is kept beside them. What was added is told with how it stood then: as before the first
// correction of it.
func pastLines(tx *gorm.DB, of history.Scope, older history.Mark, limit int) ([]history.Line, error) {
	query, args := pastQuery(of, older, limit)
	var lines []history.Line
	g := gathering{tx: tx}
	err := g.each(func(rows *sql.Rows) error {
		var l history.Line
		var before, after, first string
		if err := rows.Scan(&l.Association, &l.Seq, &l.At, &l.Actor, &l.Act, &l.Subject, &before, &after, &l.Reason, &first, &l.About.Person, &l.About.Group); err != nil {
			return err
		}
		l.At = utc(l.At)
		l.Was, l.Is = fieldsIn(before), fieldsIn(after)
		l.About = aboutIn(l.About, fieldsIn(first))
		lines = append(lines, l)
		return nil
	}, query, args)
	return lines, err
}

// pastQuery is the query of a page of lines.
func pastQuery(of history.Scope, older history.Mark, limit int) (string, map[string]any) {
	found, args := told(of, older)
	args["limit"] = limit
	return `with told as (` + found + ` order by at desc, association desc, seq desc limit @limit)
		select t.association, t.seq, t.at, t.actor, t.act, t.subject, coalesce(c.before, ''), coalesce(c.after, ''), coalesce(c.reason, w.reason, v.reason, k.reason, ''),
			coalesce(f.before, ''), coalesce(f.person_id, 0), coalesce(f.group_id, 0)
		from told t
		left join corrections c on c.subject = t.subject and c.corrected_at = t.at and c.corrected_by = t.actor
		left join corrections f on f.id = (select min(id) from corrections where subject = t.subject)
		left join evidence_words w on w.id = (select max(id) from evidence_words where ` + idOf("t", "evidence") + ` = evidence_id
			and t.act = 'evidence.' || word and said_at <= t.at)
		left join sheet_versions v on t.act in ('sheet.verified', 'sheet.amended') and v.session_id = ` + idOf("t", "session") + `
			and v.version = (select max(version) from sheet_versions where session_id = ` + idOf("t", "session") + ` and verified_at <= t.at)
		left join amendments k on t.act = 'amendment.kept' and k.session_id = ` + idOf("t", "session") + `
			and k.revision = (select max(revision) from amendments where session_id = ` + idOf("t", "session") + ` and turn = 'kept' and taken_at <= t.at)
		order by t.at desc, t.association desc, t.seq desc`, args
}

// idOf is the id of the thing of that matter that a line is about; null for any other.
func idOf(line, matter string) string {
	return fmt.Sprintf(`case when %[1]s.subject like '%[2]s:%%' then cast(substr(%[1]s.subject, %[3]d) as bigint) end`, line, matter, len(matter)+2)
}

// told is the query of the rows of the history that a scope asks for. They are found by what they are about, the things
// first: SQLite keeps to the order of a cross join, and to no index where an expression is asked for. Left to itself it
// walks through all of an association.
func told(of history.Scope, older history.Mark) (string, map[string]any) {
	args := map[string]any{"subject": of.Subject, "person": int64(of.Person), "group": int64(of.Group)}
	where := []string{}
	if of.Acts != nil {
		args["acts"], args["but"], where = of.Acts, of.But, append(where, `(h.subject <> @subject or h.act in @acts or h.actor = @but)`)
	}
	if of.Chains != nil {
		args["chains"], where = of.Chains, append(where, `h.association || '' in @chains`)
	}
	if slices.Contains(of.With, editionMatter) { // each chain tells of it, but for the first ones of an association
		where = append(where, `(h.subject = @subject or h.association = '')`)
	}
	if older != (history.Mark{}) {
		args["at"], args["chain"], args["seq"] = utc(older.At), string(older.Association), older.Seq
		where = append(where, `(h.at, h.association, h.seq) < (@at, @chain, @seq)`)
	}
	rows := `select h.association, h.seq, h.at, h.actor, h.act, h.subject from history h where `
	belonging := subjectsIn(of, args)
	if len(belonging) == 0 {
		return rows + strings.Join(append([]string{`h.subject = @subject`}, where...), " and "), args
	}
	things := strings.Join(append([]string{`select @subject as subject`}, belonging...), " union ")
	where = append([]string{`h.subject = x.subject`}, where...)
	return `select association, seq, at, actor, act, subject from (select h.* from (` + things + `) x cross join history h where ` + strings.Join(where, " and ") + `) h`, args
}

// subjectsIn are queries of the subjects that belong to the person or the group of a scope.
func subjectsIn(of history.Scope, args map[string]any) []string {
	var queries []string
	for _, matter := range of.With {
		if matter == editionMatter {
			queries = append(queries, `select 'edition:' || checksum from editions`)
			continue
		}
		query := `select '` + string(matter) + `:' || id from ` + belongings[matter] + ` where person_id = @person`
		if of.Group != 0 {
			query = `select '` + string(matter) + `:' || id from ` + belongings[matter] + ` where group_id = @group`
		}
		if matter == roster.EmploymentMatter && of.Programs != nil {
			args["programs"], query = of.Programs, query+` and program_id in @programs`
		}
		if of.Category != "" {
			args["category"], query = string(of.Category), query+` and category = @category`
		}
		queries = append(queries, query)
	}
	if of.Person+roster.PersonID(of.Group) != 0 && of.Programs == nil && of.Category == "" { // what is off the record is found where it says why
		args["matters"] = of.With
		off := `select subject from corrections where person_id = @person and after = '' and substr(subject, 1, `
		if of.Group != 0 {
			off = `select subject from corrections where group_id = @group and after = '' and substr(subject, 1, `
		}
		for _, matter := range of.With {
			queries = append(queries, fmt.Sprintf(`%s%d) = '%s:'`, off, len(matter)+1, matter))
		}
	}
	return queries
}

// editionMatter is what the history calls editions of the rules.
const editionMatter roster.Matter = "edition"

// belongings are the tables of what belongs to people and groups.
var belongings = map[roster.Matter]string{
	roster.EmploymentMatter: "employments", roster.CredentialMatter: "credentials", roster.TargetMatter: "targets", roster.MembershipMatter: "memberships",
	roster.RequestMatter: "requests", "evidence": "evidence", "series": "series", "closure": "closures",
}

// tellAbout fills in what lines are about that are still on record.
func tellAbout(tx *gorm.DB, lines []history.Line) error {
	ids := map[string]any{}
	for matter := range belongings {
		ids[string(matter)] = []int64{}
	}
	for _, l := range lines {
		matter := string(matterOf(l))
		if known, is := ids[matter].([]int64); is {
			ids[matter] = append(known, number(strings.TrimPrefix(l.Subject, matter+":")))
		}
	}
	if !slices.ContainsFunc(lines, func(l history.Line) bool { return belongings[matterOf(l)] != "" }) {
		return nil
	}
	abouts := make(map[string]history.About)
	g := gathering{tx: tx}
	err := g.each(func(rows *sql.Rows) error {
		var subject string
		var a history.About
		err := rows.Scan(&subject, &a.Person, &a.Program, &a.Group, &a.Of, &a.Word, (*dateCol)(&a.From))
		abouts[subject] = a
		return err
	}, `select 'employment:' || id, person_id, program_id, 0, '', role, starts_on from employments where id in @employment
		union all select 'credential:' || id, person_id, 0, 0, '', category, starts_on from credentials where id in @credential
		union all select 'target:' || id, person_id, 0, 0, '', category, opened_on from targets where id in @target
		union all select 'membership:' || id, person_id, 0, group_id, '', '', starts_on from memberships where id in @membership
		union all select 'request:' || id, person_id, 0, group_id, '', '', starts_on from requests where id in @request
		union all select 'series:' || id, 0, 0, group_id, '', '', starts_on from series where id in @series
		union all select 'closure:' || id, 0, 0, 0, association, name, starts_on from closures where id in @closure
		union all select 'evidence:' || id, person_id, 0, 0, '', matter, dated from evidence where id in @evidence`, ids)
	for i := range lines {
		if now, there := abouts[lines[i].Subject]; there && lines[i].About.From == 0 {
			lines[i].About = now
		} else if there {
			lines[i].About.Person, lines[i].About.Group = now.Person, now.Group
		}
	}
	return err
}

// matterOf is the kind of thing that a line is about.
func matterOf(l history.Line) roster.Matter {
	matter, _, _ := strings.Cut(l.Subject, ":")
	return roster.Matter(matter)
}

// PastNames are who and what some lines speak of, in one statement.
func (s *Store) PastNames(ctx context.Context, lines []history.Line) (history.Names, error) {
	names := history.Names{
		Authors: make(map[string]history.Author), People: make(map[roster.PersonID]string),
		Programs: make(map[roster.ProgramID]string), Groups: make(map[roster.GroupID]string),
	}
	accounts, people, programs, groups := toldOf(lines)
	g := gathering{tx: s.ask(ctx)}
	err := g.each(func(rows *sql.Rows) error {
		var kind, name, home string
		var id, person int64
		if err := rows.Scan(&kind, &id, &person, &name, &home); err != nil {
			return err
		}
		takeName(names, kind, id, person, name, roster.Association(home))
		return nil
	}, `select 'account', a.id, coalesce(p.id, 0), coalesce(p.name, a.email), coalesce(p.association, '') from accounts a left join people p on p.id = a.person_id where a.id in @accounts
		union all select role, account_id, 0, '', association from account_roles where account_id in @accounts
		union all select 'manages', a.id, 0, '', '' from accounts a where a.id in @accounts and exists (select 1 from employments where person_id = a.person_id and role = 'manager')
		union all select 'person', id, id, name, association from people where id in @people
		union all select 'program', id, 0, name, association from programs where id in @programs
		union all select 'group', id, 0, name, association from groups where id in @groups`,
		map[string]any{"accounts": accounts, "people": people, "programs": programs, "groups": groups})
	if err != nil {
		return names, fmt.Errorf("names of %d lines of history: %w", len(lines), err)
	}
	return names, nil
}

// toldOf are the ids of whom and what lines speak of.
func toldOf(lines []history.Line) (accounts, people, programs, groups []int64) {
	for _, l := range lines {
		if id, is := strings.CutPrefix(l.Actor, "account:"); is {
			accounts = append(accounts, number(id))
		}
		people, programs, groups = append(people, int64(l.About.Person)), append(programs, int64(l.About.Program)), append(groups, int64(l.About.Group))
		for _, fields := range []map[string]string{l.Was, l.Is} {
			people = append(people, number(fields["Provider"]), number(fields["lead"]), number(fields["co_lead"]))
			programs, groups = append(programs, number(fields["program"]), number(fields["Program"])), append(groups, number(fields["group"]))
		}
	}
	return accounts, people, programs, groups
}

// number is an id as it was written down; zero for none.
func number(text string) int64 {
	n, _ := strconv.ParseInt(text, 10, 64)
	return n
}

// takeName puts one row of names where it belongs.
func takeName(names history.Names, kind string, id, person int64, name string, home roster.Association) {
	key := access.AccountID(id).String()
	author := names.Authors[key]
	switch kind {
	case "account":
		names.Authors[key] = history.Author{Account: id, Person: roster.PersonID(person), Name: name, Home: home}
	case string(access.Coordinator):
		author.Coordinates = append(author.Coordinates, home)
		names.Authors[key] = author
	case string(access.Operator):
		author.Operates = true
		names.Authors[key] = author
	case "manages":
		author.Manages = true
		names.Authors[key] = author
	case "person":
		names.People[roster.PersonID(id)] = name
	case "program":
		names.Programs[roster.ProgramID(id)] = name
	case "group":
		names.Groups[roster.GroupID(id)] = name
	}
}

// fieldsIn are the fields that a correction kept, each as text. Where it kept their names alone, they are empty.
func fieldsIn(text string) map[string]string {
	if !strings.HasPrefix(text, "{") {
		fields := make(map[string]string)
		for name := range strings.FieldsSeq(text) {
			fields[name] = ""
		}
		return fields
	}
	var kept map[string]any
	reader := json.NewDecoder(strings.NewReader(text))
	reader.UseNumber()
	if reader.Decode(&kept) != nil { // our own writing
		return nil
	}
	fields := make(map[string]string, len(kept))
	for name, value := range kept {
		fields[name] = fmt.Sprint(value)
	}
	return fields
}

// aboutIn is what a fact was about, by what was kept of it.
func aboutIn(a history.About, fact map[string]string) history.About {
	from, err := day.Parse(fact["from"])
	if err != nil {
		return history.About{}
	}
	a.From, a.Program, a.Word = from, roster.ProgramID(number(fact["program"])), fact["role"]+fact["category"]
	if group := number(fact["group"]); group != 0 {
		a.Group = roster.GroupID(group)
	}
	return a
}

// PastAbout is what a fact, a series, a closure or a piece of evidence is about, by the history's word for it: target:3.
// It is access.Nowhere where none such is on record.
func (s *Store) PastAbout(ctx context.Context, matter roster.Matter, id int64) (history.About, error) {
	one := []history.Line{{Change: history.Change{Subject: fmt.Sprintf("%s:%d", matter, id)}}}
	err := tellAbout(s.ask(ctx), one)
	if err == nil && one[0].About == (history.About{}) {
		err = access.Nowhere()
	}
	if err != nil {
		return history.About{}, fmt.Errorf("about %s: %w", one[0].Subject, err)
	}
	return one[0].About, nil
}
