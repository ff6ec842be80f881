package roster

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Unseen is a sentence about a character that nobody sees on a page and that could make a text look like another;
// empty for none. Joiners inside a word belong to some scripts.
func Unseen(text, allowed string) string {
	if !utf8.ValidString(text) {
		return "This holds something that is no text. Type it again."
	}
	for _, r := range text {
		if strings.ContainsRune(allowed, r) || r == '\u200c' || r == '\u200d' {
			continue
		}
		if unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp) {
			return fmt.Sprintf("This holds a character that cannot be seen (%U). Type the text again instead of pasting it.", r)
		}
	}
	return ""
}
