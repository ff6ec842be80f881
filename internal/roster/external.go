package roster

import (
	"crypto/rand"
	"regexp"
	"strings"
)

// NewExternal is an id for what begins here and in no bundle: 128 random bits behind a word of ours, so that no sender
// of a bundle writes it by chance, here or in another installation that takes an export in.
func NewExternal() External { return External("attune-" + strings.ToLower(rand.Text())) }

var ours = regexp.MustCompile(`^attune-[a-z2-7]{26}$`)

// Ours tells whether an id was made by NewExternal, as far as its form tells.
func (e External) Ours() bool { return ours.MatchString(string(e)) }
