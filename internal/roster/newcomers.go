package roster

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"strings"
)

// Newcomer is one row of a pasted table: somebody, and where they work.
type Newcomer struct {
	Line   int // from 1
	Person Person
	Work   Employment // no program: none
}

// Nth is the id of the n-th thing that is added under an id of ours: the same again for the same form.
func (e External) Nth(n int) External {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d", e, n))
	return External("attune-" + strings.ToLower(base32.StdEncoding.EncodeToString(sum[:])[:26]))
}

// AdmitAll decides on the rows of a table, knowing the records of those with their e-mails or ids: who is on record with
// that name and e-mail is not added again, only their employment is. What is wrong is told of all rows, by line.
func AdmitAll(rows []Newcomer, known []Record) ([]Edit, map[int]string) {
	byID, byEmail := make(map[External]Record), make(map[string]Record)
	for _, k := range known {
		byID[k.Person.External] = k
		byEmail[strings.ToLower(strings.TrimSpace(k.Person.Email))] = k
	}
	var edits []Edit
	wrong, lines := make(map[int]string), make(map[string]int)
	for _, row := range rows {
		p := row.Person
		if _, again := byID[p.External]; again { // a second click
			continue
		}
		if first := lines[p.Email]; p.Email != "" && first != 0 {
			wrong[row.Line] = fmt.Sprintf("%s stands on line %d already. Keep one of the two.", p.Email, first)
			continue
		}
		lines[p.Email] = row.Line
		record, there := byEmail[p.Email]
		switch {
		case p.Email == "" || !there:
			edits = append(edits, Edit{Owner: p.Association, After: p})
			record = Record{Person: p}
		case !strings.EqualFold(record.Person.Name, p.Name):
			wrong[row.Line] = fmt.Sprintf("%s is the e-mail of %s, who is on record. Correct the name or the e-mail.", p.Email, record.Person.Name)
			continue
		}
		if row.Work.Program == 0 {
			continue
		}
		row.Work.Person = record.Person.ID
		edit, err := record.Add(row.Work)
		if err != nil {
			wrong[row.Line] = err.Error()
			continue
		}
		if record.Person.ID == 0 {
			edit.For = p.External
		}
		edits = append(edits, edit)
	}
	return edits, wrong
}
