package access_test

import (
	"maps"
	"slices"
	"testing"

	"attune/internal/access"
)

func TestMovesAreSettledTogether(t *testing.T) {
	t.Parallel()
	for name, story := range map[string]struct {
		moves []access.Move
		want  []access.AccountID
	}{
		"none":                         {nil, nil},
		"to an e-mail of nobody's":     {[]access.Move{{1, "new"}}, []access.AccountID{1}},
		"to somebody's":                {[]access.Move{{1, "d"}}, nil},
		"an exchange":                  {[]access.Move{{1, "b"}, {2, "a"}}, []access.AccountID{1, 2}},
		"a round of three":             {[]access.Move{{1, "b"}, {2, "c"}, {3, "a"}}, []access.AccountID{1, 2, 3}},
		"a chain to a new one":         {[]access.Move{{1, "b"}, {2, "c"}, {3, "new"}}, []access.AccountID{1, 2, 3}},
		"the same, the other way":      {[]access.Move{{3, "new"}, {2, "c"}, {1, "b"}}, []access.AccountID{1, 2, 3}},
		"a chain to one that is kept":  {[]access.Move{{1, "b"}, {2, "c"}, {3, "d"}}, nil},
		"two to a new one":             {[]access.Move{{1, "new"}, {2, "new"}}, []access.AccountID{1}},
		"two to one that is left":      {[]access.Move{{1, "c"}, {2, "c"}, {3, "a"}}, []access.AccountID{1, 3}},
		"into a chain that is blocked": {[]access.Move{{1, "new"}, {2, "new"}, {3, "b"}}, []access.AccountID{1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			had := map[string][]access.AccountID{"a": {1}, "b": {2}, "c": {3}, "d": {4}}
			if got := slices.Sorted(maps.Keys(access.Settle(story.moves, had))); !slices.Equal(got, story.want) {
				t.Errorf("moved are %v; want %v", got, story.want)
			}
		})
	}
}
