package fault_test

import (
	"errors"
	"fmt"
	"testing"

	"attune/internal/fault"
)

func TestTheKindIsFoundThroughWrapping(t *testing.T) {
	t.Parallel()
	cause := errors.New("row 7 is missing")
	err := fmt.Errorf("read sheet: %w", fault.Because(cause, fault.NotFound, "There is no sheet %d.", 7))
	if kind := fault.KindOf(err); kind != fault.NotFound {
		t.Errorf("the kind is %d", kind)
	}
	if sentence, said := fault.SentenceOf(err); !said || sentence != "There is no sheet 7." {
		t.Errorf("a person reads %q", sentence)
	}
	if !errors.Is(err, cause) {
		t.Error("the cause is lost to errors.Is")
	}
}

func TestNothingIsSaidOfWhatIsInternal(t *testing.T) {
	t.Parallel()
	for _, err := range []error{errors.New("disk on fire"), fault.New(fault.Internal, "index %d out of range", 3), nil} {
		if sentence, said := fault.SentenceOf(err); said {
			t.Errorf("a person reads %q of %v", sentence, err)
		}
	}
}

func TestNearest(t *testing.T) {
	t.Parallel()
	known := []string{"practitioner", "supervisor", "manager"}
	for _, c := range []struct {
		given, want string
		slips       int
	}{
		{"manager", "manager", 0},
		{"Manager", "manager", 0},
		{"maanger", "manager", 1},           // two neighbours swapped
		{"practicioner", "practitioner", 1}, // one replaced
		{"suprvisor", "supervisor", 1},      // one left out
		{"mannagerr", "manager", 2},         // two put in
	} {
		if word, slips := fault.Nearest(c.given, known); word != c.want || slips != c.slips {
			t.Errorf("%q: %q after %d slips, want %q after %d", c.given, word, slips, c.want, c.slips)
		}
	}
	if word, _ := fault.Nearest("anything", nil); word != "" {
		t.Errorf("of no words the nearest is %q", word)
	}
}
