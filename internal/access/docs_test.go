package access_test

import (
	"os"
	"strings"
	"testing"

	"attune/internal/access"
)

// The page that tells people who may do what names every act.
func TestTheDocsNameEveryAct(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/access.md")
	if err != nil {
		t.Fatal(err)
	}
	named := make(map[string]bool)
	for line := range strings.Lines(string(page)) {
		if cells := strings.Split(line, "|"); len(cells) == 5 {
			for act := range strings.SplitSeq(cells[1], ",") {
				named[strings.TrimSpace(act)] = true
			}
		}
	}
	for _, act := range access.Acts {
		if !named[string(act)] {
			t.Errorf("docs/access.md says nothing about who may %q", act)
		}
	}
}
