package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The report of an import, rehearsed or not, names the first sessions that overlap another of their group, and counts the rest.
func TestAnImportSaysWhichSessionsOverlap(t *testing.T) {
	t.Parallel()
	bundle := t.TempDir()
	files := map[string]string{
		"people.csv":      "person_id,name,email,association,region\nlea,Lea,,CT,",
		"programs.csv":    "program_id,name,kind,model,region,association",
		"employment.csv":  "person_id,program_id,role,fte,serves,supervises,from,to",
		"credentials.csv": "person_id,category,status,degree,from,to",
		"targets.csv":     "person_id,category,degree,opened_on",
		"groups.csv":      "group_id,name,provider_id,association,time_zone,kind,format,modality,capacity,place\nbay,Bay,lea,CT,America/New_York,reflective,group,in_person,8,",
		"memberships.csv": "group_id,person_id,from,to",
		"sessions.csv":    "session_id,group_id,starts,minutes,status,actual_start,actual_end,lead_id,co_lead_id,kind,modality",
		"attendance.csv":  "session_id,person_id,mark,intervals,focus",
	}
	for day := 10; day < 22; day++ { // of January, in winter time
		files["sessions.csv"] += fmt.Sprintf("\nbooked%d,bay,2027-01-%dT10:00,90,scheduled,,,,,,\npaper%d,bay,2027-01-%dT11:00,60,scheduled,,,,,,", day, day, day, day)
	}
	for file, text := range files {
		if err := os.WriteFile(filepath.Join(bundle, file), []byte(text+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	eachDatabase(t, func(t *testing.T, env []string) {
		for _, args := range [][]string{{"import", bundle, "--dry-run"}, {"import", bundle}} {
			said := must(t, env, args...)
			for _, want := range []string{
				"These sessions overlap another of their group.",
				"group bay: booked10 on 10 January 2027 from 10:00 AM to 11:30 AM; paper10 on 10 January 2027 from 11:00 AM to 12:00 PM\n",
				"and 2 more\n",
			} {
				if !strings.Contains(said, want) {
					t.Errorf("attune %s does not say %q:\n%s", strings.Join(args, " "), want, said)
				}
			}
			if n := strings.Count(said, "group bay:"); n != 10 {
				t.Errorf("attune %s names %d", strings.Join(args, " "), n)
			}
		}
		if said := must(t, env, "import", bundle); strings.Contains(said, "overlap") {
			t.Errorf("where nothing is new:\n%s", said)
		}
	})
}
