package roster_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"attune/internal/day"
	"attune/internal/roster"
)

func TestSeveralWordsAreInTheOrderOfTheirList(t *testing.T) {
	t.Parallel()
	several := roster.SeveralOf(roster.Areas, []roster.Area{"reflection", "communicating", "reflection", "juggling"})
	if several != "communicating;reflection" || !slices.Equal(several.Words(), []roster.Area{"communicating", "reflection"}) {
		t.Errorf("several are %q", several)
	}
	if !several.Has("reflection") || several.Has("thinking") {
		t.Error("reflection is among them, and thinking is not")
	}
	if none := roster.SeveralOf(roster.Topics, nil); none != "" || none.Words() != nil || none.Has("") {
		t.Errorf("none are %q", none)
	}
}

// All sessions of a training are training, and no other session is.
func TestWhatKindASessionMayBeOf(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		session, group roster.Kind
		may            bool
	}{
		{"", roster.Training, true},
		{roster.Training, roster.Training, true},
		{roster.Reflective, roster.Training, false},
		{roster.Peer, roster.Training, false},
		{"", roster.Reflective, true},
		{roster.Administrative, roster.Reflective, true},
		{roster.Training, roster.Reflective, false},
		{roster.Training, roster.Clinical, false},
	} {
		if c.session.Suits(c.group) != c.may {
			t.Errorf("a session of kind %q in a group of kind %q: want %t", c.session, c.group, c.may)
		}
	}
}

func TestAGroupBecomesATrainingBeforeAnythingIsSigned(t *testing.T) {
	t.Parallel()
	of := func(kind roster.Kind) roster.Group {
		return roster.Group{ID: 3, Association: "CT", Name: "First Steps", Kind: kind}
	}
	for _, c := range []struct {
		name   string
		record roster.GroupRecord
		to     roster.Kind
		want   string // of the refusal; empty where it may be
	}{
		{"nothing signed", roster.GroupRecord{Group: of(roster.Reflective)}, roster.Training, ""},
		{"and back", roster.GroupRecord{Group: of(roster.Training)}, roster.Clinical, ""},
		{"signed as supervision", roster.GroupRecord{Group: of(roster.Reflective), Signed: true}, roster.Training, "hours of supervision cannot become training"},
		{"signed as training", roster.GroupRecord{Group: of(roster.Training), Signed: true}, roster.Peer, "training hours cannot become supervision"},
		{"with a session of another kind", roster.GroupRecord{Group: of(roster.Reflective), Apart: true}, roster.Training, "have a kind of their own"},
		{"from one supervision to another", roster.GroupRecord{Group: of(roster.Reflective), Signed: true, Apart: true}, roster.Peer, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			edit, err := c.record.Become(of(c.to), "It is so.", day.MustParse("2026-11-22"))
			var refused *roster.Refused
			switch {
			case c.want == "" && (err != nil || edit.Nothing()):
				t.Errorf("refused: %v", err)
			case c.want != "" && (!errors.As(err, &refused) || refused.Field != "kind" || !strings.Contains(err.Error(), c.want)):
				t.Errorf("answered %v", err)
			}
		})
	}
}

// What a training was said to be about is not said of what it becomes.
func TestOnlyATrainingHasASyllabus(t *testing.T) {
	t.Parallel()
	was := roster.Group{ID: 3, Kind: roster.Training, Syllabus: roster.Syllabus{Areas: "thinking", OfWhich: "dei", MeantFor: "head_start"}}
	next := was
	next.Kind = roster.Peer
	edit, err := roster.GroupRecord{Group: was}.Become(next, "It is so.", day.MustParse("2026-11-22"))
	if is, _ := edit.After.(roster.Group); err != nil || is.Syllabus != (roster.Syllabus{}) {
		t.Errorf("it became %+v: %v", edit.After, err)
	}
}
