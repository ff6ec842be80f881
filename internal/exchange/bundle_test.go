package exchange_test

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// headers are the headers of a bundle's files, optional columns left out.
var headers = map[string]string{
	"people.csv":      "person_id,name,email,association,region",
	"programs.csv":    "program_id,name,kind,model,region,association",
	"employment.csv":  "person_id,program_id,role,fte,serves,supervises,from,to",
	"credentials.csv": "person_id,category,status,degree,from,to",
	"targets.csv":     "person_id,category,degree,opened_on",
	"groups.csv":      "group_id,name,provider_id,association,time_zone,kind,format,modality,capacity,place",
	"memberships.csv": "group_id,person_id,from,to",
	"sessions.csv":    "session_id,group_id,starts,minutes,status,actual_start,actual_end,lead_id,co_lead_id,kind,modality",
	"attendance.csv":  "session_id,person_id,mark,intervals,focus",
}

// bundle is the content of a bundle's files by name; a file that is not named has its header alone.
type bundle map[string]string

// write writes the bundle into a folder of its own and returns that.
func (b bundle) write(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	for name, header := range headers {
		if _, given := b[name]; !given {
			b.put(t, dir, name, header+"\n")
		}
	}
	for name, content := range b {
		b.put(t, dir, name, content)
	}
	return dir
}

func (b bundle) put(t testing.TB, dir, name, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// large writes a bundle with so many sessions of so many marks each, 240 people and 30 groups of one association. Of a
// session's marks from the ninth on, all say that somebody was absent.
func large(t testing.TB, dir string, sessions, marks int) {
	t.Helper()
	const people, groups = 240, 30
	write := func(name string, rows func(*bufio.Writer)) {
		file, err := os.Create(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		to := bufio.NewWriter(file)
		fmt.Fprintln(to, headers[name])
		if rows != nil {
			rows(to)
		}
		if err := to.Flush(); err != nil {
			t.Fatal(err)
		}
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
	}
	write("people.csv", func(to *bufio.Writer) {
		for i := range people {
			fmt.Fprintf(to, "p%03d,Person %d,p%03d@example.org,CT,\n", i, i, i)
		}
	})
	for _, name := range []string{"programs.csv", "employment.csv", "credentials.csv", "targets.csv"} {
		write(name, nil)
	}
	write("groups.csv", func(to *bufio.Writer) {
		for i := range groups {
			fmt.Fprintf(to, "g%02d,Group %d,p%03d,CT,America/New_York,reflective,group,virtual,8,Online\n", i, i, i)
		}
	})
	write("memberships.csv", func(to *bufio.Writer) {
		for i := groups; i < people; i++ {
			fmt.Fprintf(to, "g%02d,p%03d,2020-01-01,\n", i%groups, i)
		}
	})
	first := time.Date(2020, 1, 6, 15, 0, 0, 0, time.UTC)
	write("sessions.csv", func(to *bufio.Writer) {
		for i := range sessions {
			at := first.AddDate(0, 0, i/groups)
			fmt.Fprintf(to, "s%06d,g%02d,%s,90,held,%s,%s,,,,\n", i, i%groups, at.Format("2006-01-02T15:04"),
				at.Format(time.RFC3339), at.Add(90*time.Minute).Format(time.RFC3339))
		}
	})
	write("attendance.csv", func(to *bufio.Writer) {
		for i := range sessions {
			at := first.AddDate(0, 0, i/groups)
			for k := range marks {
				person, mark, intervals := groups+(i*7+k)%(people-groups), "present", ""
				switch {
				case k == 3:
					mark, intervals = "partial", at.Add(5*time.Minute).Format(time.RFC3339)+"/"+at.Add(time.Hour).Format(time.RFC3339)
				case k >= 7:
					mark = "absent"
				}
				fmt.Fprintf(to, "s%06d,p%03d,%s,%s,\n", i, person, mark, intervals)
			}
		}
	})
}
